"""Estimates, which post nothing, may begin on a day that is over; what was said for such a day stays."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from handrail.core.refusal import Reason
from handrail.ledger.rules.terms import Estimate, EstimateChange, plan_estimates
from handrail.partners.effective import EffectiveReason, Held

JANUARY, FEBRUARY, MARCH, TODAY, MAY = (date(2026, month, 1) for month in range(1, 6))
NEW, OLD = uuid4(), uuid4()


def held(row: str, from_on: date, until_on: date | None = None, row_id: UUID = OLD) -> Held[str]:
    return Held(row_id, row, from_on, until_on)


def planned(rows: list[Held[str]], wanted: tuple[str, ...], on: date) -> EstimateChange[str] | EffectiveReason:
    """Of rows such as "fall 10" the kind is the first word."""
    plan = plan_estimates(rows, wanted, from_on=on, today=TODAY, kind=lambda row: row.split()[0])
    return EffectiveReason(plan.code) if isinstance(plan, Reason) else plan


def test_days_without_any_are_filled_until_the_next_of_the_kind() -> None:
    assert planned([], ("fall 10",), JANUARY) == EstimateChange((), (Estimate("fall 10", None),))
    after = [held("fall 12", MARCH), held("day 9", JANUARY)]
    assert planned(after, ("fall 10", "day 9"), FEBRUARY) == EstimateChange((), (Estimate("fall 10", MARCH),))


def test_what_held_on_a_day_that_is_over_stays() -> None:
    assert planned([held("fall 12", JANUARY)], ("fall 10",), MARCH) == EffectiveReason.HELD_ON_A_DAY_OVER
    assert planned([held("fall 12", JANUARY)], (), MARCH) == EffectiveReason.HELD_ON_A_DAY_OVER


@pytest.mark.parametrize("begun", [JANUARY, TODAY])
def test_what_was_said_for_today_is_put_right_until_the_next_begins(begun: date) -> None:
    """What is to come stays as it is; what is left out ends."""
    right = (Estimate("fall 10", None),)
    assert planned([held("fall 12", begun)], ("fall 10",), TODAY) == EstimateChange((OLD,), right)
    rows = [held("fall 12", begun, MAY), held("fall 13", MAY, row_id=NEW)]
    assert planned(rows, ("fall 10",), TODAY) == EstimateChange((OLD,), (Estimate("fall 10", MAY),))
    assert planned([held("fall 12", begun, MAY)], ("fall 10",), TODAY) == (
        EstimateChange((OLD,), (Estimate("fall 10", MAY),))
    )
    assert planned([held("fall 12", begun)], (), TODAY) == EstimateChange((OLD,), ())
    assert planned([held("fall 10", begun)], ("fall 10",), TODAY) == EffectiveReason.NOTHING_CHANGED


@pytest.mark.parametrize(
    ("rows", "on", "code"),
    [
        ([held("fall 12", MARCH)], MARCH, EffectiveReason.HELD_ON_A_DAY_OVER),
        ([held("fall 12", JANUARY, MARCH), held("fall 13", MARCH)], FEBRUARY, EffectiveReason.HELD_ON_A_DAY_OVER),
        ([held("fall 10", JANUARY)], MARCH, EffectiveReason.NOTHING_CHANGED),
        ([held("fall 12", MAY, row_id=NEW)], date(2026, 4, 20), EffectiveReason.OVERLAPS_LATER),
    ],
)
def test_what_was_said_for_a_day_is_not_said_anew(rows: list[Held[str]], on: date, code: EffectiveReason) -> None:
    assert planned(rows, ("fall 10",), on) == code


def test_what_is_to_come_changes_as_other_terms_do() -> None:
    assert planned([held("fall 12", JANUARY)], ("fall 10",), MAY) == (
        EstimateChange((OLD,), (Estimate("fall 10", None),))
    )
