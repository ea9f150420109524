"""A visit about which a move is to come: to which home it goes, by its day."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from handrail.visits.rules.moved import Door, MovedVisit, home_on_the_day

OLD, NEW = Door(UUID(int=1), None, None), Door(UUID(int=2), None, None)
VISIT = MovedVisit(UUID(int=3), UUID(int=4), date(2026, 5, 12), NEW.id, OLD, NEW, (), UUID(int=5), listed=True)


@pytest.mark.parametrize(
    ("slot_from", "early", "home"),
    [
        (datetime(2026, 5, 11, 12, tzinfo=UTC), False, OLD),
        (datetime(2026, 5, 11, 12, tzinfo=UTC), True, NEW),
        # Half past midnight in summer time is still the day before in UTC.
        (datetime(2026, 5, 11, 23, 30, tzinfo=UTC), False, NEW),
        (datetime(2026, 5, 13, 8, tzinfo=UTC), False, NEW),
    ],
)
def test_until_the_day_the_old_home_unless_the_new_one_is_meant(slot_from: datetime, early: bool, home: Door) -> None:
    assert home_on_the_day(VISIT, slot_from, new_home_early=early) == home
