"""Reads the quotes of a request.
Refuses nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

_QUOTES = """
    SELECT q.special_id, q.id, q.supplier, q.price_pence, q.lead_days, q.note, u.name, q.at, q.chosen_at, q.chosen_why
    FROM specials_specialquote q JOIN identity_user u ON u.id = q.by_id
    WHERE q.contract_id = %(contract)s AND q.special_id = ANY (%(specials)s::uuid[]) ORDER BY q.at, q.id
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
    return quotes_for(scope, [special_id])[special_id]


def quotes_for(scope: Scope, special_ids: Collection[UUID]) -> Mapping[UUID, tuple[QuoteRow, ...]]:
    """The quotes, by request."""
    asked = {"contract": scope.contract_id, "specials": list(special_ids)}
    found = rows(lambda special_id, *row: (special_id, QuoteRow(*row)), _QUOTES, asked)
    return {special: tuple(one for of, one in found if of == special) for special in special_ids}
