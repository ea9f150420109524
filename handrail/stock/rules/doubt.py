"""Owns: what becomes of a thing about which something differed from the record, and when it may come out of quarantine.
Refuses: clearing what another difference, or a safety alert, still holds, and a way
around the clean of what was dirty (reasons)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.stock.codes import ClearedFor, DepotFinding, StockReason
from handrail.stock.states import IN_A_STORE, AssetState


class Aftermath(StrEnum):
    """What becomes of the thing that was found. AS_IT_IS: nothing is wrong with the thing itself, only with what was
    recorded or arranged. CLEAN: its story is known, so it goes the usual way of what comes back. SET_APART: its story
    is not known; it is neither cleaned nor issued until the difference is settled. SWAP_NOW: it is with a person and
    not fit to stay there. NOTHING_THERE: a code or a lack is kept, there is no thing to move."""

    AS_IT_IS = "AS_IT_IS"
    CLEAN = "CLEAN"
    SET_APART = "SET_APART"
    SWAP_NOW = "SWAP_NOW"
    NOTHING_THERE = "NOTHING_THERE"


_A = Aftermath
# Why for each: docs/invariants.md.
IN_STORES: Mapping[DepotFinding, Aftermath] = {
    DepotFinding.RETURNED_UNKNOWN: _A.SET_APART,
    DepotFinding.RETURNED_FOREIGN: _A.SET_APART,
    DepotFinding.RETURNED_STILL_ON_LOAN: _A.SET_APART,
    DepotFinding.RETURNED_NOT_EXPECTED: _A.SET_APART,
    DepotFinding.RETURNED_OTHER_VAN: _A.AS_IT_IS,
    DepotFinding.RETURNED_UNCOUNTED: _A.CLEAN,
    DepotFinding.COUNT_MISSING: _A.NOTHING_THERE,
    DepotFinding.COUNT_SURPLUS: _A.AS_IT_IS,
    DepotFinding.COUNT_ELSEWHERE: _A.SET_APART,
    DepotFinding.COUNT_UNKNOWN: _A.NOTHING_THERE,
    DepotFinding.WRONG_ITEM: _A.AS_IT_IS,
    DepotFinding.WRONG_PERSON: _A.AS_IT_IS,
    DepotFinding.WRONG_SCAN: _A.AS_IT_IS,
}
_BACK: Mapping[Aftermath, tuple[AssetState, ...]] = {
    _A.CLEAN: (AssetState.RETURNED_DIRTY,),
    # It came back before it was set apart, and its history says both.
    _A.SET_APART: (AssetState.RETURNED_DIRTY, AssetState.QUARANTINED),
}


def path_back(aftermath: Aftermath) -> tuple[AssetState, ...]:
    """The states that a thing passes which came back into our hands."""
    return _BACK[aftermath]


def path_when_counted(state: AssetState) -> tuple[AssetState, ...]:
    """The states of a thing that a stock take found where the record did not have it: what only stood in another store
    was moved without a scan; what was with somebody, or gone, has a story that nobody knows."""
    if state is AssetState.HELD:
        return path_back(_A.CLEAN)
    return (state,) if state in IN_A_STORE else path_back(IN_STORES[DepotFinding.COUNT_ELSEWHERE])


@dataclass(frozen=True, slots=True)
class SetApartItem:
    """A thing that is set apart: its number, the safety alert that it is under, and its open differences by kind.
    `recalled`: the reference of a recall that names it and stands."""

    number: str
    alert_reference: str
    open_kinds: Mapping[UUID, str]
    recalled: str = ""


def reasons_against_clearing(
    item: SetApartItem, *, settled: Collection[UUID] = (), doubtful: Collection[str]
) -> Iterator[Reason]:
    """Why a thing stays set apart, once the differences `settled` are out of the way. `doubtful`: the kinds of which
    nobody may clear a thing before they are settled."""
    alert = item.recalled or (item.alert_reference if settled else "")
    if alert:
        params = (("number", item.number), ("alert", alert))
        yield Reason(StockReason.STILL_UNDER_ALERT, "to_clean" if settled else None, params)
    if any(kind in doubtful for row_id, kind in item.open_kinds.items() if row_id not in settled):
        yield Reason(StockReason.STILL_IN_DOUBT, "to_clean" if settled else None, (("number", item.number),))


def must_be_cleaned(before: AssetState | None) -> bool:
    """Whether a thing that is set apart is cleaned before all else. `before`: how it was when it was set apart; None:
    nobody knows, as of what another provider had set apart."""
    return before in (None, AssetState.RETURNED_DIRTY)


def reasons_against_uncleaned(
    items: Mapping[str, AssetState | None], pieces: Mapping[str, int], cleared_for: ClearedFor
) -> Iterator[Reason]:
    """Why things may be cleared for a clean only. `items`: by number, how each was before it was set apart; `pieces`:
    by product, how many of those that are set apart were with people: nobody can tell which of these were cleaned."""
    if cleared_for is ClearedFor.CLEAN:
        return
    for number, before in items.items():
        if must_be_cleaned(before):
            yield Reason(StockReason.APART_DIRTY, "cleared_for", (("number", number),))
    for product, used in pieces.items():
        if used:
            yield Reason(StockReason.APART_USED, "cleared_for", (("product", product), ("used", used)))


def codes_of[K: StrEnum](kinds: Mapping[K, Aftermath], which: Aftermath) -> frozenset[str]:
    """The codes of those kinds that lead there."""
    return frozenset(kind.value for kind, aftermath in kinds.items() if aftermath is which)
