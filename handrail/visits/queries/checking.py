"""Reads what would come of a report from a door, before it is recorded: the scan before handing over.
Refuses (NOT_FOUND) a visit that is not this user's to record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.plans import ItemScan
from handrail.stock.rules.scan_lines import read_line
from handrail.visits.codes import DoorFinding, Outcome, TaskKind
from handrail.visits.queries.door import VISIT, door_facts, may_record, visit_fact
from handrail.visits.rules.at_door import (
    SEEN_TO,
    SortedCodes,
    asset_of,
    brought_elsewhere,
    is_about,
    is_bare,
    is_both_ways,
    sort_codes,
    sureness,
)
from handrail.visits.rules.door import settle_door
from handrail.visits.rules.door_facts import AssetFact, DoorFacts, TaskFact
from handrail.visits.rules.handing_over import fit_pieces
from handrail.visits.rules.report import DoorReport, HandedOver, TakenAway


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """What one scanned code is at this door, and what is wrong with it (nothing, mostly). `seen`: it stays where it is;
    `other_visit`: the number of the visit that is to bring it; `bare`: it names the product, not which of them; `over`:
    how many of a counted thing are listed and how many were scanned in all, where that is more; `both`: some of it are
    to be handed over and some taken along, and it is read as handed over."""

    code: str
    product: str
    taken: bool
    task_id: UUID | None
    found: tuple[DoorFinding, ...]
    seen: bool = False
    other_visit: int | None = None
    quantity: int = 1
    bare: bool = False
    over: tuple[int, int] | None = None
    both: bool = False

    @property
    def stray(self) -> bool:
        """Whether it is lent to the person, but not what the crew came to see to."""
        return self.seen and self.task_id is None

    @property
    def wrong(self) -> bool:
        """Whether it should not be handed over, taken or seen to as it is."""
        return bool(self.found) or self.stray or self.both or self.other_visit is not None


@dataclass(frozen=True, slots=True)
class DoorCheck:
    """The codes as the report will name them, each checked. `fit`: by task, how many of a counted thing may be handed
    over before recalled pieces are."""

    handed_over: tuple[HandedOver, ...]
    taken_away: tuple[TakenAway, ...]
    codes: tuple[CheckedCode, ...]
    fit: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def wrong(self) -> tuple[CheckedCode, ...]:
        """The codes that should not be handed over or taken as they are."""
        return tuple(code for code in self.codes if code.wrong)


@dataclass(frozen=True, slots=True)
class _Read:
    """A scanned line, the thing it means, the task that it does, and how many of it there are."""

    line: str
    code: str
    task: TaskFact | None
    quantity: int
    lot: str


def check_door(scope: Scope, visit_id: UUID, codes: Sequence[str], *, at: datetime) -> DoorCheck:
    """Check scanned codes against the record of a door, in three statements. Nothing is written. A counted product's
    code may say how many, as everywhere: "BDA-020 x 4"."""
    asked = {"contract": scope.contract_id, "ids": [visit_id], "at": at}
    found = rows(visit_fact, VISIT, asked)
    if not found or not may_record(scope, found[0]):
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    lines = {line: read_line(line) for line in codes}
    things = list(dict.fromkeys(scan.code for scan in lines.values()))
    facts = door_facts(scope, found[0], things)
    given = sort_codes(facts, things)
    done = _tasks_by_code(facts, given)
    read = [_read(line, scan, done.get(scan.code)) for line, scan in lines.items()]
    report = DoorReport(
        visit_id,
        tuple(_handed(one) for one in read if one.code in given.handed),
        tuple(_taken(one) for one in read if one.code in given.taken),
    )
    book = settle_door(report, facts, at=at, day=at.astimezone(LONDON).date(), new_id=fresh_id)
    by_code: dict[str, list[DoorFinding]] = {}
    for row in book.discrepancies:
        by_code.setdefault(row.code_read, []).append(DoorFinding(row.kind))
    checked = tuple(
        CheckedCode(
            code=one.line,
            product=_name(facts, one.code),
            taken=one.code in given.taken,
            task_id=one.task.id if one.task else None,
            found=tuple(dict.fromkeys(by_code.get(one.code, ()))),
            seen=one.code in given.seen,
            other_visit=brought_elsewhere(facts, one.code) if one.code in given.handed else None,
            quantity=one.quantity,
            bare=is_bare(facts, one.code),
            over=_over(one, read) if one.code in given.handed else None,
            both=one.code in given.handed and is_both_ways(facts, one.code),
        )
        for one in read
    )
    return DoorCheck(report.handed_over, report.taken_away, checked, fit_pieces(facts))


def _read(line: str, scan: ItemScan, task: TaskFact | None) -> _Read:
    """Without a number, the code of a counted product means all that the task says."""
    return _Read(line, scan.code, task, scan.quantity or (task.quantity if task else 1), scan.lot)


def _over(one: _Read, read: Sequence[_Read]) -> tuple[int, int] | None:
    scanned = sum(other.quantity for other in read if other.code == one.code)
    return (one.task.quantity, scanned) if one.task and scanned > one.task.quantity else None


def _handed(one: _Read) -> HandedOver:
    return HandedOver(one.code, quantity=one.quantity, lot=one.lot)


def _taken(one: _Read) -> TakenAway:
    return TakenAway(one.code, quantity=one.quantity)


def _name(facts: DoorFacts, code: str) -> str:
    scan = facts.scans.get(code)
    product = facts.products.get(scan.product_id) if scan and scan.product_id else None
    return product.name if product else ""


def _tasks_by_code(facts: DoorFacts, given: SortedCodes) -> dict[str, TaskFact]:
    """Which task each code does: a line by what is kept for it, else by its product, each task once."""
    free = [task for task in facts.tasks if task.outcome is not Outcome.CANCELLED]
    done: dict[str, TaskFact] = {}
    handed = sorted(given.handed, key=lambda code: sureness(facts, code))
    for code in (*handed, *given.taken, *given.seen):
        asset = asset_of(facts, code)
        able = _tasks_for(facts, free, asset, code, given) if asset else _tasks_of_count(facts, free, code, given)
        task = next(iter(able), None)
        if task:
            free.remove(task)
            done[code] = task
    return done


def _tasks_of_count(facts: DoorFacts, free: Sequence[TaskFact], code: str, given: SortedCodes) -> list[TaskFact]:
    """The tasks that so many of a counted product could do."""
    scan = facts.scans.get(code)
    product = facts.products.get(scan.product_id) if scan and scan.product_id else None
    kind = TaskKind.DELIVER if code in given.handed else TaskKind.COLLECT
    if product is None or not product.counted:
        return []
    return [task for task in free if task.kind is kind and task.product_id == product.id]


def _tasks_for(
    facts: DoorFacts, free: Sequence[TaskFact], asset: AssetFact, code: str, given: SortedCodes
) -> list[TaskFact]:
    """The tasks that one thing could do, the surest first."""
    if code in given.handed:
        kept = [task for task in free if task.line_id and task.line_id == asset.held_for_line_id]
        return kept or [task for task in free if task.line_id and task.product_id == asset.product_id]
    about = [task for task in free if is_about(facts, task, asset)]
    return [task for task in about if (task.kind in SEEN_TO) == (code in given.seen)]
