"""What is rented from the provider by the week, by date; the pool manager's form.
Refuses nothing itself: the rules and `change_rentals` decide."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.forms import Field
from django.http import HttpResponseBase
from django.urls import reverse

from handrail.catalogue.queries import products
from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.states import Tracking
from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.terms import rentals_held
from handrail.ledger.rules.rentals import MOST_PENCE, OnRent, RentalTerm, reasons_against_rentals, rent_of_quarter
from handrail.ledger.rules.repriced import previous_quarter
from handrail.ledger.rules.terms import plan_set
from handrail.loans.rented import on_rent_between
from handrail.partners.effective import Held
from handrail.usecases.change_rentals import RentalsChange, TermsWithdrawal, change_rentals, withdraw_rentals
from handrail.web.admin.shapes import london_today
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Notice, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.terms.behind import loans_address
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
from handrail.wording.shown import plural, short_day

TITLE = "What is rented by the week"
# No product has it: what was typed is no code of the catalogue.
UNKNOWN = UUID(int=0)

type Catalogue = Mapping[UUID, ProductFacts]


@page(Permission.SEE_MONEY, methods=("GET",))
def rented(request: PageRequest) -> HttpResponseBase:
    """What holds, what is to come, what has ended."""
    today = london_today()
    with reading(request.scope):
        held, catalogue = rentals_held(request.scope), _catalogue(request)
    columns = (Column("Product"), Column("A week, each", numeric=True), Column("Holds"))
    rows = by_date(held, today, lambda term: _cells(term, catalogue))
    table = Table(
        TITLE, columns, rows, Empty("Nothing is rented", "All equipment is bought on issue."), caption_hidden=True
    )
    coming = changes_to_come(held, today)
    buttons = buttons_of(request, "terms:change_rentals", "terms:withdraw_rentals", coming)
    intro = (
        "The provider owns these. Each item costs a price a week from its delivery to its collection, by the day.",
        "What was bought on issue owes no rent. What is ordered while the catalogue says £0 is not bought.",
    )
    return render(request, "terms/list.html", TermsPage(TITLE, (table,), (HOME,), intro, buttons=buttons))


def _catalogue(request: PageRequest) -> Catalogue:
    return {one.id: one.facts for one in products(request.scope).values()}


def _cells(term: RentalTerm, catalogue: Catalogue) -> tuple[Cell, ...]:
    product = catalogue[term.product_id]
    bought = f"Bought on issue today, for {shown_pounds(product.price_pence)}" if product.price_pence else ""
    return Cell(f"{product.code} {product.name}", note=bought), Cell(shown_pounds(term.week_pence))


class RentalsForm(RowsForm):
    """All that is rented, from a day on. A row without a code is left out."""

    said, told_by = "terms", "code"
    at_fields = MappingProxyType({"product_id": "code", "week_pence": "week"})

    def __init__(
        self, data: Mapping[str, Any] | None, *, held: Sequence[RentalTerm], catalogue: Catalogue, **rest: Any
    ) -> None:
        self.ids = {facts.code: product_id for product_id, facts in catalogue.items()}
        shown = [{"code": catalogue[one.product_id].code, "week": one.week_pence} for one in held]
        super().__init__(data, held=shown, **rest)

    def row_fields(self, number: int) -> Mapping[str, Field]:
        """A product with its price."""
        named, hint = f"Product {number}", "Leave it empty to leave this row out"
        return {
            "code": fields.TextField(f"{named}: code", hint=hint, longest=20, width="10", **QUIET),
            "week": fields.MoneyField(f"{named}: price a week, each", most=MOST_PENCE, **QUIET, exact=True),
        }

    def to_request(self) -> RentalsChange:
        """What the form asks for."""
        terms = (RentalTerm(self.ids.get(one["code"].upper(), UNKNOWN), one["week"] or 0) for one in self.given())
        return RentalsChange(tuple(terms), self.cleaned_data["from_on"])


@page(Permission.KEEP_POOL)
def change_rented(request: PageRequest) -> HttpResponseBase:
    """All that is rented from a day on; what it would have come to last quarter is shown before it is saved."""
    today = london_today()
    with reading(request.scope):
        held, catalogue = rentals_held(request.scope), _catalogue(request)
    now = [one.row for one in held if one.holds_on(today)]
    form = RentalsForm(request.POST if request.method == "POST" else None, held=now, catalogue=catalogue)
    proposal = Proposal(
        lambda wanted: _against(wanted, held, catalogue),
        lambda wanted: _would_cost(request, wanted, held, catalogue),
        change_rentals,
    )
    back = reverse("terms:rentals")
    intro = (
        "These take the place of all that is rented until then. What was charged stays as it is.",
        "Only products whose items carry a number can be rented.",
    )
    return propose(
        request, form, proposal, title="Change what is rented", back=back, crumbs=(Crumb(TITLE, back),), intro=intro
    )


def _against(wanted: RentalsChange, held: Sequence[Held[RentalTerm]], catalogue: Catalogue) -> list[Reason]:
    numbered = {one: facts.tracking is Tracking.SERIALISED for one, facts in catalogue.items()}
    reasons = list(reasons_against_rentals(wanted.terms, numbered))
    plan = plan_set(held, wanted.terms, from_on=wanted.from_on, today=london_today())
    return [*reasons, plan] if isinstance(plan, Reason) else reasons


def _would_cost(
    request: PageRequest, wanted: RentalsChange, held: Sequence[Held[RentalTerm]], catalogue: Catalogue
) -> tuple[Notice, tuple[Table, ...]]:
    """The rent of the last quarter as it was and as it would have been; for what was bought, what its rent would be."""
    first, after = previous_quarter(london_today())
    named = {term.product_id for term in wanted.terms} | {one.row.product_id for one in held}
    with reading(request.scope):
        out = on_rent_between(request.scope, named, first, after)
    always = [Held(UNKNOWN, term, first, None) for term in wanted.terms]
    by_product: dict[UUID, list[OnRent]] = defaultdict(list)
    for loan in out:
        by_product[loan.product_id].append(loan)
    rows = []
    for product_id, loans in sorted(by_product.items(), key=lambda one: catalogue[one[0]].code):
        rent, bought = ([one for one in loans if one.bought is is_bought] for is_bought in (False, True))
        sums = (_rent(rent, first, held), _rent(rent, first, always), _rent(bought, first, always))
        rows.append(
            Row((
                Cell(f"{catalogue[product_id].code} {catalogue[product_id].name}", _behind(product_id, wanted)),
                *(Cell(shown_pounds(pence)) for pence in sums[:2]),
                Cell(shown_pounds(sums[2]), note=f"{plural(len(bought), 'loan')} bought on issue" if bought else ""),
            ))
        )  # fmt: skip
    when = f"{short_day(first)} to {short_day(after - timedelta(days=1))}"
    columns = (
        Column("Product"), Column("Rent", numeric=True), Column("Would have been", numeric=True),
        Column("If what was bought had been rented", numeric=True),
    )  # fmt: skip
    table = Table(f"What this would have come to, {when}", columns, rows, Empty("None of these was lent"), id="shown")
    lines = ["Nothing is saved yet. Nothing that was posted will change.", "What was bought goes on without rent."]
    if request.scope.reach != "ALL":
        lines.append("Only what your organisation may see is counted.")
    if rows:
        lines.append("Each row leads to the loans behind it.")
    return told_of(when, lines, is_silent=not rows), (table,)


def _behind(product_id: UUID, wanted: RentalsChange) -> str:
    proposed = next((term.week_pence for term in wanted.terms if term.product_id == product_id), None)
    return loans_address(product_id, proposed)


def _rent(loans: Sequence[OnRent], first: date, held: Sequence[Held[RentalTerm]]) -> int:
    return sum(rent_of_quarter(loan, first, held) for loan in loans)


@page(Permission.KEEP_POOL)
def withdraw_rented(request: PageRequest) -> HttpResponseBase:
    """Take back the change of a day to come."""
    return take_back(request, TakingBack("terms:rentals", TITLE, withdraw_rentals, TermsWithdrawal))
