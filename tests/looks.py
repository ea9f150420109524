"""Owns what every page of the real browser is held to: no violation of axe, nothing wider than the screen.

Refuses pixels: what a page looks like is for people to judge. With LOOKS=folder each page is pictured there for them.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.urls import resolve
from playwright.sync_api import Page

PHONE, DESK = 390, 1280

# Only violations are reported: describing all that passes takes axe as long again.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# The rows of a list are alike: from the eleventh on nothing new is found, and each takes time.
ROWS = {"exclude": [["tbody > tr:nth-child(n + 11)"]]}
# The header's menu is folded in the frame after the one that first measures it.
SETTLED = """() => new Promise(done => {
  const frames = left => left ? requestAnimationFrame(() => frames(left - 1)) : done();
  frames(3);
})"""


# The colours are the same at both widths, and measuring them takes axe longer than all the rest.
COLOURS_KNOWN = RULES | {"rules": {"color-contrast": {"enabled": False}}}


def faults(page: Page, rules: Mapping[str, object] = RULES) -> str:
    """What is wrong with the page that is open, in words; empty when nothing is. axe itself is a script."""
    page.evaluate(SETTLED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(f"axe.run({json.dumps(ROWS)}, {json.dumps(rules)})"))
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    said = [found.generate_report()] if found.violations_count else []
    return "\n".join([*said, *([f"{wide} pixels too wide"] if wide > 0 else [])])


def route_of(page: Page) -> str:
    """The name of the route whose page is open."""
    return resolve(urlsplit(page.url).path).view_name


def fits_and_is_accessible(page: Page, name: str = "", rules: Mapping[str, object] = RULES) -> None:
    """Fails where it is not; `name` says which page it was."""
    found = faults(page, rules)
    assert not found, f'{name or page.url}, "{page.title()}": {found}'


def fits_phone_and_desk(page: Page, name: str = "", *, colours: bool = True) -> None:
    """The same at both widths: the page is opened once, and turned. It is left as wide as a desk. Without `colours` for
    a page of a template whose colours were measured already."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        if folder := os.environ.get("LOOKS"):
            picture = re.sub(r"[^a-zA-Z0-9]+", "-", f"{name}-{width}").strip("-")
            page.screenshot(path=str(Path(folder) / f"{picture}.png"), full_page=True)
        fits_and_is_accessible(page, f"{name} at {width}", RULES if colours and width == PHONE else COLOURS_KNOWN)
