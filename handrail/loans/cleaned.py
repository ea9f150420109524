"""Reads what was charged for cleaning what came back in a time, and how its product is cleaned.
Refuses nothing; what was taken back since is left out."""

from collections.abc import Sequence
from datetime import date

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.rules.recharged import Cleaned
from handrail.ledger.rules.store_charges import CLEANS

# The loan is in the cause. Worked out first: row security lets no cast into a join.
_CLEANED = """
    WITH cleans AS MATERIALIZED (
        SELECT split_part(e.cause, ':', 3)::uuid AS loan_id, e.happened_on, e.item,
            e.quantity - coalesce((SELECT sum(c.quantity) FROM ledger_entry c WHERE c.corrects_id = e.id), 0) AS pieces
        FROM ledger_entry e WHERE e.contract_id = %(contract)s AND e.kind = 'CHARGED' AND e.month >= %(first)s
            AND e.happened_on >= %(first)s AND e.happened_on < %(after)s AND e.cause LIKE 'charge:loan:%%'
            AND e.item = ANY(%(cleans)s)
    )
    SELECT n.happened_on, n.item, p.decontamination_method, p.decontamination_minutes, sum(n.pieces)::int
    FROM cleans n JOIN loans_loan l ON l.id = n.loan_id JOIN catalogue_product p ON p.id = l.product_id
    WHERE l.contract_id = %(contract)s AND n.pieces > 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def cleaned_between(scope: Scope, first: date, after: date) -> Sequence[Cleaned]:
    """What was charged for cleans in these days."""
    asked = {"contract": scope.contract_id, "first": first, "after": after, "cleans": sorted(CLEANS)}
    return rows(Cleaned, _CLEANED, asked)
