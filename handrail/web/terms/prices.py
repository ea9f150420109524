"""The price list by date: what each activity costs; the pool manager's forms that change rows, or all by an index.
Refuses nothing itself: the rules and `change_price_list` decide."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.catalogue.reference.held import DataKind, held_rows
from handrail.catalogue.reference.rows import PriceRow
from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.core.remembered import Days
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.price_list import ListedPrice
from handrail.ledger.rules.price_terms import NO_NAMES, PriceNames, as_typed, indexed, read_prices, reason_against_index
from handrail.partners.effective import Held
from handrail.partners.queries import contract_data
from handrail.usecases.change_price_list import (
    PriceListChange,
    PriceListWithdrawal,
    change_price_list,
    reasons_against_prices,
    withdraw_price_list,
)
from handrail.web.admin.shapes import last_day, london_today
from handrail.web.money.agreeing import PERCENT
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv, workbook
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import cells
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Table
from handrail.web.shared.views import page, render
from handrail.web.terms.preview import of_prices
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
from handrail.wording.shown import short_day

TITLE = "Price list"
HEADS = ("Activity", "Speed", "Name", "Unit", "Price", "From", "Last day")


def _held(request: PageRequest) -> list[Held[PriceRow]]:
    """All rows of the list: ended, holding and to come."""
    found = held_rows(request.scope.contract_id, DataKind.PRICE)
    return [
        Held(one.id, one.row, one.from_on, one.until_on)
        for rows in found.values()
        for one in rows
        if isinstance(one.row, PriceRow)
    ]


@page(Permission.SEE_MONEY, methods=("GET",))
def prices(request: PageRequest) -> HttpResponseBase:
    """What holds, what is to come, what has ended; `?format=csv` or `xlsx` as a file."""
    today, here = london_today(), reverse("terms:prices")
    with reading(request.scope):
        held = _held(request)
        speeds = {code: one.label for code, one in contract_data(request.scope.contract_id, today).speeds.items()}
    if (kind := request.GET.get("format")) in ("csv", "xlsx"):
        rows = [_file_row(one) for one in held]
        return (
            stream_csv(request.scope, "price-list", HEADS, lambda: rows)
            if kind == "csv"
            else workbook("price-list", TITLE, HEADS, rows)
        )
    columns = (Column("Activity"), Column("Speed"), Column("Price", numeric=True), Column("Holds"))
    table = Table(
        TITLE, columns, by_date(held, today, lambda row: _cells(row, speeds)), Empty("There are no prices yet"),
        csv_href=f"{here}?format=csv", xlsx_href=f"{here}?format=xlsx", caption_hidden=True,
    )  # fmt: skip
    buttons = buttons_of(request, "terms:change_prices", "terms:withdraw_prices", changes_to_come(held, today))
    if buttons:
        buttons = (buttons[0], Link("Change all by an index", reverse("terms:index_prices")), *buttons[1:])
    intro = ("Prices are without VAT. What was charged stays at the price of its day.",)
    return render(request, "terms/list.html", TermsPage(TITLE, (table,), (HOME,), intro, buttons=buttons))


def _cells(row: PriceRow, speeds: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        Cell(row.label, note=row.note),
        Cell(speeds.get(row.speed, row.speed) or PriceNames.ANY),
        Cell(shown_pounds(row.price_pence), note=row.unit.replace("_", " ").capitalize()),
    )  # fmt: skip


def _file_row(one: Held[PriceRow]) -> Sequence[Any]:
    row = one.row
    price = Decimal(row.price_pence).scaleb(-2)
    return cells(row.activity, row.speed, row.label, row.unit, price, one.from_on, last_day(one.until_on))


class NamedRowsForm(HandrailForm):
    """What is wrong with a row says which, by the names that people read."""

    names = NO_NAMES

    def words_for(self, reason: Reason) -> str:
        """A reason in words, with the row that it is about."""
        words, row = super().words_for(reason), str(dict(reason.params).get("row", ""))
        if not row or row in words:
            return words
        code, _, speed_code = row.partition(" ")
        activity, speed = self.names.names_of(code, speed_code)
        return f"{activity}, {speed}: {words}" if speed_code else f"{activity}: {words}"


class PricesForm(NamedRowsForm):
    """Rows of the price list from a day on, one a line."""

    from_on = fields.DateField("From which day?", hint="Tomorrow or later")
    prices = fields.TextAreaField(
        "Rows", rows=14, longest=40_000,
        hint="One a line: activity, speed, price in pounds, by their names or codes. Rows left out stay as they are",
    )  # fmt: skip

    def clean_prices(self) -> str:
        """The text, once each of its lines can be read."""
        text = str(self.cleaned_data["prices"])
        for reason in read_prices(text, self.names)[1][:50]:
            self.add_error("prices", self.words_for(reason))
        return text

    def to_request(self) -> PriceListChange:
        """What the form asks for."""
        return PriceListChange(read_prices(self.cleaned_data["prices"], self.names)[0], self.cleaned_data["from_on"])


class IndexForm(NamedRowsForm):
    """An index figure that moves all prices, from a day on. `prices_of`: those of a day."""

    from_on = fields.DateField("From which day?", hint="Tomorrow or later")
    percent = fields.DecimalField(
        "Index figure", unit="%", least=-50, most=50, places=4, hint="Below 0 for a fall", exact=True
    )

    prices_of: Callable[[date], Sequence[ListedPrice]]

    def to_request(self) -> PriceListChange:
        """The list that this figure makes of what would hold on that day without it."""
        parts, from_on = int(self.cleaned_data["percent"] * PERCENT), self.cleaned_data["from_on"]
        return PriceListChange(indexed(self.prices_of(from_on), parts), from_on)


@page(Permission.KEEP_POOL)
def change_prices(request: PageRequest) -> HttpResponseBase:
    """Change rows; what they would have done is shown before they are saved."""
    today = london_today()
    with reading(request.scope):
        prices, labels, coming = _listed(request)
        names = _names(request)
    starts = {"from_on": today + timedelta(days=1), "prices": as_typed(prices.of(today), names)}
    form = PricesForm(request.POST if request.method == "POST" else None, initial=starts)
    form.names = names
    days = ", ".join(map(short_day, coming))
    said = (f"The rows below started as those of today. Other prices begin on {days}.",) if coming else ()
    return _proposed(request, form, labels, "Change the price list", said)


@page(Permission.KEEP_POOL)
def index_prices(request: PageRequest) -> HttpResponseBase:
    """Make the next price list from an index figure."""
    with reading(request.scope):
        prices, labels, _ = _listed(request)
        names = _names(request)
    starts = {"from_on": date(london_today().year + (london_today().month > 3), 4, 1)}
    form = IndexForm(request.POST if request.method == "POST" else None, initial=starts)
    form.prices_of, form.names = prices.of, names
    said = ("The figure moves the prices that hold until that day, those to come by then among them.",)
    return _proposed(request, form, labels, "Change all prices by an index", said)


def _names(request: PageRequest) -> PriceNames:
    """What the list calls its activities and speeds."""
    speeds = contract_data(request.scope.contract_id, london_today()).speeds
    activities = ((one.row.activity, one.row.label) for one in _held(request))
    return PriceNames(activities, ((code, one.label) for code, one in speeds.items()))


def prices_today(request: PageRequest) -> tuple[Sequence[ListedPrice], Mapping[str, str]]:
    """The prices that hold today, and the names of all activities."""
    prices, labels, _ = _listed(request)
    return prices.of(london_today()), labels


def _listed(request: PageRequest) -> tuple[Days[ListedPrice], Mapping[str, str], Sequence[date]]:
    """The prices by day, the names of all activities, and the days on which other prices begin."""
    held = _held(request)
    labels = {one.row.activity: one.row.label for one in held}
    return money_terms(request.scope).prices, labels, changes_to_come(held, london_today())


def _proposed(
    request: PageRequest, form: HandrailForm, labels: Mapping[str, str], title: str, said: tuple[str, ...]
) -> HttpResponseBase:
    back = reverse("terms:prices")
    proposal = Proposal(
        lambda wanted: _against(request, form, wanted),
        lambda wanted: of_prices(request, wanted.prices, labels),
        change_price_list,
    )
    intro = ("Prices that change end the day before. What was charged stays at the price of its day.", *said)
    return propose(request, form, proposal, title=title, back=back, crumbs=(Crumb(TITLE, back),), intro=intro)


def _against(request: PageRequest, form: HandrailForm, wanted: PriceListChange) -> Sequence[Reason]:
    if isinstance(form, IndexForm) and (wrong := reason_against_index(int(form.cleaned_data["percent"] * PERCENT))):
        return (wrong,)
    with reading(request.scope):
        return reasons_against_prices(request.scope, wanted, london_today())


@page(Permission.KEEP_POOL)
def withdraw_prices(request: PageRequest) -> HttpResponseBase:
    """Take back the prices of a day to come."""
    return take_back(request, TakingBack("terms:prices", TITLE, withdraw_price_list, PriceListWithdrawal))
