"""The money of one order line: who pays, what was posted for it, and what was put right.
Refuses the person's name: the page of the order tells it to those who may see people."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.csv_writing import Cell as FileCell
from handrail.core.moment import now_is
from handrail.core.money import shown_pounds
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries.of_line import PostedRow, posted_of_line
from handrail.ledger.queries.written import priced_book
from handrail.ledger.rules.gain import GAIN
from handrail.ledger.rules.priced_book import CREDIT
from handrail.ledger.rules.restating import BY_HAND, OF_LINES
from handrail.ledger.rules.vat import OF_VAT
from handrail.orders.queries.money import FundingChanged, LineHead, funding_changes, line_head
from handrail.people.states import CareRoute
from handrail.web.prescriber.funding import payer_fact
from handrail.web.shared.export import stream_csv
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Notice, Row, Table
from handrail.web.shared.views import page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import month_and_year, short_day

_NAMES = {"equipment": "Equipment", "credit": "Credit", "parts": "Parts", "release": "Let go"}
COSTS = OF_LINES | {AccountKind.VAT}
BEARS = COSTS | {AccountKind.RESERVED}
HEADS = ("Day", "Counts in", "What", "For", "Money", "Fund", "Amount", "Reason")


@dataclass(frozen=True, slots=True)
class LinePage:
    """All of the page. `buttons` are the pool manager's."""

    title: str
    crumbs: Sequence[Crumb]
    buttons: Sequence[Link]
    notice: Notice | None
    facts: Sequence[Fact]
    tables: Sequence[Table]


def chosen_line(scope: Scope, line_id: UUID) -> LineHead:
    """The line, whose record is opened with it: what was spent on somebody tells what they have."""
    head = line_head(scope, line_id)
    if head is None:
        raise Http404
    opened(scope, head.person_id, now_is(now()))
    return head


def named(item: str) -> str:
    """What a price was for."""
    return _NAMES.get(item, item)


@page(Permission.SEE_MONEY, methods=("GET",))
def line(request: PageRequest, line_id: UUID) -> HttpResponseBase:
    """What was posted for a line; `?format=csv` as a file."""
    keeps = request.scope.may(Permission.KEEP_POOL)
    with reading(request.scope):
        head = chosen_line(request.scope, line_id)
        posted, changes = posted_of_line(request.scope, line_id), funding_changes(request.scope, line_id)
        gone = priced_book(request.scope, [line_id]).said_by_hand(line_id) if keeps else set()
    if request.GET.get("format") == "csv":
        rows = [posted_file_row(one) for one in posted]
        return stream_csv(request.scope, f"money-order-{head.order_number}", HEADS, lambda: rows)
    payer = Link("Change who pays", reverse("money:payer", args=[line_id]))
    shown = LinePage(
        f"Money of {head.product}, order {head.order_number}",
        (Crumb("What was spent", reverse("spending:spending")),),
        (payer,) if keeps and head.paid_by_line_id is None else (),
        None,
        tuple(_facts(head, posted)),
        (
            posted_table(posted, line_id, "?format=csv", keeps=keeps, gone=gone),
            *([_changes(changes)] if changes else []),
        ),
    )
    return render(request, "money/agreement.html", shown)


def _facts(head: LineHead, posted: Sequence[PostedRow]) -> Iterator[Fact]:
    yield Fact("Item", head.product, note=f"Quantity {head.quantity}, {say(head.state).lower()}")
    yield payer_fact(head.funding)
    yield from money_facts(posted)
    if head.paid_by_line_id:
        href = reverse("money:line", args=[head.paid_by_line_id])
        yield Fact("Paid for by", Link("The item whose place it took", href))


def money_facts(posted: Sequence[PostedRow]) -> Iterator[Fact]:
    """What a line came to, what is kept for it, and which funds bear that now."""
    if funds := _bearing(posted):
        yield Fact("Fund", ", ".join(funds), note="Bears what was posted, with all that was put right since")
    spent = sum(one.pence for one in posted if one.account in COSTS)
    yield Fact("Cost after credits", shown_pounds(spent))
    vat = {kind: sum(one.pence for one in posted if one.account is kind) for kind in OF_VAT}
    if vat[AccountKind.VAT]:
        yield Fact("VAT", shown_pounds(vat[AccountKind.VAT]), "Within that cost")
    if vat[AccountKind.VAT_BACK]:
        yield Fact("VAT that is got back", shown_pounds(vat[AccountKind.VAT_BACK]), "Not within that cost")
    kept = sum(one.pence for one in posted if one.account is AccountKind.RESERVED)
    if kept:
        yield Fact("Kept for what is to come", shown_pounds(kept))


def _bearing(posted: Sequence[PostedRow]) -> Sequence[str]:
    """The funds on which something is left when what was taken back is taken off."""
    left: Counter[tuple[str, AccountKind]] = Counter()
    for one in posted:
        if one.fund and one.account in BEARS:
            left[one.fund, one.account] += one.pence
    return sorted({fund for (fund, _), pence in left.items() if pence})


def posted_table(
    posted: Sequence[PostedRow], line_id: UUID | None, csv_href: str, *, keeps: bool, gone: Collection[UUID]
) -> Table:
    """All that was posted, posting by posting."""
    columns = (
        Column("Day", whole=True), Column("What"), Column("For"), Column("Money"), Column("Fund"),
        Column("Amount", numeric=True),
    )  # fmt: skip
    return Table(
        "What was posted",
        columns,
        [posted_row(one, line_id, keeps=keeps, gone=gone) for one in posted],
        Empty("Nothing was posted for this yet"),
        csv_href=csv_href,
        id="posted",
    )


def posted_row(one: PostedRow, line_id: UUID | None, *, keeps: bool, gone: Collection[UUID] = ()) -> Row:
    """One posting of a line; what counts in a later month than that of its day says so. `gone`: entries that were set
    to nothing, and may be said again."""
    open_to = one.stands or one.entry_id in gone
    may = keeps and open_to and one.kind in BY_HAND and one.account in OF_LINES and one.item != GAIN
    href = reverse("money:price", args=[one.entry_id]) + (f"?line={line_id}" if line_id else "")
    about = f"{named(one.item)}, {short_day(one.happened_on)}"
    links = [Link("Correct the price", href, about)] if may else []
    if keeps and one.stands and one.kind in BY_HAND and one.account in OF_VAT and one.item != CREDIT:
        links = [Link("Correct the VAT", vat_address(one.entry_id, line_id), about)]
    each = f"{one.quantity} at {shown_pounds(one.unit_pence)}" if one.quantity > 1 else ""
    taken = "Taken back since" if one.kind in BY_HAND and not one.stands else ""
    return Row(
        (
            Cell(short_day(one.happened_on), note=f"Counts in {month_and_year(one.month)}" if one.is_late else ""),
            Cell(tag=tag_of(one.kind), note=". ".join(filter(None, (taken, one.note)))),
            Cell(named(one.item), note=each, links=links), Cell(say(one.account)), Cell(one.fund or "No fund yet"),
            Cell(shown_pounds(one.pence)),
        )
    )  # fmt: skip


def vat_address(entry_id: UUID, line_id: UUID | None) -> str:
    """The form that puts the VAT of an entry right, opened from the page of this line."""
    return reverse("money:vat", args=[entry_id]) + (f"?line={line_id}" if line_id else "")


def posted_file_row(one: PostedRow) -> Sequence[FileCell]:
    """One posting in a file, as `HEADS` names its columns."""
    return (
        one.happened_on, one.month, say(one.kind), named(one.item), say(one.account), one.fund,
        Decimal(one.pence).scaleb(-2), one.note,
    )  # fmt: skip


def _changes(changes: Sequence[FundingChanged]) -> Table:
    columns = (Column("Since", whole=True), Column("Before that"), Column("Why"), Column("By"))
    rows = [
        Row(
            (
                Cell(short_day(one.from_on)),
                Cell(one.was_council or "No council", note=say(CareRoute(one.was_route or CareRoute.STANDARD))),
                Cell(one.reason), Cell(one.by, note=short_day(one.at)),
            )
        )
        for one in changes
    ]  # fmt: skip
    return Table("Who paid before", columns, rows, Empty("Nothing was changed"), id="payers")
