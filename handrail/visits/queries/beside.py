"""Reads what is arranged for visits beside their tasks: who comes along and meets the crew, and miles that were agreed.
Refuses (NOT_FOUND) a visit that the scope does not reach."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.queries.driver import MEET_AT
from handrail.visits.queries.parcels import BY_POST
from handrail.visits.rules.beside import ArrangedVisit, Distance, Joint
from handrail.visits.states import VisitState

_VISIT = f"""
    SELECT v.id, v.number, v.person_id, v.state, v.slot_from, v.slot_until, v.finished_at, ({BY_POST})
    FROM visits_visit v WHERE v.contract_id = %(contract)s AND v.id = %(visit)s
"""
# Read by the statement after the one that waited for the visit.
_BESIDE = """
    SELECT j.id, j.user_id, j.name, j.phone, j.meet_at, j.suits, j.came, j.minutes, j.told_from, j.told_until,
        j.told_meet, d.id, d.miles
    FROM (SELECT %(visit)s::uuid AS id) v
    LEFT JOIN visits_jointvisit j ON j.visit_id = v.id AND j.ended_at IS NULL
    LEFT JOIN visits_agreeddistance d ON d.visit_id = v.id AND d.ended_at IS NULL
"""


def arranged_locked(scope: Scope, visit_id: UUID) -> ArrangedVisit:
    """A visit, locked, with what is arranged beside it. Raises `Refused(NOT_FOUND)`."""
    return _arranged(scope, visit_id, " FOR NO KEY UPDATE OF v")


def arranged(scope: Scope, visit_id: UUID) -> ArrangedVisit:
    """The same to look at."""
    return _arranged(scope, visit_id, "")


def _arranged(scope: Scope, visit_id: UUID, lock: str) -> ArrangedVisit:
    asked = {"contract": scope.contract_id, "visit": visit_id}
    found = rows(lambda *row: row, f"{_VISIT}{lock}", asked)
    if not found:
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    (beside,) = rows(lambda *row: row, _BESIDE, asked)
    visit = list(found[0])
    visit[3] = VisitState(visit[3])
    visit += [Joint(*beside[:11]) if beside[0] else None, Distance(*beside[11:]) if beside[11] else None]
    return ArrangedVisit(*visit)


@dataclass(frozen=True, slots=True)
class JointSeen:
    """Who comes or came along. `told`: whether they were told of the time that stands."""

    name: str
    phone: str
    is_user: bool
    meet_at: datetime | None
    came: bool | None
    minutes: int
    told: bool
    mended_why: str
    suits: str


@dataclass(frozen=True, slots=True)
class DistanceSeen:
    """Miles that were agreed, and how that came to be."""

    miles: int
    agreed_with: str
    agreed_on: date
    why: str
    by: str
    ended_at: datetime | None
    end_reason: str


@dataclass(frozen=True, slots=True)
class BesideSeen:
    """All that was arranged beside a visit; of distances also what was taken back."""

    joint: JointSeen | None
    distances: tuple[DistanceSeen, ...]


_JOINT = f"""
    SELECT j.name, coalesce(nullif(j.phone, ''), u.phone, ''), j.user_id IS NOT NULL,
        {MEET_AT}, j.came, j.minutes,
        v.slot_from IS NOT NULL AND (j.told_from, j.told_until, j.told_meet)
            IS NOT DISTINCT FROM (v.slot_from, v.slot_until, {MEET_AT}),
        coalesce((SELECT o.end_reason FROM visits_jointvisit o WHERE o.id = j.mends_id), ''), j.suits
    FROM visits_jointvisit j JOIN visits_visit v ON v.id = j.visit_id
    LEFT JOIN identity_user u ON u.id = j.user_id
    WHERE j.contract_id = %(contract)s AND j.visit_id = %(visit)s AND j.ended_at IS NULL
"""
_DISTANCES = """
    SELECT d.miles, d.agreed_with, d.agreed_on, d.why, coalesce(u.name, ''), d.ended_at, d.end_reason
    FROM visits_agreeddistance d LEFT JOIN identity_user u ON u.id = d.by_id
    WHERE d.contract_id = %(contract)s AND d.visit_id = %(visit)s ORDER BY d.at, d.id
"""


def beside_seen(scope: Scope, visit_id: UUID) -> BesideSeen:
    """What was arranged beside a visit, in two statements."""
    asked = {"contract": scope.contract_id, "visit": visit_id}
    joint = rows(JointSeen, _JOINT, asked)
    return BesideSeen(joint[0] if joint else None, rows(DistanceSeen, _DISTANCES, asked))


@dataclass(frozen=True, slots=True)
class JointNews:
    """What a prescriber who comes along is to be told: when it is, or that it is off. `was_told`: of another time."""

    joint_id: UUID
    visit_id: UUID
    number: int
    person_id: UUID
    email: str
    slot_from: datetime | None
    slot_until: datetime | None
    meet_at: datetime | None
    was_told: bool


# What was told last stands with the arrangement, so that whatever moves or ends a visit is news by itself. Nobody is
# told of what is over.
_NEWS = f"""
    SELECT j.id, v.id, v.number, j.person_id, u.email, t.starts, t.ends, t.meet, j.told_from IS NOT NULL
    FROM visits_jointvisit j
    JOIN visits_visit v ON v.id = j.visit_id
    JOIN identity_user u ON u.id = j.user_id AND u.is_active
    CROSS JOIN LATERAL (SELECT j.ended_at IS NULL AND v.state IN ('BOOKED', 'PLANNED', 'RELEASED', 'EN_ROUTE')
        AND v.slot_from IS NOT NULL AS stands OFFSET 0) s
    CROSS JOIN LATERAL (SELECT CASE WHEN s.stands THEN v.slot_from END AS starts,
        CASE WHEN s.stands THEN v.slot_until END AS ends,
        CASE WHEN s.stands THEN {MEET_AT} END AS meet) t
    WHERE j.contract_id = %(contract)s AND j.came IS NULL
    AND (v.state NOT IN ('ARRIVED', 'COMPLETED', 'PART_COMPLETED', 'FAILED') OR j.ended_at IS NOT NULL)
    AND (j.told_from, j.told_until, j.told_meet) IS DISTINCT FROM (t.starts, t.ends, t.meet)
    AND coalesce(t.ends, j.told_until) > %(now)s
    AND NOT EXISTS (SELECT FROM visits_jointvisit m WHERE m.mends_id = j.id)
    ORDER BY j.id LIMIT %(most)s
"""


def joint_news_locked(scope: Scope, *, at: datetime, most: int) -> tuple[JointNews, ...]:
    """Whom to tell of the time of a visit to which they come along, but those whom somebody tells just now. One
    statement."""
    return rows(JointNews, f"{_NEWS} FOR NO KEY UPDATE OF j SKIP LOCKED", _asked(scope, at, most))


def any_joint_news(scope: Scope, at: datetime) -> bool:
    """Whether there is anything to tell."""
    return bool(rows(JointNews, _NEWS, _asked(scope, at, 1)))


def _asked(scope: Scope, at: datetime, most: int) -> dict[str, Any]:
    return {"contract": scope.contract_id, "now": at, "most": most}


@dataclass(frozen=True, slots=True)
class MyJoint:
    """A visit to which the user comes along."""

    visit_id: UUID
    number: int
    person_id: UUID
    person_name: str
    address: str
    slot_from: datetime | None
    slot_until: datetime | None
    meet_at: datetime | None
    state: VisitState


_MINE = f"""
    SELECT v.id, v.number, p.id, p.given_name || ' ' || p.family_name, concat_ws(', ', nullif(a.lines, ''), a.postcode),
        v.slot_from, v.slot_until, {MEET_AT}, v.state
    FROM visits_jointvisit j
    JOIN visits_visit v ON v.id = j.visit_id
        AND v.state IN ('UNBOOKED', 'OFFERED', 'BOOKED', 'PLANNED', 'RELEASED', 'EN_ROUTE', 'ARRIVED')
    CROSS JOIN LATERAL (SELECT people_root(v.person_id) AS id OFFSET 0) front
    JOIN people_person p ON p.id = front.id
    JOIN people_address a ON a.id = v.address_id
    WHERE j.contract_id = %(contract)s AND j.user_id = %(user)s AND j.came IS NULL AND j.ended_at IS NULL
    ORDER BY v.slot_from NULLS LAST, v.number LIMIT 50
"""


def my_joint_visits(scope: Scope) -> tuple[MyJoint, ...]:
    """The visits to come to which this user comes along, the next first. One statement."""
    return rows(_mine, _MINE, {"contract": scope.contract_id, "user": scope.user_id})


def _mine(*row: Any) -> MyJoint:
    values = list(row)
    values[8] = VisitState(values[8])
    return MyJoint(*values)
