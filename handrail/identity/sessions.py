"""Writes down who signed in and out; it belongs to no contract, because a user is chosen before a contract is.
Refuses events that are not of a session."""

from uuid import UUID

from django.db import connection, transaction

from handrail.core.moment import Moment
from handrail.identity.events import Event

EVENTS = frozenset({Event.SIGNED_IN, Event.SIGNED_OUT})


def record_session(user_id: UUID, event: Event, at: Moment) -> None:
    """One audit row for a sign-in or sign-out. Raises ValueError for any other event."""
    if event not in EVENTS:
        raise ValueError(f"{event} is not an event of a session")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT core_scope(NULL, NULL, 'NONE', %s)", [user_id])
        cursor.execute(
            "SELECT core_audit_add(%s, %s, %s, %s, '', NULL)",
            [event.value, at.happened_at, at.recorded_at, "1 hour"],
        )
