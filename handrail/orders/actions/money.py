"""Writes what money asks of lines that were ordered long ago: other facts of who pays, another price.
Refuses nothing; the use cases decide."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic_core import to_json

from handrail.orders.models import FundingChange, OrderLine


def fund_lines(changes: Sequence[FundingChange], facts: Mapping[str, Any]) -> None:
    """Lay these facts over those that are frozen on lines, and keep what was. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_orderline SET funding = funding || %s::jsonb WHERE id = ANY(%s)",
            [to_json(facts).decode(), [change.line_id for change in changes]],
        )
    FundingChange.objects.bulk_create(changes)


def price_line(line_id: UUID, *, each_pence: int, spend_pence: int) -> None:
    """What one of a line costs in truth, and all of it."""
    OrderLine.objects.filter(pk=line_id).update(price_pence=each_pence, spend_pence=spend_pence)
