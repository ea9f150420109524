"""Owns: what a row says otherwise than the record that is known already, where both say something that never changes.
Refuses nothing: the record stands, and whoever brought the file is told."""

from collections.abc import Mapping
from datetime import date

from handrail.core.money import shown_pounds
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.intake.rules.reading import ReadRow

# Whole numbers are amounts in pence.
type Lasting = str | date | int | None
_UNSAID = ("", None)


def told_otherwise(row: ReadRow, number: str, held: Mapping[str, Lasting]) -> tuple[Fault, ...]:
    """For each of our columns in `held` that the row fills otherwise: the row's cell and what is held of the item."""
    return tuple(
        _told(row, column, number, here)
        for column, here in held.items()
        if here not in _UNSAID and (said := row.values.get(column)) not in _UNSAID and said != here
    )


def _told(row: ReadRow, column: str, number: str, here: Lasting) -> Fault:
    if isinstance(here, date):
        return row.fault(column, ImportReason.HELD_WITH_OTHER_DAY, number=number, held=here.isoformat())
    shown = shown_pounds(here) if isinstance(here, int) else here or ""
    return row.fault(column, ImportReason.HELD_OTHERWISE, number=number, here=shown)
