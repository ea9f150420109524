"""Nothing is left without an owner; how outcomes add up; which slots are offered."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from handrail.core.calendars import reference_calendars
from handrail.core.moment import LONDON
from handrail.core.refusal import Refused
from handrail.core.shipped import shipped_rows
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.rules.at_door import outcome_for
from handrail.visits.rules.next_steps import BY_OUTCOME, BY_SIDE, FOLLOWS, NextStep, Owner, Side, follow_of
from handrail.visits.rules.outcomes import SETTLED, end_of
from handrail.visits.rules.slots import SlotReason, reasons_against_slot, slots_for
from handrail.visits.states import VisitState

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
CALENDARS = reference_calendars(frozenset())


def listed_reasons() -> dict[str, Side]:
    with shipped_rows("reference/codes.csv") as rows:
        return {row[1]: Side(row[4]) for row in rows if row[0] == "failed_visit"}


def test_each_listed_reason_has_its_own_next_step_and_owner() -> None:
    assert set(FOLLOWS) == set(listed_reasons())


def test_a_contracts_own_reason_follows_its_side() -> None:
    assert set(BY_SIDE) == set(Side)
    assert follow_of("lift_out_of_order", Side.PROPERTY).owner is Owner.PRESCRIBER


def test_a_prescribers_cause_is_not_left_with_the_crew() -> None:
    for code, side in listed_reasons().items():
        follow = follow_of(code, side)
        assert follow.step in NextStep
        assert follow.owner in Owner


@pytest.mark.parametrize("pair", list(product(Outcome, repeat=2)))
def test_two_outcomes_add_up(pair: tuple[Outcome, Outcome]) -> None:
    settled = all(outcome in SETTLED for outcome in pair)
    some = any(outcome in {Outcome.DONE, Outcome.PART_DONE, Outcome.STILL_NEEDED} for outcome in pair)
    if Outcome.OPEN in pair:
        return
    if settled:
        assert end_of(pair, fail_code="", sides={}).state is VisitState.COMPLETED
    elif some:
        end = end_of(pair, fail_code="", sides={})
        assert end.state is VisitState.PART_COMPLETED
        assert end.follow in BY_OUTCOME.values()
    else:
        with pytest.raises(Refused, match="FAIL_CODE_NEEDED"):
            end_of(pair, fail_code="", sides={})
        end = end_of(pair, fail_code="no_answer", sides={"no_answer": Side.PERSON})
        assert (end.state, end.fail_side) == (VisitState.FAILED, "person")


def test_something_extra_makes_a_failed_visit_half_done() -> None:
    end = end_of((Outcome.NOT_DONE,), fail_code="no_answer", sides={"no_answer": Side.PERSON}, extras=True)
    assert end.state is VisitState.PART_COMPLETED


@pytest.mark.parametrize(
    ("kind", "reason", "outcome"),
    [
        (TaskKind.DELIVER, "person_refused", Outcome.REFUSED),
        (TaskKind.COLLECT, "item_not_found", Outcome.MISSING),
        (TaskKind.COLLECT, "still_in_use", Outcome.STILL_NEEDED),
        (TaskKind.DELIVER, "still_in_use", Outcome.NOT_DONE),
        (TaskKind.REPAIR, "no_answer", Outcome.NOT_DONE),
    ],
)
def test_a_reason_says_how_a_task_stands(kind: TaskKind, reason: str, outcome: Outcome) -> None:
    assert outcome_for(kind, reason) is outcome


def test_slots_are_offered_on_open_days_and_marked_late_after_the_promise() -> None:
    due = datetime(2026, 3, 4, 17, tzinfo=UTC)
    slots = slots_for(NOW, due, CALENDARS["working_days"], hours=4, days=2)
    shown = [(slot.starts.day, slot.starts.hour, slot.ends.hour, slot.late) for slot in slots]
    assert shown == [
        (3, 8, 12, False), (3, 12, 16, False), (3, 16, 17, False), (4, 8, 12, False), (4, 12, 16, False),
        (4, 16, 17, False),
    ]  # fmt: skip
    assert all(slot.late for slot in slots_for(NOW, NOW, CALENDARS["working_days"], hours=4, days=2))


def test_a_day_that_was_asked_for_can_be_booked_however_far_away_it_is() -> None:
    far, over = NOW.date() + timedelta(days=40), NOW.date() - timedelta(days=1)
    offered = slots_for(NOW, None, CALENDARS["working_days"], hours=4, days=2, asked=[far, over])
    days = [slot.starts.astimezone(LONDON).date() for slot in offered]
    assert days == sorted(days)
    assert days[-1] == far
    assert over not in days
    assert len(set(days)) == 3


def test_what_is_due_soon_gets_a_slot_from_now_until_then() -> None:
    due = datetime(2026, 3, 3, 11, 30, tzinfo=UTC)
    first = slots_for(NOW, due, CALENDARS["24x7"], hours=4)[0]
    assert (first.starts, first.ends, first.late) == (NOW, due, False)


@pytest.mark.parametrize(
    ("starts", "ends", "run_on", "codes"),
    [
        (12, 16, None, []),
        (12, 16, date(2026, 3, 3), []),
        (12, 16, date(2026, 3, 4), [SlotReason.SLOT_OFF_RUN_DAY]),
        (16, 12, None, [SlotReason.SLOT_BACKWARDS]),
        (6, 9, None, [SlotReason.SLOT_OVER]),
        (6, 22, None, [SlotReason.SLOT_TOO_LONG]),
    ],
)
def test_a_slot_that_cannot_be_is_refused(starts: int, ends: int, run_on: date | None, codes: list[SlotReason]) -> None:
    day = datetime(2026, 3, 3, tzinfo=UTC)
    found = reasons_against_slot(day.replace(hour=starts), day.replace(hour=ends), now=NOW, run_on=run_on)
    assert [reason.code for reason in found] == codes
