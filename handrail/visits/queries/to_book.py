"""Reads visits that are to be booked, one or many, with who last moved each: for what changed meanwhile.
Refuses (NOT_FOUND) a visit outside the scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.people.queries import (
    CONTACT,
    MOVE_TO_COME,
    SPEAKING,
    STAY,
    MoveToCome,
    contact_read,
    speaking_of,
    stay_read,
)
from handrail.people.queries.deaths import DIED_ON
from handrail.people.queries.read_through import their_record
from handrail.people.rules.contact import ContactWays
from handrail.people.rules.speaking import Speaking
from handrail.people.rules.stays import HospitalStay
from handrail.visits.states import VisitState


@dataclass(frozen=True, slots=True)
class ToBook:
    """One visit as it stands. `moved_by`, `moved_at`: of its last step; `asked_on`: the day that was asked for;
    `joint`: who comes along, and when that suits them. `ways`: the person's own; `helpers`: who may be rung instead,
    each with a number."""

    id: UUID
    number: int
    version: int
    state: VisitState
    kinds: tuple[str, ...]
    person_name: str
    town: str
    postcode: str
    due_at: datetime | None
    slot_from: datetime | None
    slot_until: datetime | None
    depot_id: UUID
    crew: int
    moved_by: str
    moved_at: datetime
    asked_on: date | None
    joint: str
    ways: ContactWays
    helpers: Sequence[str]
    speaking: tuple[Speaking, ...]
    died_on: date | None
    stay: HospitalStay | None = None
    move: MoveToCome | None = None


_TO_BOOK = f"""
    SELECT v.id, v.number, v.version, v.state, v.kinds, p.given_name || ' ' || p.family_name, a.town, a.postcode,
        v.due_at, v.slot_from, v.slot_until, v.depot_id, v.crew, coalesce(u.name, ''), h.recorded_at,
        (SELECT min(l.chosen_on) FROM visits_visittask t JOIN orders_orderline l ON l.id = t.line_id
         WHERE t.visit_id = v.id AND t.outcome = 'OPEN'),
        coalesce((SELECT concat_ws('. It suits them: ', j.name, nullif(j.suits, '')) FROM visits_jointvisit j
            WHERE j.visit_id = v.id AND j.ended_at IS NULL), ''),
        {CONTACT.format(records="people_records(p.id)")},
        ARRAY(SELECT concat_ws(', ', c.name, nullif(c.relationship, ''), c.phone) FROM people_contact c
            WHERE c.person_id = ANY (people_records(p.id)) AND c.ended_on IS NULL AND c.phone <> ''
            ORDER BY c.is_main DESC, c.name, c.id LIMIT 2),
        {SPEAKING.format(records="people_records(p.id)")},
        {DIED_ON.format(records="people_records(p.id)")},
        {STAY.format(records="people_records(p.id)")},
        {MOVE_TO_COME.format(records="people_records(p.id)")}
    FROM visits_visit v
    {their_record("v")}
    JOIN people_address a ON a.id = v.address_id
    JOIN visits_visithistory h ON h.subject_id = v.id AND h.seq = v.state_seq
    LEFT JOIN identity_user u ON u.id = h.by_id
    WHERE v.contract_id = %(contract)s AND v.id = ANY (%(ids)s)
    ORDER BY array_position(%(ids)s, v.id)
"""


def visits_to_book(scope: Scope, visit_ids: Sequence[UUID]) -> tuple[ToBook, ...]:
    """These visits, in this order; one statement. Raises `Refused(NOT_FOUND)` where one is not there."""
    ids = list(dict.fromkeys(visit_ids))
    found = rows(_to_book, _TO_BOOK, {"contract": scope.contract_id, "ids": ids})
    if not found or len(found) != len(ids):
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    return found


def _to_book(*row: Any) -> ToBook:
    told = (speaking_of(row[-4]), row[-3], stay_read(row[-2]), _MOVE.validate_python(value_of(row[-1])))
    contact, helpers = contact_read(row[-6]), row[-5]
    return ToBook(*[*row[:3], VisitState(row[3]), tuple(row[4]), *row[5:-6], contact, helpers, *told])


_MOVE: TypeAdapter[MoveToCome | None] = TypeAdapter(MoveToCome | None)


@dataclass(frozen=True, slots=True)
class SameDoor:
    """Another visit to the same person at the same address, which has its time or its run already."""

    number: int
    slot_from: datetime
    slot_until: datetime
    van: str


def same_door(scope: Scope, visit_ids: Sequence[UUID]) -> tuple[SameDoor, ...]:
    """The booked and planned visits that go to the doors of these, the soonest first; one statement."""
    return rows(
        SameDoor,
        """SELECT o.number, o.slot_from, o.slot_until, coalesce(n.name, '')
           FROM visits_visit o
           LEFT JOIN visits_run r ON r.id = o.run_id
           LEFT JOIN visits_van n ON n.id = r.van_id
           WHERE o.contract_id = %(contract)s AND o.state IN ('BOOKED', 'PLANNED') AND o.slot_from IS NOT NULL
           AND NOT o.id = ANY (%(ids)s)
           AND (o.person_id, o.address_id) IN (SELECT v.person_id, v.address_id FROM visits_visit v
               WHERE v.contract_id = %(contract)s AND v.id = ANY (%(ids)s))
           ORDER BY o.slot_from, o.number""",
        {"contract": scope.contract_id, "ids": list(visit_ids)},
    )
