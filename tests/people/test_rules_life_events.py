"""What stands against recording a life event, on the day, the day before and the day after; and against taking one
back."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from handrail.people.rules.life_events import (
    KnownEvent,
    LifeEventWanted,
    reason_against_withdrawing,
    reasons_against_recording,
)
from handrail.people.rules.records import AddressDetails
from handrail.people.states import LifeEventKind, PersonReason

PERSON, FIRST, LAST = (UUID(int=number) for number in range(1, 4))
BORN, TODAY = date(1940, 5, 1), date(2026, 3, 3)
A_DAY = timedelta(days=1)
HOME = AddressDetails("1 Mill Lane", "ZZ99 3WZ")
DEATH, ADMISSION, MOVE, HOME_AGAIN = (
    LifeEventKind.DEATH, LifeEventKind.ADMISSION, LifeEventKind.MOVE, LifeEventKind.DISCHARGE_DATE,
)  # fmt: skip


def wanted(kind: LifeEventKind, on: date = TODAY) -> LifeEventWanted:
    return LifeEventWanted(PERSON, kind, on, new_home=HOME if kind is MOVE else None)


def against(asked: LifeEventWanted, died_on: date | None = None) -> list[tuple[object, str | None]]:
    found = reasons_against_recording(asked, born_on=BORN, died_on=died_on, today=TODAY)
    return [(reason.code, reason.field) for reason in found]


@pytest.mark.parametrize("kind", LifeEventKind)
def test_what_happens_today_is_recorded_but_not_after_a_death(kind: LifeEventKind) -> None:
    assert against(wanted(kind)) == []
    assert against(wanted(kind), died_on=TODAY) == [(PersonReason.ALREADY_DIED, "kind")]


@pytest.mark.parametrize("kind", [DEATH, ADMISSION, MOVE])
def test_nothing_happened_before_a_person_was_born_and_all_may_on_that_day(kind: LifeEventKind) -> None:
    assert against(wanted(kind, BORN)) == []
    assert against(wanted(kind, BORN - A_DAY)) == [(PersonReason.BEFORE_BIRTH, "on")]


@pytest.mark.parametrize("kind", LifeEventKind)
def test_what_has_happened_is_not_to_come_and_what_is_to_come_is_not_over(kind: LifeEventKind) -> None:
    to_come, over = against(wanted(kind, TODAY + A_DAY)), against(wanted(kind, TODAY - A_DAY))
    assert to_come == ([(PersonReason.DAY_IN_FUTURE, "on")] if kind in {DEATH, ADMISSION} else [])
    assert over == ([(PersonReason.DAY_IN_PAST, "on")] if kind is HOME_AGAIN else [])


def test_a_move_needs_the_new_home() -> None:
    assert against(replace(wanted(MOVE), new_home=None)) == [(PersonReason.ADDRESS_NEEDED, "lines")]


def test_nobody_comes_home_before_they_went() -> None:
    went = wanted(ADMISSION, TODAY - A_DAY)
    assert against(replace(went, home_again_on=went.on)) == []
    assert against(replace(went, home_again_on=went.on - A_DAY)) == [
        (PersonReason.DATES_IN_WRONG_ORDER, "home_again_on")
    ]


def test_the_family_is_asked_from_today_on_at_the_soonest() -> None:
    assert against(replace(wanted(DEATH), ask_from_on=TODAY)) == []
    assert against(replace(wanted(DEATH), ask_from_on=TODAY - A_DAY)) == [(PersonReason.DAY_IN_PAST, "ask_from_on")]


def test_the_latest_event_is_taken_back_first() -> None:
    known = [KnownEvent(LAST, MOVE, TODAY), KnownEvent(FIRST, ADMISSION, TODAY - A_DAY)]
    assert reason_against_withdrawing(LAST, known) is None
    assert reason_against_withdrawing(FIRST, []) is None
    found = reason_against_withdrawing(FIRST, known)
    assert found is not None
    assert (found.code, found.params) == (PersonReason.LATER_EVENT, (("kind", "MOVE"), ("on", "2026-03-03")))
