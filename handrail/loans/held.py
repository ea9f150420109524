"""Holds the loans that came back and are about to be settled, or whose price is put right, so that what is read of them
stands.
Refuses nothing; what is settled already is not held."""

from collections.abc import Collection, Mapping
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

_LEFT = "loans_tosettle t JOIN loans_loan l ON l.id = t.loan_id WHERE t.contract_id = %(contract)s"
_ITEMS = f"""
    SELECT l.id FROM {_LEFT} AND t.asset_id = ANY(%(assets)s::uuid[]) ORDER BY t.loan_id FOR NO KEY UPDATE OF l, t
"""  # noqa: S608 - only constants of this module
_COUNTED = f"""
    SELECT f.id FROM unnest(%(products)s::uuid[], %(pieces)s::int[]) AS w (product_id, pieces)
    CROSS JOIN LATERAL (
        SELECT l.id FROM {_LEFT} AND t.asset_id IS NULL AND t.product_id = w.product_id
        ORDER BY t.loan_id LIMIT w.pieces FOR NO KEY UPDATE OF l, t
    ) AS f
"""  # noqa: S608 - only constants of this module
# With those of what came in the place of what these lines paid for.
_PAID_BY = """
    SELECT l.id FROM loans_loan l WHERE l.contract_id = %(contract)s AND l.line_id = ANY(
        SELECT unnest(%(lines)s::uuid[]) UNION SELECT n.id FROM orders_orderline n
        WHERE n.contract_id = %(contract)s AND n.paid_by_line_id = ANY(%(lines)s::uuid[]))
    ORDER BY l.id FOR NO KEY UPDATE
"""


def hold_items_back(scope: Scope, assets: Collection[UUID]) -> None:
    """The loans that these items came back from. Whoever changes at this moment who pays for them is waited for by this
    statement; what stands then is read by the next."""
    if assets:
        rows(lambda one: one, _ITEMS, {"contract": scope.contract_id, "assets": list(assets)})


def hold_pieces_back(scope: Scope, counted: Mapping[UUID, int]) -> None:
    """The same of so many pieces of these products, the oldest first. Of two who settle the same the second goes on to
    the next that are left."""
    if counted:
        products = sorted(counted)
        pieces = [counted[one] for one in products]
        rows(lambda one: one, _COUNTED, {"contract": scope.contract_id, "products": products, "pieces": pieces})


def hold_paid_by(scope: Scope, lines: Collection[UUID]) -> None:
    """The loans that these lines paid for. Whoever settles one at this moment is waited for by this statement; what was
    credited for it then is read by the next."""
    if lines:
        rows(lambda one: one, _PAID_BY, {"contract": scope.contract_id, "lines": list(lines)})
