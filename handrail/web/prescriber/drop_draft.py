"""Asks before a draft is thrown away.
Refuses another user's draft: 404."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.orders.queries.drafts import draft
from handrail.usecases.drop_draft import drop_draft as drop
from handrail.web.prescriber.place_order import ORDERING, what_it_became
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link
from handrail.web.shared.views import call_of, go, page, render


class DropForm(HandrailForm):
    """The button that throws it away."""


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """A question before something that is hard to take back."""

    form: HandrailForm
    title: str
    button: str
    lines: Sequence[str]
    cancel: Link


@page(*ORDERING)
def drop_draft(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """Ask, then throw the draft away."""
    with reading(request.scope):
        row = draft(request.scope, draft_id)
        if row is None:
            return what_it_became(request, draft_id)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drop(call_of(request, form.key), request=draft_id)
        return go(request, "prescriber:home", flash=f"The draft for {row.person_name} is thrown away")
    keep = Link("No, keep it", reverse("prescriber:draft", args=[draft_id]))
    asked = ConfirmPage(
        form, f"Throw away the draft for {row.person_name}?", "Throw it away", ("It cannot be brought back.",), keep
    )
    return render(request, "prescriber/confirm.html", asked, form=form)
