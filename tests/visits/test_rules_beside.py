"""What may be arranged for a visit beside its tasks, in which of its states, by whom, and what is said about it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest

from handrail.core.refusal import Reason
from handrail.visits.rules.beside import (
    LONGEST_MINUTES,
    MOST_MILES,
    ArrangedVisit,
    BesideReason,
    Companion,
    Distance,
    Joint,
    JointTime,
    MilesAgreed,
    in_slot,
    reasons_against_arranging,
    reasons_against_distance,
    reasons_against_mending,
    reasons_against_time,
    reasons_against_withdrawing,
)
from handrail.visits.rules.booking import BookingReason
from handrail.visits.states import DONE, OPEN, VisitState

TEN = datetime(2026, 3, 4, 10, tzinfo=UTC)
NURSE, THERAPIST = UUID(int=1), UUID(int=2)
VISIT = ArrangedVisit(UUID(int=9), 100, UUID(int=8), VisitState.BOOKED, TEN, TEN + timedelta(hours=4), None)
COMES = Joint(UUID(int=7), NURSE, "Grace Adeyemi", "")
WITH_HER = replace(VISIT, joint=COMES)
GRACE, SAM = Companion(NURSE, "Grace Adeyemi"), Companion(None, "Sam Okoro", "01632 960123")
B = BesideReason


def codes(reasons: Iterable[Reason]) -> list[tuple[StrEnum, str | None]]:
    return [(one.code, one.field) for one in reasons]


@pytest.mark.parametrize("state", list(VisitState))
def test_only_for_a_visit_that_is_not_over(state: VisitState) -> None:
    visit = replace(WITH_HER, state=state, distance=Distance(UUID(int=6), 5))
    over = BookingReason.VISIT_CANCELLED if state is VisitState.CANCELLED else BookingReason.VISIT_OVER
    expected = [] if state in OPEN else [(over, "visit_id")]
    assert codes(reasons_against_arranging(visit, SAM, only=None, known=True)) == expected
    assert codes(reasons_against_withdrawing(visit, "why")) == expected
    said = MilesAgreed(visit.id, 5, "Ian", date(2026, 3, 3), "far")
    assert codes(reasons_against_distance(replace(visit, distance=None), said, date(2026, 3, 4))) == expected


def test_somebody_comes_along_who_can_be_told() -> None:
    assert not codes(reasons_against_arranging(VISIT, GRACE, only=None, known=True))
    assert not codes(reasons_against_arranging(VISIT, SAM, only=None, known=True))
    assert codes(reasons_against_arranging(VISIT, GRACE, only=None, known=False)) == [(B.JOINT_UNKNOWN, "user_id")]
    for who in (Companion(), Companion(None, "Sam"), Companion(None, " ", "01632"), Companion(None, "Sam", " ")):
        assert codes(reasons_against_arranging(VISIT, who, only=None, known=True)) == [(B.JOINT_WHO, "name")]


def test_a_prescriber_says_it_of_themselves_alone() -> None:
    mine = (B.JOINT_NOT_FOR_OTHERS, "user_id")
    assert not codes(reasons_against_arranging(VISIT, GRACE, only=NURSE, known=True))
    assert not codes(reasons_against_arranging(WITH_HER, None, only=NURSE, known=True))
    assert not codes(reasons_against_arranging(WITH_HER, GRACE, only=NURSE, known=True))
    assert codes(reasons_against_arranging(VISIT, GRACE, only=THERAPIST, known=True)) == [mine]
    assert codes(reasons_against_arranging(VISIT, SAM, only=NURSE, known=True)) == [mine]
    # Nor does one take the place of another, or send another away.
    other = Companion(THERAPIST, "Omar")
    assert codes(reasons_against_arranging(WITH_HER, other, only=THERAPIST, known=True)) == [mine]
    assert codes(reasons_against_arranging(WITH_HER, None, only=THERAPIST, known=True)) == [mine]


def test_nobody_is_taken_off_where_nobody_was_to_come() -> None:
    assert codes(reasons_against_arranging(VISIT, None, only=None, known=True)) == [(B.JOINT_NONE, "visit_id")]
    assert not codes(reasons_against_arranging(WITH_HER, None, only=None, known=True))


def test_they_meet_within_the_time_of_the_visit() -> None:
    until = TEN + timedelta(hours=4)
    for meet_at, inside in ((TEN, True), (until - timedelta(minutes=1), True), (until, False),
                            (TEN - timedelta(minutes=1), False)):  # fmt: skip
        assert in_slot(meet_at, TEN, until) is inside
        expected = [] if inside else [(B.JOINT_OUTSIDE_SLOT, "meet_at")]
        assert (
            codes(reasons_against_arranging(VISIT, replace(GRACE, meet_at=meet_at), only=None, known=True)) == expected
        )
    unbooked = replace(VISIT, slot_from=None, slot_until=None)
    found = reasons_against_arranging(unbooked, replace(GRACE, meet_at=TEN), only=None, known=True)
    assert codes(found) == [(B.JOINT_NO_TIME, "meet_at")]


def test_minutes_are_of_who_came() -> None:
    for told, fits in (
        (JointTime(came=True, minutes=1), True), (JointTime(came=True, minutes=LONGEST_MINUTES), True),
        (JointTime(came=False), True), (JointTime(came=True), False), (JointTime(came=False, minutes=1), False),
        (JointTime(came=True, minutes=LONGEST_MINUTES + 1), False), (JointTime(came=True, minutes=-1), False),
    ):  # fmt: skip
        expected = [] if fits else [(B.JOINT_MINUTES, "joint.minutes")]
        assert codes(reasons_against_time(told, COMES)) == expected
        assert codes(reasons_against_time(told, None)) == [(B.JOINT_NONE, "joint")]


@pytest.mark.parametrize("state", list(VisitState))
def test_what_was_recorded_is_put_right_once_something_was_done(state: VisitState) -> None:
    visit = replace(WITH_HER, state=state)
    done = state in DONE and state is not VisitState.FAILED
    expected = [] if done else [(B.JOINT_NOT_RECORDED, "visit_id")]
    assert codes(reasons_against_mending(visit, JointTime(came=True, minutes=5), "wrong")) == expected


def test_what_is_put_right_is_another_and_says_why() -> None:
    done = replace(WITH_HER, state=VisitState.COMPLETED, joint=replace(COMES, came=True, minutes=30))
    same, other = JointTime(came=True, minutes=30), JointTime(came=False)
    assert codes(reasons_against_mending(done, same, "wrong")) == [(B.JOINT_SAYS_SO, "minutes")]
    assert codes(reasons_against_mending(done, other, " ")) == [(B.BESIDE_WHY, "why")]
    assert codes(reasons_against_mending(replace(done, joint=None), other, "wrong")) == [(B.JOINT_NONE, "joint")]


def test_who_came_though_nobody_was_to_has_a_name_and_minutes() -> None:
    done, half = replace(VISIT, state=VisitState.COMPLETED), JointTime(came=True, minutes=30)

    def against(visit: ArrangedVisit = done, told: JointTime = half, who: Companion = SAM, **also: Any) -> Any:
        return codes(reasons_against_mending(visit, told, "late", who=who, **also))

    assert against() == against(who=GRACE) == against(who=Companion(name="Sam")) == []
    assert against(who=Companion(NURSE), known=False) == [(B.JOINT_UNKNOWN, "user_id")]
    assert against(who=Companion(name=" ")) == [(B.JOINT_WHO_CAME, "name")]
    for told in (JointTime(came=False), JointTime(came=True), JointTime(came=True, minutes=LONGEST_MINUTES + 1)):
        assert against(told=told) == [(B.JOINT_MINUTES, "joint.minutes")]
    assert against(replace(done, by_post=True)) == [(B.BESIDE_BY_POST, "visit_id")]
    stands = replace(done, joint=replace(COMES, came=True, minutes=30))
    assert against(stands, who=GRACE) == [(B.JOINT_SAYS_SO, "minutes")]
    assert against(stands) == []


def test_miles_are_agreed_once_on_a_day_that_has_come() -> None:
    today = date(2026, 3, 4)
    said = MilesAgreed(VISIT.id, 12, "Ian", today, "far")

    def against(visit: ArrangedVisit = VISIT, **other: Any) -> list[tuple[StrEnum, str | None]]:
        return codes(reasons_against_distance(visit, replace(said, **other), today))

    assert against() == against(miles=1) == against(miles=MOST_MILES) == []
    assert against(miles=0) == against(miles=-3) == against(miles=MOST_MILES + 1) == [(B.DISTANCE_MILES, "miles")]
    assert against(agreed_on=today + timedelta(days=1)) == [(B.DISTANCE_DAY_TO_COME, "agreed_on")]
    assert against(agreed_with=" ") == [(B.BESIDE_WHY, "agreed_with")]
    assert against(why="") == [(B.BESIDE_WHY, "why")]
    standing = replace(VISIT, distance=Distance(UUID(int=6), 5))
    assert against(standing) == [(B.DISTANCE_AGREED, "miles")]
    assert codes(reasons_against_withdrawing(standing, " ")) == [(B.BESIDE_WHY, "why")]
    assert codes(reasons_against_withdrawing(VISIT, "why")) == [(B.DISTANCE_NONE, "visit_id")]
