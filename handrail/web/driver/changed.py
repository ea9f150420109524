"""Tells a phone that an open page has changed meanwhile: a small part that asks by itself every few seconds.
Refuses to renew the page: what is typed stays, and whoever reads it decides when to look again. Names nobody."""

from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import CallReason, Reason, Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.visits.queries.driver import Stop, StopRow, my_stop, my_stops
from handrail.visits.states import VisitState
from handrail.web.driver.unsent import not_recorded
from handrail.web.shared.live import live_part
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link
from handrail.web.shared.views import View, error_page, page

EVERY = 5
# The same of a stop that was never theirs and of one that never was: nobody learns which.
GONE = "This stop is not on your run any more"
GONE_SO = (
    "It is not yours to do now. Do not go there. Keep what is on the van for it, and ask the service desk if in doubt."
)


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """What to say of a page that is open; empty while it is as it was shown."""

    title: str = ""
    line: str = ""
    href: str = ""
    link: str = ""


def on_my_run[**P](view: View[P]) -> View[P]:
    """A page of one stop: once that is not on the user's run any more it says so and leads to the run. What was written
    about it is not lost: it is shown, for the desk to record."""

    @wraps(view)
    def inner(request: PageRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            if Reason(CallReason.NOT_FOUND, "visit_id") not in refused.reasons:
                raise
            wrote = not_recorded(request) if request.method == "POST" else None
            lines, number = (wrote.lines, wrote.number) if wrote else ((GONE_SO,), "")
            ring = (Link("Ring the service desk", f"tel:{number}"),) if number else ()
            links = (*ring, Link("Show my run", reverse("driver:run")))
            return error_page(request, 404, GONE, lines, links=links)

    return inner


def tag_of_page(seen: Stop | tuple[StopRow, ...]) -> str:
    """The same for the same content."""
    return blake2b(repr(seen).encode(), digest_size=8).hexdigest()


def stop_address(found: Stop) -> str:
    """What an open page of this stop asks."""
    return f"{reverse('driver:stop_changed', args=[found.visit_id])}?seen={tag_of_page(found)}"


def run_address(rows: tuple[StopRow, ...]) -> str:
    """What an open list of stops asks."""
    return f"{reverse('driver:run_changed')}?seen={tag_of_page(rows)}"


@page(Permission.DO_VISITS, methods=("GET",))
def stop_changed(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Whether a stop is still as it was shown."""
    return live_part(request, "driver/_changed.html", _of_stop(request, visit_id))


@page(Permission.DO_VISITS, methods=("GET",))
def run_changed(request: PageRequest) -> HttpResponseBase:
    """Whether the list of stops is still as it was shown."""
    with reading(request.scope):
        rows = my_stops(request.scope, now_is(now()).today)
    if tag_of_page(rows) == request.GET.get("seen"):
        return live_part(request, "driver/_changed.html", ChangedPart())
    said = ChangedPart("Your run has changed", "Look at your stops again.", reverse("driver:run"), "Show my run again")
    return live_part(request, "driver/_changed.html", said)


def _of_stop(request: PageRequest, visit_id: UUID) -> ChangedPart:
    try:
        with reading(request.scope):
            found = my_stop(request.scope, visit_id, now_is(now()).today)
    except Refused:
        return ChangedPart(GONE, GONE_SO, reverse("driver:run"), "Show my run")
    if tag_of_page(found) == request.GET.get("seen"):
        return ChangedPart()
    href = reverse("driver:stop", args=[visit_id])
    if found.state is VisitState.CANCELLED:
        return ChangedPart("This stop is cancelled now", "Do not hand anything over.", href, "Look at the stop again")
    return ChangedPart("This stop has changed", "Look again before you go on.", href, "Look at the stop again")
