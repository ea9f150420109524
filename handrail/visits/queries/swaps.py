"""Reads what a replacement for a lent thing needs to know: the order behind the loan, and what is lent.
Refuses nothing: a loan brought from the old provider has no order behind it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.loans.states import LoanState
from handrail.orders.states import OPEN
from handrail.people.queries.for_two import two_needed
from handrail.people.states import LifeEventKind


@dataclass(frozen=True, slots=True)
class LentThing:
    """An open loan with its product, and the order behind it where there is one. Money in pence. `for_two`: nobody goes
    alone to where it stands."""

    loan_id: UUID
    state: LoanState
    person_id: UUID
    address_id: UUID
    easting: int | None
    northing: int | None
    product_id: UUID
    product_code: str
    product_name: str
    tracking: str
    supply_route: str
    collect_when_done: bool
    crew: int
    fitting_minutes: int
    asset_id: UUID | None
    asset_number: str
    quantity_out: int
    lot: str
    price_pence: int
    funding: Mapping[str, Any]
    measurements: Mapping[str, Any]
    order_id: UUID | None
    partner_id: UUID | None
    team_id: UUID | None
    prescriber_id: UUID | None
    died_on: date | None
    category: str
    electric: bool
    paid_line_id: UUID | None
    for_two: bool


_LENT = f"""
    SELECT l.id, l.state, l.person_id, l.address_id, d.easting, d.northing, l.product_id, p.code, p.name, p.tracking,
        p.supply_route, p.collect_when_done, p.crew, p.fitting_minutes, l.asset_id, coalesce(a.number, ''),
        l.quantity - l.quantity_back, l.lot, coalesce(l.price_pence, p.price_pence), l.funding,
        coalesce(n.measurements, '{{}}'), o.id, o.partner_id, o.team_id, o.prescriber_id, r.died_on,
        p.category, p.electrical_test_months IS NOT NULL, coalesce(n.paid_by_line_id, n.id),
        {two_needed("l.person_id", "l.address_id")}
    FROM loans_loan l
    JOIN catalogue_product p ON p.id = l.product_id
    JOIN people_address d ON d.id = l.address_id
    JOIN people_person r ON r.id = l.person_id
    LEFT JOIN stock_asset a ON a.id = l.asset_id
    LEFT JOIN orders_orderline n ON n.id = l.line_id
    LEFT JOIN orders_order o ON o.id = n.order_id
    WHERE l.contract_id = %(contract)s AND l.ended_at IS NULL AND l.id = ANY(%(ids)s)
    ORDER BY l.id
"""


def lines_coming(scope: Scope, person_id: UUID) -> int:
    """How many lines ordered for a person, on any record of theirs, have not arrived and are not stopped."""
    found: tuple[int, ...] = rows(
        int,
        """SELECT count(*) FROM orders_orderline l WHERE l.contract_id = %(contract)s
           AND l.person_id = ANY (people_records(%(person)s)) AND l.state = ANY (%(open)s)""",
        {"contract": scope.contract_id, "person": person_id, "open": [state.value for state in OPEN]},
    )
    return found[0]


# A stay or a move of long ago is not the one that is told of now.
_LATELY = timedelta(days=90)


def recorded_lately(scope: Scope, person_id: UUID, kind: LifeEventKind, today: date) -> bool:
    """Whether a death, or a move or stay of the last months, stands on any record of a person."""
    return bool(
        rows(
            bool,
            """SELECT true FROM people_lifeevent e WHERE e.contract_id = %(contract)s AND e.withdrawn_at IS NULL
               AND e.person_id = ANY (people_records(%(person)s)) AND e.kind = %(kind)s
               AND (e.kind = 'DEATH' OR e."on" >= %(since)s) LIMIT 1""",
            {
                "contract": scope.contract_id, "person": person_id, "kind": kind.value, "since": today - _LATELY,
            },
        )
    )  # fmt: skip


def lent_things(scope: Scope, loan_ids: Collection[UUID], *, lock: bool = False) -> tuple[LentThing, ...]:
    """These loans as far as they are open, by key; locked until the change ends where asked for."""
    sql = f"{_LENT} FOR NO KEY UPDATE OF l" if lock else _LENT
    return rows(_thing, sql, {"contract": scope.contract_id, "ids": list(loan_ids)})


def _thing(*row: Any) -> LentThing:
    values = list(row)
    values[1] = LoanState(values[1])
    values[19] = value_of(values[19])
    values[20] = value_of(values[20])
    return LentThing(*values)
