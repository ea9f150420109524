"""Take back the record of a thorough examination in a home.
Refuses what the reader may not see; the report stays in the history of the item."""

from uuid import UUID

from django.http import Http404, HttpResponseBase

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.codes import ExaminationVerdict
from handrail.stock.queries.examinations import examination
from handrail.usecases.withdraw_examination import ExaminationWithdrawal, withdraw_examination
from handrail.web.depot.discrepancies import LIST
from handrail.web.depot.scanning import submit_work, work_page
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page
from handrail.wording import say
from handrail.wording.shown import short_day_and_time


class WithdrawExaminationForm(HandrailForm):
    """How it is known that it was not examined."""

    examination = fields.UuidField("Examination")
    reason = fields.TextField(
        "How do you know that it was not examined?", longest=300, missing="Say how you know that it was not examined",
        hint="For example: another hoist was examined, and recorded as this one",
    )  # fmt: skip

    def to_request(self) -> ExaminationWithdrawal:
        """This one."""
        return ExaminationWithdrawal(self.cleaned_data["examination"], self.cleaned_data["reason"])


@page(Permission.SETTLE_DISCREPANCY)
def withdraw(request: PageRequest, examination_id: UUID) -> HttpResponseBase:
    """Says which examination it is, and takes it back."""
    with reading(request.scope):
        found = examination(request.scope, examination_id)
    if found is None:
        raise Http404
    posted = request.method == "POST"
    form = WithdrawExaminationForm(request.POST if posted else None, initial={"examination": examination_id})
    if posted and submit_work(request, form, withdraw_examination) is not None:
        return go(request, f"/a/{found.number}", flash="The examination is taken back. The item is due for one again.")
    said = say(ExaminationVerdict(found.verdict)).lower()
    intro = (
        f"{found.product} {found.number}, {short_day_and_time(found.happened_at)}: {said}, by {found.examiner}. "
        "Its report stays in the history, and what was charged for it comes back. A repair or swap that it asked for "
        "still comes, unless you take that back."
    )
    return work_page(
        request, form, title="It was not examined", intro=intro, button="Take the examination back", crumbs=LIST
    )
