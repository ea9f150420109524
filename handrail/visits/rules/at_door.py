"""Decides of each scanned code whether it is left with the person or taken along.
Refuses nothing; a code that could be either is what the visit is for."""

from collections.abc import Collection, Sequence

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


_K = TaskKind
_BRINGS = frozenset({_K.DELIVER, _K.FIT, _K.SWAP})
_SEES_TO = frozenset({_K.REPAIR, _K.SERVICE, _K.REVIEW})
# The reasons (list failed_visit) that are about some tasks only. Every other one, and each that a contract adds, can
# keep a crew from anything.
_ONLY_FOR: dict[str, frozenset[TaskKind]] = {
    "person_refused": _BRINGS,
    "still_in_use": frozenset({_K.COLLECT}),
    "item_not_found": _SEES_TO | {_K.COLLECT, _K.SWAP},
    "carer_not_present": _BRINGS | {_K.REVIEW},
    "person_not_told": _BRINGS,
    "wrong_item_ordered": _BRINGS,
    "measurements_wrong": frozenset({_K.DELIVER, _K.FIT}),
    "discharge_delayed": frozenset({_K.DELIVER, _K.FIT}),
    "order_details_missing": _BRINGS,
    "item_not_on_van": _BRINGS,
    "wrong_item_loaded": _BRINGS,
    "item_faulty_on_arrival": _BRINGS,
    "part_missing": _BRINGS | {_K.REPAIR, _K.SERVICE},
    "access_too_narrow": frozenset({_K.DELIVER, _K.COLLECT, _K.SWAP}),
    "no_power_point": _BRINGS,
    "wall_or_floor_unsuitable": frozenset({_K.DELIVER, _K.FIT}),
    "owner_permission_missing": frozenset({_K.DELIVER, _K.FIT}),
}


def can_be_why(reason: str, kinds: Collection[TaskKind]) -> bool:
    """Whether this reason can be why one of such tasks was not done. What is offered, not what is taken: a report that
    gives another reason is recorded as it is."""
    return reason not in _ONLY_FOR or not _ONLY_FOR[reason].isdisjoint(kinds)


def outcome_for(kind: TaskKind, reason: str) -> Outcome:
    """How a task that was not done stands, by the reason for it (list failed_visit)."""
    return _SAYS.get((kind, reason), Outcome.NOT_DONE)
