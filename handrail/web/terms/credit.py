"""The terms of credit by date: what is given back for equipment that returns and passes; the pool manager's form.
Refuses nothing itself: the rules and `change_credit_terms` decide."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.forms import Field
from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
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
from handrail.web.money.agreeing import PERCENT
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Table
from handrail.web.shared.views import page, render
from handrail.web.terms.preview import of_credits
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
)
from handrail.wording.money import percent_of_parts

MOST_MONTHS = 600
TITLE = "Credit for what comes back"


@page(Permission.SEE_MONEY, methods=("GET",))
def credit(request: PageRequest) -> HttpResponseBase:
    """What holds, what is to come, what has ended."""
    today = london_today()
    with reading(request.scope):
        held = credit_terms_held(request.scope)
        names = dict(_categories(request))
    columns = (
        Column("Kind of equipment"), Column("Lent for"), Column("Credited", numeric=True),
        Column("At least", numeric=True), Column("Holds"),
    )  # fmt: skip
    rows = by_date(held, today, lambda term: _cells(term, names))
    table = Table(TITLE, columns, rows, Empty("Nothing is credited"), caption_hidden=True)
    buttons = buttons_of(request, "terms:change_credit", "terms:withdraw_credit", changes_to_come(held, today))
    intro = (
        "A share of the price paid comes back when equipment returns and passes its tests.",
        "It is never more than was paid. The first term that fits counts.",
    )
    return render(request, "terms/list.html", TermsPage(TITLE, (table,), (HOME,), intro, buttons=buttons))


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
        Cell(shown_pounds(term.floor_pence) if term.floor_pence else "No least amount"),
    )  # fmt: skip


class CreditForm(RowsForm):
    """All terms of credit, from a day on. A term without a percentage is left out."""

    said, told_by = "terms", "percent"
    at_fields = MappingProxyType({
        "parts": "percent", "floor_pence": "floor", "from_months": "from", "until_months": "until",
        "category": "category",
    })  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, *, held: Sequence[CreditTerm], categories: Sequence[tuple[str, str]],
        **rest: Any,
    ) -> None:  # fmt: skip
        self.categories = categories
        super().__init__(data, held=[_as_held(one) for one in held], **rest)

    def row_fields(self, number: int) -> Mapping[str, Field]:
        """A term."""
        named = f"Term {number}"
        return {
            "category": fields.SelectField(
                f"{named}: kind of equipment", self.categories, blank="Any other", **QUIET
            ),
            "from": fields.NumberField(f"{named}: lent for at least", unit="months", most=MOST_MONTHS, **QUIET),
            "until": fields.NumberField(
                f"{named}: and less than", unit="months", most=MOST_MONTHS, hint="Leave it empty if there is no end",
                **QUIET,
            ),
            "percent": fields.DecimalField(
                f"{named}: part of the price paid", unit="%", least=0, most=100, places=4,
                hint="Leave it empty to leave this term out", **QUIET, exact=True,
            ),
            "floor": fields.MoneyField(f"{named}: at least, a piece", **QUIET, exact=True),
        }  # fmt: skip

    def to_request(self) -> CreditTermsChange:
        """What the form asks for."""
        return CreditTermsChange(tuple(_term(one) for one in self.given()), self.cleaned_data["from_on"])


def _as_held(term: CreditTerm) -> dict[str, Any]:
    return {
        "category": term.category, "from": term.from_months, "until": term.until_months,
        "percent": Decimal(term.parts) / PERCENT, "floor": term.floor_pence or None,
    }  # fmt: skip


def _term(given: Mapping[str, Any]) -> CreditTerm:
    return CreditTerm(
        0, given["category"], given["from"] or 0, given["until"], int(given["percent"] * PERCENT), given["floor"] or 0
    )


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
    intro = ("These terms take the place of all that hold until then. What was credited stays as it is.",)
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
