"""The form around the ticks of a list: on to what is done with the ticked, and back to the same list.
Refuses nothing ticked, at the ticks and with the list as it was."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from handrail.web.shared.forms import ErrorLink
from handrail.web.shared.listing import Listing

UNTICKED, LIST = "unticked", "list"
MISSING = "Tick the visits to book"


@dataclass(frozen=True, slots=True)
class Ticks:
    """`action`: where the ticked go; `shown`: what the list was asked for, carried along; `errors` stand above it."""

    action: str
    shown: str
    errors: tuple[str, ...] = ()

    def error_list(self) -> list[ErrorLink]:
        """For the summary: each leads to the first box of the list."""
        return [ErrorLink(text, "#list-1") for text in self.errors]


def ticks_of(listing: Listing, action: str) -> tuple[Ticks, Listing]:
    """The form of a list, and the list as it was asked for: that nothing was ticked is said once, not by its links."""
    query = listing.query.copy()
    missed = query.pop(UNTICKED, None)
    return Ticks(action, query.urlencode(), (MISSING,) if missed else ()), replace(listing, query=query)


def list_shown(request: HttpRequest, page: str, **also: str) -> str:
    """The address of the list that the ticks came from, as it was asked for."""
    query = QueryDict(request.GET.get(LIST, ""), mutable=True)
    query.update(also)
    address = reverse(page)
    return f"{address}?{query.urlencode()}" if query else address
