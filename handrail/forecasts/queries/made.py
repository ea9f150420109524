"""Reads forecasts that were made: the latest whole, and the figures of earlier ones.
Refuses those of another contract."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.select import rows
from handrail.forecasts.queries.facts import Bounds, bounds
from handrail.forecasts.rules.owed import owed_days
from handrail.forecasts.rules.written import Figures, Workings, read_figures, read_workings
from handrail.identity.scope import Scope

_LATEST = """SELECT as_at, since, made_at, {column} FROM forecasts_forecastmade
    WHERE contract_id = %(contract)s AND as_at <= %(until)s ORDER BY as_at DESC LIMIT 1"""
_MISSING = """SELECT d FROM unnest(%(days)s::date[]) AS d WHERE NOT EXISTS (
    SELECT FROM forecasts_forecastmade m WHERE m.contract_id = %(contract)s AND m.as_at = d) ORDER BY d DESC LIMIT 1"""
# One of each month: the one from what was known at its end.
_ENDS = """SELECT as_at, since, made_at, figures FROM forecasts_forecastmade
    WHERE contract_id = %(contract)s AND as_at < %(before)s
        AND as_at = (date_trunc('month', as_at) + interval '1 month - 1 day')::date
    ORDER BY as_at DESC LIMIT %(most)s"""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The figures of one forecast."""

    as_at: date
    since: date
    made_at: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class HowForeseen:
    """How they were made."""

    as_at: date
    workings: Workings


def latest_forecast(scope: Scope, *, until: date = date.max) -> Foreseen | None:
    """The figures of the latest forecast, from what was known on `until` or before."""
    asked = {"contract": scope.contract_id, "until": until}
    found = rows(_foreseen, _LATEST.format(column="figures"), asked)
    return found[0] if found else None


def latest_workings(scope: Scope) -> HowForeseen | None:
    """How the figures of the latest forecast were made."""
    asked = {"contract": scope.contract_id, "until": date.max}
    found = rows(
        lambda as_at, _since, _at, text: HowForeseen(as_at, read_workings(text)),
        _LATEST.format(column="workings"),
        asked,
    )
    return found[0] if found else None


def month_ends(scope: Scope, *, before: date, most: int) -> Sequence[Foreseen]:
    """Forecasts from the ends of months before a day, the latest first."""
    return rows(_foreseen, _ENDS, {"contract": scope.contract_id, "before": before, "most": most})


def day_owed(scope: Scope, within: Bounds, today: date) -> date | None:
    """The latest day that is owed a forecast and has none."""
    if within.since is None:
        return None
    days = list(owed_days(within.since, within.ends_on, today))
    found = rows(lambda day: day, _MISSING, {"contract": scope.contract_id, "days": days})
    return found[0] if found else None


def anything_to_forecast(scope: Scope, at: datetime) -> bool:
    """Whether a day is owed a forecast."""
    return day_owed(scope, bounds(scope), at.astimezone(LONDON).date()) is not None


def fund_names(scope: Scope) -> dict[str, str]:
    """The names of the contract's funds by id."""
    found = "SELECT id, name FROM ledger_fund WHERE contract_id = %(contract)s ORDER BY code"
    return dict(rows(lambda fund, name: (str(fund), name), found, {"contract": scope.contract_id}))


def product_names(scope: Scope, ids: Collection[str]) -> dict[str, str]:
    """The names of these products."""
    found = """SELECT id, name FROM catalogue_product WHERE contract_id = %(contract)s
        AND id = ANY(%(ids)s::uuid[])"""
    asked = {"contract": scope.contract_id, "ids": [UUID(one) for one in ids]}
    return dict(rows(lambda product, name: (str(product), name), found, asked))


def _foreseen(as_at: date, since: date, made_at: datetime, text: str) -> Foreseen:
    return Foreseen(as_at, since, made_at, read_figures(text))
