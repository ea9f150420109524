"""Reads what open visits are still to do about counted things: bring the rest of a line, fetch or see to a loan.
Refuses to write, and tasks that are closed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.codes import TaskKind


@dataclass(frozen=True, slots=True)
class CountedTask:
    """An open task and how many it is about. `fitting_minutes`: to set up one piece."""

    id: UUID
    visit_id: UUID
    kind: TaskKind
    loan_id: UUID | None
    quantity: int
    fitting_minutes: int


_TASKS = """
    SELECT t.id, t.visit_id, t.kind, t.loan_id, t.quantity, p.fitting_minutes
    FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id JOIN catalogue_product p ON p.id = t.product_id
    WHERE t.contract_id = %(contract)s AND t.outcome = 'OPEN' AND {which}
    ORDER BY v.id, t.id FOR NO KEY UPDATE OF v
"""


def _task(*row: Any) -> CountedTask:
    values = list(row)
    values[2] = TaskKind(values[2])
    return CountedTask(*values)


def bringing(scope: Scope, line_id: UUID) -> tuple[CountedTask, ...]:
    """The open tasks that bring a line, their visits locked, the latest last."""
    which = "t.line_id = %(line)s AND t.kind = 'DELIVER'"
    return rows(_task, _TASKS.format(which=which), {"contract": scope.contract_id, "line": line_id})


def about_loans(scope: Scope, loan_ids: Collection[UUID]) -> tuple[CountedTask, ...]:
    """The open tasks about these loans, their visits locked; no statement for none."""
    if not loan_ids:
        return ()
    asked = {"contract": scope.contract_id, "loans": list(loan_ids)}
    return rows(_task, _TASKS.format(which="t.loan_id = ANY(%(loans)s)"), asked)


def owes_next_step(scope: Scope, line_id: UUID) -> bool:
    """Whether somebody has yet to decide what follows from a visit that was to bring this line."""
    return bool(
        rows(
            bool,
            """SELECT true FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
               WHERE t.contract_id = %(contract)s AND t.line_id = %(line)s
               AND v.state IN ('FAILED', 'PART_COMPLETED') AND v.next_step_done_at IS NULL LIMIT 1""",
            {"contract": scope.contract_id, "line": line_id},
        )
    )
