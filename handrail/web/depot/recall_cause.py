"""Says who is the cause of a recall, as the provider sees it: who pays decides.
Refuses what the use case refuses, beside the field."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.queries.recall_causes import causes_said
from handrail.stock.queries.recalls import recall_row
from handrail.usecases.keep_recall_cause import say_recall_cause
from handrail.web.admin.shapes import FormPage
from handrail.web.shared.recall_cause import CauseForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Fact, Link
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.recalls import cause_in_words

INTRO = (
    "Telling people of a recall is not charged where the provider or its supplier is the cause.",
    "What you say here stands beside the recall. The pool manager decides.",
)


@page(Permission.KEEP_STOCK)
def recall_cause(request: PageRequest, recall_id: UUID) -> HttpResponseBase:
    """What stands, and the form that says something else."""
    with reading(request.scope):
        found, said = recall_row(request.scope, recall_id), causes_said(request.scope, recall_id)
    if found is None:
        raise Http404
    form = CauseForm(request.POST) if request.method == "POST" else CauseForm(initial={"recall": recall_id})
    if request.method == "POST" and submit(request, form, say_recall_cause) is not None:
        return go(request, "depot:recall", recall_id, flash="It was written down. The pool manager decides.")
    back = reverse("depot:recall", args=[recall_id])
    cause, note = cause_in_words(said)
    title = f"Who is the cause of the recall of {found.product_name}?"
    facts = (Fact("Alert", found.reference, note=found.reason), Fact("Cause", cause, note=note))
    crumbs = (Crumb("Recalls", reverse("depot:recalls")), Crumb(found.reference, back))
    shown = FormPage(title, form, "Save", Link("Cancel", back), crumbs, INTRO, facts)
    return render(request, "admin/form.html", shown, form=form)
