"""Section i: how long an invoice of 200,000 lines takes from its file to the verdict of each line.
Refuses a faked check: the job reads the file and holds it against a ledger of copied postings (`bench.spending`)."""

import csv
import time
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any

import psycopg

from bench.figures import Figure
from bench.loan_cycles import Ground
from bench.many import as_superuser
from bench.progress import told
from bench.settled import settle
from bench.spending import with_money
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON, now_is
from handrail.identity.calls import Call, reading
from handrail.identity.scope import Scope
from handrail.intake.rules.reading import guess_columns
from handrail.invoices.codes import Verdict
from handrail.invoices.queries.lines import verdict_sums
from handrail.invoices.rules.columns import COLUMNS
from handrail.jobs.invoices import check_next
from handrail.usecases.keep_invoices import CheckStart, NewInvoice, receive_invoice, start_invoice_check

MOST_SECONDS = 30
LINES, QUICK_LINES = 200_000, 500
HEADERS = ("Order line", "Date", "Code", "Quantity", "Amount")
# One line in a hundred asks for a penny too much, and one in a hundred stands twice.
ODD = 100
_SOLD = """
    SELECT o.number || '/' || l.position, e.happened_on, c.code, 1,
        -sum(p.amount_pence) FILTER (WHERE a.kind = 'PROVIDER')
    FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
    JOIN orders_orderline l ON l.id = p.line_id JOIN orders_order o ON o.id = l.order_id
    JOIN catalogue_product c ON c.id = l.product_id
    WHERE e.cause LIKE 'bench:SPENT:%%' GROUP BY e.id, o.number, l.position, e.happened_on, c.code
    ORDER BY e.happened_on DESC, e.id LIMIT %(lines)s
"""


def measure(ground: Ground, *, quick: bool) -> list[Figure]:
    """The figures of section i."""
    lines = QUICK_LINES if quick else LINES
    with as_superuser() as owner:
        with_money(owner, str(ground.county.made.contract_id), lines + lines // 2)
        settle()
        content, total, first = _file(owner, lines)
    scope = ground.county.scopes["provider"]
    _received(scope, content, total, first)
    told(f"checking {lines:,} lines")
    began = time.perf_counter()
    invoice_id = check_next(Call(ground.county.scopes["system"], now_is(now())))
    took = time.perf_counter() - began
    if invoice_id is None:
        raise RuntimeError("no invoice waited")
    with reading(scope):
        found = {one.verdict: one.lines for one in verdict_sums(scope, invoice_id)}
    _as_planted(found, lines)
    return [
        Figure("i", f"an invoice of {lines:,} lines: from its file to its verdicts", took, "s", at_most=MOST_SECONDS)
    ]


def _file(owner: psycopg.Connection[Any], lines: int) -> tuple[bytes, int, date]:
    """The invoice, its total in pence, and its first day."""
    odd = lines // ODD
    rows = owner.execute(_SOLD, {"lines": lines - odd}).fetchall()
    if len(rows) != lines - odd:
        raise RuntimeError(f"{len(rows)} entries for {lines - odd} lines")
    said = [(*row[:4], int(row[4]) + (at % ODD == 0 and at // ODD < odd)) for at, row in enumerate(rows)]
    said += [row for at, row in enumerate(said) if at % ODD == 1 and at // ODD < odd]
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows((*row[:4], f"{row[4] / 100:.2f}") for row in said)
    return text.getvalue().encode(), sum(row[4] for row in said), min(row[1] for row in said)


def _received(scope: Scope, content: bytes, total: int, first: date) -> None:
    today = now().astimezone(LONDON).date()
    invoice = NewInvoice(
        fresh_id(), "bench", today, first, today, total, "bench.csv", len(content), sha256(content).hexdigest(), HEADERS
    )
    source = BytesIO(content)
    parts = iter(lambda: source.read(1 << 20), b"")
    receive_invoice(Call(scope, now_is(now())), request=invoice, parts=parts)
    start = CheckStart(invoice.invoice_id, guess_columns(COLUMNS, HEADERS))
    start_invoice_check(Call(scope, now_is(now())), request=start)


def _as_planted(found: dict[Verdict, int], lines: int) -> None:
    """Raises RuntimeError where the check did not find just what was planted: then nothing would be measured."""
    left = lines - lines // ODD
    wrong, twice = (sum(at % ODD == rest and at // ODD < lines // ODD for at in range(left)) for rest in (0, 1))
    planted = {Verdict.AGREED: left - wrong, Verdict.WRONG_PRICE: wrong, Verdict.DUPLICATE: twice}
    if found != planted:
        raise RuntimeError(f"{planted} was planted, {found} was found")
