"""Reads for which loans credits were given: what decides on them by the terms of their day.
Refuses nothing."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from handrail.catalogue.rules.traits import TRAITS
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.codes import CreditDue
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import falls_due, is_excluded, whole_months
from handrail.ledger.rules.priced import Returned, loan_of
from handrail.ledger.rules.restating import Standing
from handrail.loans.passed import FELL_DUE

_LENT = f"""
    SELECT l.id, p.category, (l.started_at AT TIME ZONE 'Europe/London')::date,
        (coalesce(l.ended_at, l.state_at) AT TIME ZONE 'Europe/London')::date, {FELL_DUE}
    FROM loans_loan l JOIN catalogue_product p ON p.id = l.product_id
    WHERE l.contract_id = %(contract)s AND l.id = ANY(%(loans)s::uuid[])
"""  # noqa: S608 - only constants of our modules
# Items whose credit fell due while nothing was owed for their line. What has another in its place waits for that one.
_SETTLED = f"""
    SELECT l.id, p.category, (l.started_at AT TIME ZONE 'Europe/London')::date,
        (coalesce(l.ended_at, l.state_at) AT TIME ZONE 'Europe/London')::date, {FELL_DUE}, {TRAITS}
    FROM orders_orderline n JOIN loans_loan l ON l.line_id = n.id JOIN catalogue_product p ON p.id = l.product_id
    WHERE n.contract_id = %(contract)s AND (n.id = %(line)s OR n.paid_by_line_id = %(line)s) AND p.credit_eligible
        AND l.asset_id IS NOT NULL AND {FELL_DUE} > 0 AND l.id <> ALL(%(known)s::uuid[])
        AND NOT EXISTS (SELECT FROM orders_orderline x
            WHERE x.paid_by_line_id = %(line)s AND x.id > l.line_id AND x.state = 'DELIVERED')
    ORDER BY l.id
"""  # noqa: S608 - only constants of our modules


def settled_for_nothing(
    scope: Scope, line_id: UUID, passed: Mapping[UUID, date], known: Collection[UUID]
) -> dict[UUID, Returned]:
    """The loans of a line whose credit fell due and that were never credited. `passed`: the days on which some passed;
    `known`: those that were."""
    asked = {"contract": scope.contract_id, "line": line_id, "known": list(known)}
    terms, found = money_terms(scope).credit, {}
    for loan_id, category, began, ended, pieces, traits in rows(lambda *row: row, _SETTLED, asked):
        months = whole_months(began, ended)
        returned = falls_due(category, months, terms.of(ended)) is CreditDue.RETURN
        on = ended if returned else passed.get(loan_id)
        if on and not is_excluded(traits, terms.of(on)):
            found[loan_id] = Returned(category, months, terms.of(on), pieces, on)
    return found


def returned_for(scope: Scope, credited: Collection[Standing]) -> dict[UUID, Returned]:
    """By loan, for these credits. One statement; none where there are no credits."""
    days = {loan_of(one): one.happened_on for one in credited}
    if not days:
        return {}
    terms = money_terms(scope).credit

    def row(loan_id: UUID, category: str, began: date, ended: date, settled: int) -> tuple[UUID, Returned]:
        return loan_id, Returned(category, whole_months(began, ended), terms.of(days[loan_id]), settled, days[loan_id])

    return dict(rows(row, _LENT, {"contract": scope.contract_id, "loans": list(days)}))
