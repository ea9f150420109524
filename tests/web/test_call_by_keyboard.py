"""A whole call at the service desk with the keyboard alone: find the person by a label, note the door, log the call."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from handrail.people.models import ContactLog, Note
from handrail.simulation.set_up import County
from tests.looks import fits_and_is_accessible
from tests.visiting import on_loan, seen_by
from tests.web.test_road_looks import opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tab_to(page: Any, name: str, *, most: int = 80) -> None:
    """Presses Tab until the thing with this name or id has the focus, as who cannot use a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => [e.id, e.innerText || '', e.labels && e.labels[0] ? e.labels[0].innerText : ''])"
            "(document.activeElement)"
        )
        if any(name == text.strip() for text in focused):
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_call_is_answered_with_the_keyboard_alone(
    browser: Browser, live_server: Any, county: County, width: int
) -> None:
    lent, _ = on_loan(county, "MAT-010", days=1)
    page = opened(browser, live_server, county, "desk", width)
    page.goto(live_server.url + reverse("controller:call"))
    # The number off the label leads straight to the person.
    tab_to(page, "q")
    page.keyboard.type(lent.numbers[0])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('controller:answer_call', args=[lent.who.id])}")
    fits_and_is_accessible(page)
    assert page.get_by_text("Before you say anything, ask the caller for two of these").is_visible()
    tab_to(page, "Add an access or safety note")
    page.keyboard.press("Enter")
    tab_to(page, "note-code")
    page.keyboard.type("Key")
    tab_to(page, "note-detail")
    page.keyboard.type("Behind the blue gate")
    tab_to(page, "Add this note")
    page.keyboard.press("Enter")
    page.get_by_text("The note was added.").wait_for()
    tab_to(page, "log-who")
    page.keyboard.press("Space")
    tab_to(page, "log-checked_how")
    page.keyboard.press("Space")
    tab_to(page, "log-subject")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Log this contact")
    page.keyboard.press("Enter")
    page.get_by_text("The contact with Winifred Harker was logged.").wait_for()
    with seen_by(county, "desk"):
        assert Note.objects.get(person_id=lent.who.id).detail == "Behind the blue gate"
        assert ContactLog.objects.get(person_id=lent.who.id).outcome == "Access note added."
