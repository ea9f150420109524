"""Reads the quotes of a request.
Refuses nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

_QUOTES = """
    SELECT q.id, q.supplier, q.price_pence, q.lead_days, q.note, u.name, q.at, q.chosen_at, q.chosen_why
    FROM specials_specialquote q JOIN identity_user u ON u.id = q.by_id
    WHERE q.contract_id = %(contract)s AND q.special_id = %(special)s ORDER BY q.at, q.id
"""


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """One quote; `chosen_at`: it was ordered by."""

    id: UUID
    supplier: str
    price_pence: int
    lead_days: int
    note: str
    by: str
    at: datetime
    chosen_at: datetime | None
    chosen_why: str


def quotes_of(scope: Scope, special_id: UUID) -> tuple[QuoteRow, ...]:
    """The quotes of a request, as they came."""
    return rows(QuoteRow, _QUOTES, {"contract": scope.contract_id, "special": special_id})
