"""The shell in the real browser, at the width of a phone and of a desk: no violation of axe, nothing wider than the
screen, and what works without JavaScript.

Refuses pixels: what a page looks like is for people to judge, on the gallery.
"""

from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, BrowserContext

from tests.looks import fits_and_is_accessible, fits_phone_and_desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKED_AT = frozenset({"gallery", "account_login", "account_reset_password"})
ADDRESSES = ["/gallery/", "/gallery/?wrong=yes", "/sign-in/", "/password/reset/", "/no/such/page/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_no_violation_and_fits(
    browser: Browser, live_server: Any, settings: LazySettings, address: str
) -> None:
    settings.DEMO_MODE = True
    # axe is put into the page by the test, which the content security policy rightly forbids to everybody else.
    context: BrowserContext = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{live_server.url}{address}", wait_until="load")
    fits_phone_and_desk(page)
    fits_and_is_accessible(page, f"{address} at a desk, with its colours")
    context.close()


def test_the_content_security_policy_stops_nothing_of_ours(
    browser: Browser, live_server: Any, settings: LazySettings
) -> None:
    settings.DEMO_MODE = True
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/gallery/", wait_until="load")
    assert page.locator("body.js-enabled").count() == 1
    assert page.locator("[data-signature-pad]").first.is_visible()
    assert said == []
    context.close()


def test_what_a_choice_reveals_needs_no_script(browser: Browser, live_server: Any, settings: LazySettings) -> None:
    settings.DEMO_MODE = True
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    assert not page.get_by_label("Ward", exact=True).is_visible()
    page.get_by_label("To go home from hospital").check()
    assert page.get_by_label("Ward", exact=True).is_visible()
    context.close()


# The first pixel of a picture, as the browser reads it: red, green, blue and how solid it is.
FIRST_PIXEL = """async (address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const pen = document.createElement("canvas").getContext("2d");
  pen.drawImage(picture, 0, 0);
  return [...pen.getImageData(0, 0, 1, 1).data];
}"""


def test_a_drawn_signature_is_kept_on_white(browser: Browser, live_server: Any, settings: LazySettings) -> None:
    settings.DEMO_MODE = True
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/", wait_until="load")
    pad = page.locator("[data-signature-pad] canvas").first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 50)
    page.mouse.up()
    kept = page.locator("[data-signature-value]").first.input_value()
    assert page.evaluate(FIRST_PIXEL, kept) == [255, 255, 255, 255]
    context.close()


HEAD = '<html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>'
NARROW = "<style>.at-a-desk { display: none } @media (min-width: 800px) { .at-a-desk { display: block } }</style>"
SPOILT = {
    "color-contrast": '<p style="color: #aaa; background: #fff">Too pale</p>',
    "button-name": "<button></button>",
    "button-name at 1280": '<div class="at-a-desk"><button></button></div>',
    "color-contrast at 1280": '<p class="at-a-desk" style="color: #aaa; background: #fff">Too pale</p>',
    "target-size at 1280": (
        "<style>@media (min-width: 800px) { .small { font: 4px serif; margin: 0; padding: 0 } }</style>"
        '<div><button class="small">One</button><button class="small">Two</button></div>'
    ),
    "900 pixels too wide": '<div style="width: 1290px; height: 1px; margin-left: -8px"></div>',
}


@pytest.mark.parametrize("fault", SPOILT)
def test_what_is_spoilt_is_seen(browser: Browser, fault: str) -> None:
    page = browser.new_page()
    page.set_content(HEAD + NARROW + SPOILT[fault] + "</main></body></html>")
    with pytest.raises(AssertionError) as said:
        fits_phone_and_desk(page)
    for word in fault.split(" at "):
        assert word in str(said.value)
    page.close()
