"""Rules of a move that was told before its day: what comes from that day on, and when it is carried out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from handrail.people.rules.life_events import (
    LifeEventWanted,
    is_from,
    is_to_come,
    reason_against_carrying_out,
    reasons_against_recording,
)
from handrail.people.rules.records import AddressDetails
from handrail.people.states import LifeEventKind

TODAY, DAY = date(2026, 6, 3), date(2026, 6, 12)
MOVE = LifeEventWanted(UUID(int=1), LifeEventKind.MOVE, DAY, new_home=AddressDetails("9 Port Way", "PE13 2AA"))
# In London midnight of the 12th has come, in UTC it has not: summer time.
MIDNIGHT = datetime(2026, 6, 11, 23, 0, tzinfo=UTC)


def test_only_a_move_of_a_later_day_is_to_come() -> None:
    assert is_to_come(MOVE, TODAY)
    assert is_to_come(MOVE, DAY - timedelta(days=1))
    assert not is_to_come(MOVE, DAY)
    assert not is_to_come(replace(MOVE, kind=LifeEventKind.DISCHARGE_DATE), TODAY)


@pytest.mark.parametrize(
    ("slot_from", "due_at", "comes"),
    [
        (None, None, False),
        (MIDNIGHT, None, True),
        (MIDNIGHT - timedelta(minutes=1), None, False),
        (None, MIDNIGHT, True),
        (None, MIDNIGHT - timedelta(minutes=1), False),
        # The day that is booked counts, not the one that was promised.
        (MIDNIGHT, MIDNIGHT - timedelta(days=3), True),
        (MIDNIGHT - timedelta(days=3), MIDNIGHT, False),
    ],
)
def test_what_comes_on_the_day_or_after_it(slot_from: datetime | None, due_at: datetime | None, *, comes: bool) -> None:
    assert is_from(DAY, slot_from=slot_from, due_at=due_at) is comes


@pytest.mark.parametrize(
    ("done", "died_on", "today", "code"),
    [
        (False, None, DAY, None),
        (False, None, DAY + timedelta(days=5), None),
        (False, None, DAY - timedelta(days=1), "NOT_YET"),
        (False, TODAY, DAY, "ALREADY_DIED"),
        (True, None, DAY, "STALE"),
    ],
)
def test_when_it_is_carried_out(*, done: bool, died_on: date | None, today: date, code: str | None) -> None:
    reason = reason_against_carrying_out(DAY, done=done, died_on=died_on, today=today)
    assert (reason.code.value if reason else None) == code


def test_another_move_waits_until_the_first_is_taken_back() -> None:
    def codes(wanted: LifeEventWanted, moves_on: date | None) -> list[str]:
        born = date(1941, 5, 9)
        found = reasons_against_recording(wanted, born_on=born, died_on=None, today=TODAY, moves_on=moves_on)
        return [reason.code.value for reason in found]

    assert codes(MOVE, None) == []
    assert codes(MOVE, DAY) == ["MOVE_TO_COME"]
    assert codes(replace(MOVE, kind=LifeEventKind.ADMISSION, on=TODAY), DAY) == []
