"""The driver's and the desk's pages in the real browser, on a phone and on a desk: no violation of axe, nothing wider
than the screen; and a visit recorded on a phone without a script.

Refuses pixels."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from handrail.simulation.set_up import County
from handrail.usecases.arrange_joint_visit import JointWanted, arrange_joint_visit
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.visits.rules.beside import Companion
from tests.looks import DESK, fits_phone_and_desk, route_of
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.usecases.measuring import measuring_asked, seen, sent
from tests.visiting import Stop, a_stop, on_loan, recorded, visit_row
from tests.web.pages import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


LOOKED_AT = frozenset(
    {
        *(f"driver:{name}" for name in ("run", "stop", "complete_visit", "fail_visit")),
        *(f"controller:{name}" for name in ("room", "orders", "visits", "next_steps", "visit", "record_visit")),
        *(f"controller:{name}" for name in ("book_visits", "take_next_step", "runs", "run", "change_crew")),
        *(f"controller:{name}" for name in ("comes_along", "mend_came", "miles")),
        *(f"controller:{name}" for name in ("request_visit", "keep_lent", "end_lent", "take_request_back")),
        *(f"controller:{name}" for name in ("ask_measuring", "mend_measured")),
    }
)


def opened(browser: Browser, live_server: Any, county: County, who: str, width: int, **context: Any) -> Page:
    """A page of the browser in which this member of staff is signed in."""
    made = browser.new_context(viewport={"width": width, "height": 844}, bypass_csp=True, **context)
    cookies = signed_in(county, who).cookies
    made.add_cookies([{"name": name, "value": c.value, "url": live_server.url} for name, c in cookies.items()])
    return made.new_page()


def a_day(county: County) -> tuple[Stop, Stop, UUID]:
    """A stop to be done, a failed one, and something lent."""
    stop = a_stop(county, "BED-010", ("BDA-020", 2), days=1)
    failed = a_stop(county, "MAT-010", van="Van 2", driver="driver2", days=1, who=someone(county, name="Bert Olley"))
    fail_visit(call_as(county.scopes["driver2"]), request=VisitFailure(failed.visit_id, "no_answer", "Rang twice"))
    placed(county, someone(county, name="Maud Ives"), *lines("MAT-010"))
    return stop, failed, stop.who.id


def measured(county: County) -> UUID:
    """Something that was measured, and is to be put right."""
    asked = measuring_asked(county, someone(county, name="Ada Rusk"))
    # By the real clock the hours of today may be over.
    sent(county, asked.visit_id, van="Van 3", days=4)
    recorded(county, asked.visit_id, by="desk", seen_to=(seen(county, asked),), other_day=True)
    return asked.measuring_id


def test_the_pages_of_the_road_fit_and_are_accessible(browser: Browser, live_server: Any, county: County) -> None:
    stop, failed, person_id = a_day(county)
    along = JointWanted(stop.visit_id, Companion(county.users["nurse"]))
    arrange_joint_visit(call_as(county.scopes["desk"]), request=along)
    driver, seen = opened(browser, live_server, county, "driver", DESK), set()
    for name, args in (
        ("driver:run", []),
        ("driver:stop", [stop.visit_id]),
        ("driver:complete_visit", [stop.visit_id]),
        ("driver:fail_visit", [stop.visit_id]),
    ):
        driver.goto(live_server.url + reverse(name, args=args), wait_until="load")
        fits_phone_and_desk(driver, name)
        seen.add(route_of(driver))
    desk = opened(browser, live_server, county, "desk", DESK)
    for name, args in (
        ("controller:room", []),
        ("controller:orders", []),
        ("controller:visits", []),
        ("controller:next_steps", []),
        ("controller:visit", [failed.visit_id]),
        ("controller:record_visit", [stop.visit_id]),
        ("controller:book_visits", [failed.visit_id]),
        ("controller:take_next_step", [failed.visit_id]),
        ("controller:comes_along", [stop.visit_id]),
        ("controller:mend_came", [stop.visit_id]),
        ("controller:runs", []),
        ("controller:run", [stop.run_id]),
        ("controller:change_crew", [stop.run_id]),
        ("controller:request_visit", [person_id]),
        ("controller:keep_lent", [person_id]),
        ("controller:take_request_back", [person_id]),
        ("controller:end_lent", [person_id]),
        ("controller:ask_measuring", [person_id]),
        ("controller:mend_measured", [measured(county)]),
    ):
        desk.goto(live_server.url + reverse(name, args=args), wait_until="load")
        fits_phone_and_desk(desk, name)
        seen.add(route_of(desk))
    approver = opened(browser, live_server, county, "senior", DESK)
    approver.goto(live_server.url + reverse("controller:miles", args=[stop.visit_id]), wait_until="load")
    fits_phone_and_desk(approver, "controller:miles")
    seen.add(route_of(approver))
    assert seen == LOOKED_AT


def test_a_visit_is_recorded_on_a_phone_without_a_script(browser: Browser, live_server: Any, county: County) -> None:
    stop = a_stop(county, "MAT-010", days=1)
    page = opened(browser, live_server, county, "driver", 390, java_script_enabled=False)
    page.goto(live_server.url + reverse("driver:run"))
    page.get_by_role("link", name="Winifred Harker").click()
    # The screen belongs to the stop, and its next step is there at once.
    header = page.get_by_role("banner").bounding_box()
    assert header is not None
    assert header["height"] < 110
    next_step = page.get_by_role("button", name="On my way").bounding_box()
    assert next_step is not None
    assert next_step["y"] + next_step["height"] <= 844
    page.get_by_role("button", name="On my way").click()
    page.get_by_role("button", name="I am at the door").click()
    assert visit_row(county, stop.visit_id).state == "ARRIVED"
    page.get_by_role("link", name="Record what was done").click()
    page.get_by_label("Scan or type a code").fill(stop.numbers[0])
    page.get_by_role("button", name="Add").click()
    assert page.get_by_text("was read").is_visible()
    page.get_by_label("Yes, record it as done today").check()
    page.get_by_label("Who received it?").fill("Ivy Harker")
    page.get_by_label("Yes, and they tried it").check()
    for question in page.locator("fieldset").all():
        if question.locator("input[name^=q_]").count():
            question.get_by_label("Yes").check()
    page.get_by_role("button", name="Record the visit").click()
    assert page.get_by_text("done.", exact=False).first.is_visible()
    assert visit_row(county, stop.visit_id).state == "COMPLETED"


def test_something_lent_is_asked_back_by_keyboard(browser: Browser, live_server: Any, county: County) -> None:
    stop, _ = on_loan(county, "MAT-010", days=1)
    page = opened(browser, live_server, county, "nurse", 390)
    page.goto(live_server.url + reverse("controller:request_visit", args=[stop.who.id]))
    page.get_by_label("mattress", exact=False).first.press("Space")
    page.get_by_label("Collection", exact=True).press("Space")
    page.get_by_label("A carer or relative").press("Space")
    page.get_by_role("button", name="Ask for it").press("Enter")
    page.wait_for_url("**/*")
    assert page.get_by_text("Asked for.", exact=False).first.is_visible()


def test_a_refused_scan_is_in_sight_and_accessible(browser: Browser, live_server: Any, county: County) -> None:
    stop = a_stop(county, "MAT-010", days=1)
    page = opened(browser, live_server, county, "driver", 390)
    page.goto(live_server.url + reverse("driver:complete_visit", args=[stop.visit_id]))
    page.get_by_label("Scan or type a code").fill("NOBODYS-1")
    page.get_by_role("button", name="Add").click()
    heading = page.get_by_role("heading", name="Do not hand over NOBODYS-1")
    heading.wait_for()
    box = heading.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844
    fits_phone_and_desk(page, "driver:complete_visit")
