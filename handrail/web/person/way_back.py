"""Where a page about a person leads once it is saved: back to the order that it was opened from, else to the person.
Refuses any other address: the page carries nothing but the number of a draft."""

from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link
from handrail.web.shared.views import go

DRAFT = "draft"


def draft_id_of(request: PageRequest) -> UUID | None:
    """The draft that the page was opened from."""
    try:
        return UUID(request.GET.get(DRAFT, ""))
    except ValueError:
        return None


def back_of(request: PageRequest) -> Link | None:
    """The way back to the order that is being written; none for a page that was opened from the person's own."""
    draft_id = draft_id_of(request)
    return Link("Go back to the order", f"{reverse('prescriber:draft', args=[draft_id])}#where") if draft_id else None


def gone_back(request: PageRequest, person_id: UUID, *, flash: str) -> HttpResponseBase:
    """Leads on after a change: to the order where there is one, else to the person."""
    if (back := back_of(request)) is None:
        return go(request, "person:person", person_id, flash=flash)
    return go(request, back.href, flash=f"{flash} Go on with the order below.")
