"""Which periods are over once a month is closed."""

from datetime import date

import pytest

from handrail.ledger.rules.pool_report import Period, periods_closed

APRIL, JULY, JANUARY, NEXT = date(2025, 4, 1), date(2025, 7, 1), date(2026, 1, 1), date(2026, 4, 1)
FIRST, LAST = Period(APRIL, APRIL, JULY), Period(APRIL, JANUARY, NEXT)


@pytest.mark.parametrize(
    ("month", "before", "closed"),
    [
        (date(2025, 5, 1), APRIL, ()),
        (date(2025, 6, 1), date(2025, 5, 1), (FIRST,)),
        (date(2025, 8, 1), date(2025, 5, 1), (FIRST,)),
        (date(2025, 8, 1), date(2025, 6, 1), ()),
        (date(2026, 3, 1), date(2026, 2, 1), (LAST, Period(APRIL, APRIL, NEXT))),
        (date(2025, 7, 1), None, (FIRST,)),
    ],
)
def test_a_period_is_over_with_its_last_month_or_one_after_it(
    month: date, before: date | None, closed: tuple[Period, ...]
) -> None:
    assert tuple(periods_closed(month, before)) == closed
