"""Reads what is lent now and was paid for, by an order line or when it was brought in: summed, and loan by loan.
Refuses loans that ended. Those that nobody is known to have paid for are counted alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from handrail.catalogue.rules.traits import CREDITABLE
from handrail.core.moment import LONDON, months_before
from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import excluded_traits
from handrail.spending.codes import LoanAge
from handrail.spending.rules import Lent, months_of

# Whole months from the day of the loan to today, as the credit itself counts them (`ledger.rules.credits`).
_DAY = "(l.started_at AT TIME ZONE 'Europe/London')::date"
_MONTHS = f"""((extract(year FROM %(today)s::date) - extract(year FROM {_DAY})) * 12
    + extract(month FROM %(today)s::date) - extract(month FROM {_DAY})
    - (extract(day FROM %(today)s::date) < extract(day FROM {_DAY}))::int)::int"""
_OUT = "l.contract_id = %(contract)s AND l.ended_at IS NULL"
# A replacement cost nothing: the line it names was paid for. Nearly no line has one, so it is looked up where there is
# one, and not joined.
_PAID = """CASE WHEN n.paid_by_line_id IS NULL THEN {own} ELSE (
    SELECT {other} FROM orders_orderline r WHERE r.id = n.paid_by_line_id) END"""
_EACH = _PAID.format(own="n.spend_pence / n.quantity", other="r.spend_pence / r.quantity")
_PIECES = _PAID.format(
    own="CASE n.state WHEN 'DELIVERED' THEN n.quantity ELSE n.quantity_delivered END",
    other="CASE r.state WHEN 'DELIVERED' THEN r.quantity ELSE r.quantity_delivered END",
)
# What was brought in without a line was paid for by the entry that opened its books, which names the loan. Nearly all
# loans have a line: the others are looked up one by one.
_OPENED = """SELECT sum(b.amount_pence) FROM ledger_posting b JOIN ledger_account c ON c.id = b.account_id
    WHERE b.line_id = l.id AND c.kind = 'BROUGHT_IN' HAVING sum(b.amount_pence) > 0"""
# Where more is out for a line than was paid for, what went last is credited; the earlier waits to be fetched.
_SUMS = f"""
    SELECT p.category, s.months, s.each_pence, {CREDITABLE} AS eligible, sum(s.loans), sum(s.pieces) FROM (
        SELECT t.product_id, t.months, t.each_pence, count(*) AS loans,
            sum(greatest(0, least(t.out, t.paid - coalesce(t.later, 0)))) AS pieces
        FROM (
            SELECT l.product_id, {_MONTHS} AS months, {_EACH} AS each_pence, {_PIECES} AS paid,
                l.quantity - l.quantity_back AS out,
                sum(l.quantity - l.quantity_back) OVER (PARTITION BY coalesce(n.paid_by_line_id, n.id)
                    ORDER BY l.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later
            FROM loans_loan l JOIN orders_orderline n ON n.id = l.line_id WHERE {_OUT}
        ) t GROUP BY t.product_id, t.months, t.each_pence
        UNION ALL
        SELECT l.product_id, {_MONTHS}, (b.paid::bigint / l.quantity)::int, count(*), sum(l.quantity - l.quantity_back)
        FROM loans_loan l CROSS JOIN LATERAL ({_OPENED}) b (paid) WHERE {_OUT} AND l.line_id IS NULL GROUP BY 1, 2, 3
    ) s JOIN catalogue_product p ON p.id = s.product_id
    GROUP BY p.category, s.months, s.each_pence, eligible
    ORDER BY p.category, s.months, s.each_pence
"""  # noqa: S608 - only constants of this module
# Each fund that bore something of it; where none did yet, it waits for one. Row security asks an index by plain ids
# alone, so the line that was paid for (`k`) is worked out first: else all postings are read, for each loan.
_FUNDS = """SELECT string_agg(f.name, ', ' ORDER BY f.name) FROM (
    SELECT s.fund_id FROM ledger_posting b JOIN ledger_account c ON c.id = b.account_id
        JOIN ledger_shareset s ON s.id = c.share_set_id
    WHERE b.line_id = k.id AND c.kind IN ('EQUIPMENT', 'BROUGHT_IN')
    GROUP BY s.fund_id HAVING sum(b.amount_pence) > 0
) s JOIN ledger_fund f ON f.id = s.fund_id"""
_LOANS = f"""
    SELECT t.id, o.id, o.number, t.imported_reference, ({_FUNDS}), p.name, coalesce(a.number, ''), t.started_at,
        t.months, t.out,
        CASE WHEN n.id IS NULL THEN t.out ELSE greatest(0, least(t.out, {_PIECES} - coalesce((
            SELECT sum(y.quantity - y.quantity_back) FROM loans_loan y
            WHERE y.ended_at IS NULL AND y.id > t.id AND y.line_id IN (SELECT coalesce(n.paid_by_line_id, n.id)
                UNION ALL SELECT z.id FROM orders_orderline z
                WHERE z.paid_by_line_id = coalesce(n.paid_by_line_id, n.id))), 0))) END,
        CASE WHEN n.id IS NULL THEN t.opened_each ELSE {_EACH} END, p.category, {CREDITABLE}
    FROM (
        SELECT l.id, l.line_id, l.product_id, l.asset_id, l.started_at, l.imported_reference, {_MONTHS} AS months,
            l.quantity - l.quantity_back AS out,
            CASE WHEN l.line_id IS NULL THEN (({_OPENED})::bigint / l.quantity)::int END AS opened_each
        FROM loans_loan l WHERE {_OUT} AND (l.line_id IS NOT NULL OR EXISTS ({_OPENED}))
            AND (%(category)s = '' OR l.product_id IN (SELECT c.id FROM catalogue_product c
                WHERE c.contract_id = %(contract)s AND c.category = %(category)s))
            AND (%(begun_from)s::timestamptz IS NULL OR l.started_at >= %(begun_from)s)
            AND (%(begun_before)s::timestamptz IS NULL OR l.started_at < %(begun_before)s)
        ORDER BY l.started_at, l.id LIMIT %(limit)s OFFSET %(offset)s
    ) t
    LEFT JOIN orders_orderline n ON n.id = t.line_id LEFT JOIN orders_order o ON o.id = n.order_id
    CROSS JOIN LATERAL (SELECT coalesce(n.paid_by_line_id, n.id, t.id) AS id OFFSET 0) k
    JOIN catalogue_product p ON p.id = t.product_id LEFT JOIN stock_asset a ON a.id = t.asset_id
    ORDER BY t.started_at, t.id
"""  # noqa: S608 - only constants of this module
_WITHOUT = f"""SELECT count(*) FROM loans_loan l
    WHERE {_OUT} AND l.line_id IS NULL AND NOT EXISTS ({_OPENED})"""  # noqa: S608 - as above


@dataclass(frozen=True, slots=True)
class LoanOut:
    """One loan. `pieces` of those that are `out` were paid for, `each_pence` each, by `funds`. One that was brought in
    has no order; `reference`: what the old provider called it."""

    loan_id: UUID
    order_id: UUID | None
    order_number: int | None
    reference: str
    funds: str | None
    product: str
    asset_number: str
    started_at: datetime
    months: int
    out: int
    pieces: int
    each_pence: int
    category: str
    eligible: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which loans: of a category (empty: any) and an age (None: any), as they are on a day."""

    today: date
    category: str = ""
    age: LoanAge | None = None


@dataclass(frozen=True, slots=True)
class LentThen:
    """What was lent on the day on which it was counted last."""

    on: date
    lent: Sequence[Lent]
    without_price: int


def lent_then(scope: Scope) -> LentThen | None:
    """What was counted last; None before the first day."""
    found = rows(
        lambda on, lent, without: LentThen(on, [Lent(*one) for one in value_of(lent)], without),
        "SELECT reckoned_on, lent, without_price FROM spending_reckoned WHERE contract_id = %(contract)s",
        {"contract": scope.contract_id},
    )
    return found[0] if found else None


def lent_now(scope: Scope, today: date) -> Sequence[Lent]:
    """All that is lent now, those that are alike together. It reads all open loans and their lines: a job asks."""
    return rows(
        lambda category, months, each, eligible, loans, pieces: Lent(
            category, months, each, eligible, int(loans), int(pieces)
        ),
        _SUMS, {"contract": scope.contract_id, "today": today, "never": _never(scope, today)},
    )  # fmt: skip


def without_price(scope: Scope) -> int:
    """How many open loans nobody is known to have paid for."""
    return rows(int, _WITHOUT, {"contract": scope.contract_id})[0]


def loans_out(scope: Scope, wanted: Wanted, *, offset: int, limit: int | None) -> Sequence[LoanOut]:
    """The loans behind a sum, the longest lent first. One statement."""
    first, until = months_of(wanted.age) if wanted.age else (0, None)
    asked = {
        "contract": scope.contract_id, "never": _never(scope, wanted.today), "today": wanted.today,
        "category": wanted.category, "offset": offset,
        "limit": limit, "begun_from": None if until is None else _after(months_before(wanted.today, until)),
        "begun_before": _after(months_before(wanted.today, first)) if first else None,
    }  # fmt: skip
    return rows(LoanOut, _LOANS, asked)


def _never(scope: Scope, today: date) -> list[str]:
    """What the terms of a day never credit."""
    return sorted(excluded_traits(money_terms(scope).credit.of(today)))


def _after(day: date) -> datetime:
    """When a day is over in London."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON)
