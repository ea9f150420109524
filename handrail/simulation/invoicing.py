"""The provider's invoices of a parish: one for each month that is over, from the entries of its statement, with a few
faults; and how the pool manager answers them. Refuses to write a row itself."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO, StringIO
from uuid import UUID

from handrail.core.csv_reading import read_csv
from handrail.identity.calls import reading
from handrail.intake.rules.reading import guess_columns
from handrail.invoices.codes import LineAnswer, Verdict
from handrail.invoices.queries.invoices import invoice_row
from handrail.invoices.queries.lines import verdict_sums
from handrail.invoices.queries.statement import Behind, StatedEntry, stated_entries
from handrail.invoices.rules.columns import COLUMNS, LIMITS
from handrail.ledger.codes import EntryKind
from handrail.ledger.rules.fees import FOR_EVERYBODY
from handrail.simulation.world import World, clock
from handrail.usecases.check_invoice import check_invoice
from handrail.usecases.keep_invoices import CheckStart, NewInvoice, receive_invoice, start_invoice_check
from handrail.usecases.settle_invoice import (
    InvoicePayment,
    InvoiceWords,
    LinesAnswered,
    answer_invoice_lines,
    pay_invoice,
    write_about_invoice,
)

HEADERS = ("Order line", "Date", "Code", "Quantity", "Amount")
ASKED_FOR = frozenset({EntryKind.SPENT, EntryKind.CHARGED, EntryKind.CREDITED})
# The pool manager answers in the week after; the month that ended last still waits for answers.
SENT_AFTER, ANSWERED_AFTER = timedelta(days=5), timedelta(days=6)
DISPUTES = {
    Verdict.DUPLICATE: "This was asked for before. Please take the line off.",
    Verdict.NO_SUCH_EVENT: "We know of no such visit or delivery. Which one is meant?",
    Verdict.NEVER_ISSUED: "We know of nothing issued that this gives back. Which thing is meant?",
    Verdict.WRONG_QUANTITY: "We count another number. Please look again.",
    Verdict.WRONG_PRICE: "The price list says less for that day. We pay what it says.",
}

type Said = tuple[str, str, str, int, Decimal]


class Invoicing:
    """Each month is invoiced on its day and answered a week later."""

    def __init__(self, world: World) -> None:
        self.world = world

    def begin(self, until: date) -> None:
        """Put the invoices of all months that end after the walk began and before a day into the world."""
        first = (self.world.today.replace(day=1) + timedelta(days=32)).replace(day=1)
        while (sent := self.world.next_day(first + SENT_AFTER)) < until:
            month = (first - timedelta(days=1)).replace(day=1)
            self._put(month, first, sent, until)
            first = (first + timedelta(days=32)).replace(day=1)

    def _put(self, month: date, after: date, sent: date, until: date) -> None:
        def send() -> None:
            if (invoice_id := self._send(month, after)) and (answers := sent + ANSWERED_AFTER) < until:
                on = self.world.next_day(answers)
                self.world.then(clock(on, 15, 20), lambda: self._answer(invoice_id))

        self.world.then(clock(sent, 16, 5), send)

    def _send(self, month: date, after: date) -> UUID | None:
        scope = self.world.scope("provider")
        with reading(scope):
            owed = [one for one in stated_entries(scope, Behind(month, after), offset=0, limit=None)
                    if one.kind in ASKED_FOR and (one.line or one.code in FOR_EVERYBODY)]  # fmt: skip
        lines = [_said(one) for one in owed]
        if not lines:
            return None
        # Every other month is as it should be.
        lines += _faults(lines) if month.month % 2 else []
        content, total = _file(lines), sum(int(line[-1].scaleb(2)) for line in lines)
        invoice = NewInvoice(
            self.world.new_id(), f"FE-{month:%Y-%m}", self.world.today, month, after - timedelta(days=1), total,
            f"fenway-{month:%Y-%m}.csv", len(content), sha256(content).hexdigest(), HEADERS,
        )  # fmt: skip
        receive_invoice(self.world.call("provider"), request=invoice, parts=[content])
        start = CheckStart(invoice.invoice_id, guess_columns(COLUMNS, HEADERS))
        start_invoice_check(self.world.call("provider"), request=start)
        read = read_csv(BytesIO(content), LIMITS)
        check_invoice(
            self.world.call("system"), invoice_id=invoice.invoice_id, problems=read.problems, rows=read.rows,
            watch=lambda _: None,
        )  # fmt: skip
        return invoice.invoice_id

    def _answer(self, invoice_id: UUID) -> None:
        """What is owed is paid, a wrong price as the list has it; what nobody knows of is disputed. The provider writes
        back."""
        scope = self.world.scope("money")
        with reading(scope):
            number = invoice_row(scope, invoice_id).number
            wrong = {one.verdict for one in verdict_sums(scope, invoice_id) if one.open_lines}
        for verdict, words in DISPUTES.items():
            if verdict in wrong:
                said = LineAnswer.AGREED if verdict is Verdict.WRONG_PRICE else LineAnswer.DISPUTED
                request = LinesAnswered(invoice_id, said, words, verdict=verdict)
                answer_invoice_lines(self.world.call("money"), request=request)
        pay_invoice(self.world.call("money"), request=InvoicePayment(invoice_id))
        words = f"Thank you. We look into what you dispute of {number}, and take off what is ours."
        write_about_invoice(self.world.call("provider"), request=InvoiceWords(invoice_id, words))


def _said(one: StatedEntry) -> Said:
    return (one.line, one.happened_on.isoformat(), one.code, one.quantity, Decimal(one.pence).scaleb(-2))


def _faults(lines: list[Said]) -> list[Said]:
    """Honest ones: a line that stands twice, one at an old price, one for an order line that never was."""
    sold = [at for at, line in enumerate(lines) if line[-1] > 0 and line[0]]
    if len(sold) < 3:
        return []
    twice, dear, never = (lines[sold[len(sold) * part // 4]] for part in (1, 2, 3))
    lines[lines.index(dear)] = (*dear[:-1], dear[-1] + Decimal("1.50"))
    return [twice, (f"{never[0].partition('/')[0]}/99", *never[1:])]


def _file(lines: Sequence[Said]) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows(lines)
    return text.getvalue().encode()
