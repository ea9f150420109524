"""Decides the whole of one door: from the crew's report and the record to every row that will be written.
Refuses only what cannot be read: a thing named twice, a task of another visit, a quantity below one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from handrail.core.ids import NewId
from handrail.core.refusal import Reason, Refused
from handrail.stock.plans import CaredFor, NewRepair
from handrail.visits.codes import DoorFinding, MeasuringResult, Outcome, TaskKind
from handrail.visits.rules.at_door import SEEN_TO, sureness
from handrail.visits.rules.beside import reasons_against_time
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import DoorFacts, ScanFact, TaskFact
from handrail.visits.rules.examining import examine, reasons_against_examined
from handrail.visits.rules.handing_over import hand_over
from handrail.visits.rules.measuring import Found, reasons_against_found
from handrail.visits.rules.recalled_back import TAKEN_DOWN, sees_to_fitted
from handrail.visits.rules.report import DoorReport, LeftUndone, SeenTo
from handrail.visits.rules.taking_away import take_away

LARGEST_QUANTITY = 1000
_LEFT = frozenset({Outcome.NOT_DONE, Outcome.MISSING, Outcome.REFUSED, Outcome.STILL_NEEDED})


class DoorReason(StrEnum):
    """Why a report cannot be read. None of them is about what was done at the door.

    PLANNED_FOR_ANOTHER_DAY and SCANNED_MEANWHILE are questions and not a no: the report that says `other_day`, or has
    seen the codes that are kept by now, is taken."""

    VISIT_ALREADY_RECORDED = "VISIT_ALREADY_RECORDED"
    PLANNED_FOR_ANOTHER_DAY = "PLANNED_FOR_ANOTHER_DAY"
    SCANNED_MEANWHILE = "SCANNED_MEANWHILE"
    SCANNED_TWICE = "SCANNED_TWICE"
    NOTHING_NAMED = "NOTHING_NAMED"
    QUANTITY_NOT_POSSIBLE = "QUANTITY_NOT_POSSIBLE"
    TASK_NOT_OF_VISIT = "TASK_NOT_OF_VISIT"
    LINE_NOT_OF_VISIT = "LINE_NOT_OF_VISIT"
    LOAN_NOT_OF_PERSON = "LOAN_NOT_OF_PERSON"
    OUTCOME_NOT_POSSIBLE = "OUTCOME_NOT_POSSIBLE"
    DONE_AND_NOT_DONE = "DONE_AND_NOT_DONE"
    TASK_TWICE = "TASK_TWICE"


def settle_door(report: DoorReport, facts: DoorFacts, *, at: datetime, day: date, new_id: NewId) -> DoorBook:
    """Everything that the report makes of the record. Raises `Refused` with every reason why it cannot be read."""
    reasons = (*reasons_against(report, facts), *reasons_against_examined(report.examined, facts, day))
    if reasons:
        raise Refused(reasons)
    book = DoorBook(facts, at, day, new_id)
    for handed in sorted(report.handed_over, key=lambda one: 0 if one.line_id else sureness(facts, one.code)):
        hand_over(book, handed)
    tasks = {task.id: task for task in facts.tasks}
    came = {item.loan_id for item in report.taken_away}
    left_there = {loan_id for left in report.undone if (loan_id := tasks[left.task_id].loan_id)} - came
    take_away(book, report.taken_away, left_there)
    for examined in report.examined:
        examine(book, examined)
    for seen in report.seen_to:
        _see_to(book, tasks[seen.task_id], seen)
    if contradicted := tuple(_done_and_not_done(book, report.undone)):
        raise Refused(contradicted)
    for left in report.undone:
        _leave(book, tasks[left.task_id], left)
    for task in facts.tasks:
        if task.id not in book.closes and task.outcome is Outcome.OPEN:
            book.close(task.id, Outcome.NOT_DONE, reason=report.fail_code)
    _rob_no_one_twice(book)
    return book


def planned_otherwise(report: DoorReport, run_on: date | None, day: date) -> date | None:
    """The day that the run is planned for, where something was done on another one and the report does not say that
    this is known."""
    done = report.handed_over or report.taken_away or report.seen_to or report.examined
    return run_on if done and not report.other_day and run_on not in (None, day) else None


def outcomes(book: DoorBook) -> tuple[Outcome, ...]:
    """How each task of the visit stands after the report."""
    return tuple(book.closes[task.id].outcome if task.id in book.closes else task.outcome for task in book.facts.tasks)


def _rob_no_one_twice(book: DoorBook) -> None:
    """A line that got another asset of its own in the same report has lost nothing."""
    given = {line_id for lines in book.delivered.values() for line_id in lines}
    book.robbed_lines = sorted({line_id for line_id in book.robbed_lines if line_id not in given})


def reasons_against(report: DoorReport, facts: DoorFacts) -> Iterable[Reason]:
    """What in the report cannot be read, each at its field."""
    seen_things: set[object] = set()
    for at, handed in enumerate(report.handed_over):
        where = f"handed_over.{at}"
        if handed.line_id and handed.line_id not in facts.lines:
            yield Reason(DoorReason.LINE_NOT_OF_VISIT, f"{where}.line_id")
        yield from _about_thing(facts, handed.code, handed.line_id, handed.quantity, where, seen_things)
    for at, taken in enumerate(report.taken_away):
        where = f"taken_away.{at}"
        if taken.loan_id and taken.loan_id not in facts.loans:
            yield Reason(DoorReason.LOAN_NOT_OF_PERSON, f"{where}.loan_id")
        yield from _about_thing(facts, taken.code, taken.loan_id, taken.quantity, where, seen_things)
    tasks = {task.id: task for task in facts.tasks}
    for at, seen in enumerate(report.seen_to):
        yield from _about_seen(seen, tasks.get(seen.task_id), f"seen_to.{at}")
    for at, left in enumerate(report.undone):
        if left.task_id not in tasks:
            yield Reason(DoorReason.TASK_NOT_OF_VISIT, f"undone.{at}.task_id")
        if left.outcome not in _LEFT:
            yield Reason(DoorReason.OUTCOME_NOT_POSSIBLE, f"undone.{at}.outcome")
    yield from _named_twice("seen_to", [seen.task_id for seen in report.seen_to])
    yield from _named_twice("undone", [left.task_id for left in report.undone])
    yield from reasons_against_time(report.joint, facts.joint)


def _named_twice(part: str, task_ids: Sequence[UUID]) -> Iterable[Reason]:
    """What was done to a thing, or why it was not, is said once: a second repair would be charged its parts too."""
    for at, task_id in enumerate(task_ids):
        if task_id in task_ids[:at]:
            yield Reason(DoorReason.TASK_TWICE, f"{part}.{at}.task_id")


def _about_seen(seen: SeenTo, task: TaskFact | None, where: str) -> Iterable[Reason]:
    """What was not measured is left undone, with its reason."""
    if task is None:
        yield Reason(DoorReason.TASK_NOT_OF_VISIT, f"{where}.task_id")
    if task is None or task.kind is not TaskKind.MEASURE:
        return
    if seen.result is MeasuringResult.NOT_MEASURED:
        yield Reason(DoorReason.OUTCOME_NOT_POSSIBLE, f"{where}.result")
    yield from reasons_against_found(_found(seen), f"{where}.")


def _found(seen: SeenTo) -> Found:
    return Found(seen.result, seen.found, seen.why_not)


def _about_thing(
    facts: DoorFacts, code: str, row_id: UUID | None, quantity: int, where: str, seen_things: set[object]
) -> Iterable[Reason]:
    if not code and not row_id:
        yield Reason(DoorReason.NOTHING_NAMED, f"{where}.code")
    if not 1 <= quantity <= LARGEST_QUANTITY:
        yield Reason(DoorReason.QUANTITY_NOT_POSSIBLE, f"{where}.quantity", (("most", LARGEST_QUANTITY),))
    scan = facts.scans.get(code) if code else None
    if scan and (thing := _one_thing(facts, scan)):
        if thing in seen_things:
            yield Reason(DoorReason.SCANNED_TWICE, f"{where}.code", (("code", code),))
        seen_things.add(thing)


def _one_thing(facts: DoorFacts, scan: ScanFact) -> object:
    """What a code can stand for only once: an item, or a serial number that no record knows yet; None for others."""
    product = facts.products.get(scan.product_id) if scan.product_id else None
    if scan.asset_id or not scan.serial or product is None or product.counted:
        return scan.asset_id
    return scan.product_id, scan.serial.upper()


def _see_to(book: DoorBook, task: TaskFact, seen: SeenTo) -> None:
    if task.kind is TaskKind.REPAIR and task.product_id:
        of = CaredFor(book.new_id(), task.product_id, book.facts.visit.depot_id, task.asset_id)
        book.repairs.append(NewRepair(of, seen.fault, seen.actions, seen.minutes, seen.parts_pence, seen.note))
    if task.measuring_id:
        book.measured[task.measuring_id] = _found(seen)
    if task.kind is TaskKind.REVIEW and task.loan_id:
        book.loans_kept.append(task.loan_id)
    if sees_to_fitted(task) and TAKEN_DOWN in seen.actions:
        book.taken_down.append(task.id)
    if task.kind in SEEN_TO:
        book.close(task.id, Outcome.DONE, task.quantity, note=seen.note)


def _done_and_not_done(book: DoorBook, undone: Iterable[LeftUndone]) -> Iterable[Reason]:
    """Which of the two holds nobody can know; of a thing with a number its scan tells. The rest of a count of which a
    part was done is no contradiction."""
    for at, left in enumerate(undone):
        if not _is_scanned_by_number(book, left.task_id) and _is_done(book, left.task_id):
            yield Reason(DoorReason.DONE_AND_NOT_DONE, f"undone.{at}.task_id")


def _is_done(book: DoorBook, task_id: UUID) -> bool:
    return (close := book.closes.get(task_id)) is not None and close.outcome is Outcome.DONE


def _is_scanned_by_number(book: DoorBook, task_id: UUID) -> bool:
    task = next(one for one in book.facts.tasks if one.id == task_id)
    product = book.facts.products.get(task.product_id) if task.product_id else None
    return task.kind not in SEEN_TO and product is not None and not product.counted


def _leave(book: DoorBook, task: TaskFact, left: LeftUndone) -> None:
    """What was left undone, or the rest of a count of which a part was done."""
    if _is_done(book, task.id):
        return
    part = book.closes.get(task.id)
    done = part.quantity_done if part and part.outcome is Outcome.PART_DONE else 0
    if left.outcome is Outcome.STILL_NEEDED and task.loan_id:
        book.loans_kept.append(task.loan_id)
    if left.outcome is Outcome.MISSING:
        book.find(
            DoorFinding.NOT_FOUND_AT_HOME, asset_id=task.asset_id, product_id=task.product_id,
            quantity=task.quantity - done,
        )  # fmt: skip
    stays = left.outcome in {Outcome.MISSING, Outcome.STILL_NEEDED}
    outcome = left.outcome if stays or not done else Outcome.PART_DONE
    book.close(task.id, outcome, done, reason=left.reason, note=left.note)
