"""State what a returned item was in contact with, before anyone inspects, repairs or moves it (MHRA guidance).
Refuses an item that is not in a store; never asks for a diagnosis."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.plans import ItemScan, NewContamination, StockDone
from handrail.stock.rules.care import InfectionRisk
from handrail.stock.states import IN_A_STORE, AssetState
from handrail.usecases._scans import find_items, wrong_states
from handrail.usecases._store import cared_for, done, touch


@dataclass(frozen=True, slots=True)
class ContaminationStated:
    """The statement about these items: `contact_with` (codes of `Contact`)."""

    place_id: UUID
    items: tuple[ItemScan, ...]
    contact_with: tuple[str, ...]
    infection_risk: InfectionRisk
    precautions: str = ""


@use_case(Event.CONTAMINATION_STATED, needs=Permission.CARE_FOR_EQUIPMENT)
def state_contamination(change: Change, *, request: ContaminationStated) -> StockDone:
    """One statement row for each item; no state changes."""
    found = find_items(change.scope, request.items, store=request.place_id)
    reasons = wrong_states(found.assets, IN_A_STORE)
    if reasons:
        raise Refused(reasons)
    actions.add_contaminations(
        NewContamination(of, request.contact_with, request.infection_risk.value, request.precautions)
        for of in cared_for(change, found, request.place_id)
    )
    touch(change, found)
    return done(found, AssetState.RETURNED_DIRTY, {one.asset.id: one.asset.state for one in found.assets})
