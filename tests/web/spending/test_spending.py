"""What was spent, as a commissioner asks for it."""

import csv
import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse

from handrail.core.models import AuditSubject
from handrail.core.money import shown_pounds
from handrail.ledger.models import Entry
from handrail.ledger.rules.fees import FEE
from handrail.orders.models import Order
from handrail.people.models import Person
from handrail.simulation.set_up import County
from handrail.spending.codes import By, Stock
from handrail.usecases.charge_management_fee import charge_management_fee
from handrail.web.shared.listing import listing_of
from handrail.web.spending.paged import pager_of, pages_of
from handrail.web.spending.ready import ready
from handrail.wording import say
from tests.situations import call_as
from tests.stock_situations import columns
from tests.supplying import authorised
from tests.visiting import a_stop, handed, received, recorded
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

PAGE = reverse("spending:spending")


@pytest.fixture
def spent(county: County) -> County:
    """A bed and a mattress were delivered; the bed is £695.00, and its part of the visit £45.50."""
    stop = a_stop(county, "BED-010", "MAT-012")
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    return county


def shown(county: County, query: str = "") -> str:
    response = signed_in(county, "commissioner").get(f"{PAGE}?{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_what_was_spent_is_shown_by_product_at_first(spent: County) -> None:
    said = shown(spent)
    assert "Profiling bed, standard" in said
    assert "£740.50" in said


def test_what_no_depot_picked_is_not_said_to_wait_for_it() -> None:
    """A store on the ward and a voucher pick nothing: what they gave was delivered long ago."""
    assert say(Stock.NONE) == "Not picked in a depot"


def test_what_is_asked_across_scrolls_in_its_own_box(spent: County) -> None:
    """Names of partners are long: four of them were wider than a page of 1280 pixels."""
    box = '<div class="hr-wide" role="region"'
    assert box in shown(spent, "rows=month&columns=partner")
    assert box not in shown(spent, "rows=month")


def test_each_question_of_one_click_has_an_answer(spent: County) -> None:
    links = ready(date(2026, 3, 20))
    for link in links:
        said = shown(spent, link.href.partition("?")[2])
        assert ("Nothing was spent here" in said) is ("only_" in link.href), link
        assert link.text in said


def test_spend_on_children_by_product_last_quarter_is_one_click(spent: County) -> None:
    """A bed for an adult in January to March 2026: it is found in that quarter, and not among the children."""
    (link,) = [one for one in ready(date(2026, 4, 2)) if one.text == "Children, by product, last quarter"]
    assert "period=2026-01" in link.href
    for_all = link.href.partition("?")[2].replace("only_age=0", "")
    with time_machine.travel("2026-04-02T09:00:00Z", tick=False):
        assert "Nothing was spent here" in shown(spent, link.href.partition("?")[2])
        assert "£740.50" in shown(spent, for_all)


def test_everything_can_be_asked_and_crossed(spent: County) -> None:
    for by in By:
        assert "£740.50" in shown(spent, f"rows=product&columns={by}&money=gross"), by
        assert "All" in shown(spent, f"rows={by}&columns=month&money=equipment"), by


def test_words_that_are_no_choice_ask_for_nothing(spent: County) -> None:
    assert "Profiling bed, standard" in shown(spent, "rows=%00&columns=moon&money=-1&period=9999-99&sort=%27")
    assert "Nothing was spent here" in shown(spent, "only_team=nobody&only_area=%00")


def test_a_file_holds_pounds(spent: County) -> None:
    file = signed_in(spent, "commissioner").get(f"{PAGE}?rows=category&money=gross&format=csv")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # a file is streamed; the stubs know a plain answer
    assert lines[0] == "Kind of equipment,Total"
    assert {line.split(",")[0]: Decimal(line.split(",")[-1]) for line in lines[1:]}["Beds"] == Decimal("740.50")


def test_a_workbook_holds_the_same(spent: County) -> None:
    for page in (PAGE, reverse("spending:lines")):
        file = signed_in(spent, "commissioner").get(f"{page}?only_category=beds&money=gross&format=xlsx")
        with ZipFile(BytesIO(file.content)) as book:
            assert "<v>740.50</v>" in book.read("xl/worksheets/sheet1.xml").decode(), page


def test_what_is_too_long_for_a_workbook_comes_as_csv_whole(spent: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.web.shared.export.MOST_CELLS", 3)
    file = signed_in(spent, "commissioner").get(f"{PAGE}?rows=product&format=xlsx")
    assert len(b"".join(file.streaming_content).splitlines()) == 3  # type: ignore[attr-defined]  # a file is streamed; the stubs know a plain answer


def test_a_row_leads_to_what_lies_behind_it(spent: County) -> None:
    said = shown(spent, "rows=category&only_stock=NEW")
    assert "rows=product" in said
    assert "only_category=beds" in said
    assert "Only: " in said


def behind(county: County, href: str) -> list[list[str]]:
    """The file of order lines that a link of the table leads to, without its head."""
    file = signed_in(county, "commissioner").get(f"{href}&format=csv")
    return list(csv.reader(b"".join(file.streaming_content).decode("utf-8-sig").splitlines()))[1:]  # type: ignore[attr-defined]  # a file is streamed; the stubs know a plain answer


def linked_amounts(said: str) -> list[tuple[str, str]]:
    """The amounts of the table that lead to order lines, with where each leads."""
    to_lines = re.escape(reverse("spending:lines"))
    found = re.findall(rf'<a href="({to_lines}[^"]*)">(-?£[0-9,.]+)', said.partition("<tbody")[2])
    return [(href.replace("&amp;", "&"), amount) for href, amount in found]


@pytest.mark.parametrize("by", By)
def test_each_cell_and_row_of_each_thing_opens_the_order_lines_that_add_up_to_it(spent: County, by: By) -> None:
    """Crossed with months: of what was delivered in March, both lines, whichever way it is split."""
    across = By.MONTH if by is not By.MONTH else By.PRODUCT
    links = linked_amounts(shown(spent, f"rows={by}&columns={across}&money=gross&period=all"))
    assert len(links) >= 4
    for href, shown_amount in links:
        assert sum(Decimal(line[-3]) for line in behind(spent, href)) == amount(shown_amount), href


def test_of_a_cross_each_bar_is_in_the_pieces_of_its_columns(spent: County) -> None:
    """The key names each column by its letter; a bar has a piece of each in which something was spent."""
    said = shown(spent, "rows=month&columns=category&money=gross")
    chart = said.partition("By month and kind of equipment</h2>")[2].partition("</section>")[0]
    named = [("A", "Beds"), ("B", "Mattresses and heel protection")]
    assert re.findall(r"<strong>(\w)</strong> ([^<]+)<", chart) == named
    assert re.findall(r'hr-piece__letter"[^>]*>(\w)<', chart) == ["A", "B"]
    assert 'fill="url(#hr-' not in chart
    assert "By month</h2>" not in said
    assert "By month</h2>" in shown(spent, "rows=month&money=gross")


def test_a_month_alone_is_asked_for_and_leads_on(spent: County) -> None:
    said = shown(spent, "rows=month")
    assert "?rows=product&amp;period=month-2026-03" in said.partition("<tbody")[2]
    assert '<option value="month-2026-03"' in said
    assert "£740.50" in shown(spent, "period=month-2026-03&money=gross")
    assert "Nothing was spent here" in shown(spent, "period=month-2026-02")
    old = shown(spent, "period=month-2019-07")
    assert '<option value="month-2019-07" selected>July 2019</option>' in old
    for no_month in ("month-2026-13", "month-1999-01", "month-2026-3", "month-２026-03"):
        assert "£740.50" in shown(spent, f"period={no_month}")


@pytest.mark.parametrize("money", ["equipment", "activity", "reserved"])
def test_the_lines_behind_a_part_of_the_money_come_to_that_part(spent: County, money: str) -> None:
    waits(spent)
    (*_, (href, whole)) = linked_amounts(shown(spent, f"rows=product&money={money}"))
    lines = behind(spent, href)
    assert lines
    assert sum(Decimal(line[-1]) for line in lines) == amount(whole) > 0


def test_the_order_lines_behind_an_answer(spent: County) -> None:
    lines = signed_in(spent, "commissioner").get(reverse("spending:lines") + "?only_category=beds").content.decode()
    assert "Profiling bed, standard" in lines
    assert "£740.50" in lines
    assert "Foam mattress" not in lines
    (order,) = columns(spent.scopes["desk"], Order, "id")
    assert reverse("prescriber:order", args=[order]) in lines
    none = signed_in(spent, "commissioner").get(reverse("spending:lines") + "?only_category=hoists&page=2")
    assert "No order line is behind this" in none.content.decode()


def test_promise_8_what_was_spent_on_one_person_opens_their_record(spent: County) -> None:
    (person_id,) = columns(spent.scopes["desk"], Person, "pk")
    opened = {"subject": f"person:{person_id}", "audit__event": "PERSON_OPENED"}
    for query in ("rows=person", f"rows=product&only_person={uuid4()}"):
        shown(spent, query)
    assert columns(spent.scopes["desk"], AuditSubject, "subject", **opened) == []
    for page in (PAGE, reverse("spending:lines")):
        for query in (f"only_person={person_id}", f"rows=month&only_person={person_id}&format=csv"):
            signed_in(spent, "commissioner").get(f"{page}?{query}")
    assert len(columns(spent.scopes["desk"], AuditSubject, "subject", **opened)) == 4


def test_what_no_order_line_bears_is_said_beside_it_and_opens_its_entries(spent: County) -> None:
    assert "no order line bears" not in shown(spent)
    assert charge_management_fee(call_as(spent.scopes["system"])) == 1
    said = shown(spent, "rows=category&period=2026-01")
    (fee,) = columns(spent.scopes["desk"], Entry, "unit_pence", item=FEE)
    assert f"Beside it stands {shown_pounds(fee)}" in said
    assert "no order line bears" not in shown(spent, "rows=category&period=2026-01&only_category=beds")
    href = said.partition(">February 2026</a>")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    entries = signed_in(spent, "commissioner").get(href).content.decode()
    assert "Entries for no order line, February 2026" in entries
    assert shown_pounds(fee) in entries
    assert "Profiling bed" not in entries
    file = signed_in(spent, "commissioner").get(f"{PAGE}?rows=category&period=2026-01&format=csv")
    rows = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()[1:]  # type: ignore[attr-defined]  # a file is streamed; the stubs know a plain answer
    whole = sum(Decimal(row.rpartition(",")[2]) for row in rows)
    assert f"£{whole:,.2f}" in said


def test_rows_and_columns_that_are_not_shown_are_others_so_that_all_adds_up(
    spent: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.web.spending.crossed.MOST_ROWS", 1)
    monkeypatch.setattr("handrail.web.spending.crossed.MOST_COLUMNS", 1)
    of_all = re.findall(r"£[0-9,.]+", shown(spent, "rows=product&columns=category").partition("<tbody")[2])
    bed, none, _, zero, other, rest, *totals = of_all
    assert (bed, none, zero, other) == ("£740.50", "£0.00", "£0.00", rest)
    assert totals[:2] == [bed, other]
    assert amount(totals[2]) == amount(bed) + amount(other)


def test_others_stand_on_further_pages_each_drilled_as_the_first_is(
    spent: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two products by two kinds, a row and a column a page: each page has one of them, and none is on two."""
    monkeypatch.setattr("handrail.web.spending.crossed.MOST_ROWS", 1)
    monkeypatch.setattr("handrail.web.spending.crossed.MOST_COLUMNS", 1)
    query = "rows=product&columns=category&money=gross"
    opened = {
        (down, across): linked_amounts(shown(spent, f"{query}&down={down}&across={across}"))
        for down in (1, 2)
        for across in (1, 2)
    }
    cells = {href for page in opened.values() for href, _ in page if "only_product" in href and "only_category" in href}
    assert len(cells) == 2
    for href, shown_amount in (link for page in opened.values() for link in page):
        assert sum(Decimal(line[-3]) for line in behind(spent, href)) == amount(shown_amount), href
    first = shown(spent, query)
    assert re.search(r'href="[^"]*down=2#down">1 other</a>', first)
    assert "Columns 1 to 1 of 2" in first
    assert re.search(r'href="[^"]*across=2#across">Next columns', first)
    assert "Columns 2 to 2 of 2" in shown(spent, f"{query}&across=2&down=2")


def test_persons_are_counted_off_for_so_many_pages_only() -> None:
    """All of them are counted; the last page leads on to none, and no address asks for a later one."""
    listing = listing_of(RequestFactory().get(PAGE, {"down": "900"}), sorts=(), default="")
    last = pages_of(listing, "down", 100)
    assert last.offset == 9_900
    pager = pager_of(last, shown=100, total=640_000)
    assert pager
    assert (pager.total, pager.next_href) == (640_000, "")
    assert pager.previous_href
    assert pager_of(last, shown=7, total=7) is None


def test_another_question_begins_with_its_first_page_and_the_lines_lead_back_to_the_same(spent: County) -> None:
    query = "rows=product&columns=category&down=9&across=1"
    assert (
        signed_in(spent, "commissioner").get(f"{PAGE}?{query}")["Location"] == f"{PAGE}?rows=product&columns=category"
    )
    said = shown(spent, "rows=product&columns=category&down=1&across=1")
    narrowed = re.findall(r'href="([^"]*rows=team[^"]*)"', said)
    assert narrowed
    assert not any("down=" in href or "across=" in href for href in narrowed)
    lines = signed_in(spent, "commissioner").get(f"{reverse('spending:lines')}?rows=product&down=2&page=3&format=")
    assert f'href="{PAGE}?rows=product&amp;down=2"' in lines.content.decode()


def waits(county: County) -> None:
    """A mattress is ordered and not delivered yet, so money is kept for it."""
    authorised(county, "MAT-012")


def amount(shown_amount: str) -> Decimal:
    return Decimal(shown_amount.strip("£").replace(",", ""))
