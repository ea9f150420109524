"""Make the forecast of a day from what was known at its end, and keep it; a job calls it for each day that is owed one.
Refuses (by giving nothing) where none is owed: all are made, too little is known, or the contract is over."""

from dataclasses import replace
from datetime import date, timedelta

from handrail.forecasts import actions
from handrail.forecasts.queries.facts import bounds, known_at
from handrail.forecasts.queries.made import day_owed
from handrail.forecasts.queries.told import told_at
from handrail.forecasts.rules.written import written_forecast
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission


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
        known = replace(known, price_changes=told_at(change.scope, as_at))
    written = written_forecast(known, found.ends_on)
    if not actions.add_forecast(change.scope, change.new_id(), written, at=change.at.recorded_at):
        return None
    change.touched("contract", change.scope.contract_id)
    return as_at
