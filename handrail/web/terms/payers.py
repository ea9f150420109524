"""The rules of who pays by date: which fund for whom; the pool manager's form.
Refuses nothing itself: the rules and `change_payers` decide."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.forms import Field
from django.http import HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.codes import Residence
from handrail.ledger.queries.terms import FundRow, funding_rules_held, funds
from handrail.ledger.rules.funding import FundingRule
from handrail.partners.effective import Held
from handrail.people.states import CareRoute
from handrail.usecases.change_payers import PayersChange, TermsWithdrawal, change_payers, withdraw_payers
from handrail.web.admin.shapes import FormPage, london_today
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.web.terms.rows import QUIET, RowsForm
from handrail.web.terms.shapes import (
    FORM,
    HOME,
    TakingBack,
    TermsPage,
    buttons_of,
    by_date,
    changes_to_come,
    take_back,
)
from handrail.wording import say

TITLE = "Who pays"
MOST_WEIGHT = 1_000_000
RESIDENCES = ((Residence.OURS.value, "Our own residents"), (Residence.OTHER.value, "Residents of other councils"))
ROUTES = tuple((route.value, say(route)) for route in CareRoute if route is not CareRoute.STANDARD)


@page(Permission.SEE_MONEY, methods=("GET",))
def payers(request: PageRequest) -> HttpResponseBase:
    """What holds, what is to come, what has ended."""
    today = london_today()
    with reading(request.scope):
        held, names = funding_rules_held(request.scope), {one.id: one.name for one in funds(request.scope)}
    columns = (
        Column("Place", numeric=True), Column("Care route"), Column("Whose residents"), Column("Fund"), Column("Holds"),
    )  # fmt: skip
    shared = [Held(one.id, (one.row, share_of_place(one, held, today)), one.from_on, one.until_on) for one in held]
    rows = by_date(shared, today, lambda shown: _cells(shown[0], shown[1], names))
    table = Table(TITLE, columns, rows, Empty("There are no rules yet"), caption_hidden=True)
    buttons = buttons_of(request, "terms:change_payers", "terms:withdraw_payers", changes_to_come(held, today))
    intro = ("The first rule that fits an order says which funds pay for it. The rules of the day of the order count.",)
    return render(request, "terms/list.html", TermsPage(TITLE, (table,), (HOME,), intro, buttons=buttons))


def share_of_place(rule: Held[FundingRule], held: Sequence[Held[FundingRule]], today: date) -> str:
    """Which part of an order a rule bears that has its place with others: today, or on its day that is nearest."""
    day = max(today, rule.from_on)
    if rule.until_on is not None and not rule.holds_on(day):
        day = rule.until_on - timedelta(days=1)
    beside = [one.row.weight for one in held if one.row.position == rule.row.position and one.holds_on(day)]
    return f"Weight {rule.row.weight} of {sum(beside)}" if len(beside) > 1 else ""


def _cells(rule: FundingRule, note: str, names: Mapping[UUID, str]) -> tuple[Cell, ...]:
    return (
        Cell(str(rule.position)), Cell(dict(ROUTES).get(rule.care_route, rule.care_route) or "Any"),
        Cell(dict(RESIDENCES).get(rule.residence.value, "Everybody")),
        Cell(names.get(rule.fund_id, "A closed fund"), note=note),
    )  # fmt: skip


class PayersForm(RowsForm):
    """All rules of who pays, from a day on. A rule without a place is left out."""

    said, told_by = "rules", "position"
    at_fields = MappingProxyType({"position": "position", "fund_id": "fund", "weight": "weight"})

    def __init__(
        self, data: Mapping[str, Any] | None, *, held: Sequence[FundingRule], offered: Sequence[FundRow], **rest: Any
    ) -> None:
        self.funds = tuple((str(one.id), one.name) for one in offered)
        super().__init__(data, held=[_as_held(one) for one in held], **rest)

    def row_fields(self, number: int) -> Mapping[str, Field]:
        """A rule."""
        named, out = f"Rule {number}", "Leave it empty to leave this rule out"
        return {
            "position": fields.NumberField(f"{named}: place", least=1, most=999, hint=out, **QUIET),
            "route": fields.SelectField(f"{named}: care route", ROUTES, blank="Any", **QUIET),
            "residence": fields.SelectField(f"{named}: whose residents", RESIDENCES, blank="Everybody", **QUIET),
            "fund": fields.SelectField(f"{named}: fund", self.funds, **QUIET),
            "weight": fields.NumberField(
                f"{named}: weight", least=1, most=MOST_WEIGHT, hint="Of several funds in one place", **QUIET
            ),
        }

    def clean(self) -> dict[str, Any]:
        """A rule that has a place has a fund."""
        cleaned = super().clean()
        for at in self._used():
            if not cleaned.get(f"fund_{at}"):
                self.add_error(f"fund_{at}", "Choose the fund that pays")
        return cleaned

    def to_request(self) -> PayersChange:
        """What the form asks for."""
        return PayersChange(tuple(_rule(one) for one in self.given()), self.cleaned_data["from_on"])


def _as_held(rule: FundingRule) -> dict[str, Any]:
    return {
        "position": rule.position, "route": rule.care_route, "weight": rule.weight, "residence": rule.residence.value,
        "fund": str(rule.fund_id),
    }  # fmt: skip


def _rule(given: Mapping[str, Any]) -> FundingRule:
    return FundingRule(
        given["position"], given["route"], Residence(given["residence"]), UUID(given["fund"]), given["weight"] or 1
    )


@page(Permission.KEEP_POOL)
def change_rules(request: PageRequest) -> HttpResponseBase:
    """All rules of who pays from a day on."""
    with reading(request.scope):
        held, offered = funding_rules_held(request.scope), funds(request.scope)
    now = [one.row for one in held if one.holds_on(london_today())]
    form = PayersForm(request.POST if request.method == "POST" else None, held=now, offered=offered)
    back = reverse("terms:payers")
    if request.method == "POST" and submit(request, form, change_payers) is not None:
        return go(request, back, flash="The rules were saved.")
    intro = (
        "These rules take the place of all that hold until then. Orders that were placed before keep theirs.",
        "Several funds in one place share an order by their weights.",
    )
    shown = FormPage(
        "Change who pays", form, "Save these rules", Link("Cancel", back), (HOME, Crumb(TITLE, back)), intro=intro
    )
    return render(request, FORM, shown, form=form)


@page(Permission.KEEP_POOL)
def withdraw_rules(request: PageRequest) -> HttpResponseBase:
    """Take back the change of a day to come."""
    return take_back(request, TakingBack("terms:payers", TITLE, withdraw_payers, TermsWithdrawal))
