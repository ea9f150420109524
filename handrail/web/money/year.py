"""The form by which the pool manager records what partners pay in for a year, and how.
Refuses nothing itself: `agree_contributions` decides."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.moment import year_of
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.pool import (
    AgreementRow,
    ContributionRow,
    YearRow,
    agreements_of,
    contributions_of,
    pools,
    shares_of,
    years_of,
)
from handrail.ledger.rules.pool import PaysIn, Uplift, begins_in_year, days_due, how_paid, year_after
from handrail.partners.queries import partners_of
from handrail.usecases.agree_contributions import YearAgreed, agree_contributions
from handrail.web.admin.shapes import FormPage, london_today
from handrail.web.money.agreeing import PERCENT
from handrail.web.money.paid_in import FORM
from handrail.web.money.reading import apart_words, chosen_pool, differing
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Link
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.money import year_words
from handrail.wording.shown import short_day

# How often a partner pays: the months between two instalments.
EVERY = {"12": "Once, in April", "6": "Each half-year", "3": "Each quarter", "1": "Each month"}
_LIMITS: Mapping[str, Any] = {"unit": "%", "least": -50, "most": 50, "places": 4}


class YearForm(HandrailForm):
    """A year of a pool. For each partner: base, share, when it pays, and what its people used."""

    inflation = fields.DecimalField("Uplift for inflation", **_LIMITS, exact=True)
    inflation_basis = fields.TextField("What that rests on", longest=300, required=False)
    demand = fields.DecimalField("Uplift for demand", **_LIMITS, exact=True)
    demand_basis = fields.TextField("What the uplift for demand rests on", longest=300, required=False)
    fund_id: UUID

    change = fields.TextAreaField(
        "What is new", required=False, hint="If this year was agreed before, say what changes and why"
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        begins: date,
        first: date,
        partners: Sequence[tuple[UUID, str]],
        **rest: Any,
    ) -> None:
        super().__init__(data, **rest)
        self.begins, self.first, self.partners = begins, first, tuple(partner for partner, _ in partners)
        for at, (_, name) in enumerate(partners):
            self.fields[f"base_{at}"] = fields.MoneyField(f"{name}: base", most=10**12, exact=True)
            self.fields[f"parts_{at}"] = fields.DecimalField(f"{name}: share", unit="%", most=100, places=4, exact=True)
            self.fields[f"every_{at}"] = fields.SelectField(f"{name} pays", tuple(EVERY.items()))
            self.fields[f"day_{at}"] = fields.NumberField(f"{name} pays on day", least=1, most=28, hint="Of the month")
            self.fields[f"use_{at}"] = fields.MoneyField(
                f"{name}: what its people used", most=10**12, required=False, hint="Once it is measured", exact=True
            )

    def to_request(self) -> YearAgreed:
        """What the form asks for."""
        given = self.cleaned_data
        return YearAgreed(
            self.fund_id, self.begins, tuple(self._pays()),
            Uplift(_parts(given["inflation"]), given["inflation_basis"]),
            Uplift(_parts(given["demand"]), given["demand_basis"]), given["change"],
        )  # fmt: skip

    def _pays(self) -> Iterator[PaysIn]:
        given = self.cleaned_data
        for at, partner in enumerate(self.partners):
            due = days_due(self.begins, self.first, int(given[f"every_{at}"]), given[f"day_{at}"])
            yield PaysIn(partner, given[f"base_{at}"], _parts(given[f"parts_{at}"]), due, given[f"use_{at}"])

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """What is wrong with a partner's numbers stands at that partner's fields."""
        own = {
            "shares": "parts_0", "contributions": "base_0", "inflation.parts": "inflation",
            "inflation.basis": "inflation_basis", "demand.parts": "demand", "demand.basis": "demand_basis",
        }  # fmt: skip
        for at in range(len(self.partners)):
            own[f"shares.{at}.parts"] = f"parts_{at}"
            own[f"contributions.{at}.base_pence"] = f"base_{at}"
            own[f"contributions.{at}.use_pence"] = f"use_{at}"
        super().refuse(refused, own | dict(renamed or {}))


def _parts(percent: Decimal) -> int:
    return int(percent * PERCENT)


@page(Permission.KEEP_POOL)
def year(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """Agree the year of the address, first or anew; the form begins with what was agreed last."""
    scope, today = request.scope, london_today()
    with reading(scope):
        pool = chosen_pool(pools(scope), fund_id)
        known = years_of(scope, fund_id)
        agreed = agreements_of(scope, fund_id)
        begins = _asked(request, known, agreed, today)
        last = next((one for one in reversed(known) if one.from_on <= begins), None)
        pays = contributions_of(scope, last.id) if last else ()
        paying = {partner: parts for one in shares_of(scope, fund_id) for partner, parts in one.parts.items()}
        named = [(one.id, one.name) for one in partners_of(scope.contract_id, today) if one.id in paying]
    first = begins_in_year(agreed, begins) or begins
    partners = sorted(named, key=lambda one: -paying[one[0]])
    form = YearForm(
        request.POST if request.method == "POST" else None,
        begins=begins, first=first, partners=partners, initial=_as_last(partners, pays, last, begins, agreed),
    )  # fmt: skip
    form.fund_id = fund_id
    back = reverse("money:agreement", args=[fund_id])
    if request.method == "POST" and submit(request, form, agree_contributions) is not None:
        return go(request, back, flash=_recorded(request, fund_id, begins))
    crumbs = (Crumb(pool.name, reverse("money:pool_of", args=[fund_id])), Crumb("Agreement", back))
    part = f", from {short_day(first)}, when the agreement begins" if first > begins else ""
    title = f"Agree {year_words(begins)}{part}"
    return render(request, FORM, FormPage(title, form, "Record", Link("Cancel", back), crumbs), form=form)


def _recorded(request: PageRequest, fund_id: UUID, begins: date) -> str:
    """That it was recorded, and that shares are far from what is paid in."""
    with reading(request.scope):
        year = next(one for one in years_of(request.scope, fund_id) if one.from_on == begins)
        apart = differing(contributions_of(request.scope, year.id))
    said = (apart_words(one, paid) for one, paid in apart)
    return " ".join(("The contributions were recorded.", *said))


def _asked(request: PageRequest, known: Sequence[YearRow], agreed: Sequence[AgreementRow], today: date) -> date:
    """The year of the address; without one that was or could be agreed, the next that was not."""
    coming = next_year(known, agreed, today)
    offered = (coming, *(one.from_on for one in known))
    return next((one for one in offered if str(one.year) == request.GET.get("year")), coming)


def next_year(known: Sequence[YearRow], agreed: Sequence[AgreementRow], today: date) -> date:
    """The first year that nobody has agreed: that after the last, or that of today; of an agreement that is to begin
    later, that of its first day."""
    return year_after(known[-1].from_on) if known else year_of(max([today, *(one.from_on for one in agreed[:1])]))


def _as_last(
    partners: Sequence[tuple[UUID, str]],
    pays: Sequence[ContributionRow],
    last: YearRow | None,
    begins: date,
    agreed: Sequence[AgreementRow],
) -> dict[str, Any]:
    """What was agreed last for this year; of a new one, what each paid the year before is its base."""
    again = last is not None and last.from_on == begins
    shown: dict[str, Any] = {"inflation": Decimal(0), "demand": Decimal(0)}
    if again and last:
        shown["inflation"], shown["demand"] = (
            Decimal(uplift.parts) / PERCENT for uplift in (last.inflation, last.demand)
        )
        shown["inflation_basis"], shown["demand_basis"] = last.inflation.basis, last.demand.basis
    rows = {one.partner_id: one for one in pays}
    year = last.from_on if last else begins
    first, kinds = begins_in_year(agreed, year) or year, [int(one) for one in EVERY]
    for at, (partner, _) in enumerate(partners):
        if row := rows.get(partner):
            shown[f"base_{at}"] = row.amount.base_pence if again else row.amount.pence
            shown[f"parts_{at}"] = Decimal(row.parts) / PERCENT
            due = [one.due_on for one in row.instalments]
            every, shown[f"day_{at}"] = how_paid(year, first, due, kinds)
            shown[f"every_{at}"] = str(every)
            shown[f"use_{at}"] = row.use_pence if again else None
    return shown
