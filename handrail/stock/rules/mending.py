"""Decides which moves of counted stock are put right by their difference alone.
Refuses those that a loan or what is kept for a line counts too: these would still say the old number."""

from handrail.stock.states import AssetState

_COUNTED_ELSEWHERE = frozenset({AssetState.HELD, AssetState.LOADED, AssetState.ON_LOAN})


def counts_elsewhere(*conditions: AssetState | None) -> bool:
    """Whether pieces that left or came into one of these conditions are counted by more than their cells."""
    return not _COUNTED_ELSEWHERE.isdisjoint(conditions)
