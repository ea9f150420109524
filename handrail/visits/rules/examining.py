"""Decides what a thorough examination in a home comes to: its report, when the next is due, what is swapped at once.
Refuses a report without its examiner, its defects or its day, of what is not lent here or needs none (reasons)."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.loans.states import LoanState
from handrail.stock.codes import ExaminationVerdict
from handrail.stock.plans import CaredFor, NewExamination
from handrail.stock.rules.fitness import next_due
from handrail.visits.codes import DoorFinding, Outcome, TaskKind
from handrail.visits.rules.door_book import DoorBook, SwapNow
from handrail.visits.rules.door_facts import DoorFacts
from handrail.visits.rules.report import Examined

_V = ExaminationVerdict


class ExaminationReason(StrEnum):
    """Why the report of an examination cannot be recorded as it is."""

    NOT_LENT = "EXAMINED_NOT_LENT"
    TWICE = "EXAMINED_TWICE"
    NOT_NEEDED = "EXAMINED_NOT_NEEDED"
    EXAMINER_MISSING = "EXAMINED_BY_NOBODY"
    DEFECTS_MISSING = "EXAMINED_DEFECTS_MISSING"
    MEND_BY_MISSING = "EXAMINED_MEND_BY_MISSING"


def due_after(verdict: ExaminationVerdict, on: date, every_months: int | None, before: date | None) -> date:
    """When the next examination is due, from the day of this one. What is a danger is due again at once."""
    if verdict is _V.DANGER:
        return on
    return next_due(on, every_months, before) or on


def reasons_against_examined(examined: Sequence[Examined], facts: DoorFacts, on: date) -> Iterable[Reason]:
    """What in these reports cannot be read, each at its field."""
    seen: set[UUID] = set()
    for at, one in enumerate(examined):
        where = f"examined.{at}"
        loan = facts.loans.get(one.loan_id)
        if loan is None or loan.asset_id is None or not facts.is_theirs(loan):
            yield Reason(ExaminationReason.NOT_LENT, f"{where}.loan_id")
        elif facts.products[loan.product_id].examination_months is None:
            named = (("product", facts.products[loan.product_id].name),)
            yield Reason(ExaminationReason.NOT_NEEDED, f"{where}.loan_id", named)
        if one.loan_id in seen:
            yield Reason(ExaminationReason.TWICE, f"{where}.loan_id")
        seen.add(one.loan_id)
        yield from _reasons_against_report(one, on, where)


def _reasons_against_report(one: Examined, on: date, where: str) -> Iterable[Reason]:
    if not one.examiner.strip():
        yield Reason(ExaminationReason.EXAMINER_MISSING, f"{where}.examiner")
    if one.verdict is not _V.PASS and not one.defects.strip():
        yield Reason(ExaminationReason.DEFECTS_MISSING, f"{where}.defects")
    if one.verdict is _V.DEFECT and (one.mend_by is None or one.mend_by < on):
        yield Reason(ExaminationReason.MEND_BY_MISSING, f"{where}.mend_by")


def examine(book: DoorBook, one: Examined) -> None:
    """Write one report into the book. It sees to the service of that thing; what is a danger and stays there is swapped
    at once, unless it is to be fetched already."""
    loan = book.facts.loans[one.loan_id]
    if loan.asset_id is None:
        raise ValueError("only what has a number is examined")
    product, asset = book.facts.products[loan.product_id], book.facts.assets[loan.asset_id]
    before = asset.examination_due_on
    of = CaredFor(book.new_id(), product.id, book.facts.visit.depot_id, asset_id=asset.id)
    defects = one.defects.strip()
    book.examinations.append(
        NewExamination(
            of, book.facts.visit.id, loan.id, one.verdict.value, one.examiner.strip(),
            due_after(one.verdict, book.day, product.examination_months, before), one.report.strip(), defects,
            one.mend_by if one.verdict is _V.DEFECT else None, before,
        )
    )  # fmt: skip
    services = [task for task in book.facts.tasks if task.kind is TaskKind.SERVICE and task.loan_id == loan.id]
    for task in services:
        book.close(task.id, Outcome.DONE, task.quantity)
    book.extras = book.extras or not services
    if one.verdict is _V.DANGER:
        book.find(
            DoorFinding.FAILED_EXAMINATION, asset_id=asset.id, product_id=product.id, person_id=loan.person_id,
            detail=defects,
        )  # fmt: skip
        if loan.id not in book.loans_returned and loan.state is not LoanState.RETURN_REQUESTED:
            book.swaps.append(SwapNow(loan.id, product.id, asset.id, product.id, 1))
