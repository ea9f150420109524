"""The page for somebody who would rather buy a thing themselves: what, what they were told, and by whom.
Refuses to advise it: it is a choice, and the page says first that the service is free."""

from uuid import UUID

from django.http import HttpResponseBase

from handrail.catalogue.queries import products
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.queries import holders_of
from handrail.identity.roles import Permission
from handrail.needs.self_purchase import MOST_PIECES, TOLD_FREE, SelfPurchaseChoice
from handrail.usecases.record_self_purchase import record_self_purchase as record_now
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Notice
from handrail.web.shared.views import go, page, submit


class SelfPurchaseForm(HandrailForm):
    """What somebody would rather buy."""

    person_id = fields.UuidField("Person")
    product_code = fields.SelectField("What would they rather buy?", blank="Choose")
    quantity = fields.NumberField("How many?", least=1, most=MOST_PIECES)
    told = fields.TickField("They were told this before they chose")
    told_by_id = fields.SelectField("Who told them?", required=False, blank="I did")
    words = fields.TextAreaField("Why, in their own words", rows=3, required=False)

    def to_request(self) -> SelfPurchaseChoice:
        """The choice."""
        typed = self.cleaned_data
        told_by = UUID(typed["told_by_id"]) if typed["told_by_id"] else None
        return SelfPurchaseChoice(
            typed["person_id"], typed["product_code"], typed["quantity"], typed["told"], told_by, typed["words"] or ""
        )


@page(Permission.EDIT_PERSON)
def record_self_purchase(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Shows the form and records the choice."""
    file = file_for(request, person_id)
    today = now().astimezone(LONDON).date()
    first = {"person_id": file.person.id, "quantity": 1}
    form = SelfPurchaseForm(request.POST) if request.method == "POST" else SelfPurchaseForm(initial=first)
    with reading(request.scope):
        catalogue = products(request.scope).values()
        staff = holders_of(request.scope, Permission.EDIT_PERSON, today=today)
    known = sorted(
        (one.facts.name, one.facts.code) for one in catalogue if not one.facts.until_on or one.facts.until_on > today
    )
    offers = {
        "product_code": [(code, f"{name} ({code})") for name, code in known],
        "told_by_id": [(str(one.user_id), one.name) for one in staff if one.user_id != request.scope.user_id],
    }
    for name, choices in offers.items():
        offer(form, name, choices)
    if request.method == "POST" and submit(request, form, record_now) is not None:
        return go(request, "person:person", file.person.id, flash="It was recorded that they buy it themselves.")
    return show(
        request, file, form, title="They would rather buy it themselves", button="Record their choice",
        notice=Notice("Say this to the person first", (TOLD_FREE,)),
        lines=("It is their choice. Nothing is ordered and nothing is charged.",),
    )  # fmt: skip
