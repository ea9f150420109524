"""What is behind the numbers of a preview: of volume bands, month by month; of rent, loan by loan.
Refuses people's names: an order's page says whose it is to those who may see people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase, QueryDict
from django.urls import reverse

from handrail.catalogue.queries import products
from handrail.core.csv_writing import Cell as FileCell
from handrail.core.money import shown_pounds
from handrail.core.text_guard import clean_line
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.contract import contract_facts
from handrail.ledger.queries.terms import bands_held, charged_between, rentals_held
from handrail.ledger.rules.bands import Band, back_in_year, counted, year_of
from handrail.ledger.rules.rentals import OnRent, RentalTerm, days_of, rent_of_quarter
from handrail.ledger.rules.repriced import Charged, previous_quarter
from handrail.loans.rented import NamedLoan, named_loans, on_rent_between
from handrail.partners.effective import Held
from handrail.web.admin.shapes import ListPage, london_today
from handrail.web.invoices.periods import MONTHS_BACK
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import pounds
from handrail.web.spending.lines import pager_without_total
from handrail.web.terms.prices import prices_today
from handrail.web.terms.shapes import HOME
from handrail.wording.shown import month_and_year, short_day

NO_PRODUCT = UUID(int=0)
MOST_DIGITS = 10


def months_address(activity: str, bands: Iterable[Band]) -> str:
    """The list behind a row of the preview of bands, with the bands that were proposed."""
    proposed = [("band", f"{one.above}:{one.back_pence}") for one in bands if one.activity == activity]
    return f"{reverse('terms:bands_charged')}?{urlencode([('activity', activity), *proposed])}"


def loans_address(product_id: UUID, week_pence: int | None) -> str:
    """The list behind a row of the preview of rent, with the price that was proposed."""
    asks = {"product": product_id} | ({"week": week_pence} if week_pence else {})
    return f"{reverse('terms:rented_loans')}?{urlencode(asks)}"


@page(Permission.SEE_MONEY, methods=("GET",))
def charged_by_month(request: PageRequest) -> HttpResponseBase:
    """How many of an activity were charged in each month of the contract's year, and what came back for them;
    `?format=csv`: the charges behind it, day by day."""
    today = london_today()
    activity = clean_line(request.GET.get("activity", ""))[:40]
    _, after = previous_quarter(today)
    with reading(request.scope):
        held, (_, labels) = bands_held(request.scope), prices_today(request)
        first = year_of(contract_facts(request.scope).starts_on, after - timedelta(days=1))
        found = [one for one in charged_between(request.scope, first, after) if one.item == activity]
    if request.GET.get("format") == "csv":
        heads = ("Day", "Activity", "Speed", "Charged", "Price each")
        return stream_csv(request.scope, "charged", heads, lambda: map(_charged_row, found))
    proposed = [Held(NO_PRODUCT, one, date.min, None) for one in _bands(activity, request.GET)]
    by = (held, proposed) if proposed else (held,)
    columns = (
        Column("Month"), Column("Charged", numeric=True), Column("Since the year began", numeric=True),
        Column("Came back", numeric=True), *([Column("Would have come back", numeric=True)] if proposed else []),
    )  # fmt: skip
    rows = _months(request, activity, counted(found).get(activity, {}), by)
    table = Table(
        "Charged by month", columns, rows, Empty("Nothing of it was charged"),
        csv_href=f"?{urlencode({'activity': activity, 'format': 'csv'})}", id="charged",
    )  # fmt: skip
    title = f"{labels.get(activity, activity) or 'Activity'}: charged from {short_day(first)}"
    intro = (f"Until {short_day(after - timedelta(days=1))}. What was taken back counts below zero.",)
    crumbs = (HOME, Crumb("What comes back beyond so many", reverse("terms:bands")))
    return render(request, "admin/list.html", ListPage(title, table, crumbs, intro))


def _bands(activity: str, query: QueryDict) -> list[Band]:
    """Those of the address; what is none is left out."""
    parts = [one.partition(":") for one in query.getlist("band")]
    return [Band(activity, int(above), int(back)) for above, _, back in parts if _is_number(above) and _is_number(back)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def _months(
    request: PageRequest, activity: str, by_month: Mapping[date, int], by: Sequence[Sequence[Held[Band]]]
) -> list[Row]:
    """Each month, and all together."""
    opens, this = request.scope.may(Permission.SEE_STATEMENT), london_today().replace(day=1)
    rows, before = [], [0] * len(by)
    for month in sorted(by_month):
        so_far = {one: number for one, number in by_month.items() if one <= month}
        back = [back_in_year(activity, so_far, bands) for bands in by]
        age = (this.year - month.year) * 12 + this.month - month.month
        asks = urlencode({"period": f"{month:%Y-%m}", "part": "ACTIVITY", "item": activity})
        href = f"{reverse('invoices:entries')}?{asks}" if opens and age < MONTHS_BACK else ""
        rows.append(
            Row((
                Cell(month_and_year(month), href), Cell(f"{by_month[month]:,}"), Cell(f"{sum(so_far.values()):,}"),
                *(Cell(shown_pounds(now - was)) for now, was in zip(back, before, strict=True)),
            ))
        )  # fmt: skip
        before = back
    if rows:
        whole = f"{sum(by_month.values()):,}"
        rows.append(Row((Cell("All together"), Cell(whole), Cell(whole), *(Cell(shown_pounds(one)) for one in before))))
    return rows


def _charged_row(one: Charged) -> Sequence[FileCell]:
    return cells(one.on, one.item, one.speed_code, one.quantity, pounds(one.unit_pence))


@page(Permission.SEE_MONEY, methods=("GET",))
def rented_loans(request: PageRequest) -> HttpResponseBase:
    """The loans of a product that were out in the last quarter, with their rent as it was and as it was proposed."""
    listing = listing_of(request, sorts=(), default="")
    first, after = previous_quarter(london_today())
    with reading(request.scope):
        chosen = next(
            (one for one in products(request.scope).values() if str(one.id) == request.GET.get("product")), None
        )
        product_id = chosen.id if chosen else NO_PRODUCT
        held = rentals_held(request.scope)
        loans = on_rent_between(request.scope, [product_id], first, after)
        shown = loans if listing.wants_csv else loans[listing.offset : listing.offset + listing.size + 1]
        names = named_loans(request.scope, [one.loan_id for one in shown])
    asked = request.GET.get("week", "")
    week = int(asked) if _is_number(asked) else 0
    by = [held, *([[Held(NO_PRODUCT, RentalTerm(product_id, week), first, None)]] if week else [])]
    columns = (
        Column("Order"), Column("Item"), Column("Out from", whole=True), Column("Until", whole=True), Column("Bought"),
        Column("Days", numeric=True), Column("Rent", numeric=True),
        *([Column(f"At {shown_pounds(week)} a week", numeric=True)] if week else []),
    )  # fmt: skip
    if listing.wants_csv:
        heads = [column.label for column in columns]
        return stream_csv(
            request.scope, "rented-loans", heads, lambda: [_loan_file_row(one, names, first, by) for one in loans]
        )
    table = Table(
        "Loans", columns, [_loan_row(one, names, first, by) for one in shown[: listing.size]],
        Empty("None of these was lent then"), pager=pager_without_total(listing, len(shown)), csv_href=listing.csv_href,
        id="loans",
    )  # fmt: skip
    title = f"{chosen.facts.name if chosen else 'Product'}: lent from {short_day(first)}"
    intro = [f"Until {short_day(after - timedelta(days=1))}. What was bought on issue owes no rent."]
    if week:
        intro.append("The last number of each says what it would have owed, bought or not.")
    crumbs = (HOME, Crumb("What is rented by the week", reverse("terms:rentals")))
    return render(request, "admin/list.html", ListPage(title, table, crumbs, intro))


type Terms = Sequence[Sequence[Held[RentalTerm]]]


def _rents(loan: OnRent, first: date, by: Terms) -> list[int]:
    """By the terms that hold (nothing for what was bought), and by those that were proposed."""
    held, *proposed = by
    return [0 if loan.bought else rent_of_quarter(loan, first, held), *(
        rent_of_quarter(loan, first, terms) for terms in proposed
    )]  # fmt: skip


def _loan_row(loan: OnRent, names: dict[UUID, NamedLoan], first: date, by: Terms) -> Row:
    named = names.get(loan.loan_id)
    line = reverse("money:line", args=[loan.line_id])
    return Row((
        Cell(named.order if named else "", line if named else ""), Cell(named.item if named else ""),
        Cell(short_day(loan.from_on)), Cell(short_day(loan.until_on) if loan.until_on else "Still out"),
        Cell("Yes" if loan.bought else "No"), Cell(f"{days_of(loan, first)}"),
        *(Cell(shown_pounds(pence)) for pence in _rents(loan, first, by)),
    ))  # fmt: skip


def _loan_file_row(loan: OnRent, names: dict[UUID, NamedLoan], first: date, by: Terms) -> Sequence[FileCell]:
    named = names.get(loan.loan_id)
    return cells(
        named.order if named else "", named.item if named else "", loan.from_on, loan.until_on or "",
        "Yes" if loan.bought else "No", days_of(loan, first), *(pounds(pence) for pence in _rents(loan, first, by)),
    )  # fmt: skip
