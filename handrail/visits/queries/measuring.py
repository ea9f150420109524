"""Reads what is to be measured and what was found: by whom it is paid for, for whoever asked, for a person's record.
Refuses nothing; what the scope does not reach is not there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.rules.fitting import fitting_of
from handrail.partners.terms import Terms
from handrail.visits.codes import MeasuringResult
from handrail.visits.rules.measuring import MEASURED_IN_PRICE

# What a task `t` is about: its product `p`, or what is to be measured. A name for every list of tasks.
NAME = "coalesce(p.name, (SELECT m.what FROM visits_measuring m WHERE m.id = t.measuring_id), '')"
# The finding that counts for a task `t`; none of all but a measuring.
LAST_FOUND = """
    SELECT f.id, f.result, concat_ws('. ', nullif(f.found, ''), nullif(f.why_not, '')) AS said
    FROM visits_finding f WHERE f.measuring_id = t.measuring_id ORDER BY f.id DESC LIMIT 1
"""
_TO_PAY = """
    SELECT m.id, (m.asked_at AT TIME ZONE 'Europe/London')::date, coalesce(m.funding ->> 'care_route', ''),
        (m.funding ->> 'council_id')::uuid, coalesce(p.supply_route, ''), coalesce(p.clinical_questions, ''),
        coalesce(p.size_group, ''), coalesce(p.category, '')
    FROM visits_measuring m LEFT JOIN catalogue_product p ON p.id = m.product_id
    WHERE m.contract_id = %(contract)s AND m.id = ANY(%(ids)s::uuid[]) ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class MeasuringToPay:
    """What decides who pays for a measuring, as it was frozen, and how its product is fitted."""

    id: UUID
    ordered_on: date
    care_route: str
    council_id: UUID | None
    supply_route: str
    question_set: str
    size_group: str
    category: str

    def in_price(self, terms: Terms) -> bool:
        """Whether the price of putting the thing up says that it was measured for it."""
        row = fitting_of(self.supply_route, self.question_set, self.size_group, self.category, terms)
        return row == MEASURED_IN_PRICE


def measurings_to_pay(scope: Scope, ids: Collection[UUID]) -> tuple[MeasuringToPay, ...]:
    """These measurings in the order of their ids; no statement for none."""
    if not ids:
        return ()
    return rows(MeasuringToPay, _TO_PAY, {"contract": scope.contract_id, "ids": list(ids)})


_TO_COME = """
    SELECT m.id, m.person_id, m.what, t.id, v.id, v.number
    FROM visits_measuring m
    JOIN visits_visittask t ON t.measuring_id = m.id AND t.outcome = 'OPEN'
    JOIN visits_visit v ON v.id = t.visit_id
    WHERE m.contract_id = %(contract)s AND m.id = %(measuring)s FOR NO KEY UPDATE OF v
"""


@dataclass(frozen=True, slots=True)
class MeasuringToCome:
    """A measuring that a visit is to do, with its task."""

    id: UUID
    person_id: UUID
    what: str
    task_id: UUID
    visit_id: UUID
    visit_number: int


def measuring_to_come(scope: Scope, measuring_id: UUID) -> MeasuringToCome | None:
    """The visit that is to measure it, locked; None where none is to."""
    asked = {"contract": scope.contract_id, "measuring": measuring_id}
    return next(iter(rows(MeasuringToCome, _TO_COME, asked)), None)


_FOUND = """
    SELECT f.id, m.id, m.what, coalesce(p.code, ''), f.result, f.found, f.why_not, f.visit_id, v.number, f.happened_at,
        coalesce(u.name, ''), m.person_id, m.asked_by_id
    FROM visits_measuring m
    CROSS JOIN LATERAL (SELECT * FROM visits_finding f WHERE f.measuring_id = m.id ORDER BY f.id DESC LIMIT 1) f
    JOIN visits_visit v ON v.id = f.visit_id
    LEFT JOIN catalogue_product p ON p.id = m.product_id
    LEFT JOIN identity_user u ON u.id = f.by_id
    WHERE m.contract_id = %(contract)s AND f.result <> 'NOT_MEASURED' AND {which}
    ORDER BY f.happened_at DESC, f.id DESC LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """What was measured last of something, at which visit, by whom it was recorded."""

    finding_id: UUID
    measuring_id: UUID
    what: str
    product_code: str
    result: MeasuringResult
    found: str
    why_not: str
    visit_id: UUID
    visit_number: int
    at: datetime
    by: str
    person_id: UUID
    asked_by_id: UUID


def measured_for(scope: Scope, record_ids: Sequence[UUID]) -> tuple[MeasuredRow, ...]:
    """What was measured for a person, on all their records, the latest first."""
    which = "m.person_id = ANY (%(ids)s)"
    return rows(_found, _FOUND.format(which=which), {"contract": scope.contract_id, "ids": list(record_ids)})


def measured(scope: Scope, measuring_id: UUID) -> MeasuredRow | None:
    """What was found of one; None where nothing was measured."""
    asked = {"contract": scope.contract_id, "id": measuring_id}
    return next(iter(rows(_found, _FOUND.format(which="m.id = %(id)s"), asked)), None)


def _found(*row: Any) -> MeasuredRow:
    values = list(row)
    values[4] = MeasuringResult(values[4])
    return MeasuredRow(*values)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for a measuring, and when."""

    id: UUID
    user_id: UUID
    email: str
    asked_at: datetime


def askers(scope: Scope, ids: Collection[UUID]) -> tuple[Asker, ...]:
    """Who asked for these, as far as they have an address; no statement for none."""
    if not ids:
        return ()
    return rows(
        Asker,
        """SELECT m.id, u.id, u.email, m.asked_at FROM visits_measuring m JOIN identity_user u ON u.id = m.asked_by_id
           WHERE m.contract_id = %(contract)s AND m.id = ANY(%(ids)s::uuid[]) AND u.email <> '' ORDER BY m.id""",
        {"contract": scope.contract_id, "ids": list(ids)},
    )


_HELD = """
    SELECT f.id, m.id, f.visit_id, m.person_id, m.address_id, v.depot_id, v.due_at, v.speed_code, v.crew,
        f.result
    FROM visits_measuring m
    CROSS JOIN LATERAL (SELECT * FROM visits_finding f WHERE f.measuring_id = m.id ORDER BY f.id DESC LIMIT 1) f
    JOIN visits_visit v ON v.id = f.visit_id
    WHERE m.contract_id = %(contract)s AND m.id = %(measuring)s FOR NO KEY UPDATE OF v
"""


@dataclass(frozen=True, slots=True)
class HeldFinding:
    """The finding that counts for a measuring, its visit held."""

    id: UUID
    measuring_id: UUID
    visit_id: UUID
    person_id: UUID
    address_id: UUID
    depot_id: UUID
    due_at: datetime | None
    speed_code: str
    crew: int
    result: MeasuringResult


def finding_for_update(scope: Scope, measuring_id: UUID) -> HeldFinding | None:
    """What was found last, its visit held until the change ends; None where nothing was measured."""
    asked = {"contract": scope.contract_id, "measuring": measuring_id}
    return next(iter(rows(_held, _HELD, asked)), None)


def _held(*row: Any) -> HeldFinding:
    return HeldFinding(*[*row[:-1], MeasuringResult(row[-1])])


@dataclass(frozen=True, slots=True)
class MeasuringRow:
    """A request, and whose it is."""

    id: UUID
    person_id: UUID
    what: str


def measuring_at_all(scope: Scope, measuring_id: UUID) -> MeasuringRow | None:
    """A request, whatever became of it; None out of reach."""
    sql = "SELECT id, person_id, what FROM visits_measuring WHERE contract_id = %(contract)s AND id = %(id)s"
    return next(iter(rows(MeasuringRow, sql, {"contract": scope.contract_id, "id": measuring_id})), None)
