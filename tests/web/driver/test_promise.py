"""A crew sees by when each stop was promised, and in words whether that is at risk or past."""

from typing import Any

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.visiting import a_stop, handed, received, recorded
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


def pages(county: County, *args: Any) -> list[str]:
    client = signed_in(county, "driver")
    return [
        client.get(url).content.decode() for url in (reverse("driver:run"), reverse("driver:stop", args=list(args)))
    ]


def test_a_stop_in_time_shows_its_promise_and_no_warning(county: County) -> None:
    stop = a_stop(county, "BED-010")
    for html in pages(county, stop.visit_id):
        assert "Promised by" in html
        assert "At risk of being late" not in html
        assert "late by" not in html


def test_what_is_near_says_so_in_words(county: County, clock: Any) -> None:
    stop = a_stop(county, "BED-010", days=7)
    clock.shift(7 * DAY + 6 * 3600)
    for html in pages(county, stop.visit_id):
        assert "At risk of being late" in html
        assert "late by" not in html


def test_what_is_late_says_so_in_words(county: County, clock: Any) -> None:
    stop = a_stop(county, "BED-010", days=8)
    clock.shift(8 * DAY)
    for html in pages(county, stop.visit_id):
        assert "late by" in html
        assert "Late</strong>" in html


def test_a_recorded_stop_speaks_of_no_promise(county: County) -> None:
    stop = a_stop(county, "BED-010")
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    for html in pages(county, stop.visit_id):
        assert "Promised by" not in html
