"""The terms of credit by date: what is given back for equipment that returns and passes; the pool manager's form.
Refuses nothing itself: the rules and `change_credit_terms` decide."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.catalogue.queries import products_by_trait
from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.codes import Excluded
from handrail.ledger.queries.terms import credit_terms_held
from handrail.ledger.rules.credits import CreditTerm
from handrail.ledger.rules.terms import in_order_of_use, plan_set, reasons_against_credit
from handrail.partners.effective import Held
from handrail.partners.queries import code_lists
from handrail.usecases.change_credit_terms import (
    CATEGORIES,
    CreditTermsChange,
    TermsWithdrawal,
    change_credit_terms,
    withdraw_credit_terms,
)
from handrail.web.admin.shapes import london_today
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Table
from handrail.web.shared.views import page, render
from handrail.web.terms.credit_form import CreditForm
from handrail.web.terms.preview import of_credits
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
)
from handrail.wording.money import percent_of_parts
from handrail.wording.terms import DUE, EXCLUDED

TITLE = "Credit for what comes back"


@page(Permission.SEE_MONEY, methods=("GET",))
def credit(request: PageRequest) -> HttpResponseBase:
    """What holds, what is to come, what has ended."""
    today = london_today()
    with reading(request.scope):
        held = credit_terms_held(request.scope)
        names, products = dict(_categories(request)), products_by_trait(request.scope, today)
    columns = (
        Column("Kind of equipment"), Column("Lent for"), Column("Credited", numeric=True),
        Column("At least", numeric=True), Column("When"), Column("Holds"),
    )  # fmt: skip
    rows = by_date([one for one in held if not one.row.excludes], today, lambda term: _cells(term, names))
    table = Table(TITLE, columns, rows, Empty("Nothing is credited"), caption_hidden=True)
    excluded = [one for one in held if one.row.excludes]
    without = Table(
        "Never credited", (Column("What"), Column("Products in the catalogue", numeric=True), Column("Holds")),
        by_date(excluded, today, lambda term: _excluded(term, names, products)),
        Empty("Nothing is left out by these terms"),
    )  # fmt: skip
    buttons = buttons_of(request, "terms:change_credit", "terms:withdraw_credit", changes_to_come(held, today))
    intro = (
        "A share of the price paid comes back: when equipment returns, or once it has passed its tests.",
        "It is never more than was paid. The first term that fits counts.",
        "What was credited when it came back stays credited, even if it fails its tests later.",
        "A product that the catalogue says gets no credit is never credited either.",
    )
    return render(request, "terms/list.html", TermsPage(TITLE, (table, without), (HOME,), intro, buttons=buttons))


def _categories(request: PageRequest) -> list[tuple[str, str]]:
    listed = code_lists(request.scope.contract_id, [CATEGORIES], london_today())[CATEGORIES]
    return [(one.code, one.label) for one in listed]


def _cells(term: CreditTerm, names: Mapping[str, str]) -> tuple[Cell, ...]:
    if term.until_months is None:
        age = f"{term.from_months} months or more" if term.from_months else "Any time"
    else:
        age = f"{term.from_months} to under {term.until_months} months"
    return (
        Cell(names.get(term.category, term.category) or "Any other"), Cell(age), Cell(percent_of_parts(term.parts)),
        Cell(shown_pounds(term.floor_pence) if term.floor_pence else "No least amount"), Cell(DUE[term.due]),
    )  # fmt: skip


def _excluded(term: CreditTerm, names: Mapping[str, str], products: Mapping[str, int]) -> tuple[Cell, ...]:
    name = EXCLUDED.get(term.excludes or Excluded.CATEGORY) or names.get(term.category, term.category)
    return Cell(name), Cell(f"{products.get(term.trait, 0):,}")


@page(Permission.KEEP_POOL)
def change_credit(request: PageRequest) -> HttpResponseBase:
    """All terms of credit from a day on; what they would have done is shown before they are saved."""
    today = london_today()
    with reading(request.scope):
        held, categories = credit_terms_held(request.scope), _categories(request)
    now = [one.row for one in held if one.holds_on(today)]
    form = CreditForm(request.POST if request.method == "POST" else None, held=now, categories=categories)
    proposal = Proposal(
        lambda wanted: _against(wanted, held, dict(categories)),
        lambda wanted: of_credits(request, in_order_of_use(wanted.terms)),
        change_credit_terms,
    )
    back = reverse("terms:credit")
    intro = (
        "These terms take the place of all that hold until then. What was credited stays as it is.",
        "What is credited when it comes back stays credited, even if it fails its tests later.",
    )
    return propose(
        request, form, proposal, title="Change the credit", back=back, crumbs=(Crumb(TITLE, back),), intro=intro
    )


def _against(wanted: CreditTermsChange, held: Sequence[Held[CreditTerm]], names: Mapping[str, str]) -> list[Reason]:
    reasons = list(reasons_against_credit(wanted.terms, names))
    plan = plan_set(held, in_order_of_use(wanted.terms), from_on=wanted.from_on, today=london_today())
    return [*reasons, plan] if isinstance(plan, Reason) else reasons


@page(Permission.KEEP_POOL)
def withdraw_credit(request: PageRequest) -> HttpResponseBase:
    """Take back the change of a day to come."""
    return take_back(request, TakingBack("terms:credit", TITLE, withdraw_credit_terms, TermsWithdrawal))
