"""A death, a stay in hospital, a move, a new date of going home: what stops, what moves, what is taken back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import LazySettings

from handrail.core.models import AuditSubject, OutboxMessage
from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.orders.models import Allocation, LineHistory, Order, OrderLine, Release
from handrail.orders.rules.facts import Discharge
from handrail.people.models import Address, FollowUp, LifeEvent, Person
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, AssetMove, StockCell
from handrail.usecases.place_order import place_order
from handrail.usecases.record_life_event import LifeEventRecorded, record_life_event
from handrail.usecases.request_visit import request_visit
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from handrail.usecases.withdraw_life_event import EventToWithdraw, EventWithdrawn, withdraw_life_event
from handrail.visits.codes import AskedBy
from handrail.visits.models import Visit, VisitTask
from handrail.visits.rules.asking import AskedFor, Asking
from handrail.web.person.record_life_event import told
from tests.ordering import lines, order_for, placed, someone, write_to
from tests.persons import AWAY, codes_of, home, names
from tests.situations import call_as, northdown
from tests.stock_situations import columns, main_depot
from tests.visiting import a_stop, booked, on_loan, seen_by

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


@pytest.fixture
def county(settings: LazySettings) -> County:
    settings.DEMO_MODE = True
    return northdown()


def happens(
    county: County, person_id: UUID, kind: LifeEventKind, *, by: str = "desk", **also: Any
) -> LifeEventRecorded:
    """An event told to the service desk."""
    wanted = LifeEventWanted(person_id, kind, **{"on": TODAY, "told_by": "Her daughter", **also})
    return record_life_event(call_as(county.scopes[by]), request=wanted)


def taken_back(county: County, event_id: UUID) -> EventWithdrawn:
    """The event was about somebody else."""
    return withdraw_life_event(call_as(county.scopes["desk"]), request=EventToWithdraw(event_id, "Another person"))


def test_a_death_stops_orders_visits_and_messages_and_proposes_a_collection(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    stop = a_stop(county, "MAT-010", who=lent.who, van="Van 2", driver="driver2", released=False)
    write_to(call_as(county.scopes["desk"]), person_id=lent.who.id)
    done = happens(county, lent.who.id, LifeEventKind.DEATH)
    assert done.stopped_lines == (stop.order.lines[0].line_id,)
    assert done.on_van == done.stopped_lines
    assert (done.messages_stopped >= 1, done.follow_ups) == (True, ("PROPOSE_COLLECTION",))
    with seen_by(county, "desk"):
        assert Person.objects.get(pk=lent.who.id).died_on == TODAY
        line = OrderLine.objects.get(pk=stop.order.lines[0].line_id)
        assert (line.state, line.state_reason) == ("CANCELLED", "died")
        assert Visit.objects.get(pk=stop.visit_id).state == "CANCELLED"
        assert not OutboxMessage.objects.filter(person_id=lent.who.id, state="WAITING").exists()
        follow_up = FollowUp.objects.get()
        # No van is sent: the loan is as it was, and nothing fetches it.
        assert Loan.objects.get().state == "ACTIVE"
        assert not VisitTask.objects.filter(kind="COLLECT").exists()
    assert (follow_up.owner_role, follow_up.due_on) == ("CONTROLLER", TODAY + timedelta(days=10))


def test_the_family_says_when_they_may_be_asked(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    happens(county, lent.who.id, LifeEventKind.DEATH, ask_from_on=date(2026, 4, 20))
    with seen_by(county, "desk"):
        assert FollowUp.objects.get().due_on == date(2026, 4, 20)


def test_a_death_frees_what_is_in_the_store_and_what_waits_for_a_release(county: County) -> None:
    who = someone(county)
    placed(county, who, *lines("MAT-024"))
    happens(county, who.id, LifeEventKind.DEATH)
    with seen_by(county, "desk"):
        assert set(OrderLine.objects.values_list("state", flat=True)) == {"CANCELLED"}
        assert set(Release.objects.values_list("state", flat=True)) <= {"WITHDRAWN"}
        assert not Allocation.objects.filter(ended_at=None).exists()
        assert LineHistory.objects.filter(to_state="CANCELLED", reason="died").exists()


def test_who_is_at_the_door_is_named_and_left_to_finish(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    stop = a_stop(county, "MAT-010", who=lent.who, van="Van 2", driver="driver2")
    start_visit(call_as(county.scopes["driver2"]), request=StepTaken(stop.visit_id, Step.ARRIVED))
    done = happens(county, lent.who.id, LifeEventKind.ADMISSION)
    assert done.crew_at_door == (stop.visit_id,)
    with seen_by(county, "desk"):
        assert Visit.objects.get(pk=stop.visit_id).state == "ARRIVED"


def test_a_stay_in_hospital_unbooks_and_asks_later(county: County) -> None:
    stop = a_stop(county, "MAT-010")
    done = happens(county, stop.who.id, LifeEventKind.ADMISSION, home_again_on=date(2026, 3, 20))
    assert (done.stopped_lines, done.to_book, done.follow_ups) == ((), (stop.visit_id,), ("CHECK_STILL_NEEDED",))
    with seen_by(county, "desk"):
        visit = Visit.objects.get(pk=stop.visit_id)
        assert (visit.state, visit.run_id, visit.slot_from) == ("UNBOOKED", None, None)
        assert OrderLine.objects.get().state == "LOADED"
        assert FollowUp.objects.get().due_on == date(2026, 3, 20)
    with pytest.raises(Refused, match="IN_HOSPITAL") as asks:
        booked(county, stop.visit_id, days=16)
    assert [reason.field for reason in asks.value.reasons] == ["in_hospital"]
    booked(county, stop.visit_id, days=17)
    booked(county, stop.visit_id, days=1, again=True, in_hospital=True)


def test_a_stay_in_hospital_stops_orders_if_asked(county: County) -> None:
    who = someone(county)
    placed(county, who, *lines("MAT-010"))
    done = happens(county, who.id, LifeEventKind.ADMISSION, stop_orders=True)
    with seen_by(county, "desk"):
        assert OrderLine.objects.get(pk=done.stopped_lines[0]).state_reason == "admitted"


def test_loans_follow_a_move_inside_the_county(county: County) -> None:
    lent, _ = on_loan(county, "BED-010", ("BDA-020", 3))
    new = placed(county, lent.who, *lines("MAT-010"))
    booked(county, *new.visit_ids, days=1)
    done = happens(county, lent.who.id, LifeEventKind.MOVE, new_home=home("PE13 2AA", lines="9 Port Way"))
    assert (len(done.moved_loans), done.to_book, done.stopped_lines) == (2, new.visit_ids, ())
    assert "4 items moved along" in told(done)
    with seen_by(county, "desk"):
        old, then = Address.objects.order_by("from_on", "pk")
        assert (old.until_on, then.is_home, then.until_on, then.postcode) == (TODAY, True, None, "PE13 2AA")
        assert set(Loan.objects.values_list("address_id", flat=True)) == {then.pk}
        asset = Asset.objects.get(number=lent.numbers[0])
        assert (asset.place_id, asset.state) == (then.pk, "ON_LOAN")
        last = AssetMove.objects.filter(subject_id=asset.pk).order_by("-seq").first()
        assert last is not None
        assert (last.from_place_id, last.to_place_id) == (old.pk, then.pk)
        cells = dict(StockCell.objects.filter(condition="ON_LOAN").values_list("place_id", "quantity"))
        assert (cells[old.pk], cells[then.pk]) == (0, 3)
        assert Order.objects.get(pk=new.order_id).address_id == then.pk
        visit = Visit.objects.get(pk=new.visit_ids[0])
        assert (visit.address_id, visit.state) == (then.pk, "UNBOOKED")
        assert visit.depot_id != main_depot(county)
    assert names(county.scopes["desk"], "pe13 2aa") == ["Winifred Harker"]
    assert names(county.scopes["desk"], "pe29 3rb") == []


def test_what_stays_behind_is_fetched_from_the_old_home(county: County) -> None:
    lent, done = on_loan(county, "BED-010")
    asking = Asking(AskedFor.COLLECTION, (done.loans[0].loan_id,), AskedBy.PERSON, reason="recovered")
    fetched = request_visit(call_as(county.scopes["desk"]), request=asking).visits[0].visit_id
    new = placed(county, lent.who, *lines("MAT-010", speed="deliver_appointment"))
    moves = home("PE13 2AA", lines="9 Port Way")
    happens(county, lent.who.id, LifeEventKind.MOVE, new_home=moves, things_move=False)
    with seen_by(county, "desk"):
        stays, comes = Visit.objects.get(pk=fetched), Visit.objects.get(pk=new.visit_ids[0])
    assert stays.address_id == lent.who.address_id
    assert comes.address_id != lent.who.address_id


def test_a_move_out_of_the_county_stops_orders_and_raises_a_task(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    placed(county, lent.who, *lines("MAT-010"))
    done = happens(county, lent.who.id, LifeEventKind.MOVE, new_home=home(AWAY))
    assert (len(done.stopped_lines), done.moved_loans, done.follow_ups) == (1, (), ("AGREE_WITH_NEW_AREA",))
    with seen_by(county, "desk"):
        assert Loan.objects.get().address_id == lent.who.address_id
        assert OrderLine.objects.get(pk=done.stopped_lines[0]).state_reason == "moved"


def test_an_unknown_postcode_of_a_new_home_is_asked_about_and_nothing_is_half_done(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    with pytest.raises(Refused) as refused:
        happens(county, lent.who.id, LifeEventKind.MOVE, new_home=home("ME14 1AA"))
    assert codes_of(refused.value) == [("POSTCODE_UNKNOWN", "postcode")]
    with seen_by(county, "desk"):
        assert Address.objects.get().until_on is None
        assert not LifeEvent.objects.exists()


def going_home(county: County, on: date) -> Any:
    """A bed for going home that day."""
    who = someone(county)
    wanted = order_for(county, who, *lines("MAT-010"))
    order = replace(wanted.order, discharge=Discharge("Ward 7", on, "p1"))

    return who, place_order(call_as(county.scopes["nurse"]), request=replace(wanted, order=order))


def test_a_new_date_of_going_home_moves_promises_and_visits(county: County) -> None:
    who, order = going_home(county, date(2026, 3, 12))
    booked(county, *order.visit_ids, days=1)
    before = order.lines[0].due_at
    done = happens(county, who.id, LifeEventKind.DISCHARGE_DATE, on=date(2026, 3, 26))
    assert (done.to_book, done.follow_ups) == (order.visit_ids, ("BOOK_AGAIN",))
    with seen_by(county, "desk"):
        assert Order.objects.get().discharge_on == date(2026, 3, 26)
        assert OrderLine.objects.get().due_at == before + timedelta(days=14)
        visit = Visit.objects.get()
        assert (visit.due_at, visit.state) == (before + timedelta(days=14), "UNBOOKED")
        event = LifeEvent.objects.get()
    assert event.details["discharge_on"] == {str(order.order_id): "2026-03-12"}
    back = taken_back(county, event.pk)
    assert back.orders_to_take_up == ()
    with seen_by(county, "desk"):
        assert Order.objects.get().discharge_on == date(2026, 3, 12)
        assert (OrderLine.objects.get().due_at, Visit.objects.get().due_at) == (before, before)
        named = AuditSubject.objects.filter(person_id=who.id, audit__event__startswith="LIFE_EVENT_")
        for row in (f"order:{order.order_id}", f"line:{order.lines[0].line_id}", f"visit:{order.visit_ids[0]}"):
            assert named.filter(subject=row).count() == 2, row
        assert FollowUp.objects.get().outcome == "WITHDRAWN"


def test_a_day_that_still_suits_stays_booked(county: County) -> None:
    who, order = going_home(county, date(2026, 3, 12))
    booked(county, *order.visit_ids, days=1)
    done = happens(county, who.id, LifeEventKind.DISCHARGE_DATE, on=date(2026, 3, 5))
    with seen_by(county, "desk"):
        visit = Visit.objects.get(pk=order.visit_ids[0])
    suits = visit.slot_until is not None and visit.due_at is not None and visit.slot_until <= visit.due_at
    assert (visit.state, done.to_book) == (("BOOKED", ()) if suits else ("UNBOOKED", order.visit_ids))


def test_a_death_entered_in_error_is_taken_back(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    new = placed(county, lent.who, *lines("MAT-010"))
    done = happens(county, lent.who.id, LifeEventKind.DEATH)
    back = taken_back(county, done.life_event_id)
    assert back.orders_to_take_up == (new.number,)
    with seen_by(county, "desk"):
        assert Person.objects.get(pk=lent.who.id).died_on is None
        proposed = FollowUp.objects.get(kind="PROPOSE_COLLECTION")
        by_hand = FollowUp.objects.exclude(pk=proposed.pk).get()
        assert (proposed.outcome, by_hand.kind, by_hand.done_at) == ("WITHDRAWN", "PUT_BACK_BY_HAND", None)
        assert str(new.number) in by_hand.note
    with pytest.raises(Refused) as refused:
        taken_back(county, done.life_event_id)
    assert codes_of(refused.value) == [("ALREADY_WITHDRAWN", None)]


def test_a_move_entered_in_error_is_taken_back_with_the_things(county: County) -> None:
    lent, _ = on_loan(county, "BED-010", ("BDA-020", 3))
    new = placed(county, lent.who, *lines("MAT-010"))
    done = happens(county, lent.who.id, LifeEventKind.MOVE, new_home=home("PE13 2AA"))
    (there,) = columns(county.scopes["desk"], Address, "id", until_on=None, person_id=lent.who.id)
    since = placed(county, replace(lent.who, address_id=there), *lines("TOI-030"))
    back = taken_back(county, done.life_event_id)
    assert set(back.loans_back) == set(done.moved_loans)
    with seen_by(county, "desk"):
        old = Address.objects.get(pk=lent.who.address_id)
        assert (old.is_home, old.until_on) == (True, None)
        assert set(Loan.objects.values_list("address_id", flat=True)) == {old.pk}
        assert Asset.objects.get(number=lent.numbers[0]).place_id == old.pk
        assert dict(StockCell.objects.filter(condition="ON_LOAN").values_list("place_id", "quantity"))[old.pk] == 3
        # What was ordered to the new home since goes back whole: the order and its visit.
        for order in (new, since):
            assert Order.objects.get(pk=order.order_id).address_id == old.pk
            assert Visit.objects.get(pk=order.visit_ids[0]).address_id == old.pk
    assert names(county.scopes["desk"], "pe29 3rb") == ["Winifred Harker"]


def test_events_are_taken_back_latest_first(county: County, clock: time_machine.Traveller) -> None:
    who = someone(county)
    first = happens(county, who.id, LifeEventKind.ADMISSION)
    clock.shift(timedelta(hours=1))
    happens(county, who.id, LifeEventKind.DEATH)
    with pytest.raises(Refused) as refused:
        taken_back(county, first.life_event_id)
    assert codes_of(refused.value) == [("LATER_EVENT", None)]


@pytest.mark.parametrize(
    ("kind", "also", "codes"),
    [
        (LifeEventKind.DEATH, {"on": date(2026, 3, 4)}, [("DAY_IN_FUTURE", "on")]),
        (LifeEventKind.DEATH, {"on": date(1900, 1, 1)}, [("BEFORE_BIRTH", "on")]),
        (LifeEventKind.ADMISSION, {"home_again_on": date(2026, 3, 1)}, [("DATES_IN_WRONG_ORDER", "home_again_on")]),
        (LifeEventKind.DISCHARGE_DATE, {"on": date(2026, 3, 1)}, [("DAY_IN_PAST", "on")]),
        (LifeEventKind.MOVE, {}, [("ADDRESS_NEEDED", "lines")]),
        (LifeEventKind.DEATH, {"ask_from_on": date(2026, 3, 1)}, [("DAY_IN_PAST", "ask_from_on")]),
    ],
)
def test_what_cannot_be_is_refused(county: County, kind: LifeEventKind, also: dict[str, Any], codes: list[Any]) -> None:
    who = someone(county)
    with pytest.raises(Refused) as refused:
        happens(county, who.id, kind, **also)
    assert codes_of(refused.value) == codes


def test_nobody_dies_twice_and_drivers_record_nothing(county: County) -> None:
    who = someone(county)
    happens(county, who.id, LifeEventKind.DEATH, by="nurse")
    for by, code in (("desk", "ALREADY_DIED"), ("driver", "NOT_ALLOWED")):
        with pytest.raises(Refused) as refused:
            happens(county, who.id, LifeEventKind.DEATH, by=by)
        assert codes_of(refused.value)[0][0] == code


@pytest.mark.parametrize("kind", [LifeEventKind.ADMISSION, LifeEventKind.MOVE, LifeEventKind.DISCHARGE_DATE])
def test_who_died_goes_nowhere(county: County, kind: LifeEventKind) -> None:
    who = someone(county)
    happens(county, who.id, LifeEventKind.DEATH)
    with pytest.raises(Refused) as refused:
        happens(county, who.id, kind, new_home=home("PE13 2AA"))
    assert codes_of(refused.value) == [("ALREADY_DIED", "kind")]


def test_after_a_death_nobody_rings_to_ask_whether_it_is_still_needed(
    county: County, clock: time_machine.Traveller
) -> None:
    lent, _ = on_loan(county, "BED-010")
    happens(county, lent.who.id, LifeEventKind.ADMISSION)
    clock.shift(timedelta(hours=1))
    died = happens(county, lent.who.id, LifeEventKind.DEATH)
    with seen_by(county, "desk"):
        assert [row.kind for row in FollowUp.objects.filter(done_at=None)] == ["PROPOSE_COLLECTION"]
    clock.shift(timedelta(hours=1))
    taken_back(county, died.life_event_id)
    with seen_by(county, "desk"):
        assert [row.kind for row in FollowUp.objects.filter(done_at=None)] == ["CHECK_STILL_NEEDED"]


def test_the_same_key_records_once(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    call = call_as(county.scopes["desk"], key="tap")
    wanted = LifeEventWanted(lent.who.id, LifeEventKind.DEATH, TODAY)
    assert record_life_event(call, request=wanted) == record_life_event(call, request=wanted)
    with seen_by(county, "desk"):
        assert LifeEvent.objects.count() == FollowUp.objects.count() == 1


def test_a_failure_at_the_last_step_leaves_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    lent, _ = on_loan(county, "BED-010")
    new = placed(county, lent.who, *lines("MAT-010"))

    def fails(*_: object) -> None:
        raise RuntimeError("the last step")

    monkeypatch.setattr("handrail.usecases.record_life_event.actions.add_follow_ups", fails)
    with pytest.raises(RuntimeError):
        happens(county, lent.who.id, LifeEventKind.DEATH)
    with seen_by(county, "desk"):
        assert Person.objects.get(pk=lent.who.id).died_on is None
        assert OrderLine.objects.get(pk=new.lines[0].line_id).state != "CANCELLED"
        assert not LifeEvent.objects.exists()
