"""Record that returned items were cleaned: by which methods, for how many minutes, by whom.
Refuses what is not waiting to be cleaned, a method that the contract does not list, one-person items, and what
nobody has made a statement about since it came back (it may be made in the same call, and "not known" is one)."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.moves import path
from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan, NewContamination, NewDecontamination, StockDone
from handrail.stock.queries.stated import not_stated
from handrail.stock.rules.care import NOT_RETURNED, ONE_PERSON, Statement
from handrail.stock.states import MOVES, AssetEvent, AssetState
from handrail.usecases._scans import FoundItems, find_items, wrong_states
from handrail.usecases._store import cared_for, check_codes, counted_path, done, steps_to, touch

TO_BE_CLEANED = frozenset({AssetState.RETURNED_DIRTY})
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class CleanStep:
    """One method (code list decontamination_method) and its hands-on minutes for each item."""

    method: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was cleaned in which store, by which methods in turn. `statement`: where none was made before."""

    place_id: UUID
    items: tuple[ItemScan, ...]
    steps: tuple[CleanStep, ...]
    statement: Statement | None = None


@use_case(Event.DECONTAMINATED, needs=Permission.CARE_FOR_EQUIPMENT)
def decontaminate(change: Change, *, request: Cleaned) -> StockDone:
    """Every item RETURNED_DIRTY → DECONTAMINATED, with one record for each item and method."""
    _check_steps(change, request.steps)
    found = find_items(change.scope, request.items, store=request.place_id)
    reasons = wrong_states(found.assets, TO_BE_CLEANED)
    if reasons:
        raise Refused(reasons)
    _state(change, found, request)
    clean = path(MOVES, AssetState.RETURNED_DIRTY, AssetEvent.DECONTAMINATE)
    actions.step_assets(steps_to([one.asset for one in found.assets], clean, request.place_id))
    actions.move_counted(counted_path(change, found.counted, request.place_id, (AssetState.RETURNED_DIRTY, *clean)))
    actions.add_decontaminations(
        NewDecontamination(of, step.method, step.minutes)
        for step in request.steps
        for of in cared_for(change, found, request.place_id)
    )
    touch(change, found)
    return done(found, AssetState.DECONTAMINATED)


def _state(change: Change, found: FoundItems, request: Cleaned) -> None:
    """Write the statement that came with the call, or see that each thing has one."""
    said = request.statement
    if said is not None:
        actions.add_contaminations(
            NewContamination(of, said.contact_with, said.infection_risk.value, said.precautions)
            for of in cared_for(change, found, request.place_id)
        )
        return
    counts = [(one.product_id, one.lot) for one in found.counted]
    missing = not_stated(change.scope, request.place_id, [one.asset.id for one in found.assets], counts)
    if missing:
        raise refuse(StockReason.STATEMENT_NEEDED, "statement.infection_risk", items=", ".join(sorted(missing)))


def _check_steps(change: Change, steps: tuple[CleanStep, ...]) -> None:
    if not steps:
        raise refuse(StockReason.MINUTES_MISSING, "steps")
    if any(step.method in (ONE_PERSON, NOT_RETURNED) for step in steps):
        # These two of the list say that nothing was cleaned.
        raise refuse(StockReason.ONE_PERSON_ITEM, "steps")
    reasons = [
        Reason(StockReason.MINUTES_MISSING, f"steps.{index}.minutes", (("most", LONGEST_MINUTES),))
        for index, step in enumerate(steps)
        if not 1 <= step.minutes <= LONGEST_MINUTES
    ]
    if reasons:
        raise Refused(reasons)
    check_codes(change, {"decontamination_method": [step.method for step in steps]}, field="steps")
