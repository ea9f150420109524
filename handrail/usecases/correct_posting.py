"""Put right the price of something that was posted: an activity, a credit, or the equipment of a line. The old entry is
named and turned round, and the event posted anew. Refuses what stands no more, and a credit above what was paid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from handrail.core.ids import fresh_id
from handrail.core.refusal import refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.ledger.codes import CorrectionReason
from handrail.ledger.queries.vat import with_vat
from handrail.ledger.queries.written import lines_of_entry, priced_book
from handrail.ledger.rules.entries import Entry, Price
from handrail.ledger.rules.priced import Occasions, far_from, line_anew, one_anew
from handrail.ledger.rules.priced_book import BACK, BOUGHT, Old, PricedBook, occasions_of_price
from handrail.ledger.rules.restating import corrected_by_hand, pence_of
from handrail.loans.returned import returned_for
from handrail.orders import actions as order_actions
from handrail.orders.queries import lines_for_update
from handrail.orders.queries.money import line_head
from handrail.orders.states import LineState
from handrail.usecases._posting import post


@dataclass(frozen=True, slots=True)
class PostingCorrection:
    """An entry with what one should have cost, or been credited; nothing: 0. And why."""

    entry_id: UUID
    each_pence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a correction would post, with its VAT. `far`: it is so far from the price that stands that it is asked about
    once more."""

    entries: Sequence[Entry]
    far: bool


class PricedLine(Protocol):
    """What of an order line decides on its price."""

    @property
    def id(self) -> UUID:
        """Its key."""

    @property
    def state(self) -> LineState:
        """How far it has come."""

    @property
    def quantity(self) -> int:
        """How many of it."""


@use_case(Event.POSTING_CORRECTED, needs=Permission.KEEP_POOL)
def correct_posting(change: Change, *, request: PostingCorrection) -> UUID:
    """Turn the old entry round by one that names it, and post what is right. Credits of equipment follow its price.
    Gives the old entry's id."""
    # Read under the locks of its lines: of two who correct one entry, the second finds what the first did.
    lines = lines_for_update(change.scope, lines_of_entry(change.scope, request.entry_id))
    asked = _Asked(change.scope, request, lines, change.new_id, change.audit_id)
    post(change, asked.entries())
    if asked.of_equipment:
        spend = request.each_pence * lines[0].quantity
        order_actions.price_line(lines[0].id, each_pence=request.each_pence, spend_pence=spend)
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return request.entry_id


def foreseen(scope: Scope, request: PostingCorrection) -> Foreseen:
    """What a correction would post, as things stand. Raises `Refused` as the correction would."""
    heads = [line_head(scope, line_id) for line_id in lines_of_entry(scope, request.entry_id)]
    asked = _Asked(scope, request, [one for one in heads if one], fresh_id, 0)
    entries = [one for one in with_vat(scope, asked.entries()) if isinstance(one, Entry)]
    return Foreseen(entries, far_from(asked.was, asked.price.pence))


class _Asked:
    """A correction that may be made as things stand."""

    def __init__(
        self,
        scope: Scope,
        request: PostingCorrection,
        lines: Sequence[PricedLine],
        new_id: Callable[[], UUID],
        change: int,
    ) -> None:
        if not request.reason.strip():
            raise refuse(CorrectionReason.NO_REASON, "reason")
        if request.each_pence < 0:
            raise refuse(CorrectionReason.PRICE_NEGATIVE, "each_pence")
        self.scope, self.request = scope, request
        ids = [line.id for line in lines]
        self.book = priced_book(scope, ids, request.entry_id)
        self.old = _may_be_priced(self.book, request.entry_id, ids)
        self.occasions: Occasions = lambda old: occasions_of_price(new_id, change, old)
        self.of_equipment = bool(self.old.standing.of(BOUGHT, ids))
        self.line = lines[0]
        at = self.old.standing.price
        if self.of_equipment:
            if self.line.state is not LineState.DELIVERED:
                raise refuse(CorrectionReason.NOT_ALL_ARRIVED, "entry_id")
            self.price = Price("equipment", "", self.line.quantity, request.each_pence)
            self.was = _spent(self.book, self.line.id)
        else:
            self.price = Price(at.item, at.speed_code, max(1, at.quantity), request.each_pence)
            self.was = 0 if self.old.gone else abs(pence_of(self.old.standing.parts))
        if self.price.pence == self.was:
            raise refuse(CorrectionReason.SAME_PRICE, "each_pence")

    def entries(self) -> list[Entry]:
        """What turns round what stands, and says it at the right price."""
        if not self.of_equipment:
            self._check_paid()
            return one_anew(self.book, self.old, self.price, self.occasions, self.request.reason)
        credited = [one.standing for one in self.book.credits(self.line.id)]
        returned = returned_for(self.scope, credited)
        return line_anew(self.book, self.line.id, self.old, self.price, returned, self.occasions, self.request.reason)

    def _check_paid(self) -> None:
        """Never more is credited than was paid."""
        lines = {part.line_id for part in self.old.standing.of(BACK) if part.line_id}
        if not lines:
            return
        paid = sum(_spent(self.book, line) for line in lines)
        back = -sum(
            pence_of(one.standing.of(BACK, lines)) for line in lines for one in self.book.credits(line) if not one.gone
        )
        if back + self.price.pence - self.was > paid:
            raise refuse(CorrectionReason.CREDIT_ABOVE_PAID, "each_pence", paid=paid)


def _may_be_priced(book: PricedBook, entry_id: UUID, lines: Sequence[UUID]) -> Old:
    old = book.old(entry_id)
    if old is None:
        raise refuse(CorrectionReason.NOTHING_STANDS, "entry_id")
    if not lines or not corrected_by_hand(old.standing):
        raise refuse(CorrectionReason.NOT_BY_HAND, "entry_id")
    return old


def _spent(book: PricedBook, line_id: UUID) -> int:
    """What stands as spent for a line."""
    return sum(pence_of(one.standing.of(BOUGHT, [line_id])) for one in book.bought(line_id) if not one.gone)


__all__ = ["Foreseen", "PostingCorrection", "correct_posting", "foreseen"]
