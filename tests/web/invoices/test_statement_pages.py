"""The statement's page and its files say the same, to everybody who may see it."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from handrail.invoices.codes import Verdict
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import change_funder
from handrail.wording.shown import short_day
from tests.invoices.checking import checked, found
from tests.invoices.test_put_right import pieces_fetched
from tests.invoices.test_statement import delivered
from tests.ledger.test_opening import fetched
from tests.situations import call_as
from tests.usecases.correcting import to_health
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["provider", "commissioner", "money"])
def test_page_and_files_say_the_same(county: County, who: str) -> None:
    delivered(county, "BED-010")
    client = signed_in(county, who)
    html = client.get(reverse("invoices:statement")).content.decode()
    assert "£695.00" in html
    heads, *rows = read_file(client, "statement")
    assert heads[-1] == "Amount"
    assert ["Equipment", "Equipment", "", "1", "1", "695.00"] in rows
    _, *entries = read_file(client, "entries", part="EQUIPMENT", item="equipment")
    assert [(row[4], row[5], *row[-2:]) for row in entries] == [("2026-03-03", "BED-010", "695.00", "0.00")]
    pdf = client.get(reverse("invoices:statement"), {"format": "pdf"})
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    behind = client.get(reverse("invoices:entries"), {"part": "ACTIVITY", "item": "delivery", "speed": "deliver_5d"})
    for said in (html, behind.content.decode()):
        assert "Delivery to one address" in said
    assert "Together £24.50" in behind.content.decode()
    assert "5 working days" in html
    assert "deliver 5d" not in html
    assert "Owed now" in html
    assert "Owed on 28 Feb 2026" in client.get(reverse("invoices:statement"), {"period": "2026-02"}).content.decode()


@pytest.mark.parametrize(("who", "knows"), [("provider", False), ("commissioner", True), ("money", True)])
def test_why_something_was_put_right_is_told_to_the_side_of_the_commissioner_alone(
    county: County, who: str, *, knows: bool
) -> None:
    line_id = delivered(county, "BED-010").order.lines[0].line_id
    change_funder(call_as(county.scopes["money"]), request=to_health(county, line_id))
    client = signed_in(county, who)
    html = client.get(reverse("invoices:entries")).content.decode()
    assert f"Posted again on {short_day(date(2026, 3, 3))}" in html
    assert ("Found to be continuing health care" in html) is knows
    heads, *rows = read_file(client, "entries", part="ADJUSTMENTS")
    assert {dict(zip(heads, row, strict=True))["Put right on"] for row in rows} == {"2026-03-03"}
    assert "health" not in str(rows)


def read_file(client: Client, name: str, **asked: str) -> list[list[str]]:
    answer = client.get(reverse(f"invoices:{name}"), {**asked, "format": "csv"})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a stream, as every list's file
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_an_invoice_from_the_file_of_entries_agrees_for_loans_that_were_brought_in(county: County) -> None:
    """An item is named by its number, counted pieces by the visit that fetched them."""
    pieces_fetched(county)
    fetched(county)
    client = signed_in(county, "provider")
    html = client.get(reverse("invoices:entries"), {"lines": "none"}).content.decode()
    for words in ("Loan L0", "Profiling bed, standard, OLD-0", "Loan L3"):
        assert words in html, words
    heads, *rows = read_file(client, "entries", lines="none")
    lines = [dict(zip(heads, row, strict=True)) for row in rows]
    assert {line["Loan reference"] for line in lines if line["Code"] == "credit"} == {"L0", "L3"}
    invoice_id = checked(county, lines, headers=heads)
    assert {one.verdict for one in found(county, invoice_id)} == {Verdict.AGREED}
