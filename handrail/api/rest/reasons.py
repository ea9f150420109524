"""Codes of what is wrong with a call itself, each with its words.
Refuses reasons of the work: those come from the rules, with the words that pages use."""

from enum import StrEnum


class ApiReason(StrEnum):
    """Why a call is not answered. A code never changes its meaning."""

    NOT_SIGNED_IN = "NOT_SIGNED_IN"
    SCOPE_MISSING = "SCOPE_MISSING"
    TOO_MANY_CALLS = "TOO_MANY_CALLS"
    UNKNOWN_ADDRESS = "UNKNOWN_ADDRESS"
    WRONG_METHOD = "WRONG_METHOD"
    NOT_JSON = "NOT_JSON"
    TOO_LARGE = "TOO_LARGE"
    INVALID = "INVALID"
    BAD_CURSOR = "BAD_CURSOR"
    KEY_TOO_LONG = "KEY_TOO_LONG"
    PHOTO_UNKNOWN = "PHOTO_UNKNOWN"
    FAILED = "FAILED"
    NOT_READY = "NOT_READY"


WORDS: dict[ApiReason, str] = {
    ApiReason.NOT_SIGNED_IN: "Send a valid token as: Authorization: Bearer TOKEN.",
    ApiReason.SCOPE_MISSING: "This token does not carry the scope {scope}.",
    ApiReason.TOO_MANY_CALLS: "This token has made too many calls in this minute. Wait, then try again.",
    ApiReason.UNKNOWN_ADDRESS: "There is nothing at this address. The addresses are listed in openapi.json.",
    ApiReason.WRONG_METHOD: "This address does not take this method.",
    ApiReason.NOT_JSON: "The body must be JSON in UTF-8, without the character U+0000.",
    ApiReason.TOO_LARGE: "The body is too large. Send fewer things in each call.",
    ApiReason.INVALID: "The call is not of the described form.",
    ApiReason.BAD_CURSOR: "Send the next_cursor of the page before, unchanged.",
    ApiReason.KEY_TOO_LONG: "Idempotency-Key must be 1 to {most} visible characters.",
    ApiReason.PHOTO_UNKNOWN: "Send each picture to /photos first, then name it by the id of the answer.",
    ApiReason.FAILED: "Something went wrong on our side. Nothing was changed. It has been logged.",
    ApiReason.NOT_READY: "The service cannot answer just now. Nothing was changed. Try again in a few seconds.",
}
