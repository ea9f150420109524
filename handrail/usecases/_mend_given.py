"""Puts right a wrong item, person or return of what was given for good: the gift that never was is marked so, and
another stands in its place. Refuses what is on no gift, and the person who has it by the record."""

from collections.abc import Sequence
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.plans import GiftStart
from handrail.loans.queries import GiftRecord, gifts_of, home_of, loan_to_mend, loans_out
from handrail.loans.states import EndReason
from handrail.people.queries import record_ids
from handrail.stock import actions
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.plans import AssetStep
from handrail.stock.queries import AssetRow
from handrail.stock.states import AssetState
from handrail.usecases._lines import let_go
from handrail.usecases._mistakes import Mended, Mistake, line_waits_again, note_mistake, note_unfit, step_named
from handrail.usecases._store import never_left

_S = AssetState
# By way of a loan: that step alone is open to whatever the record said before.
_GIVEN = (_S.ON_LOAN, _S.GIFTED)


def given_wrong_item(change: Change, request: Mistake, wrong: AssetRow, right: AssetRow) -> Mended:
    """Not A but B was given: A is in the store, B is theirs."""
    gifts = gifts_of(change.scope, [wrong.id, right.id])
    gift = _of(gifts, wrong, "code")
    lent = loans_out(change.scope, asset_ids=[right.id])
    story = step_named(change, wrong)
    note = note_mistake(
        change, request, DepotFinding.WRONG_ITEM, right, gift.person_id, f"{story}; it was {right.number}"
    )
    unfit = note_unfit(change, request, right, gift.person_id, wrong.place_id)
    # What came back since it was given to somebody was a gift all the same.
    never = [one.id for one in gifts if one is gift or right.state is _S.GIFTED]
    loan_actions.gifts_never_were(never, at=change.at.happened_at)
    loan_actions.end_loans([loan.id for loan in lent], at=change.at.happened_at, reason=EndReason.MISTAKEN, note=story)
    if right.held_for_line_id:
        let_go(change, [right.held_for_line_id], how="MENDED", reason=story)
    back = never_left(change, wrong)
    actions.step_assets(
        [
            AssetStep(wrong.id, (_S.GIFTED,), back, request.place_id, None, story),
            AssetStep(
                right.id, (right.state,), _GIVEN, wrong.place_id, None, story,
                {"discrepancy_id": unfit or note, "issues": right.issues + 1},
            ),
        ]
    )  # fmt: skip
    _give(change, gift, right, gift.person_id)
    for loan in lent:
        change.touched("loan", loan.id, loan.person_id)
    change.touched("asset", wrong.id, gift.person_id)
    return Mended(note, None)


def given_wrong_person(change: Change, request: Mistake, row: AssetRow) -> Mended:
    """It was given to Q, not to P: P's line waits again, and it is Q's own."""
    gift = _of(gifts_of(change.scope, [row.id]), row, "code")
    person_id = request.right_person_id
    if person_id is None or person_id in record_ids(change.scope, gift.person_id):
        raise refuse(StockReason.NOTHING_TO_MEND, "right_person_id", number=row.number)
    address_id = home_of(change.scope, person_id)
    if address_id is None:
        raise refuse(CallReason.NOT_FOUND, "right_person_id")
    story = step_named(change, row)
    line_waits_again(change, gift.line_id, story)
    note = note_mistake(change, request, DepotFinding.WRONG_PERSON, row, person_id, story)
    loan_actions.gifts_never_were([gift.id], at=change.at.happened_at)
    actions.step_assets([AssetStep(row.id, (_S.GIFTED,), _GIVEN, address_id, None, story, {"discrepancy_id": note})])
    _give(change, gift, row, person_id)
    change.touched("person", gift.person_id, gift.person_id)
    return Mended(note, None)


def given_last(change: Change, row: AssetRow) -> GiftRecord | None:
    """The gift of an item that was not lent to anybody since."""
    gift = next(iter(gifts_of(change.scope, [row.id])), None)
    loan = loan_to_mend(change.scope, asset_id=row.id) if gift else None
    return gift if gift and (loan is None or loan.started_at <= gift.given_at) else None


def given_wrong_return(change: Change, request: Mistake, row: AssetRow, gift: GiftRecord) -> Mended:
    """It never came back: it is theirs, and at their home."""
    home_id = home_of(change.scope, gift.person_id)
    if row.state is _S.GIFTED or home_id is None:
        raise refuse(StockReason.NOTHING_TO_MEND, "code", number=row.number)
    story = step_named(change, row)
    note = note_mistake(change, request, DepotFinding.WRONG_SCAN, row, gift.person_id, story)
    if row.held_for_line_id:
        let_go(change, [row.held_for_line_id], how="MENDED", reason=story)
    actions.step_assets([AssetStep(row.id, (row.state,), _GIVEN, home_id, None, story, {"discrepancy_id": note})])
    change.touched("asset", row.id, gift.person_id)
    return Mended(note, None)


def _of(gifts: Sequence[GiftRecord], row: AssetRow, field: str) -> GiftRecord:
    found = next((gift for gift in gifts if gift.asset_id == row.id), None)
    if found is None:
        raise refuse(StockReason.NOTHING_TO_MEND, field, number=row.number)
    return found


def _give(change: Change, gift: GiftRecord, row: AssetRow, person_id: UUID) -> None:
    """The gift as it should have been. Of somebody else's order it is no part."""
    own = person_id == gift.person_id
    given = GiftStart(
        change.new_id(), person_id, row.product_id, 1, gift.given_at, gift.price_pence, gift.line_id if own else None,
        None, row.id, gift.funding if own else {},
    )  # fmt: skip
    loan_actions.give([given], contract_id=change.scope.contract_id)
    change.touched("asset", row.id, person_id)
