"""Owns: who is the cause of a recall, as it was said and decided in turn, and whether telling people of it is charged.
Refuses to say or decide again what stands. The provider would else decide its own bill, so its word waits until who
pays decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from handrail.core.refusal import Reason
from handrail.stock.codes import RecallCause, StockReason


@dataclass(frozen=True, slots=True)
class CauseSaid:
    """Who somebody said is the cause, and why. `decided`: by who pays."""

    cause: RecallCause
    decided: bool
    reason: str
    happened_at: datetime
    by: str


def decided_of(said: Sequence[CauseSaid]) -> CauseSaid | None:
    """The last decision; what was said is in the order in which it was recorded."""
    return next((one for one in reversed(said) if one.decided), None)


def proposed_of(said: Sequence[CauseSaid]) -> CauseSaid | None:
    """What the provider said since the last decision, which waits for one."""
    return said[-1] if said and not said[-1].decided else None


def is_charged(said: Sequence[CauseSaid]) -> bool:
    """Telling people costs something once it is decided that neither the provider nor its supplier is the cause."""
    decided = decided_of(said)
    return decided is not None and decided.cause is RecallCause.NEITHER


def times_taken_back(said: Sequence[CauseSaid]) -> int:
    """How often a decision took back what was charged under one before it."""
    decided = [one.cause is RecallCause.NEITHER for one in said if one.decided]
    return sum(was and not now for was, now in pairwise(decided))


def reasons_against_saying(said: Sequence[CauseSaid], cause: str, reason: str, *, decided: bool) -> Iterator[Reason]:
    """Why this is not said, or decided, now: it stands already, or nobody says why."""
    if cause not in set(RecallCause):
        yield Reason(StockReason.RECALL_CAUSE_UNKNOWN, "cause", (("cause", cause[:40]),))
    if not reason.strip():
        yield Reason(StockReason.REASON_MISSING, "reason")
    last, proposed = decided_of(said), proposed_of(said)
    stands = proposed or last if not decided else (None if proposed else last)
    untold = cause == RecallCause.NOT_KNOWN and not said
    if untold or (stands and stands.cause == cause):
        yield Reason(StockReason.RECALL_CAUSE_STANDS, "cause")
