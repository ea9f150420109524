"""The forecast as a commissioner opens it: the answer, its range, its parts down to the product, and what came."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.core.money import shown_pounds
from handrail.forecasting.forecast.inputs import SelfBought, as_known
from handrail.forecasting.forecast.months import last_of, month_of
from handrail.forecasting.forecast.ranges import DRAWS
from handrail.forecasts.queries.facts import NO_FUND
from handrail.forecasts.queries.made import Foreseen, latest_forecast
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from tests.foreseen import a_history, foreseen, keep
from tests.stock_situations import at_most
from tests.usecases.pooling import pool
from tests.visiting import on_loan
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

PAGE, EXPLAINED = reverse("forecasts:forecast"), reverse("forecasts:explained")


def text_of(county: County, address: str = PAGE, who: str = "commissioner", **asked: str) -> str:
    """The page in words, on one line."""
    answer = signed_in(county, who).get(address, asked)
    assert answer.status_code == 200
    html = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", html.replace("&#39;", "'")).split())


def latest(county: County) -> Foreseen:
    with reading(county.scopes["money"]):
        found = latest_forecast(county.scopes["money"])
    assert found
    return found


def test_without_three_months_it_says_from_when(county: County) -> None:
    assert "Nothing was ordered yet" in text_of(county)
    on_loan(county, "MAT-012")
    said = text_of(county)
    assert "Orders are known from 3 Mar 2026 on" in said
    assert "The first forecast is made in the night after 30 Jun 2026" in said
    assert signed_in(county, "money").get(EXPLAINED).status_code == 302


@pytest.mark.parametrize("who", ["commissioner", "money"])
def test_the_answer_stands_first_with_its_range(county: County, who: str) -> None:
    foreseen(county)
    net = latest(county).figures.years["2025/26"].net[""]
    said = text_of(county, who=who)
    assert f"By 31 Mar 2026 we expect a net cost of {shown_pounds(net.pence)}" in said
    assert "what was ordered before they begin" in said.partition("What it does not know")[2]
    assert "As it stood at the end of 2 Mar 2026. Equipment, visits and other work, VAT" in said
    assert f"between {shown_pounds(net.low)} and {shown_pounds(net.high)}" in said
    assert "known at the end of 2 Mar 2026" in said
    assert f"The months to come are worked out {DRAWS} times" in said.partition("Where the range comes from")[2]


def test_a_fund_and_a_year_are_chosen_by_the_address_and_nonsense_is_not(county: County) -> None:
    foreseen(county)
    fund = str(pool(county))
    net = latest(county).figures.years["2026/27"].net[fund]
    assert shown_pounds(net.pence) in text_of(county, fund=fund, year="2026/27")
    assert "Forecast: Equipment pool" in text_of(county, fund=fund)
    assert "Forecast: All funds" in text_of(county, fund="nobody", year="\x00")


def test_a_fund_that_nobody_spends_from_is_not_offered(county: County) -> None:
    foreseen(county)
    said = text_of(county)
    assert "Children and education" in said
    assert "NHS continuing health care" not in said
    assert "No fund yet" not in said


def test_what_was_spent_opens_the_spending_of_the_same_fund_and_year(county: County) -> None:
    keep(county, a_history((NO_FUND, str(pool(county)))))
    client, spending = signed_in(county, "commissioner"), reverse("spending:spending")
    this = client.get(PAGE, {"fund": NO_FUND, "year": "2025/26"}).content.decode()
    assert f'"{spending}?money=gross&amp;period=2025&amp;only_fund="' in this
    # Of a year that is to come nothing was spent, and the page of spending does not offer it.
    assert f"{spending}?money=" not in client.get(PAGE, {"year": "2026/27"}).content.decode()


def test_the_number_is_taken_apart_to_the_penny_and_the_product(county: County) -> None:
    foreseen(county)
    fund = str(pool(county))
    net = latest(county).figures.years["2025/26"].net[fund]
    said = text_of(county, EXPLAINED, fund=fund)
    assert f"What is left is the net cost: {shown_pounds(net.pence)}" in said
    assert "Profiling bed, standard Out now 40 " in said  # Ten a month, out for four months.
    assert "Money kept" in said
    assert "£50.00" in said
    assert "Part of all equipment" in said
    sums = re.findall(r"-?£[\d,]+\.\d\d", said.partition("The sum")[2])[:9]
    pence = [int(one.replace("£", "").replace(",", "").replace(".", "")) for one in sums]
    assert sum(pence[:8]) == pence[8] == net.pence


def test_all_funds_are_told_fund_by_fund(county: County) -> None:
    foreseen(county)
    said = text_of(county, EXPLAINED)
    assert "Choose a fund" in said
    assert shown_pounds(latest(county).figures.years["2025/26"].net[""].pence) in said


def test_files_hold_pounds(county: County) -> None:
    foreseen(county)
    client, figures = signed_in(county, "money"), latest(county).figures
    file = client.get(PAGE, {"format": "csv"})
    rows = [row.split(",") for row in b"".join(file.streaming_content).decode("utf-8-sig").splitlines()]  # type: ignore[attr-defined]  # a file is streamed; the stubs know a plain answer
    assert rows[0][:3] == ["Year", "Fund", "Spent"]
    (whole,) = [row for row in rows if row[:2] == ["2025/26", "All funds"]]
    assert Decimal(whole[4]) * 100 == figures.years["2025/26"].net[""].pence
    book = client.get(PAGE, {"format": "xlsx"})
    assert ZipFile(BytesIO(book.content)).testzip() is None
    part = client.get(EXPLAINED, {"fund": str(pool(county)), "part": "out-now", "format": "csv"})
    lines = b"".join(part.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # as above
    assert lines[0].startswith("Product,Out now")
    assert lines[1].startswith('"Profiling bed, standard",40,')


def test_what_was_foreseen_stands_beside_what_came(county: County) -> None:
    """At the end of December so much was foreseen for January; that is over, and both stand on the page."""
    known = foreseen(county)
    december = last_of(month_of(date(2025, 12, 1)))
    assert "Nothing can be compared yet" in text_of(county)
    keep(county, as_known(known, december))
    said = text_of(county).partition("What was foreseen, and what came")[2]
    assert "January 2026 Foreseen at the end of 31 Dec 2025 Worked out later" in said
    came = [one for one in latest(county).figures.known if one.month == month_of(december) + 1]
    assert shown_pounds(sum(came[0].gross.values()) - sum(came[0].credits.values())) in said
    # All has been so regular that nobody doubted: a few pence more are beyond the range.
    assert "Missed by 0.1% too low Within the range No" in said


def test_the_page_asks_little_of_the_database(county: County) -> None:
    foreseen(county)
    client = signed_in(county, "commissioner")
    for address in (PAGE, f"{EXPLAINED}?fund={pool(county)}"):
        client.get(address)
        with at_most(12):
            assert client.get(address).status_code == 200


def test_the_pool_says_what_is_foreseen_and_on_whom_it_falls(county: County) -> None:
    pool_page = reverse("money:pool")
    assert "Not yet: see from when" in text_of(county, pool_page)
    foreseen(county)
    net = latest(county).figures.years["2025/26"].net[str(pool(county))]
    said = text_of(county, pool_page)
    assert f"Forecast {shown_pounds(net.pence)}" in said
    assert "If the year ends as forecast, it costs" in said
    assert "Northdown County Council would" in said
    with time_machine.travel(datetime(2026, 4, 2, 10, tzinfo=UTC), tick=False):
        assert "If the year ends as forecast" not in text_of(county, pool_page, year="2025")


@pytest.mark.parametrize("of_one", [True, False])
def test_gross_before_what_people_buy_themselves_less_that_is_the_gross_forecast(county: County, of_one: bool) -> None:
    """With the numbers of its formula, each with where it is counted from; of one fund and of all."""
    funds = (str(pool(county)), NO_FUND)
    known = a_history(funds, str(fresh_id()))
    months = (SelfBought(month_of(known.as_at) - 2, 1_000, 9_000), SelfBought(month_of(known.as_at) - 1, 0, 10_000))
    keep(county, replace(known, self_bought=months))
    asked = {"fund": funds[0]} if of_one else {}
    gross = latest(county).figures.years["2025/26"].gross[asked.get("fund", "")].pence
    said = text_of(county, EXPLAINED, **asked)
    amounts = re.findall(r"-?£[\d,.]+\d\d", said.partition("Before and after what people buy themselves")[2])
    equipment = re.findall(r"£[\d,.]+\d\d", said.partition("How much people are expected to buy themselves")[2])[2]
    before, expected, after, of = (int(re.sub(r"\D", "", one)) for one in (*amounts[:3], equipment))
    assert before - expected == after == gross
    assert abs(expected - of / 19) < 2
    assert re.search(r"Rate: the first ÷ \(the first \+ the second\) (Number )?5\.0%", said)
    html = signed_in(county, "commissioner").get(EXPLAINED, asked).content.decode()
    for at in ("#themselves-months", f"{PAGE}#self-bought", "rows=month&amp;money=equipment&amp;period=all"):
        assert f'{at}"' in html, at
