"""Rows of a file that add nothing: left for the loans, known but told otherwise, mended before. All are said."""

from typing import Any

import pytest

from handrail.identity.calls import reading
from handrail.intake.models import ImportFile, ImportRow
from handrail.intake.queries import import_file_row, wrong_rows
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.intake.states import FileKind, FileState, RowEnd
from handrail.people.models import Person
from handrail.simulation.northdown import MAIN_DEPOT
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.usecases.keep_imports import RowMend, RowMended, mend_row
from handrail.wording.import_faults import what_is_wrong
from tests.situations import call_as, northdown
from tests.usecases.test_import_file import ASSETS, PEOPLE, codes, person, run

pytestmark = pytest.mark.django_db
BOUGHT = ASSETS.replace("\n", ",Cost,Date purchased,Batch\n")


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """Test NHS numbers only, as in the demo."""
    settings.DEMO_MODE = True


def item(number: str, state: str = "ready", *, serial: str = "", since: str = "", rest: str = "") -> str:
    return f'{number},BED-010,"{MAIN_DEPOT}",{state},{serial},{since},,{rest}\n'


def mended(county: County, line: int, **cells: str) -> RowMended:
    """The parked row of a line, tried again."""
    row = ImportRow.objects.get(line=line, parked=True, settled_at=None)
    named = {name.replace("_", " "): cell for name, cell in cells.items()}
    return mend_row(call_as(county.scopes["admin"]), request=RowMend(row.pk, named), demo=True)


def test_an_item_on_loan_is_left_for_the_open_loans_and_counted_by_itself() -> None:
    county = northdown()
    text = ASSETS + item("OLD-1") + item("OLD-2", "on loan") + item("OLD-3", "on loan", since="31/02/2026")
    report = run(county, FileKind.ASSETS, text, park_bad=True)[1]
    assert (report.added, report.known, report.for_loans, report.wrong) == (1, 0, 1, 1)
    done = mended(county, 4, PAT_date="28/02/2026")
    assert done.end is RowEnd.FOR_LOANS
    assert not Asset.objects.filter(number="OLD-3").exists()
    with reading(county.scopes["admin"]):
        file = import_file_row(county.scopes["admin"], done.file_id)
    assert (file.rows_known, file.rows_for_loans, file.for_loans, file.mended, file.still_wrong) == (0, 1, 1, 0, 0)


def test_what_is_known_by_another_serial_price_or_day_is_told_and_comes_in_no_less() -> None:
    county = northdown()
    first = item("OLD-1", serial="S1", rest=",450.00,01/03/2024,L1") + item("OLD-2", serial="S2", rest=",,,")
    again = item("OLD-1", "dirty", serial="S9", rest=",5,02/03/2024,L1") + item("OLD-2", rest=",9,,")
    state, report = run(county, FileKind.ASSETS, BOUGHT + first + again + first)
    assert (state, report.added, report.known, report.wrong) == (FileState.DONE, 2, 4, 0), codes(report)
    told = [fault for row in report.told for fault in row.faults]
    assert report.contradicting == 1
    assert [(fault.line, fault.column, fault.value) for fault in told] == [
        (4, "Serial No", "S9"), (4, "Date purchased", "02/03/2024"), (4, "Cost", "5"),
    ]  # fmt: skip
    assert [fault.code for fault in told] == [
        ImportReason.HELD_OTHERWISE, ImportReason.HELD_WITH_OTHER_DAY, ImportReason.HELD_OTHERWISE,
    ]  # fmt: skip
    assert [what_is_wrong(fault).split(" in our")[0] for fault in told] == [
        "Item OLD-1 has “S1”", "Item OLD-1 has 1 Mar 2024", "Item OLD-1 has “£450.00”",
    ]  # fmt: skip
    assert Asset.objects.get(number="OLD-1").serial == "S1"


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_contradicts_the_record_here_is_kept_with_the_file_and_waits_for_nobody(dry_run: bool) -> None:
    county = northdown()
    run(county, FileKind.ASSETS, ASSETS + item("OLD-1", serial="S1"))
    run(county, FileKind.ASSETS, ASSETS + item("OLD-1", serial="S9"), dry_run=dry_run)
    file = ImportFile.objects.get(rows_told=1)
    assert (file.rows_known, file.rows_wrong) == (1, 0)
    with reading(county.scopes["admin"]):
        assert wrong_rows(county.scopes["admin"], file.pk, limit=None) == ()
        (told,) = wrong_rows(county.scopes["admin"], file.pk, told_only=True, limit=None)
    here = (("number", "OLD-1"), ("here", "S1"))
    assert told.faults == (Fault(2, "Serial No", "S9", ImportReason.HELD_OTHERWISE, here),)
    assert told.parked is False


def test_a_file_that_comes_again_knows_the_rows_that_were_mended_since() -> None:
    county = northdown()
    text = PEOPLE + person(0) + person(1, born="31/02/1943") + person(2, born="30/02/1943")
    run(county, FileKind.PEOPLE, text, park_bad=True)
    assert mended(county, 3, DOB="28/02/1943").end is RowEnd.MENDED
    assert mended(county, 4, DOB="29/02/1943").end is None
    again = run(county, FileKind.PEOPLE, text, park_bad=True)[1]
    assert (again.added, again.known, again.wrong) == (0, 2, 1)
    assert ImportRow.objects.get(settled_at=None).cells["DOB"] == "29/02/1943"
    assert mended(county, 4, DOB="28/02/1943").end is RowEnd.MENDED
    state, last = run(county, FileKind.PEOPLE, text)
    assert (state, last.added, last.known, last.wrong) == (FileState.DONE, 0, 3, 0)
    assert Person.objects.count() == 3


def test_a_row_left_for_the_loans_when_it_was_mended_is_left_again() -> None:
    county = northdown()
    text = ASSETS + item("OLD-3", "on loan", since="31/02/2026")
    run(county, FileKind.ASSETS, text, park_bad=True)
    mended(county, 2, PAT_date="28/02/2026")
    report = run(county, FileKind.ASSETS, text)[1]
    assert (report.known, report.for_loans, report.wrong) == (0, 1, 0)
