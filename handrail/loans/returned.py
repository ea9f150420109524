"""Reads for which loans credits were given: what decides on them by the terms of their day.
Refuses nothing."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import whole_months
from handrail.ledger.rules.priced import Returned, loan_of
from handrail.ledger.rules.restating import Standing

_LENT = """
    SELECT l.id, p.category, (l.started_at AT TIME ZONE 'Europe/London')::date,
        (coalesce(l.ended_at, l.state_at) AT TIME ZONE 'Europe/London')::date, l.quantity_settled
    FROM loans_loan l JOIN catalogue_product p ON p.id = l.product_id
    WHERE l.contract_id = %(contract)s AND l.id = ANY(%(loans)s::uuid[])
"""


def returned_for(scope: Scope, credited: Collection[Standing]) -> dict[UUID, Returned]:
    """By loan, for these credits. One statement; none where there are no credits."""
    days = {loan_of(one): one.happened_on for one in credited}
    if not days:
        return {}
    terms = money_terms(scope).credit

    def row(loan_id: UUID, category: str, began: date, ended: date, settled: int) -> tuple[UUID, Returned]:
        return loan_id, Returned(category, whole_months(began, ended), terms.of(days[loan_id]), settled)

    return dict(rows(row, _LENT, {"contract": scope.contract_id, "loans": list(days)}))
