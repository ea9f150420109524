"""Reads lists of loans page by page, by key, for systems that follow them.
Refuses offsets, and loans of people whom the scope does not reach."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.loans.states import LoanState


@dataclass(frozen=True, slots=True)
class LoanListed:
    """What is, or was, with someone: an item by number, or so many of a counted product, some of them back."""

    loan_id: UUID
    person_id: UUID
    address_id: UUID
    line_id: UUID | None
    product_code: str
    product_name: str
    asset_number: str
    quantity: int
    quantity_back: int
    state: LoanState
    started_at: datetime
    review_on: date | None
    ended_at: datetime | None
    end_reason: str


_LOANS = """
    SELECT n.id, n.person_id, n.address_id, n.line_id, p.code, p.name, coalesce(a.number, ''), n.quantity,
        n.quantity_back, n.state, n.started_at, n.review_on, n.ended_at, n.end_reason
    FROM loans_loan n JOIN catalogue_product p ON p.id = n.product_id LEFT JOIN stock_asset a ON a.id = n.asset_id
    WHERE n.contract_id = %(contract)s AND (%(after)s::uuid IS NULL OR n.id > %(after)s)
    AND (%(person)s::uuid IS NULL OR n.person_id = %(person)s)
    AND (%(number)s = '' OR a.number = upper(%(number)s))
    AND (%(state)s = '' OR n.state = %(state)s)
    ORDER BY n.id LIMIT %(limit)s
"""


def loans_page(
    scope: Scope,
    *,
    limit: int,
    after: UUID | None = None,
    person_id: UUID | None = None,
    asset_number: str = "",
    state: LoanState | None = None,
) -> tuple[LoanListed, ...]:
    """Loans, the oldest first; of a person, of an item or in a state. One statement."""
    return rows(
        _loan,
        _LOANS,
        {
            "contract": scope.contract_id,
            "after": after,
            "person": person_id,
            "number": asset_number,
            "state": state.value if state else "",
            "limit": limit,
        },
    )


def _loan(*row: Any) -> LoanListed:
    values = dict(zip(LoanListed.__slots__, row, strict=True))
    values["state"] = LoanState(values["state"])
    return LoanListed(**values)
