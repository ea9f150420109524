"""What people are told, when, and when no longer; the same news goes once."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core import mail

from handrail.core.clock import now
from handrail.core.models import OutboxMessage
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.jobs.work import work_once
from handrail.people.models import Contact, Person
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.carry_out_move import MoveToCarryOut, carry_out_move
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from handrail.usecases.tell_people import in_daytime, tell_people
from handrail.visits.queries.by_hand import people_to_tell
from tests.ordering import Someone, lines, placed, someone
from tests.persons import home
from tests.posting import REACHER, post_run, the_post
from tests.situations import call_as, northdown
from tests.visiting import a_run, a_stop, booked, cancelled, handed, load, received, recorded, seen_by, slot, visit_row

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


@pytest.fixture
def county(settings: LazySettings) -> Iterator[County]:
    settings.DEMO_MODE = True
    county = northdown()
    with time_machine.travel(now(), tick=False):
        yield county


def texted(county: County, **facts: Any) -> Someone:
    """Someone who likes to be texted."""
    return someone(county, **{"contact_by": "text", "mobile": "07700 900123", **facts})


def told(county: County, who: Someone) -> list[tuple[str, str]]:
    """What was put for them: kind and state, in the order in which it was put."""
    tell_people(call_as(county.scopes["system"]))
    with seen_by(county, "system"):
        rows = OutboxMessage.objects.filter(person_id=who.id).order_by("put_at", "key")
        return list(rows.values_list("kind", "state"))


def sent(county: County, who: Someone) -> list[str]:
    """What was put for them, once it has left."""
    put = kinds(county, who)
    work_once(now())
    return put


def later(minutes: int = 1) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(minutes=minutes), tick=False)


def kinds(county: County, who: Someone) -> list[str]:
    return [kind for kind, _ in told(county, who)]


def test_an_order_is_told_once_with_its_day_and_without_the_equipment(county: County) -> None:
    who = texted(county)
    placed(county, who, *lines("MAT-010"))
    assert told(county, who) == [("ORDER_RECEIVED", "WAITING")]
    assert kinds(county, who) == ["ORDER_RECEIVED"]
    work_once(now())
    ours = [one for one in mail.outbox if one.to == ["447700900123@texts.invalid"]]
    assert len(ours) == 1
    assert "You should have it by" in ours[0].body
    assert not {"Winifred", "Harker", "attress"} & set(ours[0].body.split())


def test_a_booking_is_told_a_new_time_is_told_as_a_change_and_the_old_time_again(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    assert sent(county, who) == ["ORDER_RECEIVED", "VISIT_BOOKED"]
    with later(1):
        booked(county, *order.visit_ids, days=2, again=True)
        assert sent(county, who)[2:] == ["VISIT_CHANGED"]
        with later(1):
            booked(county, *order.visit_ids, days=1, again=True)
            assert kinds(county, who)[2:] == ["VISIT_CHANGED", "VISIT_CHANGED"]
            assert kinds(county, who)[4:] == []


def test_a_visit_put_on_a_run_is_no_news(county: County) -> None:
    who = texted(county)
    a_stop(county, "MAT-010", who=who, loaded=False, days=1)
    assert kinds(county, who) == ["ORDER_RECEIVED", "VISIT_BOOKED"]


def test_a_visit_that_was_told_and_is_cancelled_is_called_off(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    assert "VISIT_BOOKED" in sent(county, who)
    with later(1):
        cancelled(county, order.lines[0].line_id)
        assert sent(county, who)[-1:] == ["VISIT_OFF"]
        assert any("between midday and 4pm, will not take place" in str(one.body) for one in mail.outbox)
        assert kinds(county, who).count("VISIT_OFF") == 1


def test_who_waits_in_hours_that_have_begun_is_told_that_nobody_comes(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines("MAT-010"))
    with time_machine.travel(slot()[0] + timedelta(minutes=90), tick=False):
        booked(county, *order.visit_ids)
        assert sent(county, who)[-1:] == ["VISIT_BOOKED"]
        with later(1):
            cancelled(county, order.lines[0].line_id)
            assert kinds(county, who)[-1:] == ["VISIT_OFF"]


def test_a_cancelled_visit_that_nobody_was_told_of_is_no_news(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    cancelled(county, order.lines[0].line_id)
    assert kinds(county, who) == []


def test_who_was_told_as_it_was_booked_hears_that_it_is_off_however_soon(county: County) -> None:
    """Given a visit that the desk told as it booked it, when it is cancelled before any news was looked at, then it is
    called off."""
    who = texted(county)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1, told=True)
    cancelled(county, order.lines[0].line_id)
    assert kinds(county, who) == ["VISIT_OFF"]
    assert kinds(county, who) == ["VISIT_OFF"]


def test_on_the_way_and_done_with_how_to_give_it_back(county: County) -> None:
    stop = a_stop(county, "MAT-010", who=texted(county))
    start_visit(call_as(county.scopes["driver"]), request=StepTaken(stop.visit_id, Step.EN_ROUTE))
    assert kinds(county, stop.who) == ["ORDER_RECEIVED", "ON_THE_WAY"]
    with later(1):
        recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
        assert kinds(county, stop.who)[2:] == ["VISIT_DONE"]
        work_once(now())
    said = next(one.body for one in mail.outbox if "lent free of charge" in one.body)
    assert "no longer needed and we should fetch it, ring" in said


def test_a_visit_that_could_not_be_done_is_told(county: County) -> None:
    stop = a_stop(county, "MAT-010", who=texted(county))
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "no_answer"))
    assert "VISIT_NOT_DONE" in kinds(county, stop.who)


def test_a_death_stops_what_waits_and_what_would_come(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    assert {state for _, state in told(county, who)} == {"WAITING"}
    wanted = LifeEventWanted(who.id, LifeEventKind.DEATH, TODAY, "Her daughter")
    record_life_event(call_as(county.scopes["desk"]), request=wanted)
    # The visit was called off with the death; nobody writes that to her door.
    assert told(county, who) == [("ORDER_RECEIVED", "WITHDRAWN"), ("VISIT_BOOKED", "WITHDRAWN")]
    work_once(now())
    assert not [one for one in mail.outbox if one.to == ["447700900123@texts.invalid"]]


def test_who_wants_no_contact_is_left_alone_and_not_looked_at_again(county: County) -> None:
    who = texted(county, contact_by="none")
    placed(county, who, *lines("MAT-010"))
    assert told(county, who) == [("ORDER_RECEIVED", "WITHDRAWN")]
    assert tell_people(call_as(county.scopes["system"])) == 0


def test_who_likes_to_be_rung_is_rung_by_the_desk_of_a_visit_unless_told_as_it_was_booked(county: County) -> None:
    who = texted(county, contact_by="phone")
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    assert told(county, who) == [("ORDER_RECEIVED", "WITHDRAWN"), ("VISIT_BOOKED", "WAITING")]
    other = texted(county, contact_by="phone", name="Ada Reed")
    order = placed(county, other, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1, told=True)
    assert told(county, other) == [("ORDER_RECEIVED", "WITHDRAWN"), ("VISIT_BOOKED", "WITHDRAWN")]


def test_who_never_heard_of_a_visit_hears_of_no_change_to_it(county: County) -> None:
    """Given a visit that nobody rang about yet, when it moves and is off, then there is nothing to be said of it."""
    who = texted(county, contact_by="phone")
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    assert told(county, who)[1:] == [("VISIT_BOOKED", "WAITING")]
    with later(1):
        booked(county, *order.visit_ids, days=2, again=True)
        assert told(county, who)[1:] == [("VISIT_BOOKED", "WITHDRAWN"), ("VISIT_BOOKED", "WAITING")]
        with later(1):
            cancelled(county, order.lines[0].line_id)
            assert told(county, who)[1:] == [
                ("VISIT_BOOKED", "WITHDRAWN"),
                ("VISIT_BOOKED", "WITHDRAWN"),
                ("VISIT_OFF", "WITHDRAWN"),
            ]


def test_who_was_told_of_a_time_stays_told_of_it_on_any_run_and_is_told_of_no_other(county: County) -> None:
    (visit_id,) = placed(county, someone(county), *lines("MAT-010")).visit_ids
    run_id = a_run(county, days=1)
    booked(county, visit_id, run_id=run_id, days=1, told=True)
    told_at = visit_row(county, visit_id).person_told_at
    with later():
        plan_visits(call_as(county.scopes["desk"]), request=RunStops(run_id, (), (visit_id,)))
        row = visit_row(county, visit_id)
        assert (row.state, row.person_told_at) == ("BOOKED", told_at)
        booked(county, visit_id, days=2, again=True)
        assert visit_row(county, visit_id).person_told_at is None


def test_what_is_long_over_is_not_told(county: County) -> None:
    who = texted(county)
    placed(county, who, *lines("MAT-010"))
    with later(60 * 13):
        assert kinds(county, who) == []


def test_a_replay_puts_nothing_twice_and_only_the_service_itself_tells(county: County) -> None:
    who = texted(county)
    placed(county, who, *lines("MAT-010"))
    call = call_as(county.scopes["system"], key="tell")
    assert (tell_people(call), tell_people(call)) == (1, 1)
    with seen_by(county, "system"):
        assert OutboxMessage.objects.filter(person_id=who.id).count() == 1
    with pytest.raises(Refused):
        tell_people(call_as(county.scopes["desk"]))


def test_nobody_is_woken() -> None:
    night = now().replace(hour=22)
    assert in_daytime(night) == (night + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    assert in_daytime(night.replace(hour=5)) == night.replace(hour=8, minute=0, second=0, microsecond=0)
    assert in_daytime(night.replace(hour=12)) == night.replace(hour=12)


def test_the_last_step_failing_leaves_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    who = texted(county)
    placed(county, who, *lines("MAT-010"))

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patched:
        patched.setattr("handrail.identity.calls.Change.touched", broken)
        with pytest.raises(RuntimeError):
            tell_people(call_as(county.scopes["system"]))
    with seen_by(county, "system"):
        assert not OutboxMessage.objects.filter(person_id=who.id).exists()


def test_newer_news_takes_the_place_of_what_still_waits(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    assert ("VISIT_BOOKED", "WAITING") in told(county, who)
    with later(1):
        booked(county, *order.visit_ids, days=2, again=True)
        assert told(county, who)[1:] == [("VISIT_BOOKED", "WITHDRAWN"), ("VISIT_BOOKED", "WAITING")]


def test_what_comes_after_a_stay_in_hospital_when_it_was_booked_is_still_told(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=9)
    assert told(county, who) == [("ORDER_RECEIVED", "WAITING"), ("VISIT_BOOKED", "WAITING")]
    back_on = TODAY + timedelta(days=3)
    stay = LifeEventWanted(who.id, LifeEventKind.ADMISSION, TODAY, home_again_on=back_on)
    record_life_event(call_as(county.scopes["desk"]), request=stay)
    assert told(county, who) == [("ORDER_RECEIVED", "WITHDRAWN"), ("VISIT_BOOKED", "WAITING")]


def test_what_is_booked_for_the_new_home_is_still_told_on_the_day_of_the_move(county: County) -> None:
    who = texted(county)
    left = placed(county, who, *lines("MAT-010"))
    goes = placed(county, who, *lines("MAT-010", speed="deliver_appointment"))
    booked(county, *left.visit_ids, days=1)
    booked(county, *goes.visit_ids, days=10)
    wanted = LifeEventWanted(who.id, LifeEventKind.MOVE, TODAY + timedelta(days=2), new_home=home("PE13 2AA"))
    move = record_life_event(call_as(county.scopes["desk"]), request=wanted)
    booked(county, *goes.visit_ids, days=10)
    assert [state for _, state in told(county, who)] == ["WAITING"] * 4
    with later(2 * 24 * 60):
        carry_out_move(call_as(county.scopes["system"]), request=MoveToCarryOut(move.life_event_id))
        with seen_by(county, "system"):
            waiting = OutboxMessage.objects.filter(person_id=who.id, state="WAITING")
            assert [one.content["about_id"] for one in waiting] == [str(one) for one in goes.visit_ids]


@use_case(Event.PERSON_CHANGED, needs=Permission.EDIT_PERSON)
def _changed(change: Change, *, who: Someone, facts: dict[str, Any]) -> None:
    Person.objects.filter(pk=who.id).update(**facts)
    change.touched("person", who.id, who.id)


@use_case(Event.CONTACT_CHANGED, needs=Permission.EDIT_PERSON)
def _helper(change: Change, *, who: Someone, ended: bool) -> None:
    helpers = Contact.objects.filter(person_id=who.id)
    if ended:
        helpers.update(ended_on=TODAY)
    else:
        Contact.objects.create(
            id=change.new_id(), contract_id=change.scope.contract_id, person_id=who.id, name="Joe Harker",
            relationship="son", phone="07700 900999", authority="PARENT", is_main=True,
        )  # fmt: skip
    change.touched("contact", who.id, who.id)


def numbers() -> list[str]:
    return sorted(one.to[0].split("@")[0] for one in mail.outbox if one.to[0].endswith("@texts.invalid"))


def test_who_stops_all_contact_meanwhile_gets_nothing(county: County) -> None:
    who = texted(county)
    placed(county, who, *lines("MAT-010"))
    assert told(county, who) == [("ORDER_RECEIVED", "WAITING")]
    _changed(call_as(county.scopes["desk"]), who=who, facts={"contact_by": "none"})
    work_once(now())
    assert numbers() == []
    assert told(county, who) == [("ORDER_RECEIVED", "WITHDRAWN")]


def test_what_waits_goes_to_the_number_of_now(county: County) -> None:
    who = texted(county)
    placed(county, who, *lines("MAT-010"))
    assert told(county, who) == [("ORDER_RECEIVED", "WAITING")]
    _changed(call_as(county.scopes["desk"]), who=who, facts={"mobile": "07700 900555"})
    work_once(now())
    assert numbers() == ["447700900555"]


def test_who_may_speak_for_a_child_no_more_hears_nothing_more(county: County) -> None:
    who = texted(county, born=date(2019, 5, 9), name="Ivy Harker", phone="01632 960009")
    _helper(call_as(county.scopes["desk"]), who=who, ended=False)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    assert told(county, who)[1] == ("VISIT_BOOKED", "WAITING")
    _helper(call_as(county.scopes["desk"]), who=who, ended=True)
    work_once(now())
    assert "447700900999" not in numbers()


def test_who_likes_to_be_rung_meanwhile_is_rung(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    assert told(county, who) == [("ORDER_RECEIVED", "WAITING"), ("VISIT_BOOKED", "WAITING")]
    _changed(
        call_as(county.scopes["desk"]), who=who, facts={"contact_by": "phone", "phone": "01632 960001", "mobile": ""}
    )
    work_once(now())
    assert numbers() == []
    assert told(county, who) == [("ORDER_RECEIVED", "WITHDRAWN"), ("VISIT_BOOKED", "WAITING")]
    with seen_by(county, "desk"):
        (one,) = people_to_tell(county.scopes["desk"], at=now(), today=TODAY)
    assert one.recipient == "01632 960001"


def said_last() -> str:
    """The text to the person that left last; mails to the ward leave beside it in no order."""
    return str([one.body for one in mail.outbox if one.to[0].endswith("@texts.invalid")][-1])


def test_a_parcel_is_told_with_a_day_and_no_hours_and_what_becomes_of_it(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines(REACHER), by="nurse")
    booked(county, *order.visit_ids, days=1)
    assert sent(county, who)[-1:] == ["VISIT_BOOKED"]
    run_id = post_run(county, the_post(county), days=1)
    with later(1):
        # It was told as a visit: that nobody comes is news, though the time is the same.
        booked(county, *order.visit_ids, run_id=run_id, days=1, again=True)
        assert sent(county, who)[-1:] == ["VISIT_CHANGED"]
        assert "now comes by post, about Wednesday 4 March. Nobody will visit." in said_last()
        assert "between" not in said_last()
        load(county, run_id, order.lines[0].line_id, REACHER, 1)
        release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    with later(5 * 24 * 60):
        fail_visit(
            call_as(county.scopes["desk"]), request=VisitFailure(order.visit_ids[0], "parcel_came_back", "Returned")
        )
        assert sent(county, who)[-1:] == ["VISIT_NOT_DONE"]
        assert "The parcel has not come" in said_last()


def test_a_parcel_that_is_booked_as_one_is_told_so_and_called_off_so(county: County) -> None:
    who = texted(county)
    order = placed(county, who, *lines(REACHER), by="nurse")
    # What left together is in no order.
    sent(county, who)
    booked(county, *order.visit_ids, run_id=post_run(county, the_post(county), days=1), days=1)
    assert sent(county, who)[-1:] == ["VISIT_BOOKED"]
    assert "comes by post, about Wednesday 4 March. Nobody will visit." in said_last()
    with later(1):
        cancelled(county, order.lines[0].line_id)
        assert sent(county, who)[-1:] == ["VISIT_OFF"]
        assert "does not come by post on Wednesday 4 March" in said_last()
