"""What an invoice says is read as it stands, and what is wrong is named at its line: nothing is guessed."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook

from handrail.core.csv_reading import CsvLimits, CsvRow, read_csv
from handrail.core.xlsx_reading import NotAWorkbook, as_csv, is_workbook
from handrail.intake.rules.cells import Setting
from handrail.intake.rules.reading import guess_columns
from handrail.invoices.codes import InvoiceFault, InvoiceReason, LineAnswer, Verdict
from handrail.invoices.rules.columns import COLUMNS
from handrail.invoices.rules.lines import ContractWords, InvoiceReader
from handrail.invoices.rules.settling import ToPay, against_answer
from handrail.wording.import_faults import how_to_mend, what_is_wrong

SETTING = Setting(date(2026, 4, 1), demo=False)
CONTRACT = ContractWords("northdown", "Northdown equipment", "Millward")
HEADERS = ("Order No", "Job", "Asset", "Date", "SKU", "Qty", "Net", "Contract")
LINE = dict(zip(HEADERS, ("1042/2", "", "", "3/3/2026", "BED-010", "1", "695.00", ""), strict=True))


def reader(*lines: dict[str, str], total: int | None = None) -> InvoiceReader:
    made = InvoiceReader(guess_columns(COLUMNS, HEADERS), SETTING, CONTRACT)
    for at, line in enumerate(lines, 2):
        made.read(CsvRow(at, LINE | line))
    made.check_total(made.sum_pence if total is None else total)
    return made


def said(**line: str) -> Any:
    made = InvoiceReader(guess_columns(COLUMNS, HEADERS), SETTING, CONTRACT)
    found = made.read(CsvRow(2, LINE | line))
    assert found, made.faults
    return found


@pytest.mark.parametrize(
    ("line", "sold", "ref"),
    [
        ({}, "bed-010", "l:1042/2"),
        ({"Order No": "1042"}, "bed-010", "o:1042"),
        ({"Order No": "1042-2", "Job": "77"}, "bed-010", "l:1042/2"),
        ({"SKU": "delivery", "Job": "77"}, "delivery", "v:77"),
        ({"SKU": "Delivery"}, "delivery", "l:1042/2"),
        ({"Order No": "", "Asset": "a200001"}, "bed-010", "a:A200001"),
        ({"Order No": "", "Job": "77"}, "bed-010", "v:77"),
        ({"Net": "-590.75"}, "credit", "l:1042/2"),
    ],
)
def test_a_line_is_looked_for_by_the_closest_of_its_numbers(line: dict[str, str], sold: str, ref: str) -> None:
    found = said(**line)
    assert (found.sold, found.ref) == (sold, ref)


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ({"Net": "£695.00"}, "Net", InvoiceFault.CURRENCY_SIGN),
        ({"Net": "695.00 EUR"}, "Net", InvoiceFault.CURRENCY_SIGN),
        ({"Net": "695,00"}, "Net", InvoiceFault.DECIMAL_COMMA),
        ({"Net": "1.695,00"}, "Net", InvoiceFault.DECIMAL_COMMA),
        ({"Net": "695.001"}, "Net", "MONEY_PART_OF_A_PENNY"),
        ({"Net": ""}, "Net", "IMPORT_VALUE_MISSING"),
        ({"Contract": "southmoor"}, "Contract", InvoiceFault.OTHER_CONTRACT),
        ({"Order No": ""}, "Order No", InvoiceFault.NO_REFERENCE),
        ({"Order No": "bed"}, "Order No", InvoiceFault.NOT_A_LINE),
        ({"Date": "31/02/2026"}, "Date", "DATE_IMPOSSIBLE"),
        ({"Date": "2/4/2026"}, "Date", "IMPORT_DATE_IN_FUTURE"),
        ({"Qty": "one"}, "Qty", "IMPORT_NOT_A_NUMBER"),
        ({"SKU": ""}, "SKU", "IMPORT_VALUE_MISSING"),
    ],
)
def test_what_is_wrong_is_named_at_its_line(line: dict[str, str], column: str, code: str) -> None:
    (wrong,) = reader({}, line).faults
    assert (wrong.line, wrong.column, wrong.code) == (3, column, code)
    assert "_" not in what_is_wrong(wrong)
    assert how_to_mend(wrong)
    # Who sends a line cannot leave its amount out.
    assert column != "Net" or "empty" not in how_to_mend(wrong)


@pytest.mark.parametrize("called", ["", "northdown", "NORTHDOWN", "Northdown equipment"])
def test_a_line_may_call_the_contract_by_its_code_or_its_name(called: str) -> None:
    assert reader({"Contract": called}).faults == []
    (wrong,) = reader({"Contract": "southmoor"}).faults
    assert "Northdown equipment, or northdown" in what_is_wrong(wrong)


def test_amounts_with_thousands_commas_are_no_guess() -> None:
    assert said(Net="1,695.00").amount_pence == 169_500


def test_the_lines_must_come_to_the_total() -> None:
    assert reader({}, {"Net": "-95.00"}, total=60_000).faults == []
    (wrong,) = reader({}, total=1).faults
    assert (wrong.line, wrong.code) == (0, InvoiceFault.TOTAL)
    assert what_is_wrong(wrong) == "The invoice says £0.01, and its lines come to £695.00"
    # Of a line that could not be read nobody knows the sum.
    assert [one.code for one in reader({"Net": "x"}, total=1).faults] == ["MONEY_NOT_AN_AMOUNT"]
    assert [one.code for one in reader(total=0).faults] == [InvoiceFault.NO_LINES]


@pytest.mark.parametrize(
    ("answer", "verdict", "words", "is_paid", "reasons"),
    [
        (LineAnswer.AGREED, Verdict.AGREED, "", False, []),
        (LineAnswer.AGREED, Verdict.DUPLICATE, "", False, [InvoiceReason.NOTHING_POSTED]),
        (LineAnswer.DISPUTED, Verdict.DUPLICATE, "", False, [InvoiceReason.WORDS_MISSING]),
        (LineAnswer.QUERIED, Verdict.WRONG_PRICE, "Why?", False, []),
        (LineAnswer.QUERIED, Verdict.WRONG_PRICE, "Why?", True, [InvoiceReason.PAID]),
    ],
)
def test_what_may_be_answered(
    answer: LineAnswer, verdict: Verdict, words: str, is_paid: bool, reasons: list[InvoiceReason]
) -> None:
    assert [one.code for one in against_answer(answer, verdict, words, is_paid=is_paid)] == reasons


@pytest.mark.parametrize(("asked", "due", "pays"), [(700, 695, 695), (600, 695, 600), (-50, -60, -60), (-60, -50, -60)])
def test_never_more_is_paid_than_was_asked_for_or_is_owed(asked: int, due: int, pays: int) -> None:
    assert ToPay(UUID(int=1), asked, due, due).pence == pays


def test_a_file_of_wrong_rows_is_counted_whole_and_kept_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.invoices.rules.lines.MOST_KEPT", 3)
    found = reader(*[{"Net": "x", "Date": "x"}] * 5)
    assert (found.wrong, len(found.faults)) == (10, 3)


def workbook(*rows: tuple[object, ...]) -> BytesIO:
    content = BytesIO()
    with Workbook(content, {"in_memory": True, "default_date_format": "d mmm yyyy"}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(at, column, value)
    content.seek(0)
    return content


def test_a_workbook_is_read_as_the_same_file_would_be() -> None:
    book = workbook(("Order No", "Date", "Net"), ("1042/2", datetime(2026, 3, 3), 695.5), (1042, "", 12))  # noqa: DTZ001  # Excel's days have no zone
    assert is_workbook(book)
    read = read_csv(as_csv(book), CsvLimits(file_bytes=10_000, rows=10))
    assert [row.cells for row in read.rows] == [
        {"Order No": "1042/2", "Date": "2026-03-03", "Net": "695.5"}, {"Order No": "1042", "Date": "", "Net": "12"},
    ]  # fmt: skip


def test_what_is_no_workbook_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_workbook(BytesIO(b"Order,Net\n"))
    packed = BytesIO()
    with ZipFile(packed, "w") as folder:
        folder.writestr("a.txt", "nothing")
    for content in (BytesIO(b"PK\x03\x04 broken"), packed):
        with pytest.raises(NotAWorkbook):
            as_csv(content)
    monkeypatch.setattr("handrail.core.xlsx_reading.MOST_UNPACKED", 10)
    with pytest.raises(NotAWorkbook):
        as_csv(workbook(("Order No",)))


def test_a_workbook_that_asks_for_all_memory_is_refused_and_nothing_else_ends() -> None:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Order No")
        sheet.write(1_048_575, 16_383, 1)
    assert len(content.getvalue()) < 10_000
    with pytest.raises(NotAWorkbook):
        as_csv(content)
