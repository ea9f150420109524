"""Owns: what can be wrong with keeping an order that is still being written.
Refuses: nothing else; a draft may hold whatever was typed."""

from enum import StrEnum


class DraftReason(StrEnum):
    """Why a draft cannot be kept."""

    TOO_LARGE = "DRAFT_TOO_LARGE"


LARGEST_DRAFT_BYTES = 200_000
