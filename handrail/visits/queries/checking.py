"""Reads what would come of a report from a door, before it is recorded: the scan before handing over.
Refuses (NOT_FOUND) a visit that is not this user's to record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.codes import DoorFinding
from handrail.visits.queries.door import VISIT, door_facts, may_record, visit_fact
from handrail.visits.rules.at_door import sort_codes
from handrail.visits.rules.door import settle_door
from handrail.visits.rules.door_facts import DoorFacts
from handrail.visits.rules.report import DoorReport, HandedOver, TakenAway


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """What one scanned code is at this door, and what is wrong with it (nothing, mostly)."""

    code: str
    product: str
    taken: bool
    task_id: UUID | None
    found: tuple[DoorFinding, ...]


@dataclass(frozen=True, slots=True)
class DoorCheck:
    """The codes as the report will name them, each checked."""

    handed_over: tuple[HandedOver, ...]
    taken_away: tuple[TakenAway, ...]
    codes: tuple[CheckedCode, ...]

    @property
    def wrong(self) -> tuple[CheckedCode, ...]:
        """The codes that should not be handed over or taken as they are."""
        return tuple(code for code in self.codes if code.found)


def check_door(scope: Scope, visit_id: UUID, codes: Sequence[str], *, at: datetime) -> DoorCheck:
    """Check scanned codes against the record of a door, in three statements. Nothing is written."""
    asked = {"contract": scope.contract_id, "ids": [visit_id], "at": at}
    found = rows(visit_fact, VISIT, asked)
    if not found or not may_record(scope, found[0]):
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    facts = door_facts(scope, found[0], list(codes))
    handed, taken = sort_codes(facts, codes)
    report = DoorReport(visit_id, tuple(HandedOver(code) for code in handed), tuple(TakenAway(code) for code in taken))
    book = settle_door(report, facts, at=at, day=at.astimezone(LONDON).date(), new_id=fresh_id)
    by_code: dict[str, list[DoorFinding]] = {}
    for row in book.discrepancies:
        by_code.setdefault(row.code_read, []).append(DoorFinding(row.kind))
    done = _tasks_by_code(facts, handed, taken)
    checked = tuple(
        CheckedCode(code, _name(facts, code), code in taken, done.get(code), tuple(by_code.get(code, ())))
        for code in codes
    )
    return DoorCheck(report.handed_over, report.taken_away, checked)


def _name(facts: DoorFacts, code: str) -> str:
    scan = facts.scans.get(code)
    product = facts.products.get(scan.product_id) if scan and scan.product_id else None
    return product.name if product else ""


def _tasks_by_code(facts: DoorFacts, handed: Sequence[str], taken: Sequence[str]) -> dict[str, UUID]:
    """Which task each code does: a line by what is kept for it, else by its product, each task once."""
    free = list(facts.tasks)
    done: dict[str, UUID] = {}
    for code in (*handed, *taken):
        scan = facts.scans.get(code)
        asset = facts.assets.get(scan.asset_id) if scan and scan.asset_id else None
        if asset is None:
            continue
        loan = facts.loan_of_asset(asset.id) if code in taken else None
        exact = [task for task in free if loan and task.loan_id == loan.id]
        if code in handed:
            exact = [task for task in free if task.line_id and task.line_id == asset.held_for_line_id]
            exact = exact or [task for task in free if task.line_id and task.product_id == asset.product_id]
        task = next(iter(exact), None)
        if task:
            free.remove(task)
            done[code] = task.id
    return done
