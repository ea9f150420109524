"""The order lines behind an answer: which orders the money went to.
Refuses people's names: an order's page says whose it is to those who may see people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.csv_writing import Cell as FileCell
from handrail.core.moment import LONDON
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.states import LineState
from handrail.spending.queries import LineSpent, lines_of
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import Listing, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Pager, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.crossed import narrowed_to, open_record, pounds
from handrail.web.spending.questions import Question, Questions, offered, question_of
from handrail.wording import say, tag_of
from handrail.wording.shown import short_day

HEADS = ("Order", "Product", "Quantity", "State", "Ordered")


@dataclass(frozen=True, slots=True)
class LinesPage:
    """The page. `only`: what it is narrowed to, each with the link that takes it away."""

    back: Link
    only: tuple[Link, ...]
    table: Table


@page(Permission.SEE_MONEY, methods=("GET",))
def spent_lines(request: PageRequest) -> HttpResponseBase:
    """The lines of one question, those that came to the most first."""
    today = now().astimezone(LONDON).date()
    form = offered(Questions(request.GET or None), today)
    listing = listing_of(request, sorts=(), default="", filters=form)
    question = question_of(form, request.GET, today)
    with reading(request.scope):
        found = _found(request, question, listing.offset, listing.size + 1)
        if found:
            open_record(request.scope, question)
    heads = (*HEADS, *question.of_each_line.values())
    if listing.file_kind:
        return file_of(
            request.scope, listing.file_kind, "spending-lines", heads,
            lambda: (_file_row(line, question) for line in _found(request, question, 0, None)),
        )  # fmt: skip
    opens = request.scope.may(Permission.SEE_ORDERS)
    table = Table(
        caption=f"Order lines, {question.period.label}",
        columns=[Column(head, numeric=place >= len(HEADS)) for place, head in enumerate(heads)],
        rows=[_row(line, question, opens=opens) for line in found[: listing.size]],
        empty=Empty("No order line is behind this", "Choose another time, or take a choice away."),
        pager=pager_without_total(listing, len(found)),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
    )
    whole = replace(listing, path=reverse("spending:spending"))
    back = Link("Back to what was spent", whole.href(page=None, format=None))
    shown = LinesPage(back, tuple(narrowed_to(request, listing, question)), table)
    return render(request, "spending/lines.html", shown)


def pager_without_total(listing: Listing, found: int) -> Pager:
    """Page by page without a total, which nobody counted. One more line than a page holds was read."""
    return Pager(
        shown=min(found, listing.size),
        previous_href=listing.href(page=listing.page - 1) if listing.page > 1 else "",
        next_href=listing.href(page=listing.page + 1) if found > listing.size else "",
    )


def _found(request: PageRequest, question: Question, offset: int, limit: int | None) -> Sequence[LineSpent]:
    return lines_of(request.scope, question.asked, money=question.money, offset=offset, limit=limit)


def _money(line: LineSpent, question: Question) -> Iterator[int]:
    return (int(getattr(line, name)) for name in question.of_each_line)


def _row(line: LineSpent, question: Question, *, opens: bool) -> Row:
    """`opens`: the reader may open the order too."""
    state = LineState(line.state)
    return Row([
        Cell(str(line.order_number), href=reverse("prescriber:order", args=[line.order_id]) if opens else ""),
        Cell(line.product, links=(Link("Money", reverse("money:line", args=[line.line_id]), line.product),)),
        Cell(str(line.quantity)),
        Cell(tag=tag_of(state)),
        Cell(short_day(line.ordered_at)),
        *map(Cell, map(shown_pounds, _money(line, question))),
    ])  # fmt: skip


def _file_row(line: LineSpent, question: Question) -> Sequence[FileCell]:
    return cells(
        line.order_number, line.product, line.quantity, say(LineState(line.state)), line.ordered_at,
        *map(pounds, _money(line, question)),
    )  # fmt: skip
