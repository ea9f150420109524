"""What people chose to buy themselves, as a list and a file, and the page that ends such a choice.
Refuses names to those who see no people: they read what it is and what it would have cost."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.moment import LONDON
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.needs.bought import (
    ListedSelfPurchase,
    SelfPurchaseCounts,
    self_purchase,
    self_purchase_counts,
    self_purchases,
)
from handrail.usecases.record_self_purchase import SelfPurchaseToEnd
from handrail.usecases.record_self_purchase import end_self_purchase as end_now
from handrail.web.admin.shapes import ListPage
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.export import file_of
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table, Tag
from handrail.web.shared.views import go, page, render, submit
from handrail.web.spending.crossed import pounds
from handrail.wording.shown import plural, short_day

HEADS = ("Chosen on", "Product", "Name", "Pieces", "At our price", "Told by", "Taken back on")
MOST_IN_A_FILE = 100_000


@page(Permission.SEE_PERSON, Permission.SEE_MONEY, methods=("GET",))
def bought_themselves(request: PageRequest) -> HttpResponseBase:
    """The newest first; `?format=csv` or `xlsx` as a file, which names nobody."""
    scope, listing = request.scope, listing_of(request, sorts=(), default="")
    most, offset = (MOST_IN_A_FILE, 0) if listing.file_kind else (listing.size, listing.offset)
    with reading(scope):
        found = self_purchases(scope, named=scope.may(Permission.SEE_PERSON), most=most, offset=offset)
        counts = self_purchase_counts(scope)
    if listing.file_kind:
        return file_of(scope, listing.file_kind, "bought-themselves", HEADS, lambda: [_file_row(one) for one in found])
    table = Table(
        "What people chose to buy",
        (
            Column("What"), *((Column("For"),) if scope.may(Permission.SEE_PERSON) else ()), Column("Chosen on"),
            Column("At our price", numeric=True), Column("Does it stand?"),
        ),
        [_row(scope, one) for one in found],
        Empty("Nobody chose to buy anything", "It is recorded at a person's page."),
        pager=listing.pager(shown=len(found), total=counts.count),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
    )  # fmt: skip
    money = (Link("Forecast", reverse("forecasts:forecast")),) if scope.may(Permission.SEE_MONEY) else ()
    return render(request, "admin/list.html", ListPage("Bought themselves", table, (), _intro(counts), money))


def _intro(counts: SelfPurchaseCounts) -> tuple[str, ...]:
    stand = plural(counts.count - counts.ended, "choice")
    worth = f"{stand} to buy something, which would have cost the service {shown_pounds(counts.worth_pence)}."
    back = f"{plural(counts.ended, 'choice')} taken back, which the forecast does not count."
    return (worth, back) if counts.ended else (worth,)


def _row(scope: Scope, one: ListedSelfPurchase) -> Row:
    whose = (
        (Cell(one.person, reverse("person:person", args=[one.person_id])),) if scope.may(Permission.SEE_PERSON) else ()
    )
    return Row(
        (
            Cell(f"{one.product} x {one.quantity}" if one.quantity > 1 else one.product, note=one.product_code),
            *whose, Cell(short_day(one.chosen_on), note=f"Told by {one.told_by}"),
            Cell(shown_pounds(one.worth_pence)), _stands(scope, one),
        )
    )  # fmt: skip


def _stands(scope: Scope, one: ListedSelfPurchase) -> Cell:
    """Why it was taken back is for those who see people: it is written about them."""
    if one.ended_at:
        why = f"{one.ended_why} ({one.ended_by})" if scope.may(Permission.SEE_PERSON) else ""
        return Cell(tag=Tag(f"Taken back {short_day(one.ended_at)}"), note=why)
    end = Link("Take back", reverse("person:end_self_purchase", args=[one.id]), f"{one.product}, {one.person}")
    return Cell("Yes", links=(end,) if scope.may(Permission.EDIT_PERSON) else ())


def _file_row(one: ListedSelfPurchase) -> tuple[FileCell, ...]:
    ended_on = one.ended_at.astimezone(LONDON).date() if one.ended_at else None
    return cells(
        one.chosen_on, one.product_code, one.product, one.quantity, pounds(one.worth_pence), one.told_by, ended_on
    )


class EndForm(HandrailForm):
    """Why they do not buy it."""

    why = fields.TextField("Why do they not buy it after all?", longest=300, missing="Say why they do not buy it")

    self_purchase_id: UUID

    def to_request(self) -> SelfPurchaseToEnd:
        """Which choice, and why."""
        return SelfPurchaseToEnd(self.self_purchase_id, self.cleaned_data["why"])


@page(Permission.EDIT_PERSON)
def end_self_purchase(request: PageRequest, self_purchase_id: UUID) -> HttpResponseBase:
    """Asks why, and takes the choice back."""
    with reading(request.scope):
        one = self_purchase(request.scope, self_purchase_id)
    if one is None:
        raise Http404
    file = file_for(request, one.person_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    form.self_purchase_id = self_purchase_id
    if request.method == "POST" and submit(request, form, end_now) is not None:
        return go(request, "person:person", file.person.id, flash="It was recorded that they do not buy it themselves.")
    lines = (
        f"They chose to buy: {one.product}.",
        "What was recorded stays in their story, and the forecast does not count it any more.",
        "Nothing is ordered by this: order what they need.",
    )
    title = "They do not buy it themselves after all"
    return show(request, file, form, title=title, button="Take the choice back", lines=lines)
