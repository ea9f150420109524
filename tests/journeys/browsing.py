"""Someone at a screen: what a member of staff opens, follows, fills in and sees, and the accessibility baseline.
Refuses to reach into the database: a journey knows what its pages say."""

import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any

from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from handrail.simulation.set_up import County
from tests.looks import DESK, fits_and_is_accessible
from tests.web.pages import signed_in

# Where a run of the journeys leaves pictures of the pages; nowhere unless asked.
PICTURES = os.environ.get("HANDRAIL_PICTURES", "")
PATIENCE = 20_000
# A machine that is busy with other tests may take longer than Playwright's five seconds.
expect.set_options(timeout=PATIENCE)


class Screen:
    """A browser window of one member of staff, or of nobody yet."""

    def __init__(self, browser: Browser, server: str, *, width: int = DESK, **context: Any) -> None:
        # axe is put into the page by the test, which the content security policy rightly forbids to everybody else.
        self.context = browser.new_context(
            viewport={"width": width, "height": 844}, bypass_csp=True, reduced_motion="reduce", **context
        )
        self.context.set_default_timeout(PATIENCE)
        self.server, self.page, self.scripts = server, self.context.new_page(), context.get("java_script_enabled", True)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def signed_in_as(self, county: County, who: str) -> "Screen":
        """The same window in which this member of staff is signed in."""
        cookies = signed_in(county, who).cookies
        self.context.add_cookies([{"name": n, "value": c.value, "url": self.server} for n, c in cookies.items()])
        return self

    def opens(self, name: str, *args: Any, query: str = "") -> None:
        """Open a page by the name of its address."""
        self.page.goto(self.server + reverse(name, args=args) + query)

    def follows(self, link: str, within: Locator | None = None) -> None:
        """Follow the first link of this text in the page, not in its menu."""
        (within or self.page.get_by_role("main")).get_by_role("link", name=link).first.click()

    def presses(self, button: str, within: Locator | None = None) -> None:
        """Press the first button of this text."""
        (within or self.page).get_by_role("button", name=button).first.click()

    def types(self, **labelled: str) -> None:
        """Fill boxes by their names in the form; two underscores stand for a dash."""
        for name, text in labelled.items():
            self.page.locator(f"[name='{name.replace('__', '-')}']").fill(text)

    def chooses(self, **named: str) -> None:
        """Choose from lists by their names in the form: by value, or by the words shown."""
        for name, wanted in named.items():
            box = self.page.locator(f"select[name='{name.replace('__', '-')}']")
            texts = box.locator("option").all_inner_texts()
            found = next((at for at, text in enumerate(texts) if wanted in text), None)
            box.select_option(index=found) if found is not None else box.select_option(wanted)

    def ticks(self, name: str, *values: str) -> None:
        """Tick boxes or a choice by the name in the form; without values every one."""
        boxes = self.page.locator(f"input[name='{name}']")
        boxes.first.wait_for(state="attached")
        chosen = [box for box in boxes.all() if not values or box.get_attribute("value") in values]
        assert chosen, (name, values)
        for box in chosen:
            box.check(force=True)

    def sees(self, *texts: str) -> None:
        """These words stand on the page, in sight."""
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def sees_heading(self, text: str | re.Pattern[str]) -> None:
        """The page has this as its first heading."""
        expect(self.page.get_by_role("heading", level=1, name=text)).to_be_visible()

    def does_not_see(self, text: str) -> None:
        """These words stand nowhere in sight."""
        expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0)

    @property
    def words(self) -> str:
        """Everything that the page says."""
        return re.sub(r"\s+", " ", self.page.locator("body").inner_text())

    def then_the_accessibility_baseline_is_met(self) -> None:
        """No violation of axe, and nothing wider than the screen. axe itself is a script."""
        if self.scripts:
            fits_and_is_accessible(self.page)

    def is_pictured(self, name: str) -> None:
        """Keep a picture of the page, where pictures are asked for."""
        if PICTURES:
            picture(self.page, name)

    def answers_the_questions(self, known: dict[str, str], *, prefix: str = "answer-") -> None:
        """Answer every question of the page: as known, else so that little is flagged."""
        fields = self.page.locator(f"[name^='{prefix}']")
        fields.first.wait_for(state="attached")
        for name in dict.fromkeys(fields.evaluate_all("all => all.map(one => one.name)")):
            answer(self.page.locator(f"[name='{name}']"), known.get(name.removeprefix(prefix), ""))


def answer(field: Locator, known: str) -> None:
    """Answer one question: a choice, a list, a number or words."""
    first = field.first
    if first.get_attribute("type") == "radio":
        values = [one.get_attribute("value") for one in field.all()]
        wanted = known or ("no" if "no" in values else str(values[0]))
        field.nth(values.index(wanted)).check(force=True)
    elif first.evaluate("one => one.tagName") == "SELECT":
        first.select_option(index=1)
    else:
        first.fill(known or ("8" if first.get_attribute("inputmode") == "decimal" else "To sit up and get out of bed"))


def picture(page: Page, name: str) -> None:
    """A small PNG of what is in sight."""
    page.mouse.move(0, 0)
    page.evaluate("window.scrollTo(0, 0)")
    taken = Image.open(BytesIO(page.screenshot()))
    small = taken.convert("RGB").quantize(colors=128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(Path(PICTURES) / f"{name}.png", optimize=True)
