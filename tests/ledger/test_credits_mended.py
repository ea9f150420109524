"""Credits stay what came back: of a part that was delivered, of more than was asked for, and once it is told that it
never came back after all."""

from uuid import UUID

import pytest
from django.db import connection

from handrail.identity.calls import reading
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import posted
from handrail.loans.models import Loan, ToSettle
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.rules.care import InspectionKind
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.withdraw_request import Withdrawal, withdraw_request
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import HandedOver, TakenAway
from tests.ordering import someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import clean, columns, goods, inspected, main_depot, passed
from tests.usecases.correcting import comes_back as comes
from tests.usecases.correcting import stands
from tests.usecases.terms import credited_before
from tests.visiting import a_run, a_stop, asked, booked, collection, load, on_loan, recorded

pytestmark = pytest.mark.django_db

COUNTED = "BDA-020"


@pytest.fixture(params=["as it passes", "as it comes back"])
def either_terms(county: County, request: pytest.FixtureRequest) -> None:
    """When the contract credits what comes back, which comes to the same in the end."""
    if request.param == "as it comes back":
        credited_before(county)


def credited(county: County) -> int:
    """What stands as credited, in pence."""
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute("""SELECT -coalesce(sum(p.amount_pence), 0) FROM ledger_posting p
            JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = 'CREDITED'""")
        return int(cursor.fetchone()[0])


def each(county: County, pieces: int) -> int:
    """What is credited for one of so many pieces of the only line."""
    (price,) = columns(county.scopes["desk"], OrderLine, "spend_pence")
    return int((price // pieces * 85 + 50) // 100)


def passes(county: County, quantity: int) -> None:
    """So many pieces come into the depot, are cleaned and looked at."""
    back = Returned(main_depot(county), (ReturnedItem(COUNTED, quantity=quantity),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, COUNTED, quantity=quantity)
    passed(county, inspected(COUNTED, quantity, kinds=(InspectionKind.LOOK,), readings={}))


def comes_back(county: County, loan_id: UUID, quantity: int) -> None:
    visit_id = asked(county, loan_id).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 2"))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loan_id, quantity=quantity),))
    passes(county, quantity)


def mended(county: County, kind: MistakeKind, **given: object) -> None:
    wanted = Mistake(kind, main_depot(county), "counted wrongly", **given)  # type: ignore[arg-type]  # by its names
    mend_scan(call_as(county.scopes["desk"]), request=wanted)


def two_of_three_back(county: County) -> int:
    """The number of the order."""
    stop, (loan_id,), visit_id = collection(county, (COUNTED, 3))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loan_id, quantity=2),))
    passes(county, 2)
    assert credited(county) == 2 * each(county, 3)
    return stop.order.number


@pytest.mark.usefixtures("either_terms")
def test_a_piece_of_a_part_delivery_is_credited_at_what_a_piece_costs(county: County) -> None:
    stop = a_stop(county, (COUNTED, 4))
    some = HandedOver(line_id=stop.order.lines[0].line_id, quantity=2)
    done = recorded(county, stop.visit_id, handed_over=(some,))
    comes_back(county, done.loans[0].loan_id, 1)
    assert credited(county) == each(county, 4)


@pytest.mark.usefixtures("either_terms")
def test_more_came_back_than_was_paid_for_and_no_more_is_credited_than_was_paid(county: County) -> None:
    goods(county, COUNTED, 8)
    stop = a_stop(county, (COUNTED, 3))
    more = HandedOver(line_id=stop.order.lines[0].line_id, quantity=5)
    done = recorded(county, stop.visit_id, handed_over=(more,))
    comes_back(county, done.loans[0].loan_id, 5)
    assert credited(county) == 3 * each(county, 3)


@pytest.mark.usefixtures("either_terms")
def test_pieces_beside_those_that_were_replaced_are_credited(county: County) -> None:
    _, (loan_id,), visit_id = collection(county, (COUNTED, 3))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loan_id, quantity=1),))
    one = each(county, 3)
    withdraw_request(call_as(county.scopes["desk"]), request=Withdrawal((loan_id,)))
    swap = asked(county, loan_id, asked_for=AskedFor.SWAP, fault="ferrule_worn").visits[0].visit_id
    run_id = a_run(county, van="Van 3")
    booked(county, swap, run_id=run_id)
    (line,) = columns(county.scopes["desk"], OrderLine, "id", state="AUTHORISED")
    load(county, run_id, line, COUNTED, 2)
    brought = HandedOver(line_id=line, quantity=2)
    recorded(county, swap, handed_over=(brought,), taken_away=(TakenAway(loan_id=loan_id, quantity=2),))
    passes(county, 3)
    assert credited(county) == one


@pytest.mark.usefixtures("either_terms")
def test_an_item_that_never_came_back_is_credited_no_more_and_once_it_does_again(county: County) -> None:
    stop, (loan_id,), visit_id = collection(county, "BED-010")
    (number,) = stop.numbers
    for visit in (visit_id, None):
        if visit is None:
            visit = asked(county, loan_id).visits[0].visit_id
            booked(county, visit, run_id=a_run(county, van="Van 3"))
        recorded(county, visit, taken_away=(TakenAway(number),))
        receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(number),)))
        clean(county, number)
        passed(county, inspected(number))
        assert credited(county) == each(county, 1)
        mended(county, MistakeKind.WRONG_RETURN, code=number)
        assert credited(county) == 0
    assert columns(county.scopes["desk"], Loan, "state", "quantity_back") == [("ACTIVE", 0)]
    assert columns(county.scopes["desk"], ToSettle, "pieces") == []
    assert broken_in(county.scopes["desk"]) == []


def test_what_never_came_back_is_charged_for_its_way_and_its_clean_only_once_it_does(county: County) -> None:
    stop, (loan_id,), visit_id = collection(county, "BED-010")
    (number,) = stop.numbers
    before = stands(county)["pool", "ACTIVITY"]
    comes(county, visit_id, number)
    once = stands(county)["pool", "ACTIVITY"]
    # Its way back, the second person, and the clean of something large.
    assert once - before == 2_450 + 1_850 + 3_800
    mended(county, MistakeKind.WRONG_RETURN, code=number)
    assert stands(county)["pool", "ACTIVITY"] == before
    visit_id = asked(county, loan_id).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 3"))
    comes(county, visit_id, number)
    assert stands(county)["pool", "ACTIVITY"] == once
    assert broken_in(county.scopes["desk"]) == []


def test_who_got_nothing_bears_nothing_of_the_visit(county: County) -> None:
    stop, _ = on_loan(county, "BED-010", "MAT-012")
    before = stands(county)["pool", "ACTIVITY"]
    bed, mattress = (line.line_id for line in stop.order.lines)
    ivy = someone(county, name="Ivy Pell").id
    mended(county, MistakeKind.WRONG_PERSON, code=stop.numbers[0], right_person_id=ivy)
    # The bed was fitted for nobody; the mattress came all the same, and bears the way of both.
    assert stands(county)["pool", "ACTIVITY"] == before - 2_400
    assert _borne(county, mattress) == before - 2_400
    mended(county, MistakeKind.WRONG_PERSON, code=stop.numbers[1], right_person_id=ivy)
    assert _borne(county, bed) == _borne(county, mattress) == 0
    assert ("pool", "ACTIVITY") not in stands(county)
    assert broken_in(county.scopes["desk"]) == []


def test_of_a_count_of_which_nothing_was_handed_over_nothing_is_charged(county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 3))
    assert stands(county)["pool", "ACTIVITY"] > 0
    mended(county, MistakeKind.WRONG_COUNT, code=COUNTED, order_number=stop.order.number, right_quantity=0)
    assert ("pool", "ACTIVITY") not in stands(county)
    assert broken_in(county.scopes["desk"]) == []


def _borne(county: County, line_id: UUID) -> int:
    """What a line bears of activities."""
    with reading(county.scopes["desk"]):
        return sum(one.amount_pence for one in posted(county.scopes["desk"], [line_id], AccountKind.ACTIVITY))


@pytest.mark.usefixtures("either_terms")
def test_a_piece_that_never_came_back_is_credited_no_more(county: County) -> None:
    number = two_of_three_back(county)
    mended(county, MistakeKind.WRONG_COUNT_BACK, code=COUNTED, order_number=number, right_quantity=1)
    assert credited(county) == each(county, 3)
    mended(county, MistakeKind.WRONG_COUNT_BACK, code=COUNTED, order_number=number, right_quantity=0)
    assert credited(county) == 0
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.usefixtures("either_terms")
def test_what_was_credited_is_not_credited_again_by_the_loan_in_its_place(county: County) -> None:
    number = two_of_three_back(county)
    once = credited(county)
    mended(county, MistakeKind.WRONG_COUNT, code=COUNTED, order_number=number, right_quantity=2)
    passes(county, 1)
    assert credited(county) == once
    mended(county, MistakeKind.WRONG_COUNT_BACK, code=COUNTED, order_number=number, right_quantity=0)
    assert credited(county) == 0
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.usefixtures("either_terms")
def test_no_more_is_credited_than_was_paid_where_more_went_than_was_thought(county: County) -> None:
    goods(county, COUNTED, 8)
    stop, (loan_id,), visit_id = collection(county, (COUNTED, 3))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loan_id, quantity=1),))
    passes(county, 1)
    one = each(county, 3)
    assert credited(county) == one
    mended(county, MistakeKind.WRONG_COUNT, code=COUNTED, order_number=stop.order.number, right_quantity=5)
    withdraw_request(call_as(county.scopes["desk"]), request=Withdrawal((loan_id,)))
    run_id = a_run(county, van="Van 3")
    for loan, left in columns(county.scopes["desk"], Loan, "id", "quantity", ended_at=None):
        back = left - (1 if loan == loan_id else 0)
        visit = asked(county, loan).visits[0].visit_id
        booked(county, visit, run_id=run_id)
        recorded(county, visit, taken_away=(TakenAway(loan_id=loan, quantity=back),))
        passes(county, back)
    assert columns(county.scopes["desk"], Loan, "state") == ["ENDED", "ENDED"]
    assert credited(county) == 3 * one
    assert broken_in(county.scopes["desk"]) == []
