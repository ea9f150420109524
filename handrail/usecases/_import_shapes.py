"""What the importers of all kinds share: the change they write in, what they answer, faults out of refusals.
Refuses nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Protocol
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.refusal import Refused
from handrail.identity.calls import Change
from handrail.intake.rules.cells import Setting
from handrail.intake.rules.faults import Fault
from handrail.intake.rules.reading import ReadRow
from handrail.stock.rules.fitness import NEVER_DONE, months_after


@dataclass(slots=True)
class Taken:
    """What became of rows: how many were added, how many were known already, what is wrong with the others by line.
    `for_loans`: how many are left for the file of open loans. `told`: what rows that are known say otherwise than the
    record that stands. `loans`: those that began."""

    added: int = 0
    known: int = 0
    for_loans: int = 0
    told: dict[int, tuple[Fault, ...]] = field(default_factory=dict)
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    loans: list[UUID] = field(default_factory=list)

    def wrong(self, *faults: Fault) -> None:
        """These are wrong; their rows are not brought in."""
        for one in faults:
            self.faults.setdefault(one.line, []).append(one)


class Importer(Protocol):
    """Brings rows of one kind in, a few thousand at a time; rows that are wrong are left out and told."""

    def take(self, rows: Sequence[ReadRow]) -> Taken:
        """Write the good rows of a piece and tell about the others. Rows with wrong cells come last: nothing of them
        is written or counted, and of their wrong cells nothing is known."""


@dataclass(slots=True)
class Ground:
    """What every importer stands on: the open change, and what reading depended on. `keep_postcodes`: somebody
    looked at a postcode that no place is known for, and it is right."""

    change: Change
    setting: Setting
    keep_postcodes: bool = False

    @property
    def today(self) -> date:
        """The day of the import."""
        return self.setting.today


def faults_of_refusal(row: ReadRow, refused: Refused, columns: dict[str, str] | None = None) -> list[Fault]:
    """A rule's reasons as faults of a row. `columns`: our column for a field of the rule where they differ."""
    found = []
    for reason in refused.reasons:
        column = (columns or {}).get(reason.field or "", reason.field or "")
        header = row.headers.get(column, column)
        found.append(Fault(row.line, header, row.cells.get(header, "")[:200], reason.code.value, reason.params))
    return found


def due_on(months: int | None, due: date | None, done: date | None) -> date | None:
    """When a check is due: as the file says, else counted from when it was done, else long overdue. None where the
    product needs no such check."""
    if months is None:
        return None
    if due is not None:
        return due
    return months_after(done, months) if done is not None else NEVER_DONE


def noon(day: date) -> datetime:
    """A moment for something of which only the day is known."""
    return datetime.combine(day, time(12), LONDON).astimezone(UTC)
