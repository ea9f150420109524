"""What the lists behind the control room's numbers share: their page, their columns, the part that is asked for.
Refuses people's names to whoever may not see people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from handrail.core.csv_writing import Cell as CsvCell
from handrail.core.moment import LONDON
from handrail.identity.roles import Permission
from handrail.partners.queries import contract_data
from handrail.visits.queries.lists import Wanted
from handrail.web.controller.ticked import Ticks
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import Listing
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list with its filters. `book`: the form in which the ticked visits are booked together; `back`: where it
    leads back to, the control room unless something else is said; `action`: what is done with all of the list."""

    title: str
    table: Table
    listing: Listing
    fields: tuple[str, ...] = ()
    book: Ticks | None = None
    back: Link | None = None
    action: Link | None = None


# A list in the order of names or postcodes tells who is before whom, though neither is shown.
_OF_PEOPLE = frozenset({"person", "place"})


def sorts_of(keys: Iterable[str], *, named: bool) -> tuple[str, ...]:
    """The keys that a list may be sorted by."""
    return tuple(key for key in keys if key != "key" and (named or key not in _OF_PEOPLE))


def of_people(label: str, key: str, *, named: bool) -> Column:
    """A column about people: sorted only by who may see them."""
    return Column(label, key) if named else Column(label)


def wanted_of(request: PageRequest, listing: Listing, at: datetime) -> Wanted:
    """The part that is shown. Inside `reading`: how soon is soon is the contract's, as in the control room."""
    clock = str(listing.filters.get("clock") or "")
    return Wanted(
        at, listing.sort, listing.descending, listing.size, listing.offset, clock, soon_of(request, at),
        str(listing.filters.get("words") or ""), request.scope.may(Permission.SEE_PERSON),
    )  # fmt: skip


def soon_of(request: PageRequest, at: datetime) -> int:
    """How many minutes ahead counts as at risk."""
    return contract_data(request.scope.contract_id, at.astimezone(LONDON).date()).terms.at_risk_minutes


def csv_of[T](
    request: PageRequest,
    name: str,
    heads: Sequence[str],
    read: Callable[[], Iterable[T]],
    row: Callable[[T], Sequence[CsvCell]],
) -> HttpResponseBase:
    """The whole list as a file."""
    return stream_csv(request.scope, name, heads, lambda: (row(one) for one in read()))


def everything_of(request: PageRequest, listing: Listing, at: datetime) -> Wanted:
    """The whole list for a file; inside the reading that writes it."""
    return replace(wanted_of(request, listing, at), limit=100_000, offset=0)


def person_cell(name: str, person_id: UUID, postcode: str, *, named: bool) -> Cell:
    """Whose it is, for those who may see people."""
    return Cell(name, link_of("person:person", person_id), note=postcode) if named else Cell("Not shown")


def link_of(name: str, row_id: UUID | None) -> str:
    """The address of what a row is about; empty where there is no such page."""
    try:
        return reverse(name, args=[row_id])
    except NoReverseMatch:
        return ""


def table_of(title: str, columns: Sequence[Column], found: Sequence[Row], listing: Listing, total: int) -> Table:
    """One part of a list with its pages."""
    return Table(
        title, columns, found, Empty("Nothing here", "Nothing fits what is asked for now."), sorting=listing.sorting(),
        pager=listing.pager(shown=len(found), total=total), csv_href=listing.csv_href, caption_hidden=True,
    )  # fmt: skip
