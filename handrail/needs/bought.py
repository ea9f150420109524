"""Reads what people chose to buy themselves: one choice that is about to end, and the list of all.
Refuses names to a list for those who see no people: it is asked whether to name them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

_ONE = """
    SELECT b.id, b.person_id, p.name, e.id IS NOT NULL
    FROM needs_selfpurchase b JOIN catalogue_product p ON p.id = b.product_id
    LEFT JOIN needs_selfpurchaseend e ON e.self_purchase_id = b.id
    WHERE b.contract_id = %(contract)s AND b.id = %(id)s
"""
_LISTED = """
    SELECT b.id, b.person_id, CASE WHEN %(named)s THEN n.given_name || ' ' || n.family_name ELSE '' END, p.code, p.name,
        p.category, b.quantity, b.worth_pence, b.chosen_on, t.name, e.recorded_at, coalesce(e.why, ''),
        coalesce(w.name, '')
    FROM needs_selfpurchase b JOIN catalogue_product p ON p.id = b.product_id
    JOIN people_person n ON n.id = people_root(b.person_id)
    JOIN identity_user t ON t.id = b.told_by_id
    LEFT JOIN needs_selfpurchaseend e ON e.self_purchase_id = b.id
    LEFT JOIN identity_user w ON w.id = e.recorded_by_id
    WHERE b.contract_id = %(contract)s
    ORDER BY b.chosen_on DESC, b.id DESC LIMIT %(most)s OFFSET %(offset)s
"""
_COUNTS = """
    SELECT count(*), coalesce(sum(b.worth_pence) FILTER (WHERE e.id IS NULL), 0)::bigint, count(e.id)
    FROM needs_selfpurchase b LEFT JOIN needs_selfpurchaseend e ON e.self_purchase_id = b.id
    WHERE b.contract_id = %(contract)s
"""


@dataclass(frozen=True, slots=True)
class OneSelfPurchase:
    """A choice, of what, and whether it ended."""

    id: UUID
    person_id: UUID
    product: str
    ended: bool


@dataclass(frozen=True, slots=True)
class ListedSelfPurchase:
    """A choice as a list shows it; `person` is empty for who sees no people. `worth_pence`: the contract's price."""

    id: UUID
    person_id: UUID
    person: str
    product_code: str
    product: str
    category: str
    quantity: int
    worth_pence: int
    chosen_on: date
    told_by: str
    ended_at: datetime | None
    ended_why: str
    ended_by: str


@dataclass(frozen=True, slots=True)
class SelfPurchaseCounts:
    """How many choices there are, what those that stand are worth, and how many ended."""

    count: int
    worth_pence: int
    ended: int


def self_purchase(scope: Scope, self_purchase_id: UUID) -> OneSelfPurchase | None:
    """One choice."""
    found = rows(OneSelfPurchase, _ONE, {"contract": scope.contract_id, "id": self_purchase_id})
    return found[0] if found else None


def self_purchases(scope: Scope, *, named: bool, most: int, offset: int = 0) -> tuple[ListedSelfPurchase, ...]:
    """The newest first."""
    asked = {"contract": scope.contract_id, "named": named, "most": most, "offset": offset}
    return rows(ListedSelfPurchase, _LISTED, asked)


def self_purchase_counts(scope: Scope) -> SelfPurchaseCounts:
    """All of the contract that the reader's organisation may see."""
    (found,) = rows(SelfPurchaseCounts, _COUNTS, {"contract": scope.contract_id})
    return found
