"""Make the forecast of a day from what was known at its end, and keep it; a job calls it for each day that is owed one.
Refuses (by giving nothing) where none is owed: all are made, too little is known, or the contract is over."""

from dataclasses import replace
from datetime import date, timedelta

from handrail.forecasting.forecast.inputs import SelfBought
from handrail.forecasting.forecast.months import first_of, last_whole_month, month_of
from handrail.forecasts import actions
from handrail.forecasts.queries.facts import bounds, known_at
from handrail.forecasts.queries.made import day_owed
from handrail.forecasts.queries.told import told_at
from handrail.forecasts.rules.written import written_forecast
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.spending.self_bought import self_bought

# So many whole months say how much people buy themselves.
MONTHS = 12


@use_case(Event.FORECAST_MADE, needs=Permission.RUN_JOBS)
def make_forecast(change: Change) -> date | None:
    """Make the latest that is missing; of which day it is."""
    found = bounds(change.scope)
    as_at = day_owed(change.scope, found, change.at.today)
    if as_at is None or found.since is None:
        return None
    known = known_at(change.scope, found.since, as_at, found.ends_on)
    # One that is made up for days gone by does not know what was told since.
    if as_at == change.at.today - timedelta(days=1):
        known = replace(
            known, price_changes=told_at(change.scope, as_at), self_bought=_self_bought(change.scope, as_at)
        )
    written = written_forecast(known, found.ends_on)
    if not actions.add_forecast(change.scope, change.new_id(), written, at=change.at.recorded_at):
        return None
    change.touched("contract", change.scope.contract_id)
    return as_at


def _self_bought(scope: Scope, as_at: date) -> tuple[SelfBought, ...]:
    after = last_whole_month(as_at) + 1
    found = self_bought(scope, first_of(after - MONTHS), first_of(after))
    return tuple(SelfBought(month_of(month), worth, spent) for month, worth, spent in found.by_month())
