"""A line of several pieces is held against the events that together are as many: each is named, and asked for once."""

from typing import Any

import pytest
from django.db import DatabaseError, connection

from handrail.identity.calls import reading
from handrail.invoices.codes import LineAnswer, Verdict
from handrail.invoices.queries.invoices import left_to_pay
from handrail.invoices.queries.lines import CheckedLine, verdict_sums
from handrail.invoices.queries.statement import entries_of_line, not_invoiced_sum
from handrail.simulation.set_up import County
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.keep_invoices import InvoiceReturn, send_invoice_back
from handrail.usecases.settle_invoice import InvoicePayment, LinesAnswered, answer_invoice_lines, pay_invoice
from tests.invoices.checking import MARCH, checked, delivered, found, said_of
from tests.situations import call_as
from tests.usecases.correcting import entry_of

pytestmark = pytest.mark.django_db
BED = 69_500


def together(lines: list[Any], quantity: int, pence: int, **other: object) -> Any:
    """One line of an invoice for the beds of an order."""
    bed = next(line for line in lines if line["Code"] == "BED-010")
    order, _, _ = bed["Order line"].partition("/")
    said = {"Order line": order, "Visit": "", "Quantity": quantity, "Amount": f"{pence / 100:.2f}"}
    return bed | said | {name.capitalize(): value for name, value in other.items()}


def told(county: County, *lines: Any) -> list[tuple[Verdict, int | None, int | None]]:
    return [(one.verdict, one.due_quantity, one.due_pence) for one in found(county, checked(county, lines))]


def events(county: County, line: CheckedLine) -> list[int]:
    with reading(county.scopes["money"]):
        return [one.pence for one in entries_of_line(county.scopes["money"], line.id)]


@pytest.mark.usefixtures("lines_are")
def test_a_line_of_two_agrees_with_two_events_of_one_and_neither_is_asked_for_again(county: County) -> None:
    stop = delivered(county, "BED-010", "BED-010")
    lines, money = said_of(county, stop), county.scopes["money"]
    invoice_id = checked(county, [together(lines, 2, 2 * BED)])
    (line,) = found(county, invoice_id)
    assert (line.verdict, line.answer, line.due_quantity, line.due_pence) == ("AGREED", "AGREED", 2, 2 * BED)
    assert events(county, line) == [BED, BED]
    rest = sum(line["Code"] != "BED-010" for line in lines)
    with reading(money):
        assert not_invoiced_sum(money, MARCH, MARCH.replace(day=31))[0] == rest
        assert [(one.lines, one.asked_pence, one.due_pence) for one in verdict_sums(money, invoice_id)] == [
            (1, 2 * BED, 2 * BED)
        ]
    assert told(county, *(one for one in lines if one["Code"] == "BED-010")) == [(Verdict.DUPLICATE, None, None)] * 2


@pytest.mark.usefixtures("lines_are")
@pytest.mark.parametrize(
    ("quantity", "pence", "verdict"),
    [
        (3, 3 * BED, Verdict.AGREED),
        (4, 4 * BED, Verdict.WRONG_QUANTITY),
        (3, 3 * BED + 6, Verdict.WRONG_PRICE),
    ],
)
def test_what_of_several_does_not_agree_is_said_exactly(
    county: County, quantity: int, pence: int, verdict: Verdict
) -> None:
    lines = said_of(county, delivered(county, "BED-010", "BED-010", "BED-010"))
    (line,) = found(county, checked(county, [together(lines, quantity, pence)]))
    assert (line.verdict, line.due_quantity, line.due_pence) == (verdict, 3, 3 * BED)
    assert events(county, line) == [BED, BED, BED]


@pytest.mark.usefixtures("lines_are")
def test_each_event_goes_to_one_line_whichever_lines_ask_for_it(county: County) -> None:
    lines = said_of(county, delivered(county, *["BED-010"] * 3))
    one = next(line for line in lines if line["Code"] == "BED-010")
    assert told(county, together(lines, 2, 2 * BED, date=""), one) == [
        (Verdict.AGREED, 2, 2 * BED), (Verdict.AGREED, 1, BED)
    ]  # fmt: skip
    assert told(county, together(lines, 2, 2 * BED)) == [(Verdict.DUPLICATE, None, None)]


def test_what_is_put_right_of_one_of_several_is_paid_as_it_stands(county: County) -> None:
    stop, money = delivered(county, "BED-010", "BED-010"), county.scopes["money"]
    invoice_id = checked(county, [together(said_of(county, stop), 2, 2 * BED)])
    for line, owed in zip(stop.order.lines, (BED + 65_000, 2 * 65_000), strict=True):
        right = PostingCorrection(entry_of(county, "equipment", line.line_id), 65_000, "£650 was agreed")
        correct_posting(call_as(money), request=right)
        with reading(money):
            assert left_to_pay(money, invoice_id) == owed
    assert pay_invoice(call_as(money), request=InvoicePayment(invoice_id)).pence == 2 * 65_000


def test_promise_10_the_events_of_a_line_stay_with_it_once_it_is_paid(county: County) -> None:
    lines, money = said_of(county, delivered(county, "BED-010", "BED-010")), county.scopes["money"]
    invoice_id = checked(county, [together(lines, 2, 2 * BED)])
    assert pay_invoice(call_as(money), request=InvoicePayment(invoice_id)).pence == 2 * BED
    for statement in (
        "DELETE FROM invoices_invoiceline WHERE part_of_id IS NOT NULL",
        "UPDATE invoices_invoiceline SET answer = 'AGREED' WHERE part_of_id IS NOT NULL",
    ):
        with pytest.raises(DatabaseError, match="promise 10"), reading(money), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_line_of_several_is_answered_once_and_its_events_are_free_again_when_it_is_sent_back(county: County) -> None:
    lines, money = said_of(county, delivered(county, "BED-010", "BED-010")), county.scopes["money"]
    invoice_id = checked(county, [together(lines, 2, 3 * BED)])

    def answered() -> int:
        disputed = LinesAnswered(invoice_id, LineAnswer.DISPUTED, "Two", verdict=Verdict.WRONG_PRICE)
        return answer_invoice_lines(call_as(money), request=disputed)

    assert answered() == 1
    send_invoice_back(call_as(money), request=InvoiceReturn(invoice_id))
    assert {one for one, *_ in told(county, *lines)} == {Verdict.AGREED}
