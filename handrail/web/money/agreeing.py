"""The pool manager's forms about an agreement: as signed, a variation, a meeting.
Refuses nothing itself: the use cases decide."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.codes import RiskRule
from handrail.ledger.queries.pool import AgreementRow, Pool, agreements_of, pools, shares_of
from handrail.ledger.rules.risk import WITH_PARTS, RiskTerms
from handrail.partners.queries import partners_of
from handrail.usecases.keep_agreement import (
    AgreementTerms,
    NewAgreement,
    Variation,
    record_agreement,
    vary_agreement,
)
from handrail.usecases.record_meeting import MeetingHeld, record_meeting
from handrail.web.admin.shapes import FormPage, london_today
from handrail.web.money.paid_in import FORM
from handrail.web.money.reading import chosen_pool
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm, When
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Link
from handrail.web.shared.views import go, page, render, submit

# One per cent in parts of a million.
PERCENT = 10_000
RULES = (
    (RiskRule.BY_CONTRIBUTION.value, "By the shares of the year"),
    (RiskRule.BY_USE.value, "By what each partner's people used"),
    (RiskRule.CAPPED.value, "By the shares, with a cap. The host bears what is above it"),
    (RiskRule.BAND.value, "A band about the budget stays in the pool, the rest by the shares"),
    (RiskRule.NONE.value, "Not shared: it is the host's"),
)


class TermsForm(HandrailForm):
    """What partners agree."""

    agreed_on = fields.DateField("Agreed on", past=True)
    from_on = fields.DateField("Holds from")
    ends_on = fields.DateField("Ends on")
    review_on = fields.DateField("Next review")
    notice_months = fields.NumberField("Notice", unit="months", most=60)
    aims = fields.TextAreaField("Aims")
    functions = fields.TextAreaField("Functions", hint="Whose duties are carried out together, by which laws")
    host_id = fields.SelectField("Host")
    manager = fields.TextField("Pool manager", longest=120, hint="The post, not a name")
    risk_rule = fields.RadiosField("How overspend and underspend are shared", RULES)
    risk_parts = fields.DecimalField(
        "Cap or band",
        unit="%",
        most=100,
        places=4,
        required=False,
        hint="Of the contribution or of the budget",
        exact=True,
    )

    whens = (When("risk_rule", frozenset(rule.value for rule in WITH_PARTS), "risk_parts"),)

    fund_id: UUID

    def terms(self) -> AgreementTerms:
        """What the form says."""
        given = self.cleaned_data
        rule, percent = RiskRule(given["risk_rule"]), given["risk_parts"]
        parts = int(percent * PERCENT) if percent and rule in WITH_PARTS else 0
        return AgreementTerms(
            given["agreed_on"], given["from_on"], given["ends_on"], given["review_on"], given["notice_months"],
            given["aims"], given["functions"], UUID(given["host_id"]), given["manager"], RiskTerms(rule, parts),
        )  # fmt: skip


class AgreementForm(TermsForm):
    """The agreement as it was signed."""

    def to_request(self) -> NewAgreement:
        """What the form asks for."""
        return NewAgreement(self.fund_id, self.terms())


class VariationForm(TermsForm):
    """Other terms from a day on."""

    change = fields.TextAreaField("What changes, and why")

    def to_request(self) -> Variation:
        """What the form asks for."""
        return Variation(self.fund_id, self.terms(), self.cleaned_data["change"])


class MeetingForm(HandrailForm):
    """A meeting that was held."""

    held_on = fields.DateField("Held on", past=True)
    decided = fields.TextAreaField("What was decided")
    next_on = fields.DateField("Next meeting", required=False)

    fund_id: UUID

    def to_request(self) -> MeetingHeld:
        """What the form asks for."""
        given = self.cleaned_data
        return MeetingHeld(self.fund_id, given["held_on"], given["decided"], given["next_on"])


def _read(request: PageRequest, fund_id: UUID) -> tuple[Pool, Sequence[AgreementRow], list[tuple[str, str]]]:
    """The pool, what was agreed of it, and its partners as choices."""
    scope = request.scope
    with reading(scope):
        pool = chosen_pool(pools(scope), fund_id)
        paying = {partner for one in shares_of(scope, fund_id) for partner in one.parts}
        named = partners_of(scope.contract_id, london_today())
        return pool, agreements_of(scope, fund_id), [(str(p.id), p.name) for p in named if p.id in paying]


def _answer(
    request: PageRequest, pool: Pool, form: HandrailForm, use_case: Any, *, title: str, flash: str
) -> HttpResponseBase:
    back = reverse("money:agreement", args=[pool.id])
    if request.method == "POST" and submit(request, form, use_case) is not None:
        return go(request, back, flash=flash)
    crumbs = (Crumb(pool.name, reverse("money:pool_of", args=[pool.id])), Crumb("Agreement", back))
    return render(request, FORM, FormPage(title, form, "Record", Link("Cancel", back), crumbs), form=form)


@page(Permission.KEEP_POOL)
def agree(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """Record the agreement of a pool that has none."""
    pool, _, partners = _read(request, fund_id)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    form.fund_id = fund_id
    offer(form, "host_id", partners)
    return _answer(
        request, pool, form, record_agreement, title="Record the agreement", flash="The agreement was recorded."
    )


@page(Permission.KEEP_POOL)
def vary(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """Record a variation; the form begins with what was agreed last."""
    pool, agreed, partners = _read(request, fund_id)
    if not agreed:
        raise Http404
    last = agreed[-1]
    kept = {
        name: getattr(last, name)
        for name in ("ends_on", "review_on", "notice_months", "aims", "functions", "manager", "risk_rule")
    }
    percent = Decimal(last.risk_parts) / PERCENT if last.risk_parts else None
    form = VariationForm(
        request.POST if request.method == "POST" else None,
        initial={**kept, "host_id": str(last.host_id), "risk_parts": percent},
    )
    form.fund_id = fund_id
    offer(form, "host_id", partners)
    return _answer(request, pool, form, vary_agreement, title="Record a variation", flash="The variation was recorded.")


@page(Permission.KEEP_POOL)
def meeting(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """Record a meeting."""
    pool, *_ = _read(request, fund_id)
    form = MeetingForm(request.POST if request.method == "POST" else None)
    form.fund_id = fund_id
    return _answer(request, pool, form, record_meeting, title="Record a meeting", flash="The meeting was recorded.")
