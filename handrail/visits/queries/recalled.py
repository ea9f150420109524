"""Reads who has at home what a recall names, for the list that the desk works through and takes away as a file.
Refuses to guess: a loan of which nobody wrote down the lot is listed too, and says so by an empty lot."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.loans.states import LoanState
from handrail.stock.queries.recalls import RecallRow
from handrail.visits.queries.lists import Wanted


@dataclass(frozen=True, slots=True)
class RecalledLoan:
    """One open loan of a recalled product: an item by number, or so many pieces. `lot` empty: nobody knows it."""

    loan_id: UUID
    person_id: UUID
    person_name: str
    phone: str
    postcode: str
    asset_number: str
    lot: str
    pieces: int
    state: LoanState
    started_at: datetime


RECALLED_SORTS = {
    "person": "p.family_name, p.given_name",
    "place": "d.postcode",
    "item": "a.number",
    "since": "n.started_at",
    "key": "n.id",
}
_OF_RECALL = """
    WHERE n.contract_id = %(contract)s AND n.ended_at IS NULL AND n.product_id = %(product)s
    AND (%(lot)s = '' OR lower(coalesce(a.lot, n.lot)) IN (lower(%(lot)s), ''))
"""
_LOANS = f"""
    SELECT n.id, p.id, p.given_name || ' ' || p.family_name,
        coalesce(nullif(p.mobile, ''), p.phone), d.postcode, coalesce(a.number, ''),
        coalesce(a.lot, n.lot), n.quantity - n.quantity_back, n.state, n.started_at, count(*) OVER ()
    FROM loans_loan n
    JOIN people_person p ON p.id = n.person_id
    JOIN people_address d ON d.id = n.address_id
    LEFT JOIN stock_asset a ON a.id = n.asset_id
    {_OF_RECALL}
    ORDER BY {{order}} LIMIT %(limit)s OFFSET %(offset)s
"""


def recalled_loans(scope: Scope, wanted: Wanted, recall: RecallRow) -> tuple[tuple[RecalledLoan, ...], int]:
    """One part of the list, with how many there are in all."""
    sql = _LOANS.format(order=wanted.order(RECALLED_SORTS))
    found = rows(lambda *row: row, sql, wanted.params(scope, product=recall.product_id, lot=recall.lot))
    return tuple(_loan(*row[:-1]) for row in found), found[0][-1] if found else 0


def _loan(*row: Any) -> RecalledLoan:
    values = dict(zip(RecalledLoan.__slots__, row, strict=True))
    values["state"] = LoanState(values["state"])
    return RecalledLoan(**values)


def people_with(scope: Scope, *, product_id: UUID, lot: str) -> int:
    """How many people have something at home that a recall would name."""
    (count,) = rows(
        int,
        f"""SELECT count(DISTINCT n.person_id) FROM loans_loan n LEFT JOIN stock_asset a ON a.id = n.asset_id
            {_OF_RECALL}""",
        {"contract": scope.contract_id, "product": product_id, "lot": lot},
    )
    return count
