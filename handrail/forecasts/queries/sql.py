"""The two statements by which facts of a forecast are read.
Refuses nothing: `facts.py` says what they mean."""

from handrail.catalogue.rules.traits import CREDITABLE

_POSTED = """
    SELECT p.line_id, coalesce(s.fund_id::text, %(no_fund)s) AS fund, a.kind AS account, e.kind AS entry, e.item,
        e.happened_on, greatest(e.happened_on, e.month) AS counted_on, p.amount_pence, e.cause, e.quantity
    FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id JOIN ledger_account a ON a.id = p.account_id
    LEFT JOIN ledger_shareset s ON s.id = a.share_set_id
    WHERE p.contract_id = %(contract)s AND e.happened_on <= %(as_at)s AND e.recorded_at < %(ends)s
"""
# VAT and what no fund pays count as the kind of what they are on: VAT that comes back with a credit was on equipment.
_KIND = """CASE WHEN s.account = 'ACTIVITY' OR (s.account <> 'EQUIPMENT' AND s.item NOT IN ('equipment', 'credit'))
    THEN 'ACTIVITY' ELSE 'EQUIPMENT' END"""
# A line keeps money for the thing and for its part of the visit; both in the proportion in which they were ordered.
_TWO_KINDS = """CROSS JOIN LATERAL (VALUES
        ('ACTIVITY', k.pence * l.visit_pence / greatest(1, l.spend_pence + l.visit_pence)),
        ('EQUIPMENT', k.pence - k.pence * l.visit_pence / greatest(1, l.spend_pence + l.visit_pence))
    ) AS part (kind, pence)"""
# What was kept before counts as ordered when its line was; other work is ordered and done on one day.
ORDERS = f"""
    WITH seen AS MATERIALIZED (SELECT * FROM ({_POSTED}) AS q
        WHERE q.account IN ('RESERVED', 'EQUIPMENT', 'ACTIVITY', 'VAT', 'SUSPENSE') AND q.item <> %(fee)s
    ), begun AS MATERIALIZED (
        SELECT line_id, min(happened_on) AS ordered_on FROM seen WHERE line_id IS NOT NULL GROUP BY line_id
    ), found AS (
        SELECT s.fund, {_KIND} AS kind, s.amount_pence AS pence, s.counted_on AS spent_on, NULL::date AS cancelled_on,
            CASE WHEN s.item = 'equipment' OR s.item = ANY(%(kept)s) THEN coalesce(b.ordered_on, s.happened_on)
                ELSE s.happened_on END AS ordered_on
        FROM seen s LEFT JOIN begun b ON b.line_id = s.line_id WHERE s.account <> 'RESERVED'
        UNION ALL
        SELECT k.fund, part.kind, part.pence, NULL, NULL, b.ordered_on
        FROM (SELECT line_id, fund, sum(amount_pence)::bigint AS pence FROM seen WHERE account = 'RESERVED'
            GROUP BY line_id, fund HAVING sum(amount_pence) > 0) AS k
        JOIN begun b ON b.line_id = k.line_id JOIN orders_orderline l ON l.id = k.line_id {_TWO_KINDS}
        UNION ALL
        SELECT k.fund, part.kind, part.pence, NULL, k.happened_on, b.ordered_on
        FROM (SELECT line_id, fund, happened_on, -sum(amount_pence)::bigint AS pence FROM seen
            WHERE account = 'RESERVED' AND entry = 'RELEASED'
            GROUP BY line_id, fund, happened_on HAVING sum(amount_pence) < 0) AS k
        JOIN begun b ON b.line_id = k.line_id JOIN orders_orderline l ON l.id = k.line_id {_TWO_KINDS}
    )
    SELECT fund, kind, sum(pence), ordered_on, spent_on, cancelled_on FROM found
    GROUP BY fund, kind, ordered_on, spent_on, cancelled_on HAVING sum(pence) <> 0
    ORDER BY ordered_on, fund, kind, spent_on, cancelled_on
"""
# The fixed fee is owed whatever is ordered: it is no order. `pays`: the fund, and its part of the last one without VAT.
FEES = f"""
    SELECT fund, sum(amount_pence)::bigint, counted_on,
        coalesce(sum(amount_pence) FILTER (WHERE account <> 'VAT'), 0)::bigint, happened_on
    FROM ({_POSTED}) AS q
    WHERE q.account IN ('ACTIVITY', 'VAT', 'SUSPENSE') AND q.item = %(fee)s
    GROUP BY fund, counted_on, happened_on HAVING sum(amount_pence) <> 0 ORDER BY happened_on, fund
"""
# Pieces of a loan are out until they are credited, or are over without: what came back and has not passed yet is still
# to be credited. Of a thing that another took the place of, only the last is a loan that was paid for. What was brought
# in open without an order was paid for on BROUGHT_IN, where its postings name the loan: no purchase of these months.
LOANS = f"""
    WITH posted AS MATERIALIZED (SELECT * FROM ({_POSTED}) AS q
        WHERE q.account IN ('EQUIPMENT', 'BROUGHT_IN', 'CREDITED')
    ), paid AS MATERIALIZED (
        SELECT line_id, fund, sum(amount_pence)::bigint AS pence FROM posted
        WHERE account <> 'CREDITED' AND line_id IS NOT NULL GROUP BY line_id, fund HAVING sum(amount_pence) > 0
    ), credit AS MATERIALIZED (
        SELECT split_part(cause, ':', 2)::uuid AS loan_id, cause, fund, quantity, counted_on,
            -sum(amount_pence)::bigint AS pence
        FROM posted WHERE account = 'CREDITED' AND entry = 'CREDITED' AND cause LIKE 'credit:%%'
        GROUP BY cause, fund, quantity, counted_on
    ), settled AS (
        SELECT split_part(e.cause, ':', 2)::uuid AS loan_id, sum(e.quantity) AS ever,
            coalesce(sum(e.quantity) FILTER (WHERE e.happened_on <= %(as_at)s AND e.recorded_at < %(ends)s), 0) AS seen
        FROM ledger_entry e WHERE e.contract_id = %(contract)s AND e.kind = 'CREDITED' AND e.cause LIKE 'credit:%%'
        GROUP BY 1
    ), loan AS MATERIALIZED (
        SELECT l.id, l.product_id, p.category, (l.started_at AT TIME ZONE 'Europe/London')::date AS begun_on,
            CASE WHEN l.ended_at < %(ends)s THEN (l.ended_at AT TIME ZONE 'Europe/London')::date END AS ended_on,
            l.quantity, l.quantity_back, coalesce(s.seen, 0) AS credited,
            CASE WHEN l.ended_at IS NULL OR l.ended_at < %(ends)s
                THEN greatest(0, l.quantity_back - coalesce(t.pieces - t.credited, 0) - coalesce(s.ever, 0))
                ELSE 0 END AS nothing,
            coalesce(w.fund, %(no_fund)s) AS fund,
            CASE WHEN {CREDITABLE} THEN coalesce(w.pence, 0)::numeric / greatest(1,
                CASE WHEN r.id IS NULL THEN l.quantity WHEN r.state = 'DELIVERED' THEN r.quantity
                    ELSE r.quantity_delivered END) ELSE 0 END AS each_pence,
            l.asset_id IS NOT NULL AND EXISTS (SELECT FROM orders_orderline x
                WHERE x.paid_by_line_id = r.id AND x.id > l.line_id AND x.state = 'DELIVERED') AS replaced
        FROM loans_loan l JOIN catalogue_product p ON p.id = l.product_id
        LEFT JOIN orders_orderline n ON n.id = l.line_id
        LEFT JOIN orders_orderline r ON r.id = coalesce(n.paid_by_line_id, n.id)
        LEFT JOIN paid w ON w.line_id = coalesce(r.id, l.id)
        LEFT JOIN settled s ON s.loan_id = l.id
        LEFT JOIN loans_tosettle t ON t.loan_id = l.id
        WHERE l.contract_id = %(contract)s AND l.started_at < %(ends)s
    ), found AS (
        SELECT fund, product_id, category, begun_on, NULL::date AS ended_on, each_pence, 0 AS credited_pence,
            greatest(0, CASE WHEN ended_on IS NULL THEN quantity ELSE quantity_back END - nothing - credited) AS pieces
        FROM loan WHERE NOT replaced
        UNION ALL
        SELECT fund, product_id, category, begun_on, ended_on, each_pence, 0, quantity - quantity_back + nothing
        FROM loan WHERE NOT replaced AND ended_on IS NOT NULL
        UNION ALL
        SELECT c.fund, l.product_id, l.category, l.begun_on, c.counted_on,
            coalesce(max(l.each_pence) FILTER (WHERE l.fund = c.fund), 0), c.pence, c.quantity
        FROM credit c JOIN loan l ON l.id = c.loan_id
        GROUP BY c.cause, c.fund, c.pence, c.quantity, c.counted_on, l.product_id, l.category, l.begun_on
        UNION ALL
        -- A credit that was taken back or put right is told in the month in which it was, as a piece that cost nothing.
        SELECT t.fund, p.id, p.category, t.counted_on, t.counted_on, 0, -sum(t.amount_pence), 1
        FROM posted t LEFT JOIN orders_orderline n ON n.id = t.line_id LEFT JOIN loans_loan o ON o.id = t.line_id
        JOIN catalogue_product p ON p.id = coalesce(n.product_id, o.product_id)
        WHERE t.account = 'CREDITED' AND NOT (t.entry = 'CREDITED' AND t.cause LIKE 'credit:%%')
        GROUP BY t.fund, p.id, p.category, t.counted_on
    )
    SELECT fund, product_id, category, sum(pieces), round(sum(pieces * each_pence)),
        date_trunc('month', begun_on)::date, date_trunc('month', ended_on)::date, sum(credited_pence)
    FROM found WHERE pieces > 0
    GROUP BY fund, product_id, category, date_trunc('month', begun_on), date_trunc('month', ended_on),
        credited_pence > 0
    ORDER BY 2, 1, 6, 7, 8
"""
