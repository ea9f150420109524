"""Booking a visit, putting it on a run, sending a run and changing its crew: each rule over every state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from handrail.core.refusal import CallReason, Reason
from handrail.people.rules.stays import HospitalStay
from handrail.visits.rules.booking import (
    Booking,
    BookingFact,
    BookingReason,
    CrewMember,
    RunFact,
    against_crew,
    against_other_depots,
    against_two_vans,
    booked,
    missing_at_booking,
    missing_at_release,
    planned,
    reasons_against_booking,
    reasons_against_other_crew,
    reasons_against_release,
    reasons_against_run,
    sent,
    taken_off,
)
from handrail.visits.rules.slots import LONGEST, SlotReason, reasons_against_slot
from handrail.visits.states import RunState, VisitState

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = NOW.date()
STARTS, ENDS = NOW + timedelta(hours=1), NOW + timedelta(hours=3)
DEPOT, ELSEWHERE, THIS_RUN, OTHER_RUN, DRIVER, SECOND = (UUID(int=number) for number in range(1, 7))
VISIT = BookingFact(UUID(int=9), 1207, UUID(int=10), DEPOT, VisitState.BOOKED, 1, 4, None, STARTS, ENDS)
RUN = RunFact(THIS_RUN, DEPOT, UUID(int=11), TODAY, RunState.PLANNED, DRIVER, None, 2)
WISH = Booking(VISIT.id, STARTS, ENDS)
FREE = {VisitState.UNBOOKED, VisitState.OFFERED}
HAS_SLOT = {VisitState.BOOKED, VisitState.PLANNED, VisitState.RELEASED}
UNDER_WAY = {VisitState.EN_ROUTE, VisitState.ARRIVED}
SENT = {RunState.RELEASED, RunState.OUT}
OPEN = SENT | {RunState.PLANNED}


def codes(reasons: tuple[Reason, ...]) -> list[object]:
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("stay", "asked"),
    [(None, False), (HospitalStay(TODAY, None), True), (HospitalStay(TODAY, TODAY + timedelta(days=1)), True),
     (HospitalStay(TODAY, TODAY), False)],
)  # fmt: skip
def test_a_visit_while_the_person_is_in_hospital_asks_first(stay: HospitalStay | None, *, asked: bool) -> None:
    visit = replace(VISIT, state=VisitState.UNBOOKED, away=stay)
    found = reasons_against_booking(WISH, visit, None, now=NOW)
    assert codes(found) == [BookingReason.IN_HOSPITAL] * asked
    if asked:
        assert found[0].field == "in_hospital"
        assert found[0].params == (("number", 1207), ("day", "2026-03-03"))
    assert reasons_against_booking(replace(WISH, in_hospital=True), visit, None, now=NOW) == ()


@pytest.mark.parametrize("state", VisitState)
@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("seen", [None, 4, 3])
def test_who_may_be_booked(state: VisitState, again: bool, seen: int | None) -> None:
    found = reasons_against_booking(
        replace(WISH, again=again, version=seen), replace(VISIT, state=state), None, now=NOW
    )
    wanted: list[object] = []
    if seen == 3:
        wanted = [CallReason.STALE]
    elif state in UNDER_WAY:
        wanted = [BookingReason.VISIT_UNDER_WAY]
    elif state not in FREE | HAS_SLOT:
        wanted = [BookingReason.VISIT_OVER]
    elif state in HAS_SLOT and not again:
        wanted = [BookingReason.BOOKED_ALREADY]
    assert codes(found) == wanted


@pytest.mark.parametrize(
    ("starts", "ends", "run_on", "wanted"),
    [
        (STARTS, ENDS, None, []),
        (STARTS, ENDS, TODAY, []),
        (STARTS, ENDS, TODAY + timedelta(days=1), [SlotReason.SLOT_OFF_RUN_DAY]),
        (STARTS, STARTS, None, [SlotReason.SLOT_BACKWARDS]),
        (ENDS, STARTS, None, [SlotReason.SLOT_BACKWARDS]),
        (STARTS, STARTS + LONGEST, None, []),
        (STARTS, STARTS + LONGEST + timedelta(minutes=1), None, [SlotReason.SLOT_TOO_LONG]),
        (NOW - timedelta(hours=1), NOW, None, [SlotReason.SLOT_OVER]),
        (NOW - timedelta(hours=1), NOW + timedelta(minutes=1), None, []),
        # Half past midnight in summer is still the day before in UTC.
        (datetime(2026, 6, 1, 23, 30, tzinfo=UTC), datetime(2026, 6, 2, 1, tzinfo=UTC), date(2026, 6, 2), []),
    ],
)
def test_which_slot_may_be_booked(starts: datetime, ends: datetime, run_on: date | None, wanted: list[object]) -> None:
    assert codes(reasons_against_slot(starts, ends, now=NOW, run_on=run_on)) == wanted


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("depot", [DEPOT, ELSEWHERE])
@pytest.mark.parametrize("needs", [1, 2, 3])
@pytest.mark.parametrize("goes", [0, 1, 2])
@pytest.mark.parametrize("on_it", [False, True])
def test_which_run_a_visit_goes_on(state: RunState, depot: UUID, needs: int, goes: int, on_it: bool) -> None:
    run = replace(RUN, state=state, driver_id=DRIVER if goes else None, second_id=SECOND if goes == 2 else None)
    visit = replace(VISIT, depot_id=depot, crew=needs, run_id=THIS_RUN if on_it else OTHER_RUN)
    wanted = [
        code
        for code, stands in (
            (BookingReason.RUN_NOT_OPEN, state not in OPEN),
            (BookingReason.OTHER_DEPOT, depot == ELSEWHERE),
            # A run without a driver yet is told so when it is sent; one person can do what one can do.
            (BookingReason.TWO_PEOPLE_NEEDED, state in SENT and not on_it and needs > max(goes, 1)),
        )
        if stands
    ]
    assert codes(reasons_against_run(visit, run)) == wanted
    assert codes(reasons_against_booking(WISH, replace(visit, state=VisitState.UNBOOKED), run, now=NOW)) == wanted


@pytest.mark.parametrize("state", sorted(FREE | HAS_SLOT))
def test_what_booking_makes_of_a_visit(state: VisitState) -> None:
    visit = replace(VISIT, state=state)
    off = booked(replace(WISH, told=True), visit, None, 7, now=NOW)
    assert (off.was, off.path[-1], off.run_id, off.stop, off.told_at) == (state, VisitState.BOOKED, None, None, NOW)
    assert (off.slot_from, off.slot_until) == (STARTS, ENDS)
    on = booked(WISH, visit, RUN, 7, now=NOW)
    assert (on.path[-1], on.run_id, on.stop, on.told_at) == (VisitState.PLANNED, THIS_RUN, 7, None)
    out = booked(WISH, visit, replace(RUN, state=RunState.OUT), 7, now=NOW)
    assert out.path[-2:] == (VisitState.PLANNED, VisitState.RELEASED)


def test_a_booked_visit_is_put_on_a_run_and_taken_off_again() -> None:
    on = planned(VISIT, RUN, 3)
    assert on is not None
    assert (on.path, on.run_id, on.stop, on.slot_from) == ((VisitState.PLANNED,), THIS_RUN, 3, STARTS)
    assert planned(replace(VISIT, run_id=THIS_RUN), RUN, 3) == on
    there = replace(VISIT, state=VisitState.PLANNED, run_id=THIS_RUN)
    assert planned(there, RUN, 3) is None
    moved = planned(replace(there, run_id=OTHER_RUN), RUN, 3)
    assert moved is not None
    assert moved.path == (VisitState.BOOKED, VisitState.PLANNED)
    off = taken_off(there)
    assert (off.path, off.run_id, off.slot_until) == ((VisitState.BOOKED,), None, ENDS)


@pytest.mark.parametrize("without", [replace(VISIT, slot_from=None), replace(VISIT, slot_until=None)])
def test_a_visit_without_a_slot_goes_on_no_run(without: BookingFact) -> None:
    with pytest.raises(ValueError, match="has a slot"):
        planned(without, RUN, 3)
    with pytest.raises(ValueError, match="has a slot"):
        taken_off(replace(without, state=VisitState.PLANNED, run_id=THIS_RUN))


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("days", [-1, 0, 1])
@pytest.mark.parametrize("people", [0, 1, 2])
@pytest.mark.parametrize("needs", [(), (1,), (1, 2), (2, 2)])
def test_sending_a_run(state: RunState, days: int, people: int, needs: tuple[int, ...]) -> None:
    run = replace(
        RUN,
        state=state,
        on=TODAY + timedelta(days=days),
        driver_id=DRIVER if people else None,
        second_id=SECOND if people == 2 else None,
    )
    wanted = [
        code
        for code, times in (
            (BookingReason.RUN_NOT_OPEN, state is not RunState.PLANNED),
            (BookingReason.DAY_IS_OVER, days < 0),
            (BookingReason.RUN_HAS_NO_DRIVER, people == 0),
            (BookingReason.RUN_HAS_NO_STOPS, not needs),
            (BookingReason.TWO_PEOPLE_NEEDED, sum(crew > max(people, 1) for crew in needs)),
        )
        for _ in range(times)
    ]
    visits = [replace(VISIT, crew=crew) for crew in needs]
    assert codes(reasons_against_release(run, visits, today=TODAY)) == wanted
    assert sent(run).state is (RunState.RELEASED if state is RunState.PLANNED else state)


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("driver", [None, DRIVER])
@pytest.mark.parametrize("second", [None, DRIVER, SECOND])
@pytest.mark.parametrize("needs", [1, 2])
def test_changing_the_crew(state: RunState, driver: UUID | None, second: UUID | None, needs: int) -> None:
    found = reasons_against_other_crew(replace(RUN, state=state), [replace(VISIT, crew=needs)], driver, second)
    wanted: list[object] = [] if state in OPEN else [BookingReason.RUN_NOT_OPEN]
    if state in SENT:
        wanted += [BookingReason.RUN_HAS_NO_DRIVER] if driver is None else []
        people = len({driver, second} - {None})
        wanted += [BookingReason.TWO_PEOPLE_NEEDED] if needs > max(people, 1) else []
    assert codes(found) == wanted


def test_who_can_be_a_crew() -> None:
    both = {DRIVER, SECOND}
    assert codes(tuple(against_crew(DRIVER, SECOND, both))) == []
    assert codes(tuple(against_crew(None, None, both))) == []
    assert codes(tuple(against_crew(DRIVER, DRIVER, both))) == [BookingReason.SAME_PERSON_TWICE]
    (stranger,) = against_crew(DRIVER, UUID(int=99), both)
    assert (stranger.code, stranger.field) == (BookingReason.NOT_A_DRIVER, "second_id")


@pytest.mark.parametrize(("theirs", "refused"), [(None, False), (DEPOT, False), (ELSEWHERE, True)])
def test_a_crew_is_of_the_van_s_depot_or_of_any(theirs: UUID | None, refused: bool) -> None:
    crew = {DRIVER: CrewMember(DRIVER, "Ann Dale", theirs, "Northgate")}
    found = tuple(against_other_depots((None, DRIVER), DEPOT, crew))
    assert [(reason.code, reason.field) for reason in found] == (
        [(BookingReason.CREW_OF_OTHER_DEPOT, "second_id")] if refused else []
    )


def test_who_goes_with_another_van_is_named_with_it() -> None:
    crew = {DRIVER: CrewMember(DRIVER, "Ann Dale", DEPOT, "Northgate")}
    (reason,) = against_two_vans((DRIVER, SECOND), {DRIVER: "Van 2", SECOND: "Van 3"}, crew, TODAY)
    assert (reason.code, reason.field) == (BookingReason.CREW_IS_OUT, "driver_id")
    assert dict(reason.params) == {"name": "Ann Dale", "van": "Van 2", "day": "2026-03-03"}
    assert tuple(against_two_vans((DRIVER, None), {}, crew, TODAY)) == ()


def test_what_is_missing_is_said_at_booking_and_more_at_sending() -> None:
    visits = [
        VISIT,
        replace(VISIT, number=8, waiting=("Profiling bed, low", "rails")),
        replace(VISIT, number=9, unkept=("hoist",), elsewhere=("sling (Van 1)",)),
    ]
    (short,) = missing_at_booking(visits)
    assert (short.code, dict(short.params)) == (
        BookingReason.NOT_IN_STOCK,
        {"number": 8, "things": "Profiling bed, low; rails"},
    )
    said = [BookingReason.NOT_IN_STOCK, BookingReason.NOTHING_KEPT, BookingReason.ON_OTHER_VAN]
    assert codes(missing_at_release(visits)) == said
