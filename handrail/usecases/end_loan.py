"""End a loan of something that does not come back: lost, sold, given to the person, or moved to another service.
That a crew did not find it is settled with it.
Refuses a loan that is over, and an end without a word on how."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.plans import GiftStart
from handrail.loans.rules import LoanReason
from handrail.loans.states import EndReason
from handrail.stock import actions as stock_actions
from handrail.stock.plans import AssetStep, CountedMove
from handrail.stock.states import AssetState
from handrail.usecases._found_again import end_visits_for, settle_not_found
from handrail.visits.queries.held import hold_visits
from handrail.visits.queries.swaps import LentThing, lent_things


@dataclass(frozen=True, slots=True)
class LoanEnd:
    """How loans end. `reason`: LOST, SOLD, GIFTED or TRANSFERRED."""

    loan_ids: tuple[UUID, ...]
    reason: EndReason
    note: str


@dataclass(frozen=True, slots=True)
class LoansEnded:
    """The loans that ended, and the gifts that came of them."""

    loan_ids: tuple[UUID, ...]
    gift_ids: tuple[UUID, ...] = ()


_ASSET_STATES = {
    EndReason.LOST: AssetState.LOST,
    EndReason.SOLD: AssetState.SOLD,
    EndReason.GIFTED: AssetState.GIFTED,
    EndReason.TRANSFERRED: AssetState.TRANSFERRED,
}


@use_case(Event.LOAN_ENDED, needs=Permission.SETTLE_DISCREPANCY)
def end_loan(change: Change, *, request: LoanEnd) -> LoansEnded:
    """End loans; what was to be collected is struck out. Raises `Refused`."""
    state = _ASSET_STATES.get(request.reason)
    if state is None:
        raise refuse(LoanReason.ENDS_AT_THE_DOOR, "reason")
    if not request.note.strip():
        raise refuse(LoanReason.END_NOTE_NEEDED, "note")
    hold_visits(change.scope, loans=request.loan_ids)
    lent = lent_things(change.scope, request.loan_ids, lock=True)
    if len(lent) < len(set(request.loan_ids)) or not lent:
        raise refuse(LoanReason.LOAN_OVER, "loans")
    at = change.at.happened_at
    gifts = [_gift(change, thing) for thing in lent] if request.reason is EndReason.GIFTED else []
    loan_actions.end_loans([thing.loan_id for thing in lent], at=at, reason=request.reason, note=request.note)
    stock_actions.step_assets(
        [
            AssetStep(thing.asset_id, [AssetState.ON_LOAN], [state], reason=request.reason.value)
            for thing in lent
            if thing.asset_id
        ]
    )
    asked = [thing.asset_id for thing in lent if thing.asset_id]
    settle_not_found(change, asked, f"{request.reason.value}: {request.note.strip()}")
    over = f"The loan ended: {request.note.strip()}"
    end_visits_for(change, [thing.loan_id for thing in lent], over, reason=request.reason.value)
    counted = [_out(change, thing, request.reason) for thing in lent if thing.asset_id is None]
    if counted:
        stock_actions.move_counted(counted)
    if gifts:
        loan_actions.give(gifts, contract_id=change.scope.contract_id)
    for thing in lent:
        change.touched("loan", thing.loan_id, thing.person_id)
        if thing.asset_id:
            change.touched("asset", thing.asset_id, thing.person_id)
    return LoansEnded(tuple(thing.loan_id for thing in lent), tuple(gift.id for gift in gifts))


def _gift(change: Change, thing: LentThing) -> GiftStart:
    return GiftStart(
        id=change.new_id(),
        person_id=thing.person_id,
        product_id=thing.product_id,
        quantity=thing.quantity_out,
        given_at=change.at.happened_at,
        price_pence=thing.price_pence,
        loan_id=thing.loan_id,
        asset_id=thing.asset_id,
        funding=thing.funding,
    )


def _out(change: Change, thing: LentThing, reason: EndReason) -> CountedMove:
    """Counted pieces leave the home's cell for the world outside."""
    return CountedMove(
        id=change.new_id(),
        product_id=thing.product_id,
        quantity=thing.quantity_out,
        lot=thing.lot,
        from_place=thing.address_id,
        from_condition=AssetState.ON_LOAN,
        reason=reason.value,
    )
