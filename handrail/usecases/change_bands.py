"""Change the volume bands of activities, from a day on; or take such a change back before its day.
Refuses a day that has begun, an activity without a price, and a change beside another that is to come."""

from dataclasses import dataclass
from datetime import date

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import Band as BandRow
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.terms import bands_held
from handrail.ledger.rules.bands import Band, reasons_against_bands
from handrail.ledger.rules.terms import plan_set
from handrail.usecases._terms import TermsChanged, TermsWithdrawal, take_back


@dataclass(frozen=True, slots=True)
class BandsChange:
    """All bands, as they shall hold from a day."""

    bands: tuple[Band, ...]
    from_on: date


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_bands(change: Change, *, request: BandsChange) -> TermsChanged:
    """End the bands that hold no longer on the day before, and begin the new ones."""
    listed = {price.activity for price in money_terms(change.scope).prices.of(change.at.today)}
    if reasons := list(reasons_against_bands(request.bands, listed)):
        raise Refused(reasons)
    held = bands_held(change.scope, lock=True)
    plan = plan_set(held, request.bands, from_on=request.from_on, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    actions.end_terms(BandRow, plan.ends, request.from_on)
    made = [
        BandRow(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=request.from_on, activity=band.activity,
            above=band.above, back_pence=band.back_pence,
        )
        for band in plan.begins
    ]  # fmt: skip
    actions.add_bands(made)
    for row_id in (*plan.ends, *(row.id for row in made)):
        change.touched("band", row_id)
    return TermsChanged(len(plan.ends), len(made))


@use_case(Event.TERMS_WITHDRAWN, needs=Permission.KEEP_POOL, lays_down=True)
def withdraw_bands(change: Change, *, request: TermsWithdrawal) -> TermsChanged:
    """Take back what was to change; what it would have ended goes on."""
    return take_back(change, BandRow, bands_held(change.scope, lock=True), request.from_on, named="band")


__all__ = ["BandsChange", "TermsChanged", "TermsWithdrawal", "change_bands", "withdraw_bands"]
