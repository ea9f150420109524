"""What a quote must say, how many are wanted, how a request follows its order line, and what keeping one costs."""

from datetime import date
from uuid import UUID

import pytest

from handrail.orders.states import LineState
from handrail.partners.terms import Terms
from handrail.specials.rules.following import Standing, reasons_against_buying, state_by_line
from handrail.specials.rules.quoting import (
    Limits,
    Quote,
    quotes_wanted,
    reasons_against_choice,
    reasons_against_limits,
    reasons_against_quote,
)
from handrail.specials.rules.storage import (
    Kept,
    cause_of,
    days_kept,
    months_due,
    months_looked_at,
    storage_pence,
)
from handrail.specials.states import SpecialState

ONE, TWO = UUID(int=1), UUID(int=2)


def test_a_quote_says_who_how_much_and_when() -> None:
    found = reasons_against_quote(SpecialState.QUOTED, Quote("", 0, 400))
    assert [reason.code.value for reason in found] == [
        "SPECIAL_MOVED_ON", "SPECIAL_SUPPLIER_MISSING", "SPECIAL_PRICE_OUTSIDE", "SPECIAL_DAYS_OUTSIDE",
    ]  # fmt: skip
    assert list(reasons_against_quote(SpecialState.SEARCHED, Quote("Bespoke Beds", 1, 0))) == []


def test_more_quotes_are_wanted_above_the_contracts_sum() -> None:
    terms = Terms(special_quotes=1, special_quotes_above=3, special_quotes_above_pence=100_000)
    assert (quotes_wanted(100_000, terms), quotes_wanted(100_001, terms)) == (1, 3)
    unknown = reasons_against_choice(SpecialState.MET, TWO, [(ONE, 5)], "", terms)
    assert [reason.code.value for reason in unknown] == ["SPECIAL_MOVED_ON", "SPECIAL_QUOTE_UNKNOWN"]
    early = reasons_against_choice(SpecialState.REQUESTED, ONE, [(ONE, 5)], "", terms)
    assert [reason.code.value for reason in early] == ["SPECIAL_SEARCH_FIRST"]


@pytest.mark.parametrize(("line", "state"), [
    (None, "QUOTED"), (LineState.AWAITING_AUTHORITY, "QUOTED"), (LineState.RETURNED_FOR_INFORMATION, "QUOTED"),
    (LineState.CANCELLED, "QUOTED"), (LineState.REFUSED, "REFUSED"), (LineState.BACK_ORDERED, "APPROVED"),
    (LineState.DELIVERED, "APPROVED"),
])  # fmt: skip
def test_a_request_stands_as_its_order_line_does(line: LineState | None, state: str) -> None:
    assert state_by_line(line) == state


@pytest.mark.parametrize(("state", "line", "against"), [
    (SpecialState.APPROVED, LineState.AUTHORISED, []), (SpecialState.APPROVED, LineState.DELIVERED, []),
    (SpecialState.APPROVED, LineState.CANCELLED, ["SPECIAL_NOT_APPROVED"]),
    (SpecialState.QUOTED, LineState.AWAITING_AUTHORITY, ["SPECIAL_NOT_APPROVED"]),
    (SpecialState.BOUGHT, LineState.AUTHORISED, ["SPECIAL_MOVED_ON"]),
])  # fmt: skip
def test_only_what_is_approved_is_bought(state: SpecialState, line: LineState, against: list[str]) -> None:
    assert [reason.code.value for reason in reasons_against_buying(state, line)] == against


def test_it_is_free_to_whoever_asked_or_where_it_lies_ready() -> None:
    assert [Standing("", theirs, ready, False).free for theirs in (False, True) for ready in (False, True)] == [
        False, True, True, True,
    ]  # fmt: skip


BACK = Kept(ONE, TWO, date(2026, 3, 10), date(2026, 8, 15))


def test_keeping_it_is_charged_by_the_day_after_the_free_weeks() -> None:
    # Twelve weeks after 10 March is 2 June.
    months = [date(2026, month, 1) for month in range(5, 10)]
    assert [days_kept(BACK, month, 12) for month in months] == [0, 29, 31, 14, 0]
    assert days_kept(BACK, date(2026, 3, 1), 0) == 22
    assert days_kept(Kept(ONE, TWO, date(2026, 3, 10), None), date(2026, 9, 1), 12) == 30


def test_each_day_is_a_seventh_of_the_week_rounded_once() -> None:
    assert [storage_pence(days, 160) for days in (1, 7, 29, 31)] == [23, 160, 663, 709]


def test_months_are_due_once_they_are_over_since_the_first_charged_day() -> None:
    assert months_due([BACK], [], 12, date(2026, 8, 1)) == (date(2026, 6, 1), date(2026, 7, 1))
    assert months_due([BACK], [date(2026, 6, 1)], 12, date(2026, 8, 1)) == (date(2026, 7, 1),)
    assert months_due([BACK], [], 12, date(2026, 6, 30)) == ()
    assert months_due([], [], 12, date(2026, 8, 1)) == ()
    assert months_looked_at([date(2026, 7, 1)]) == tuple(date(2026, month, 1) for month in (4, 5, 6, 7))
    assert cause_of(date(2026, 7, 1), ONE) == f"charge:storage:2026-07:{ONE}"


WEIGHT, SHORTEST, TALLEST = "max_user_weight_kg", "min_user_height_cm", "max_user_height_cm"
OUTSIDE = "SPECIAL_LIMIT_OUTSIDE"


@pytest.mark.parametrize(
    ("limits", "against"),
    [
        (Limits(1, 20, 250), []),
        (Limits(1000, 150, 150), []),
        (Limits(0, 19, 251), [(OUTSIDE, WEIGHT), (OUTSIDE, SHORTEST), (OUTSIDE, TALLEST)]),
        (Limits(2**31), [(OUTSIDE, WEIGHT)]),
        (Limits(None, 200, 100), [("SPECIAL_LIMITS_CROSSED", SHORTEST)]),
    ],
)
def test_its_limits_are_those_that_somebody_could_have(limits: Limits, against: list[tuple[str, str]]) -> None:
    assert [(reason.code, reason.field) for reason in reasons_against_limits(limits)] == against
