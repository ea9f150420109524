"""A forecast is made once for each day that is owed one, and nobody changes it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from handrail.forecasting.forecast.months import month_of
from handrail.forecasts.models import ForecastMade
from handrail.forecasts.queries.facts import bounds
from handrail.forecasts.queries.made import anything_to_forecast, latest_forecast, latest_workings, month_ends
from handrail.forecasts.rules.written import read_workings
from handrail.identity.calls import reading
from handrail.identity.scope import Scope
from handrail.jobs.work import work_once
from handrail.ledger.queries.contract import extensions_of
from handrail.ledger.queries.pool import held_by
from handrail.ledger.rules.figures import figures
from handrail.ledger.rules.price_terms import PriceWanted
from handrail.simulation.set_up import County
from handrail.usecases.change_price_list import change_price_list
from handrail.usecases.keep_contract import DecisionMade, decide_extension
from handrail.usecases.make_forecast import make_forecast
from tests.ordering import lines, placed, someone
from tests.people.test_self_purchase import chosen
from tests.situations import another_county, call_as
from tests.stock_situations import columns
from tests.usecases.pooling import pool
from tests.usecases.terms import other_prices
from tests.visiting import on_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def since_november(county: County) -> County:
    """A mattress was delivered on 10 November and a bed ordered in January; today is 3 March."""
    with time_machine.travel(datetime(2025, 11, 10, 10, tzinfo=UTC), tick=False):
        on_loan(county, "MAT-012")
    with time_machine.travel(datetime(2026, 1, 20, 10, tzinfo=UTC), tick=False):
        placed(county, someone(county), *lines("BED-010"))
    return county


def waits(scope: Scope) -> bool:
    with reading(scope):
        return anything_to_forecast(scope, datetime(2026, 3, 3, 10, tzinfo=UTC))


def made(county: County) -> date | None:
    return make_forecast(call_as(county.scopes["system"]))


def test_yesterday_first_then_the_ends_of_months_then_nothing(since_november: County) -> None:
    system = since_november.scopes["system"]
    assert waits(system)
    assert [made(since_november) for _ in range(3)] == [date(2026, 3, 2), date(2026, 2, 28), None]
    assert not waits(system)
    with reading(system):
        latest, workings = latest_forecast(system), latest_workings(system)
        ends = month_ends(system, before=date(2026, 3, 2), most=9)
    assert latest
    assert workings
    assert latest.as_at == workings.as_at == date(2026, 3, 2)
    assert [one.as_at for one in ends] == [date(2026, 2, 28)]


def test_prices_told_ahead_are_in_the_forecast_of_yesterday_and_in_none_made_up_for_a_day_gone_by(
    since_november: County,
) -> None:
    coming = other_prices(PriceWanted("delivery", "deliver_5d", 1_00))
    change_price_list(call_as(since_november.scopes["money"]), request=coming)
    system, told = since_november.scopes["system"], []
    for _ in range(2):
        on = made(since_november)
        (text,) = columns(system, ForecastMade, "workings", as_at=on)
        years = read_workings(text).years["2026/27"].values()
        told.append((on, {row.rise < 0 for year in years for row in year.told}))
    assert told == [(date(2026, 3, 2), {True}), (date(2026, 2, 28), set())]


def test_what_is_known_of_the_year_is_what_the_pool_says(since_november: County) -> None:
    made(since_november)
    money, fund = since_november.scopes["money"], pool(since_november)
    with reading(money):
        latest = latest_forecast(money)
        year = date(2025, 4, 1), date(2026, 4, 1)
        found = figures(held_by(money, fund, *year), *year)
    assert latest
    span = latest.figures.years["2025/26"]
    assert span.gross[str(fund)].known == found.spent_pence > 0
    assert span.credits[str(fund)].known == found.credited_pence


def test_a_contract_without_three_months_waits_for_nothing(county: County) -> None:
    system = county.scopes["system"]
    assert not waits(system)
    assert made(county) is None
    with time_machine.travel(datetime(2025, 12, 2, 10, tzinfo=UTC), tick=False):
        placed(county, someone(county), *lines("BED-010"))
    assert not waits(system)
    assert made(county) is None


def test_the_worker_makes_them(since_november: County) -> None:
    while work_once(datetime(2026, 3, 3, 10, tzinfo=UTC)):
        pass
    assert not waits(since_november.scopes["system"])


def test_a_forecast_goes_on_to_the_end_of_an_extension_that_is_taken(county: County) -> None:
    money = county.scopes["money"]
    with reading(money):
        assert bounds(money).ends_on == date(2030, 4, 1)
        (extension,) = extensions_of(money)
    taken = DecisionMade(extension.id, is_taken=True, decided_on=date(2026, 3, 3), why="Good")
    decide_extension(call_as(money), request=taken)
    with reading(money):
        assert bounds(money).ends_on == extension.ends_on == date(2032, 4, 1)


def test_a_forecast_is_never_changed_and_is_seen_in_its_contract_only(since_november: County) -> None:
    made(since_november)
    money = since_november.scopes["money"]
    for attack in ("UPDATE forecasts_forecastmade SET figures = '{}'", "DELETE FROM forecasts_forecastmade"):
        with pytest.raises(DatabaseError), reading(money), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)
    other = another_county().scopes["desk"]
    with reading(other), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM forecasts_forecastmade")
        assert cursor.fetchone() == (0,)
    with reading(money):
        assert latest_forecast(money)


def test_what_people_bought_themselves_in_the_last_twelve_whole_months_is_among_its_facts(
    since_november: County,
) -> None:
    """By month beside what was spent; not of the month that has begun, nor for a day gone by."""
    with time_machine.travel(datetime(2026, 1, 20, 11, tzinfo=UTC), tick=False):
        chosen(since_november, someone(since_november).id)
    chosen(since_november, someone(since_november).id)
    assert made(since_november) == date(2026, 3, 2)
    scope, fund_id = since_november.scopes["money"], pool(since_november)
    with reading(scope):
        found = latest_workings(scope)
        spent = held_by(scope, fund_id, date(2025, 11, 1), date(2025, 12, 1))
    assert found
    (lately,) = {year.themselves.lately for year in found.workings.years["2025/26"].values() if year.themselves}
    assert [(row.month, row.worth_pence) for row in lately if row.worth_pence] == [(month_of(date(2026, 1, 1)), 69_500)]
    equipment = figures(spent, date(2025, 11, 1), date(2025, 12, 1)).equipment_pence
    assert [row.spent_pence for row in lately if row.spent_pence] == [equipment]
    assert made(since_november) == date(2026, 2, 28)
    texts = [read_workings(text) for text in columns(scope, ForecastMade, "workings", as_at=date(2026, 2, 28))]
    assert {year.themselves for read in texts for year in read.years["2025/26"].values()} == {None}
