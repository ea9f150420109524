"""Of which days a forecast is owed."""

from datetime import date

from handrail.forecasts.rules.owed import MOST_ENDS, can_from, owed_days

ENDS = date(2030, 4, 1)


def test_three_whole_months_must_be_over() -> None:
    assert can_from(date(2026, 7, 2)) == date(2026, 10, 31)
    assert can_from(date(2026, 7, 1)) == date(2026, 9, 30)
    assert owed_days(date(2026, 7, 2), ENDS, date(2026, 10, 31)) == ()
    assert owed_days(date(2026, 7, 2), ENDS, date(2026, 11, 1)) == (date(2026, 10, 31),)


def test_yesterday_is_owed_and_the_ends_of_the_months_before_it() -> None:
    days = owed_days(date(2026, 7, 2), ENDS, date(2026, 12, 15))
    assert days == (date(2026, 12, 14), date(2026, 11, 30), date(2026, 10, 31))
    assert len(owed_days(date(2010, 1, 1), ENDS, date(2026, 12, 15))) == MOST_ENDS + 1


def test_nothing_is_owed_once_the_contract_is_over() -> None:
    """On its last day there is nothing left to foresee."""
    assert owed_days(date(2029, 1, 1), ENDS, date(2030, 4, 1))[0] == date(2030, 2, 28)
    assert owed_days(date(2029, 1, 1), ENDS, date(2030, 3, 31))[0] == date(2030, 3, 30)
