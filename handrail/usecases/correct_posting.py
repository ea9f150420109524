"""Put right the price of something that was posted: an activity, a credit, or the equipment of a line. The old entry is
named and turned round, and the event posted anew. Refuses what stands no more, and a credit above what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Call, Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions as ledger_actions
from handrail.ledger.codes import AccountKind, CorrectionReason
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.vat import with_vat
from handrail.ledger.queries.written import lines_of_entry, priced_book
from handrail.ledger.rules.entries import Entry, Occasion, Price
from handrail.ledger.rules.priced import Anew, TakenOver, credited_late, far_from, line_anew, one_anew
from handrail.ledger.rules.priced_book import BACK, BOUGHT, PAID, Old, PricedBook, occasions_of_price
from handrail.ledger.rules.priced_event import priced_event
from handrail.ledger.rules.restating import corrected_by_hand, pence_of
from handrail.ledger.rules.vat import WHOLE, VatReason
from handrail.ledger.rules.vat_said import mark_of, vat_mark
from handrail.loans.held import hold_paid_by
from handrail.loans.returned import returned_for, settled_for_nothing
from handrail.orders import actions as order_actions
from handrail.orders.queries import lines_for_update
from handrail.orders.queries.money import funded_since, lines_to_pay
from handrail.orders.states import LineState
from handrail.usecases._payers import payers_of
from handrail.usecases._posting import post
from handrail.visits.queries.without_line import WithoutLine, hold_without_line, without_line

_ACTIVITY = frozenset({AccountKind.ACTIVITY})


@dataclass(frozen=True, slots=True)
class SaidVat:
    """So many parts of ten thousand, and whether who pays gets it back."""

    parts: int
    is_recovered: bool


@dataclass(frozen=True, slots=True)
class PostingCorrection:
    """An entry with what one should have cost, or been credited (nothing: 0; None: what it did), and why. `vat`: the
    VAT on it, where the terms of its day have that wrong."""

    entry_id: UUID
    each_pence: int | None
    reason: str
    vat: SaidVat | None = None


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
    # Read under these locks: of two who correct one entry, the second finds what the first did.
    ids = lines_of_entry(change.scope, request.entry_id)
    # Loans before lines, as everywhere: what passes its tests at this moment is credited before or after.
    hold_paid_by(change.scope, ids)
    others = hold_without_line(change.scope, ids)
    lines = lines_for_update(change.scope, ids)
    ledger_actions.hold_events(change.scope.contract_id, [request.entry_id])
    asked = _Asked(change, request, lines, others)
    post(change, asked.entries())
    if asked.of_equipment and request.each_pence is not None:
        spend = request.each_pence * lines[0].quantity
        order_actions.price_line(lines[0].id, each_pence=request.each_pence, spend_pence=spend)
    for line in lines:
        change.touched("line", line.id, line.person_id)
    for other in others:
        change.touched(other.subject, other.id, other.person_id)
    if not ids:
        change.touched("contract", change.scope.contract_id)
    return request.entry_id


def foreseen(call: Call, request: PostingCorrection) -> Foreseen:
    """What a correction would post, as things stand: nothing is written. Raises `Refused` as the correction would."""
    ids = lines_of_entry(call.scope, request.entry_id)
    asked = _Asked(Change(call, 0), request, lines_to_pay(call.scope, ids), without_line(call.scope, ids))
    entries = [one for one in with_vat(call.scope, asked.entries()) if isinstance(one, Entry)]
    return Foreseen(entries, far_from(asked.was, asked.price.pence))


class _Asked:
    """A correction that may be made as things stand. `others`: loans that were brought in, and measurings, which their
    entries name in the place of an order line."""

    def __init__(
        self, change: Change, request: PostingCorrection, lines: Sequence[PricedLine], others: Sequence[WithoutLine]
    ) -> None:
        if not request.reason.strip():
            raise refuse(CorrectionReason.NO_REASON, "reason")
        if (request.each_pence or 0) < 0:
            raise refuse(CorrectionReason.PRICE_NEGATIVE, "each_pence")
        self.change = change
        mark = vat_mark(request.vat.parts, is_recovered=request.vat.is_recovered) if request.vat else ""
        ids = [line.id for line in lines]
        self.book = priced_book(change.scope, [*ids, *(other.id for other in others)], request.entry_id)
        self.old = _may_be_priced(self.book, request.entry_id)
        taken_over = _taken_over(change, self.book, self.old, ids)
        self.anew = Anew(
            # The VAT of a credit is a part of that on its equipment.
            lambda old: occasions_of_price(change.new_id, change.audit_id, old, "" if old.of(BACK) else mark),
            request.reason,
            taken_over,
        )
        self.of_equipment = bool(self.old.standing.of(BOUGHT, ids))
        at = self.old.standing.price
        if self.of_equipment:
            self.line = lines[0]
            if self.line.state is not LineState.DELIVERED:
                raise refuse(CorrectionReason.NOT_ALL_ARRIVED, "entry_id")
            self.was = _spent(self.book, self.line.id)
            self.price = Price("equipment", "", self.line.quantity, at.unit_pence)
        else:
            quantity, each, self.was = _whole(self.book, self.old)
            self.price = Price(at.item, at.speed_code, max(1, quantity), each)
        if request.each_pence is not None:
            self.price = replace(self.price, unit_pence=request.each_pence)
        if reason := self._against_vat(request.vat, mark) if request.vat else None:
            raise Refused([reason])
        if not request.vat and self.price.pence == self.was:
            raise refuse(CorrectionReason.SAME_PRICE, "each_pence")

    def _against_vat(self, vat: SaidVat, mark: str) -> Reason | None:
        """Nothing else follows from it than VAT, so it must be on something, and be another."""
        standing = self.old.standing
        if not 0 <= vat.parts <= WHOLE:
            return Reason(VatReason.RATE_OUTSIDE, "parts")
        if not money_terms(self.change.scope).vat.ever():
            return Reason(CorrectionReason.NO_VAT_TERMS, "parts")
        if standing.of(BACK):
            return Reason(CorrectionReason.VAT_OF_CREDIT, "parts")
        if not self.was:
            return Reason(CorrectionReason.NOTHING_STANDS, "entry_id")
        return Reason(CorrectionReason.SAME_VAT, "parts") if mark_of(standing.cause) == mark else None

    def entries(self) -> list[Entry]:
        """What turns round what stands, and says it at the right price."""
        if not self.of_equipment:
            self._check_paid()
            return one_anew(self.book, self.old, self.price, self.anew)
        credited = [one.standing for one in self.book.credits(self.line.id)]
        returned = returned_for(self.change.scope, credited)
        entries = line_anew(self.book, self.line.id, self.old, self.price, returned, self.anew)
        return [*entries, *self._credited_late(entries)]

    def _credited_late(self, entries: Sequence[Entry]) -> list[Entry]:
        """What fell due while nothing was owed for it that came to a penny back, by the terms of that day."""
        scope, passed = self.change.scope, self.book.passed_on()
        loans = settled_for_nothing(scope, self.line.id, passed, self.book.ever_credited())

        def occasion(loan_id: UUID) -> Occasion:
            cause = f"credit:{loan_id}:change:{self.change.audit_id}"
            return Occasion(self.change.new_id(), cause, loans[loan_id].on)

        return credited_late(entries, self.was // self.price.quantity, self.price.unit_pence, loans, occasion)

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


def _may_be_priced(book: PricedBook, entry_id: UUID) -> Old:
    old = book.old(entry_id)
    if old is None:
        raise refuse(CorrectionReason.NOTHING_STANDS, "entry_id")
    parts = [old.standing]
    if old.standing.of(_ACTIVITY):
        parts += [one.standing for one in priced_event(book, old.standing.first_id).olds]
    if not all(corrected_by_hand(one) for one in parts):
        raise refuse(CorrectionReason.NOT_BY_HAND, "entry_id")
    return old


def _whole(book: PricedBook, old: Old) -> tuple[int, int, int]:
    """How many, at which price, and for how much: of an activity all that stands of it, whoever bears its parts by
    now."""
    if old.standing.of(_ACTIVITY):
        event = priced_event(book, old.standing.first_id)
        return event.quantity, abs(event.each_pence), event.pence
    at = old.standing.price
    return at.quantity, at.unit_pence, 0 if old.gone else abs(pence_of(old.standing.parts))


def _taken_over(change: Change, book: PricedBook, old: Old, lines: Sequence[UUID]) -> TakenOver:
    """Who pays since for what was set to nothing, of which the change of payer found nothing to move; and for each part
    of an activity, by the contract and not by the pennies that its prices gave meanwhile."""
    activity = bool(old.standing.of(_ACTIVITY))
    if not old.gone and not activity:
        return lambda *_: {}
    # A credit goes where its equipment goes.
    bought = [one.standing for line in lines for one in book.bought(line)] if old.standing.of(BACK) else []
    day = min((one.happened_on for one in bought), default=old.standing.happened_on)
    since = (old.standing.first_id, 0) if activity else (old.standing.id, old.gone)
    moved = funded_since(change.scope, lines, *since, day)
    known = {
        line.id: replace(line, care_route=moved[line.id][0], council_id=moved[line.id][1])
        for line in (lines_to_pay(change.scope, list(moved)) if moved else ())
    }
    return lambda line, on: payers_of(change, known[line], on) if line in known else {}


def _spent(book: PricedBook, line_id: UUID) -> int:
    """What stands as spent for a line, or as paid to an old provider for a loan."""
    return sum(pence_of(one.standing.of(PAID, [line_id])) for one in book.paid(line_id) if not one.gone)


__all__ = ["Foreseen", "PostingCorrection", "SaidVat", "correct_posting", "foreseen"]
