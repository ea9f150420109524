"""How long a contract lasts, and when somebody is reminded to decide about its extension."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from handrail.core.moment import months_before
from handrail.ledger.rules.extensions import (
    ExtensionRow,
    due_reminders,
    lasts_until,
    may_last_until,
    reason_against_decision,
    reasons_against_extension,
    reminder_at,
)

SIGNED = date(2030, 4, 1)
FIRST = ExtensionRow(UUID(int=1), SIGNED, date(2031, 4, 1), date(2029, 8, 31))
SECOND = ExtensionRow(UUID(int=2), date(2031, 4, 1), date(2032, 4, 1), date(2030, 8, 31))
TAKEN, GIVEN_UP = replace(FIRST, is_taken=True), replace(FIRST, is_taken=False)


def test_a_contract_lasts_as_long_as_the_extensions_that_were_taken() -> None:
    assert lasts_until(SIGNED, []) == SIGNED
    assert lasts_until(SIGNED, [FIRST, SECOND]) == SIGNED
    assert lasts_until(SIGNED, [TAKEN, SECOND]) == date(2031, 4, 1)
    assert may_last_until(SIGNED, [FIRST, SECOND]) == date(2032, 4, 1)
    assert may_last_until(SIGNED, [GIVEN_UP]) == SIGNED
    # The second follows the first: with the first it is gone, and another may take the place of both.
    assert may_last_until(SIGNED, [GIVEN_UP, SECOND]) == SIGNED
    assert may_last_until(SIGNED, [GIVEN_UP, SECOND, replace(FIRST, id=UUID(int=3))]) == date(2031, 4, 1)


def test_months_are_counted_back_to_the_last_day_that_a_month_has() -> None:
    assert months_before(date(2029, 8, 31), 6) == date(2029, 2, 28)
    assert months_before(date(2028, 8, 31), 6) == date(2028, 2, 29)
    assert months_before(date(2029, 1, 15), 12) == date(2028, 1, 15)
    assert months_before(date(2029, 3, 31), 9) == date(2028, 6, 30)


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2028, 8, 30), None),
        (date(2028, 8, 31), 12),
        (date(2028, 11, 29), 12),
        (date(2028, 11, 30), 9),
        (date(2029, 2, 27), 9),
        (date(2029, 2, 28), 6),
        (date(2029, 12, 1), 6),
    ],
)
def test_the_last_reminder_that_is_reached(today: date, months: int | None) -> None:
    assert reminder_at(FIRST.decide_by, today) == months


def test_each_reminder_goes_once_and_none_once_it_is_decided() -> None:
    at_nine = date(2028, 12, 1)
    assert due_reminders([FIRST], at_nine) == ((FIRST, 9),)
    assert due_reminders([replace(FIRST, reminded=(12,))], at_nine) != ()
    assert due_reminders([replace(FIRST, reminded=(12, 9))], at_nine) == ()
    assert due_reminders([TAKEN, GIVEN_UP], at_nine) == ()
    assert due_reminders([GIVEN_UP, replace(SECOND, decide_by=FIRST.decide_by)], at_nine) == ()


@pytest.mark.parametrize(
    ("from_on", "ends_on", "decide_by", "named"),
    [
        (date(2031, 4, 1), date(2032, 4, 1), date(2030, 9, 1), []),
        (date(2031, 4, 2), date(2032, 4, 1), date(2030, 9, 1), ["EXTENSION_DOES_NOT_FOLLOW"]),
        (date(2031, 4, 1), date(2031, 4, 1), date(2030, 9, 1), ["EXTENSION_ENDS_BEFORE_IT_BEGINS"]),
        (date(2031, 4, 1), date(2032, 4, 1), date(2031, 4, 1), ["EXTENSION_DECIDED_AFTER_IT_BEGINS"]),
        (date(2031, 4, 1), date(2032, 4, 1), date(2028, 1, 2), []),
        (date(2031, 4, 1), date(2032, 4, 1), date(2028, 1, 1), ["EXTENSION_DECIDED_BEFORE_TODAY"]),
    ],
)
def test_an_extension_follows_what_is_there(from_on: date, ends_on: date, decide_by: date, named: list[str]) -> None:
    found = reasons_against_extension(
        from_on, ends_on, decide_by, contract_ends_on=SIGNED, others=[FIRST], today=date(2028, 1, 2)
    )
    assert [reason.code.value for reason in found] == named


def test_an_extension_is_decided_once_and_in_order() -> None:
    def named(extension: ExtensionRow, *all_of_them: ExtensionRow, takes: bool = True) -> str:
        reason = reason_against_decision(extension.id, all_of_them, takes=takes)
        return reason.code.value if reason else ""

    assert named(FIRST, FIRST, SECOND) == ""
    assert named(FIRST, TAKEN, SECOND) == "EXTENSION_DECIDED_ALREADY"
    assert named(SECOND, FIRST, SECOND) == "EXTENSION_AFTER_ONE_NOT_TAKEN"
    assert named(SECOND, GIVEN_UP, SECOND) == "EXTENSION_AFTER_ONE_NOT_TAKEN"
    assert named(SECOND, FIRST, SECOND, takes=False) == ""
    assert named(SECOND, TAKEN, SECOND) == ""
    assert named(SECOND, FIRST) == "EXTENSION_UNKNOWN"
