"""Decides of each scanned code whether it is left with the person, taken along, or only seen to where it stands.
Refuses nothing; a code that could be either is what the visit is for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from handrail.stock.states import AssetState
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.rules.door_facts import AssetFact, DoorFacts, TaskFact

SEEN_TO = frozenset({TaskKind.REPAIR, TaskKind.SERVICE, TaskKind.REVIEW, TaskKind.FIT, TaskKind.MEASURE})
_BOTH_WAYS = frozenset({TaskKind.DELIVER, TaskKind.COLLECT})


@dataclass(frozen=True, slots=True)
class SortedCodes:
    """The scanned codes by what becomes of the things, each in the order of scanning. `seen`: they stay where they
    are."""

    handed: tuple[str, ...]
    taken: tuple[str, ...]
    seen: tuple[str, ...]


def sort_codes(facts: DoorFacts, codes: Sequence[str]) -> SortedCodes:
    """Which codes are handed over, which are taken along, and which are only seen to."""
    tasks = [task for task in facts.tasks if task.outcome is not Outcome.CANCELLED]
    seen = tuple(code for code in codes if _is_seen_to(facts, code, tasks))
    rest = [code for code in codes if code not in seen]
    taken = tuple(code for code in rest if _is_taken(facts, code, tasks))
    return SortedCodes(tuple(code for code in rest if code not in taken), taken, seen)


def asset_of(facts: DoorFacts, code: str) -> AssetFact | None:
    """The asset that a code means at this door."""
    scan = facts.scans.get(code)
    return facts.assets.get(scan.asset_id) if scan and scan.asset_id else None


def is_bare(facts: DoorFacts, code: str) -> bool:
    """Whether a code names only the product of a numbered thing: which of them it is stands on its label."""
    scan = facts.scans.get(code)
    product = facts.products.get(scan.product_id) if scan and scan.product_id else None
    return product is not None and not product.counted and not (scan and (scan.asset_id or scan.serial))


def is_both_ways(facts: DoorFacts, code: str) -> bool:
    """Whether so many of a counted product are to be handed over and so many taken along: no code says which it is."""
    return asset_of(facts, code) is None and _ways(facts, code) == _BOTH_WAYS


def _ways(facts: DoorFacts, code: str) -> set[TaskKind]:
    """In which of the lists of this door the counted product of a code stands; none for what bears numbers."""
    scan = facts.scans.get(code)
    product = facts.products.get(scan.product_id) if scan and scan.product_id else None
    if product is None or not product.counted:
        return set()
    mine = [task for task in facts.tasks if task.outcome is not Outcome.CANCELLED and task.product_id == product.id]
    return {task.kind for task in mine if task.kind in _BOTH_WAYS}


def sureness(facts: DoorFacts, code: str) -> int:
    """In which turn a code is given its line: what is kept for a line here, then any other thing by its number, and
    what bears only its product's code takes what is left. Otherwise a wrong thing would take the right one's place."""
    asset = asset_of(facts, code)
    if asset and asset.held_for_line_id in facts.lines:
        return 0
    return 2 if is_bare(facts, code) else 1


def is_about(facts: DoorFacts, task: TaskFact, asset: AssetFact) -> bool:
    """Whether a task is about this very thing, by its number or by its loan."""
    loan = facts.loan_of_asset(asset.id)
    return asset.id == task.asset_id or bool(loan and loan.id == task.loan_id)


def _is_seen_to(facts: DoorFacts, code: str, tasks: Collection[TaskFact]) -> bool:
    """Whether a thing is mended, serviced or looked at where it stands. Where that is all a crew comes for, nothing
    that the person has already is handed over."""
    asset = asset_of(facts, code)
    if asset is None:
        return False
    kinds = {task.kind for task in tasks if is_about(facts, task, asset)}
    if kinds:
        return kinds <= SEEN_TO
    loan = facts.loan_of_asset(asset.id)
    theirs = loan is not None and facts.is_theirs(loan)
    return theirs and bool(tasks) and all(task.kind in SEEN_TO for task in tasks)


def brought_elsewhere(facts: DoorFacts, code: str) -> int | None:
    """The number of the other visit that is to bring the thing with this code; None where this visit may hand it over.
    After a change of an order the cancelled task and the new one are for the same line."""
    asset, scan = asset_of(facts, code), facts.scans.get(code)
    product_id = asset.product_id if asset else scan.product_id if scan else None
    lines = {line.id for line in facts.lines.values() if line.product_id == product_id}
    wanted = {asset.held_for_line_id} if asset and asset.held_for_line_id in facts.lines else lines
    tasks = [task for task in facts.tasks if task.line_id in wanted]
    here = any(task.outcome is not Outcome.CANCELLED for task in tasks)
    return None if here else _first(task.elsewhere_number for task in tasks if task.elsewhere)


def _first(numbers: Iterable[int | None]) -> int | None:
    return next((number for number in numbers if number), None)


def _is_taken(facts: DoorFacts, code: str, tasks: Collection[TaskFact]) -> bool:
    kinds = {task.kind for task in tasks}
    if not kinds >= _BOTH_WAYS:
        return TaskKind.COLLECT in kinds
    asset = asset_of(facts, code)
    return asset.state is AssetState.ON_LOAN if asset else _ways(facts, code) == {TaskKind.COLLECT}


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
    "recalled": _BRINGS,
    "part_missing": _BRINGS | {_K.REPAIR, _K.SERVICE},
    "access_too_narrow": frozenset({_K.DELIVER, _K.COLLECT, _K.SWAP}),
    "no_power_point": _BRINGS,
    "wall_or_floor_unsuitable": frozenset({_K.DELIVER, _K.FIT}),
    "owner_permission_missing": frozenset({_K.DELIVER, _K.FIT}),
}


# What becomes of a parcel, beside what the person says of it: nobody stood at the door.
OF_PARCELS = frozenset({"parcel_came_back", "parcel_lost"})
_BY_POST = OF_PARCELS | {
    "person_refused", "person_died", "person_in_hospital", "wrong_address_given", "wrong_item_ordered",
    "wrong_item_loaded", "item_faulty_on_arrival", "part_missing", "recalled",
}  # fmt: skip


def can_be_why_by_post(reason: str) -> bool:
    """Whether this reason can be why what was sent by post is not with the person."""
    return reason in _BY_POST


def can_be_why(reason: str, kinds: Collection[TaskKind]) -> bool:
    """Whether this reason can be why one of such tasks was not done. What is offered, not what is taken: a report that
    gives another reason is recorded as it is."""
    return reason not in OF_PARCELS and (reason not in _ONLY_FOR or not _ONLY_FOR[reason].isdisjoint(kinds))


# These keep a crew from the door or from the whole visit: who stands inside and leaves one thing undone has another.
_BEFORE_THE_DOOR = frozenset({
    "wrong_address_given", "arrived_outside_window", "van_breakdown", "crew_absent", "no_way_in",
    "key_safe_failed", "no_safe_parking", "severe_weather", "road_closed",
})  # fmt: skip


def can_be_why_inside(reason: str, kinds: Collection[TaskKind]) -> bool:
    """Whether this reason can be why a crew that was let in left one of such tasks undone."""
    return reason not in _BEFORE_THE_DOOR and can_be_why(reason, kinds)


def is_about_kind(reason: str, kinds: Collection[TaskKind]) -> bool:
    """Whether this reason is about such tasks and not about anything else."""
    return reason in _ONLY_FOR and can_be_why(reason, kinds)


def outcome_for(kind: TaskKind, reason: str) -> Outcome:
    """How a task that was not done stands, by the reason for it (list failed_visit)."""
    return _SAYS.get((kind, reason), Outcome.NOT_DONE)
