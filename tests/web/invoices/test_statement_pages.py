"""The statement's page and its files say the same, to everybody who may see it."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.invoices.test_statement import delivered
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
    assert [(row[2], row[3], row[-1]) for row in entries] == [("2026-03-03", "BED-010", "695.00")]
    pdf = client.get(reverse("invoices:statement"), {"format": "pdf"})
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert "Entries by day" in client.get(reverse("invoices:entries")).content.decode()


def read_file(client: Client, name: str, **asked: str) -> list[list[str]]:
    answer = client.get(reverse(f"invoices:{name}"), {**asked, "format": "csv"})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a stream, as every list's file
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))
