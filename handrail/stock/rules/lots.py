"""Owns: which lot of a counted product is meant by what was typed, of those that lie there.
Refuses to guess between several lots. A lot is the same in whatever capitals it is typed."""

from collections.abc import Mapping


def lot_meant(typed: str, lying: Mapping[str, int]) -> str | None:
    """The lot as the record spells it; None where several could be meant. `lying`: how many of each lot are there.
    Without a lot, what has none is meant; where all have one, the only one."""
    if typed or "" in lying:
        return next((lot for lot in lying if lot.lower() == typed.lower()), typed)
    return next(iter(lying), "") if len(lying) < 2 else None


def lots_in_words(lying: Mapping[str, int]) -> str:
    """What lies there, as it is typed: "lot 2609B x 5; 3 without a lot"."""
    said = (f"lot {lot} x {count}" if lot else f"{count} without a lot" for lot, count in sorted(lying.items()))
    return "; ".join(said) or "none"
