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

PHONE, TABLET, DESK = 390, 768, 1280

# Only violations are reported: describing all that passes takes axe as long again. The style sheets are not fetched
# once more: only a rule that is not asked for reads them.
REPORT = {"resultTypes": ["violations"], "preload": False}
RULES = REPORT | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# The colours are the same on each page of a template, and measuring them takes axe longer than all the rest.
COLOURS_KNOWN = RULES | {"rules": {"color-contrast": {"enabled": False}}}
# What is in sight at both widths differs in its size alone.
SIZES = REPORT | {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
# The rows of a list are alike: from the eleventh on nothing new is found, and each takes time.
ROWS = {"exclude": [["tbody > tr:nth-child(n + 11)"]]}
# The header's menu is folded in the frame after the one that first measures it.
SETTLED = """() => new Promise(done => {
  const frames = left => left ? requestAnimationFrame(() => frames(left - 1)) : done();
  frames(3);
})"""


IN_SIGHT = "[...document.querySelectorAll('body *')].filter(one => one.checkVisibility({visibilityProperty: true}))"
# Keeps what is in sight; gives whether more than before is, and keeps the outermost parts of that for axe.
REMEMBER = f"() => {{ window.seen = new Set({IN_SIGHT}); }}"
SEE_MORE = f"""() => {{
  const more = new Set({IN_SIGHT}.filter(one => !window.seen.has(one)));
  window.more = [...more].filter(one => !more.has(one.parentElement));
  return more.size > 0;
}}"""


def faults(page: Page, rules: Mapping[str, object] = RULES) -> str:
    """What is wrong with the page that is open, in words; empty when nothing is. axe itself is a script."""
    _settle(page)
    return "\n".join([*_found(page, json.dumps(ROWS), rules), *_too_wide(page)])


def _settle(page: Page) -> None:
    page.evaluate(SETTLED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)


def _found(page: Page, where: str, rules: Mapping[str, object]) -> list[str]:
    found = AxeResults(page.evaluate(f"axe.run({where}, {json.dumps(rules)})"))
    return [found.generate_report()] if found.violations_count else []


def _too_wide(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{wide} pixels too wide"] if wide > 0 else []


# A word is cut where its letters stand on two lines though no hyphen or slash lets it.
CUT = r"""() => {
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), cut = [];
  while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/[^\s\/-]+/g)) {
    const range = document.createRange();
    range.setStart(texts.currentNode, word.index);
    range.setEnd(texts.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1) cut.push(word[0]);
  }
  return cut;
}"""


def cuts_no_word(page: Page, *widths: int) -> None:
    """Fails where a column is so narrow that a word is cut in two."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        _settle(page)
        assert page.evaluate(CUT) == [], f"{page.url} at {width}"


def _faults_of_the_turned(page: Page) -> str:
    """The same of a page that was looked at before in another width: of what came into sight all, of the rest sizes."""
    _settle(page)
    more = _found(page, "{include: window.more}", RULES) if page.evaluate(SEE_MORE) else []
    return "\n".join([*more, *_found(page, json.dumps(ROWS), SIZES), *_too_wide(page)])


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
    _turned(page, PHONE, name)
    fits_and_is_accessible(page, f"{name} at {PHONE}", RULES if colours else COLOURS_KNOWN)
    page.evaluate(REMEMBER)
    _turned(page, DESK, name)
    found = _faults_of_the_turned(page)
    assert not found, f'{name or page.url} at {DESK}, "{page.title()}": {found}'


def _turned(page: Page, width: int, name: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    if folder := os.environ.get("LOOKS"):
        picture = re.sub(r"[^a-zA-Z0-9]+", "-", f"{name}-{width}").strip("-")
        page.screenshot(path=str(Path(folder) / f"{picture}.png"), full_page=True)
