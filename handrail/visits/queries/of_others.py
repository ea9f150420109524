"""Reads what visits to one person are still to do about things that are lent to somebody else: two records were read as
one when it was asked for.
Refuses what comes with something in its place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.codes import TaskKind
from handrail.visits.states import ON_THE_WAY, OPEN, VisitState


@dataclass(frozen=True, slots=True)
class AskedOfAnother:
    """One open task of a visit: whose thing it is about, and where that stands. `loan_id` None: it is fitted there."""

    task_id: UUID
    visit_id: UUID
    kind: TaskKind
    note: str
    due_at: datetime | None
    speed_code: str
    loan_id: UUID | None
    person_id: UUID
    address_id: UUID
    easting: int | None
    northing: int | None
    product_id: UUID
    asset_id: UUID | None
    quantity: int
    crew: int


_OF_OTHERS = """
    SELECT t.id, v.id, t.kind, t.note, v.due_at, v.speed_code, l.id, l.person_id, l.address_id, d.easting,
        d.northing, l.product_id, l.asset_id, l.quantity - l.quantity_back,
        CASE WHEN t.kind = 'COLLECT' THEN p.crew ELSE 1 END
    FROM visits_visit v JOIN visits_visittask t ON t.visit_id = v.id AND t.outcome = 'OPEN'
    JOIN loans_loan l ON l.id = t.loan_id AND l.ended_at IS NULL
    JOIN people_address d ON d.id = l.address_id JOIN catalogue_product p ON p.id = l.product_id
    WHERE v.contract_id = %(contract)s AND {whose} AND v.state = ANY (%(states)s) AND NOT EXISTS (
        SELECT FROM visits_visittask b WHERE b.visit_id = v.id AND b.line_id IS NOT NULL AND b.outcome = 'OPEN')
    ORDER BY t.id
"""


def asked_of_another(scope: Scope, record_ids: Collection[UUID]) -> tuple[AskedOfAnother, ...]:
    """What visits to these records of a person are to do about things of others, but for what a crew was sent for."""
    whose = "v.person_id = ANY (%(ids)s) AND l.person_id <> ALL (%(ids)s)"
    return _read(scope, whose, record_ids, set(OPEN) - set(ON_THE_WAY))


def others_on(scope: Scope, visit_ids: Collection[UUID]) -> tuple[AskedOfAnother, ...]:
    """What these visits, wherever they stand, are to do about things of others than their person."""
    whose = "v.id = ANY (%(ids)s) AND l.person_id <> ALL (people_records(v.person_id))"
    return _read(scope, whose, visit_ids, OPEN)


def _read(
    scope: Scope, whose: str, ids: Collection[UUID], states: Collection[VisitState]
) -> tuple[AskedOfAnother, ...]:
    asked = {"contract": scope.contract_id, "ids": list(ids), "states": sorted(state.value for state in states)}
    return rows(_asked, _OF_OTHERS.format(whose=whose), asked)


def _asked(task_id: UUID, visit_id: UUID, kind: str, *rest: Any) -> AskedOfAnother:
    return AskedOfAnother(task_id, visit_id, TaskKind(kind), *rest)


# A visit to what is fitted names no loan. It is the other's where more is looked at than the one has, and as many as
# the other has in a home.
_FITTED = """
    WITH asked AS (
        SELECT t.id, t.visit_id, t.kind, t.note, v.due_at, v.speed_code, t.product_id, t.quantity,
            sum(t.quantity) OVER (PARTITION BY t.product_id) AS pieces
        FROM visits_visit v JOIN visits_visittask t ON t.visit_id = v.id AND t.outcome = 'OPEN'
            AND t.kind = 'SERVICE' AND t.loan_id IS NULL AND t.line_id IS NULL
        WHERE v.contract_id = %(contract)s AND v.person_id = ANY (%(ids)s) AND v.state = ANY (%(states)s)
    ), fitted AS (
        SELECT f.person_id, f.address_id, f.product_id, sum(f.quantity)::int AS pieces FROM loans_adaptation f
        WHERE f.contract_id = %(contract)s AND f.person_id = ANY (%(others)s) AND f.removed_at IS NULL
        GROUP BY f.person_id, f.address_id, f.product_id
    )
    SELECT DISTINCT ON (x.person_id, x.address_id, x.product_id) a.id, a.visit_id, a.kind, a.note, a.due_at,
        a.speed_code, NULL::uuid, x.person_id, x.address_id, d.easting, d.northing, x.product_id, NULL::uuid,
        a.quantity, 1
    FROM fitted x JOIN asked a ON a.product_id = x.product_id AND a.quantity = x.pieces
    JOIN people_address d ON d.id = x.address_id
    WHERE a.pieces > (SELECT coalesce(sum(f.quantity), 0) FROM loans_adaptation f
        WHERE f.person_id = ANY (%(ids)s) AND f.product_id = x.product_id AND f.removed_at IS NULL)
    ORDER BY x.person_id, x.address_id, x.product_id, a.id DESC
"""


def fitted_at_another(
    scope: Scope, record_ids: Collection[UUID], other_ids: Collection[UUID]
) -> tuple[AskedOfAnother, ...]:
    """What visits to these records are to do about what is fitted in the homes of the others, but for what a crew was
    sent for."""
    states = sorted(state.value for state in set(OPEN) - set(ON_THE_WAY))
    ids = {"ids": list(record_ids), "others": list(other_ids)}
    return rows(_asked, _FITTED, {"contract": scope.contract_id, "states": states, **ids})
