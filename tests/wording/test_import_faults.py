"""What the report of an import says of a wrong cell, and what to do."""

from datetime import date

import pytest

from handrail.core.csv_reading import CsvRow
from handrail.intake.rules.cells import Setting
from handrail.intake.rules.columns import ASSETS, OPEN_LOANS, KindColumns
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.intake.rules.reading import RowReader
from handrail.wording.import_faults import how_to_mend, what_is_wrong


def told(code: ImportReason, **params: str) -> str:
    fault = Fault(2, "DOB", "x", code.value, tuple(params.items()))
    return f"{what_is_wrong(fault)}. {how_to_mend(fault)}"


@pytest.mark.parametrize(("held", "said"), [("1950-01-31", "31 Jan 1950"), ("some day", "some day")])
def test_the_day_of_a_record_is_told_as_a_day(held: str, said: str) -> None:
    assert f"was born on {said} in our records" in told(ImportReason.OTHER_BIRTH_DATE, held=held)


def test_what_may_be_written_is_named() -> None:
    assert "Use one of: gas; wash" in told(ImportReason.POINTS_NOWHERE, list="ways", codes="gas; wash")
    assert "too long ago" in told(ImportReason.DATE_TOO_LONG_AGO)


@pytest.mark.parametrize(("columns", "price"), [(OPEN_LOANS, "price"), (ASSETS, "price_paid")])
@pytest.mark.parametrize("typed", ["12,50", "£12,50", "12,5", "1.012,50"])
def test_a_comma_for_the_pence_is_named_at_its_cell(columns: KindColumns, price: str, typed: str) -> None:
    def read(cell: str) -> tuple[object, list[Fault]]:
        reader = RowReader(columns, {"Cost": price}, Setting(date(2026, 3, 3), demo=False))
        found = reader.read(CsvRow(2, {"Cost": cell}))
        return found.values.get(price), [fault for fault in found.faults if fault.column == "Cost"]

    value, (fault,) = read(typed)
    assert value is None
    assert f"{what_is_wrong(fault)}. {how_to_mend(fault)}" == (
        "This has a comma for the pence. Write a point before the pence, like 41.50"
    )
    assert read("1,250.00") == (125_000, [])
    assert read("£1,250") == (125_000, [])
