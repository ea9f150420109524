"""Record money that a partner paid into a pool, and put a wrong receipt right: nothing that was posted is changed.
Refuses a receipt that is recorded already, of a partner who pays nothing that year or, unasked, of a closed month, and
a second correction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.codes import PoolReason
from handrail.ledger.models import Receipt
from handrail.ledger.queries.closed import books
from handrail.ledger.queries.pool import ReceiptRow, contributions_of, receipt, receipts_of, years_of
from handrail.ledger.rules.closing import reason_against_day
from handrail.ledger.rules.entries import Entry, Occasion, taken_back
from handrail.ledger.rules.pool import received
from handrail.usecases._pools import against_empty, pool_of, shares_on
from handrail.usecases._posting import post


@dataclass(frozen=True, slots=True)
class MoneyReceived:
    """What a partner paid for the year from `year_from_on`. `reference`: by which the partner's payment is known;
    `counts_in`: the open month that it counts in, where that of `received_on` is closed."""

    fund_id: UUID
    partner_id: UUID
    year_from_on: date
    received_on: date
    pence: int
    reference: str
    counts_in: date | None = None


@dataclass(frozen=True, slots=True)
class ReceiptCorrection:
    """A receipt that is wrong: what came in truth (nothing: 0), and why."""

    receipt_id: UUID
    right_pence: int
    why: str


@use_case(Event.RECEIPT_RECORDED, needs=Permission.KEEP_POOL)
def record_receipt(change: Change, *, request: MoneyReceived) -> UUID:
    """Record it and post it: the host has it, and the pool is the richer for it. Gives the receipt's id."""
    pool_of(change.scope, request.fund_id)
    if reasons := list(_reasons_against(change, request)):
        raise Refused(reasons)
    # The share set of the day: a year that begins later may be paid in advance.
    holds = shares_on(change.scope, request.fund_id, request.received_on)
    if holds is None:
        raise refuse(PoolReason.RECEIVED_OUTSIDE, "received_on", on=request.received_on.isoformat())
    row, entry = _receipt(change, request, holds.id)
    post(change, [entry])
    actions.record_receipt(row)
    return row.id


@use_case(Event.RECEIPT_CORRECTED, needs=Permission.KEEP_POOL)
def correct_receipt(change: Change, *, request: ReceiptCorrection) -> UUID:
    """Turn the wrong entry round by one that names it, and post what came in truth. Gives the wrong receipt's id."""
    found = receipt(change.scope, request.receipt_id)
    if found is None:
        raise refuse(CallReason.NOT_FOUND)
    wrong, fund_id, share_set_id = found
    if reasons := list(_against_correction(wrong, request)):
        raise Refused(reasons)
    # Of the day of the wrong one: while its month is open, that month says what came in truth.
    occasion = Occasion(change.new_id(), f"corrected:receipt:{wrong.id}", wrong.received_on)
    posted = received(Occasion(wrong.entry_id, "", wrong.received_on), wrong.pence, share_set_id)
    entries = [taken_back(occasion, posted, request.why)]
    change.touched("receipt", wrong.id)
    if not request.right_pence:
        post(change, entries)
        return wrong.id
    right = MoneyReceived(
        fund_id, wrong.partner_id, wrong.year_from_on, wrong.received_on, request.right_pence, wrong.reference
    )
    row, entry = _receipt(change, right, share_set_id, corrects_id=wrong.id)
    post(change, [*entries, entry])
    actions.record_receipt(row)
    return wrong.id


def _receipt(
    change: Change, what: MoneyReceived, share_set_id: UUID, *, corrects_id: UUID | None = None
) -> tuple[Receipt, Entry]:
    row_id = change.new_id()
    occasion = Occasion(change.new_id(), f"received:receipt:{row_id}", what.received_on)
    row = Receipt(
        id=row_id, contract_id=change.scope.contract_id, fund_id=what.fund_id, partner_id=what.partner_id,
        year_from_on=what.year_from_on, received_on=what.received_on, pence=what.pence, reference=what.reference,
        entry_id=occasion.id, corrects_id=corrects_id,
    )  # fmt: skip
    change.touched("receipt", row_id)
    return row, received(occasion, what.pence, share_set_id)


def _reasons_against(change: Change, request: MoneyReceived) -> Iterator[Reason]:
    yield from against_empty(reference=request.reference)
    if request.pence <= 0:
        yield Reason(PoolReason.NOT_AN_AMOUNT, "pence")
    if request.received_on > change.at.today:
        yield Reason(PoolReason.ON_A_LATER_DAY, "received_on")
    elif reason := reason_against_day(
        request.received_on, books(change.scope), counts_in=request.counts_in, field="received_on"
    ):
        yield reason
    years = years_of(change.scope, request.fund_id)
    year = next((one for one in years if one.from_on == request.year_from_on), None)
    if year is None:
        yield Reason(PoolReason.NO_SUCH_YEAR, "year_from_on")
        return
    if request.partner_id not in {one.partner_id for one in contributions_of(change.scope, year.id)}:
        yield Reason(PoolReason.PAYS_NOTHING, "partner_id")
    known = receipts_of(change.scope, request.fund_id, request.year_from_on)
    if any((one.partner_id, one.reference) == (request.partner_id, request.reference) for one in known):
        yield Reason(PoolReason.RECEIVED_ALREADY, "reference", (("reference", request.reference),))


def _against_correction(wrong: ReceiptRow, request: ReceiptCorrection) -> Iterator[Reason]:
    yield from against_empty(why=request.why)
    if wrong.wrong is not None:
        yield Reason(PoolReason.CORRECTED_ALREADY, "receipt_id")
    if request.right_pence < 0:
        yield Reason(PoolReason.NOT_AN_AMOUNT, "right_pence")
    if request.right_pence == wrong.pence:
        yield Reason(PoolReason.SAME_AMOUNT, "right_pence")
