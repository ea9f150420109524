"""Owns: the rows that a delivery, a gift, a fitting or telling of a recall becomes, as plain values.
Refuses: nothing; the tables do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LoanStart:
    """A loan that begins. An asset is always lent by one; `price_pence` is what the payer was charged, if known.

    `state_at`: since when it is so, for loans brought from elsewhere; None: since the change. `quantity_back`: of a
    loan in the place of another, how many of it had come back."""

    id: UUID
    person_id: UUID
    address_id: UUID
    product_id: UUID
    quantity: int
    started_at: datetime
    line_id: UUID | None = None
    asset_id: UUID | None = None
    lot: str = ""
    review_on: date | None = None
    price_pence: int | None = None
    funding: Mapping[str, object] = field(default_factory=dict)
    imported_reference: str = ""
    state_at: datetime | None = None
    quantity_back: int = 0


@dataclass(frozen=True, slots=True)
class GiftStart:
    """Something that became the person's own; `loan_id` where it was lent first."""

    id: UUID
    person_id: UUID
    product_id: UUID
    quantity: int
    given_at: datetime
    price_pence: int
    line_id: UUID | None = None
    loan_id: UUID | None = None
    asset_id: UUID | None = None
    funding: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AdaptationStart:
    """Something fitted to a home. `measurements` as they stood on the line."""

    id: UUID
    person_id: UUID
    address_id: UUID
    product_id: UUID
    quantity: int
    fitted_at: datetime
    price_pence: int
    line_id: UUID | None = None
    measurements: Mapping[str, object] = field(default_factory=dict)
    funding: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartBack:
    """So many of a counted loan came back; the loan goes on for the rest."""

    loan_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class NewTelling:
    """That somebody was told that one thing of theirs is recalled, or was not reached; see the table."""

    id: UUID
    recall_id: UUID
    person_id: UUID
    how: str
    reached: bool
    counts: bool
    still_used: str
    said: str
    loan_id: UUID | None = None
    adaptation_id: UUID | None = None
    gift_id: UUID | None = None
    visit_id: UUID | None = None
