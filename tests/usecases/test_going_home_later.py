"""A new day of going home moves what is for going home, and nothing that another order asked for. A move takes along no
visit to what stays behind."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.conf import LazySettings

from handrail.orders.models import OrderLine
from handrail.orders.rules.facts import Discharge
from handrail.people.models import LifeEvent
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.place_order import OrderPlaced, place_order
from handrail.usecases.record_life_event import LifeEventRecorded, record_life_event
from handrail.usecases.withdraw_life_event import EventToWithdraw, withdraw_life_event
from handrail.visits.models import Visit, VisitTask
from handrail.visits.rules.requests import ARRIVING_MINUTES
from handrail.web.person.record_life_event import told
from tests.ordering import Someone, lines, order_for, placed, someone
from tests.persons import home
from tests.situations import call_as, northdown
from tests.visiting import asked, booked, on_loan, seen_by

pytestmark = pytest.mark.django_db
GOES_HOME = date(2026, 3, 12)


@pytest.fixture
def county(settings: LazySettings) -> County:
    settings.DEMO_MODE = True
    return northdown()


def for_home(county: County, who: Someone) -> OrderPlaced:
    """A walking frame for going home."""
    wanted = order_for(county, who, *lines("WLK-010"))
    order = replace(wanted.order, discharge=Discharge("Ward 7", GOES_HOME, "p1"))
    return place_order(call_as(county.scopes["nurse"]), request=replace(wanted, order=order))


def goes_home(county: County, who: Someone, on: date) -> LifeEventRecorded:
    """The ward rings with another day."""
    wanted = LifeEventWanted(who.id, LifeEventKind.DISCHARGE_DATE, on=on, told_by="Ward 7")
    return record_life_event(call_as(county.scopes["desk"]), request=wanted)


def both_booked(county: County) -> tuple[Someone, OrderPlaced, OrderPlaced]:
    """A mattress that is wanted anyway and a frame for going home, by one visit of tomorrow."""
    who = someone(county)
    wanted_anyway = placed(county, who, *lines("MAT-010"))
    booked(county, *wanted_anyway.visit_ids, days=1)
    frame = for_home(county, who)
    assert frame.visit_ids == wanted_anyway.visit_ids
    return who, wanted_anyway, frame


def brought_by(visit_id: UUID) -> set[UUID | None]:
    """The lines that a visit still brings."""
    return set(VisitTask.objects.filter(visit_id=visit_id, outcome="OPEN").values_list("line_id", flat=True))


def test_what_another_order_asked_for_comes_as_it_was_told(county: County) -> None:
    """Given one booked visit for two orders, when one of them goes home later, then it alone is to be booked anew."""
    who, anyway, frame = both_booked(county)
    with seen_by(county, "desk"):
        before = Visit.objects.values("slot_from", "minutes").get()
        due = dict(OrderLine.objects.values_list("id", "due_at"))
    done = goes_home(county, who, GOES_HOME + timedelta(days=14))
    line = frame.lines[0].line_id
    later = due[line]
    assert later
    with seen_by(county, "desk"):
        stays = Visit.objects.get(pk=anyway.visit_ids[0])
        assert (stays.slot_from, stays.state) == (before["slot_from"], "BOOKED")
        assert (stays.due_at, brought_by(stays.pk)) == (due[anyway.lines[0].line_id], {anyway.lines[0].line_id})
        own = Visit.objects.exclude(pk=stays.pk).get()
        assert stays.minutes == before["minutes"] - (own.minutes - ARRIVING_MINUTES) < before["minutes"]
        assert (own.state, own.due_at, brought_by(own.pk)) == ("UNBOOKED", later + timedelta(days=14), {line})
    assert (done.to_book, done.follow_ups) == ((own.pk,), ("BOOK_AGAIN",))


def test_it_is_promised_as_before_when_the_new_day_was_wrong(county: County) -> None:
    """Given a visit that was divided, when the new day is taken back, then both are due as they were."""
    who, anyway, frame = both_booked(county)
    with seen_by(county, "desk"):
        due = dict(OrderLine.objects.values_list("id", "due_at"))
    goes_home(county, who, GOES_HOME + timedelta(days=14))
    with seen_by(county, "desk"):
        event = LifeEvent.objects.get().pk
    withdraw_life_event(call_as(county.scopes["desk"]), request=EventToWithdraw(event, "Another person"))
    with seen_by(county, "desk"):
        stays = Visit.objects.get(pk=anyway.visit_ids[0])
        own = Visit.objects.exclude(pk=stays.pk).get()
        assert (stays.due_at, own.due_at) == (due[anyway.lines[0].line_id], due[frame.lines[0].line_id])


def test_a_visit_whose_day_suits_both_is_due_with_the_first_of_them(county: County) -> None:
    """Given one booked visit for two orders, when the new day suits it, then it stays whole and due as the first is."""
    who, anyway, _ = both_booked(county)
    done = goes_home(county, who, GOES_HOME - timedelta(days=5))
    with seen_by(county, "desk"):
        visit, first = Visit.objects.get(), OrderLine.objects.order_by("due_at").values_list("due_at", flat=True)[0]
        assert (visit.pk, visit.state, visit.due_at) == (anyway.visit_ids[0], "BOOKED", first)
    # Whoever records it is told that it stays, and why.
    (stays,) = done.staying
    assert (stays.number, stays.on, stays.days_before) == (visit.number, date(2026, 3, 4), 3)
    assert f"Visit {visit.number} stays on 4 Mar 2026: not too early, 3 days before they go home" in told(done)


def test_what_stays_behind_is_not_looked_for_at_the_new_home(county: County) -> None:
    """Given one visit that brings and fetches, when they move and leave their things, then each is done at its door."""
    lent, done = on_loan(county, "BED-010")
    new = placed(county, lent.who, *lines("MAT-010"))
    booked(county, *new.visit_ids, days=1)
    fetches = asked(county, done.loans[0].loan_id)
    assert [one.visit_id for one in fetches.visits] == list(new.visit_ids)
    moves = LifeEventWanted(
        lent.who.id, LifeEventKind.MOVE, on=date(2026, 3, 3), told_by="Her son", things_move=False,
        new_home=home("PE13 2AA", lines="9 Port Way"),
    )  # fmt: skip
    told = record_life_event(call_as(county.scopes["desk"]), request=moves)
    with seen_by(county, "desk"):
        comes = Visit.objects.get(pk=new.visit_ids[0])
        own = Visit.objects.filter(state="UNBOOKED").exclude(pk=comes.pk).get()
        assert (comes.kinds, comes.address_id == lent.who.address_id) == (["DELIVER"], False)
        assert (own.kinds, own.address_id) == (["COLLECT"], lent.who.address_id)
    assert set(told.to_book) == {comes.pk, own.pk}
