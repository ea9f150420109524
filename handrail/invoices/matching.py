"""The statements that hold the lines of an invoice against the ledger, in their order: all lines at once.
Refuses nothing: a line that fits no entry is told so, and no entry is given to two lines."""

from handrail.ledger.rules.fees import FEE

# How far back an entry may lie that is invoiced late, or twice.
MONTHS_BACK = 12
_EARLIER = f"""x.month >= (SELECT date_trunc('month', from_on) - interval '{MONTHS_BACK} months'
    FROM invoices_invoice WHERE id = %(invoice)s)"""

# What is owed for an entry is what it and its corrections come to. Each is found by all numbers that lead to it: the
# order, the line, the item that was lent for it, the visit. In joins of whole sets: row security would hold up others.
_CANDIDATES = f"""
    INSERT INTO invoices_candidate (contract_id, invoice_id, entry_id, sold, ref, day, quantity, pence, taken)
    WITH owed AS MATERIALIZED (
        SELECT coalesce(x.corrects_id, x.id) AS entry_id, -sum(p.amount_pence) AS pence
        FROM ledger_posting p JOIN ledger_entry x ON x.id = p.entry_id
        WHERE p.contract_id = %(contract)s AND {_EARLIER}
            AND p.account_id = (SELECT id FROM ledger_account WHERE contract_id = %(contract)s AND kind = 'PROVIDER')
        GROUP BY 1
    ), event AS MATERIALIZED (
        SELECT x.id, x.kind, x.item, x.happened_on AS day, abs(x.quantity) AS quantity, owed.pence,
            CASE WHEN x.cause LIKE 'charge:visit:%%' THEN substring(x.cause, 14, 36)::uuid END AS visit_id
        FROM owed JOIN ledger_entry x ON x.id = owed.entry_id
        WHERE owed.pence <> 0 AND x.kind IN ('SPENT', 'CHARGED', 'CREDITED', 'RESTATED')
            AND {_EARLIER}
    ), of_line AS MATERIALIZED (
        SELECT DISTINCT p.entry_id, p.line_id FROM ledger_posting p JOIN event ON event.id = p.entry_id
        WHERE p.contract_id = %(contract)s AND p.line_id IS NOT NULL
    ), named AS MATERIALIZED (
        SELECT f.entry_id, f.line_id, o.number, l.position, lower(c.code) AS code
        FROM of_line f JOIN orders_orderline l ON l.id = f.line_id JOIN orders_order o ON o.id = l.order_id
        JOIN catalogue_product c ON c.id = l.product_id
    ), refs AS (
        SELECT entry_id, code, 'o:' || number AS ref FROM named
        UNION ALL SELECT entry_id, code, 'l:' || number || '/' || position FROM named
        UNION ALL SELECT n.entry_id, n.code, 'a:' || a.number
            FROM named n JOIN loans_loan h ON h.line_id = n.line_id JOIN stock_asset a ON a.id = h.asset_id
        UNION ALL SELECT n.entry_id, n.code, 'v:' || v.number
            FROM named n JOIN visits_visittask t ON t.line_id = n.line_id JOIN visits_visit v ON v.id = t.visit_id
            WHERE t.outcome IN ('DONE', 'PART_DONE')
        UNION ALL SELECT e.id, '', 'v:' || v.number FROM event e JOIN visits_visit v ON v.id = e.visit_id
        UNION ALL SELECT e.id, '', 'm:' || to_char(e.day, 'YYYY-MM') FROM event e WHERE e.item = '{FEE}'
    )
    SELECT DISTINCT %(contract)s::uuid, %(invoice)s::uuid, e.id,
        CASE WHEN e.kind = 'CREDITED' THEN 'credit' WHEN e.item = 'equipment' THEN r.code ELSE e.item END,
        r.ref, e.day, e.quantity, e.pence, i.id IS NOT NULL
    FROM refs r JOIN event e ON e.id = r.entry_id
    JOIN (SELECT DISTINCT ref FROM invoices_invoiceline WHERE invoice_id = %(invoice)s) w ON w.ref = r.ref
    LEFT JOIN invoices_invoiceline i ON i.entry_id = e.id
"""


def _paired(*same: str) -> str:
    """The first line with the first entry that agrees in these columns, the second with the second. An entry that two
    lines find by different numbers goes to the earlier line."""
    theirs = {"quantity": "abs(quantity)", "pence": "amount_pence"}
    says = ", ".join(f"{theirs.get(name, name)} AS {name}" for name in ("sold", "ref", *same))
    keys = ", ".join(("sold", "ref", *same))
    partition = ", ".join(theirs.get(name, name) for name in ("sold", "ref", *same))
    return f"""
        UPDATE invoices_invoiceline i
        SET entry_id = m.entry_id, due_pence = m.pence, due_quantity = m.quantity,
            verdict = CASE WHEN abs(i.quantity) <> m.quantity THEN 'WRONG_QUANTITY'
                WHEN i.amount_pence <> m.pence THEN 'WRONG_PRICE' ELSE 'AGREED' END,
            answer = CASE WHEN coalesce(abs(i.quantity), m.quantity) = m.quantity AND i.amount_pence = m.pence
                THEN 'AGREED' ELSE '' END
        FROM (
            SELECT DISTINCT ON (c.entry_id) s.id, c.entry_id, c.owed AS pence, c.pieces AS quantity
            FROM (
                SELECT id, line, {says},
                    row_number() OVER (PARTITION BY {partition} ORDER BY day NULLS LAST, amount_pence, line) AS turn
                FROM invoices_invoiceline WHERE invoice_id = %(invoice)s AND verdict = ''
            ) s
            JOIN (
                SELECT entry_id, {keys}, pence AS owed, quantity AS pieces,
                    row_number() OVER (PARTITION BY {keys} ORDER BY day, pence, entry_id) AS turn
                FROM invoices_candidate WHERE invoice_id = %(invoice)s AND NOT taken
            ) c USING ({keys}, turn)
            ORDER BY c.entry_id, s.line
        ) m
        WHERE i.id = m.id
    """


_TAKEN = """
    UPDATE invoices_candidate c SET taken = true FROM invoices_invoiceline i
    WHERE c.invoice_id = %(invoice)s AND NOT c.taken AND i.invoice_id = %(invoice)s AND i.entry_id = c.entry_id
"""
# What is credited must have been issued once, however long ago.
_ISSUED = """
    EXISTS (SELECT FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id WHERE o.number = i.order_number
        AND (i.position IS NULL OR l.position = i.position) AND l.delivered_at IS NOT NULL)
    OR EXISTS (SELECT FROM stock_asset a JOIN loans_loan h ON h.asset_id = a.id WHERE a.number = i.asset_number)
    OR i.order_number IS NULL AND i.asset_number = ''
        AND EXISTS (SELECT FROM visits_visit v WHERE v.number = i.visit_number)
"""
_LEFT = f"""
    UPDATE invoices_invoiceline i SET verdict = CASE
        WHEN EXISTS (SELECT FROM invoices_candidate c WHERE c.invoice_id = %(invoice)s AND c.sold = i.sold
            AND c.ref = i.ref) THEN 'DUPLICATE'
        WHEN i.sold = 'credit' AND NOT ({_ISSUED}) THEN 'NEVER_ISSUED' ELSE 'NO_SUCH_EVENT' END
    WHERE i.invoice_id = %(invoice)s AND i.verdict = ''
"""
# Of rows that this transaction wrote the planner knows nothing: it would go through all for each.
_WHOLE_SETS = "SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '128MB'"
_BY_INDEX = "SET LOCAL enable_nestloop = on"
_PASSES = (("day", "quantity", "pence"), ("day", "pence"), ("quantity", "pence"), ("pence",), ("day",), ())
STATEMENTS: tuple[str, ...] = (
    _WHOLE_SETS,
    _CANDIDATES,
    *(statement for same in _PASSES for statement in (_paired(*same), _TAKEN)),
    _BY_INDEX,
    _LEFT,
)
