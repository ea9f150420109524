"""The two shapes that most pages of administrators have: a list with its filters, and a form with what it is about.
Refuses queries; see the pages that fill them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import Listing
from handrail.web.shared.navigation import address_of
from handrail.web.shared.shapes import Colour, Crumb, Fact, Link, Notice, Table, Tag, TimelineEntry
from handrail.wording.shown import day

HOME = Crumb("Administration", "/admin/")


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list. `buttons` lead to what can be added; `filters` are the names of the listing's fields to show."""

    title: str
    table: Table
    crumbs: Sequence[Crumb] = (HOME,)
    intro: Sequence[str] = ()
    buttons: Sequence[Link] = ()
    listing: Listing | None = None
    filters: Sequence[str] = ()
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form. `facts` say what it is about, `faults` list what is wrong in a file; `shown`: what it would do, once that
    was asked for."""

    title: str
    form: HandrailForm
    button: str
    cancel: Link
    crumbs: Sequence[Crumb] = (HOME,)
    intro: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    notice: Notice | None = None
    faults: Table | None = None
    shown: Table | None = None
    files: bool = False
    kind: str = "primary"


@dataclass(frozen=True, slots=True)
class DetailPage:
    """One thing: its facts, what may be done with it, and what happened to it."""

    title: str
    facts: Sequence[Fact]
    crumbs: Sequence[Crumb] = (HOME,)
    tag: Tag | None = None
    notice: Notice | None = None
    buttons: Sequence[Link] = ()
    tables: Sequence[Table] = ()
    timeline: Sequence[TimelineEntry] | None = None
    timeline_title: str = ""


def crumb(text: str, page: str) -> Crumb:
    """The way back to a list of this area."""
    return Crumb(text, address_of(page))


def held_tag(from_on: date, until_on: date | None, today: date) -> Tag:
    """Whether something holds on a day, is still to come, or has ended."""
    if until_on is not None and until_on <= today:
        return Tag("Ended", "grey")
    colour: Colour = "blue" if from_on > today else "green"
    return Tag("To come", colour) if from_on > today else Tag("In use", colour)


def held_words(from_on: date, until_on: date | None) -> str:
    """The dates of a row in words, its last day among them: "from 1 April 2026", "1 April 2026 to 30 June 2026"."""
    begins, last = _plain_day(from_on), last_day(until_on)
    if last is not None and last < from_on:
        return f"for no day: put right on {begins}"
    return f"from {begins}" if last is None else f"{begins} to {_plain_day(last)}"


def last_day(until_on: date | None) -> date | None:
    """Records end with the first day on which they hold no longer; people name and read the last on which they do."""
    return until_on - timedelta(days=1) if until_on else None


def day_after(last: date | None) -> date | None:
    """What a record ends with, by the last day that somebody named."""
    return last + timedelta(days=1) if last else None


def _plain_day(value: date) -> str:
    """A day without its weekday: the dates of a contract are read as dates."""
    return day(value).split(" ", 1)[1]


def london_today() -> date:
    """Today as the United Kingdom names it."""
    return now().astimezone(LONDON).date()
