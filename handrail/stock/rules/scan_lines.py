"""Reads one line as it was scanned or typed: a code, and for counted things how many.
Refuses nothing; what the code means is read from the record."""

import re

from handrail.stock.plans import ItemScan

# "BDA-020 x 4": so many of a counted product. The space keeps an x within a code from counting.
_COUNTED = re.compile(r"(?P<code>.+?)\s+[x×*]\s*(?P<count>\d{1,9})", re.IGNORECASE)


def read_line(line: str) -> ItemScan:
    """The scan that a line means, the same at a depot and at a door."""
    counted = _COUNTED.fullmatch(line)
    return ItemScan(counted["code"], int(counted["count"])) if counted else ItemScan(line)
