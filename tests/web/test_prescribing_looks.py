"""The pages of ordering and approving in the real browser, on a phone and on a desk: no violation of axe, nothing wider
than the screen; searching as you type, and what the Enter key does in a box.

Refuses pixels."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from handrail.simulation.set_up import County
from handrail.usecases.return_release import ReleaseQuestion, return_release
from handrail.usecases.save_draft import DraftRequest, save_draft
from tests.looks import DESK, fits_phone_and_desk, route_of
from tests.ordering import Someone, lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import goods
from tests.web.test_road_looks import opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


LOOKED_AT = frozenset(
    {
        *(f"prescriber:{name}" for name in ("home", "place_order", "draft", "order", "amend_order", "answer_return")),
        *("prescriber:orders", "authoriser:queue", "authoriser:release", "authoriser:cover"),
    }
)


def basket(county: County, who: Someone) -> str:
    """A draft with a bed and a walking frame that the person has already; its address."""
    typed = {"goal": "To get out of bed without help", "address_id": str(who.address_id), "prescriber_id": "me"}
    in_it = [
        {"code": "BED-010", "quantity": "1", "speed": "deliver_4h"},
        {"code": "TOI-030", "quantity": "1", "speed": "deliver_next_day"},
    ]
    wanted = DraftRequest(who.id, {"lines": in_it, "typed": typed})
    done = save_draft(call_as(county.scopes["nurse"]), request=wanted)
    return reverse("prescriber:draft", args=[done.draft_id])


def pages(county: County) -> Iterator[tuple[str, str, str]]:
    """Who looks at what: the pages of ordering and approving, in the states that matter."""
    who = someone(county)
    goods(county, "MAT-010", 2)
    placed(county, who, *lines("TOI-030"))
    draft = basket(county, who)
    waits = placed(county, who, *lines("MAT-022", "HST-010", "SEA-010"), note="Ring twice")
    fast = placed(county, someone(county, name="Olive Branch"), *lines("BED-010", speed="deliver_4h"))
    asked = placed(county, someone(county, name="Bert Olley"), *lines("MAT-022", "BED-020", "MAT-024"))
    return_release(call_as(county.scopes["adviser"]), request=ReleaseQuestion(asked.release_ids, "Why two mattresses?"))
    yield "nurse", "home", reverse("prescriber:home")
    yield "nurse", "new", reverse("prescriber:place_order", args=[someone(county, name="Ada Reed").id])
    yield "nurse", "draft", draft
    yield "nurse", "checked", f"{draft}?check=yes"
    yield "nurse", "searched", f"{draft}?words=mattress"
    yield "nurse", "order", reverse("prescriber:order", args=[waits.order_id])
    yield "nurse", "change", reverse("prescriber:amend_order", args=[waits.order_id])
    yield "nurse", "answer", reverse("prescriber:answer_return", args=[asked.release_ids[0]])
    yield "nurse", "follow", reverse("prescriber:orders")
    yield "adviser", "queue", reverse("authoriser:queue")
    yield "adviser", "release", reverse("authoriser:release", args=[waits.release_ids[0]])
    yield "adviser", "review", reverse("authoriser:release", args=[fast.release_ids[0]])
    yield "adviser", "cover", reverse("authoriser:cover")


def test_the_pages_of_ordering_fit_and_are_accessible(browser: Browser, live_server: Any, county: County) -> None:
    signed: dict[str, Page] = {}
    seen = set()
    for who, _, path in pages(county):
        one = signed.setdefault(who, opened(browser, live_server, county, who, DESK))
        one.goto(live_server.url + path)
        fits_phone_and_desk(one, path)
        seen.add(route_of(one))
    assert seen == LOOKED_AT


def test_a_first_order_is_searched_as_you_type_and_enter_removes_nothing(
    browser: Browser, live_server: Any, county: County
) -> None:
    nurse = opened(browser, live_server, county, "nurse", 390)
    nurse.goto(live_server.url + reverse("prescriber:place_order", args=[someone(county).id]))
    nurse.get_by_label("Name, code or use").press_sequentially("profiling")
    nurse.get_by_role("button", name="Add Profiling bed, standard", exact=True).click()
    expect(nurse.get_by_role("heading", name="Profiling bed, standard")).to_be_visible()
    nurse.get_by_label("Name, code or use").fill("commode")
    nurse.get_by_label("Name, code or use").press("Enter")
    expect(nurse.get_by_role("button", name="Add Commode, legs adjust", exact=True)).to_be_visible()
    expect(nurse.get_by_role("heading", name="Profiling bed, standard")).to_be_visible()


def test_a_change_is_looked_ahead_as_soon_as_a_speed_is_chosen(
    browser: Browser, live_server: Any, county: County
) -> None:
    order = placed(county, someone(county), *lines("TOI-030"))
    nurse = opened(browser, live_server, county, "nurse", 390)
    nurse.goto(live_server.url + reverse("prescriber:amend_order", args=[order.order_id]))
    nurse.get_by_label("How soon").select_option("deliver_next_day")
    expect(nurse.get_by_text("if you change it so")).to_be_visible()
    # The list was put in anew: it still answers, and asks for the day that the next speed needs.
    nurse.get_by_label("How soon").select_option("deliver_chosen_date")
    expect(nurse.get_by_text("On which day")).to_be_visible()
