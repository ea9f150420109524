"""Each use case of the provider's invoices: its situation, what it writes, and who of two wins."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from handrail.core.csv_reading import CsvRow
from handrail.identity.calls import Call
from handrail.intake.rules.reading import guess_columns
from handrail.invoices.codes import LineAnswer, Verdict
from handrail.invoices.rules.columns import COLUMNS
from handrail.simulation.set_up import County
from handrail.usecases.check_invoice import CheckFailed, check_invoice, fail_invoice_check
from handrail.usecases.keep_invoices import (
    CheckStart,
    InvoiceReturn,
    receive_invoice,
    send_invoice_back,
    start_invoice_check,
)
from handrail.usecases.settle_invoice import (
    InvoicePayment,
    InvoiceWords,
    LinesAnswered,
    answer_invoice_lines,
    pay_invoice,
    write_about_invoice,
)
from tests.invoices.checking import (
    HEADERS,
    Said,
    as_file,
    checked,
    delivered,
    new_invoice,
    said_of,
    total_of,
    waiting,
)
from tests.situations import call_as
from tests.usecases.tried.case import Case

SHOWN = "invoices/test_check.py::test_"
SETTLED = "invoices/test_settle.py::test_"
STATE = "invoices_invoice invoices_invoicehistory"


def lines(county: County) -> list[Said]:
    """What was posted for one delivery; its bed at a wrong price."""
    found = said_of(county, delivered(county, "BED-010"))
    return [line | {"Amount": "1.00"} if line["Code"] == "BED-010" else line for line in found]


def new(county: County) -> dict[str, Any]:
    said = lines(county)
    return new_invoice(as_file(said), total_of(said))


def received(county: County) -> UUID:
    return receive_invoice(call_as(county.scopes["provider"], key=""), **new(county))


def to_check(county: County) -> dict[str, Any]:
    said = lines(county)
    rows = [CsvRow(at, {name: str(value) for name, value in line.items()}) for at, line in enumerate(said, 2)]
    return {"invoice_id": waiting(county, said), "problems": (), "rows": rows, "watch": lambda _: None}


def whole(county: County) -> UUID:
    return checked(county, lines(county))


def without_a_key(call: Call) -> Call:
    return replace(call, key="")


CASES = {
    "receive_invoice": Case(
        receive_invoice, new, "provider", f"{STATE} invoices_invoicepart", called=without_a_key,
        both_may="the invoice's own id makes it one", shown=f"{SETTLED}the_same_invoice_is_received_once",
    ),
    "start_invoice_check": Case(
        start_invoice_check, lambda c: CheckStart(received(c), guess_columns(COLUMNS, HEADERS)), "provider", STATE,
        refused="STALE", shown=f"{SHOWN}ten_planted_errors_and_finds_exactly_these",
    ),
    "send_invoice_back": Case(
        send_invoice_back, lambda c: InvoiceReturn(whole(c), "Please send it anew"), "provider",
        f"{STATE} invoices_invoiceline invoices_invoicemessage", refused="STALE",
        shown=f"{SETTLED}what_an_invoice_that_was_sent_back_named_may_be_named_again",
    ),
    "check_invoice": Case(
        check_invoice, to_check, "system", f"{STATE} invoices_invoiceline invoices_invoicepart",
        called=without_a_key, refused="STALE", shown=f"{SHOWN}ten_planted_errors_and_finds_exactly_these",
    ),
    "fail_invoice_check": Case(
        fail_invoice_check, lambda c: CheckFailed(waiting(c, lines(c)), "KeyError"), "system", STATE,
        refused="STALE", shown=f"{SETTLED}a_check_that_breaks_off_keeps_nothing_and_may_be_started_again",
    ),
    "answer_invoice_lines": Case(
        answer_invoice_lines,
        lambda c: LinesAnswered(whole(c), LineAnswer.QUERIED, "Why so cheap?", verdict=Verdict.WRONG_PRICE),
        "money", "invoices_invoiceline invoices_invoicemessage", refused="INVOICE_LINE_NOT_OPEN",
        shown=f"{SETTLED}lines_are_answered_by_who_may_and_for_a_reason",
    ),
    "write_about_invoice": Case(
        write_about_invoice, lambda c: InvoiceWords(whole(c), "See order 7"), "provider", "invoices_invoicemessage",
        both_may="two who write the same have written twice",
        shown=f"{SETTLED}lines_are_answered_by_who_may_and_for_a_reason",
    ),
    "pay_invoice": Case(
        pay_invoice, lambda c: InvoicePayment(whole(c)), "money",
        "invoices_invoiceline ledger_balance ledger_entry ledger_posting",
        refused="INVOICE_NOTHING_TO_PAY", shown=f"{SETTLED}what_is_agreed_is_paid_once_and_never_more_than_is_owed",
    ),
}  # fmt: skip
