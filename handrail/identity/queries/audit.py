"""Reads the audit log of a contract.
Refuses rows of other contracts: row security hides them, and each statement names the contract as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.events import Event
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """What the log is narrowed to. `events`: any of these; `subjects`: any of these rows, such as `order:` and an id,
    `subject`: the beginning of a row's name; `is_unknown`: what was asked for is not there. Days are London's."""

    user_id: UUID | None = None
    event: str = ""
    events: tuple[str, ...] = ()
    subject: str = ""
    subjects: tuple[str, ...] = ()
    person_number: int | None = None
    is_unknown: bool = False
    from_on: date | None = None
    until_on: date | None = None
    late_only: bool = False
    token_only: bool = False


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change, or one opening of a record, with the rows it touched; `token` names the system that called."""

    id: int
    event: str
    actor: str
    on_behalf_of: str
    happened_at: datetime
    recorded_at: datetime
    recorded_late: bool
    reason: str
    token: str
    subjects: tuple[str, ...]


_LOG = """
    SELECT a.id, a.event, coalesce(u.name, 'Handrail'), coalesce(b.name, ''), a.happened_at, a.recorded_at,
        a.recorded_late, a.reason, coalesce(k.name, ''),
        ARRAY(SELECT s.subject FROM core_auditsubject s WHERE s.audit_id = a.id ORDER BY s.id LIMIT 50)
    FROM core_audit a
    LEFT JOIN identity_user u ON u.id = a.actor_id LEFT JOIN identity_user b ON b.id = a.on_behalf_of_id
    LEFT JOIN identity_apitoken k ON k.id = a.token_id
    WHERE a.contract_id = %(contract)s AND NOT %(nobody)s
"""
# Each part is put in only where it is asked for, so that the index that serves it is used.
_PARTS = {
    "user_id": "a.actor_id = %(user_id)s",
    "event": "a.event = %(event)s",
    "events": "a.event = ANY(%(events)s)",
    "subjects": "a.id IN (SELECT s.audit_id FROM core_auditsubject s WHERE s.contract_id = %(contract)s"
    " AND s.subject = ANY(%(subjects)s))",
    "subject": "a.id IN (SELECT s.audit_id FROM core_auditsubject s WHERE s.contract_id = %(contract)s"
    " AND s.subject >= %(subject)s AND s.subject < %(subject)s || chr(1114111))",
    "person_number": "a.id IN (SELECT s.audit_id FROM core_auditsubject s WHERE s.person_id IN"
    " (SELECT unnest(people_records(p.id)) FROM people_person p WHERE p.contract_id = %(contract)s"
    " AND p.number = %(person_number)s))",
    "from_on": "a.happened_at >= (%(from_on)s::timestamp AT TIME ZONE 'Europe/London')",
    "until_on": "a.happened_at < ((%(until_on)s::date + 1)::timestamp AT TIME ZONE 'Europe/London')",
    "late_only": "a.recorded_late",
    "token_only": "a.token_id IS NOT NULL",
}


def audit_log(scope: Scope, filters: AuditFilters, *, limit: int, before: int | None = None) -> tuple[AuditRow, ...]:
    """The log, the latest first; `before` goes on after a row that was shown."""
    parts = [part for name, part in _PARTS.items() if getattr(filters, name)]
    if before is not None:
        parts.append("a.id < %(before)s")
    values: dict[str, Any] = {name: getattr(filters, name) for name in _PARTS}
    values |= {name: list(values[name]) for name in ("events", "subjects")}
    return rows(
        _made,
        " AND ".join([_LOG, *parts]) + " ORDER BY a.id DESC LIMIT %(limit)s",
        values | {"contract": scope.contract_id, "nobody": filters.is_unknown, "limit": limit, "before": before},
    )


def _made(*row: Any) -> AuditRow:
    values = list(row)
    values[-1] = tuple(row[-1])
    return AuditRow(*values)


_LOOKS = [Event.PERSON_OPENED.value, Event.TOLD_OF_ELSEWHERE.value]


type LastChange = tuple[str, datetime]


def last_change(scope: Scope, subject: str, *, otherwise: datetime) -> LastChange:
    """Who changed a row last, and when it was recorded; see `last_changes`."""
    return last_changes(scope, [subject], otherwise=otherwise)[subject]


def last_changes(scope: Scope, subjects: Sequence[str], *, otherwise: datetime) -> dict[str, LastChange]:
    """Who changed each row last, and when it was recorded; opening a record, or being told that there is one, changes
    nothing. `otherwise`: the moment that is told where nobody is on record. One statement."""
    found = rows(
        lambda subject, name, at: (subject, (name, at)),
        """SELECT w.subject, x.name, x.recorded_at FROM unnest(%(subjects)s::text[]) AS w (subject)
           CROSS JOIN LATERAL (
               SELECT coalesce(u.name, 'Handrail') AS name, a.recorded_at FROM core_auditsubject s
               JOIN core_audit a ON a.id = s.audit_id LEFT JOIN identity_user u ON u.id = a.actor_id
               WHERE s.contract_id = %(contract)s AND s.subject = w.subject AND a.event <> ALL (%(looks)s)
               ORDER BY s.audit_id DESC LIMIT 1
           ) x""",
        {"contract": scope.contract_id, "subjects": list(subjects), "looks": _LOOKS},
    )
    return dict.fromkeys(subjects, ("Someone else", otherwise)) | dict(found)
