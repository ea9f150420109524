"""Reads of a contract's terms about money with the days for which each holds, and of what was charged in a time.
Refuses nothing; nothing here is remembered, so that a change is made on what stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.codes import CreditDue, Excluded, FundKind, Residence
from handrail.ledger.rules.bands import Band
from handrail.ledger.rules.credits import CreditTerm
from handrail.ledger.rules.funding import FundingRule
from handrail.ledger.rules.kpi_terms import KpiTerm, Measure
from handrail.ledger.rules.rentals import RentalTerm
from handrail.ledger.rules.repriced import Charged
from handrail.ledger.rules.system_cost import Counted, Grade, Spread, UnitCost
from handrail.ledger.rules.vat import VatTerm
from handrail.ledger.rules.visit_charges import BROUGHT
from handrail.partners.effective import Held

# Whoever changes terms waits for who is at it, and then reads: a statement that began before sees nothing that was
# added meanwhile, and where there is nothing yet there is nothing to lock.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('terms ' || %(contract)s, 0))"
_CREDIT = """
    SELECT id, from_on, until_on, position, category, from_months, until_months, parts, floor_pence, due,
        excludes
    FROM ledger_creditterm WHERE contract_id = %(contract)s ORDER BY from_on, position
"""
_FUNDING = """
    SELECT id, from_on, until_on, position, care_route, residence, fund_id, weight
    FROM ledger_fundingrule WHERE contract_id = %(contract)s ORDER BY from_on, position, fund_id
"""
_UNIT_COSTS = """
    SELECT id, from_on, until_on, counted, each_low, each_central, each_high, pence_low, pence_central, pence_high,
        priced_in, source, basis, grade
    FROM ledger_unitcost WHERE contract_id = %(contract)s ORDER BY from_on, counted
"""
_KPIS = """
    SELECT id, from_on, until_on, measure, target_parts, tolerance_parts, how, exclusions, consequence,
        credit_parts, fee
    FROM ledger_kpiterm WHERE contract_id = %(contract)s ORDER BY from_on, measure
"""
_RENTALS = """
    SELECT id, from_on, until_on, product_id, week_pence FROM ledger_rental WHERE contract_id = %(contract)s
    ORDER BY from_on, product_id
"""
_BANDS = """
    SELECT id, from_on, until_on, activity, above, back_pence FROM ledger_band WHERE contract_id = %(contract)s
    ORDER BY from_on, activity, above
"""
_VAT = """
    SELECT id, from_on, until_on, item, category, fund_id, parts, is_recovered FROM ledger_vatterm
    WHERE contract_id = %(contract)s ORDER BY from_on, item, category, fund_id NULLS FIRST
"""
_FUNDS = """
    SELECT f.id, f.code, f.name, f.kind, (
        SELECT json_agg(json_build_array(s.id, s.from_on, s.until_on, (
            SELECT json_agg(json_build_array(p.partner_id, n.name, p.parts) ORDER BY p.parts DESC, n.name)
            FROM ledger_share p JOIN partners_partner n ON n.id = p.partner_id WHERE p.share_set_id = s.id))
            ORDER BY s.from_on)
        FROM ledger_shareset s WHERE s.contract_id = f.contract_id AND s.fund_id = f.id), EXISTS (
        SELECT FROM ledger_agreement a WHERE a.contract_id = f.contract_id AND a.fund_id = f.id)
    FROM ledger_fund f WHERE f.contract_id = %(contract)s AND f.closed_on IS NULL ORDER BY f.kind DESC, f.name
"""
# What took a charge back, or put another in its place, counts on the day of the charge that it names. What is brought
# is charged at the dearest speed that was promised for it: the lines that bear it say which these were. MATERIALIZED:
# a plan that guesses one charge would work the promises of all out anew for each of them.
_CHARGED = """
    WITH charged AS MATERIALIZED (
        SELECT coalesce(c.id, e.id) AS id, coalesce(c.happened_on, e.happened_on) AS happened_on, e.item, e.speed_code,
            CASE WHEN e.unit_pence < 0 THEN -e.quantity ELSE e.quantity END AS quantity, abs(e.unit_pence) AS pence
        FROM ledger_entry e LEFT JOIN ledger_entry c ON c.id = e.corrects_id AND c.contract_id = e.contract_id
        WHERE e.contract_id = %(contract)s AND e.month >= date_trunc('month', %(first)s::timestamp)
            AND coalesce(c.happened_on, e.happened_on) >= %(first)s
            AND coalesce(c.happened_on, e.happened_on) < %(after)s AND coalesce(c.cause, e.cause) LIKE 'charge:%%'
    ), promised AS MATERIALIZED (
        SELECT x.id, array_agg(DISTINCT l.speed_code ORDER BY l.speed_code) AS speeds
        FROM (SELECT DISTINCT id FROM charged WHERE item = ANY(%(brought)s)) x
        JOIN ledger_posting p ON p.entry_id = x.id JOIN orders_orderline l ON l.id = p.line_id
        GROUP BY x.id HAVING count(DISTINCT l.speed_code) > 1
    )
    SELECT e.happened_on, e.item, e.speed_code, sum(e.quantity)::int, e.pence, coalesce(s.speeds, '{}')
    FROM charged e LEFT JOIN promised s ON s.id = e.id AND e.item = ANY(%(brought)s)
    GROUP BY 1, 2, 3, 5, 6
"""


@dataclass(frozen=True, slots=True)
class ShareOf:
    """One partner's share in a fund, in parts of a million."""

    partner_id: UUID
    partner: str
    parts: int


@dataclass(frozen=True, slots=True)
class FundRow:
    """An open fund with the shares in it by date. `agreed`: an agreement stands behind it, which changes them."""

    id: UUID
    code: str
    name: str
    kind: FundKind
    shares: tuple[Held[tuple[ShareOf, ...]], ...]
    agreed: bool

    def shares_on(self, day: date) -> tuple[ShareOf, ...]:
        """Who pays into it on a day."""
        return next((one.row for one in self.shares if one.holds_on(day)), ())


def credit_terms_held(scope: Scope, *, lock: bool = False) -> Sequence[Held[CreditTerm]]:
    """The terms of credit: ended, holding and to come."""
    return _held(lambda i, f, u, *term: Held(i, credit_term(*term), f, u), _CREDIT, scope, lock=lock)


def credit_term(
    position: int, category: str, from_months: int, until_months: int | None, parts: int, floor_pence: int, due: str,
    excludes: str,
) -> CreditTerm:  # fmt: skip
    """A term as its row has it."""
    return CreditTerm(
        position, category, from_months, until_months, parts, floor_pence, CreditDue(due),
        Excluded(excludes) if excludes else None,
    )  # fmt: skip


def funding_rules_held(scope: Scope, *, lock: bool = False) -> Sequence[Held[FundingRule]]:
    """The rules of who pays: ended, holding and to come."""
    return _held(_rule, _FUNDING, scope, lock=lock)


def unit_costs_held(scope: Scope, *, lock: bool = False) -> Sequence[Held[UnitCost]]:
    """What is reckoned around orders: ended, holding and to come."""
    return _held(_unit_cost, _UNIT_COSTS, scope, lock=lock)


def kpi_terms_held(scope: Scope, *, lock: bool = False) -> Sequence[Held[KpiTerm]]:
    """What is promised of the provider's work: ended, holding and to come."""
    return _held(_kpi, _KPIS, scope, lock=lock)


def rentals_held(scope: Scope, *, lock: bool = False) -> Sequence[Held[RentalTerm]]:
    """What is rented by the week: ended, holding and to come."""
    return _held(lambda i, f, u, *term: Held(i, RentalTerm(*term), f, u), _RENTALS, scope, lock=lock)


def bands_held(scope: Scope, *, lock: bool = False) -> Sequence[Held[Band]]:
    """The volume bands of activities: ended, holding and to come."""
    return _held(lambda i, f, u, *band: Held(i, Band(*band), f, u), _BANDS, scope, lock=lock)


def _held[R](made: Callable[..., Held[R]], statement: str, scope: Scope, *, lock: bool) -> Sequence[Held[R]]:
    """`lock`: until the change ends, nobody else changes terms of the contract."""
    asked = {"contract": scope.contract_id}
    if lock:
        rows(bool, _HOLD, asked)
    return rows(made, statement, asked)


def vat_terms_held(scope: Scope, *, lock: bool = False) -> Sequence[Held[VatTerm]]:
    """The VAT on what is bought: ended, holding and to come."""
    return _held(lambda i, f, u, *term: Held(i, VatTerm(*term), f, u), _VAT, scope, lock=lock)


def _unit_cost(
    row_id: UUID, from_on: date, until_on: date | None, counted: str, *numbers: Any,
) -> Held[UnitCost]:  # fmt: skip
    *ends, priced_in, source, basis, grade = numbers
    each, pence = Spread(*ends[:3]), Spread(*ends[3:])
    cost = UnitCost(Counted(counted), each, pence, priced_in, source, basis, Grade(grade))
    return Held(row_id, cost, from_on, until_on)


def _kpi(
    row_id: UUID, from_on: date, until_on: date | None, measure: str, target: int, tolerance: int, how: str,
    exclusions: Sequence[str], *follows: Any,
) -> Held[KpiTerm]:  # fmt: skip
    term = KpiTerm(Measure(measure), target, tolerance, how, tuple(exclusions), *follows)
    return Held(row_id, term, from_on, until_on)


def _rule(
    row_id: UUID, from_on: date, until_on: date | None, position: int, care_route: str, residence: str, fund_id: UUID,
    weight: int,
) -> Held[FundingRule]:  # fmt: skip
    return Held(row_id, FundingRule(position, care_route, Residence(residence), fund_id, weight), from_on, until_on)


def funds(scope: Scope) -> Sequence[FundRow]:
    """The funds that are open; pools first."""
    return rows(_fund, _FUNDS, {"contract": scope.contract_id})


def _fund(fund_id: UUID, code: str, name: str, kind: str, sets: object, agreed: bool) -> FundRow:
    held = tuple(
        Held(
            UUID(one), tuple(ShareOf(UUID(partner), named, parts) for partner, named, parts in shares),
            date.fromisoformat(begins), date.fromisoformat(ends) if ends else None,
        )
        for one, begins, ends, shares in value_of(sets) or ()
    )  # fmt: skip
    return FundRow(fund_id, code, name, FundKind(kind), held, agreed)


def charged_between(scope: Scope, first: date, after: date) -> Sequence[Charged]:
    """What was charged for what happened in these days, by day, row of the price list, price and promised speeds."""
    asked = {"contract": scope.contract_id, "first": first, "after": after, "brought": list(BROUGHT)}
    return rows(_charged, _CHARGED, asked)


def _charged(on: date, item: str, speed: str, quantity: int, pence: int, promised: Sequence[str]) -> Charged:
    return Charged(on, item, speed, quantity, pence, tuple(promised))
