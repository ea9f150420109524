"""The report of a pool for a quarter or a year: income, expenditure, use, and how it stands against the budget."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.urls import reverse

from handrail.catalogue.models import Product
from handrail.catalogue.reference.held import product_row
from handrail.core.money import shown_pounds, split_by_weights
from handrail.core.pdf_writing import as_pdf
from handrail.identity.calls import reading
from handrail.simulation.pool_agreed import COUNCIL_PENCE, NHS_PENCE
from handrail.simulation.set_up import County
from handrail.usecases.close_month import MonthToClose, close_month
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.edit_catalogue import ProductsChange, change_products
from handrail.usecases.record_receipt import ReceiptCorrection, correct_receipt
from handrail.web.money import report_file
from handrail.web.money.report_periods import asked_period, periods_of
from tests.situations import call_as
from tests.stock_situations import at_most
from tests.usecases.correcting import entry_of
from tests.usecases.pooling import pool, receipt_of
from tests.visiting import on_loan
from tests.web.money.test_pool_pages import spent, text_of, with_budget
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_quarters_follow_each_other_and_are_the_year() -> None:
    *quarters, year = periods_of(date(2025, 4, 1))
    labels = [one.label for one in quarters]
    assert (labels[0], labels[3]) == ("April to June 2025", "January to March 2026")
    assert [one.after for one in quarters[:3]] == [one.first for one in quarters[1:]]
    assert (quarters[0].first, quarters[3].after) == (year.first, year.after)


@pytest.mark.parametrize(
    ("code", "today", "shown"),
    [
        ("2", date(2025, 5, 1), "2"), ("year", date(2025, 5, 1), "year"), ("", date(2025, 6, 30), "1"),
        ("", date(2025, 7, 1), "1"), ("9", date(2025, 10, 1), "2"), ("", date(2027, 1, 1), "4"),
    ],
)  # fmt: skip
def test_without_a_choice_it_is_the_last_quarter_that_is_over(code: str, today: date, shown: str) -> None:
    assert asked_period(date(2025, 4, 1), code, today).code == shown


def test_income_expenditure_and_use_of_a_quarter(county: County) -> None:
    on_loan(county, "BED-010")
    receipt_of(county, pence=COUNCIL_PENCE // 4)
    of = spent(county)
    shown = text_of(signed_in(county, "commissioner"), "report", pool(county), year="2025", quarter="4")
    council, board = split_by_weights(of.net_pence, (514, 486))
    for words in (
        "Report: Equipment pool, January to March 2026",
        f"Budget 2025 to 2026 {shown_pounds(COUNCIL_PENCE + NHS_PENCE)}",
        f"Received in it {shown_pounds(COUNCIL_PENCE // 4)} Received by its end {shown_pounds(COUNCIL_PENCE // 4)}",
        f"Equipment This period {shown_pounds(of.equipment_pence)}",
        f"Visits and other work This period {shown_pounds(of.activity_pence)}",
        f"Net: spent less credited This period {shown_pounds(of.net_pence)}",
        f"Its share of net, this period {shown_pounds(council)}",
        f"Its share of net, this period {shown_pounds(board)}",
        f"Beds Net, with visits {shown_pounds(of.net_pence)}",
        "Not closed yet, so still open to change: January 2026, February 2026, March 2026.",
        f"{shown_pounds(COUNCIL_PENCE + NHS_PENCE - of.net_pence)} of the year's budget was not spent.",
    ):
        assert words in shown, words


def test_what_was_spent_later_is_not_in_an_earlier_quarter_and_in_the_year(county: County) -> None:
    on_loan(county, "BED-010")
    of, client = spent(county), signed_in(county, "commissioner")
    earlier = text_of(client, "report", pool(county), year="2025", quarter="3")
    assert "Net so far £0.00" in earlier
    assert "Nothing was spent" in earlier
    year = text_of(client, "report", pool(county), year="2025", quarter="year")
    assert f"Net so far {shown_pounds(of.net_pence)}" in year


def test_a_closed_quarter_says_that_it_changes_no_more(county: County) -> None:
    for month in (4, 5, 6):
        close_month(call_as(county.scopes["money"]), request=MonthToClose(date(2025, month, 1)))
    shown = text_of(signed_in(county, "money"), "report", pool(county), year="2025", quarter="1")
    assert "This is what was reported on 3 Mar 2026, and it does not change any more." in shown
    assert "Counted later" not in shown


def looked_at(county: County, quarter: str) -> tuple[str, list[Any], list[Any]]:
    """A report as page, as CSV file and as the tables of its PDF."""
    client, asked = signed_in(county, "commissioner"), {"year": "2025", "quarter": quarter}
    written: list[Any] = []

    def as_written(*given: Any) -> bytes:
        written.extend(given)
        return b"%PDF-"

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(report_file, "as_pdf", as_written)
        client.get(reverse("money:report", args=[pool(county)]), {**asked, "format": "pdf"})
    rows = file_of(client, reverse("money:report", args=[pool(county)]), {**asked, "format": "csv"})
    return text_of(client, "report", pool(county), **asked), rows, [(one.title, one.rows) for one in written[2]]


@pytest.mark.parametrize("quarter", ["4", "year"])
def test_two_looks_at_a_closed_period_are_the_same_whatever_comes_between(
    county: County, clock: time_machine.Traveller, quarter: str
) -> None:
    stop, _ = on_loan(county, "BED-010")
    receipt = receipt_of(county, received_on=date(2026, 3, 2), pence=20_00, reference="A")
    clock.move_to("2026-04-03T09:00:00Z")
    money, admin = county.scopes["money"], county.scopes["admin"]
    close_month(call_as(money), request=MonthToClose(date(2026, 3, 1)))
    page, rows, tables = looked_at(county, quarter)
    assert "Beds" in page

    dear = PostingCorrection(entry_of(county, "equipment", stop.order.lines[0].line_id), 60_000, "£600 was agreed")
    correct_posting(call_as(money), request=dear)
    receipt_of(county, received_on=date(2026, 3, 20), pence=7_00, reference="B", counts_in=date(2026, 4, 1))
    correct_receipt(call_as(money), request=ReceiptCorrection(receipt, 0, "It was not ours"))
    with_budget(county, 5_000_00)
    with reading(admin):
        bed = product_row(Product.objects.get(contract_id=county.made.contract_id, code="BED-010"))
    change_products(call_as(admin), request=ProductsChange((replace(bed, category="seating"),), date(2026, 4, 3)))

    again, rows_again, tables_again = looked_at(county, quarter)
    later = "Counted later: -£95.00 spent, after credits and -£13.00 received, in April 2026."
    assert later not in page
    assert again.replace(f"{later} ", "") == page
    assert (rows_again, tables_again) == (rows, tables)


def test_promise_10_what_was_reported_stays(county: County, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-04-03T09:00:00Z")
    money = county.scopes["money"]
    receipt_of(county, received_on=date(2026, 3, 2), pence=20_00, reference="A")
    close_month(call_as(money), request=MonthToClose(date(2026, 3, 1)))
    for statement in ("UPDATE ledger_reportedperiod SET content = '{}'", "DELETE FROM ledger_reportedperiod"):
        with pytest.raises(DatabaseError), reading(money), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_came_late_is_in_the_report_of_the_period_in_which_it_counts(
    county: County, clock: time_machine.Traveller
) -> None:
    clock.move_to("2025-07-02T09:00:00Z")
    close_month(call_as(county.scopes["money"]), request=MonthToClose(date(2025, 6, 1)))
    receipt_of(county, received_on=date(2025, 6, 20), pence=20_00, reference="A", counts_in=date(2025, 7, 1))
    told = {
        quarter: file_of(
            signed_in(county, "commissioner"), reverse("money:report", args=[pool(county)]),
            {"year": "2025", "quarter": quarter, "format": "csv"},
        )[1][1:]
        for quarter in ("1", "2", "year")
    }  # fmt: skip
    assert told == {"1": ["0.00", "0.00"], "2": ["20.00", "20.00"], "year": ["20.00", "20.00"]}


def test_what_was_received_is_of_the_year_of_the_pool_on_page_and_in_file(
    county: County, clock: time_machine.Traveller
) -> None:
    clock.move_to("2026-04-20T09:00:00Z")
    receipt_of(county, received_on=date(2026, 3, 2), pence=20_00, reference="A")
    receipt_of(county, received_on=date(2026, 4, 10), pence=100_00, reference="B")
    client: Any = signed_in(county, "commissioner")
    asked = {"year": "2025", "quarter": "4", "format": "csv"}
    rows = file_of(client, reverse("money:report", args=[pool(county)]), asked)
    assert rows[1] == ["Received from partners", "20.00", "20.00"]
    rows = file_of(client, reverse("money:pool_of", args=[pool(county)]), {"year": "2025", "format": "csv"})
    assert rows[-1][:2] == ["From April 2026 on", "100.00"]
    assert sum(Decimal(row[1]) for row in rows[1:]) == 120
    told = text_of(client, "pool_of", pool(county), year="2025")
    assert "Received £120.00" in told
    assert "From April 2026 on Received £100.00" in told


def file_of(client: Any, address: str, asked: dict[str, str]) -> list[list[str]]:
    sent = b"".join(client.get(address, asked).streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(sent)))


def test_it_leads_to_the_order_lines_and_is_a_file_too(county: County) -> None:
    on_loan(county, "BED-010")
    client: Any = signed_in(county, "commissioner")
    address = reverse("money:report", args=[pool(county)])
    html = client.get(address, {"year": "2025", "quarter": "4"}).content.decode()
    href = html.partition(">Beds</a>")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Profiling bed" in client.get(href.replace("rows=category", "rows=product")).content.decode()
    net = spent(county).net_pence
    rows = b"".join(client.get(address, {"year": "2025", "format": "csv", "quarter": "4"}).streaming_content).decode()
    assert f"Net: spent less credited,{net / 100:.2f},{net / 100:.2f}" in rows
    with ZipFile(BytesIO(client.get(address, {"year": "2025", "format": "xlsx"}).content)) as book:
        assert "Net: spent less credited" in book.read("xl/sharedStrings.xml").decode()


def test_it_is_a_pdf_with_all_that_the_page_shows(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    on_loan(county, "BED-010")
    written: list[Any] = []

    def as_written(*given: Any) -> bytes:
        written.extend(given)
        return as_pdf(*given)

    monkeypatch.setattr(report_file, "as_pdf", as_written)
    address = reverse("money:report", args=[pool(county)])
    sent = signed_in(county, "commissioner").get(address, {"year": "2025", "quarter": "4", "format": "pdf"})
    title, lines, tables = written
    assert (sent.content[:5], title) == (b"%PDF-", "Report: Equipment pool, January to March 2026")
    assert any("Not closed yet" in line for line in lines)
    shown = {table.title: table.rows for table in tables}
    net = shown_pounds(spent(county).net_pence)
    assert ["Net: spent less credited", net, net] in shown["Expenditure"]
    assert shown["What it was used for"] == [["Beds", net], ["All", net]]


def test_it_costs_a_few_statements(county: County) -> None:
    on_loan(county, "BED-010", "MAT-012")
    client, address = signed_in(county, "commissioner"), reverse("money:report", args=[pool(county)])
    with at_most(17):
        assert client.get(address, {"year": "2025", "quarter": "4"}).status_code == 200
