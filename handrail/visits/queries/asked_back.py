"""Reads what became of earlier requests for lent things: the visit that is to fetch each, the one after which somebody
has yet to decide, and what was ordered in its place. Refuses to write."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import OPEN
from handrail.visits.codes import TaskKind


@dataclass(frozen=True, slots=True)
class VisitOfLoan:
    """A visit that is to fetch or mend a loan, or did not."""

    loan_id: UUID
    visit_id: UUID
    number: int


_OF_LOANS = """
    SELECT t.loan_id, v.id, v.number FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
    WHERE t.contract_id = %(contract)s AND t.loan_id = ANY(%(loans)s) AND t.kind = %(kind)s AND {which}
    ORDER BY v.id
"""


def owed_after(scope: Scope, loan_ids: Collection[UUID]) -> Mapping[UUID, VisitOfLoan]:
    """By loan, the latest visit that did not fetch it and after which the next step is still to be taken; locked, so
    that it is not taken meanwhile."""
    which = "v.state IN ('FAILED', 'PART_COMPLETED') AND v.next_step_done_at IS NULL"
    sql = f"{_OF_LOANS.format(which=which)} FOR NO KEY UPDATE OF v"
    given = {"contract": scope.contract_id, "loans": list(loan_ids), "kind": TaskKind.COLLECT.value}
    found = rows(VisitOfLoan, sql, given)
    return {one.loan_id: one for one in found}


def still_to_come(scope: Scope, loan_ids: Collection[UUID], kind: TaskKind) -> Mapping[UUID, VisitOfLoan]:
    """By loan, the visit that is still to fetch it, or to mend it."""
    sql = _OF_LOANS.format(which="t.outcome = 'OPEN'")
    found = rows(VisitOfLoan, sql, {"contract": scope.contract_id, "loans": list(loan_ids), "kind": kind.value})
    return {one.loan_id: one for one in found}


@dataclass(frozen=True, slots=True)
class InItsPlace:
    """A line that was ordered when a swap was asked for and is still to come, and its product."""

    line_id: UUID
    product: str


def in_place_of(scope: Scope, loan_ids: Collection[UUID]) -> tuple[InItsPlace, ...]:
    """What was ordered in the place of these loans by the request that asked them back, and has not come. Of one
    request for several things, as many lines as loans of a product are meant."""
    return rows(
        InItsPlace,
        """WITH back AS (
               SELECT l.id, l.person_id, l.product_id, l.state_at,
                   row_number() OVER (PARTITION BY l.person_id, l.product_id, l.state_at ORDER BY l.id) AS place,
                   count(*) OVER (PARTITION BY l.person_id, l.state_at) AS of_them
               FROM loans_loan l WHERE l.contract_id = %(contract)s AND l.state = 'RETURN_REQUESTED'
               AND l.id = ANY(%(loans)s)),
           coming AS (
               SELECT n.id, n.product_id, p.name, o.person_id, o.submitted_at,
                   row_number() OVER (PARTITION BY o.id, n.product_id ORDER BY n.position) AS place,
                   count(*) OVER (PARTITION BY o.id) AS of_them
               FROM orders_order o JOIN orders_orderline n ON n.order_id = o.id
               JOIN catalogue_product p ON p.id = n.product_id
               WHERE o.contract_id = %(contract)s AND o.person_id IN (SELECT person_id FROM back)
               AND n.state = ANY(%(open)s) AND n.spend_pence = 0
               AND EXISTS (SELECT FROM visits_visittask d JOIN visits_visittask c ON c.visit_id = d.visit_id
                   WHERE d.line_id = n.id AND d.kind = 'DELIVER' AND c.kind = 'COLLECT' AND c.loan_id = ANY(%(loans)s)))
           SELECT DISTINCT n.id, n.name FROM back b
           JOIN coming n ON n.person_id = b.person_id AND n.submitted_at = b.state_at
               AND (n.product_id = b.product_id AND n.place = b.place OR n.of_them = 1 AND b.of_them = 1)
           ORDER BY n.id""",
        {"contract": scope.contract_id, "loans": list(loan_ids), "open": [state.value for state in OPEN]},
    )
