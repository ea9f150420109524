"""The pool manager's forms about a contract: an extension, what was decided about it, a variation.
Refuses nothing itself: the use cases decide."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.contract import contract_facts, extensions_of
from handrail.ledger.rules.extensions import may_last_until
from handrail.usecases.keep_contract import (
    DecisionMade,
    ExtensionOption,
    VariationMade,
    decide_extension,
    record_contract_variation,
    record_extension,
)
from handrail.web.admin.shapes import FormPage, day_after
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact, Link
from handrail.web.shared.views import go, page, render, submit
from handrail.web.terms.shapes import FORM, HOME
from handrail.wording.shown import short_day


class ExtensionForm(HandrailForm):
    """A further time by which the contract may be made longer."""

    from_on = fields.DateField("First day")
    ends_on = fields.DateField("Last day")
    decide_by = fields.DateField("To be decided by", hint="Reminders go out 12, 9 and 6 months before")

    def to_request(self) -> ExtensionOption:
        """What the form asks for."""
        given = self.cleaned_data
        ends_on = day_after(given["ends_on"]) or given["ends_on"]
        return ExtensionOption(given["from_on"], ends_on, given["decide_by"])


class DecisionForm(HandrailForm):
    """What was decided about an extension."""

    is_taken = fields.YesNoField("Is the extension taken?")
    decided_on = fields.DateField("Decided on", past=True)
    why = fields.TextAreaField("Who decided, and why", longest=500)

    extension_id: UUID

    def to_request(self) -> DecisionMade:
        """What the form asks for."""
        given = self.cleaned_data
        return DecisionMade(self.extension_id, given["is_taken"], given["decided_on"], given["why"])


class VariationForm(HandrailForm):
    """What was agreed to be other than the contract said."""

    agreed_on = fields.DateField("Agreed on", past=True)
    from_on = fields.DateField("Holds from")
    what = fields.TextAreaField("What changes")
    document = fields.TextField("Document", longest=120, hint="The reference by which it can be found")

    def to_request(self) -> VariationMade:
        """What the form asks for."""
        given = self.cleaned_data
        return VariationMade(given["agreed_on"], given["from_on"], given["what"], given["document"])


def _answer(
    request: PageRequest, form: HandrailForm, use_case: Any, *, title: str, flash: str, facts: tuple[Fact, ...] = ()
) -> HttpResponseBase:
    back = reverse("terms:contract")
    if request.method == "POST" and submit(request, form, use_case) is not None:
        return go(request, back, flash=flash)
    shown = FormPage(title, form, "Record", Link("Cancel", back), (HOME,), facts=facts)
    return render(request, FORM, shown, form=form)


@page(Permission.KEEP_POOL)
def extend(request: PageRequest) -> HttpResponseBase:
    """Record an extension; it follows what is there."""
    with reading(request.scope):
        follows = may_last_until(contract_facts(request.scope).ends_on, extensions_of(request.scope))
    form = ExtensionForm(request.POST if request.method == "POST" else None, initial={"from_on": follows})
    return _answer(request, form, record_extension, title="Record an extension", flash="The extension was recorded.")


@page(Permission.KEEP_POOL)
def decide(request: PageRequest, extension_id: UUID) -> HttpResponseBase:
    """Record what was decided about an extension."""
    with reading(request.scope):
        chosen = next((one for one in extensions_of(request.scope) if one.id == extension_id), None)
    if chosen is None:
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None)
    form.extension_id = extension_id
    facts = (
        Fact("Extension from", short_day(chosen.from_on)),
        Fact("Until", short_day(chosen.last_day)),
        Fact("Decide by", short_day(chosen.decide_by)),
    )
    return _answer(
        request, form, decide_extension, title="Record the decision", flash="The decision was recorded.", facts=facts
    )


@page(Permission.KEEP_POOL)
def vary(request: PageRequest) -> HttpResponseBase:
    """Record a variation."""
    form = VariationForm(request.POST if request.method == "POST" else None)
    return _answer(
        request, form, record_contract_variation, title="Record a variation", flash="The variation was recorded."
    )
