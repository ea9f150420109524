"""Owns: what must be kept and what must be spent for an order line as it stands, and the entry that makes it so.
Refuses nothing: money follows what happened. Where no fund pays, what is spent waits in SUSPENSE."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price


class Supply(StrEnum):
    """How far a line has come, as money sees it. PROMISED: authorised, not yet with the person, or a voucher that no
    shop redeemed yet. OVER: cancelled, refused, waiting for a release, or a voucher that ended."""

    PROMISED = "PROMISED"
    DELIVERED = "DELIVERED"
    OVER = "OVER"


@dataclass(frozen=True, slots=True)
class LineStanding:
    """One line: its whole price in pence, how many of how many are delivered, and how far it has come. `visit_pence`:
    its part of the visit that is to bring it. `owed_to`: the account of who is paid for it."""

    line_id: UUID
    spend_pence: int
    quantity: int
    delivered: int
    supply: Supply
    visit_pence: int = 0
    owed_to: AccountKind = AccountKind.PROVIDER

    @property
    def spent_pence(self) -> int:
        """What is owed for what was delivered."""
        pieces = self.quantity if self.supply is Supply.DELIVERED else self.delivered
        return self.spend_pence * pieces // self.quantity

    @property
    def kept_pence(self) -> int:
        """What is kept for the rest and for the visit that brings it, while it is still to come."""
        return self.spend_pence - self.spent_pence + self.visit_pence if self.supply is Supply.PROMISED else 0


@dataclass(frozen=True, slots=True)
class Posted:
    """What stands on the accounts of a line, by share set (None: SUSPENSE), and the entry that spent last."""

    kept: Mapping[UUID | None, int]
    spent: Mapping[UUID | None, int]
    last_spent_id: UUID | None = None


NOTHING_POSTED = Posted({}, {})


def brought_up_to_date(
    occasion: Occasion, line: LineStanding, posted: Posted, weights: Mapping[UUID, int]
) -> Entry | None:
    """The entry after which exactly that is kept and spent which the line as it stands asks for; None where it is so.

    `weights`: the share sets that pay from today on. What is given back goes to those that gave."""
    payers: dict[UUID | None, int] = dict(weights.items())
    kept = _change(line.kept_pence, posted.kept, payers)
    spent = _change(line.spent_pence, posted.spent, payers or {None: 1})
    postings = [*_two_sided(line.line_id, kept, AccountKind.RESERVED, AccountKind.SET_ASIDE)]
    postings += _two_sided(line.line_id, spent, AccountKind.EQUIPMENT, line.owed_to)
    if not postings:
        return None
    more, moved = sum(kept.values()), sum(spent.values())
    kind = _kind(more, moved)
    undone = posted.last_spent_id if kind is EntryKind.CORRECTED else None
    return Entry(occasion.id, kind, occasion.cause, _price(line, more, moved), occasion.on, tuple(postings), undone)


def _kind(kept: int, spent: int) -> EntryKind:
    if spent:
        return EntryKind.SPENT if spent > 0 else EntryKind.CORRECTED
    return EntryKind.RESERVED if kept > 0 else EntryKind.RELEASED


def _price(line: LineStanding, kept: int, spent: int) -> Price:
    """So many at the line's price, where it is a whole number of them. What is kept for its visit too is one sum, also
    where that happens to be so many times the price."""
    pence = spent or kept
    each = line.spend_pence // line.quantity if spent or not line.visit_pence else 0
    pieces = pence // each if each and pence % each == 0 else 1
    return Price("equipment", "", pieces, pence // pieces)


def _change(
    due: int, posted: Mapping[UUID | None, int], weights: Mapping[UUID | None, int]
) -> Mapping[UUID | None, int]:
    """What is added by share set: more is shared by today's weights, less goes back as it stands."""
    more = due - sum(posted.values())
    shares = weights if more > 0 else {key: one for key, one in posted.items() if one > 0}
    if not more or not shares:
        return {}
    parts = split_by_weights(abs(more), list(shares.values()))
    sign = 1 if more > 0 else -1
    return {key: sign * part for key, part in zip(shares, parts, strict=True) if part}


def _two_sided(
    line_id: UUID, change: Mapping[UUID | None, int], of_fund: AccountKind, against: AccountKind
) -> Sequence[Posting]:
    """The postings of the share sets, and one of the contract against them."""
    made = [
        Posting(of_fund if share_set else AccountKind.SUSPENSE, share_set, pence, line_id)
        for share_set, pence in change.items()
    ]
    total = sum(change.values())
    return [*made, Posting(against, None, -total)] if total else made
