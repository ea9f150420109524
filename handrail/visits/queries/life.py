"""Reads what a life event stops or moves: open visits with their tasks, open loans. Locked until the change ends.
Refuses those outside the scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.loans.states import LoanState
from handrail.visits.codes import TaskKind
from handrail.visits.states import OPEN, VisitState


@dataclass(frozen=True, slots=True)
class OpenTask:
    """One thing that an open visit is for."""

    id: UUID
    kind: TaskKind
    line_id: UUID | None
    loan_id: UUID | None
    product_id: UUID | None
    asset_id: UUID | None
    quantity: int
    measuring_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class VisitNow:
    """An open visit as it stands."""

    id: UUID
    number: int
    state: VisitState
    address_id: UUID
    depot_id: UUID
    run_id: UUID | None
    slot_from: datetime | None
    slot_until: datetime | None
    due_at: datetime | None
    speed_code: str
    crew: int
    tasks: tuple[OpenTask, ...]


def visits_now(scope: Scope, record_ids: Sequence[UUID]) -> tuple[VisitNow, ...]:
    """The open visits to a person, locked in the order of their keys."""
    return rows(
        _visit,
        """SELECT v.id, v.number, v.state, v.address_id, v.depot_id, v.run_id, v.slot_from, v.slot_until, v.due_at,
               v.speed_code, v.crew, (SELECT jsonb_agg(jsonb_build_array(
                   t.id, t.kind, t.line_id, t.loan_id, t.product_id, t.asset_id, t.quantity,
                   t.measuring_id) ORDER BY t.id)
                FROM visits_visittask t WHERE t.visit_id = v.id AND t.outcome = 'OPEN')
           FROM visits_visit v
           WHERE v.contract_id = %(contract)s AND v.person_id = ANY (%(ids)s) AND v.state = ANY (%(open)s)
           ORDER BY v.id FOR NO KEY UPDATE OF v""",
        {"contract": scope.contract_id, "ids": list(record_ids), "open": [state.value for state in OPEN]},
    )


def _visit(*row: Any) -> VisitNow:
    tasks = tuple(
        OpenTask(UUID(task), TaskKind(kind), _id(line), _id(loan), _id(product), _id(asset), quantity, _id(measuring))
        for task, kind, line, loan, product, asset, quantity, measuring in value_of(row[11]) or ()
    )
    return VisitNow(*[*row[:2], VisitState(row[2]), *row[3:11], tasks])


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


@dataclass(frozen=True, slots=True)
class LoanNow:
    """An open loan: what is still there, and where."""

    id: UUID
    person_id: UUID
    state: LoanState
    address_id: UUID
    product_id: UUID
    product: str
    asset_id: UUID | None
    lot: str
    quantity: int


def loans_now(scope: Scope, record_ids: Sequence[UUID]) -> tuple[LoanNow, ...]:
    """The open loans of a person, locked in the order of their keys."""
    return rows(
        lambda *row: LoanNow(*[*row[:2], LoanState(row[2]), *row[3:]]),
        """SELECT l.id, l.person_id, l.state, l.address_id, l.product_id, p.name, l.asset_id, l.lot,
               l.quantity - l.quantity_back
           FROM loans_loan l JOIN catalogue_product p ON p.id = l.product_id
           WHERE l.contract_id = %(contract)s AND l.person_id = ANY (%(ids)s) AND l.ended_at IS NULL
           ORDER BY l.id FOR NO KEY UPDATE OF l""",
        {"contract": scope.contract_id, "ids": list(record_ids)},
    )
