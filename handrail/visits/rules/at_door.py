"""Decides of each scanned code whether it is left with the person or taken along.
Refuses nothing; a code that could be either is what the visit is for."""

from collections.abc import Sequence

from handrail.stock.states import AssetState
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.rules.door_facts import DoorFacts


def sort_codes(facts: DoorFacts, codes: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes that are handed over, and those that are taken along, each in the order of scanning."""
    delivers = any(task.kind is TaskKind.DELIVER for task in facts.tasks if task.outcome is not Outcome.CANCELLED)
    collects = any(task.kind is TaskKind.COLLECT for task in facts.tasks if task.outcome is not Outcome.CANCELLED)
    taken = tuple(code for code in codes if _is_taken(facts, code, delivers=delivers, collects=collects))
    return tuple(code for code in codes if code not in taken), taken


def _is_taken(facts: DoorFacts, code: str, *, delivers: bool, collects: bool) -> bool:
    scan = facts.scans.get(code)
    asset = facts.assets.get(scan.asset_id) if scan and scan.asset_id else None
    if asset is None or not (delivers and collects):
        return collects and not delivers
    return asset.state is AssetState.ON_LOAN


# What the crew's reason says of a thing that stayed where it was; every other reason: it was not done.
_SAYS: dict[tuple[TaskKind, str], Outcome] = {
    (TaskKind.DELIVER, "person_refused"): Outcome.REFUSED,
    (TaskKind.COLLECT, "item_not_found"): Outcome.MISSING,
    (TaskKind.COLLECT, "still_in_use"): Outcome.STILL_NEEDED,
    (TaskKind.REPAIR, "item_not_found"): Outcome.MISSING,
}


def outcome_for(kind: TaskKind, reason: str) -> Outcome:
    """How a task that was not done stands, by the reason for it (list failed_visit)."""
    return _SAYS.get((kind, reason), Outcome.NOT_DONE)
