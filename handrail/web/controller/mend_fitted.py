"""Puts right whether something fitted and recalled was taken down.
Refuses what the use case refuses, beside the field."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.queries.recalls import recall_row
from handrail.usecases.mend_taken_down import TakenDownMend, mend_taken_down
from handrail.visits.queries.recall_told import things_named
from handrail.web.admin.shapes import FormPage
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Link
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import short_day


class FittedForm(HandrailForm):
    """How it is, and why the record says something else."""

    taken_down = fields.YesNoField("Was it taken down?", missing="Say whether it was taken down")
    why = fields.TextField("What was wrong, and who told you?", longest=300, missing="Say what was wrong")

    def of(self, recall_id: UUID, thing_id: UUID) -> "FittedForm":
        """The same form, knowing what it is about."""
        self.recall_id, self.thing_id = recall_id, thing_id
        return self

    def to_request(self) -> TakenDownMend:
        """How it is."""
        given = self.cleaned_data
        return TakenDownMend(self.recall_id, self.thing_id, given["taken_down"] in (True, "yes"), given["why"])


@page(Permission.PLAN_VISITS)
def mend_fitted(request: PageRequest, recall_id: UUID, thing_id: UUID) -> HttpResponseBase:
    """Say that it was taken down, or was not."""
    request.scope.require(Permission.SEE_PERSON)
    with reading(request.scope):
        recall = recall_row(request.scope, recall_id)
        found = things_named(request.scope, recall, [thing_id]) if recall else ()
    if recall is None or not found or found[0].kind != "ADAPTATION":
        raise Http404
    one, posted = found[0], request.method == "POST"
    form = FittedForm(request.POST) if posted else FittedForm()
    lists = reverse("controller:recall_told", args=[recall_id])
    if posted and submit(request, form.of(recall_id, thing_id), mend_taken_down) is not None:
        return go(request, lists, flash="It is put right.")
    stands = f"The record says that it was taken down on {short_day(one.back_at)}" if one.back_at else (
        "The record says that it is still fitted"
    )  # fmt: skip
    crumbs = (Crumb("Recalls", reverse("depot:recalls")), Crumb(recall.reference, lists))
    title = f"Put right what was fitted for {one.person_name}"
    shown = FormPage(title, form, "Put it right", Link("Cancel", lists), crumbs, (f"{stands}.",))
    return render(request, "admin/form.html", shown, form=form)
