"""The page asks before tomorrow's stop is recorded as done today; a tick answers, and nothing typed is lost."""

import pytest

from handrail.simulation.set_up import County
from tests.visiting import a_stop, visit_row
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
QUESTION = "Record it as done today?"


def test_tomorrows_stop_asks_and_a_tick_answers(county: County) -> None:
    stop = a_stop(county, "BED-010", days=1)
    driver = signed_in(county, "driver")
    first = driver.get(record_url(stop)).content.decode()
    assert "This visit is planned for Wednesday 4 March 2026" in first
    assert QUESTION in first
    asked = driver.post(record_url(stop), report(stop, *stop.numbers))
    assert asked.status_code == 422
    assert f"This visit is planned for Wednesday 4 March 2026. {QUESTION} Tick if it was" in asked.content.decode()
    assert visit_row(county, stop.visit_id).state == "RELEASED"
    done = driver.post(record_url(stop), report(stop, *stop.numbers, other_day="on"))
    assert done.status_code == 302, done.content.decode()
    assert visit_row(county, stop.visit_id).state == "COMPLETED"


def test_todays_stop_asks_nothing(county: County) -> None:
    stop = a_stop(county, "BED-010")
    assert QUESTION not in signed_in(county, "driver").get(record_url(stop)).content.decode()
