"""Bank holidays are known ahead: what is new is noticed, and that they end is said a year before."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from handrail.core.calendars import WorkingCalendar, reference_calendars
from handrail.partners.rules import ContractData, any_bank_holiday_new, bank_holidays_run_out
from handrail.partners.terms import Terms

LAST = date(2028, 12, 26)
YEAR_BEFORE = date(2027, 12, 28)


def laid_down(on: date, *known: date, but: frozenset[str] = frozenset()) -> ContractData:
    found: Mapping[str, WorkingCalendar] = reference_calendars(frozenset(known))
    calendars = {code: calendar for code, calendar in found.items() if code not in but}
    return ContractData(on, Terms(), MappingProxyType({}), MappingProxyType(calendars))


@pytest.mark.parametrize(
    ("on", "ends"),
    [(date(2026, 3, 3), False), (YEAR_BEFORE - timedelta(days=1), False), (YEAR_BEFORE, True), (LAST, True),
     (date(2029, 1, 2), True)],
)  # fmt: skip
def test_that_they_end_is_known_a_year_before(on: date, ends: bool) -> None:
    assert bank_holidays_run_out(laid_down(on, date(2028, 12, 25), LAST)) is ends


def test_a_contract_that_never_closes_for_them_need_not_know_them() -> None:
    assert bank_holidays_run_out(laid_down(LAST))
    assert not bank_holidays_run_out(laid_down(LAST, but=frozenset({"working_days"})))


def test_what_was_published_since_is_new_and_what_is_over_is_not() -> None:
    data = laid_down(date(2027, 6, 1), date(2027, 8, 30), LAST)
    assert not any_bank_holiday_new([date(2023, 5, 8), date(2027, 8, 30), LAST], data)
    assert any_bank_holiday_new([LAST, date(2029, 1, 1)], data)
    assert any_bank_holiday_new([date(2028, 6, 9), LAST], data)


def test_a_contract_without_calendars_takes_none_in() -> None:
    every = frozenset(reference_calendars(frozenset()))
    assert not any_bank_holiday_new([LAST], laid_down(date(2027, 6, 1), but=every))
