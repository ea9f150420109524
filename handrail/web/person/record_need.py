"""The page that records a need: what the person wants to do, what was assessed and measured.
Refuses nothing itself."""

from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.needs.rules import NeedDetails
from handrail.partners.queries import code_lists
from handrail.usecases.record_need import NeedToRecord
from handrail.usecases.record_need import record_need as record_need_now
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page, submit


class RecordNeedForm(HandrailForm):
    """One assessment."""

    person_id = fields.UuidField("Person")
    goal = fields.TextAreaField("What does the person want to be able to do?", rows=3, hint="In their own words")
    assessed = fields.TextAreaField("What did you find?", rows=4, required=False)
    effect = fields.SelectField("What is it meant to do?", required=False, blank="Not said")
    evidence_grade = fields.SelectField("How do you know?", required=False, blank="Not said")
    weight_kg = fields.DecimalField("Weight", unit="kg", places=1, required=False)
    height_cm = fields.NumberField("Height", unit="cm", required=False)
    paid_carers = fields.TickField("Paid carers come to the home", required=False)
    assessed_on = fields.DateField("When was it assessed?", past=True)

    def to_request(self) -> NeedToRecord:
        """The assessment."""
        typed = self.cleaned_data
        return NeedToRecord(
            typed["person_id"],
            NeedDetails(
                goal=typed["goal"],
                assessed=typed["assessed"],
                effect=typed["effect"],
                evidence_grade=typed["evidence_grade"],
                weight_kg=typed["weight_kg"],
                height_cm=typed["height_cm"],
                paid_carers=typed["paid_carers"],
                assessed_on=typed["assessed_on"],
            ),
        )


@page(Permission.EDIT_PERSON)
def record_need(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Shows the form and records the need."""
    file = file_for(request, person_id)
    today = now().astimezone(LONDON).date()
    first = {"person_id": file.person.id, "assessed_on": today}
    form = RecordNeedForm(request.POST) if request.method == "POST" else RecordNeedForm(initial=first)
    with reading(request.scope):
        lists = code_lists(request.scope.contract_id, ["outcome_effect", "evidence_grade"], today)
    for name, choices in (("effect", lists["outcome_effect"]), ("evidence_grade", lists["evidence_grade"])):
        offer(form, name, [(one.code, one.label) for one in choices])
    if request.method == "POST" and submit(request, form, record_need_now) is not None:
        return go(request, "person:person", file.person.id, flash="The need was recorded.")
    return show(request, file, form, title="Record a need", button="Record this need")
