"""Reads the loans of products that are rented by the week, with the days on which each was out.
Refuses counted pieces, which carry no number, and loans without an order line, which others paid for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.rules.rentals import OnRent

# What took another's place owes what that one owed: the line that was paid for says whether it was bought. A loan that
# never was owes nothing, unless it was another item that this person had: that one's loan begins as this one ends.
_OUT = """
    SELECT l.id, r.id, l.product_id, (l.started_at AT TIME ZONE 'Europe/London')::date,
        (CASE WHEN l.end_reason = 'MISTAKEN' AND NOT EXISTS (
            SELECT FROM loans_loan s WHERE s.line_id = l.line_id AND s.started_at = l.ended_at AND s.id <> l.id)
            THEN l.started_at ELSE l.ended_at END AT TIME ZONE 'Europe/London')::date, r.price_pence > 0
    FROM loans_loan l JOIN orders_orderline n ON n.id = l.line_id
    JOIN orders_orderline r ON r.id = coalesce(n.paid_by_line_id, n.id)
    WHERE l.contract_id = %(contract)s AND l.product_id = ANY(%(products)s::uuid[]) AND l.asset_id IS NOT NULL
        AND (l.started_at AT TIME ZONE 'Europe/London')::date < %(after)s
        AND (l.ended_at IS NULL OR (l.ended_at AT TIME ZONE 'Europe/London')::date > %(first)s
            OR l.id = ANY(%(also)s::uuid[]))
    ORDER BY l.id
"""


def on_rent_between(
    scope: Scope, products: Collection[UUID], first: date, after: date, *, also: Iterable[UUID] = ()
) -> tuple[OnRent, ...]:
    """Loans of these products that were out on any of these days, and `also` those that ended before."""
    asked = {
        "contract": scope.contract_id, "products": sorted(products), "first": first, "after": after,
        "also": sorted(set(also)),
    }  # fmt: skip
    return rows(OnRent, _OUT, asked)


@dataclass(frozen=True, slots=True)
class NamedLoan:
    """A loan as a list names it: its order, and the number of its item."""

    order: str
    item: str


_NAMES = """
    SELECT l.id, o.number::text, a.number FROM loans_loan l JOIN orders_orderline n ON n.id = l.line_id
    JOIN orders_order o ON o.id = n.order_id JOIN stock_asset a ON a.id = l.asset_id
    WHERE l.contract_id = %(contract)s AND l.id = ANY(%(ids)s::uuid[])
"""


def named_loans(scope: Scope, ids: Collection[UUID]) -> dict[UUID, NamedLoan]:
    """How lists name these loans."""
    asked = {"contract": scope.contract_id, "ids": list(ids)}
    return dict(rows(lambda loan_id, *named: (loan_id, NamedLoan(*named)), _NAMES, asked))
