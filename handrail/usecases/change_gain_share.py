"""Change the target that the provider shares in, from a day on; or take such a change back before its day.
Refuses a day that has begun, what is not in the price list, and a change beside another that is to come."""

from dataclasses import asdict, dataclass
from datetime import date

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import GainShare
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.gain import gain_held
from handrail.ledger.rules.gain import GainTerm, reasons_against_gain
from handrail.ledger.rules.terms import plan_set
from handrail.usecases._terms import TermsChanged, TermsWithdrawal, take_back


@dataclass(frozen=True, slots=True)
class GainChange:
    """The target and what is shared of it, as they shall hold from a day; without a term nothing is shared."""

    term: GainTerm | None
    from_on: date


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_gain_share(change: Change, *, request: GainChange) -> TermsChanged:
    """End what holds no longer on the day before, and begin what is new."""
    listed = {price.activity for price in money_terms(change.scope).prices.of(change.at.today)}
    if request.term and (reasons := list(reasons_against_gain(request.term, listed))):
        raise Refused(reasons)
    held, wanted = gain_held(change.scope, lock=True), [request.term] if request.term else []
    plan = plan_set(held, wanted, from_on=request.from_on, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    actions.end_terms(GainShare, plan.ends, request.from_on)
    made = [
        GainShare(id=change.new_id(), contract_id=change.scope.contract_id, from_on=request.from_on, **asdict(term))
        for term in plan.begins
    ]
    actions.add_gain_shares(made)
    for row_id in (*plan.ends, *(row.id for row in made)):
        change.touched("gain_share", row_id)
    return TermsChanged(len(plan.ends), len(made))


@use_case(Event.TERMS_WITHDRAWN, needs=Permission.KEEP_POOL, lays_down=True)
def withdraw_gain_share(change: Change, *, request: TermsWithdrawal) -> TermsChanged:
    """Take back what was to change; what it would have ended goes on."""
    return take_back(change, GainShare, gain_held(change.scope, lock=True), request.from_on, named="gain_share")


__all__ = ["GainChange", "TermsChanged", "TermsWithdrawal", "change_gain_share", "withdraw_gain_share"]
