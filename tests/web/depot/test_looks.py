"""The depot's pages in the real browser at the width of a phone and of a desk: no violation of axe, nothing too wide.

Refuses pixels: what a page looks like is for people to judge."""

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, expect

from handrail.simulation.set_up import County
from handrail.usecases.pick_lines import ToPick, pick_lines
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from tests.looks import fits_phone_and_desk, route_of
from tests.situations import call_as, northdown
from tests.stock_situations import booked_in, clean, goods, inspected, main_depot, passed
from tests.supplying import allocated, authorised, on_a_run
from tests.web.pages import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESSES = (
    "", "allocate/", "back-orders/", "pick/", "goods-in/", "returns/", "workshop/", "inspect/", "stock/", "labels/",
    "allocate/let-go/", "levels/", "stock-takes/", "differences/", "mend/", "move/",
)  # fmt: skip

LOOKED_AT = frozenset(
    {
        *(f"depot:{name}" for name in ("home", "allocate", "back_orders", "pick", "goods_in", "returns", "workshop")),
        *(f"depot:{name}" for name in ("inspect", "clean", "stock", "labels", "stock_takes", "discrepancies", "mend")),
        *(f"depot:{name}" for name in ("move_stock", "run_list", "load", "unload")),
        *(f"depot:{name}" for name in ("let_go", "levels")),
        "asset:asset",
    }
)


def a_working_day(county: County) -> tuple[str, str]:
    """Something in every queue; a run to load, and an item with a story."""
    depot, place = county.scopes["depot"], main_depot(county)
    beds = goods(county, "BED-010", 3)
    goods(county, "MAT-010", 2)
    goods(county, "BDA-020", 12)
    ids = authorised(county, "BED-010", "MAT-010", ("BDA-020", 2))
    allocated(county, *ids)
    run = on_a_run(county, *ids)
    pick_lines(call_as(depot), request=ToPick(ids[:1]))
    authorised(county, "BED-020")
    receive_returns(call_as(depot), request=Returned(place, tuple(ReturnedItem(code) for code in (beds[1], "XX-7"))))
    booked_in(county, beds[2])
    clean(county, beds[2])
    passed(county, inspected(beds[2]))
    return f"/depot/runs/{run}/", f"/a/{beds[2]}"


def test_the_depots_pages_have_no_violation_and_fit(browser: Browser, live_server: Any, settings: LazySettings) -> None:
    settings.DEMO_MODE = True
    county = northdown()
    run, item = a_working_day(county)
    client: Client = signed_in(county, "depot")
    # axe is put into the page by the test, which the content security policy rightly forbids to everybody else.
    context = browser.new_context(bypass_csp=True)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    addresses = [*(f"/depot/{address}" for address in ADDRESSES), run, f"{run}load/", f"{run}unload/", item]
    scanned = item.removeprefix("/a/")
    addresses += [f"/depot/{work}/?code={scanned}" for work in ("labels", "clean", "inspect")]
    # Of several things, what differs is said for each.
    addresses += [f"/depot/clean/?code={scanned}&code=BDA-020+x+2&own"]
    seen = set()
    for address in addresses:
        page.goto(f"{live_server.url}{address}", wait_until="load")
        if address.endswith("&own"):
            page.get_by_text("Different for single items").click()
        fits_phone_and_desk(page, address)
        seen.add(route_of(page))
    assert seen == LOOKED_AT
    # A wrong scan at the van, by keyboard alone.
    page.goto(f"{live_server.url}{run}load/")
    expect(page.get_by_label("Scan or type a code")).to_be_focused()
    page.keyboard.type("XX-1\n")
    expect(page.get_by_text("Do not load XX-1")).to_be_visible(timeout=20_000)
    fits_phone_and_desk(page, "wrong scan")
    context.close()


def test_labels_come_out_one_to_a_page_and_no_page_is_wasted(
    browser: Browser, live_server: Any, settings: LazySettings
) -> None:
    settings.DEMO_MODE = True
    county = northdown()
    numbers = goods(county, "BED-010", 2)
    context = browser.new_context()
    session = signed_in(county, "depot").cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    asked = "&".join(f"code={number}" for number in numbers)
    page.goto(f"{live_server.url}/depot/labels/?{asked}", wait_until="load")
    printed = page.pdf(prefer_css_page_size=True)
    # Each item has a QR code and a GS1 code, and the paper is the size of a label.
    assert re.findall(rb"/MediaBox \[0 0 (\d+) (\d+)\]", printed) == [(b"252", b"102")] * 4
