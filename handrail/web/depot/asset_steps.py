"""What happened to an item, told as events and each once: "Collected from a home", not the state that it came to.
Refuses nothing: a step that has no words of its own is told by the state to which it led."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from handrail.stock.queries.passport import CareRow, MoveRow
from handrail.stock.states import AssetState
from handrail.wording import say

_S = AssetState
_ENTERS = frozenset({_S.ON_ORDER, _S.PASSED, _S.READY})
STORES = frozenset({"DEPOT", "SATELLITE"})
# The steps that an act of care takes along: from which states to which.
_CARED: dict[str, tuple[Collection[AssetState], Collection[AssetState]]] = {
    "DECONTAMINATION": ((_S.RETURNED_DIRTY,), (_S.DECONTAMINATED,)),
    "INSPECTION": (
        (_S.DECONTAMINATED, _S.PASSED, _S.READY),
        (_S.DECONTAMINATED, _S.PASSED, _S.READY, _S.IN_REPAIR, _S.SCRAPPED, _S.QUARANTINED),
    ),
    "REPAIR": ((_S.IN_REPAIR, _S.DECONTAMINATED), (_S.IN_REPAIR, _S.DECONTAMINATED)),
}
_WORDS: dict[tuple[AssetState, AssetState], str] = {
    (_S.READY, _S.HELD): "Kept for an order",
    (_S.HELD, _S.READY): "No longer kept for an order",
    (_S.HELD, _S.PASSED): "No longer kept for an order",
    (_S.HELD, _S.LOADED): "Put on a van",
    (_S.LOADED, _S.HELD): "Taken off the van, still kept for its order",
    (_S.LOADED, _S.PASSED): "Taken off the van",
    (_S.LOADED, _S.READY): "Taken off the van",
    (_S.PASSED, _S.READY): "Put on the shelf",
    (_S.READY, _S.DECONTAMINATED): "Taken off the shelf to be tested",
    (_S.QUARANTINED, _S.DECONTAMINATED): "Cleared, to be tested",
    (_S.QUARANTINED, _S.RETURNED_DIRTY): "Cleared, to be cleaned",
    (_S.RETURNED_DIRTY, _S.DECONTAMINATED): "Cleaned",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One event: its words, and the move that it ended with."""

    words: str
    move: MoveRow

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.move.happened_at


def steps_told(moves: Sequence[MoveRow], care: Sequence[CareRow]) -> Iterator[Step]:
    """The moves that are told by themselves, oldest first. `moves`: newest first, as they are read. What an act of care
    tells, and the steps in which goods come in, are told once."""
    before: MoveRow | None = None
    entering: MoveRow | None = None
    for move in reversed(moves):
        came_in = move.from_state is None or (entering and move.happened_at == entering.happened_at)
        if came_in and move.to_state in _ENTERS:
            entering = move
        else:
            if entering:
                yield _entered(entering)
            entering = None
            if not any(_takes_along(one, move) for one in care):
                yield Step(_words(move, before), move)
        before = move
    if entering:
        yield _entered(entering)


def state_after(one: CareRow, moves: Sequence[MoveRow]) -> MoveRow | None:
    """The last step that an act of care took along, for a word on where the thing stands now."""
    return next((move for move in moves if _takes_along(one, move)), None)


def _entered(move: MoveRow) -> Step:
    return Step("Ordered" if move.to_state is _S.ON_ORDER else "Goods in", move)


def _takes_along(one: CareRow, move: MoveRow) -> bool:
    if one.happened_at != move.happened_at or one.kind not in _CARED or move.from_state is move.to_state:
        return False
    came, went = _CARED[one.kind]
    return move.from_state in came and move.to_state in went


def _words(move: MoveRow, before: MoveRow | None) -> str:
    off_van = before is not None and before.place_kind == "VAN"
    if move.from_state is None:
        return "New to the record"
    if move.to_state is _S.ON_LOAN and move.from_state is not _S.ON_LOAN:
        return "Handed over"
    if move.to_state is _S.RETURNED_DIRTY and move.from_state is _S.ON_LOAN:
        return "Collected from a home" if move.place_kind == "VAN" else f"Brought back to {move.place or 'the store'}"
    if move.from_state is move.to_state:
        verb = "Brought back to" if off_van and move.place_kind in STORES else "Moved to"
        return f"{verb} {move.place or 'another place'}"
    return _WORDS.get((move.from_state, move.to_state), say(move.to_state))


__all__ = ["STORES", "Step", "state_after", "steps_told"]
