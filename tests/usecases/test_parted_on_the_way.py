"""Two records are read as one, their things are asked back together, and then they are found to be two people: what
the crew was sent for is what it fetched, nothing is in doubt and nobody goes again. What waits is each one's own."""

from datetime import date
from uuid import UUID

import pytest
from django.conf import LazySettings

from handrail.core.models import OutboxMessage
from handrail.loans.models import Loan
from handrail.orders.models import Order, OrderLine
from handrail.people.models import FollowUp
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Discrepancy
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.part_people import PeopleToPart, part_people
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.usecases.tell_by_hand import ToldByHand, tell_by_hand
from handrail.usecases.tell_people import tell_people
from handrail.usecases.withdraw_life_event import EventToWithdraw, withdraw_life_event
from handrail.visits.codes import Outcome
from handrail.visits.models import Visit, VisitTask
from handrail.visits.queries.coming import coming
from handrail.visits.queries.driver import any_visit
from handrail.visits.queries.visit import visit_seen
from handrail.visits.rules.report import HandedOver, LeftUndone, TakenAway
from tests.ordering import lines, placed, someone, write_to
from tests.persons import home
from tests.promises import broken_in
from tests.situations import call_as, northdown
from tests.stock_situations import columns
from tests.visiting import Stop, a_run, a_stop, asked, booked, handed, received, recorded, seen_by, slot, visit_row

pytestmark = pytest.mark.django_db

BED, MATTRESS, SEAT = "BED-010", "MAT-010", "BDA-020"
TODAY = date(2026, 3, 3)


def on_two_records(
    county: County, *, front_of: tuple[str, ...] = (), lives_at: str = "14 Sallow Lane"
) -> tuple[Stop, Stop, UUID]:
    """A bed lent to one record, a mattress and three pieces to another, and the join of the two."""
    front = a_stop(county, BED, who=someone(county, served_by=front_of))
    recorded(county, front.visit_id, handed_over=handed(*front.numbers), received=received())
    other = a_stop(
        county,
        MATTRESS,
        (SEAT, 3),
        van="Van 2",
        driver="driver2",
        who=someone(county, name="Peggy Oakes", phone="01632 960002", lines=lives_at),
    )
    pieces = HandedOver(line_id=other.order.lines[1].line_id, quantity=3)
    recorded(county, other.visit_id, by="desk", handed_over=(*handed(*other.numbers), pieces), received=received())
    request = PeopleToJoin(front.who.id, other.who.id, "One person, her daughter says")
    return front, other, join_people(call_as(county.scopes["desk"]), request=request).join_id


def sent_for_both(county: County, *, front_of: tuple[str, ...] = ()) -> tuple[Stop, Stop, UUID]:
    """One visit for all of it is on its way when the two are parted."""
    front, other, join_id = on_two_records(county, front_of=front_of)
    desk = county.scopes["desk"]
    (visit,) = asked(county, *columns(desk, Loan, "id"), by="desk").visits
    run_id = a_run(county, van="Van 3")
    booked(county, visit.visit_id, run_id=run_id)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    part_people(call_as(desk), request=PeopleToPart(join_id, "Cousins in one house"))
    return front, other, visit.visit_id


def test_a_crew_that_is_sent_for_both_fetches_both_though_they_are_parted_meanwhile(county: County) -> None:
    front, other, visit_id = sent_for_both(county)
    desk = county.scopes["desk"]
    things = (*(TakenAway(number) for number in (*front.numbers, *other.numbers)), TakenAway(SEAT, quantity=3))
    done = recorded(county, visit_id, taken_away=things)
    assert (done.state, done.follow_up_visit_ids, done.found) == ("COMPLETED", (), ())
    assert set(columns(desk, Loan, "state", "quantity_back")) == {("ENDED", 1), ("ENDED", 3)}
    assert set(columns(desk, Asset, "state")) == {"RETURNED_DIRTY"}
    assert columns(desk, Discrepancy, "kind") == []
    assert columns(desk, Visit, "id", state="UNBOOKED") == []
    assert broken_in(desk) == []


def test_what_the_other_still_needs_stays_though_they_are_parted_meanwhile(county: County) -> None:
    front, _, visit_id = sent_for_both(county)
    desk = county.scopes["desk"]
    front_loan, *others = columns(desk, Loan, "id")
    tasks = dict(columns(desk, VisitTask, "loan_id", "id", visit_id=visit_id))
    undone = tuple(LeftUndone(tasks[loan], Outcome.STILL_NEEDED) for loan in others)
    recorded(county, visit_id, taken_away=(TakenAway(front.numbers[0]),), undone=undone)
    assert dict(columns(desk, Loan, "id", "state")) == {front_loan: "ENDED", **dict.fromkeys(others, "ACTIVE")}
    assert broken_in(desk) == []


def test_what_was_asked_for_together_is_asked_for_by_each_once_they_are_parted(county: County) -> None:
    _, other, join_id = on_two_records(county)
    desk = county.scopes["desk"]
    (visit,) = asked(county, *columns(desk, Loan, "id")).visits
    booked(county, visit.visit_id, days=2)
    due = visit_row(county, visit.visit_id).due_at
    part_people(call_as(desk), request=PeopleToPart(join_id, "Cousins"))
    open_tasks = columns(desk, VisitTask, "visit_id", "person_id", "loan_id", outcome="OPEN")
    owners = dict(columns(desk, Loan, "id", "person_id"))
    assert {(person, owners[loan]) for _, person, loan in open_tasks} == {(who, who) for who in owners.values()}
    assert (len(open_tasks), len({visit_id for visit_id, *_ in open_tasks})) == (3, 2)
    theirs = columns(desk, Visit, "state", "address_id", "due_at", person_id=other.who.id, finished_at=None)
    assert theirs == [("UNBOOKED", other.who.address_id, due)]
    assert visit_row(county, visit.visit_id).state == "BOOKED"
    assert broken_in(desk) == []


def slot_news(county: County) -> list[tuple[UUID, str, str]]:
    """What was or is to be said of times: to whom, about which visit, what."""
    tell_people(call_as(county.scopes["system"]))
    rows = columns(county.scopes["desk"], OutboxMessage, "person_id", "content", "kind", kind__startswith="VISIT_")
    return [(who, content["about_id"], kind) for who, content, kind in rows if kind != "VISIT_DONE"]


def all_were_told(county: County) -> None:
    """The desk has rung whoever waits to be told of a time."""
    tell_people(call_as(county.scopes["system"]))
    for message_id in columns(county.scopes["desk"], OutboxMessage, "id", kind="VISIT_BOOKED", state="WAITING"):
        tell_by_hand(call_as(county.scopes["desk"]), request=ToldByHand(message_id, reached=True))


def test_a_visit_that_is_the_others_alone_is_theirs_as_it_is_and_nobody_is_told_anew(demo: County) -> None:
    front, other, join_id = on_two_records(demo, lives_at="3 Mill Road")
    desk = demo.scopes["desk"]
    own, theirs = (one.visit_id for one in asked(demo, *columns(desk, Loan, "id"), by="desk").visits)
    if visit_row(demo, own).address_id != front.who.address_id:
        own, theirs = theirs, own
    run_id = a_run(demo, van="Van 3")
    booked(demo, own, theirs, run_id=run_id)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    all_were_told(demo)
    before = visit_row(demo, theirs)
    assert (before.person_id, before.address_id) == (front.who.id, other.who.address_id)
    part_people(call_as(desk), request=PeopleToPart(join_id, "Cousins"))
    row = visit_row(demo, theirs)
    assert (row.person_id, row.address_id, row.state) == (other.who.id, other.who.address_id, "RELEASED")
    assert (row.slot_from, row.run_id, visit_row(demo, own).state) == (before.slot_from, run_id, "RELEASED")
    booked_for = [(front.who.id, str(own), "VISIT_BOOKED"), (other.who.id, str(theirs), "VISIT_BOOKED")]
    assert sorted(slot_news(demo)) == sorted(booked_for)
    plan_visits(call_as(desk), request=RunStops(run_id, (), (theirs,)))
    assert sorted(slot_news(demo)) == sorted(booked_for)
    assert broken_in(desk) == []


def test_who_was_told_of_a_visit_for_both_is_told_that_it_does_not_come_for_them(demo: County) -> None:
    front, other, join_id = on_two_records(demo)
    desk = demo.scopes["desk"]
    (visit,) = asked(demo, *columns(desk, Loan, "id"), by="desk").visits
    booked(demo, visit.visit_id, days=1)
    all_were_told(demo)
    part_people(call_as(desk), request=PeopleToPart(join_id, "Cousins"))
    (new,) = columns(desk, Visit, "id", person_id=other.who.id, finished_at=None)
    assert sorted(slot_news(demo)) == sorted(
        [
            (front.who.id, str(visit.visit_id), "VISIT_BOOKED"),
            (other.who.id, str(new), "VISIT_BOOKED"),
            (other.who.id, str(new), "VISIT_OFF"),
        ]
    )


def parted_again(county: County, other: Stop) -> tuple[set[tuple[UUID, UUID]], int]:
    """Of each open task its visit's person and its loan's, and how many visits there are for the other."""
    desk = county.scopes["desk"]
    owners = dict(columns(desk, Loan, "id", "person_id"))
    tasks = columns(desk, VisitTask, "visit_id", "loan_id", outcome="OPEN")
    whose = dict(columns(desk, Visit, "id", "person_id"))
    assert len(tasks) == len(owners)
    assert broken_in(desk) == []
    mine = columns(desk, Visit, "address_id", person_id=other.who.id, state="UNBOOKED")
    assert set(mine) == {other.who.address_id}
    return {(whose[visit_id], owners[loan]) for visit_id, loan in tasks}, len(mine)


@pytest.mark.parametrize("how", ["taken off", "another day", "moved away"])
def test_off_its_run_the_visit_for_both_is_divided(demo: County, how: str) -> None:
    front, other, visit_id = sent_for_both(demo)
    desk = demo.scopes["desk"]
    if how == "taken off":
        (run_id,) = columns(desk, Visit, "run_id", id=visit_id)
        plan_visits(call_as(desk), request=RunStops(run_id, (), (visit_id,)))
    elif how == "another day":
        booked(demo, visit_id, days=1, again=True)
    else:
        wanted = LifeEventWanted(front.who.id, LifeEventKind.MOVE, TODAY, new_home=home("PE13 2AA"))
        record_life_event(call_as(desk), request=wanted)
    assert parted_again(demo, other) == ({(who, who) for who in (front.who.id, other.who.id)}, 1)


@pytest.mark.parametrize("again", ["at once", "by the desk"])
def test_what_a_crew_could_not_fetch_for_both_is_fetched_for_each(county: County, again: str) -> None:
    front, other, visit_id = sent_for_both(county)
    code = "out_of_time" if again == "at once" else "no_answer"
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(visit_id, code))
    if again == "by the desk":
        wanted = NextStepWanted(visit_id, Taken.VISIT_AGAIN)
        take_next_step(call_as(county.scopes["desk"]), request=wanted)
    assert parted_again(county, other) == ({(who, who) for who in (front.who.id, other.who.id)}, 1)


def test_the_others_page_says_which_visit_comes_and_the_stop_keeps_their_number(county: County) -> None:
    front, other, visit_id = sent_for_both(county)
    with seen_by(county, "desk"):
        (visit,) = coming(county.scopes["desk"], [other.who.id]).visits
        (own,) = coming(county.scopes["desk"], [front.who.id]).visits
        stop = any_visit(county.scopes["desk"], visit_id, TODAY)
    assert (visit.visit_id, visit.number, visit.together, visit.front) == (
        visit_id,
        own.number,
        True,
        "Winifred Harker",
    )
    assert (visit.slot_from, own.together, "Profiling bed" in visit.items) == (own.slot_from, False, False)
    assert [(one.name, one.phone) for one in stop.beside] == [("Peggy Oakes", "01632 960002")]


def test_the_desk_reads_whose_things_the_visit_is_about_too_and_their_number(county: County) -> None:
    _, _, visit_id = sent_for_both(county)
    with seen_by(county, "desk"):
        found = visit_seen(county.scopes["desk"], visit_id, TODAY)
    others = {(task.whose, task.phones) for task in found.tasks if not task.product.startswith("Profiling bed")}
    assert others == {("Peggy Oakes", ("01632 960002",))}
    assert [task.product for task in found.tasks if not task.whose] == ["Profiling bed, standard"]


def test_who_may_not_see_the_one_in_front_is_told_when_and_not_of_whom(county: County) -> None:
    front, other, _ = sent_for_both(county, front_of=("nurse",))
    with seen_by(county, "hospice"):
        (visit,) = coming(county.scopes["hospice"], [other.who.id]).visits
        assert coming(county.scopes["hospice"], [front.who.id]).visits == ()
    assert (visit.visit_id, visit.number, visit.front, visit.together) == (None, None, "", True)
    assert visit.slot_from == slot()[0]


@pytest.fixture
def demo(settings: LazySettings) -> County:
    settings.DEMO_MODE = True
    return northdown()


def test_what_moved_along_with_the_one_stands_at_the_others_home_again(demo: County) -> None:
    front, other, join_id = on_two_records(demo)
    desk = demo.scopes["desk"]
    before = dict(columns(desk, Loan, "id", "address_id"))
    wanted = LifeEventWanted(front.who.id, LifeEventKind.MOVE, TODAY, new_home=home("PE13 2AA"))
    moved = record_life_event(call_as(desk), request=wanted)
    part_people(call_as(desk), request=PeopleToPart(join_id, "Cousins"))
    own = {loan: at for loan, at in columns(desk, Loan, "id", "address_id") if at == other.who.address_id}
    assert own == {loan: at for loan, at in before.items() if at == other.who.address_id}
    withdraw_life_event(call_as(desk), request=EventToWithdraw(moved.life_event_id, "They stay"))
    assert dict(columns(desk, Loan, "id", "address_id")) == before
    assert broken_in(desk) == []


def test_what_would_have_come_to_the_ones_new_home_comes_to_the_other(demo: County) -> None:
    front, other = someone(demo), someone(demo, name="Peggy Oakes")
    desk = demo.scopes["desk"]
    (visit_id,) = placed(demo, other, *lines("MAT-010", speed="deliver_appointment")).visit_ids
    join = join_people(call_as(desk), request=PeopleToJoin(front.id, other.id, "One person"))
    wanted = LifeEventWanted(front.id, LifeEventKind.MOVE, date(2026, 3, 12), new_home=home("PE13 2AA"))
    booked(demo, visit_id, days=10)
    record_life_event(call_as(desk), request=wanted)
    booked(demo, visit_id, days=10)
    assert visit_row(demo, visit_id).address_id != other.address_id
    write_to(call_as(desk), person_id=other.id)
    part_people(call_as(desk), request=PeopleToPart(join.join_id, "Cousins"))
    row = visit_row(demo, visit_id)
    assert (row.address_id, row.state) == (other.address_id, "UNBOOKED")
    assert columns(desk, Order, "address_id") == [other.address_id]
    assert "WAITING" not in columns(desk, OutboxMessage, "state", person_id=other.id)


def test_what_ended_with_the_death_of_the_one_is_looked_at_for_the_other(county: County) -> None:
    front, other, desk = someone(county), someone(county, name="Peggy Oakes"), county.scopes["desk"]
    order = placed(county, other, *lines("MAT-010"))
    join = join_people(call_as(desk), request=PeopleToJoin(front.id, other.id, "One person"))
    record_life_event(call_as(desk), request=LifeEventWanted(front.id, LifeEventKind.DEATH, TODAY, "Her son"))
    assert columns(desk, OrderLine, "state") == ["CANCELLED"]
    part_people(call_as(desk), request=PeopleToPart(join.join_id, "Cousins"))
    asked_of_desk = columns(desk, FollowUp, "person_id", "note", kind="PUT_BACK_BY_HAND")
    assert [who for who, _ in asked_of_desk] == [other.id]
    assert f"Orders {order.number}: " in asked_of_desk[0][1]
