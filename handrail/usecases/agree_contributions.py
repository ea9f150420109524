"""Record what partners pay into a pool in a year, with uplifts and instalments; again, where it was agreed anew. Where
the agreement begins within the year they are for what is left of it.
Refuses a year outside the agreement, amounts below zero, shares that are not whole, and other shares for days that are
over: what was bought under shares stays under them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.codes import PoolReason
from handrail.ledger.models import Contribution, Instalment, PoolYear
from handrail.ledger.queries.pool import agreements_of, shares_of, years_of
from handrail.ledger.rules.pool import (
    PaysIn,
    Uplift,
    amount,
    begins_in_year,
    instalments,
    reasons_against_days,
    reasons_against_year,
    year_after,
)
from handrail.usecases._funds import lay_down_shares
from handrail.usecases._pools import against_empty, pool_of

NO_UPLIFT = Uplift(0, "")


@dataclass(frozen=True, slots=True)
class YearAgreed:
    """What partners pay in for the year from `from_on`, with uplifts in parts of a million. `change` says what is new,
    where the year was agreed before."""

    fund_id: UUID
    from_on: date
    pays: tuple[PaysIn, ...]
    inflation: Uplift = NO_UPLIFT
    demand: Uplift = NO_UPLIFT
    change: str = ""


@use_case(Event.CONTRIBUTIONS_AGREED, needs=Permission.KEEP_POOL, lays_down=True)
def agree_contributions(change: Change, *, request: YearAgreed) -> UUID:
    """Record the year; an earlier version stays in the record. Shares that are new begin with it. Gives its id."""
    scope = change.scope
    pool_of(scope, request.fund_id)
    before = next((one for one in years_of(scope, request.fund_id) if one.from_on == request.from_on), None)
    reasons = list(reasons_against_year(request.pays, request.inflation, request.demand))
    if (request.from_on.day, request.from_on.month) != (1, 4):
        reasons.append(Reason(PoolReason.YEAR_BEGINS_APRIL, "from_on"))
    begins = begins_in_year(agreements_of(scope, request.fund_id), request.from_on)
    if begins is None:
        last = year_after(request.from_on) - timedelta(days=1)
        year = (("from_on", request.from_on.isoformat()), ("until_on", last.isoformat()))
        reasons.append(Reason(PoolReason.YEAR_OUTSIDE, "from_on", year))
    elif begins > request.from_on:
        reasons += reasons_against_days(request.pays, begins)
    if before:
        reasons += against_empty(change=request.change)
    if begins is None or reasons:
        raise Refused(reasons)
    _begin_shares(change, request, begins)
    return _record(change, request, version=before.version + 1 if before else 1)


def _begin_shares(change: Change, request: YearAgreed, begins: date) -> None:
    """New shares from the first day on which the year is agreed, where they are others than hold then."""
    wanted = {one.partner_id: one.parts for one in request.pays}
    sets = shares_of(change.scope, request.fund_id)
    held = next((one for one in sets if one.holds_on(begins)), None)
    if held is not None and held.parts == wanted:
        return
    begun = begins <= change.at.today
    if begun or held is None or held.until_on is not None or held.from_on == begins:
        raise refuse(PoolReason.SHARES_IN_USE, "contributions")
    actions.end_shares(held.id, begins)
    lay_down_shares(change, request.fund_id, tuple(wanted.items()), begins)


def _record(change: Change, request: YearAgreed, *, version: int) -> UUID:
    contract_id = change.scope.contract_id
    year = PoolYear(
        id=change.new_id(), contract_id=contract_id, fund_id=request.fund_id, from_on=request.from_on, version=version,
        inflation_parts=request.inflation.parts, inflation_basis=request.inflation.basis,
        demand_parts=request.demand.parts, demand_basis=request.demand.basis, change=request.change,
        recorded_on=change.at.today,
    )  # fmt: skip
    contributions, due = [], []
    for one in request.pays:
        paid = amount(one.base_pence, request.inflation, request.demand)
        row = Contribution(
            id=change.new_id(), contract_id=contract_id, year_id=year.id, partner_id=one.partner_id, parts=one.parts,
            base_pence=paid.base_pence, inflation_pence=paid.inflation_pence, demand_pence=paid.demand_pence,
            use_pence=one.use_pence,
        )  # fmt: skip
        contributions.append(row)
        due += [
            Instalment(id=change.new_id(), contract_id=contract_id, contribution_id=row.id, due_on=on, pence=pence)
            for on, pence in instalments(paid.pence, one.due_on)
        ]
    actions.record_year(year, contributions, due)
    change.touched("pool_year", year.id)
    return year.id
