"""Decides which moves of counted stock are put right by their difference alone, and what a mended count does to the
pieces that were never handed over.
Refuses those that a loan or what is kept for a line counts too: these would still say the old number."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.stock.states import AssetState

_COUNTED_ELSEWHERE = frozenset({AssetState.HELD, AssetState.LOADED, AssetState.ON_LOAN})


def hands_over(was: AssetState | None, becomes: AssetState | None) -> bool:
    """Whether pieces that were chosen for a line went to its person, lent or for good: the line and what it became
    count them too."""
    return becomes is None or (becomes is AssetState.ON_LOAN and was is not AssetState.ON_LOAN)


def takes_from_home(was: AssetState | None, becomes: AssetState | None) -> bool:
    """Whether pieces came back from a person: their loans count them too, and are put right with them."""
    return was is AssetState.ON_LOAN and becomes is AssetState.RETURNED_DIRTY


# Where pieces that came back may lie by now; what is kept for somebody or on a van again is not taken away from there.
BACK_IN_STORE = (
    AssetState.RETURNED_DIRTY,
    AssetState.DECONTAMINATED,
    AssetState.IN_REPAIR,
    AssetState.PASSED,
    AssetState.READY,
    AssetState.QUARANTINED,
)


def counts_elsewhere(*conditions: AssetState | None) -> bool:
    """Whether pieces that left or came into one of these conditions are counted by more than their cells."""
    return not _COUNTED_ELSEWHERE.isdisjoint(conditions)


@dataclass(frozen=True, slots=True)
class Gone:
    """So many pieces that one move handed over by the record. `was`: in which condition they left; None where none of
    them were there by the record."""

    move_id: UUID
    lot: str
    pieces: int
    was: AssetState | None


@dataclass(frozen=True, slots=True)
class Lent:
    """So many pieces that are out on one loan; without a lot it is of any."""

    loan_id: UUID
    lot: str
    pieces: int


@dataclass(frozen=True, slots=True)
class NotGone:
    """So many of one move and one loan that never were handed over."""

    gone: Gone
    loan_id: UUID
    pieces: int


def never_handed_over(count: int, gone: Sequence[Gone], lent: Sequence[Lent]) -> tuple[NotGone, ...] | None:
    """Which of the pieces never were handed over: first what was more than was there, for that never was, then in the
    order given. None where what is still out does not hold so many."""
    found: list[NotGone] = []
    out = {loan.loan_id: loan.pieces for loan in lent}
    for one in sorted(gone, key=lambda one: one.was is not None):
        left = one.pieces
        for loan in sorted(lent, key=lambda loan: loan.lot != one.lot):
            some = min(count, left, out[loan.loan_id]) if loan.lot in (one.lot, "") else 0
            if some:
                count, left, out[loan.loan_id] = count - some, left - some, out[loan.loan_id] - some
                found.append(NotGone(one, loan.loan_id, some))
    return None if count else tuple(found)


def as_it_left(was: AssetState | None, *, recalled: bool) -> AssetState | None:
    """Where a piece belongs that never was handed over: as it lay before it was chosen, or set apart where a recall
    names it. None for what was not there: it is nowhere."""
    if was is None:
        return None
    if recalled:
        return AssetState.QUARANTINED
    return AssetState.PASSED if was is AssetState.PASSED else AssetState.READY


_CHOSEN = frozenset({AssetState.READY, AssetState.HELD, AssetState.LOADED})


def item_as_it_left(was: AssetState | None, *, recalled: bool) -> AssetState:
    """The same for an item, which is in the store all the same: what was not for choosing is not on the shelf now, and
    what was with somebody, or is not known, counts as dirty."""
    if recalled or was is AssetState.QUARANTINED:
        return AssetState.QUARANTINED
    if was in _CHOSEN:
        return AssetState.READY
    return AssetState.PASSED if was is AssetState.PASSED else AssetState.RETURNED_DIRTY


def too_many(handed: int, ordered: int) -> int:
    """How many were handed over beyond what was ordered."""
    return max(0, handed - ordered)
