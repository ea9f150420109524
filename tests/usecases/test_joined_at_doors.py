"""Two records were found to be one person while things are with them: what is lent on the one is the person's at a
visit to the other, one request asks for all of it, and a crew is told what stands on the record in front."""

from uuid import UUID

import pytest

from handrail.catalogue.models import Product
from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.orders.models import Order, OrderLine
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import Asset, Discrepancy
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.queries.driver import any_visit, my_stop, my_stops
from handrail.visits.queries.story import is_expected_there
from handrail.visits.queries.to_book import visits_to_book
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import HandedOver, TakenAway
from tests.ordering import hazard, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, main_depot
from tests.visiting import (
    Stop,
    a_run,
    a_stop,
    asked,
    booked,
    handed,
    load,
    on_loan,
    received,
    recorded,
    seen_by,
    visit_row,
)

pytestmark = pytest.mark.django_db

BED, MATTRESS, SEAT = "BED-010", "MAT-010", "BDA-020"


def on_two_records(county: County) -> tuple[Stop, Stop]:
    """A bed lent to one record, a mattress and three pieces to another; then they are joined."""
    front, _ = on_loan(county, BED)
    peggy = someone(county, name="Peggy Oakes")
    other = a_stop(county, MATTRESS, (SEAT, 3), van="Van 2", driver="driver2", who=peggy)
    pieces = HandedOver(line_id=other.order.lines[1].line_id, quantity=3)
    recorded(county, other.visit_id, by="desk", handed_over=(*handed(*other.numbers), pieces), received=received())
    joined = PeopleToJoin(front.who.id, other.who.id, "One person, her daughter says")
    join_people(call_as(county.scopes["desk"]), request=joined)
    return front, other


def loans_of(county: County, stop: Stop) -> tuple[UUID, ...]:
    return tuple(columns(county.scopes["desk"], Loan, "id", person_id=stop.who.id))


def test_what_is_lent_on_either_record_is_theirs_at_the_door(county: County) -> None:
    front, other = on_two_records(county)
    visit_id = asked(county, *loans_of(county, front)).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 3"))
    things = (*(TakenAway(number) for number in (*front.numbers, *other.numbers)), TakenAway(SEAT, quantity=3))
    recorded(county, visit_id, taken_away=things)
    desk = county.scopes["desk"]
    assert set(columns(desk, Loan, "state", "quantity_back")) == {("ENDED", 1), ("ENDED", 3)}
    assert set(columns(desk, Asset, "state")) == {"RETURNED_DIRTY"}
    assert set(columns(desk, Discrepancy, "kind")) == {"TAKEN_EXTRA"}
    assert broken_in(desk) == []


def test_pieces_that_come_back_from_the_one_are_those_lent_on_the_other(county: County) -> None:
    front, other = on_two_records(county)
    depot = county.scopes["depot"]
    back = Returned(main_depot(county), (ReturnedItem(SEAT, 3),), person_id=front.who.id)
    assert receive_returns(call_as(depot), request=back).found == ()
    assert columns(county.scopes["desk"], Loan, "state", person_id=other.who.id, quantity=3) == ["ENDED"]


def test_what_went_to_the_one_did_not_go_to_somebody_else_but_the_other(county: County) -> None:
    """Their line would wait again, and another would come to the same person."""
    front, other = on_two_records(county)
    to = Mistake(
        MistakeKind.WRONG_PERSON, main_depot(county), "Wrong label", front.numbers[0], right_person_id=other.who.id
    )
    with pytest.raises(Refused, match=StockReason.NOTHING_TO_MEND):
        mend_scan(call_as(county.scopes["desk"]), request=to)


def test_what_they_have_on_two_records_is_asked_for_at_once_and_fetched_by_one_visit(county: County) -> None:
    front, other = on_two_records(county)
    (visit,) = asked(county, *loans_of(county, other), *loans_of(county, front)).visits
    row = visit_row(county, visit.visit_id)
    assert (row.person_id, row.address_id) == (front.who.id, front.who.address_id)
    booked(county, visit.visit_id, run_id=a_run(county, van="Van 3"))
    things = (*(TakenAway(number) for number in (*front.numbers, *other.numbers)), TakenAway(SEAT, quantity=3))
    recorded(county, visit.visit_id, taken_away=things)
    desk = county.scopes["desk"]
    assert set(columns(desk, Loan, "state", "quantity_back")) == {("ENDED", 1), ("ENDED", 3)}
    assert (columns(desk, Discrepancy, "kind"), broken_in(desk)) == ([], [])


def test_a_swap_of_things_on_two_records_is_one_order_and_one_visit(county: County) -> None:
    front, other = on_two_records(county)
    desk, (mattress, *_) = county.scopes["desk"], loans_of(county, other)
    (visit,) = asked(county, *loans_of(county, front), mattress, asked_for=AskedFor.SWAP).visits
    assert columns(desk, Order, "person_id", reason="SWAP") == [front.who.id]
    run_id = a_run(county, van="Van 3")
    booked(county, visit.visit_id, run_id=run_id)
    codes = dict(columns(desk, Product, "id", "code"))
    brought = [
        number
        for line_id, product_id in columns(desk, OrderLine, "id", "product_id", state="AUTHORISED")
        for number in load(county, run_id, line_id, codes[product_id], 1)
    ]
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    taken = tuple(TakenAway(number) for number in (*front.numbers, *other.numbers))
    recorded(county, visit.visit_id, handed_over=handed(*brought), taken_away=taken, received=received())
    open_loans = columns(desk, Loan, "person_id", state="ACTIVE", asset_id__isnull=False)
    assert (len(brought), open_loans) == (2, [front.who.id] * 2)
    assert (columns(desk, Discrepancy, "kind"), broken_in(desk)) == ([], [])


def test_things_at_two_homes_of_two_records_are_two_visits_to_one_person(county: County) -> None:
    front, _ = on_loan(county, BED)
    stop = a_stop(county, MATTRESS, van="Van 2", driver="driver2", who=someone(county, name="Peggy Oakes", lines="Far"))
    recorded(county, stop.visit_id, by="desk", handed_over=handed(*stop.numbers), received=received())
    joined = PeopleToJoin(front.who.id, stop.who.id, "One person, her daughter says")
    join_people(call_as(county.scopes["desk"]), request=joined)
    visits = asked(county, *loans_of(county, front), *loans_of(county, stop)).visits
    rows = [visit_row(county, visit.visit_id) for visit in visits]
    assert {(row.person_id, row.address_id) for row in rows} == {
        (front.who.id, front.who.address_id),
        (front.who.id, stop.who.address_id),
    }


def test_a_crew_that_comes_to_the_one_record_is_told_what_stands_on_the_other(county: County) -> None:
    """What is dangerous there, the code of the key safe of that home, and that the person has died."""
    front, other = on_two_records(county)
    desk, driver, today = county.scopes["desk"], county.scopes["driver"], now().date()
    visit_id = asked(county, *loans_of(county, other)).visits[0].visit_id
    run_id = a_run(county, van="Van 3")
    booked(county, visit_id, run_id=run_id)
    hazard(county, front.who, "two_people_for_safety", address_id=front.who.address_id)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    with seen_by(county, "driver"):
        stop = my_stop(driver, visit_id, today)
        assert is_expected_there(driver, front.who.id, address_id=front.who.address_id, on=today)
        (row,) = [row for row in my_stops(driver, today) if row.visit_id == visit_id]
    assert ([note.code for note in stop.notes], row.hazards) == (["two_people_for_safety"], 1)
    died = LifeEventWanted(front.who.id, LifeEventKind.DEATH, today, "Her daughter")
    record_life_event(call_as(desk), request=died)
    with seen_by(county, "desk"):
        assert any_visit(desk, visit_id, today).died_on == today
        assert visits_to_book(desk, [visit_id])[0].person_name == "Winifred Harker"
