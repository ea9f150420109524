"""Owns what every page of the real browser is held to: no violation of axe, nothing wider than the screen.

Refuses pixels: what a page looks like is for people to judge.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Only violations are reported: describing all that passes takes axe as long again.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


# The header's menu is folded in the frame after the one that first measures it.
SETTLED = """() => new Promise(done => {
  const frames = left => left ? requestAnimationFrame(() => frames(left - 1)) : done();
  frames(3);
})"""


def faults(page: Page) -> str:
    """What is wrong with the page that is open, in words; empty when nothing is. axe itself is a script."""
    page.evaluate(SETTLED)
    found = Axe().run(page, options=RULES)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    said = [found.generate_report()] if found.violations_count else []
    return "\n".join([*said, *([f"{wide} pixels too wide"] if wide > 0 else [])])


def fits_and_is_accessible(page: Page, name: str = "") -> None:
    """Fails where it is not; `name` says which page it was."""
    found = faults(page)
    assert not found, f'{name or page.url}, "{page.title()}": {found}'
