"""Put right the price of something that was posted: an activity, a credit, or the equipment of a line. The old entry is
named and turned round, and the event posted anew. Refuses what stands no more, and a credit above what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.codes import AccountKind, CorrectionReason
from handrail.ledger.queries.standing import standing_entry, standing_of_lines
from handrail.ledger.rules.entries import Entry, Posting, Price
from handrail.ledger.rules.restating import (
    Standing,
    corrected_by_hand,
    in_proportion,
    pence_of,
    priced_anew,
    turned_round,
)
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow, lines_for_update
from handrail.orders.states import LineState
from handrail.usecases._posting import post
from handrail.usecases._restating import occasions_of

_BOUGHT = (AccountKind.EQUIPMENT, AccountKind.SUSPENSE)
_BACK = (AccountKind.CREDITED,)


@dataclass(frozen=True, slots=True)
class PostingCorrection:
    """An entry with what one should have cost, or been credited; nothing: 0. And why."""

    entry_id: UUID
    each_pence: int
    reason: str


@use_case(Event.POSTING_CORRECTED, needs=Permission.KEEP_POOL)
def correct_posting(change: Change, *, request: PostingCorrection) -> UUID:
    """Turn the old entry round by one that names it, and post what is right. Credits of equipment follow its price.
    Gives the old entry's id."""
    if not request.reason.strip():
        raise refuse(CorrectionReason.NO_REASON, "reason")
    if request.each_pence < 0:
        raise refuse(CorrectionReason.PRICE_NEGATIVE, "each_pence")
    found = standing_entry(change.scope, request.entry_id)
    if found is None:
        raise refuse(CorrectionReason.NOTHING_STANDS, "entry_id")
    lines = lines_for_update(change.scope, {one.line_id for one in found.parts if one.line_id})
    # Read again under the locks of its lines: of two who correct one entry, the second finds what the first did.
    old = standing_entry(change.scope, request.entry_id)
    if old is None:
        raise refuse(CorrectionReason.NOTHING_STANDS, "entry_id")
    if not lines or not corrected_by_hand(old):
        raise refuse(CorrectionReason.NOT_BY_HAND, "entry_id")
    if old.of(_BOUGHT, [line.id for line in lines]):
        post(change, _equipment(change, request, old, lines[0]))
    else:
        post(change, _one(change, request, old))
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return old.id


def _one(change: Change, request: PostingCorrection, old: Standing) -> Sequence[Entry]:
    """An activity or a credit."""
    price = Price(old.price.item, old.price.speed_code, max(1, old.price.quantity), request.each_pence)
    if price.pence == abs(pence_of(old.parts)):
        raise refuse(CorrectionReason.SAME_PRICE, "each_pence")
    if given := old.of(_BACK):
        _check_paid(change, {one.line_id for one in given if one.line_id}, price.pence + pence_of(given))
    return _at(change, old, old.parts, price, request.reason)


def _at(change: Change, old: Standing, parts: Sequence[Posting], price: Price, why: str) -> list[Entry]:
    back, again = occasions_of(change, old)
    return [turned_round(back, old, parts, why), *priced_anew(again, old, parts, price, why)]


def _check_paid(change: Change, lines: set[UUID], more: int) -> None:
    """Never more is credited than was paid."""
    standing = standing_of_lines(change.scope, lines)
    paid = sum(pence_of(one.of(_BOUGHT, lines)) for one in standing)
    back = -sum(pence_of(one.of(_BACK, lines)) for one in standing)
    if back + more > paid:
        raise refuse(CorrectionReason.CREDIT_ABOVE_PAID, "each_pence", paid=paid)


def _equipment(change: Change, request: PostingCorrection, old: Standing, line: LineRow) -> list[Entry]:
    """All that was spent for a line at another price, in one entry, and its credits in proportion."""
    if line.state is not LineState.DELIVERED:
        raise refuse(CorrectionReason.NOT_ALL_ARRIVED, "entry_id")
    price = Price("equipment", "", line.quantity, request.each_pence)
    standing = standing_of_lines(change.scope, [line.id])
    bought = [(one, parts) for one in standing if (parts := one.of(_BOUGHT, [line.id]))]
    was = sum(pence_of(parts) for _, parts in bought)
    if price.pence == was:
        raise refuse(CorrectionReason.SAME_PRICE, "each_pence")
    order_actions.price_line(line.id, each_pence=request.each_pence, spend_pence=price.pence)
    made = [turned_round(occasions_of(change, one)[0], one, parts, request.reason) for one, parts in bought]
    whole = [part for _, parts in bought for part in parts]
    made += priced_anew(occasions_of(change, old)[1], old, whole, price, request.reason)
    for one in standing:
        if given := one.of(_BACK, [line.id]):
            each = in_proportion(one.price.unit_pence, was, price.pence)
            at = Price(one.price.item, one.price.speed_code, one.price.quantity, each)
            made += _at(change, one, given, at, request.reason)
    return made


__all__ = ["PostingCorrection", "correct_posting"]
