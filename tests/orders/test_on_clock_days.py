"""The two days of 2026 on which the clocks change: by when each speed is due, what an answer still keeps, and the times
that are offered for a visit. No hour is counted twice, none that never came."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

import pytest

from handrail.catalogue.reference.rows import SpeedRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.catalogue.states import SpeedUnit
from handrail.core.calendars import EVERY_DAY, SpeedRule, WorkingCalendar, due_at, reference_calendars
from handrail.core.moment import LONDON
from handrail.core.shipped import bank_holidays
from handrail.orders.rules.facts import OrderTerms, SpeedFacts
from handrail.orders.rules.visiting import promise
from handrail.visits.rules.slots import slots_for

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
DAYS = pytest.mark.parametrize("day", [SPRING, AUTUMN], ids=["spring", "autumn"])
CALENDARS = reference_calendars(bank_holidays())
SPEEDS = shipped_reference().speeds
QUARTER = timedelta(minutes=15)


def due(row: SpeedRow, start: datetime) -> datetime:
    unit: Literal["hours", "working_days"] = "hours" if row.unit is SpeedUnit.HOURS else "working_days"
    return due_at(start, SpeedRule(row.speed, unit, row.value, row.cut_off_time), CALENDARS[row.calendar])


def quarters(day: date) -> list[datetime]:
    """Each quarter of an hour from the noon before until the noon after, in UTC."""
    noon = datetime.combine(day - timedelta(days=1), time(12), tzinfo=UTC)
    return [noon + number * QUARTER for number in range(4 * 48)]


@DAYS
@pytest.mark.parametrize("row", SPEEDS, ids=lambda row: row.speed)
def test_each_speed_is_due_in_its_hours_and_never_earlier_for_a_later_start(day: date, row: SpeedRow) -> None:
    calendar = CALENDARS[row.calendar]
    found = [(start, due(row, start)) for start in quarters(day)]
    for (start, by), (_, next_by) in pairwise(found):
        assert start <= by <= next_by
        clock = by.astimezone(LONDON).time()
        if row.unit is SpeedUnit.WORKING_DAYS:
            assert clock == (calendar.closes or time(0))
        elif calendar.opens is None:
            # Around the clock an hour is an hour, whatever the clocks say.
            assert by - start == timedelta(hours=row.value)
        else:
            assert calendar.opens <= clock <= (calendar.closes or time(23, 59))


@DAYS
def test_an_answer_is_waited_for_fifteen_minutes_across_the_hour_that_is_missing_or_comes_twice(day: date) -> None:
    row = next(row for row in SPEEDS if row.unit is SpeedUnit.HOURS and CALENDARS[row.calendar].opens is None)
    speed = SpeedFacts(row.speed, row.unit, row.applies_to, row.counts_from, fast=True)
    for now in (datetime.combine(day, time(0, 40), tzinfo=UTC) + timedelta(minutes=minute) for minute in range(90)):
        made = promise(speed, None, now, lambda _, start: due(row, start), OrderTerms(), waits=True)
        assert made.if_authorised_by == now + QUARTER
        assert made.due_at == now + QUARTER + timedelta(hours=row.value)


@DAYS
@pytest.mark.parametrize("hours", [1, 2, 4])
def test_the_times_offered_for_a_visit_follow_each_other_without_an_empty_one(day: date, hours: int) -> None:
    nights = WorkingCalendar("nights", EVERY_DAY, time(0), time(20), True)
    now = datetime.combine(day - timedelta(days=1), time(12), tzinfo=UTC)
    for calendar in (nights, *CALENDARS.values()):
        slots = slots_for(now, None, calendar, hours=hours, days=4)
        assert all(slot.starts < slot.ends for slot in slots)
        assert all(before.ends <= after.starts for before, after in pairwise(slots))
        opening = calendar.opens or time(8)
        first = {slot.starts.astimezone(LONDON).date(): slot.starts for slot in reversed(slots)}
        assert {moment.astimezone(LONDON).time() for on, moment in first.items() if on > now.date()} == {opening}


def test_working_days_are_counted_by_the_bank_holidays_that_are_known_and_no_further() -> None:
    """GOV.UK publishes them a few years ahead: the last is Boxing Day of 2028; New Year's Day of 2029 counts as any."""
    office = CALENDARS["working_days"]
    assert max(office.bank_holidays) == date(2028, 12, 26)
    rule = SpeedRule("next", "working_days", 1, None)
    before, after = datetime(2027, 12, 31, 9, tzinfo=UTC), datetime(2028, 12, 29, 9, tzinfo=UTC)
    assert due_at(before, rule, office).date() == date(2028, 1, 4)
    assert due_at(after, rule, office).date() == date(2029, 1, 1)
