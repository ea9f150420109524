"""Owns: VAT that was said by hand for one event, in the place of what the terms of its day say. It stands in the cause
of what says the event again, and goes on into whatever says it again later. Refuses nothing."""

import re

from handrail.ledger.rules.vat import VatTerm

_SAID = re.compile(r":vat:(\d{1,5})([cb])(?=:|$)")


def vat_mark(parts: int, *, is_recovered: bool) -> str:
    """What stands for it in a cause: so many parts of ten thousand, a cost or got back."""
    return f":vat:{parts}{'b' if is_recovered else 'c'}"


def mark_of(cause: str) -> str:
    """The same as it stands in a cause; empty where the terms of the day decide."""
    found = _SAID.search(cause)
    return found.group() if found else ""


def vat_said(cause: str) -> VatTerm | None:
    """The VAT that was said of the event that this cause says again."""
    found = _SAID.search(cause)
    return VatTerm("", "", None, int(found.group(1)), found.group(2) == "b") if found else None
