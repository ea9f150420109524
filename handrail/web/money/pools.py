"""The pools of a contract with their figures of this year, where there are several.
Refuses to choose one of them: each leads to its own page."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.moment import year_of
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.ledger.queries.pool import PoolSum, of_pools
from handrail.ledger.rules.pool import year_after
from handrail.web.admin.shapes import ListPage
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.shared.views import render
from handrail.wording.money import year_words

HEADS = ("Pool", "Budget", "Spent", "Credited", "Net", "Reserved", "Left")
NOT_AGREED = "Not agreed yet"


def read_pools(request: PageRequest, today: date) -> Sequence[PoolSum]:
    """The pools in this year."""
    begins = year_of(today)
    with reading(request.scope):
        return of_pools(request.scope, begins, year_after(begins))


def pools_page(request: PageRequest, found: Sequence[PoolSum], today: date) -> HttpResponseBase:
    """A row for each. `?format=csv` or `xlsx`: the same as a file."""
    listing = listing_of(request, sorts=(), default="")
    if listing.file_kind:
        name = f"pools-{year_of(today).year}"
        return file_of(request.scope, listing.file_kind, name, HEADS, lambda: map(_file_row, found))
    title = f"Money, {year_words(year_of(today))}"
    table = Table(
        title,
        (Column(HEADS[0]), *(Column(head, numeric=True) for head in HEADS[1:])),
        [_row(one) for one in found],
        Empty("There is no pool"),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
        caption_hidden=True,
    )
    intro = ("Each pool in this year. Spent is with VAT; net is that less what was credited.",)
    return render(request, "admin/list.html", ListPage(title, table, (), intro, links=_links()))


def _links() -> tuple[Link, ...]:
    """What is of the whole contract, whichever pool."""
    return (
        Link("Closed months", reverse("money:closing")),
        Link("The contract", reverse("terms:contract")),
        Link("Total system cost", reverse("system_cost:cost")),
        Link("Waiting for a price or a fund", reverse("money:suspense")),
    )


def _amounts(one: PoolSum) -> tuple[int | None, ...]:
    of, budget = one.figures, one.budget_pence
    left = None if budget is None else budget - of.net_pence - of.reserved_pence
    return budget, of.spent_pence, of.credited_pence, of.net_pence, of.reserved_pence, left


def _row(one: PoolSum) -> Row:
    amounts = (Cell(NOT_AGREED if pence is None else shown_pounds(pence)) for pence in _amounts(one))
    return Row((Cell(one.pool.name, reverse("money:pool_of", args=[one.pool.id])), *amounts))


def _file_row(one: PoolSum) -> Sequence[FileCell]:
    return cells(one.pool.name, *("" if pence is None else Decimal(pence).scaleb(-2) for pence in _amounts(one)))
