"""Reads one line as it was scanned or typed: a code, and for counted things of which lot and how many.
Refuses a count that is none; what the code means is read from the record."""

import re

from handrail.stock.plans import ItemScan

# "BDA-020 lot 2609B x 4": so many of a counted product. The space keeps an x within a code from counting.
_COUNTED = re.compile(
    r"(?P<code>.+?)(,?\s{1,9}lot\s{1,9}(?P<lot>\S{1,20}))?(\s{1,9}[x×*]\s{0,9}(?P<count>\d{1,9}))?", re.IGNORECASE
)

# What stands where a count would, in figures or as a word: "x -3", "x two".
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen"
_CLAIMED = re.compile(rf".+?\s{{1,9}}[x×*]\s{{0,9}}(?P<count>[-+.,]?\d\S{{0,40}}|{_WORDS})", re.IGNORECASE)
# No line of a store or a van stands for more.
MOST_OF_A_LINE = 9_999


def wrong_count(line: str) -> str:
    """What is typed after the x where it is no count of 0 to 9,999; empty where nothing is wrong."""
    claimed = _CLAIMED.fullmatch(line)
    if claimed is None:
        return ""
    said = claimed["count"]
    return "" if re.fullmatch("[0-9]{1,9}", said) and int(said) <= MOST_OF_A_LINE else said


def read_line(line: str) -> ItemScan:
    """The scan that a line means, the same at a depot and at a door."""
    counted = _COUNTED.fullmatch(line)
    if not counted:
        return ItemScan(line)
    count = counted["count"]
    return ItemScan(counted["code"], int(count) if count else None, counted["lot"] or "")
