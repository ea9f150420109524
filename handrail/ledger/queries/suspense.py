"""Reads what waits for a price or for a fund.
Refuses nothing; what was put right since by a correction waits no more."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.codes import WaitsFor
from handrail.ledger.rules.suspense import Waiting

_STANDS_BY = "coalesce((SELECT l.audit_id FROM core_laiddown l WHERE l.id = %(contract)s), 0)"
_TO_TRY = f"""FROM ledger_waiting w WHERE w.contract_id = %(contract)s AND w.settled_at IS NULL
    AND (w.tried_on < %(today)s OR w.stood_by <> {_STANDS_BY})"""
_OF_LINE = """(SELECT coalesce(sum(p.amount_pence), 0) FROM ledger_posting p
    JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'SUSPENSE' WHERE p.line_id = l.line_id)"""
_PENCE = f"CASE WHEN w.item = 'equipment' THEN least(w.pence, {_OF_LINE}) ELSE w.pence END"
_LINE_OF = "LATERAL (SELECT (w.weights -> 0 ->> 0)::uuid AS line_id OFFSET 0) l"
_OPEN = f"""
    FROM ledger_waiting w CROSS JOIN {_LINE_OF}
    CROSS JOIN LATERAL (SELECT {_PENCE} AS pence OFFSET 0) s
    WHERE w.contract_id = %(contract)s AND w.settled_at IS NULL AND (w.waits_for = 'PRICE' OR s.pence > 0)
        AND (%(waits_for)s = '' OR w.waits_for = %(waits_for)s)
"""
SORTS = {"since": "w.happened_on", "pence": "coalesce(s.pence, 0)", "what": "w.item"}


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that waits. `label`: the row of the price list in words, where the contract has any; `orders`: those
    that it was for, by number."""

    waits_for: WaitsFor
    item: str
    label: str
    quantity: int
    happened_on: date
    recorded_at: datetime
    pence: int | None
    orders: Mapping[int, UUID]
    product: str


@dataclass(frozen=True, slots=True)
class Waits:
    """How much waits: what has no price, what has no fund and its pence, how many credits, and since when."""

    without_price: int
    without_fund: int
    credits: int
    pence: int
    since: date | None


def anything_to_settle(scope: Scope, at: datetime) -> bool:
    """Whether something waits that was not tried today, or not since contract data changed."""
    asked = {"contract": scope.contract_id, "today": at.astimezone(LONDON).date()}
    return rows(bool, f"SELECT EXISTS (SELECT {_TO_TRY})", asked)[0]


def to_try(scope: Scope, today: date, *, at_most: int) -> Sequence[Waiting]:
    """What is to be tried, those that wait longest first."""
    asked = {"contract": scope.contract_id, "today": today, "most": at_most}
    return rows(_waiting, f"SELECT {_COLUMNS} {_TO_TRY} ORDER BY w.happened_on, w.id LIMIT %(most)s", asked)


def hold_to_try(scope: Scope, today: date, ids: Sequence[UUID]) -> Sequence[Waiting]:
    """Of these, locked, those that nobody tried or settled meanwhile."""
    asked = {"contract": scope.contract_id, "today": today, "ids": list(ids)}
    found = f"SELECT {_COLUMNS} {_TO_TRY} AND w.id = ANY(%(ids)s::uuid[]) ORDER BY w.id FOR UPDATE OF w"
    return rows(_waiting, found, asked)


def hold_parts_of_charges(
    scope: Scope, entries: Collection[UUID], causes: Collection[str]
) -> Sequence[tuple[Waiting, bool]]:
    """What waits, or waited, for a fund of charges, locked, each with whether it was settled: of these entries, and of
    those of which something waits whose cause begins with one of these; what waits for a price under such a cause."""
    asked = {"contract": scope.contract_id, "entries": list(entries), "causes": [f"{one}%" for one in causes]}
    return rows(lambda settled, *row: (_waiting(*row), bool(settled)), _OF_CHARGES, asked)


def waits(scope: Scope) -> Waits:
    """How much waits."""
    found = f"""SELECT count(*) FILTER (WHERE w.waits_for = 'PRICE'), count(*) FILTER (WHERE w.waits_for = 'FUND'),
        count(*) FILTER (WHERE w.waits_for = 'CREDIT'),
        coalesce(sum(s.pence) FILTER (WHERE w.waits_for = 'FUND'), 0), min(w.happened_on) {_OPEN}"""
    asked = {"contract": scope.contract_id, "waits_for": ""}
    return rows(lambda price, fund, back, pence, since: Waits(price, fund, back, int(pence), since), found, asked)[0]


def open_waiting(
    scope: Scope, waits_for: str, *, sort: str, descending: bool, offset: int, limit: int | None
) -> Sequence[Open]:
    """What waits, in the order of one of SORTS. One statement."""
    turned = "DESC" if descending else "ASC"
    found = f"""
        SELECT w.waits_for, w.item, coalesce((SELECT a.label FROM partners_activityprice a
                WHERE a.contract_id = w.contract_id AND a.activity = w.item ORDER BY a.from_on DESC LIMIT 1), ''),
            w.quantity, w.happened_on, w.recorded_at, s.pence, (
                SELECT json_agg(DISTINCT jsonb_build_array(o.number, o.id)) FROM jsonb_array_elements(w.weights) AS x
                CROSS JOIN LATERAL (SELECT (x.value ->> 0)::uuid AS id OFFSET 0) i
                JOIN orders_orderline n ON n.id = i.id JOIN orders_order o ON o.id = n.order_id),
            coalesce((SELECT c.name FROM orders_orderline n JOIN catalogue_product c ON c.id = n.product_id
                WHERE w.item = 'equipment' AND n.id = l.line_id), '')
        {_OPEN} ORDER BY {SORTS[sort]} {turned}, w.id LIMIT %(limit)s OFFSET %(offset)s
    """
    asked = {"contract": scope.contract_id, "waits_for": waits_for, "limit": limit, "offset": offset}
    return rows(_open, found, asked)


def _open(waits_for: str, item: str, label: str, quantity: int, *rest: Any) -> Open:
    happened_on, recorded_at, pence, orders, product = rest
    named = {int(number): UUID(order_id) for number, order_id in value_of(orders) or ()}
    whole = None if pence is None else int(pence)
    return Open(WaitsFor(waits_for), item, label, quantity, happened_on, recorded_at, whole, named, product)


_COLUMNS = """w.id, w.waits_for, w.cause, w.item, w.promised, w.quantity, w.happened_on, w.weights, w.pence,
    w.entry_id"""


def _waiting(row_id: UUID, waits_for: str, cause: str, item: str, promised: list[str], *rest: Any) -> Waiting:
    quantity, happened_on, weights, pence, entry_id = rest
    lines = {UUID(line) if line else None: weight for line, weight in value_of(weights)}
    return Waiting(
        row_id, WaitsFor(waits_for), cause, item, tuple(promised), quantity, happened_on, lines, pence, entry_id
    )


_NAMED = "w.contract_id = %(contract)s AND w.cause LIKE ANY (%(causes)s)"
_OF_CHARGES = f"""
    SELECT w.settled_at IS NOT NULL, {_COLUMNS} FROM ledger_waiting w
    WHERE w.contract_id = %(contract)s AND w.item <> 'equipment' AND (w.entry_id = ANY (%(entries)s::uuid[])
        OR w.entry_id IN (SELECT w.entry_id FROM ledger_waiting w WHERE {_NAMED} AND w.entry_id IS NOT NULL)
        OR {_NAMED} AND w.waits_for = 'PRICE')
    ORDER BY w.id FOR UPDATE
"""
