"""The version of a row that someone saw: its counter, or a short digest of the values where it has none.
Refuses nothing; a use case compares it with the row as it is now, under lock."""

import re
from hashlib import sha256

from pydantic_core import to_json


def version_of(*values: object) -> str:
    """The same text for the same values: dates, numbers, texts, lists of them."""
    return sha256(to_json(values)).hexdigest()[:16]


def seen_number(text: str) -> int:
    """The counter that a page carried. What no counter can be is 0, which no row has: the page is stale."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0
