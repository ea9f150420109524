"""What came back is settled while others change who pays for it, or settle pieces of the same product."""

from functools import partial
from typing import Any

import pytest

from handrail.loans.models import Loan, ToSettle
from handrail.simulation.set_up import County
from handrail.stock.rules.care import InspectionKind
from handrail.usecases.change_funder import change_funder
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.scrap_stock import Scrapped, scrap_stock
from handrail.visits.rules.report import HandedOver, TakenAway
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import clean, columns, inspected, main_depot, passed, scans
from tests.usecases.between import between
from tests.usecases.correcting import entry_of, stands, to_health
from tests.visiting import a_run, a_stop, asked, booked, collection, received, recorded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

COUNTED = "BDA-020"
LOOK: dict[str, Any] = {"kinds": (InspectionKind.LOOK,), "readings": {}}


@pytest.mark.parametrize("code", ["BED-010", COUNTED])
def test_an_inspection_while_the_funder_changes_credits_who_pays_from_then_on(county: County, code: str) -> None:
    counted = code == COUNTED
    stop, (loan_id,), visit_id = collection(county, (code, 2) if counted else code)
    thing = code if counted else stop.numbers[0]
    pieces = 2 if counted else None
    gone = TakenAway(loan_id=loan_id, quantity=2) if counted else TakenAway(thing)
    recorded(county, visit_id, taken_away=(gone,))
    back = Returned(main_depot(county), (ReturnedItem(thing, quantity=pieces),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, thing, quantity=pieces)
    look = LOOK if counted else {}
    line_id = stop.order.lines[0].line_id
    others_pay = partial(change_funder, call_as(county.scopes["money"]), request=to_health(county, line_id))
    # The loan is held for its new payers already, and the inspection waits for it.
    *_, both = between(
        others_pay, partial(passed, county, inspected(thing, pieces, **look)), "UPDATE loans_loan SET funding"
    )
    assert both
    stood = stands(county)
    assert stood["nhs", "CREDITED"] < 0
    assert ("pool", "CREDITED") not in stood
    assert ("pool", "ACTIVITY") not in stood
    assert broken_in(county.scopes["desk"]) == []


def test_a_price_that_is_put_right_while_its_thing_passes_is_the_price_of_its_credit(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    (number,) = stop.numbers
    recorded(county, visit_id, taken_away=(TakenAway(number),))
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(number),)))
    clean(county, number)
    wrong = PostingCorrection(entry_of(county, "equipment", stop.order.lines[0].line_id), 100_00, "£100 was agreed")
    corrected = partial(correct_posting, call_as(county.scopes["money"]), request=wrong)
    # What passed is credited already, and nobody else sees it yet.
    *_, both = between(partial(passed, county, inspected(number)), corrected, "ledger_post")
    assert both
    stood = stands(county)
    assert (stood["pool", "EQUIPMENT"], stood["pool", "CREDITED"]) == (100_00, -85_00)
    assert broken_in(county.scopes["desk"]) == []


def test_pieces_that_two_settle_at_once_are_all_settled(county: County) -> None:
    run_id = a_run(county, van="Van 2")
    for van, driver in (("Van 1", "driver2"), ("Van 3", "driver4")):
        stop = a_stop(county, COUNTED, van=van, driver=driver)
        one = HandedOver(line_id=stop.order.lines[0].line_id, quantity=1)
        lent = recorded(county, stop.visit_id, handed_over=(one,), received=received(), by="desk").loans
        visit_id = asked(county, lent[0].loan_id).visits[0].visit_id
        booked(county, visit_id, run_id=run_id)
        recorded(county, visit_id, taken_away=(TakenAway(loan_id=lent[0].loan_id, quantity=1),))
        back = Returned(main_depot(county), (ReturnedItem(COUNTED, quantity=1),))
        receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, COUNTED, quantity=1)
    look = inspected(COUNTED, 1, **LOOK)
    scrap = Scrapped(main_depot(county), scans(COUNTED, quantity=1), "end_of_life")
    *_, both = between(
        partial(passed, county, look),
        partial(scrap_stock, call_as(county.scopes["depot"]), request=scrap),
        "loans_settle_pieces",
    )
    assert both
    assert columns(county.scopes["depot"], Loan, "quantity_back") == [1, 1]
    assert columns(county.scopes["depot"], ToSettle, "pieces") == []
