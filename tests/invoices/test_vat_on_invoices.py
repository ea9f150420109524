"""VAT on invoices and statements: in a column or in lines of its own, held line by line against what was posted."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import pytest

from handrail.core.csv_reading import CsvRow
from handrail.identity.calls import reading
from handrail.intake.rules.reading import guess_columns
from handrail.invoices.codes import InvoiceFault, LineAnswer, Verdict
from handrail.invoices.queries.invoices import left_to_pay
from handrail.invoices.queries.lines import verdict_sums
from handrail.invoices.queries.statement import Behind, not_invoiced_sum, stated_entries, statement
from handrail.invoices.rules.columns import COLUMNS
from handrail.invoices.rules.lines import InvoiceReader, SaidLine
from handrail.invoices.rules.statement import Section
from handrail.ledger.rules.vat import VatTerm
from handrail.simulation.set_up import County
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.settle_invoice import InvoicePayment, LinesAnswered, answer_invoice_lines, pay_invoice
from tests.invoices.checking import APRIL, HEADERS, MARCH, Said, checked, delivered, found, posted, said
from tests.invoices.test_reading import CONTRACT, SETTING
from tests.ledger.test_suspense import in_all
from tests.promises import broken_in
from tests.situations import call_as
from tests.usecases.terms import with_vat_before

WITH_VAT = (*HEADERS, "VAT")
LINE = dict.fromkeys(WITH_VAT, "") | {"Order line": "7/1", "Code": "BED-010", "Amount": "10.00"}


def read(*lines: dict[str, str], total: int) -> tuple[list[SaidLine], InvoiceReader]:
    reader = InvoiceReader(guess_columns(COLUMNS, WITH_VAT), SETTING, CONTRACT)
    rows = [CsvRow(at, LINE | line) for at, line in enumerate(lines, 2)]
    lines_read = list(reader.read_all(rows))
    reader.check_total(total)
    return lines_read, reader


def test_the_total_is_the_lines_and_their_vat() -> None:
    lines, reader = read({"VAT": "2.00"}, {"Code": "delivery", "Visit": "5"}, total=22_00)
    assert [one.vat_pence for one in lines] == [2_00, 0]
    assert not reader.faults
    _, wrong = read({"VAT": "2.00"}, total=10_00)
    assert [one.code for one in wrong.faults] == [InvoiceFault.TOTAL]


def test_a_line_of_vat_belongs_to_the_line_before_it() -> None:
    fee = {"Order line": "", "Code": "management_fee", "Date": "2026-03-31"}
    lines, reader = read({}, {"Code": "VAT", "Amount": "2.00"}, fee, fee | {"Code": "Vat", "Amount": "1"}, total=23_00)
    assert [(one.code, one.amount_pence, one.vat_pence) for one in lines] == [
        ("BED-010", 10_00, 2_00), ("management_fee", 10_00, 1_00),
    ]  # fmt: skip
    assert not reader.faults


@pytest.mark.parametrize("lines", [({}, {"Code": "VAT", "Order line": "8/1"}), ({"Code": "VAT"},)])
def test_vat_of_no_line_is_named(lines: Sequence[dict[str, str]]) -> None:
    _, reader = read(*lines, total=20_00)
    assert [(one.line, one.code) for one in reader.faults] == [(len(lines) + 1, InvoiceFault.VAT_ALONE)]
    _, after_a_fault = read({"Amount": "x"}, {"Code": "VAT"}, total=0)
    assert len(after_a_fault.faults) == 1


def a_bed_with_vat(county: County) -> list[Said]:
    """20% on equipment, 5% on deliveries; the entries of one bed's order, as an invoice says them."""
    with_vat_before(county, VatTerm("equipment", "", None, 2_000, True), VatTerm("delivery", "", None, 500, False))
    delivered(county, "BED-010")
    return [said(one) | {"VAT": Decimal(one.vat_pence).scaleb(-2)} for one in posted(county)]


def in_pence(lines: Sequence[Said]) -> int:
    return sum(int(Decimal(str(line[name] or 0)).scaleb(2)) for line in lines for name in ("Amount", "VAT"))


def check(county: County, lines: Sequence[Said]) -> UUID:
    return checked(county, lines, in_pence(lines), headers=WITH_VAT)


def answer(county: County, invoice_id: UUID, verdict: Verdict) -> None:
    request = LinesAnswered(invoice_id, LineAnswer.AGREED, "", None, verdict)
    answer_invoice_lines(call_as(county.scopes["money"]), request=request)


@pytest.mark.usefixtures("lines_are")
@pytest.mark.django_db
def test_price_and_vat_are_agreed_and_paid_together(county: County) -> None:
    lines = a_bed_with_vat(county)
    owed = -in_all(county, "PROVIDER")
    assert owed == in_pence(lines)
    with reading(county.scopes["money"]):
        assert not_invoiced_sum(county.scopes["money"], MARCH, APRIL) == (4, owed)
    invoice_id = check(county, lines)
    assert {one.verdict for one in found(county, invoice_id)} == {Verdict.AGREED}
    bed = next(one for one in found(county, invoice_id) if one.code == "BED-010")
    assert (bed.due_pence, bed.due_vat_pence, bed.due_in_all) == (695_00, 139_00, 834_00)
    assert pay_invoice(call_as(county.scopes["money"]), request=InvoicePayment(invoice_id)).pence == owed
    assert in_all(county, "PROVIDER") == 0
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.usefixtures("lines_are")
@pytest.mark.django_db
def test_wrong_vat_is_a_finding_of_its_own_and_no_more_than_is_owed_is_paid(county: County) -> None:
    lines = a_bed_with_vat(county)
    owed = in_pence(lines)
    for line in lines:
        if line["Code"] == "BED-010":
            line["VAT"] = "139.01"
        if line["Code"] == "second_person":
            line["VAT"] = "3.70"
        if line["Code"] == "delivery":
            line |= {"Amount": "30.00", "VAT": "1.50"}
    invoice_id = check(county, lines)
    assert {one.code: one.verdict for one in found(county, invoice_id)} == {
        "BED-010": Verdict.WRONG_VAT, "second_person": Verdict.WRONG_VAT, "delivery": Verdict.WRONG_PRICE,
        "fitting_bed": Verdict.AGREED,
    }  # fmt: skip
    with reading(county.scopes["money"]):
        (wrong,) = [one for one in verdict_sums(county.scopes["money"], invoice_id) if one.verdict is Verdict.WRONG_VAT]
    assert (wrong.open_lines, wrong.asked_pence - wrong.due_pence) == (2, 1 + 3_70)
    answer(county, invoice_id, Verdict.WRONG_VAT)
    answer(county, invoice_id, Verdict.WRONG_PRICE)
    with reading(county.scopes["money"]):
        assert left_to_pay(county.scopes["money"], invoice_id) == owed


@pytest.mark.django_db
def test_an_invoice_without_vat_asks_for_too_little(county: County) -> None:
    lines = a_bed_with_vat(county)
    invoice_id = check(county, [line | {"VAT": ""} for line in lines])
    wrong = {one.code for one in found(county, invoice_id) if one.verdict is Verdict.WRONG_VAT}
    assert wrong == {"BED-010", "delivery"}


@pytest.mark.usefixtures("lines_are")
@pytest.mark.django_db
def test_what_was_put_right_is_paid_with_its_vat_as_it_stands_then(county: County) -> None:
    invoice_id = check(county, a_bed_with_vat(county))
    bed = next(one for one in posted(county) if one.code == "BED-010")
    correct_posting(call_as(county.scopes["money"]), request=PostingCorrection(bed.id, 650_00, "Agreed at £650"))
    owed = -in_all(county, "PROVIDER")
    assert pay_invoice(call_as(county.scopes["money"]), request=InvoicePayment(invoice_id)).pence == owed
    line = next(one for one in found(county, invoice_id) if one.code == "BED-010")
    assert (line.due_pence, line.due_vat_pence) == (650_00, 130_00)


@pytest.mark.django_db
def test_vat_is_a_part_of_the_statement_of_its_own(county: County) -> None:
    a_bed_with_vat(county)
    scope = county.scopes["provider"]
    with reading(scope):
        stated = statement(scope, MARCH, APRIL)
        entries = stated_entries(scope, Behind(MARCH, APRIL, Section.VAT), offset=0, limit=None)
    assert stated.sum_of(Section.EQUIPMENT) == 695_00
    assert stated.sum_of(Section.VAT) == 139_00 + 1_23
    assert stated.closing_pence == -in_all(county, "PROVIDER")
    assert sorted((one.code, one.vat_pence) for one in entries) == [("BED-010", 139_00), ("delivery", 1_23)]
