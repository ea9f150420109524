"""Reads a user's own unsent orders. One begun on a record that was joined into another goes on under the one in front.
Refuses another user's drafts: they are as if they were not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.events import Event
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft as typed; `version` is what the next save follows."""

    id: UUID
    person_id: UUID
    person_name: str
    person_born_on: date
    content: Mapping[str, Any]
    version: int
    begun_at: datetime
    saved_at: datetime


_DRAFTS = """
    SELECT d.id, p.id, p.given_name || ' ' || p.family_name, p.birth_on, d.content, d.version, d.begun_at,
        d.saved_at
    FROM orders_draft d JOIN people_person p ON p.id = people_root(d.person_id)
    WHERE d.contract_id = %(contract)s AND d.user_id = %(user)s
"""


def _draft(*row: Any) -> DraftRow:
    draft_id, person_id, name, born_on, content, version, begun_at, saved_at = row
    return DraftRow(draft_id, person_id, name, born_on, value_of(content), version, begun_at, saved_at)


def draft(scope: Scope, draft_id: UUID) -> DraftRow | None:
    """One of the user's own drafts."""
    asked = {"contract": scope.contract_id, "user": scope.user_id, "id": draft_id}
    found = rows(_draft, f"{_DRAFTS} AND d.id = %(id)s", asked)
    return found[0] if found else None


def sent_under(scope: Scope, key: str) -> UUID | None:
    """The order that the user sent under this key. Its draft is gone since: the reply was lost, or the button pressed
    twice."""
    found = rows(
        lambda order_id: order_id,
        """SELECT (answer->>'order_id')::uuid FROM core_answeredcall
           WHERE contract_id = %(contract)s AND actor_id = %(user)s AND key = %(key)s AND event = %(event)s""",
        {"contract": scope.contract_id, "user": scope.user_id, "key": key, "event": Event.ORDER_PLACED.value},
    )
    return found[0] if found else None


def sent_as(scope: Scope, draft_id: UUID) -> tuple[UUID, int] | None:
    """The order that a draft of the user's became, with its number; None: it never was, or was thrown away."""
    found = rows(
        lambda order_id, number: (order_id, number),
        """SELECT o.id, o.number FROM core_auditsubject d
           JOIN core_audit a ON a.id = d.audit_id AND a.event = %(event)s AND a.actor_id = %(user)s
           JOIN core_auditsubject s ON s.audit_id = a.id AND s.subject LIKE 'order:%%'
           JOIN orders_order o ON o.id = split_part(s.subject, ':', 2)::uuid AND o.contract_id = %(contract)s
           WHERE d.contract_id = %(contract)s AND d.subject = %(draft)s""",
        {
            "contract": scope.contract_id,
            "user": scope.user_id,
            "draft": f"draft:{draft_id}",
            "event": Event.ORDER_PLACED.value,
        },
    )
    return found[0] if found else None


def was_thrown_away(scope: Scope, draft_id: UUID) -> bool:
    """Whether this was a draft of the user's that they threw away."""
    return bool(
        rows(
            bool,
            """SELECT true FROM core_auditsubject d
               JOIN core_audit a ON a.id = d.audit_id AND a.event = %(event)s AND a.actor_id = %(user)s
               WHERE d.contract_id = %(contract)s AND d.subject = %(draft)s LIMIT 1""",
            {
                "contract": scope.contract_id, "user": scope.user_id, "draft": f"draft:{draft_id}",
                "event": Event.DRAFT_DROPPED.value,
            },
        )
    )  # fmt: skip


def drafts_of(scope: Scope, *, person_id: UUID | None = None, most: int = 50) -> tuple[DraftRow, ...]:
    """The user's own drafts, of one person if asked, the last saved first."""
    asked = {"contract": scope.contract_id, "user": scope.user_id, "person": person_id, "most": most}
    return rows(
        _draft,
        f"""{_DRAFTS} AND (%(person)s::uuid IS NULL OR p.id = people_root(%(person)s))
            ORDER BY d.saved_at DESC, d.id LIMIT %(most)s""",
        asked,
    )


def person_is_known(scope: Scope, person_id: UUID) -> bool:
    """Whether the person is in reach and their record was not joined into another."""
    asked = {"contract": scope.contract_id, "id": person_id}
    return bool(
        rows(
            lambda found: found,
            "SELECT id FROM people_person WHERE contract_id = %(contract)s AND id = %(id)s AND joined_into_id IS NULL",
            asked,
        )
    )
