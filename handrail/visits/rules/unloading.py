"""Decides how a thing that nobody took goes from the van into the store: to the shelf, to be cleaned, or set apart.
Refuses nothing; what a crew found faulty or dirty is never fit until somebody at the depot says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from handrail.core.moves import path
from handrail.stock.codes import CameBack
from handrail.stock.states import MOVES, AssetEvent, AssetState

_LOADED, _E = AssetState.LOADED, AssetEvent
KEPT_PATH = path(MOVES, _LOADED, _E.UNLOAD)
# What is dirty was never with the person, so it is not a return: it is set apart, and cleared to be cleaned.
PATHS: Mapping[CameBack, tuple[AssetState, ...]] = {
    CameBack.FIT: path(MOVES, _LOADED, _E.UNLOAD, _E.RELEASE),
    CameBack.DIRTY: path(MOVES, _LOADED, _E.QUARANTINE, _E.CLEAR_TO_CLEAN),
    CameBack.FAULTY: path(MOVES, _LOADED, _E.QUARANTINE),
}
# The reasons (list failed_visit) that speak of the thing itself: nobody can use it as it is.
_NOT_FIT = frozenset({"item_faulty_on_arrival", "part_missing", "recalled"})


@dataclass(frozen=True, slots=True)
class SaidOfThing:
    """How one thing of a line came back, as the depot says. `quantity`: so many pieces of a counted one, None: all."""

    line_id: UUID
    how: CameBack
    asset_id: UUID | None = None
    lot: str = ""
    quantity: int | None = None


def as_said_at_door(reason: str) -> CameBack:
    """How a thing counts that came back for this reason, while nobody at the depot has looked at it."""
    return CameBack.FAULTY if reason in _NOT_FIT else CameBack.FIT


def pieces(kept: int, said: SaidOfThing | None, reason: str) -> tuple[tuple[CameBack, int], ...]:
    """How many of what came back are what: the depot's word goes before the door's, and the rest is fit."""
    how = said.how if said else as_said_at_door(reason)
    if how is CameBack.FIT:
        return ((CameBack.FIT, kept),)
    count = min(kept, said.quantity) if said and said.quantity else kept
    return ((how, count), *(((CameBack.FIT, kept - count),) if count < kept else ()))
