"""Examinations in homes and labour in the workshop are found by the invoice check, and stand in the statement."""

import pytest

from handrail.core.money import shown_pounds
from handrail.invoices.codes import Verdict
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.usecases.repair import Repaired, repair
from handrail.usecases.withdraw_examination import ExaminationWithdrawal, withdraw_examination
from tests.invoices.checking import Said, checked, found, posted, said
from tests.ledger.test_store_charges import returned
from tests.situations import call_as
from tests.stock_situations import clean, columns, main_depot, scans
from tests.visiting import examined_at_home, lent_to_lift

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lines_are")]


def verdicts(county: County, lines: list[Said]) -> list[tuple[Verdict, int | None]]:
    return [(line.verdict, line.due_pence) for line in found(county, checked(county, lines))]


def of_item(number: str, code: str, amount: str) -> Said:
    return {
        "Order line": "", "Visit": "", "Item number": number, "Date": "2026-03-03", "Code": code, "Quantity": 1,
        "Amount": amount,
    }  # fmt: skip


def test_each_examination_is_found_by_its_item_and_asked_for_once(county: County) -> None:
    lent = lent_to_lift(county, "HST-010", "SLG-010", "SLG-011")
    done = examined_at_home(county, *(loan.loan_id for loan in lent.loans))
    numbers = dict(columns(county.scopes["desk"], Asset, "id", "number"))
    hoist, sling, other = (numbers[loan.asset_id] for loan in lent.loans)
    stated = [one for one in posted(county) if one.item.startswith("examination")]
    assert sorted((one.item, one.pence) for one in stated) == [
        ("examination", 2_600), ("examination_next", 1_100), ("examination_next", 1_100),
    ]  # fmt: skip
    lines = [of_item(hoist, "examination", "26.00"), of_item(sling, "examination_next", "11.00")]
    assert verdicts(county, lines) == [(Verdict.AGREED, 2_600), (Verdict.AGREED, 1_100)]
    assert verdicts(county, lines[1:]) == [(Verdict.DUPLICATE, None)]
    # What was taken back is owed no more.
    wrong = ExaminationWithdrawal(done.examinations[2].examination_id, "In the wash")
    withdraw_examination(call_as(county.scopes["desk"]), request=wrong)
    ((verdict, _),) = verdicts(county, [of_item(other, "examination_next", "11.00")])
    assert verdict is Verdict.NO_SUCH_EVENT


def test_several_of_a_visit_are_found_by_its_number(county: County) -> None:
    lent = lent_to_lift(county, "HST-010", "SLG-010", "SLG-011")
    visit = examined_at_home(county, *(loan.loan_id for loan in lent.loans)).number
    line = of_item("", "examination_next", "22.00") | {"Visit": visit, "Quantity": 2}
    assert {one for one, _ in verdicts(county, [line])} == {Verdict.AGREED}


def test_labour_is_found_by_the_item_that_came_back(county: County) -> None:
    number = returned(county, "BED-010")
    clean(county, number)
    wanted = Repaired(main_depot(county), scans(number), "no_power", ("part_replaced",), 50)
    repair(call_as(county.scopes["depot"]), request=wanted)
    (one,) = (entry for entry in posted(county) if entry.item == "workshop_labour")
    assert (shown_pounds(one.pence), one.note) == ("£26.67", "50 minutes at £32.00 an hour")
    assert verdicts(county, [said(one)]) == [(Verdict.AGREED, 2_667)]
    assert verdicts(county, [of_item(number, "workshop_labour", "26.67")]) == [(Verdict.DUPLICATE, None)]
