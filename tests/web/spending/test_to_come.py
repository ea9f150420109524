"""The page of credits still to come, and the loans behind it."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from handrail.intake.states import FileKind
from handrail.orders.models import Order
from handrail.simulation.set_up import County
from handrail.usecases.reckon_returns import reckon_returns
from tests.ledger.test_opening import HEADS, priced
from tests.situations import call_as
from tests.stock_situations import at_most, columns
from tests.usecases.test_import_file import run
from tests.visiting import on_loan
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

PAGE = reverse("spending:to_come")
LOANS = reverse("spending:loans")


def lent(county: County, *codes: str | tuple[str, int]) -> None:
    """Things on loan, counted as each morning."""
    on_loan(county, *codes)
    reckon_returns(call_as(county.scopes["system"]))


def shown(county: County, address: str) -> str:
    response = signed_in(county, "commissioner").get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_what_would_come_back_leads_to_the_loans(county: County) -> None:
    lent(county, "BED-010")
    said = shown(county, PAGE)
    assert "<strong>£590.75</strong> would come back" in said
    assert "£695.00 was paid for it" in said
    behind = f"{LOANS}?category=beds&amp;age=0"
    assert behind in said
    loans = shown(county, behind.replace("&amp;", "&"))
    (order,) = columns(county.scopes["desk"], Order, "id")
    for words in ("Profiling bed", "£590.75", "Only: Beds, Under 3 months", reverse("prescriber:order", args=[order])):
        assert words in loans, words
    # The pool manager sees the numbers of orders, but no order: there is no link.
    manager = signed_in(county, "money").get(LOANS).content.decode()
    assert "Profiling bed" in manager
    assert "/orders/" not in manager
    assert "Nothing like this is lent" in shown(county, f"{LOANS}?category=beds&age=12")
    assert "Profiling bed" in shown(county, f"{LOANS}?age=%00&category=")


def test_what_is_lent_today_is_counted_the_next_morning(county: County) -> None:
    on_loan(county, "BED-010")
    assert "Nothing is lent" in shown(county, PAGE)
    assert "Profiling bed" in shown(county, LOANS)


def test_what_was_brought_in_is_named_by_its_reference(county: County) -> None:
    run(county, FileKind.OPEN_LOANS, HEADS + priced(0, "500.01"))
    reckon_returns(call_as(county.scopes["system"]))
    said = shown(county, PAGE)
    assert "<strong>£425.01</strong> would come back" in said
    assert "Not counted" not in said
    assert "L0" in shown(county, f"{LOANS}?age=12")
    rows = signed_in(county, "commissioner").get(f"{LOANS}?age=12&format=csv").streaming_content  # type: ignore[attr-defined]  # as below
    assert ',L0,"Profiling bed, standard",OLD-0,Equipment pool,' in b"".join(rows).decode()


def test_both_are_files_too(county: County) -> None:
    lent(county, "BED-010")
    client = signed_in(county, "commissioner")
    for address, line in ((PAGE, "Beds,Under 3 months,1,1,695.00,590.75"), (f"{LOANS}?age=0", ",0,1,695.00,590.75")):
        asks = "&" if "?" in address else "?"
        rows = b"".join(client.get(f"{address}{asks}format=csv").streaming_content)  # type: ignore[attr-defined]  # a file is streamed; the stubs know a plain answer
        assert line in rows.decode()
        with ZipFile(BytesIO(client.get(f"{address}{asks}format=xlsx").content)) as book:
            assert "<v>590.75</v>" in book.read("xl/worksheets/sheet1.xml").decode()


def test_the_page_costs_a_few_statements_whatever_is_lent(county: County) -> None:
    lent(county, "BED-010", "MAT-012", ("BDA-020", 3))
    client = signed_in(county, "commissioner")
    for address in (PAGE, LOANS):
        with at_most(8):
            assert client.get(address).status_code == 200
