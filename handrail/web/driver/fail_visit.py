"""Say why a visit could not be done.
Refuses a stop that is not on the user's own run, and a reason that is not on the contract's list."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.fail_visit import VisitFailed, VisitFailure, fail_visit
from handrail.visits.codes import Outcome
from handrail.visits.queries.driver import Stop, my_stop
from handrail.visits.queries.reasons import failure_reasons, usual_failures
from handrail.web.driver.changed import on_my_run
from handrail.web.driver.follow_ups import another_visit
from handrail.web.driver.pictures import Pictures, carry_photos, kept_pictures
from handrail.web.driver.unsent import stop_in_words
from handrail.web.driver.why_not import why_not
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say


class FailForm(HandrailForm):
    """Why, a few words, a photo of the closed door."""

    fail_code = fields.SelectField("Why could it not be done?", missing="Choose why it could not be done")
    note = fields.TextAreaField("What happened?", required=False, rows=3, hint="For whoever takes the next step")
    photo = fields.PhotoField("Photo", required=False, hint="Of the door, the gate or the card you left")

    def for_visit(self, visit_id: UUID) -> "FailForm":
        """The same form, knowing its visit."""
        self.visit_id = visit_id
        self.pictures: Pictures = Pictures()
        return self

    def to_request(self) -> VisitFailure:
        """The failure as it is recorded."""
        return VisitFailure(
            self.visit_id, self.cleaned_data["fail_code"], self.cleaned_data["note"] or "", self.pictures.files
        )


@dataclass(frozen=True, slots=True)
class FailVisitPage:
    """The form, and whose visit it is."""

    form: FailForm
    visit_id: UUID
    name: str
    stop: str


@page(Permission.DO_VISITS)
@on_my_run
def fail_visit_page(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Record that a stop could not be done."""
    today = now().astimezone(LONDON).date()
    with reading(request.scope):
        found: Stop = my_stop(request.scope, visit_id, today)
        reasons, usual = failure_reasons(request.scope, today), usual_failures(request.scope, now())
    posted = request.method == "POST"
    form = (FailForm(request.POST, request.FILES) if posted else FailForm()).for_visit(visit_id)
    chosen = form.fields["fail_code"]
    if isinstance(chosen, fields.SelectField):
        kinds = {task.kind for task in found.tasks if task.outcome is Outcome.OPEN}
        chosen.offer(why_not(reasons, kinds, usual=usual))
    if posted and form.is_valid():
        form.pictures = kept_pictures(form, settings.MEDIA_ROOT, photos=("photo",))
        if not form.errors and (failed := submit(request, form, fail_visit)):
            return go(request, "driver:run", flash=_told(request, failed), recorded=form.key)
    if posted:
        carry_photos(form, settings.MEDIA_ROOT, request.POST, request.FILES)
    return render(
        request,
        "driver/fail_visit.html",
        FailVisitPage(form, visit_id, found.person_name, stop_in_words(found)),
        form=form,
    )


def _told(request: PageRequest, failed: VisitFailed) -> str:
    follow = another_visit(request, failed.follow_up_visit_ids) or f"Next: {say(failed.next_step)}."
    return f"Recorded: visit {failed.number} could not be done. {follow}"
