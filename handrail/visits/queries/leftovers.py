"""Reads a visit that failed or was half done, what of it is still to be done, and whether nothing is any more.
Refuses (NOT_FOUND) a visit that owes no next step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.loans.states import LoanState
from handrail.visits.rules.next_steps import ABOUT_THE_THINGS


@dataclass(frozen=True, slots=True)
class FailedVisit:
    """A visit that owes a next step, or owed one."""

    id: UUID
    number: int
    person_id: UUID
    next_step_done_at: datetime | None
    owner: str


# What was to be fetched and is asked back no more, such as after a death, is fetched by nobody.
_WAITS = """
    t.outcome IN ('NOT_DONE', 'PART_DONE', 'MISSING', 'REFUSED')
    AND (n.id IS NULL OR n.state NOT IN ('CANCELLED', 'REFUSED', 'DELIVERED'))
    AND (l.id IS NULL OR l.ended_at IS NULL AND (t.kind <> 'COLLECT' OR l.state = 'RETURN_REQUESTED'))
"""
_OWED_FOR = f"""
    SELECT v.id, v.number, v.person_id, v.next_step_done_at, v.next_step_owner
    FROM visits_visit v
    WHERE v.contract_id = %(contract)s AND v.state IN ('FAILED', 'PART_COMPLETED') AND v.next_step_done_at IS NULL
    AND v.next_step = ANY(%(steps)s)
    AND v.id IN (SELECT o.visit_id FROM visits_visittask o WHERE o.loan_id = ANY(%(loans)s)
        AND o.outcome IN ('NOT_DONE', 'PART_DONE', 'MISSING', 'REFUSED'))
    AND NOT EXISTS (
        SELECT FROM visits_visittask t LEFT JOIN orders_orderline n ON n.id = t.line_id
        LEFT JOIN loans_loan l ON l.id = t.loan_id WHERE t.visit_id = v.id AND {_WAITS})
    ORDER BY v.id FOR NO KEY UPDATE
"""


def owed_for_nothing(scope: Scope, loan_ids: Collection[UUID]) -> tuple[FailedVisit, ...]:
    """The visits that owe a next step for these loans, now over, and for nothing else; locked."""
    asked = {"contract": scope.contract_id, "loans": list(loan_ids), "steps": [step.value for step in ABOUT_THE_THINGS]}
    return rows(FailedVisit, _OWED_FOR, asked)


def failed_visit_locked(scope: Scope, visit_id: UUID) -> FailedVisit:
    """The visit, locked. Raises `Refused(NOT_FOUND)`."""
    found = rows(
        FailedVisit,
        """SELECT id, number, person_id, next_step_done_at, next_step_owner FROM visits_visit v
           WHERE contract_id = %(contract)s AND id = %(visit)s AND state IN ('FAILED', 'PART_COMPLETED')
           FOR NO KEY UPDATE""",
        {"contract": scope.contract_id, "visit": visit_id},
    )
    if not found:
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    return found[0]


@dataclass(frozen=True, slots=True)
class Leftover:
    """A task that was not done, and whose line or loan still waits for it, on no other open visit."""

    kind: str
    person_id: UUID
    address_id: UUID
    depot_id: UUID
    product_id: UUID | None
    due_at: datetime | None
    speed_code: str
    quantity_left: int
    line_id: UUID | None
    loan_id: UUID | None
    loan_state: LoanState | None
    asset_id: UUID | None
    crew: int
    fitting_minutes: int
    note: str
    measuring_id: UUID | None = None


_STILL_WAITING = f"""
    FROM visits_visittask t
    JOIN visits_visit v ON v.id = t.visit_id
    LEFT JOIN catalogue_product p ON p.id = t.product_id
    LEFT JOIN orders_orderline n ON n.id = t.line_id
    LEFT JOIN loans_loan l ON l.id = t.loan_id
    WHERE t.contract_id = %(contract)s AND t.visit_id = ANY(%(visits)s::uuid[])
    AND {_WAITS}
    AND NOT EXISTS (
        SELECT 1 FROM visits_visittask o WHERE o.outcome = 'OPEN' AND o.kind = t.kind
        AND (o.line_id = t.line_id OR o.loan_id = t.loan_id OR o.measuring_id = t.measuring_id))
"""
# What is lent to somebody else was asked for when the two were read as one: it is theirs to be visited for.
_OTHERS = "l.person_id <> ALL (people_records(v.person_id))"
_LEFT = f"""
    SELECT t.kind, CASE WHEN {_OTHERS} THEN l.person_id ELSE v.person_id END,
        CASE WHEN {_OTHERS} THEN l.address_id ELSE v.address_id END, v.depot_id, t.product_id, v.due_at, v.speed_code,
        greatest(1, CASE WHEN t.kind = 'DELIVER' AND p.tracking = 'counted' THEN n.quantity - n.quantity_delivered
            ELSE t.quantity - t.quantity_done END), t.line_id, t.loan_id, l.state, t.asset_id, coalesce(p.crew, 1),
        coalesce(p.fitting_minutes, 0), t.note, t.measuring_id
    {_STILL_WAITING} ORDER BY t.id
"""


def leftovers(scope: Scope, visit_id: UUID) -> tuple[Leftover, ...]:
    """What of a visit is still to be done."""
    return rows(_leftover, _LEFT, {"contract": scope.contract_id, "visits": [visit_id]})


def done_with(scope: Scope, visit_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Those of these visits of which nothing is left to do, in the order of their ids; one statement at most."""
    if not visit_ids:
        return ()
    asked = {"contract": scope.contract_id, "visits": list(visit_ids)}
    left = set(rows(lambda visit_id: visit_id, f"SELECT DISTINCT t.visit_id {_STILL_WAITING}", asked))
    return tuple(sorted(set(visit_ids) - left))


def _leftover(*row: Any) -> Leftover:
    values = list(row)
    values[10] = LoanState(values[10]) if values[10] else None
    return Leftover(*values)
