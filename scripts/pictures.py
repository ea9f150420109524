"""Owns the pictures of the README: takes them anew from a running demo (`make demo`), as its users see it.

Refuses any other service: it signs in as demo users by one click.
Use: .venv/bin/python scripts/pictures.py [http://127.0.0.1:8000]
"""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs/images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page to picture: whose it is, and the links to follow from their first page, by selector. `seek`: then of the
    things listed there, the first whose own page shows what is looked for."""

    name: str
    user: str
    follow: Sequence[str] = ()
    width: int = 1280
    height: int = 900
    seek: Callable[[Page], None] | None = None


# In the rows only: the heads of the columns are links to this list too.
ORDERS = "main tbody a[href*='/prescribing/orders/']"


def _someone_with_a_loan(page: Page) -> None:
    """From a list of orders to the page of a person who has something on loan."""
    orders = [link.get_attribute("href") or "" for link in page.locator(ORDERS).all()]
    for order in dict.fromkeys(orders):
        page.goto(urljoin(page.url, order))
        page.locator("main a[href^='/people/']").first.click()
        page.wait_for_load_state("load")
        if page.locator("#has tbody tr", has_text="On loan").count():
            return
    raise SystemExit(
        f"Nobody on the first page of orders has something on loan; {len(set(orders))} orders were opened."
    )


PICTURES = (
    Picture("control-room", "Wendy Marsh"),
    Picture("order", "Grace Adeyemi", ("main a[href*='/prescribing/drafts/']",)),
    Picture("person", "Grace Adeyemi", ("nav a:has-text('My orders')",), seek=_someone_with_a_loan),
    Picture("release", "Helen Strand", ("main a[href^='/approvals/']",)),
    Picture("load", "Karen Boyle", ("nav a:has-text('Pick and load')", "main a[href*='/depot/runs/']")),
    Picture("asset", "Karen Boyle", ("nav a:has-text('Stock')", "main a[href^='/a/']")),
    Picture("run", "Sam Tully", (), 390, 844),
    Picture("stop", "Sam Tully", ("main a[href*='/driver/stops/']",), 390, 844),
)


def _page_of(browser: Browser, address: str, picture: Picture) -> Page:
    page = browser.new_context(viewport={"width": picture.width, "height": picture.height}).new_page()
    page.goto(address)
    page.get_by_role("button", name=picture.user).first.click()
    for selector in picture.follow:
        page.locator(selector).first.click()
        page.wait_for_load_state("load")
    if picture.seek:
        picture.seek(page)
    page.wait_for_load_state("load")
    return page


def main(address: str) -> None:
    """Take all pictures."""
    program = os.environ.get("HANDRAIL_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for picture in PICTURES:
            page = _page_of(browser, address, picture)
            # A page that puts the cursor into its box has moved down to it.
            page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
            page.screenshot(path=IMAGES / f"{picture.name}.png")
            print(f"{picture.name}: {page.title()}", flush=True)
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
