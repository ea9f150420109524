"""Reads life events and what someone has to do after them.
Refuses (NOT_FOUND) an event outside the scope."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.people.states import FollowUpKind, FollowUpOutcome, LifeEventKind


@dataclass(frozen=True, slots=True)
class LifeEventRow:
    """One event of someone's life, with what was so before it in `details`.
    `carried_out_at`: None for a move to come."""

    id: UUID
    person_id: UUID
    kind: LifeEventKind
    on: date
    details: dict[str, Any]
    told_by: str
    recorded_by: str
    happened_at: datetime
    withdrawn_at: datetime | None
    carried_out_at: datetime | None


_EVENT = """
    SELECT e.id, e.person_id, e.kind, e."on", e.details, e.told_by, coalesce(u.name, ''), e.happened_at, e.withdrawn_at,
        e.carried_out_at
    FROM people_lifeevent e LEFT JOIN identity_user u ON u.id = e.recorded_by_id
    WHERE e.contract_id = %(contract)s
"""


def life_event(scope: Scope, event_id: UUID, *, lock: bool = False) -> LifeEventRow:
    """One event; `lock` keeps others from withdrawing it meanwhile. Raises `Refused(NOT_FOUND)`."""
    end = " AND e.id = %(event)s" + (" FOR UPDATE OF e" if lock else "")
    found = rows(_event, _EVENT + end, {"contract": scope.contract_id, "event": event_id})
    if not found:
        raise refuse(CallReason.NOT_FOUND, "life_event_id")
    return found[0]


def life_events_of(scope: Scope, record_ids: list[UUID]) -> tuple[LifeEventRow, ...]:
    """The events of a person that were not withdrawn, latest first."""
    end = " AND e.person_id = ANY(%(ids)s) AND e.withdrawn_at IS NULL ORDER BY e.happened_at DESC, e.id DESC"
    return rows(_event, _EVENT + end, {"contract": scope.contract_id, "ids": record_ids})


def deaths_on_record(scope: Scope, people: Collection[UUID]) -> set[UUID]:
    """Those of these people whose death stands on any record of theirs."""
    return set(
        rows(
            UUID,
            """SELECT p.id::text FROM unnest(%(people)s::uuid[]) AS p (id) WHERE EXISTS (
                   SELECT FROM people_lifeevent e WHERE e.contract_id = %(contract)s AND e.kind = 'DEATH'
                       AND e.withdrawn_at IS NULL AND e.person_id = ANY (people_records(p.id)))""",
            {"contract": scope.contract_id, "people": list(people)},
        )
    )


def _event(*row: Any) -> LifeEventRow:
    event_id, person_id, kind, on, details, *rest = row
    return LifeEventRow(event_id, person_id, LifeEventKind(kind), on, value_of(details), *rest)


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One thing to do after a life event, with whom it is about."""

    id: UUID
    person_id: UUID
    person_number: int
    person_name: str
    life_event_id: UUID
    event_kind: LifeEventKind
    event_on: date
    kind: FollowUpKind
    owner_role: str
    due_on: date
    note: str
    outcome: FollowUpOutcome | None


_FOLLOW_UPS = """
    SELECT f.id, p.id, p.number, p.given_name || ' ' || p.family_name, e.id, e.kind, e."on", f.kind, f.owner_role,
        f.due_on, f.note, f.outcome
    FROM people_followup f
    JOIN people_lifeevent e ON e.id = f.life_event_id
    JOIN people_person p ON p.id = people_root(f.person_id)
    WHERE f.contract_id = %(contract)s AND f.done_at IS NULL
"""
_SOME = " AND (%(kind)s = '' OR f.kind = %(kind)s) AND (%(due)s::date IS NULL OR f.due_on <= %(due)s)"
FOLLOW_UP_SORTS = {"due": "f.due_on", "person": "p.family_name", "what": "f.kind"}


def follow_ups(
    scope: Scope,
    *,
    person_ids: list[UUID] | None = None,
    kind: str = "",
    due_by: date | None = None,
    sort: str = "due",
    descending: bool = False,
    offset: int = 0,
    most: int = 200,
) -> tuple[FollowUpRow, ...]:
    """What is still to do, of some people or of all, by the day it is due unless sorted otherwise; `due_by`: only what
    is due on that day or before. One statement."""
    which = " AND f.person_id = ANY(%(ids)s)" if person_ids is not None else ""
    turn = "DESC" if descending else "ASC"
    return rows(
        _follow_up,
        f"""{_FOLLOW_UPS}{which}{_SOME} ORDER BY {FOLLOW_UP_SORTS[sort]} {turn}, f.due_on, f.id
            OFFSET %(offset)s LIMIT %(most)s""",
        {**_asked(scope, kind, due_by), "ids": person_ids or [], "offset": offset, "most": most},
    )


def count_follow_ups(scope: Scope, *, kind: str = "", due_by: date | None = None) -> int:
    """How many there are of all people."""
    counted = f"SELECT count(*) FROM ({_FOLLOW_UPS}{_SOME}) found"
    return rows(int, counted, _asked(scope, kind, due_by))[0]


def _asked(scope: Scope, kind: str, due_by: date | None) -> dict[str, Any]:
    return {"contract": scope.contract_id, "kind": kind, "due": due_by}


def follow_up(scope: Scope, follow_up_id: UUID) -> FollowUpRow:
    """One thing still to do. Raises `Refused(NOT_FOUND)` for one that is done."""
    found = rows(
        _follow_up,
        f"{_FOLLOW_UPS} AND f.id = %(id)s FOR UPDATE OF f",
        {"contract": scope.contract_id, "id": follow_up_id},
    )
    if not found:
        raise refuse(CallReason.NOT_FOUND, "follow_up_id")
    return found[0]


def _follow_up(*row: Any) -> FollowUpRow:
    *first, event_kind, event_on, kind, owner, due_on, note, outcome = row
    last = (LifeEventKind(event_kind), event_on, FollowUpKind(kind), owner, due_on, note)
    return FollowUpRow(*[*first, *last, FollowUpOutcome(outcome) if outcome else None])
