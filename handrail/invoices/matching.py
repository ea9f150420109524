"""The statements that hold the lines of an invoice against the ledger and write them down: all lines at once.
Refuses nothing: a line that fits no entry is told so, and no entry is given to two lines."""

from handrail.invoices.queries.statement import FIRST
from handrail.ledger.rules.bands import REBATE
from handrail.ledger.rules.fees import FEE

# How far back an entry may lie that is invoiced late, or twice.
MONTHS_BACK = 12
_EARLIER = f"""(SELECT date_trunc('month', from_on) - interval '{MONTHS_BACK} months'
    FROM invoices_invoice WHERE id = %(invoice)s)"""

# From the numbers of the lines to the order lines that they lead to. Each is looked up by its index (LATERAL, OFFSET
# 0), so that what a check costs grows with the invoice and not with the ledger; of very many lines whole tables are
# joined. Conditions compare plain numbers, not `ref`: row security asks an index for nothing else.
_PRODUCT = "SELECT l.product_id FROM orders_orderline l WHERE l.id = {line} OFFSET 0"
_LED_TO = f"""
    said AS MATERIALIZED (
        SELECT id, line, order_number, position, visit_number, asset_number, code, day, quantity AS said_quantity,
            abs(quantity) AS quantity, amount_pence AS pence, sold, ref
        FROM invoices_uncheckedline WHERE invoice_id = %(invoice)s
    ), visit AS MATERIALIZED (
        SELECT w.ref, w.sold, v.id
        FROM (SELECT DISTINCT ref, sold, visit_number FROM said WHERE ref LIKE 'v:%%') w
        CROSS JOIN LATERAL (SELECT v.id FROM visits_visit v
            WHERE v.contract_id = %(contract)s AND v.number = w.visit_number OFFSET 0) v
    ), ordered AS MATERIALIZED (
        SELECT w.order_number, l.*
        FROM (SELECT DISTINCT order_number FROM said WHERE ref LIKE 'l:%%' OR ref LIKE 'o:%%' ORDER BY order_number) w
        CROSS JOIN LATERAL (SELECT o.id FROM orders_order o
            WHERE o.contract_id = %(contract)s AND o.number = w.order_number OFFSET 0) o
        CROSS JOIN LATERAL (SELECT l.id AS line_id, l.position, l.product_id FROM orders_orderline l
            WHERE l.order_id = o.id OFFSET 0) l
    ), of_line AS (
        SELECT w.ref, l.line_id, l.product_id
        FROM (SELECT DISTINCT ref, order_number, position FROM said WHERE ref LIKE 'l:%%') w
        JOIN ordered l USING (order_number, position)
        UNION ALL SELECT w.ref, l.line_id, l.product_id
        FROM (SELECT DISTINCT ref, order_number FROM said WHERE ref LIKE 'o:%%') w JOIN ordered l USING (order_number)
        UNION ALL SELECT w.ref, h.line_id, l.product_id
        FROM (SELECT DISTINCT ref, asset_number FROM said WHERE ref LIKE 'a:%%') w
        CROSS JOIN LATERAL (SELECT a.id FROM stock_asset a
            WHERE a.contract_id = %(contract)s AND a.number = w.asset_number OFFSET 0) a
        CROSS JOIN LATERAL (SELECT h.line_id FROM loans_loan h
            WHERE h.asset_id = a.id AND h.line_id IS NOT NULL OFFSET 0) h
        CROSS JOIN LATERAL ({_PRODUCT.format(line="h.line_id")}) l
        UNION ALL SELECT w.ref, h.id, h.product_id
        FROM (SELECT DISTINCT ref, asset_number FROM said WHERE ref LIKE 'a:%%') w
        CROSS JOIN LATERAL (SELECT a.id FROM stock_asset a
            WHERE a.contract_id = %(contract)s AND a.number = w.asset_number OFFSET 0) a
        CROSS JOIN LATERAL (SELECT h.id, h.product_id FROM loans_loan h
            WHERE h.asset_id = a.id AND h.line_id IS NULL OFFSET 0) h
        UNION ALL SELECT w.ref, t.line_id, l.product_id
        FROM (SELECT DISTINCT ref, id FROM visit) w
        CROSS JOIN LATERAL (SELECT t.line_id FROM visits_visittask t WHERE t.visit_id = w.id
            AND t.line_id IS NOT NULL AND t.outcome IN ('DONE', 'PART_DONE') OFFSET 0) t
        CROSS JOIN LATERAL ({_PRODUCT.format(line="t.line_id")}) l
    )"""
# From these, from the visits and from the months to the events. A charge of a visit that no fund paid names no order
# line: its cause names the visit. An event stands by the entry that was posted first for it, whatever says it again
# since; what is owed for it is what all of these and their corrections come to. What says again names the same lines.
# Few events were put right: what is looked up for them alone is looked up in an invoice of very many lines too.
_CANDIDATES = f"""
    provider AS MATERIALIZED (
        SELECT id FROM ledger_account WHERE contract_id = %(contract)s AND kind = 'PROVIDER'
    ), month AS MATERIALIZED (
        SELECT DISTINCT ref, date_trunc('month', day)::date AS first FROM said WHERE ref LIKE 'm:%%'
    ), led_to AS (
        SELECT f.ref, lower(c.code) AS code, p.entry_id
        FROM of_line f JOIN catalogue_product c ON c.id = f.product_id
        CROSS JOIN LATERAL (SELECT p.entry_id FROM ledger_posting p WHERE p.line_id = f.line_id
            AND p.account_id NOT IN (SELECT id FROM ledger_account WHERE contract_id = %(contract)s
                AND kind IN ('RESERVED', 'SET_ASIDE', 'PROVIDER')) OFFSET 0) p
        UNION ALL SELECT v.ref, '', x.id
        FROM (SELECT ref, 'charge:visit:' || id || ':' || sold AS cause FROM visit) v
        CROSS JOIN LATERAL (SELECT x.id FROM ledger_entry x
            WHERE x.contract_id = %(contract)s AND x.cause = v.cause OFFSET 0) x
        UNION ALL SELECT m.ref, '', x.id
        FROM ledger_entry x JOIN month m ON m.first = date_trunc('month', x.happened_on)::date
        WHERE x.contract_id = %(contract)s AND x.month >= (SELECT min(first) FROM month)
            AND x.item IN ('{FEE}', '{REBATE}')
    ), found AS MATERIALIZED (
        SELECT f.ref, f.code, x.* FROM led_to f CROSS JOIN LATERAL (
            SELECT e.id, {FIRST} AS first_id, e.kind, e.item, e.happened_on AS day, abs(e.quantity) AS quantity
            FROM ledger_entry e
            WHERE e.id = f.entry_id AND e.kind IN ('SPENT', 'CHARGED', 'CREDITED', 'RESTATED')
                AND e.month >= {_EARLIER} OFFSET 0) x
    ), first AS (
        SELECT ref, code, id, kind, item, day, quantity FROM found WHERE id = first_id
        UNION ALL SELECT r.ref, r.code, x.id, x.kind, x.item, x.happened_on, abs(x.quantity)
        FROM (SELECT DISTINCT ref, code, first_id FROM found WHERE id <> first_id) r
        CROSS JOIN LATERAL (SELECT * FROM ledger_entry x WHERE x.id = r.first_id OFFSET 0 ROWS) x
    ), event AS (
        SELECT ref, id AS entry_id, day, quantity,
            CASE WHEN kind = 'CREDITED' THEN 'credit' WHEN item = 'equipment' THEN code ELSE item END AS sold
        FROM first
    ), asked AS MATERIALIZED (
        SELECT DISTINCT e.* FROM event e JOIN (SELECT DISTINCT ref, sold FROM said) s USING (ref, sold)
    ), put_right AS MATERIALIZED (
        SELECT e.entry_id, x.id
        FROM (SELECT DISTINCT entry_id FROM asked) e CROSS JOIN LATERAL (SELECT x.id FROM ledger_entry x
            WHERE x.corrects_id IS NOT NULL AND x.corrects_id = e.entry_id OFFSET 0) x
    ), said_again AS MATERIALIZED (
        SELECT DISTINCT e.entry_id, r.id, r.quantity
        FROM (SELECT DISTINCT entry_id FROM put_right) e
        CROSS JOIN LATERAL (SELECT DISTINCT p.line_id FROM ledger_posting p
            WHERE p.entry_id = e.entry_id AND p.line_id IS NOT NULL OFFSET 0 ROWS) w
        CROSS JOIN LATERAL (SELECT DISTINCT p.entry_id FROM ledger_posting p
            WHERE p.line_id = w.line_id OFFSET 0 ROWS) o
        CROSS JOIN LATERAL (SELECT e.id, {FIRST} AS first_id, abs(e.quantity) AS quantity FROM ledger_entry e
            WHERE e.id = o.entry_id AND e.kind = 'RESTATED' OFFSET 0 ROWS) r
        WHERE r.first_id = e.entry_id
    ), owing AS (
        SELECT DISTINCT entry_id, quantity, entry_id AS said_id, entry_id AS or_correction FROM asked
        UNION ALL SELECT DISTINCT r.entry_id, e.quantity, r.entry_id, r.id
        FROM put_right r JOIN asked e USING (entry_id)
        UNION ALL SELECT entry_id, quantity, id, id FROM said_again
        UNION ALL SELECT a.entry_id, a.quantity, a.id, x.id
        FROM said_again a CROSS JOIN LATERAL (SELECT x.id FROM ledger_entry x
            WHERE x.corrects_id IS NOT NULL AND x.corrects_id = a.id OFFSET 0 ROWS) x
    ), stands AS (
        SELECT o.entry_id, o.said_id, o.quantity, -sum(p.amount_pence) AS pence
        FROM owing o CROSS JOIN LATERAL (SELECT p.amount_pence FROM ledger_posting p
            WHERE p.entry_id = o.or_correction AND p.account_id = (SELECT id FROM provider) OFFSET 0) p
        GROUP BY o.entry_id, o.said_id, o.quantity
    ), owed AS (
        SELECT entry_id, sum(pence) AS pence, max(quantity) FILTER (WHERE pence <> 0) AS quantity
        FROM stands GROUP BY entry_id
    ), candidate AS MATERIALIZED (
        SELECT e.ref, e.sold, e.entry_id, e.day, o.quantity, o.pence,
            EXISTS (SELECT FROM invoices_invoiceline i WHERE i.entry_id = e.entry_id) AS taken
        FROM asked e JOIN owed o USING (entry_id) WHERE o.pence <> 0
    )"""


def _pass(number: int, *same: str) -> str:
    """The first line with the first entry that agrees in these columns, the second with the second; an entry that two
    lines find by different numbers goes to the earlier line. And what is left after that."""
    keys = ", ".join(("ref", "sold", *same))
    return f"""
    pair_{number} AS MATERIALIZED (
        SELECT DISTINCT ON (c.entry_id) s.id, c.entry_id, c.owed, c.pieces
        FROM (
            SELECT id, line, {keys},
                row_number() OVER (PARTITION BY {keys} ORDER BY day NULLS LAST, pence, line) AS turn
            FROM line_{number}
        ) s
        JOIN (
            SELECT entry_id, {keys}, pence AS owed, quantity AS pieces,
                row_number() OVER (PARTITION BY {keys} ORDER BY day, pence, entry_id) AS turn
            FROM open_{number}
        ) c USING ({keys}, turn)
        ORDER BY c.entry_id, s.line
    ), line_{number + 1} AS MATERIALIZED (
        SELECT s.* FROM line_{number} s WHERE NOT EXISTS (SELECT FROM pair_{number} m WHERE m.id = s.id)
    ), open_{number + 1} AS MATERIALIZED (
        SELECT c.* FROM open_{number} c
        WHERE NOT EXISTS (SELECT FROM pair_{number} m WHERE m.entry_id = c.entry_id)
            AND EXISTS (SELECT FROM line_{number + 1} s WHERE s.ref = c.ref AND s.sold = c.sold)
    )"""


_PASSES = (("day", "quantity", "pence"), ("day", "pence"), ("quantity", "pence"), ("pence",), ("day",), ())
_PAIRS = ", ".join(_pass(number, *same) for number, same in enumerate(_PASSES))
_ALL_PAIRS = " UNION ALL ".join(f"SELECT * FROM pair_{number}" for number in range(len(_PASSES)))
_WRITTEN = f"""
    INSERT INTO invoices_invoiceline (id, contract_id, invoice_id, line, order_number, position, visit_number,
        asset_number, code, day, quantity, amount_pence, sold, ref, entry_id, due_pence, due_quantity, verdict, answer)
    WITH {_LED_TO}, {_CANDIDATES},
        line_0 AS (SELECT * FROM said), open_0 AS (SELECT * FROM candidate WHERE NOT taken), {_PAIRS}
    SELECT s.id, %(contract)s, %(invoice)s, s.line, s.order_number, s.position, s.visit_number, s.asset_number, s.code,
        s.day, s.said_quantity, s.pence, s.sold, s.ref, m.entry_id, m.owed, m.pieces,
        CASE WHEN m.entry_id IS NULL THEN CASE WHEN c.ref IS NULL THEN 'NO_SUCH_EVENT' ELSE 'DUPLICATE' END
            WHEN s.quantity <> m.pieces THEN 'WRONG_QUANTITY'
            WHEN s.pence <> m.owed THEN 'WRONG_PRICE' ELSE 'AGREED' END,
        CASE WHEN coalesce(s.quantity, m.pieces) = m.pieces AND s.pence = m.owed THEN 'AGREED' ELSE '' END
    FROM said s LEFT JOIN ({_ALL_PAIRS}) m ON m.id = s.id
    LEFT JOIN (SELECT DISTINCT ref, sold FROM candidate) c ON m.entry_id IS NULL AND c.ref = s.ref AND c.sold = s.sold
    ORDER BY s.line
"""
# What is credited must have been issued once, however long ago.
_NEVER_ISSUED = """
    UPDATE invoices_invoiceline i SET verdict = 'NEVER_ISSUED'
    WHERE i.invoice_id = %(invoice)s AND i.verdict = 'NO_SUCH_EVENT' AND i.sold = 'credit' AND NOT (
        EXISTS (SELECT FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id WHERE o.number = i.order_number
            AND (i.position IS NULL OR l.position = i.position) AND l.delivered_at IS NOT NULL)
        OR EXISTS (SELECT FROM stock_asset a JOIN loans_loan h ON h.asset_id = a.id WHERE a.number = i.asset_number)
        OR i.order_number IS NULL AND i.asset_number = ''
            AND EXISTS (SELECT FROM visits_visit v WHERE v.number = i.visit_number))
"""
# Of rows that this transaction wrote the planner knows nothing: it would go through all for each.
_WHOLE_SETS = "SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '128MB'"
_BY_INDEX = "SET LOCAL enable_nestloop = on"
_FORGOTTEN = "DELETE FROM invoices_uncheckedline WHERE invoice_id = %(invoice)s"
MANY_LINES = 20_000


def statements(lines: int) -> tuple[str, ...]:
    """The statements for an invoice of so many lines. Without its OFFSET the planner takes a look-up for a join."""
    written = _WRITTEN.replace("OFFSET 0)", ")") if lines >= MANY_LINES else _WRITTEN
    return _WHOLE_SETS, written, _BY_INDEX, _NEVER_ISSUED, _FORGOTTEN
