"""Credits still to come: what is lent now, what was paid for it, and what would come back under today's terms.
Refuses to forecast: how much of it will come back, and when, is not said here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries import money_terms
from handrail.spending.codes import By, LoanAge
from handrail.spending.outstanding import LentThen, lent_then
from handrail.spending.rules import ToCome, to_come
from handrail.web.admin.shapes import london_today
from handrail.web.shared.bars import Bar, BarPart, Bars, bars_of
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import Listing, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import pounds
from handrail.web.spending.words import labels
from handrail.wording import say
from handrail.wording.shown import plural, short_day

SUMS = ("Loans", "Pieces", "Paid", "Would come back now")

type Sums = Mapping[tuple[str, LoanAge], ToCome]


@dataclass(frozen=True, slots=True)
class ToComePage:
    """The page. `on`: the day on which it was counted; `without`: how many loans it says nothing of."""

    back: Link
    total: str
    paid: str
    on: str
    without: str
    bars: Bars | None
    ages: Table
    kinds: Table


@page(Permission.SEE_MONEY, methods=("GET",))
def credits_to_come(request: PageRequest) -> HttpResponseBase:
    """Sums by age of loan and by kind. `?format=csv` or `xlsx`: both crossed."""
    listing = listing_of(request, sorts=(), default="")
    with reading(request.scope):
        found = lent_then(request.scope) or LentThen(london_today(), (), 0)
        sums = to_come(found.lent, money_terms(request.scope).credit.of(found.on))
        names = labels(request.scope, By.CATEGORY, {kind for kind, _ in sums})
    if listing.file_kind:
        heads = ("Kind of equipment", "Age of the loan", *SUMS)
        return file_of(request.scope, listing.file_kind, "credits-to-come", heads, lambda: _file_rows(sums, names))
    whole = _sum(sums.values())
    shown = ToComePage(
        Link("Back to what was spent", reverse("spending:spending")),
        shown_pounds(whole.back_pence),
        shown_pounds(whole.paid_pence),
        short_day(found.on),
        f"{plural(without, 'loan')} of which no price is known" if (without := found.without_price) else "",
        _bars(sums),
        _ages(listing, sums),
        _kinds(sums, names),
    )
    return render(request, "spending/to_come.html", shown)


def _sum(found: Iterable[ToCome]) -> ToCome:
    return sum(found, ToCome())


def _of_age(sums: Sums, age: LoanAge) -> ToCome:
    return _sum(one for (_, is_of), one in sums.items() if is_of is age)


def _href(**asked: str) -> str:
    return f"{reverse('spending:loans')}?{urlencode(asked)}"


def _bars(sums: Sums) -> Bars | None:
    found = [(age, _of_age(sums, age).back_pence) for age in LoanAge]
    if not any(pence for _, pence in found):
        return None
    return bars_of(
        "Would come back now, by age of the loan",
        (
            Bar(say(age), pence, _href(age=age), "", (BarPart("fine", pence),), shown=shown_pounds(pence))
            for age, pence in found
        ),
    )


def _ages(listing: Listing, sums: Sums) -> Table:
    rows = [_row(Cell(say(age), href=_href(age=age)), _of_age(sums, age)) for age in LoanAge]
    return Table(
        "By age of the loan",
        (Column("Age of the loan", whole=True), *(Column(head, numeric=True) for head in SUMS)),
        (*rows, _row(Cell("All", href=_href()), _sum(sums.values()))) if sums else (),
        Empty("Nothing is lent", "What is delivered on loan is counted the next morning."),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
        id="ages",
    )


def _row(first: Cell, one: ToCome) -> Row:
    return Row((
        first, Cell(f"{one.loans:,}"), Cell(f"{one.pieces:,}"), Cell(shown_pounds(one.paid_pence)),
        Cell(shown_pounds(one.back_pence)),
    ))  # fmt: skip


def _kinds(sums: Sums, names: Mapping[str, str]) -> Table:
    by_kind = {kind: _sum(one for (of_kind, _), one in sums.items() if of_kind == kind) for kind, _ in sums}

    def cell(kind: str, age: LoanAge) -> Cell:
        one = sums.get((kind, age))
        return Cell(shown_pounds(one.back_pence), href=_href(category=kind, age=age)) if one else Cell(shown_pounds(0))

    rows = [
        Row((
            Cell(names[kind], href=_href(category=kind)),
            *(cell(kind, age) for age in LoanAge),
            Cell(shown_pounds(whole.back_pence)),
        ))
        for kind, whole in sorted(by_kind.items(), key=lambda item: (-item[1].back_pence, names[item[0]]))
    ]  # fmt: skip
    return Table(
        "Would come back now, by kind of equipment",
        (
            Column("Kind of equipment"),
            *(Column(say(age), numeric=True) for age in (*LoanAge,)),
            Column("All", numeric=True),
        ),
        rows,
        Empty("Nothing is lent"),
        id="kinds",
        is_wide=True,
    )


def _file_rows(sums: Sums, names: Mapping[str, str]) -> Sequence[Sequence[FileCell]]:
    return [
        cells(names[kind], say(age), one.loans, one.pieces, pounds(one.paid_pence), pounds(one.back_pence))
        for (kind, age), one in sorted(sums.items(), key=lambda item: (names[item[0][0]], int(item[0][1])))
    ]
