"""Adds answers to an order after it was sent: those that the crew gave at delivery.
Refuses to change an answer; another one is added beside it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from handrail.orders.actions.orders import NewAnswer
from handrail.orders.models import Answer


def add_answers(
    rows: Sequence[NewAnswer], *, contract_id: UUID, order_id: UUID, person_id: UUID, by_id: UUID, at: datetime
) -> None:
    """Add answers to an order, in one statement, none for no rows."""
    Answer.objects.bulk_create(
        Answer(
            contract_id=contract_id,
            order_id=order_id,
            person_id=person_id,
            by_id=by_id,
            happened_at=at,
            **{name: getattr(row, name) for name in NewAnswer.__slots__},
        )
        for row in rows
    )
