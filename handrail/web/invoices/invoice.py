"""One invoice: how far its check is, what was found, what was decided, what may be paid.
Refuses numbers that open nothing: each kind of finding leads to its lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.core.progress import progress_of
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.intake.rules.faults import Fault
from handrail.invoices.queries.invoices import (
    InvoiceRow,
    fault_count,
    faults_of,
    invoice_row,
    left_to_pay,
    payments_of,
)
from handrail.invoices.queries.lines import VerdictSum, messages_of, verdict_sums
from handrail.invoices.queries.statement import not_invoiced_sum
from handrail.invoices.states import STARTABLE, InvoiceState
from handrail.web.invoices.messages import message_entries
from handrail.web.invoices.shown import state_tag, to_list
from handrail.web.shared.export import stream_csv
from handrail.web.shared.live import live_part
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import (
    Cell,
    Column,
    Crumb,
    Empty,
    Fact,
    Link,
    Notice,
    Progress,
    Row,
    Table,
    Tag,
    TimelineEntry,
    Tone,
)
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.import_faults import how_to_mend, what_is_wrong
from handrail.wording.invoices import MEANINGS
from handrail.wording.shown import plural, short_day, short_day_and_time

SHOWN_FAULTS, SHOWN_MESSAGES = 50, 50
NOT_OWED = (
    "The agreed lines ask for so much more. It is not paid: a line asked for too much, or something was put right "
    "since the check. The entries of its lines say what."
)
REPORT = ("line", "column", "value", "what is wrong", "how to mend it")


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """An invoice. While it waits the whole of it is asked for anew."""

    title: str
    tag: Tag
    href: str
    crumbs: Sequence[Crumb]
    progress: Progress | None
    notice: Notice | None
    facts: Sequence[Fact]
    buttons: Sequence[Link]
    table: Table | None
    messages: Sequence[TimelineEntry]

    @property
    def older_messages(self) -> str:
        """Where what was written before the latest messages is found."""
        most = f"The latest {SHOWN_MESSAGES} are here. Older ones stand at their lines."
        return most if len(self.messages) == SHOWN_MESSAGES else ""


@page(Permission.SEE_STATEMENT, methods=("GET",))
def invoice(request: PageRequest, invoice_id: UUID) -> HttpResponseBase:
    """One invoice. `?format=csv`: what is wrong with one that was refused."""
    scope = request.scope
    with reading(scope):
        row = invoice_row(scope, invoice_id)
        sums = verdict_sums(scope, invoice_id) if row.state is InvoiceState.CHECKED else ()
        faults = faults_of(scope, invoice_id, limit=SHOWN_FAULTS)
        wrong = fault_count(scope, invoice_id) if len(faults) == SHOWN_FAULTS else len(faults)
        left = left_to_pay(scope, invoice_id) if sums else 0
        facts = tuple(_facts(scope, row, sums, left))
        messages = message_entries(messages_of(scope, invoice_id, limit=SHOWN_MESSAGES), names_lines=True)
    if request.GET.get("format") == "csv":
        return stream_csv(scope, "invoice-faults", REPORT, lambda: map(_csv, faults_of(scope, invoice_id, limit=None)))
    here = reverse("invoices:invoice", args=[row.id])
    waits = row.state is InvoiceState.WAITING
    shown = InvoicePage(
        f"Invoice {row.number}", state_tag(row), here, to_list(), _progress(row, here) if waits else None,
        _notice(row, sums, wrong), facts, tuple(_buttons(scope, row, sums, left)),
        _faults(faults, here) if faults else _found(row, sums) if sums else None, messages,
    )  # fmt: skip
    if request.headers.get("X-Handrail-Live"):
        return live_part(request, "invoices/_invoice.html", shown)
    return render(request, "invoices/invoice.html", shown)


def _facts(scope: Scope, row: InvoiceRow, sums: Sequence[VerdictSum], left: int) -> Iterator[Fact]:
    yield Fact("Date", short_day(row.invoiced_on))
    yield Fact("For", f"{short_day(row.from_on)} to {short_day(row.until_on)}")
    yield Fact("Total with VAT", shown_pounds(row.total_pence))
    yield Fact("Received", short_day_and_time(row.received_at), f"by {row.received_by}")
    if row.state is not InvoiceState.CHECKED:
        return
    yield Fact("Lines", f"{row.lines_read:,}")
    agreed = sum(one.paid_pence for one in sums) + left
    yield Fact("Agreed", shown_pounds(agreed), "What was asked for, or what is owed now where that is less")
    if less := sum(one.agreed_pence for one in sums) - agreed:
        yield Fact("Asked for, but not owed", shown_pounds(less), NOT_OWED)
    for on, pence in payments_of(scope, row.id):
        yield Fact("Paid", shown_pounds(pence), short_day(on))
    entries, pence = not_invoiced_sum(scope, row.from_on, row.until_on)
    yield Fact(
        "Not yet invoiced",
        Link(f"{plural(entries, 'event')}, {shown_pounds(pence)}", reverse("invoices:not_invoiced", args=[row.id])),
        "of these days, on no invoice",
    )


def _progress(row: InvoiceRow, here: str) -> Progress:
    known = progress_of(row.id)
    done, total = known or (0, 1)
    message = "Waiting for its turn"
    if known:
        message = "All lines are read. They are being held against the ledger" if done >= total else ""
    return Progress("Checking the invoice", min(done, total), total, here, message, renews=False)


def _notice(row: InvoiceRow, sums: Sequence[VerdictSum], wrong: int) -> Notice | None:
    waiting = sum(one.open_lines for one in sums)
    match row.state:
        case InvoiceState.REFUSED:
            said = "Nothing of it was checked. Send it back, or choose other columns."
            return Notice("The invoice cannot be checked", (said, *_most_shown(wrong)), Tone.WARN)
        case InvoiceState.FAILED:
            lines = ("Try again; if it happens again, tell whoever runs the service.", row.state_reason)
            return Notice("The check broke off", lines, Tone.STOP)
        case InvoiceState.CHECKED if waiting:
            return Notice(f"{plural(waiting, 'line')} to answer", (), Tone.WARN)
        case InvoiceState.CHECKED:
            return Notice("Every line is answered", (), Tone.GOOD)
        case _:
            return None


def _most_shown(wrong: int) -> tuple[str, ...]:
    """Where the rest of what is wrong is found."""
    if wrong <= SHOWN_FAULTS:
        return ()
    return (f"{wrong:,} things are wrong. The first {SHOWN_FAULTS} are below; the CSV file has all that are kept.",)


def _buttons(scope: Scope, row: InvoiceRow, sums: Sequence[VerdictSum], left: int) -> Iterator[Link]:
    settles, brings = scope.may(Permission.SETTLE_INVOICE), scope.may(Permission.BRING_INVOICE)
    paid = sum(one.paid_pence for one in sums)
    if settles and left:
        yield Link(f"Pay {shown_pounds(left)}", reverse("invoices:pay", args=[row.id]))
    if brings and row.state in STARTABLE:
        yield Link("Choose columns", reverse("invoices:columns", args=[row.id]))
    if row.state is InvoiceState.CHECKED:
        yield Link("See all lines", reverse("invoices:lines", args=[row.id]))
        if brings:
            yield Link("Write about it", reverse("invoices:write", args=[row.id]))
    if brings and row.state in {*STARTABLE, InvoiceState.CHECKED} and not paid:
        yield Link("Send it back", reverse("invoices:send_back", args=[row.id]))


def _found(row: InvoiceRow, sums: Sequence[VerdictSum]) -> Table:
    rows = [
        Row(
            (
                Cell(say(one.verdict), _lines(row, one), note=MEANINGS[one.verdict]), Cell(f"{one.lines:,}"),
                Cell(f"{one.open_lines:,}"), Cell(shown_pounds(one.asked_pence)), Cell(shown_pounds(one.due_pence)),
                Cell(shown_pounds(one.asked_pence - one.due_pence)),
            )
        )
        for one in sums
    ]  # fmt: skip
    columns = (
        Column("Found"), Column("Lines", numeric=True), Column("To answer", numeric=True),
        Column("Asked for", numeric=True), Column("Owed when checked", numeric=True),
        Column("Difference", numeric=True),
    )  # fmt: skip
    return Table("What was found", columns, rows, Empty("The invoice has no lines"))


def _lines(row: InvoiceRow, one: VerdictSum) -> str:
    return f"{reverse('invoices:lines', args=[row.id])}?{urlencode({'verdict': one.verdict.value})}"


def _faults(faults: Sequence[Fault], here: str) -> Table:
    rows = [
        Row(
            (
                Cell(str(one.line) if one.line else "File"), Cell(one.column), Cell(one.value),
                Cell(what_is_wrong(one), note=how_to_mend(one)),
            )
        )
        for one in faults
    ]  # fmt: skip
    columns = (Column("Line"), Column("Column"), Column("Value"), Column("What is wrong"))
    return Table("What is wrong", columns, rows, Empty("Nothing"), csv_href=f"{here}?format=csv")


def _csv(one: Fault) -> tuple[str | int, ...]:
    return one.line, one.column, one.value, what_is_wrong(one), how_to_mend(one)
