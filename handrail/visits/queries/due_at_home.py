"""Reads what is lent and due for its thorough examination, with the visit that is to see to it.
Refuses a sort key that it does not know; names of people are shown by the page only to who may see them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.queries.lists import Wanted

# Told so long before it is due, so that a day can be agreed.
DAYS_AHEAD = 42
SORTS = {
    "due": "a.examination_due_on", "number": "a.number", "product": "p.name", "person": "n.family_name", "key": "l.id",
}  # fmt: skip
_DUE = """
    SELECT l.id, a.number, p.name, a.examination_due_on, n.id, n.given_name || ' ' || n.family_name, d.postcode,
        s.id, s.number, count(*) OVER ()
    FROM stock_asset a
    JOIN loans_loan l ON l.asset_id = a.id AND l.ended_at IS NULL
    JOIN catalogue_product p ON p.id = a.product_id AND p.examination_months IS NOT NULL
    JOIN people_person n ON n.id = l.person_id JOIN people_address d ON d.id = l.address_id
    LEFT JOIN LATERAL (SELECT v.id, v.number FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
        WHERE t.loan_id = l.id AND t.kind IN ('SERVICE', 'COLLECT') AND t.outcome = 'OPEN'
        ORDER BY v.id LIMIT 1) s ON true
    WHERE a.contract_id = %(contract)s AND a.state = 'ON_LOAN' AND a.examination_due_on < %(before)s
    AND (%(words)s = '' OR upper(a.number) = %(words)s OR %(named)s AND upper(n.family_name) = %(words)s)
    ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class DueAtHome:
    """A thing that is lent and due for its examination. `visit_id`: the one that is to examine or fetch it."""

    loan_id: UUID
    number: str
    product: str
    due_on: date
    person_id: UUID
    person_name: str
    postcode: str
    visit_id: UUID | None
    visit_number: int | None


def due_at_home(scope: Scope, wanted: Wanted, today: date) -> tuple[tuple[DueAtHome, ...], int]:
    """What is overdue or falls due soon, with how many there are in all."""
    before = today + timedelta(days=DAYS_AHEAD)
    sql = _DUE.format(order=wanted.order(SORTS))
    found = rows(lambda *row: (DueAtHome(*row[:-1]), row[-1]), sql, wanted.params(scope, before=before))
    return tuple(row for row, _ in found), found[0][1] if found else 0
