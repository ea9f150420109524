"""The money of what no order line bears: a fee, a rebate, a loan that was brought in, or a measuring.
Refuses the person's name, as the page of a line does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.of_line import PostedRow, line_of_entry, posted_of_event, posted_of_line
from handrail.ledger.queries.written import priced_book
from handrail.visits.queries.without_line import WithoutLine, without_line
from handrail.web.money.line import HEADS, LinePage, chosen_line, money_facts, named, posted_file_row, posted_table
from handrail.web.shared.export import stream_csv
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Fact, Link
from handrail.web.shared.views import page, render
from handrail.wording.shown import month_and_year


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: its name, the page of its money, and all that was posted for it. `line_id`: what its
    postings name, an order line, or an `other` that no line bears."""

    name: str
    href: str
    posted: Sequence[PostedRow]
    line_id: UUID | None = None
    other: WithoutLine | None = None

    @property
    def lines(self) -> Sequence[UUID]:
        """The same, where there is one."""
        return [self.line_id] if self.line_id else []


def subject_of(request: PageRequest, entry_id: UUID) -> Subject:
    """What an entry is about, seen from the line from whose page it was opened. A record that it is of is opened with
    it. Inside `reading`."""
    scope, page_of_entry = request.scope, reverse("money:entry", args=[entry_id])
    line_id = line_of_entry(scope, entry_id, request.GET.get("line", ""))
    if line_id is None:
        posted = posted_of_event(scope, entry_id)
        if not posted:
            raise Http404
        return Subject(f"{named(posted[0].item)}, {month_and_year(posted[0].happened_on)}", page_of_entry, posted)
    if other := next(iter(without_line(scope, [line_id])), None):
        opened(scope, other.person_id, now_is(now()))
        return Subject(other.name, f"{page_of_entry}?line={line_id}", posted_of_line(scope, line_id), line_id, other)
    head = chosen_line(scope, line_id)
    return Subject(head.product, reverse("money:line", args=[line_id]), posted_of_line(scope, line_id), line_id)


@page(Permission.SEE_MONEY, methods=("GET",))
def entry(request: PageRequest, entry_id: UUID) -> HttpResponseBase:
    """What was posted with an entry that no order line bears, and what put it right; `?format=csv` as a file."""
    keeps = request.scope.may(Permission.KEEP_POOL)
    with reading(request.scope):
        of = subject_of(request, entry_id)
        book = priced_book(request.scope, of.lines, entry_id) if keeps else None
    if request.GET.get("format") == "csv":
        rows = [posted_file_row(one) for one in of.posted]
        return stream_csv(request.scope, "money-entry", HEADS, lambda: rows)
    gone = book.said_by_hand(of.line_id) if book else set()
    file = f"?line={of.line_id}&format=csv" if of.line_id else "?format=csv"
    table = posted_table(of.posted, of.line_id, file, keeps=keeps, gone=gone)
    crumbs = (Crumb("What was spent", reverse("spending:spending")),)
    shown = LinePage(f"Money of {of.name}", crumbs, (), None, tuple(_facts(of)), (table,))
    return render(request, "money/agreement.html", shown)


def _facts(of: Subject) -> Iterator[Fact]:
    if of.other and of.other.lent:
        yield Fact("Item", of.other.name, note=f"Quantity {of.other.quantity}, brought in from an old provider")
    elif of.other:
        yield Fact("Measured", of.other.name, note="Before anything was ordered")
    elif of.line_id:
        yield Fact("Item", Link(f"Money of {of.name}", of.href))
    else:
        yield Fact("For", "No order: it is for the contract as a whole")
    yield from money_facts(of.posted)
