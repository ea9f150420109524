"""Settles the loans that things came back from which have just passed their tests, and says what was paid for them.
Refuses nothing. Counted pieces carry no number: those that came back first are taken to pass first."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from handrail.catalogue.rules.traits import TRAITS
from handrail.core.moment import LONDON
from handrail.core.remembered import Days
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.codes import CreditDue
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import CreditTerm, falls_due, whole_months
from handrail.ledger.rules.repriced import Settled
from handrail.ledger.rules.store_charges import CLEANS

_PIECES = "CASE r.state WHEN 'DELIVERED' THEN r.quantity ELSE r.quantity_delivered END"
# How many pieces of the line that was paid for are credited already; said so that no plan reads all entries for it.
_CREDITED = """CASE WHEN r.id IS NULL THEN 0 ELSE (
    SELECT coalesce(sum(CASE WHEN e.corrects_id IS NULL THEN e.quantity ELSE -e.quantity END), 0)::int
    FROM ledger_entry e WHERE e.id = ANY(m.credits)) END"""
# More pieces may have gone for a line than were paid for: some took the place of others, or were left unasked. So many
# are not credited: an item until the last in its place; of a count the first to fall due of those that are left, as
# many as are more than what is left to credit. Each statement names only the one that it needs: what a plan holds
# costs, though it is never run.
ITEM_WAITS = """EXISTS (SELECT FROM orders_orderline x
        WHERE x.paid_by_line_id = r.id AND x.id > l.line_id AND x.state = 'DELIVERED')::int"""
_BEYOND_PAID = f"""(SELECT sum(CASE WHEN y.ended_at IS NULL THEN y.quantity - y.quantity_back ELSE 0 END
            + CASE WHEN y.id < l.id THEN 0 ELSE coalesce(w.pieces - w.credited, 0) END)
        FROM loans_loan y LEFT JOIN loans_tosettle w ON w.loan_id = y.id WHERE y.line_id IN (SELECT r.id
            UNION ALL SELECT z.id FROM orders_orderline z WHERE z.paid_by_line_id = r.id))
        - ({_PIECES}) + {_CREDITED}"""  # noqa: S608 - only constants of this module
_PIECES_WAIT = f"greatest(0, {_BEYOND_PAID})::int"
# An item comes back once more where it never had, after all.
_TIMES = """(SELECT count(*) FROM loans_loanhistory h
    WHERE h.contract_id = l.contract_id AND h.subject_id = l.id AND h.to_state = 'ENDED')::int"""
# What was brought in without an order line was paid for all the same: its postings name the loan.
_PAID_BY = "coalesce(r.id, CASE WHEN l.imported_reference <> '' THEN l.id END)"
_LEFT = "t.pieces"
# Of what came back of a loan, how many pieces have passed their tests since.
SETTLED = "l.quantity_back - coalesce((SELECT t.pieces FROM loans_tosettle t WHERE t.loan_id = l.id), 0)"
# The same, and those whose credit fell due as they came back: of how many it is settled what is credited.
FELL_DUE = "l.quantity_back - coalesce((SELECT t.pieces - t.credited FROM loans_tosettle t WHERE t.loan_id = l.id), 0)"
_WAITS = "loans_tosettle t JOIN loans_loan l ON l.id = t.loan_id"


def columns(
    waits: str, pieces: str = _LEFT, early: str = "t.credited", *, paid_by: str = "k.id", credited: str = _CREDITED,
    times: str = _TIMES, care_route: str = "h.care_route", council: str = "h.residence_council_id",
) -> str:  # fmt: skip
    """What makes a `CameBack`. One value for a loan: that is read several times as quickly as so many columns."""
    return f"""json_build_array(l.id, l.product_id, {paid_by},
    coalesce({_PIECES}, CASE WHEN l.imported_reference <> '' THEN l.quantity END), p.category, p.credit_eligible,
    {TRAITS}, {early}, {waits}, {credited}, {times},
    (l.started_at AT TIME ZONE 'Europe/London')::date,
    (coalesce(l.ended_at, l.state_at) AT TIME ZONE 'Europe/London')::date, {pieces},
    l.asset_id, p.decontamination_method, p.decontamination_minutes,
    p.electrical_test_months IS NOT NULL, p.examination_months IS NOT NULL,
    (coalesce(r.lived_from, l.started_at) AT TIME ZONE 'Europe/London')::date,
    coalesce(r.funding ->> 'care_route', {care_route}, ''),
    coalesce((r.funding ->> 'council_id')::uuid, {council}),
    m.paid)"""


def _posted(line: str) -> str:
    return f"""CROSS JOIN LATERAL (
        SELECT json_agg(json_build_array(a.share_set_id, t.amount_pence)) FILTER (WHERE a.kind <> 'CREDITED') AS paid,
            array_agg(DISTINCT t.entry_id) FILTER (WHERE a.kind = 'CREDITED') AS credits
        FROM ledger_posting t JOIN ledger_account a ON a.id = t.account_id
        WHERE t.line_id = {line} AND a.kind IN ('EQUIPMENT', 'BROUGHT_IN', 'SUSPENSE', 'CREDITED')
    ) m"""  # noqa: S608 - only constants of this module


# One row of each beside a loan, said so that no plan reads a whole table of lines or postings for it.
BESIDE = f"""JOIN catalogue_product p ON p.id = l.product_id
    LEFT JOIN LATERAL (SELECT coalesce(n.paid_by_line_id, n.id) AS id FROM orders_orderline n
        WHERE n.id = l.line_id LIMIT 1) f ON true
    LEFT JOIN LATERAL (SELECT o.id, o.state, o.quantity, o.quantity_delivered, o.lived_from, o.funding
        FROM orders_orderline o WHERE o.id = f.id LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT i.care_route, i.residence_council_id FROM people_person i
        WHERE i.id = l.person_id AND r.id IS NULL AND l.imported_reference <> '' LIMIT 1) h ON true
    CROSS JOIN LATERAL (SELECT {_PAID_BY} AS id OFFSET 0) k
    {_posted("k.id")}"""  # noqa: S608 - only constants of this module
# The usual item reads less: it was lent once for a line that was itself paid for, of which nothing is credited yet.
ITEM_USUALLY = columns(
    ITEM_WAITS, "1", "g.credited", paid_by="r.id", credited="0", times="1", care_route="NULL", council="NULL"
)
BESIDE_USUALLY = f"""JOIN catalogue_product p ON p.id = l.product_id
    LEFT JOIN orders_orderline r ON r.id = l.line_id
    {_posted("r.id")}"""
# Who came back a second time has ended, begun and ended again: four steps or more.
UNUSUAL = "r.id IS NULL OR r.paid_by_line_id IS NOT NULL OR l.state_seq > 3 OR m.credits IS NOT NULL"
_OF_ITEMS = f"""
    SELECT {columns(ITEM_WAITS)}::text FROM {_WAITS} {BESIDE}
    WHERE t.contract_id = %(contract)s AND t.asset_id = ANY(%(assets)s::uuid[])
    ORDER BY l.id
"""  # noqa: S608 - only constants of this module
_COUNTED = f"""
    SELECT f.told FROM unnest(%(products)s::uuid[], %(pieces)s::int[]) AS w (product_id, pieces)
    CROSS JOIN LATERAL (
        SELECT {columns(_PIECES_WAIT)}::text AS told FROM {_WAITS} {BESIDE}
        WHERE t.contract_id = %(contract)s AND t.asset_id IS NULL AND t.product_id = w.product_id
        ORDER BY t.loan_id LIMIT w.pieces FOR NO KEY UPDATE OF l, t
    ) AS f
"""  # noqa: S608 - only constants of this module

# Of a time that is over: what is settled with nothing is beside what took its place too.
_OWN_CREDITED = """(SELECT coalesce(sum(e.quantity - coalesce((SELECT sum(c.quantity) FROM ledger_entry c
        WHERE c.corrects_id = e.id), 0)), 0)
    FROM ledger_entry e WHERE e.id = ANY(m.credits) AND e.corrects_id IS NULL
        AND e.cause LIKE 'credit:' || l.id || ':%%')"""
_PIECES_WAITED = f"greatest(0, {_BEYOND_PAID} + greatest(0, {FELL_DUE} - {_OWN_CREDITED}))::int"
_EITHER_WAITED = f"CASE WHEN l.asset_id IS NOT NULL THEN {ITEM_WAITS} ELSE {_PIECES_WAITED} END"
_EITHER_WAITS = f"CASE WHEN l.asset_id IS NOT NULL THEN {ITEM_WAITS} ELSE {_PIECES_WAIT} END"
# Pieces that came back just now: the loans have been changed, so they are held.
_JUST_BACK = f"""
    SELECT {columns(_EITHER_WAITS, "b.pieces", "0")}::text
    FROM unnest(%(loans)s::uuid[], %(pieces)s::int[]) AS b (loan_id, pieces)
    JOIN loans_loan l ON l.id = b.loan_id {BESIDE}
    WHERE l.contract_id = %(contract)s ORDER BY l.id
"""  # noqa: S608 - only constants of this module

# What was credited in a time, what passed in it and, where that is asked for, what came back in it: each of these once.
# What passed is known by the charge of its clean. What took a credit back is counted below zero; what says a credit
# again that was put right has a cause that begins as its.
_SETTLED = f"""
    WITH credits AS MATERIALIZED (
        SELECT split_part(e.cause, ':', 2)::uuid AS loan_id, e.happened_on, e.unit_pence,
            e.quantity - coalesce((SELECT sum(c.quantity) FROM ledger_entry c WHERE c.corrects_id = e.id), 0) AS pieces
        FROM ledger_entry e WHERE e.contract_id = %(contract)s AND e.kind IN ('CREDITED', 'RESTATED')
            AND e.month >= %(first)s AND e.happened_on >= %(first)s AND e.happened_on < %(after)s
            AND e.cause LIKE 'credit:%%'
    ), cleans AS MATERIALIZED (
        SELECT split_part(e.cause, ':', 3)::uuid AS loan_id, e.happened_on, 0 AS unit_pence, e.quantity AS pieces
        FROM ledger_entry e WHERE e.contract_id = %(contract)s AND e.kind = 'CHARGED' AND e.month >= %(first)s
            AND e.happened_on >= %(first)s AND e.happened_on < %(after)s AND e.cause LIKE 'charge:loan:%%'
            AND e.item = ANY(%(cleans)s)
    ), came AS MATERIALIZED (
        SELECT o.id AS loan_id, (o.ended_at AT TIME ZONE 'Europe/London')::date AS happened_on,
            NULL::bigint AS unit_pence, o.quantity_back AS pieces
        FROM loans_loan o WHERE %(on_return)s AND o.contract_id = %(contract)s AND o.end_reason = 'RETURNED'
            AND o.ended_at >= %(begins)s AND o.ended_at < %(ends)s
    ), settled AS MATERIALIZED (
        SELECT * FROM credits WHERE pieces > 0
        UNION ALL SELECT * FROM cleans n WHERE NOT EXISTS (SELECT FROM credits c
            WHERE c.loan_id = n.loan_id AND (c.happened_on = n.happened_on OR %(on_return)s))
        UNION ALL SELECT * FROM came o WHERE NOT EXISTS (SELECT FROM credits c WHERE c.loan_id = o.loan_id)
            AND NOT EXISTS (SELECT FROM cleans n WHERE n.loan_id = o.loan_id)
    )
    SELECT s.happened_on, s.pieces, s.unit_pence, EXISTS (SELECT FROM cleans n WHERE n.loan_id = l.id),
        EXISTS (SELECT FROM cleans n WHERE n.loan_id = l.id AND n.happened_on = s.happened_on),
        {columns(_EITHER_WAITED, "s.pieces", "0")}::text
    FROM settled s JOIN loans_loan l ON s.loan_id = l.id {BESIDE}
    WHERE l.contract_id = %(contract)s
"""  # noqa: S608 - only constants of this module


@dataclass(frozen=True, slots=True)
class CameBack:
    """A loan with pieces that came back and were not credited. `paid_line_id`: the line that was paid for it, which is
    an earlier one where it replaced something, or the loan itself where it was brought in without one; `pieces_paid`:
    how many that was for; None for both: no order is known.
    `early`: of so many of `pieces` the credit fell due as they came back. `traits`: what a contract may say is never
    credited of such. `replaced`: so many have another in their place, which was not paid for: the credit waits for
    that one. `credited`: so many of the paid line are credited already; `times`: how often the loan ended. `paid`:
    pence by share set, for the whole of that line. `method`, `minutes`: how the product is usually cleaned; `tested`,
    `examined`: whether it is one that has to be.
    `ordered_on`, `care_route`, `council_id`: what decides who pays for it. `waits`: pence that no fund paid yet."""

    loan_id: UUID
    product_id: UUID
    paid_line_id: UUID | None
    pieces_paid: int | None
    category: str
    eligible: bool
    traits: tuple[str, ...]
    early: int
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
    waits: int

    @property
    def paid_each(self) -> int:
        """Pence that were paid for one piece."""
        return sum(pence for _, pence in self.paid) // (self.pieces_paid or 1)

    @property
    def owed_each(self) -> int:
        """The same, with what no fund paid yet."""
        return (sum(pence for _, pence in self.paid) + self.waits) // (self.pieces_paid or 1)

    @property
    def months(self) -> int:
        """Whole months for which it was lent."""
        return whole_months(self.began_on, self.ended_on)


def all_that_came_back(told: str) -> tuple[CameBack, ...]:
    """What `loans_settle_items` gives."""
    return tuple(_came_back(*loan) for loan in from_json(told))


def _told(loan: str) -> CameBack:
    return _came_back(*from_json(loan))


def _came_back(
    loan_id: str, product_id: str, line_id: str | None, paid_for: int | None, *facts: Any,
) -> CameBack:  # fmt: skip
    category, eligible, traits, early, replaced, credited, times, began, ended, pieces, asset_id, *more = facts
    method, minutes, tested, examined, ordered, care_route, council_id, postings = more
    pence = _summed(postings or ())
    waits = pence.pop("", 0)
    # In an order that stays, for a penny that is left over goes to the first.
    paid = tuple((UUID(share_set), amount) for share_set, amount in sorted(pence.items()))
    return CameBack(
        UUID(loan_id), UUID(product_id), _id(line_id), paid_for, category, eligible, tuple(traits), early, replaced,
        credited, times, date.fromisoformat(began), date.fromisoformat(ended), pieces, _id(asset_id), method, minutes,
        tested, examined, date.fromisoformat(ordered), care_route, _id(council_id), paid, waits,
    )  # fmt: skip


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _summed(postings: Iterable[tuple[str | None, int]]) -> dict[str, int]:
    """What stands above zero, by share set; empty: in SUSPENSE."""
    pence: Counter[str] = Counter()
    for share_set, amount in postings:
        pence[share_set or ""] += amount
    return {share_set: amount for share_set, amount in pence.items() if amount > 0}


def back_from(scope: Scope, assets: Collection[UUID]) -> tuple[CameBack, ...]:
    """The loans that these items came back from and that are not settled."""
    if not assets:
        return ()
    return rows(_told, _OF_ITEMS, {"contract": scope.contract_id, "assets": list(assets)})


def pieces_back(scope: Scope, counted: Mapping[UUID, int]) -> tuple[CameBack, ...]:
    """The loans that so many pieces of these products came back from, locked, the oldest first."""
    if not counted:
        return ()
    asked = {"contract": scope.contract_id, "products": list(counted), "pieces": list(counted.values())}
    return rows(_told, _COUNTED, asked)


def just_back(scope: Scope, pieces: Mapping[UUID, int]) -> tuple[CameBack, ...]:
    """The loans of which so many pieces came back in this change."""
    asked = {"contract": scope.contract_id, "loans": list(pieces), "pieces": list(pieces.values())}
    return rows(_told, _JUST_BACK, asked)


def settled_between(scope: Scope, first: date, after: date, *, on_return: bool) -> tuple[Settled, ...]:
    """What fell due in these days, with what was credited for it. `on_return`: some terms that held or are proposed
    credit what comes back as it does, so that what came back counts too. What nobody paid for, is not eligible, or has
    another in its place is left out: no terms would give anything for it."""
    begins, ends = (datetime.combine(day, time(), LONDON) for day in (first, after))
    asked = {
        "contract": scope.contract_id, "first": first, "after": after, "cleans": list(CLEANS), "begins": begins,
        "ends": ends, "on_return": on_return,
    }  # fmt: skip
    terms = money_terms(scope).credit
    found = rows(lambda *row: (*row[:-1], _told(row[-1])), _SETTLED, asked)
    return tuple(
        _credited_then(on, int(pieces), each, loan, (first, after), passed=passed, cleaned=cleaned, terms=terms)
        if each
        else _not_credited(on, int(pieces), loan, (first, after), passed=passed, is_back=each is None, terms=terms)
        for on, pieces, each, passed, cleaned, loan in found
        if each or (loan.eligible and not loan.replaced and loan.paid_each > 0)
    )


def _credited_then(
    on: date, pieces: int, each: int, loan: CameBack, quarter: tuple[date, date], *, passed: bool, cleaned: bool,
    terms: Days[CreditTerm],
) -> Settled:  # fmt: skip
    """`cleaned`: its clean was charged on that very day, so that it passed then. What was credited as it came back came
    on that day; a count of which some are still out says no day."""
    early = falls_due(loan.category, whole_months(loan.began_on, on), terms.of(on)) is CreditDue.RETURN
    if early and (loan.ended_on == on or not cleaned):
        months, came = whole_months(loan.began_on, on), True
    else:
        months, came, passed = loan.months, quarter[0] <= loan.ended_on < quarter[1], True
    return Settled(on, loan.category, months, loan.paid_each, pieces, each, loan.traits, True, came, passed)


def _not_credited(
    on: date, pieces: int, loan: CameBack, quarter: tuple[date, date], *, passed: bool, is_back: bool,
    terms: Days[CreditTerm],
) -> Settled:  # fmt: skip
    """`is_back`: it only came back. What passed fell due earlier where the terms of the day of its return say so."""
    came = quarter[0] <= loan.ended_on < quarter[1]
    early = falls_due(loan.category, loan.months, terms.of(loan.ended_on)) is CreditDue.RETURN
    day, fell_due = (loan.ended_on, came) if early else (on, not is_back)
    return Settled(
        day, loan.category, loan.months, loan.paid_each, pieces, 0, loan.traits, fell_due, came, passed
    )  # fmt: skip
