"""All specials of a contract, by state and age, as a list and a file.
Refuses what people need to those who do not see people: they read the kind, the state and the price."""

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.moment import LONDON
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.partners.queries import code_lists
from handrail.specials.queries.shown import ShownSpecial, StateCount, special_counts, specials_listed
from handrail.specials.states import ENDED, SpecialState
from handrail.spending.codes import By, Stock
from handrail.web.admin.shapes import ListPage, london_today
from handrail.web.shared import fields
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import FilterForm, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import pounds
from handrail.wording import say, tag_of
from handrail.wording.shown import plural, short_day

HEADS = (
    "Kind", "State", "Since", "Days in this state", "Asked for", "Age in days", "Needed by", "Team", "Code", "Name",
    "Supplier", "Price", "Order",
)  # fmt: skip
MOST_IN_A_FILE = 100_000


class SpecialFilters(FilterForm):
    """How they stand."""

    state = fields.SelectField(
        "State", [(state.value, say(state)) for state in SpecialState], required=False, blank="Any"
    )


def cost_href() -> str:
    """What specials cost, product by product, in this financial year."""
    asks = {"rows": By.PRODUCT, f"only_{By.STOCK}": Stock.SPECIAL}
    return f"{reverse('spending:spending')}?{urlencode(asks)}"


@page(Permission.SEE_ORDERS, Permission.SEE_MONEY, methods=("GET",))
def specials(request: PageRequest) -> HttpResponseBase:
    """The newest first; `?format=csv` or `xlsx` as a file."""
    scope, today = request.scope, london_today()
    listing = listing_of(request, sorts=(), default="", filters=SpecialFilters)
    state = str(listing.filters.get("state") or "")
    most, offset = (MOST_IN_A_FILE, 0) if listing.file_kind else (listing.size, listing.offset)
    with reading(scope):
        found = specials_listed(scope, state=state, most=most, offset=offset)
        counts = special_counts(scope)
        codes = code_lists(scope.contract_id, ["product_category"], today)["product_category"]
    kinds = {code.code: code.label for code in codes}
    if listing.file_kind:
        return file_of(
            scope, listing.file_kind, "specials", HEADS, lambda: [_file_row(one, kinds, today) for one in found]
        )
    table = Table(
        "Specials",
        (
            Column("For"), Column("State"), Column("Asked for"), Column("Needed by"), Column("Price", numeric=True),
        ),
        [_row(scope, one, kinds, today) for one in found],
        Empty("No specials", "Whoever orders asks for one, on the page of a person's order."),
        pager=listing.pager(shown=len(found), total=sum(one.count for one in counts if state in ("", one.state))),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
    )  # fmt: skip
    buttons = (Link("Cost of specials", cost_href()),) if scope.may(Permission.SEE_MONEY) else ()
    intro = [_in_words(one, today) for one in counts]
    shown = ListPage("Specials", table, (), intro, buttons, listing=listing, filters=("state",))
    return render(request, "admin/list.html", shown)


def _in_words(one: StateCount, today: date) -> str:
    """How many stand so; of what is still to be done, since when at the longest."""
    waits = "" if one.state in ENDED else f", the oldest since {plural(_days(one.since, today), 'day')}"
    worth = f", quoted at {shown_pounds(one.pence)}" if one.pence else ""
    return f"{say(one.state)}: {one.count}{worth}{waits}."


def _row(scope: Scope, one: ShownSpecial, kinds: Mapping[str, str], today: date) -> Row:
    kind = kinds.get(one.category, one.category)
    what = (
        Cell(kind, reverse("specials:special", args=[one.id]), note=one.need[:120])
        if scope.may(Permission.SEE_PERSON)
        else Cell(kind, note=one.product_code)
    )
    age = f"{plural(_days(one.state_at, today), 'day')} in this state"
    return Row(
        (
            what, Cell(tag=tag_of(one.state), note=age), Cell(short_day(one.asked_at), note=one.team),
            Cell(short_day(one.wanted_by) if one.wanted_by else ""),
            Cell(shown_pounds(one.price_pence) if one.price_pence is not None else ""),
        )
    )  # fmt: skip


def _days(at: datetime, today: date) -> int:
    return (today - at.astimezone(LONDON).date()).days


def _file_row(one: ShownSpecial, kinds: Mapping[str, str], today: date) -> tuple[FileCell, ...]:
    price = None if one.price_pence is None else pounds(one.price_pence)
    return cells(
        kinds.get(one.category, one.category), say(one.state), one.state_at.astimezone(LONDON).date(),
        _days(one.state_at, today), one.asked_at.astimezone(LONDON).date(), _days(one.asked_at, today), one.wanted_by,
        one.team, one.product_code, one.product, one.supplier, price, one.order_number,
    )  # fmt: skip
