"""Reads one line as it was scanned or typed: a code, and for counted things of which lot and how many.
Refuses nothing; what the code means is read from the record."""

import re

from handrail.stock.plans import ItemScan

# "BDA-020 lot 2609B x 4": so many of a counted product. The space keeps an x within a code from counting.
_COUNTED = re.compile(
    r"(?P<code>.+?)(,?\s{1,9}lot\s{1,9}(?P<lot>\S{1,20}))?(\s{1,9}[x×*]\s{0,9}(?P<count>\d{1,9}))?", re.IGNORECASE
)


def read_line(line: str) -> ItemScan:
    """The scan that a line means, the same at a depot and at a door."""
    counted = _COUNTED.fullmatch(line)
    if not counted:
        return ItemScan(line)
    count = counted["count"]
    return ItemScan(counted["code"], int(count) if count else None, counted["lot"] or "")
