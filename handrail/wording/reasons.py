"""Words for a reason as it is stored: a code of one of the contract's lists, with or without what was written to it.
Refuses to change what somebody wrote in their own words."""

import re
from collections.abc import Mapping

from handrail.visits.rules.asking import AskedFor

# One word in capitals is what somebody wrote, such as COPD, but for what of ours is written so.
_CODE = re.compile("|".join((r"[a-z0-9]+(_[a-z0-9]+)*", r"[A-Z]+(_[A-Z]+)+", *AskedFor)))


def listed_in_words(reason: str, labels: Mapping[str, str]) -> str:
    """The same without what somebody wrote, for whoever sees no people. Empty where it is all in their own words."""
    code, _, _ = reason.partition(": ")
    return why_in_words(code, labels) if code in labels or (_CODE.fullmatch(code) and "_" in code) else ""


def why_in_words(reason: str, labels: Mapping[str, str]) -> str:
    """ "already_on_loan: She has one" → "Person already has one: She has one". `labels`: of the lists, by code; a code
    that none of them has any more is read as words."""
    code, colon, note = reason.partition(": ")
    if code in labels:
        said = labels[code]
    elif _CODE.fullmatch(code) and ("_" in code or not colon):
        said = code.replace("_", " ").lower().capitalize()
    else:
        return reason
    return f"{said}{colon}{note}"
