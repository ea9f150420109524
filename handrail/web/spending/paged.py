"""Pages of a cross: what the table has no room for stands on further ones, of rows and of columns by themselves.
Refuses to count off hundreds of thousands of persons, which takes seconds: so far no page goes."""

from dataclasses import dataclass, replace

from handrail.web.shared.listing import Listing
from handrail.web.shared.shapes import Link, Pager

DOWN, ACROSS = "down", "across"
# Another question begins with the first rows and columns.
FIRST_PAGE = {DOWN: None, ACROSS: None}
MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of how many the table shows, and where the others stand."""

    text: str
    links: tuple[Link, ...]


def pages_of(listing: Listing, key: str, size: int) -> Listing:
    """The rows or the columns of a cross as a list of their own."""
    own = listing.second(key)
    return replace(own, page=min(own.page, MOST_PAGES), size=size)


def pager_of(pages: Listing, *, shown: int, total: int) -> Pager | None:
    """The way from page to page; none where all stands on one."""
    if shown == total:
        return None
    pager = pages.pager(shown=shown, total=total)
    return pager if pages.page < MOST_PAGES else replace(pager, next_href="")


def columns_of(pages: Listing, *, shown: int, total: int) -> Columns | None:
    """The same of columns, as words beside the table: they have no foot to stand in."""
    pager = pager_of(pages, shown=shown, total=total)
    if pager is None:
        return None
    ways = (("Previous columns", pager.previous_href), ("Next columns", pager.next_href))
    return Columns(
        f"Columns {pager.first:,} to {pager.first + shown - 1:,} of {total:,}",
        tuple(Link(text, href) for text, href in ways if href),
    )
