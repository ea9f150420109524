"""Settles the loans that things came back from which have just passed their tests, and says what was paid for them.
Refuses nothing. Counted pieces carry no number: those that came back first are taken to pass first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.rules.credits import whole_months
from handrail.ledger.rules.repriced import Settled
from handrail.ledger.rules.store_charges import CLEANS

_PIECES = "CASE r.state WHEN 'DELIVERED' THEN r.quantity ELSE r.quantity_delivered END"
# More pieces may have gone for a line than were paid for: some took the place of others, or were left unasked. So many
# are not credited: an item until the last in its place, of a count the first that pass. Those that pass no more are not
# among them.
_WAITING = f"""CASE WHEN l.asset_id IS NOT NULL THEN EXISTS (SELECT FROM orders_orderline x
        WHERE x.paid_by_line_id = r.id AND x.id > l.line_id AND x.state = 'DELIVERED')::int
    ELSE greatest(0, (SELECT sum(CASE WHEN y.ended_at IS NULL THEN y.quantity ELSE y.quantity_back END
            - CASE WHEN y.id < l.id THEN y.quantity_back ELSE y.quantity_settled END)
        FROM loans_loan y WHERE y.line_id IN (SELECT r.id
            UNION ALL SELECT z.id FROM orders_orderline z WHERE z.paid_by_line_id = r.id)) - ({_PIECES}))::int
    END"""  # noqa: S608 - only constants of this module
# How many pieces of the line that was paid for are credited already; said so that no plan reads all entries for it.
_CREDITED = """(SELECT coalesce(sum(CASE WHEN x.corrects_id IS NULL THEN x.quantity ELSE -x.quantity END), 0)::int
    FROM (SELECT DISTINCT t.entry_id FROM ledger_posting t JOIN ledger_account a ON a.id = t.account_id
        WHERE t.line_id = r.id AND a.kind = 'CREDITED' OFFSET 0) d
    CROSS JOIN LATERAL (SELECT e.quantity, e.corrects_id FROM ledger_entry e WHERE e.id = d.entry_id LIMIT 1) x)"""
# An item comes back once more where it never had, after all.
_TIMES = """(SELECT count(*) FROM loans_loanhistory h
    WHERE h.contract_id = l.contract_id AND h.subject_id = l.id AND h.to_state = 'ENDED')::int"""
# What was brought in without an order line was paid for all the same: its postings name the loan.
_PAID_BY = "coalesce(r.id, CASE WHEN l.imported_reference <> '' THEN l.id END)"
_OF_PERSON = (
    "CASE WHEN r.id IS NULL AND l.imported_reference <> '' "
    "THEN (SELECT {} FROM people_person h WHERE h.id = l.person_id) END"
)
_COLUMNS = f"""l.id AS loan_id, l.product_id, k.id AS paid_line_id,
    coalesce({_PIECES}, CASE WHEN l.imported_reference <> '' THEN l.quantity END), p.category, p.credit_eligible,
    {_WAITING}, {_CREDITED}, {_TIMES},
    (l.started_at AT TIME ZONE 'Europe/London')::date,
    (coalesce(l.ended_at, l.state_at) AT TIME ZONE 'Europe/London')::date, l.quantity_back - l.quantity_settled,
    l.asset_id, p.decontamination_method, p.decontamination_minutes,
    p.electrical_test_months IS NOT NULL, p.examination_months IS NOT NULL,
    (coalesce(r.lived_from, l.started_at) AT TIME ZONE 'Europe/London')::date,
    coalesce(r.funding ->> 'care_route', {_OF_PERSON.format("h.care_route")}, ''),
    coalesce((r.funding ->> 'council_id')::uuid, {_OF_PERSON.format("h.residence_council_id")}),
    (SELECT json_agg(json_build_array(s.share_set_id, s.pence)) FROM (
        SELECT a.share_set_id, sum(t.amount_pence) AS pence FROM ledger_posting t
        JOIN ledger_account a ON a.id = t.account_id
        WHERE t.line_id = k.id AND a.kind IN ('EQUIPMENT', 'BROUGHT_IN')
        GROUP BY a.share_set_id HAVING sum(t.amount_pence) > 0) s)"""  # noqa: S608 - only constants of this module
# One row of each beside a loan, said so that no plan reads a whole table of lines or postings for it.
_FROM = f"""loans_loan l JOIN catalogue_product p ON p.id = l.product_id
    LEFT JOIN LATERAL (SELECT coalesce(n.paid_by_line_id, n.id) AS id FROM orders_orderline n
        WHERE n.id = l.line_id LIMIT 1) f ON true
    LEFT JOIN LATERAL (SELECT o.id, o.state, o.quantity, o.quantity_delivered, o.lived_from, o.funding
        FROM orders_orderline o WHERE o.id = f.id LIMIT 1) r ON true
    CROSS JOIN LATERAL (SELECT {_PAID_BY} AS id OFFSET 0) k"""  # noqa: S608 - only constants of this module
SETTLE_ITEMS = f"""
    WITH due AS MATERIALIZED (
        SELECT {_COLUMNS} FROM {_FROM}
        WHERE l.contract_id = %(contract)s AND l.asset_id = ANY(%(assets)s::uuid[])
            AND l.quantity_back > l.quantity_settled
        ORDER BY l.id FOR NO KEY UPDATE OF l
    ), settled AS (
        UPDATE loans_loan SET quantity_settled = quantity_back WHERE id = ANY(ARRAY(SELECT loan_id FROM due))
    )
    SELECT * FROM due
"""  # noqa: S608 - only constants of this module
_OF_ITEMS = f"""
    SELECT {_COLUMNS} FROM {_FROM}
    WHERE l.contract_id = %(contract)s AND l.asset_id = ANY(%(assets)s::uuid[]) AND l.quantity_back > l.quantity_settled
    ORDER BY l.id
"""  # noqa: S608 - only constants of this module
_COUNTED = f"""
    SELECT f.* FROM unnest(%(products)s::uuid[], %(pieces)s::int[]) AS w (product_id, pieces)
    CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM {_FROM}
        WHERE l.contract_id = %(contract)s AND l.asset_id IS NULL AND l.product_id = w.product_id
            AND l.quantity_back > l.quantity_settled
        ORDER BY l.id LIMIT w.pieces FOR NO KEY UPDATE OF l
    ) AS f
"""  # noqa: S608 - only constants of this module

# What passed in a time: each has its credit, or, where the terms gave nothing for it, the charge of its clean. What
# took a credit back is counted below zero.
_SETTLED = f"""
    WITH credits AS MATERIALIZED (
        SELECT split_part(e.cause, ':', 2)::uuid AS loan_id, e.happened_on, e.unit_pence,
            e.quantity - coalesce((SELECT sum(c.quantity) FROM ledger_entry c WHERE c.corrects_id = e.id), 0) AS pieces
        FROM ledger_entry e WHERE e.contract_id = %(contract)s AND e.kind = 'CREDITED' AND e.month >= %(first)s
            AND e.happened_on >= %(first)s AND e.happened_on < %(after)s AND e.cause LIKE 'credit:%%'
    ), cleans AS MATERIALIZED (
        SELECT split_part(e.cause, ':', 3)::uuid AS loan_id, e.happened_on, 0 AS unit_pence, e.quantity AS pieces
        FROM ledger_entry e WHERE e.contract_id = %(contract)s AND e.kind = 'CHARGED' AND e.month >= %(first)s
            AND e.happened_on >= %(first)s AND e.happened_on < %(after)s AND e.cause LIKE 'charge:loan:%%'
            AND e.item = ANY(%(cleans)s)
    ), settled AS MATERIALIZED (
        SELECT * FROM credits WHERE pieces > 0
        UNION ALL SELECT * FROM cleans n WHERE NOT EXISTS (SELECT FROM credits c
            WHERE c.loan_id = n.loan_id AND c.happened_on = n.happened_on)
    )
    SELECT s.happened_on, s.pieces, s.unit_pence, {_COLUMNS} FROM {_FROM} JOIN settled s ON s.loan_id = l.id
    WHERE l.contract_id = %(contract)s
"""  # noqa: S608 - only constants of this module


@dataclass(frozen=True, slots=True)
class CameBack:
    """A loan with pieces that came back and were not credited. `paid_line_id`: the line that was paid for it, which is
    an earlier one where it replaced something, or the loan itself where it was brought in without one; `pieces_paid`:
    how many that was for; None for both: no order is known.
    `replaced`: so many have another in their place, which was not paid for: the credit waits for that one. `credited`:
    so many of the paid line are credited already; `times`: how often the loan ended. `paid`: pence by share set,
    for the whole of that line. `method`, `minutes`: how the product is usually cleaned; `tested`, `examined`: whether
    it is one that has to be.
    `ordered_on`, `care_route`, `council_id`: what decides who pays for it."""

    loan_id: UUID
    product_id: UUID
    paid_line_id: UUID | None
    pieces_paid: int | None
    category: str
    eligible: bool
    replaced: int
    credited: int
    times: int
    began_on: date
    ended_on: date
    pieces: int
    asset_id: UUID | None
    method: str
    minutes: int
    tested: bool
    examined: bool
    ordered_on: date
    care_route: str
    council_id: UUID | None
    paid: tuple[tuple[UUID, int], ...]

    @property
    def paid_each(self) -> int:
        """Pence that were paid for one piece."""
        return sum(pence for _, pence in self.paid) // (self.pieces_paid or 1)

    @property
    def months(self) -> int:
        """Whole months for which it was lent."""
        return whole_months(self.began_on, self.ended_on)


def came_back(*row: Any) -> CameBack:
    """A row of these statements."""
    paid = tuple((UUID(share_set), int(pence)) for share_set, pence in value_of(row[-1]) or ())
    return CameBack(*(*row[:-1], paid))


def back_from(scope: Scope, assets: Collection[UUID]) -> tuple[CameBack, ...]:
    """The loans that these items came back from and that are not settled."""
    if not assets:
        return ()
    return rows(came_back, _OF_ITEMS, {"contract": scope.contract_id, "assets": list(assets)})


def pieces_back(scope: Scope, counted: Mapping[UUID, int]) -> tuple[CameBack, ...]:
    """The loans that so many pieces of these products came back from, locked, the oldest first."""
    if not counted:
        return ()
    asked = {"contract": scope.contract_id, "products": list(counted), "pieces": list(counted.values())}
    return rows(came_back, _COUNTED, asked)


def settled_between(scope: Scope, first: date, after: date) -> tuple[Settled, ...]:
    """What passed its tests in these days, with what was credited for it. What nobody paid for, is not eligible, or has
    another in its place is left out: no terms would give anything for it."""
    asked = {"contract": scope.contract_id, "first": first, "after": after, "cleans": list(CLEANS)}
    found = rows(lambda on, pieces, each, *loan: (on, pieces, each, came_back(*loan)), _SETTLED, asked)
    return tuple(
        Settled(on, loan.category, loan.months, loan.paid_each, int(pieces), each)
        for on, pieces, each, loan in found
        if each or (loan.eligible and not loan.replaced and loan.paid_each > 0)
    )
