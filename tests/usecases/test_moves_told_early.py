"""A move that was told before its day: what stays as it is until then, what goes to the new home at once, and what
follows on the day by itself."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import LazySettings
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.models import AuditSubject
from handrail.core.refusal import Refused
from handrail.jobs.work import work_once
from handrail.loans.models import Loan
from handrail.orders.models import Order, OrderLine
from handrail.people.models import Address, FollowUp, LifeEvent
from handrail.people.queries import PersonFile, person_file
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, StockCell
from handrail.usecases.carry_out_move import MoveCarriedOut, MoveToCarryOut, carry_out_move
from handrail.usecases.change_address import AddressToChange, address_version, change_address
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.record_life_event import LifeEventRecorded, record_life_event
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from handrail.usecases.withdraw_life_event import EventToWithdraw, withdraw_life_event
from handrail.visits.codes import AskedBy
from handrail.visits.models import Visit
from tests.ordering import Someone, at, lines, placed, someone
from tests.persons import AWAY, HERE, codes_of, home, names
from tests.situations import call_as, northdown
from tests.visiting import a_run, a_stop, asked, booked, on_loan, seen_by
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
TODAY, DAY = date(2026, 3, 3), date(2026, 3, 12)
THAT_DAY = at(2026, 3, 12, 0, 1)


@pytest.fixture
def county(settings: LazySettings) -> County:
    settings.DEMO_MODE = True
    return northdown()


def moves(county: County, who: Someone, *, postcode: str = "PE13 2AA", **also: Any) -> LifeEventRecorded:
    """Somebody rings today: they move on the 12th."""
    wanted = LifeEventWanted(who.id, LifeEventKind.MOVE, **{"on": DAY, "new_home": home(postcode), **also})
    return record_life_event(call_as(county.scopes["desk"]), request=wanted)


def ordered(county: County, who: Someone, *, days: int) -> OrderPlaced:
    """An order whose visit is on a run of so many days from now: the next order gets a visit of its own."""
    order = placed(county, who, *lines("MAT-010", speed="deliver_appointment"))
    booked(county, *order.visit_ids, run_id=a_run(county, days=days), days=days)
    return order


def dies(county: County, who: Someone) -> LifeEventRecorded:
    wanted = LifeEventWanted(who.id, LifeEventKind.DEATH, TODAY)
    return record_life_event(call_as(county.scopes["desk"]), request=wanted)


def carried_out(county: County, event_id: UUID) -> MoveCarriedOut:
    return carry_out_move(call_as(county.scopes["system"]), request=MoveToCarryOut(event_id))


def taken_back(county: County, event_id: UUID) -> None:
    withdraw_life_event(call_as(county.scopes["desk"]), request=EventToWithdraw(event_id, "They stay"))


def file_of(county: County, who: Someone) -> PersonFile:
    with seen_by(county, "desk"):
        return person_file(county.scopes["desk"], who.id, on=TODAY)


def new_home(county: County, who: Someone) -> UUID:
    """Read outside of `seen_by`."""
    (row,) = [row for row in file_of(county, who).addresses if row.id != who.address_id]
    return row.id


def visit_of(county: County, visit_id: UUID) -> Visit:
    with seen_by(county, "desk"):
        return Visit.objects.get(pk=visit_id)


def test_until_the_day_everything_stays_as_it_is(county: County) -> None:
    lent, _ = on_loan(county, "BED-010", ("BDA-020", 3))
    stop = a_stop(county, "MAT-010", who=lent.who, van="Van 2", driver="driver2", days=2)
    before = visit_of(county, stop.visit_id)
    done = moves(county, lent.who)
    assert (done.to_book, done.moved_loans, done.messages_stopped, done.follow_ups) == ((), (), 0, ())
    assert done.takes_effect_on == DAY
    after = visit_of(county, stop.visit_id)
    kept = ("state", "run_id", "stop", "slot_from", "slot_until", "address_id", "depot_id")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    with seen_by(county, "desk"):
        assert set(Loan.objects.values_list("address_id", flat=True)) == {lent.who.address_id}
        assert Asset.objects.get(number=lent.numbers[0]).place_id == lent.who.address_id
        assert Order.objects.get(pk=stop.order.order_id).address_id == lent.who.address_id
    file = file_of(county, lent.who)
    assert file.home is not None
    assert (file.home.id, file.home.until_on) == (lent.who.address_id, None)
    assert file.move is not None
    assert (file.move.on, file.move.postcode, file.move.event_id) == (DAY, "PE13 2AA", done.life_event_id)
    assert names(county.scopes["desk"], "pe13 2aa") == []


def test_what_comes_on_the_day_or_after_it_goes_to_the_new_home(county: County) -> None:
    who = someone(county)
    early, that_day, later = (ordered(county, who, days=days) for days in (8, 9, 13))
    done = moves(county, who)
    there = new_home(county, who)
    assert set(done.to_book) == {*that_day.visit_ids, *later.visit_ids}
    assert done.follow_ups == ("BOOK_AGAIN",)
    assert (visit_of(county, early.visit_ids[0]).state, visit_of(county, early.visit_ids[0]).address_id) == (
        "PLANNED",
        who.address_id,
    )
    for order in (that_day, later):
        visit = visit_of(county, order.visit_ids[0])
        assert (visit.state, visit.slot_from, visit.address_id) == ("UNBOOKED", None, there)
        assert visit.depot_id != visit_of(county, early.visit_ids[0]).depot_id
    with seen_by(county, "desk"):
        assert dict(Order.objects.values_list("pk", "address_id")) == {
            early.order_id: who.address_id,
            that_day.order_id: there,
            later.order_id: there,
        }


def test_what_is_booked_after_the_call_goes_where_they_live_on_its_day(county: County) -> None:
    who = someone(county)
    order = ordered(county, who, days=10)
    (visit_id,) = order.visit_ids
    depot_id = visit_of(county, visit_id).depot_id
    moves(county, who)
    there = new_home(county, who)
    assert visit_of(county, visit_id).address_id == there
    # The run of the old home's depot takes it.
    booked(county, visit_id, run_id=a_run(county, van="Van 2", driver="driver2", days=8), days=8)
    visit = visit_of(county, visit_id)
    assert (visit.address_id, visit.depot_id) == (who.address_id, depot_id)
    with seen_by(county, "desk"):
        assert Order.objects.get(pk=order.order_id).address_id == who.address_id
    booked(county, visit_id, days=9, again=True)
    assert visit_of(county, visit_id).address_id == there
    with seen_by(county, "desk"):
        assert Order.objects.get(pk=order.order_id).address_id == there


def test_what_was_booked_before_the_day_and_is_booked_again_past_it_goes_to_the_new_home(county: County) -> None:
    who = someone(county)
    before, asked_later = ordered(county, who, days=2), ordered(county, who, days=3)
    moves(county, who)
    there = new_home(county, who)
    (visit_id,) = before.visit_ids
    booked(county, visit_id, days=12, again=True)
    assert visit_of(county, visit_id).address_id == there
    booked(county, visit_id, days=1, again=True)
    assert visit_of(county, visit_id).address_id == who.address_id
    booked(county, visit_id, days=12, again=True)
    # Ordered to the old home after the call, for a day after the move.
    after = placed(county, who, *lines("MAT-010", speed="deliver_appointment"))
    booked(county, *after.visit_ids, days=13)
    assert visit_of(county, after.visit_ids[0]).address_id == there
    assert visit_of(county, asked_later.visit_ids[0]).address_id == who.address_id


def test_what_is_due_on_both_sides_of_the_day_and_not_booked(county: County) -> None:
    who = someone(county)
    early = placed(county, who, *lines("MAT-010", speed="deliver_5d"))
    late = placed(county, who, *lines("MAT-010", speed="deliver_7d"))
    moves(county, who)
    there = new_home(county, who)
    assert visit_of(county, early.visit_ids[0]).address_id == who.address_id
    with seen_by(county, "desk"):
        assert Order.objects.get(pk=early.order_id).address_id == who.address_id
        assert Order.objects.get(pk=late.order_id).address_id == there


def test_on_the_day_the_rest_follows(county: County) -> None:
    lent, _ = on_loan(county, "BED-010", ("BDA-020", 3))
    left = placed(county, lent.who, *lines("MAT-010"))
    goes = placed(county, lent.who, *lines("MAT-010", speed="deliver_appointment"))
    booked(county, *left.visit_ids, days=2)
    booked(county, *goes.visit_ids, days=10)
    event_id = moves(county, lent.who).life_event_id
    booked(county, *goes.visit_ids, days=10)
    there = new_home(county, lent.who)
    with time_machine.travel(THAT_DAY, tick=False):
        done = carried_out(county, event_id)
        assert (len(done.moved_loans), done.to_book) == (2, left.visit_ids)
        assert names(county.scopes["desk"], "pe13 2aa") == ["Winifred Harker"]
    with seen_by(county, "desk"):
        old, new = Address.objects.get(pk=lent.who.address_id), Address.objects.get(pk=there)
        assert (old.until_on, new.is_home, new.until_on, new.from_on) == (DAY, True, None, DAY)
        assert set(Loan.objects.values_list("address_id", flat=True)) == {there}
        assert Asset.objects.get(number=lent.numbers[0]).place_id == there
        cells = dict(StockCell.objects.filter(condition="ON_LOAN").values_list("place_id", "quantity"))
        assert (cells[old.pk], cells[there]) == (0, 3)
        assert LifeEvent.objects.get().carried_out_at == THAT_DAY
        assert set(FollowUp.objects.values_list("kind", flat=True)) == {"BOOK_AGAIN"}
        # The delivery that brought the loans is done: it went to the old home.
        assert Visit.objects.get(pk=lent.visit_id).address_id == old.pk
    visit = visit_of(county, left.visit_ids[0])
    assert (visit.address_id, visit.state) == (there, "UNBOOKED")
    # What was booked for the new home keeps its time.
    visit = visit_of(county, goes.visit_ids[0])
    assert (visit.address_id, visit.state) == (there, "BOOKED")
    assert file_of(county, lent.who).move is None


def test_what_was_lent_after_the_call_goes_along_too(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    event_id = moves(county, lent.who).life_event_id
    there = new_home(county, lent.who)
    with time_machine.travel(at(2026, 3, 10, 9), tick=False):
        more = a_stop(county, "BED-010", who=lent.who, van="Van 2", driver="driver2")
    with seen_by(county, "desk"):
        assert Order.objects.get(pk=more.order.order_id).address_id == lent.who.address_id
    with time_machine.travel(THAT_DAY, tick=False):
        carried_out(county, event_id)
    with seen_by(county, "desk"):
        assert Loan.objects.get().address_id == there
        assert Order.objects.get(pk=more.order.order_id).address_id == there


def test_what_stays_behind_keeps_the_time_at_which_it_is_fetched(county: County) -> None:
    lent, done = on_loan(county, "BED-010")
    event_id = moves(county, lent.who, things_move=False).life_event_id
    fetched = asked(county, done.loans[0].loan_id, asked_by=AskedBy.PERSON, reason="recovered")
    visit_id = fetched.visits[0].visit_id
    booked(county, visit_id, days=10)
    with time_machine.travel(THAT_DAY, tick=False):
        assert carried_out(county, event_id).moved_loans == ()
    visit = visit_of(county, visit_id)
    assert (visit.address_id, visit.state) == (lent.who.address_id, "BOOKED")
    with seen_by(county, "desk"):
        assert FollowUp.objects.get().kind == "CHECK_STILL_NEEDED"


def test_out_of_the_county_what_comes_before_the_day_still_comes(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    early = placed(county, lent.who, *lines("MAT-010"))
    later = placed(county, lent.who, *lines("MAT-010", speed="deliver_appointment"))
    booked(county, *early.visit_ids, days=2)
    booked(county, *later.visit_ids, days=10)
    done = moves(county, lent.who, postcode=AWAY)
    assert done.stopped_lines == (later.lines[0].line_id,)
    assert done.follow_ups == ("AGREE_WITH_NEW_AREA",)
    assert visit_of(county, early.visit_ids[0]).state == "BOOKED"
    with time_machine.travel(THAT_DAY, tick=False):
        assert carried_out(county, done.life_event_id).stopped_lines == (early.lines[0].line_id,)
    with seen_by(county, "desk"):
        assert Loan.objects.get().address_id == lent.who.address_id
        assert FollowUp.objects.get().kind == "AGREE_WITH_NEW_AREA"
        assert set(LifeEvent.objects.get().details["lines"]) == {
            str(order.lines[0].line_id) for order in (early, later)
        }


def test_the_job_carries_it_out_once_even_late(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    moves(county, lent.who)
    there = new_home(county, lent.who)
    with time_machine.travel(at(2026, 3, 11, 23, 30), tick=False):
        work_once(at(2026, 3, 11, 23, 30))
    assert file_of(county, lent.who).move is not None
    late = at(2026, 3, 15, 10)
    with time_machine.travel(late, tick=False):
        while work_once(late):
            pass
    with seen_by(county, "desk"):
        assert Loan.objects.get().address_id == there
        event = LifeEvent.objects.get()
        assert (event.carried_out_at, Address.objects.get(pk=lent.who.address_id).until_on) == (late, DAY)
    with time_machine.travel(late + timedelta(hours=1), tick=False), pytest.raises(Refused) as refused:
        carried_out(county, event.pk)
    assert codes_of(refused.value) == [("STALE", None)]


def test_the_day_is_waited_for(county: County) -> None:
    event_id = moves(county, someone(county)).life_event_id
    with pytest.raises(Refused) as refused:
        carried_out(county, event_id)
    assert codes_of(refused.value) == [("NOT_YET", None)]


def test_taken_back_before_the_day_all_goes_to_the_old_home(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    later = placed(county, lent.who, *lines("MAT-010", speed="deliver_appointment"))
    depot_id = visit_of(county, later.visit_ids[0]).depot_id
    booked(county, *later.visit_ids, days=10)
    event_id = moves(county, lent.who).life_event_id
    booked(county, *later.visit_ids, days=11)
    # A stay in hospital that was told since is in nobody's way.
    stay = LifeEventWanted(lent.who.id, LifeEventKind.ADMISSION, TODAY, home_again_on=date(2026, 3, 5))
    record_life_event(call_as(county.scopes["desk"]), request=stay)
    taken_back(county, event_id)
    visit = visit_of(county, later.visit_ids[0])
    assert (visit.address_id, visit.depot_id, visit.state) == (lent.who.address_id, depot_id, "UNBOOKED")
    with seen_by(county, "desk"):
        assert Order.objects.get(pk=later.order_id).address_id == lent.who.address_id
        open_now = FollowUp.objects.filter(done_at=None, life_event_id=event_id)
        assert list(open_now.values_list("kind", flat=True)) == ["BOOK_AGAIN"]
    file = file_of(county, lent.who)
    assert file.home is not None
    assert (file.home.id, file.move) == (lent.who.address_id, None)
    with time_machine.travel(THAT_DAY, tick=False):
        work_once(THAT_DAY)
    with seen_by(county, "desk"):
        assert Loan.objects.get().address_id == lent.who.address_id


def test_of_a_move_taken_back_is_told_by_whom_and_why_and_nothing_is_left_over(county: County) -> None:
    who = someone(county)
    (visit_id,) = ordered(county, who, days=10).visit_ids
    desk = signed_in(county, "desk")
    page = reverse("person:person", args=[who.id])
    moves(county, who)
    booked(county, visit_id, days=11, again=True)
    for time in (1, 2):
        with seen_by(county, "desk"):
            event_id = LifeEvent.objects.get(withdrawn_at=None).pk
        back = reverse("person:withdraw_life_event", args=[event_id])
        sent = {"idempotency_key": str(fresh_id()), "life_event_id": str(event_id), "reason": f"They stay {time}"}
        shown = desk.get(desk.post(back, sent)["Location"]).content.decode()
        number = visit_of(county, visit_id).number
        assert (f"Book again, and tell the person: visits {number}. They lost their time." in shown) is (time == 1)
        if time == 1:
            moves(county, who)
    shown = desk.get(page).content.decode()
    assert "They stay 1" in shown
    assert "They stay 2" in shown
    assert "Until 12 Mar 2026" not in shown
    with seen_by(county, "desk"):
        assert list(FollowUp.objects.filter(done_at=None).values_list("kind", flat=True)) == ["BOOK_AGAIN"]
        assert set(LifeEvent.objects.values_list("withdrawn_by_id", flat=True)) == {county.scopes["desk"].user_id}


@pytest.mark.parametrize("on_the_day", [False, True])
def test_who_is_at_the_door_of_the_new_home_finishes_there(county: County, *, on_the_day: bool) -> None:
    who = someone(county)
    (visit_id,) = ordered(county, who, days=10).visit_ids
    event_id = moves(county, who, postcode=HERE).life_event_id
    there = new_home(county, who)
    with time_machine.travel(THAT_DAY if on_the_day else now(), tick=False):
        if on_the_day:
            carried_out(county, event_id)
        # Else they are there a day early to let the crew in.
        run_id = a_run(county)
        booked(county, visit_id, run_id=run_id, new_home_early=True)
        release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id, without_stock=True))
        start_visit(call_as(county.scopes["driver"]), request=StepTaken(visit_id, Step.ARRIVED))
        taken_back(county, event_id)
    visit = visit_of(county, visit_id)
    assert (visit.state, visit.address_id) == ("ARRIVED", there)


def test_taken_back_after_the_day_all_goes_back_as_well(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    later = placed(county, lent.who, *lines("MAT-010", speed="deliver_appointment"))
    booked(county, *later.visit_ids, days=10)
    event_id = moves(county, lent.who).life_event_id
    with time_machine.travel(THAT_DAY, tick=False):
        carried_out(county, event_id)
        taken_back(county, event_id)
    assert visit_of(county, later.visit_ids[0]).address_id == lent.who.address_id
    with seen_by(county, "desk"):
        assert Loan.objects.get().address_id == lent.who.address_id
        assert Order.objects.get(pk=later.order_id).address_id == lent.who.address_id
        about = AuditSubject.objects.filter(person_id=lent.who.id, audit__event="LIFE_EVENT_WITHDRAWN")
        named = set(about.values_list("subject", flat=True))
    rows = (f"order:{later.order_id}", f"visit:{later.visit_ids[0]}", f"address:{lent.who.address_id}")
    assert named.issuperset(rows)
    assert names(county.scopes["desk"], "pe29 3rb") == ["Winifred Harker"]


def test_nobody_moves_after_a_death_unless_it_is_taken_back(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    event_id = moves(county, lent.who).life_event_id
    there = new_home(county, lent.who)
    died = dies(county, lent.who)
    assert file_of(county, lent.who).move is None
    with time_machine.travel(THAT_DAY, tick=False):
        work_once(THAT_DAY)
        with pytest.raises(Refused) as refused:
            carried_out(county, event_id)
        assert codes_of(refused.value) == [("ALREADY_DIED", None)]
        with seen_by(county, "desk"):
            assert Loan.objects.get().address_id == lent.who.address_id
        taken_back(county, died.life_event_id)
        work_once(THAT_DAY)
        with seen_by(county, "desk"):
            assert Loan.objects.get().address_id == there


def test_one_move_at_a_time_and_its_home_is_not_ended(county: County) -> None:
    who = someone(county)
    moves(county, who)
    with pytest.raises(Refused) as refused:
        moves(county, who, on=TODAY)
    assert codes_of(refused.value) == [("MOVE_TO_COME", "kind")]
    there = new_home(county, who)
    row = next(row for row in file_of(county, who).addresses if row.id == there)
    ended = AddressToChange(there, who.id, address_version(row), home("PE13 2AA"), until_on=DAY)
    with pytest.raises(Refused) as refused:
        change_address(call_as(county.scopes["nurse"]), request=ended)
    assert codes_of(refused.value) == [("MOVE_TO_COME", "until_on")]


def test_a_visit_after_the_stay_in_hospital_keeps_its_time(county: County) -> None:
    who = someone(county)
    during, after = (ordered(county, who, days=days) for days in (7, 8))
    stay = LifeEventWanted(who.id, LifeEventKind.ADMISSION, TODAY, home_again_on=date(2026, 3, 10))
    done = record_life_event(call_as(county.scopes["desk"]), request=stay)
    assert done.to_book == during.visit_ids
    assert visit_of(county, after.visit_ids[0]).state == "PLANNED"
    with seen_by(county, "desk"):
        assert set(OrderLine.objects.values_list("state", flat=True)) <= {"AUTHORISED", "ALLOCATED", "BACK_ORDERED"}


def test_of_who_moves_later_the_desk_may_send_the_crew_to_the_new_home_early(county: County) -> None:
    who = someone(county)
    (visit_id,) = ordered(county, who, days=10).visit_ids
    moves(county, who)
    page = signed_in(county, "desk").get(reverse("controller:book_visits", args=[visit_id])).content.decode()
    assert "Go to the new home also before they move" in page
    staying = placed(county, someone(county, name="Zoe Ash"), *lines("MAT-010")).visit_ids[0]
    page = signed_in(county, "desk").get(reverse("controller:book_visits", args=[staying])).content.decode()
    assert "Go to the new home" not in page
