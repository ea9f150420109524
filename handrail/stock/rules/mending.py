"""Decides which moves of counted stock are put right by their difference alone.
Refuses those that a loan or what is kept for a line counts too: these would still say the old number."""

from handrail.stock.states import AssetState

_COUNTED_ELSEWHERE = frozenset({AssetState.HELD, AssetState.LOADED, AssetState.ON_LOAN})


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
