"""The control room shows an event within five seconds by itself, with and without a script; it keeps still if asked."""

import time
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from handrail.simulation.set_up import County
from tests.looks import fits_and_is_accessible
from tests.ordering import lines, placed, someone
from tests.web.test_road_looks import opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WITHIN_MS = 5000


def unbooked(page: Page) -> Any:
    return page.locator("#tile-visits-not-booked .hr-tile__count")


@pytest.mark.parametrize("scripted", [True, False])
def test_an_order_is_in_the_room_within_five_seconds(
    browser: Browser, live_server: Any, county: County, *, scripted: bool
) -> None:
    page = opened(browser, live_server, county, "desk", 1280, java_script_enabled=scripted)
    page.goto(live_server.url + reverse("controller:room"))
    expect(unbooked(page)).to_have_text("0")
    if scripted:
        page.locator("#tile-order-lines-late").focus()
    # The worst moment: just after the page has asked.
    time.sleep(0.2)
    placed(county, someone(county), *lines("MAT-010"))
    expect(unbooked(page)).to_have_text("1", timeout=WITHIN_MS)
    if scripted:
        # Who works by keyboard is still where they were.
        assert page.evaluate("document.activeElement.id") == "tile-order-lines-late"


@pytest.mark.parametrize("scripted", [True, False])
def test_the_room_keeps_still_if_asked(browser: Browser, live_server: Any, county: County, *, scripted: bool) -> None:
    page = opened(browser, live_server, county, "desk", 390, java_script_enabled=scripted)
    page.goto(live_server.url + reverse("controller:room"))
    page.get_by_role("link", name="Keep them still").click()
    page.get_by_role("link", name="Renew them by themselves").wait_for()
    placed(county, someone(county), *lines("MAT-010"))
    time.sleep(5)
    expect(unbooked(page)).to_have_text("0")
    if scripted:
        fits_and_is_accessible(page)
