"""Forecasts for tests: of Northdown's pool and a second fund, from a history that is as regular as a clock.
Refuses to write a row itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from handrail.catalogue.models import Product
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.forecasting.forecast.inputs import Known, Order, SpendKind
from handrail.forecasting.forecast.months import first_of, month_of
from handrail.forecasts import actions
from handrail.forecasts.queries.made import fund_names
from handrail.forecasts.rules.written import Written, written_forecast
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.simulation.set_up import County
from tests.forecasting.contracts import FUNDER, a_contract, loans_of, orders_each_working_day
from tests.situations import call_as
from tests.stock_situations import columns

ENDS = date(2028, 4, 1)


@use_case(Event.FORECAST_MADE, needs=Permission.RUN_JOBS)
def _keep(change: Change, *, written: Written) -> None:
    actions.add_forecast(change.scope, change.new_id(), written, at=change.at.recorded_at)
    change.touched("contract", change.scope.contract_id)


def a_history(funds: Sequence[str] = (FUNDER, "NHS"), product: str = "Bed", *, months: int = 20) -> Known:
    """So many months up to yesterday, at 100 pounds a working day of the first fund and 7 of the second; ten beds a
    month at 10 pounds come back after four months; one order is open."""
    yesterday = now().astimezone(LONDON).date() - timedelta(days=1)
    past = range(month_of(yesterday) - months, month_of(yesterday) + 1)
    orders = [
        *orders_each_working_day(past, funder=funds[0]),
        *orders_each_working_day(past, pence=700, funder=funds[1]),
        Order(funds[0], SpendKind.EQUIPMENT, 5_000, yesterday),
    ]
    loans = [replace(one, funder=funds[0], product=product) for one in loans_of(past, 4, pieces=10)]
    known = [one for one in orders if one.ordered_on <= yesterday]
    return replace(a_contract(orders=known, loans=loans, as_at=yesterday), since=first_of(past.start))


def foreseen(county: County, *, months: int = 20) -> Known:
    """The forecast of yesterday, kept for a contract."""
    system = county.scopes["system"]
    with reading(system):
        names = {name: fund for fund, name in fund_names(system).items()}
    (product,) = columns(county.scopes["desk"], Product, "id", code="BED-010", contract_id=system.contract_id)
    known = a_history((names["Equipment pool"], names["Children and education"]), str(product), months=months)
    keep(county, known)
    return known


def keep(county: County, known: Known) -> None:
    """Keep the forecast from these facts."""
    _keep(call_as(county.scopes["system"]), written=written_forecast(known, ENDS))
