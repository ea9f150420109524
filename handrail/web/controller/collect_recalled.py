"""Asks, after saying how many, for the collection of all that a recall names and people have at home.
Refuses what the use case refuses, in words above the button."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.queries.recalls import recall_row
from handrail.usecases.collect_recalled import RecallToCollect, collect_recalled
from handrail.visits.queries.recalled_back import ToAskBack, to_ask_back
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import plural


class CollectForm(HandrailForm):
    """The button, with a note for the crews."""

    recall = fields.UuidField("Recall")
    note = fields.TextField("Note for the crews", required=False, longest=300)

    def to_request(self) -> RecallToCollect:
        """All of this recall."""
        return RecallToCollect(self.cleaned_data["recall"], self.cleaned_data["note"] or "")


@dataclass(frozen=True, slots=True)
class CollectPage:
    """How much it is. `button` empty: there is nothing to ask for."""

    form: CollectForm
    title: str
    button: str
    lines: tuple[str, ...]
    cancel: Link


@page(Permission.PLAN_VISITS)
def collect_all(request: PageRequest, recall_id: UUID) -> HttpResponseBase:
    """Says how much, then asks for all of it."""
    with reading(request.scope):
        recall = recall_row(request.scope, recall_id)
        if recall is None or recall.lifted_at is not None:
            raise Http404
        wanted = to_ask_back(request.scope, recall)
    form = CollectForm(request.POST) if request.method == "POST" else CollectForm(initial={"recall": recall_id})
    if request.method == "POST" and (done := submit(request, form, collect_recalled)) is not None:
        seen = f" Somebody goes to what is fitted in {plural(done.fitted, 'home')}." if done.fitted else ""
        said = f"{plural(done.loans, 'collection')} asked for, {plural(len(done.visit_ids), 'visit')} to book.{seen}"
        return go(request, "controller:recalled", recall_id, flash=said)
    title = f"Ask for all of {recall.product_name} back, recall {recall.reference}?"
    back = Link("No, go back to the list", reverse("controller:recalled", args=[recall_id]))
    button = "Ask for all collections" if wanted.any else ""
    shown = CollectPage(form, title, button, tuple(told_first(wanted)), back)
    return render(request, "controller/collect_recalled.html", shown, form=form)


def told_first(wanted: ToAskBack) -> Iterator[str]:
    """What the button does, and what it leaves."""
    if wanted.loans:
        people = plural(wanted.people, "person", "people")
        yield f"{plural(wanted.loans, 'collection')} will be asked for, from {people}: one visit for each home."
    if wanted.fitted:
        homes = plural(wanted.fitted, "home")
        yield f"It is fitted in {homes}: a visit goes there, to make it safe or take it down."
    if not wanted.any:
        yield "There is nothing left to ask for."
    if wanted.asked:
        yield f"{plural(wanted.asked, 'loan')} asked for already: nothing changes there."
    if wanted.given:
        yield f"{plural(wanted.given, 'thing')} given for good will not be fetched. Ring those who have it."
