"""Invoices are received once, answered by who may, paid once; what is paid stays, what is sent back is free again."""

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import reading
from handrail.invoices.codes import InvoiceReason, LineAnswer, Verdict
from handrail.invoices.queries.invoices import invoice_row, left_to_pay
from handrail.invoices.queries.lines import messages_of, named_before, verdict_sums
from handrail.invoices.queries.statement import not_invoiced, not_invoiced_sum, statement
from handrail.invoices.rules.settling import against_paying
from handrail.invoices.rules.statement import Section
from handrail.invoices.states import InvoiceState
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import balances
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import change_funder
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
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
from handrail.web.invoices.messages import message_entries
from tests.invoices.checking import (
    APRIL,
    MARCH,
    as_file,
    checked,
    delivered,
    found,
    new_invoice,
    said_of,
    total_of,
    waiting,
)
from tests.ordering import codes
from tests.situations import call_as
from tests.usecases.correcting import entry_of, to_health

pytestmark = pytest.mark.django_db


def bed_at(county: County, amount: str) -> tuple[UUID, Any]:
    """A checked invoice of one delivery, its bed at this price; and the bed's line."""
    lines = said_of(county, delivered(county, "BED-010"))
    invoice_id = checked(county, [line | {"Amount": amount} if line["Code"] == "BED-010" else line for line in lines])
    (bed,) = [line for line in found(county, invoice_id) if line.code == "BED-010"]
    return invoice_id, bed


def row_of(county: County, invoice_id: UUID) -> Any:
    with reading(county.scopes["money"]):
        return invoice_row(county.scopes["money"], invoice_id)


def agreed_of(county: County, invoice_id: UUID) -> int:
    with reading(county.scopes["money"]):
        paid = sum(one.paid_pence for one in verdict_sums(county.scopes["money"], invoice_id))
        return paid + left_to_pay(county.scopes["money"], invoice_id)


def answer(county: County, invoice_id: UUID, said: LineAnswer, words: str = "", **which: Any) -> int:
    request = LinesAnswered(invoice_id, said, words, **which)
    return answer_invoice_lines(call_as(county.scopes["money"]), request=request)


def host(county: County) -> int:
    with reading(county.scopes["money"]):
        held = balances(county.scopes["money"], MARCH, APRIL)
    return sum(one.amount_pence for one in held if one.kind is AccountKind.HOST)


def test_the_same_invoice_is_received_once(county: County) -> None:
    content = as_file(said_of(county, delivered(county, "BED-010")))
    asked = new_invoice(content, 1)
    provider = county.scopes["provider"]
    first = receive_invoice(call_as(provider, key=""), **asked)
    assert receive_invoice(call_as(provider, key=""), **asked) == first
    with pytest.raises(Refused) as refused:
        receive_invoice(call_as(provider, key=""), **new_invoice(content, 1, number=asked["request"].number.lower()))
    assert codes(refused.value) == {InvoiceReason.SAME_NUMBER, InvoiceReason.SAME_FILE}
    wrong = new_invoice(content + b"\n", 1, number="", until_on=MARCH, from_on=APRIL)
    with pytest.raises(Refused) as refused:
        receive_invoice(call_as(provider, key=""), **wrong)
    assert codes(refused.value) == {InvoiceReason.NUMBER_MISSING, InvoiceReason.ENDS_BEFORE_BEGIN}


def test_columns_that_say_too_little_start_nothing(county: County) -> None:
    asked = new_invoice(as_file(said_of(county, delivered(county, "BED-010"))), 1)
    provider = county.scopes["provider"]
    invoice_id = receive_invoice(call_as(provider, key=""), **asked)
    with pytest.raises(Refused) as refused:
        start_invoice_check(call_as(provider), request=CheckStart(invoice_id, {"Amount": "amount"}))
    assert codes(refused.value) == {"IMPORT_COLUMN_NOT_MAPPED", "IMPORT_ONE_COLUMN_OF"}


def test_what_is_agreed_is_paid_once_and_never_more_than_is_owed(county: County) -> None:
    invoice_id, bed = bed_at(county, "700.00")
    before, agreed = host(county), agreed_of(county, invoice_id)
    assert bed.verdict is Verdict.WRONG_PRICE
    assert agreed > 0
    money = county.scopes["money"]
    assert pay_invoice(call_as(money), request=InvoicePayment(invoice_id)).pence == agreed
    assert host(county) == before - agreed
    answer(county, invoice_id, LineAnswer.AGREED, line_id=bed.id)
    assert pay_invoice(call_as(money), request=InvoicePayment(invoice_id)).pence == bed.due_pence == 69_500
    with pytest.raises(Refused, match=InvoiceReason.NOTHING_TO_PAY):
        pay_invoice(call_as(money), request=InvoicePayment(invoice_id))
    with reading(money):
        of = statement(money, MARCH, APRIL)
    assert of.sum_of(Section.PAYMENTS) == -agreed - 69_500
    assert of.closing_pence == 0
    with pytest.raises(Refused, match=InvoiceReason.PAID):
        answer(county, invoice_id, LineAnswer.DISPUTED, "No", line_id=bed.id)
    with pytest.raises(Refused, match=InvoiceReason.PAID):
        send_invoice_back(call_as(county.scopes["provider"]), request=InvoiceReturn(invoice_id))


def all_of(county: County) -> tuple[tuple[int, int], int]:
    """How much of March stands on no invoice, and what is owed to the provider in all."""
    money = county.scopes["money"]
    with reading(money):
        return not_invoiced_sum(money, MARCH, MARCH.replace(day=31)), statement(money, MARCH, APRIL).closing_pence


def test_what_was_put_right_since_it_was_checked_is_paid_as_it_stands_now(county: County) -> None:
    stop = delivered(county, "BED-010")
    invoice_id = checked(county, said_of(county, stop))
    line_id, money = stop.order.lines[0].line_id, county.scopes["money"]
    agreed = agreed_of(county, invoice_id)
    right = PostingCorrection(entry_of(county, "equipment", line_id), 65_000, "£650 was agreed")
    correct_posting(call_as(money), request=right)
    change_funder(call_as(money), request=to_health(county, line_id))
    assert agreed_of(county, invoice_id) == agreed - 4_500
    assert (
        pay_invoice(call_as(money), request=InvoicePayment(invoice_id)).pence
        == agreed - 4_500
        == agreed_of(county, invoice_id)
    )
    assert all_of(county) == ((0, 0), 0)


def test_an_open_credit_holds_back_what_is_paid() -> None:
    assert [one.code for one in against_paying(100, 1)] == [InvoiceReason.CREDITS_OPEN]
    assert [one.code for one in against_paying(0, 1)] == [InvoiceReason.NOTHING_TO_PAY]
    assert not list(against_paying(-100, 0))


def test_what_is_paid_stands_on_its_invoice_whoever_bears_it_later(county: County) -> None:
    stop = delivered(county, "BED-010")
    invoice_id = checked(county, said_of(county, stop))
    pay_invoice(call_as(county.scopes["money"]), request=InvoicePayment(invoice_id))
    change_funder(call_as(county.scopes["money"]), request=to_health(county, stop.order.lines[0].line_id))
    assert all_of(county) == ((0, 0), 0)


def test_less_than_is_owed_is_paid_where_less_is_asked_for(county: County) -> None:
    invoice_id, bed = bed_at(county, "600.00")
    answer(county, invoice_id, LineAnswer.AGREED, line_id=bed.id)
    assert agreed_of(county, invoice_id) == row_of(county, invoice_id).total_pence


def test_lines_are_answered_by_who_may_and_for_a_reason(county: County) -> None:
    invoice_id, bed = bed_at(county, "700.00")
    provider, money = county.scopes["provider"], county.scopes["money"]
    with pytest.raises(Refused, match=InvoiceReason.WORDS_MISSING):
        answer(county, invoice_id, LineAnswer.QUERIED, line_id=bed.id)
    assert answer(county, invoice_id, LineAnswer.QUERIED, "Why £700?", verdict=Verdict.WRONG_PRICE) == 1
    with pytest.raises(Refused, match=InvoiceReason.NO_SUCH_LINE):
        answer(county, invoice_id, LineAnswer.QUERIED, "Again?", verdict=Verdict.WRONG_PRICE)
    write_about_invoice(call_as(provider), request=InvoiceWords(invoice_id, "A better bed", bed.id))
    with pytest.raises(Refused, match=InvoiceReason.WORDS_MISSING):
        write_about_invoice(call_as(provider), request=InvoiceWords(invoice_id, " "))
    with pytest.raises(Refused, match="NOT_ALLOWED"):
        answer_invoice_lines(call_as(provider), request=LinesAnswered(invoice_id, LineAnswer.AGREED, line_id=bed.id))
    with reading(money):
        whole, of_line = (messages_of(money, invoice_id, line) for line in (None, bed.id))
    both = [(LineAnswer.QUERIED, "Why £700?", bed.line), (LineAnswer.OPEN, "A better bed", bed.line)]
    assert [(one.answer, one.text, one.line) for one in whole] == both
    assert [(one.answer, one.text, one.line) for one in of_line] == both


def test_what_is_said_of_several_lines_at_once_stands_at_each_and_once_on_the_invoice(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    invoice_id = checked(county, [line | {"Order line": "", "Visit": "999999"} for line in lines[:2]])
    money, first = county.scopes["money"], found(county, invoice_id)[0]
    assert answer(county, invoice_id, LineAnswer.QUERIED, "Which order?", verdict=Verdict.NO_SUCH_EVENT) == 2
    write_about_invoice(call_as(money), request=InvoiceWords(invoice_id, "By Friday please"))
    with reading(money):
        whole, of_first = (messages_of(money, invoice_id, line) for line in (None, first.id))
    assert [(one.text, one.lines, one.line) for one in whole] == [
        ("Which order?", 2, first.line), ("By Friday please", 0, None),
    ]  # fmt: skip
    assert [one.text for one in of_first] == ["Which order?"]
    assert [line.messages for line in found(county, invoice_id)] == [1, 1]
    asked, whole_word = message_entries(whole, names_lines=True)
    assert (asked.title, whole_word.title) == ("Queried: 2 lines", "Message")


def test_what_the_ledger_does_not_owe_is_never_agreed(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    invoice_id = checked(county, [lines[0], lines[0]])
    first, again = found(county, invoice_id)
    assert again.verdict is Verdict.DUPLICATE
    with pytest.raises(Refused, match=InvoiceReason.NOTHING_POSTED):
        answer(county, invoice_id, LineAnswer.AGREED, line_id=again.id)
    money = county.scopes["money"]
    with reading(money):
        assert named_before(money, again.id) == (first.id, row_of_number(county, invoice_id), first.line)


def row_of_number(county: County, invoice_id: UUID) -> str:
    return str(invoice_row(county.scopes["money"], invoice_id).number)


def test_what_an_invoice_that_was_sent_back_named_may_be_named_again(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    first = checked(county, lines)
    send_invoice_back(call_as(county.scopes["provider"]), request=InvoiceReturn(first))
    assert row_of(county, first).state is InvoiceState.DROPPED
    assert found(county, first) == ()
    again = checked(county, lines)
    assert {line.verdict for line in found(county, again)} == {Verdict.AGREED}


def test_a_check_that_breaks_off_keeps_nothing_and_may_be_started_again(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = said_of(county, delivered(county, "BED-010"))

    def breaks(*_: object, **__: object) -> None:
        raise KeyError

    with monkeypatch.context() as patched:
        patched.setattr("handrail.invoices.actions.match_lines", breaks)
        invoice_id = checked(county, lines)
    row = row_of(county, invoice_id)
    assert (row.state, row.state_reason) == (InvoiceState.FAILED, "KeyError")
    assert found(county, invoice_id) == ()
    start_invoice_check(call_as(county.scopes["provider"]), request=CheckStart(invoice_id, row.mapping))
    checked(county, said_of(county, delivered(county, "MAT-012", van="Van 2")))
    assert row_of(county, invoice_id).state is InvoiceState.CHECKED


def test_what_no_line_names_is_not_yet_invoiced(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    bed = next(line for line in lines if line["Code"] == "BED-010")
    checked(county, [line for line in lines if line is not bed])
    money = county.scopes["money"]
    with reading(money):
        left = not_invoiced(money, MARCH, MARCH.replace(day=31), offset=0, limit=None)
        assert not_invoiced_sum(money, MARCH, MARCH.replace(day=31)) == (1, 69_500)
    assert [(one.code, one.pence) for one in left] == [("BED-010", 69_500)]


def test_only_a_checked_invoice_is_answered_or_paid(county: County) -> None:
    invoice_id = waiting(county, said_of(county, delivered(county, "BED-010")))
    with pytest.raises(Refused, match="STALE"):
        pay_invoice(call_as(county.scopes["money"]), request=InvoicePayment(invoice_id))


def test_promise_10_what_is_paid_stays_paid(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    invoice_id = checked(county, lines)
    assert row_of(county, invoice_id).total_pence == total_of(lines)
    pay_invoice(call_as(county.scopes["money"]), request=InvoicePayment(invoice_id))
    for statement_ in (
        "UPDATE invoices_invoiceline SET paid_entry_id = NULL, answer = ''",
        "UPDATE invoices_invoiceline SET amount_pence = 1",
        "DELETE FROM invoices_invoiceline",
    ):
        with pytest.raises(DatabaseError), reading(county.scopes["money"]), connection.cursor() as cursor:
            cursor.execute(statement_)


def test_an_invoice_with_a_disputed_line_is_sent_back_and_what_was_written_stays(county: County) -> None:
    invoice_id, bed = bed_at(county, "700.00")
    answer(county, invoice_id, LineAnswer.DISPUTED, "£695 was agreed", line_id=bed.id)
    send_invoice_back(call_as(county.scopes["provider"]), request=InvoiceReturn(invoice_id, "Please send it anew"))
    with reading(county.scopes["money"]):
        assert [one.text for one in messages_of(county.scopes["money"], invoice_id)] == [
            "£695 was agreed", "Please send it anew"
        ]  # fmt: skip


def test_what_somebody_else_decided_since_it_was_seen_is_not_written_over(county: County) -> None:
    invoice_id, bed = bed_at(county, "700.00")
    answer(county, invoice_id, LineAnswer.DISPUTED, "The list says £695", line_id=bed.id, seen=LineAnswer.OPEN)
    with pytest.raises(Refused, match=CallReason.STALE):
        answer(county, invoice_id, LineAnswer.AGREED, line_id=bed.id, seen=LineAnswer.OPEN)
    assert answer(county, invoice_id, LineAnswer.AGREED, line_id=bed.id, seen=LineAnswer.DISPUTED) == 1
    with reading(county.scopes["money"]):
        *_, last = messages_of(county.scopes["money"], invoice_id, bed.id)
    assert (last.answer, last.by, last.text) == (LineAnswer.AGREED, "Beth Lomas", "")
    with pytest.raises(Refused, match=CallReason.STALE):
        pay_invoice(call_as(county.scopes["money"]), request=InvoicePayment(invoice_id, 1))


def test_another_sum_than_was_seen_is_not_paid() -> None:
    assert [one.code for one in against_paying(100, 0, 99)] == [CallReason.STALE]
    assert [one.code for one in against_paying(0, 0, 99)] == [InvoiceReason.NOTHING_TO_PAY]
    assert not list(against_paying(100, 0, 100))
