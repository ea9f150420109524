"""The desk records a stop in the night in which the clocks are changed: no hour is taken for another."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.visiting import Stop, a_stop, visit_row
from tests.web.controller.test_controller_pages import told
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def told_at(county: County, clock: time_machine.Traveller, when: datetime, clock_time: str) -> tuple[Stop, Any]:
    """A stop of this night, told to the desk with this time of the clock; the stop and the answer."""
    clock.move_to(when.replace(hour=0, minute=5))
    stop = a_stop(county, "MAT-010")
    clock.move_to(when)
    wanted = {
        **told(stop, ago=when - when), "happened_on-day": str(when.day), "happened_time": clock_time,
    }  # fmt: skip
    return stop, signed_in(county, "desk").post(reverse("controller:record_visit", args=[stop.visit_id]), wanted)


@pytest.mark.parametrize(("told_when", "hour"), [((0, 40), 0), ((1, 50), 1)])
def test_half_past_one_is_the_last_one_that_was(
    county: County, clock: time_machine.Traveller, told_when: tuple[int, int], hour: int
) -> None:
    stop, answer = told_at(county, clock, datetime(2026, 10, 25, *told_when, tzinfo=UTC), "1:30am")
    assert answer.status_code == 302, answer.content.decode()
    assert visit_row(county, stop.visit_id).finished_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_an_hour_that_never_was_is_told_at_its_field(county: County, clock: time_machine.Traveller) -> None:
    stop, answer = told_at(county, clock, datetime(2026, 3, 29, 1, 45, tzinfo=UTC), "1:30am")
    html = answer.content.decode()
    assert "No clock showed 1:30am that night: it was put forward an hour" in html
    assert 'value="1:30am"' in html
    assert visit_row(county, stop.visit_id).state == "RELEASED"
