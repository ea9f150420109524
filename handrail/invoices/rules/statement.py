"""Owns: which part of a provider's statement an entry of the ledger belongs to, and what the statement comes to.
Refuses nothing; above zero the amount is owed to the provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from handrail.ledger.codes import EntryKind


class Section(StrEnum):
    """The parts of a statement, in their order."""

    EQUIPMENT = "EQUIPMENT"
    ACTIVITY = "ACTIVITY"
    CREDITS = "CREDITS"
    ADJUSTMENTS = "ADJUSTMENTS"
    PAYMENTS = "PAYMENTS"


# An entry of any other kind that touches what is owed puts something right.
_KINDS = {
    Section.EQUIPMENT: (EntryKind.SPENT, EntryKind.OPENED),
    Section.ACTIVITY: (EntryKind.CHARGED,),
    Section.CREDITS: (EntryKind.CREDITED,),
    Section.PAYMENTS: (EntryKind.PAID,),
}


def section_of(kind: EntryKind) -> Section:
    """The part in which an entry of this kind stands."""
    return next((section for section, kinds in _KINDS.items() if kind in kinds), Section.ADJUSTMENTS)


@dataclass(frozen=True, slots=True)
class StatedRow:
    """What entries of one kind, item and speed came to. `quantity` is their count of pieces or times."""

    kind: EntryKind
    item: str
    label: str
    speed_code: str
    entries: int
    quantity: int
    pence: int

    @property
    def section(self) -> Section:
        """The part of the statement in which it stands."""
        return section_of(self.kind)


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
    def charged_pence(self) -> int:
        """What the time came to before payments."""
        return sum(row.pence for row in self.rows if row.section is not Section.PAYMENTS)

    @property
    def closing_pence(self) -> int:
        """What is owed at its end."""
        return self.opening_pence + sum(row.pence for row in self.rows)
