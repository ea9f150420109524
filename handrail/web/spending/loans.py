"""The loans behind credits still to come, one by one.
Refuses people's names: an order's page says whose it is to those who may see people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.http import HttpResponseBase, QueryDict
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.money import shown_pounds
from handrail.core.text_guard import clean_line
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import CreditTerm
from handrail.spending.codes import By, LoanAge
from handrail.spending.outstanding import LoanOut, Wanted, loans_out
from handrail.spending.rules import back_each
from handrail.web.admin.shapes import london_today
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import pounds
from handrail.web.spending.lines import pager_without_total
from handrail.web.spending.words import NOTHING, labels
from handrail.wording import say
from handrail.wording.shown import short_day

HEADS = ("Order", "Product", "Item", "Paid by", "Lent on", "Months", "Out", "Paid", "Would come back now")
FILE = (HEADS[0], "Loan reference", *HEADS[1:])
_FIRST_NUMBER = HEADS.index("Months")


@dataclass(frozen=True, slots=True)
class LoansPage:
    """The page. `only`: what the list is narrowed to, in words."""

    back: Link
    only: str
    table: Table


@page(Permission.SEE_MONEY, methods=("GET",))
def loans(request: PageRequest) -> HttpResponseBase:
    """The open loans of a kind and an age, the longest lent first."""
    listing = listing_of(request, sorts=(), default="")
    wanted = _wanted(request.GET)
    with reading(request.scope):
        terms = money_terms(request.scope).credit.of(wanted.today)
        found = loans_out(request.scope, wanted, offset=listing.offset, limit=listing.size + 1)
        kind = labels(request.scope, By.CATEGORY, [wanted.category])[wanted.category] if wanted.category else ""
    if listing.file_kind:
        return file_of(
            request.scope, listing.file_kind, "loans", FILE,
            lambda: map(partial(_file_row, terms), loans_out(request.scope, wanted, offset=0, limit=None)),
        )  # fmt: skip
    opens = request.scope.may(Permission.SEE_ORDERS)
    table = Table(
        caption="Open loans",
        columns=[Column(head, numeric=place >= _FIRST_NUMBER) for place, head in enumerate(HEADS)],
        rows=[_row(terms, one, opens=opens) for one in found[: listing.size]],
        empty=Empty("Nothing like this is lent", "Go back and choose another kind or age."),
        pager=pager_without_total(listing, len(found)),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
    )
    only = ", ".join(part for part in (kind, say(wanted.age) if wanted.age else "") if part)
    back = Link("Back to credits still to come", reverse("spending:to_come"))
    return render(request, "spending/loans.html", LoansPage(back, only, table))


def _wanted(query: QueryDict) -> Wanted:
    """What the address asks for; an age that is none asks for all."""
    age = str(query.get("age", ""))
    known = age in {one.value for one in LoanAge}
    return Wanted(london_today(), clean_line(str(query.get("category", "")))[:40], LoanAge(age) if known else None)


def _amounts(terms: Sequence[CreditTerm], one: LoanOut) -> tuple[int, int]:
    each = back_each(one.each_pence, one.category, one.months, terms, eligible=one.eligible)
    return one.pieces * one.each_pence, one.pieces * each


def _row(terms: Sequence[CreditTerm], one: LoanOut, *, opens: bool) -> Row:
    """`opens`: the reader may open the order too."""
    order = reverse("prescriber:order", args=[one.order_id]) if opens and one.order_id else ""
    return Row([
        Cell(str(one.order_number), order) if one.order_id else Cell(one.reference, note="Brought in"),
        Cell(one.product), Cell(one.asset_number), Cell(one.funds or NOTHING[By.FUND]), Cell(short_day(one.started_at)),
        Cell(str(one.months)), Cell(str(one.out)), *(Cell(shown_pounds(pence)) for pence in _amounts(terms, one)),
    ])  # fmt: skip


def _file_row(terms: Sequence[CreditTerm], one: LoanOut) -> Sequence[FileCell]:
    return cells(
        one.order_number or "", one.reference, one.product, one.asset_number, one.funds or NOTHING[By.FUND],
        one.started_at, one.months, one.out,
        *(pounds(pence) for pence in _amounts(terms, one)),
    )  # fmt: skip
