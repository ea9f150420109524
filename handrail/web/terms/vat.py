"""The VAT on what is bought, by date, and whether it is got back; the pool manager's form.
Refuses nothing itself: the rules and `change_vat_terms` decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.forms import Field
from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.terms import funds, vat_terms_held
from handrail.ledger.queries.vat import bought_between
from handrail.ledger.rules.repriced import previous_quarter
from handrail.ledger.rules.suspense import EQUIPMENT
from handrail.ledger.rules.terms import plan_set
from handrail.ledger.rules.vat import Bought, VatTerm, reasons_against_vat, would_bear
from handrail.partners.effective import Held
from handrail.partners.queries import code_lists
from handrail.usecases.change_vat_terms import (
    CATEGORIES,
    TermsWithdrawal,
    VatChange,
    change_vat_terms,
    withdraw_vat_terms,
)
from handrail.web.admin.shapes import london_today
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Notice, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.terms.prices import prices_today
from handrail.web.terms.rows import QUIET, RowsForm
from handrail.web.terms.shapes import (
    HOME,
    Proposal,
    TakingBack,
    TermsPage,
    buttons_of,
    by_date,
    changes_to_come,
    propose,
    take_back,
    told_of,
)
from handrail.wording.money import OWN_ITEM_NAMES
from handrail.wording.shown import short_day

TITLE = "VAT"
PERCENT = 100
BACK, COST = "back", "cost"
GOT_BACK = ((BACK, "Yes, the fund gets it back"), (COST, "No, it is a cost"))


@dataclass(frozen=True, slots=True)
class _Names:
    """What can be named in a term, and by which words. `offered`: those that hold today."""

    items: Mapping[str, str]
    categories: Mapping[str, str]
    funds: Mapping[UUID, str]
    offered: Mapping[str, str]

    def of(self, term: VatTerm | Bought) -> str:
        """What it is about, in a line."""
        item = self.items.get(term.item, term.item) or "Anything else that is bought"
        return f"{item}: {self.categories.get(term.category, term.category)}" if term.category else item


def _names(request: PageRequest) -> _Names:
    prices, labels = prices_today(request)
    listed = code_lists(request.scope.contract_id, [CATEGORIES], london_today())[CATEGORIES]
    holding = {price.activity for price in prices}
    return _Names(
        {**OWN_ITEM_NAMES, **labels},
        {one.code: one.label for one in listed},
        {one.id: one.name for one in funds(request.scope)},
        {**OWN_ITEM_NAMES, **{item: label for item, label in labels.items() if item in holding}},
    )


@page(Permission.SEE_MONEY, methods=("GET",))
def vat(request: PageRequest) -> HttpResponseBase:
    """What holds, what is to come, what has ended."""
    today = london_today()
    with reading(request.scope):
        held, names = vat_terms_held(request.scope), _names(request)
    columns = (
        Column("What is bought"), Column("Who pays"), Column("VAT", numeric=True), Column("Got back"), Column("Holds"),
    )  # fmt: skip
    rows = by_date(held, today, lambda term: _cells(term, names))
    table = Table(TITLE, columns, rows, Empty("No VAT is counted"), caption_hidden=True)
    buttons = buttons_of(request, "terms:change_vat", "terms:withdraw_vat", changes_to_come(held, today))
    intro = (
        "VAT is put on top of a price when something is delivered or done. Prices, and what is kept, are without it.",
        "What a fund gets back is no cost. The term that names a thing most closely counts.",
        "What holds for your organisations is yours to say. Ask whoever looks after your VAT.",
    )
    return render(request, "terms/list.html", TermsPage(TITLE, (table,), (HOME,), intro, buttons=buttons))


def _cells(term: VatTerm, names: _Names) -> tuple[Cell, ...]:
    fund = names.funds.get(term.fund_id, "A closed fund") if term.fund_id else "Any fund"
    return (
        Cell(names.of(term)), Cell(fund), Cell(f"{Decimal(term.parts) / PERCENT:f}%"),
        Cell("Yes" if term.is_recovered else "No"),
    )  # fmt: skip


class VatForm(RowsForm):
    """All terms of VAT, from a day on. A term without a rate is left out."""

    said, told_by = "terms", "rate"
    at_fields = MappingProxyType({"parts": "rate", "item": "item", "category": "category", "fund_id": "fund"})

    def __init__(self, data: Mapping[str, Any] | None, *, held: Sequence[VatTerm], names: _Names, **rest: Any) -> None:
        self.names = names
        super().__init__(data, held=[_as_held(one) for one in held], **rest)

    def row_fields(self, number: int) -> Mapping[str, Field]:
        """A term."""
        named, names = f"Term {number}", self.names
        return {
            "rate": fields.DecimalField(
                f"{named}: VAT", unit="%", least=0, most=100, places=2, hint="Leave it empty to leave this term out",
                **QUIET, exact=True,
            ),
            "item": fields.SelectField(
                f"{named}: on what?", list(names.offered.items()), blank="Anything else that is bought", **QUIET
            ),
            "category": fields.SelectField(
                f"{named}: kind of equipment", list(names.categories.items()), blank="Any kind",
                hint="For equipment only", **QUIET,
            ),
            "fund": fields.SelectField(
                f"{named}: who pays?", [(str(one), name) for one, name in names.funds.items()], blank="Any fund",
                **QUIET,
            ),
            "back": fields.SelectField(f"{named}: is it got back?", GOT_BACK, **QUIET),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Whether VAT is got back is never guessed."""
        cleaned = super().clean()
        for at in range(self.rows):
            if cleaned.get(f"rate_{at}") is not None and not cleaned.get(f"back_{at}"):
                self.add_error(f"back_{at}", "Choose whether the fund gets it back")
        return cleaned

    def to_request(self) -> VatChange:
        """What the form asks for."""
        terms = tuple(
            VatTerm(
                row["item"], row["category"], UUID(row["fund"]) if row["fund"] else None,
                int(row["rate"] * PERCENT), row["back"] == BACK,
            )
            for row in self.given()
        )  # fmt: skip
        return VatChange(terms, self.cleaned_data["from_on"])


def _as_held(term: VatTerm) -> dict[str, Any]:
    return {
        "rate": Decimal(term.parts) / PERCENT, "item": term.item, "category": term.category,
        "fund": str(term.fund_id or ""), "back": BACK if term.is_recovered else COST,
    }  # fmt: skip


@page(Permission.KEEP_POOL)
def change_vat(request: PageRequest) -> HttpResponseBase:
    """All terms of VAT from a day on; what they would have come to last quarter is shown before they are saved."""
    today = london_today()
    with reading(request.scope):
        held, names = vat_terms_held(request.scope), _names(request)
    now = [one.row for one in held if one.holds_on(today)]
    form = VatForm(request.POST if request.method == "POST" else None, held=now, names=names)
    proposal = Proposal(
        lambda wanted: _against(wanted, held, names), lambda wanted: _would_bear(request, wanted, names),
        change_vat_terms,
    )  # fmt: skip
    back = reverse("terms:vat")
    intro = ("These take the place of all terms of VAT that hold until then. What was posted stays as it is.",)
    return propose(
        request, form, proposal, title="Change the VAT", back=back, crumbs=(Crumb(TITLE, back),), intro=intro
    )


def _against(wanted: VatChange, held: Sequence[Held[VatTerm]], names: _Names) -> list[Reason]:
    reasons = list(reasons_against_vat(wanted.terms, names.offered, names.categories, names.funds))
    plan = plan_set(held, wanted.terms, from_on=wanted.from_on, today=london_today())
    return [*reasons, plan] if isinstance(plan, Reason) else reasons


def _would_bear(request: PageRequest, wanted: VatChange, names: _Names) -> tuple[Notice, tuple[Table, ...]]:
    """The VAT of the last quarter as it was posted, and as it would have been."""
    first, after = previous_quarter(london_today())
    with reading(request.scope):
        bought = bought_between(request.scope, first, after)
    columns = (
        Column("What was bought"), Column("Price, less credits", numeric=True), Column("VAT", numeric=True),
        Column("VAT would have been", numeric=True), Column("Got back of it", numeric=True),
        Column("A cost", numeric=True),
    )  # fmt: skip
    when = f"{short_day(first)} to {short_day(after - timedelta(days=1))}"
    rows = _rows_of(bought, wanted.terms, names)
    table = Table(f"What this would have come to, {when}", columns, rows, Empty("Nothing was bought"), id="shown")
    lines = ["Nothing is saved yet. Nothing that was posted will change."]
    lines.append("Reckoned from sums. Each entry is rounded by itself, so pence may differ.")
    if request.scope.reach != "ALL":
        lines.append("Only what your organisation may see is counted.")
    return told_of(when, lines, is_silent=not rows), (table,)


def _rows_of(bought: Sequence[Bought], terms: Sequence[VatTerm], names: _Names) -> list[Row]:
    """What was bought, by what it is, equipment first; all together at the end."""
    by_what: dict[tuple[str, str], list[Bought]] = {}
    for one in bought:
        by_what.setdefault((one.item, one.category), []).append(one)
    found: list[tuple[str, tuple[int, ...]]] = []
    for of_one in sorted(by_what.values(), key=lambda some: (some[0].item != EQUIPMENT, names.of(some[0]))):
        whole, back = would_bear(of_one, terms)
        net, vat_now = sum(one.net_pence for one in of_one), sum(one.vat_pence for one in of_one)
        found.append((names.of(of_one[0]), (net, vat_now, whole, back, whole - back)))
    if len(found) > 1:
        sums = zip(*(pence for _, pence in found), strict=True)
        found.append(("All together", tuple(map(sum, sums))))
    return [Row((Cell(what), *(Cell(shown_pounds(each)) for each in pence))) for what, pence in found]


@page(Permission.KEEP_POOL)
def withdraw_vat(request: PageRequest) -> HttpResponseBase:
    """Take back the change of a day to come."""
    return take_back(request, TakingBack("terms:vat", TITLE, withdraw_vat_terms, TermsWithdrawal))
