"""Owns: which part of a provider's statement an entry of the ledger belongs to, and what the statement comes to.
Refuses nothing; above zero the amount is owed to the provider."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handrail.ledger.codes import EntryKind


class Section(StrEnum):
    """The parts of a statement, in their order. The VAT of all others is a part of its own."""

    EQUIPMENT = "EQUIPMENT"
    ACTIVITY = "ACTIVITY"
    CREDITS = "CREDITS"
    ADJUSTMENTS = "ADJUSTMENTS"
    VAT = "VAT"
    PAYMENTS = "PAYMENTS"


# An entry of any other kind that touches what is owed puts something right.
_KINDS = {
    EntryKind.SPENT: Section.EQUIPMENT,
    EntryKind.CHARGED: Section.ACTIVITY,
    EntryKind.CREDITED: Section.CREDITS,
    EntryKind.PAID: Section.PAYMENTS,
}


def section_of(kind: EntryKind) -> Section:
    """The part in which an entry of this kind stands."""
    return _KINDS.get(kind, Section.ADJUSTMENTS)


@dataclass(frozen=True, slots=True)
class StatedRow:
    """What the entries of one part, item and speed came to. `quantity` is their count of pieces or times."""

    section: Section
    item: str
    label: str
    speed_code: str
    entries: int
    quantity: int
    pence: int

    def __add__(self, other: "StatedRow") -> "StatedRow":
        return StatedRow(
            self.section, self.item, self.label, self.speed_code, self.entries + other.entries,
            self.quantity + other.quantity, self.pence + other.pence,
        )  # fmt: skip


def one_row_each(rows: Iterable[StatedRow]) -> tuple[StatedRow, ...]:
    """What was taken back and what took its place are one row: a row opens all entries of its part, item and speed."""
    found: dict[tuple[Section, str, str], StatedRow] = {}
    for row in rows:
        key = (row.section, row.item, row.speed_code)
        found[key] = found[key] + row if key in found else row
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Statement:
    """What was owed before, what came to it, and what is owed now."""

    opening_pence: int
    rows: Sequence[StatedRow]

    def of(self, section: Section) -> tuple[StatedRow, ...]:
        """The rows of one part."""
        return tuple(row for row in self.rows if row.section is section)

    def sum_of(self, section: Section) -> int:
        """What one part came to."""
        return sum(row.pence for row in self.of(section))

    @property
    def closing_pence(self) -> int:
        """What is owed at its end."""
        return self.opening_pence + sum(row.pence for row in self.rows)
