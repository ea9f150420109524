"""Reads the credits that stand for what came back of loans, piece by piece.
Refuses nothing: what was never credited has none."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope

# A counted loan that was put right stands in the place of others of its line, which were credited. An item is its own.
# Which line was paid for, and which loan a cause names, is worked out first: row security asks an index by plain ids
# alone.
_STANDING = """
    SELECT l.id, e.id, s.line_id, e.quantity - coalesce(
            (SELECT sum(c.quantity) FROM ledger_entry c WHERE c.corrects_id = e.id), 0)::int, e.unit_pence,
        json_agg(json_build_array(s.share_set_id, s.pence) ORDER BY s.share_set_id)
    FROM loans_loan l LEFT JOIN orders_orderline n ON n.id = l.line_id
    CROSS JOIN LATERAL (SELECT coalesce(n.paid_by_line_id, n.id, l.id) AS id OFFSET 0) k
    CROSS JOIN LATERAL (
        SELECT p.line_id, coalesce(x.corrects_id, x.id) AS entry_id, a.share_set_id, -sum(p.amount_pence) AS pence
        FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id JOIN ledger_entry x ON x.id = p.entry_id
        WHERE p.line_id = k.id AND a.kind = 'CREDITED'
        GROUP BY 1, 2, 3 HAVING sum(p.amount_pence) < 0
    ) s
    CROSS JOIN LATERAL (SELECT x.id, x.quantity, x.unit_pence, split_part(x.cause, ':', 2)::uuid AS loan_id
        FROM ledger_entry x WHERE x.id = s.entry_id OFFSET 0) e
    CROSS JOIN LATERAL (SELECT x.id, x.line_id FROM loans_loan x WHERE x.id = e.loan_id OFFSET 0) o
    WHERE l.contract_id = %(contract)s AND l.id = ANY(%(loans)s::uuid[])
        AND (o.id = l.id OR l.asset_id IS NULL AND o.line_id = l.line_id)
    GROUP BY l.id, o.id, e.id, e.quantity, e.unit_pence, s.line_id
    ORDER BY l.id, o.id <> l.id, e.id DESC
"""


@dataclass(frozen=True, slots=True)
class Credit:
    """One entry that credited: so many pieces of it stand, at so much each, and what of it stands by share set."""

    entry_id: UUID
    line_id: UUID
    pieces: int
    each_pence: int
    funds: tuple[tuple[UUID, int], ...]


def credits_of(scope: Scope, loans: Collection[UUID]) -> dict[UUID, list[Credit]]:
    """By loan, its own first, then the latest first. One statement."""
    found: dict[UUID, list[Credit]] = {}
    for loan_id, credit in rows(_credit, _STANDING, {"contract": scope.contract_id, "loans": list(loans)}):
        found.setdefault(loan_id, []).append(credit)
    return found


def _credit(loan_id: UUID, entry_id: UUID, line_id: UUID, pieces: int, each: int, funds: Any) -> tuple[UUID, Credit]:
    paid = tuple((UUID(fund), int(pence)) for fund, pence in value_of(funds))
    return loan_id, Credit(entry_id, line_id, pieces, each, paid)
