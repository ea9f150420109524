"""The statements that hold the lines of an invoice against the ledger and write them down: all lines at once.
Refuses nothing: a line that fits no entry is told so. A line may take several entries, an entry goes to one line."""

from dataclasses import dataclass

from handrail.invoices.queries.statement import FIRST
from handrail.ledger.queries.standing import AGAIN_WITHOUT_LINES
from handrail.ledger.rules.bands import REBATE
from handrail.ledger.rules.fees import FOR_EVERYBODY
from handrail.ledger.rules.gain import GAIN
from handrail.ledger.rules.visit_charges import EXAMINED_NEXT

# How far back an entry may lie that is invoiced late, or twice.
MONTHS_BACK = 12
_NO_LINE = ", ".join(f"'{item}'" for item in sorted({*FOR_EVERYBODY, GAIN, REBATE}))
_EARLIER = f"""(SELECT date_trunc('month', from_on) - interval '{MONTHS_BACK} months'
    FROM invoices_invoice WHERE id = %(invoice)s)"""

# From the numbers of the lines to the order lines that they lead to. Each is looked up by its index (LATERAL, OFFSET
# 0), so that what a check costs grows with the invoice and not with the ledger; of very many lines whole tables are
# joined. Conditions compare plain numbers, not `ref`: row security asks an index for nothing else.
_PRODUCT = "SELECT l.product_id FROM orders_orderline l WHERE l.id = {line} OFFSET 0"
_LED_TO = f"""
    said AS MATERIALIZED (
        SELECT id, line, order_number, position, visit_number, asset_number, code, day, quantity AS said_quantity,
            abs(quantity) AS quantity, amount_pence AS pence, vat_pence AS vat, sold, ref
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
        UNION ALL SELECT w.ref, h.id, h.product_id
        FROM (SELECT DISTINCT ref, id FROM visit) w
        CROSS JOIN LATERAL (SELECT t.loan_id FROM visits_visittask t WHERE t.visit_id = w.id
            AND t.loan_id IS NOT NULL AND t.outcome IN ('DONE', 'PART_DONE') OFFSET 0) t
        CROSS JOIN LATERAL (SELECT h.id, h.product_id FROM loans_loan h
            WHERE h.id = t.loan_id AND h.line_id IS NULL OFFSET 0) h
    )"""
# From these, from the visits and from the months to the events. A charge of a visit that no fund paid names no order
# line: its cause names the visit, and of further examinations the loan. An event stands by the entry that was posted
# first for it, whatever says it again since; what is owed for it is what all of these and their corrections come to.
# What says again names the same lines, or as the first none. Few events were put right: what is looked up for them
# alone is looked up in an invoice of very many lines too.
_CANDIDATES = f"""
    owes AS MATERIALIZED (
        SELECT (array_agg(id) FILTER (WHERE kind = 'PROVIDER'))[1] AS provider, array_agg(id) AS accounts
        FROM ledger_account WHERE contract_id = %(contract)s AND kind IN ('PROVIDER', 'VAT', 'VAT_BACK')
    ), month AS MATERIALIZED (
        SELECT DISTINCT ref, date_trunc('month', day)::date AS first FROM said WHERE ref LIKE 'm:%%'
    ), led_to AS (
        SELECT f.ref, lower(c.code) AS code, p.entry_id
        FROM of_line f JOIN catalogue_product c ON c.id = f.product_id
        CROSS JOIN LATERAL (SELECT p.entry_id FROM ledger_posting p WHERE p.line_id = f.line_id
            AND p.account_id NOT IN (SELECT id FROM ledger_account WHERE contract_id = %(contract)s
                AND kind IN ('RESERVED', 'SET_ASIDE', 'PROVIDER', 'VAT', 'VAT_BACK')) OFFSET 0) p
        UNION ALL SELECT v.ref, '', x.id
        FROM (SELECT ref, 'charge:visit:' || id || ':' || sold AS cause FROM visit) v
        CROSS JOIN LATERAL (SELECT x.id FROM ledger_entry x
            WHERE x.contract_id = %(contract)s AND x.cause = v.cause OFFSET 0) x
        UNION ALL SELECT v.ref, '', x.id
        FROM visit v
        CROSS JOIN LATERAL (SELECT n.loan_id FROM stock_examination n
            WHERE n.contract_id = %(contract)s AND n.visit_id = v.id OFFSET 0) n
        CROSS JOIN LATERAL (SELECT x.id FROM ledger_entry x WHERE x.contract_id = %(contract)s
            AND x.cause = 'charge:visit:' || v.id || ':{EXAMINED_NEXT}:' || n.loan_id OFFSET 0) x
        WHERE v.sold = '{EXAMINED_NEXT}'
        UNION ALL SELECT m.ref, '', x.id
        FROM ledger_entry x JOIN month m ON m.first = date_trunc('month', x.happened_on)::date
        WHERE x.contract_id = %(contract)s AND x.month >= (SELECT min(first) FROM month)
            AND x.item IN ({_NO_LINE})
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
        UNION ALL SELECT DISTINCT e.entry_id, x.id, abs(x.quantity)
        FROM (SELECT DISTINCT entry_id FROM put_right) e
        CROSS JOIN LATERAL ({AGAIN_WITHOUT_LINES.replace("<<first>>", "e.entry_id")}) r
        CROSS JOIN LATERAL (SELECT x.id, x.quantity FROM ledger_entry x WHERE x.id = r.id OFFSET 0 ROWS) x
    ), owing AS (
        SELECT DISTINCT entry_id, quantity, entry_id AS said_id, entry_id AS or_correction FROM asked
        UNION ALL SELECT DISTINCT r.entry_id, e.quantity, r.entry_id, r.id
        FROM put_right r JOIN asked e USING (entry_id)
        UNION ALL SELECT entry_id, quantity, id, id FROM said_again
        UNION ALL SELECT a.entry_id, a.quantity, a.id, x.id
        FROM said_again a CROSS JOIN LATERAL (SELECT x.id FROM ledger_entry x
            WHERE x.corrects_id IS NOT NULL AND x.corrects_id = a.id OFFSET 0 ROWS) x
    ), stands AS (
        -- The provider is owed price and VAT: what is left beside its VAT is the price.
        SELECT o.entry_id, o.said_id, o.quantity, -sum(p.amount_pence) AS pence,
            coalesce(sum(p.amount_pence) FILTER (WHERE p.is_vat), 0) AS vat
        FROM owing o
        CROSS JOIN LATERAL (SELECT p.amount_pence, p.account_id <> (SELECT provider FROM owes) AS is_vat
            FROM ledger_posting p WHERE p.entry_id = o.or_correction
                AND p.account_id = ANY((SELECT accounts FROM owes)::uuid[]) OFFSET 0) p
        GROUP BY o.entry_id, o.said_id, o.quantity
    ), owed AS (
        SELECT entry_id, sum(pence) AS pence, sum(vat) AS vat, max(quantity) FILTER (WHERE pence <> 0) AS quantity
        FROM stands GROUP BY entry_id
    ), candidate AS MATERIALIZED (
        SELECT e.ref, e.sold, e.entry_id, e.day, o.quantity, o.pence, o.vat,
            EXISTS (SELECT FROM invoices_invoiceline i WHERE i.entry_id = e.entry_id) AS taken
        FROM asked e JOIN owed o USING (entry_id) WHERE o.pence <> 0
    )"""


def _one_each(number: int, *same: str) -> str:
    """The first line with the first entry that agrees in these columns, the second with the second; an entry that two
    lines find by different numbers goes to the earlier line."""
    keys = ", ".join(("ref", "sold", *same))
    return f"""
    pair_{number} AS MATERIALIZED (
        SELECT DISTINCT ON (c.entry_id) s.id, c.entry_id, c.owed, c.owed_vat, c.pieces
        FROM (
            SELECT id, line, {keys},
                row_number() OVER (PARTITION BY {keys} ORDER BY day NULLS LAST, pence, line) AS turn
            FROM line_{number}
        ) s
        JOIN (
            SELECT entry_id, {keys}, pence AS owed, vat AS owed_vat, quantity AS pieces,
                row_number() OVER (PARTITION BY {keys} ORDER BY day, pence, entry_id) AS turn
            FROM open_{number}
        ) c USING ({keys}, turn)
        ORDER BY c.entry_id, s.line
    )"""


_EACH = "round(pence::numeric / quantity, 4) AS each"


def _several(number: int, *same: str, whole: bool) -> str:
    """A line of several pieces with the entries that agree in these columns, one after the other until it has its
    quantity; `whole`: not unless it has. Lines and entries lie side by side as long as their pieces are; a line takes
    what lies beside it from end to end, the smallest line first. Entries of the same size come in turns, so that what
    was delivered as two and one, twice, is three and three."""
    keys = ", ".join(("ref", "sold", *same))
    return f"""
    many_{number} AS MATERIALIZED (SELECT *, {_EACH} FROM line_{number} WHERE quantity > 1),
    pair_{number} AS MATERIALIZED (
        SELECT id, entry_id, owed, owed_vat, pieces, days_apart FROM (
            SELECT *, count(*) OVER (PARTITION BY id) AS entries, sum(pieces) OVER (PARTITION BY id) AS met
            FROM (
                SELECT DISTINCT ON (c.entry_id) s.id, s.quantity AS asked, c.entry_id, c.owed, c.owed_vat,
                    c.pieces,
                    abs(c.done_on - s.said_on) AS days_apart
                FROM (
                    SELECT id, line, quantity, day AS said_on, {keys},
                        sum(quantity) OVER (PARTITION BY {keys} ORDER BY quantity, day NULLS LAST, line) AS until
                    FROM many_{number}
                ) s
                JOIN (
                    SELECT entry_id, owed, owed_vat, pieces, done_on, {keys},
                        sum(pieces) OVER (PARTITION BY {keys} ORDER BY turn, pieces DESC, entry_id) AS until
                    FROM (
                        SELECT entry_id, pence AS owed, vat AS owed_vat, quantity AS pieces, day AS done_on, {keys},
                            row_number() OVER (PARTITION BY {keys}, quantity ORDER BY day, entry_id) AS turn
                        FROM (SELECT *, {_EACH} FROM open_{number} WHERE quantity > 0) o
                        WHERE EXISTS (SELECT FROM many_{number} m WHERE m.ref = o.ref AND m.sold = o.sold)
                    ) t
                ) c USING ({keys})
                WHERE c.until <= s.until AND c.until - c.pieces >= s.until - s.quantity
                ORDER BY c.entry_id, s.line
            ) beside
        ) taken WHERE entries > 1 AND (met = asked OR NOT {whole})
    )"""


def _left(number: int) -> str:
    """What is left after a pass: its lines, and the entries that one of these could still take."""
    return f"""
    line_{number + 1} AS MATERIALIZED (
        SELECT s.* FROM line_{number} s WHERE NOT EXISTS (SELECT FROM pair_{number} m WHERE m.id = s.id)
    ), open_{number + 1} AS MATERIALIZED (
        SELECT c.* FROM open_{number} c
        WHERE NOT EXISTS (SELECT FROM pair_{number} m WHERE m.entry_id = c.entry_id)
            AND EXISTS (SELECT FROM line_{number + 1} s WHERE s.ref = c.ref AND s.sold = c.sold)
    )"""


@dataclass(frozen=True, slots=True)
class _Pass:
    """In which columns lines and entries agree; whether a line takes several entries, and only as many as it needs."""

    same: tuple[str, ...]
    several: bool = False
    whole: bool = True

    def sql(self, number: int) -> str:
        """What it finds, and what is left after it."""
        found = _several(number, *self.same, whole=self.whole) if self.several else _one_each(number, *self.same)
        return f"{found}, {_left(number)}"


# From what agrees most to what agrees least; of as much, one entry comes before several.
_PASSES = (
    _Pass(("day", "quantity", "pence")),
    _Pass(("day", "each"), several=True),
    _Pass(("day", "pence")),
    _Pass(("quantity", "pence")),
    _Pass(("each",), several=True),
    _Pass(("pence",)),
    _Pass(("day",), several=True),
    _Pass((), several=True, whole=False),
    _Pass(("day",)),
    _Pass(()),
)
_PAIRS = ", ".join(one.sql(number) for number, one in enumerate(_PASSES))
_ONE, _MORE = (
    " UNION ALL ".join(f"SELECT * FROM pair_{number}" for number, one in enumerate(_PASSES) if one.several is several)
    for several in (False, True)
)
FURTHER = ("part_of_id", "line", "code", "day", "sold", "ref", "entry_id", "due_pence", "due_vat_pence", "due_quantity")
# Of several entries that on the day furthest from the line's stands in it, so that it is this day that is looked at;
# the others are told, each to be written as a part of it.
_WRITTEN = f"""
    WITH {_LED_TO}, {_CANDIDATES},
        line_0 AS (SELECT * FROM said), open_0 AS (SELECT * FROM candidate WHERE NOT taken), {_PAIRS},
    several AS MATERIALIZED (
        SELECT *, row_number() OVER (PARTITION BY id ORDER BY days_apart DESC, entry_id) AS place FROM ({_MORE}) m
    ), found_for AS (
        {_ONE} UNION ALL SELECT id, (array_agg(entry_id ORDER BY place))[1], sum(owed), sum(owed_vat), sum(pieces)
        FROM several GROUP BY id
    ), written AS (
        INSERT INTO invoices_invoiceline (id, contract_id, invoice_id, line, order_number, position, visit_number,
            asset_number, code, day, quantity, amount_pence, vat_pence, sold, ref, entry_id, due_pence, due_vat_pence,
            due_quantity, verdict, answer)
        SELECT s.id, %(contract)s, %(invoice)s, s.line, s.order_number, s.position, s.visit_number, s.asset_number,
            s.code, s.day, s.said_quantity, s.pence, s.vat, s.sold, s.ref, m.entry_id, m.owed, m.owed_vat, m.pieces,
            CASE WHEN m.entry_id IS NULL THEN CASE WHEN c.ref IS NULL THEN 'NO_SUCH_EVENT' ELSE 'DUPLICATE' END
                WHEN s.quantity <> m.pieces THEN 'WRONG_QUANTITY'
                WHEN s.pence <> m.owed THEN 'WRONG_PRICE' WHEN s.vat <> m.owed_vat THEN 'WRONG_VAT' ELSE 'AGREED' END,
            CASE WHEN coalesce(s.quantity, m.pieces) = m.pieces AND s.pence = m.owed AND s.vat = m.owed_vat
                THEN 'AGREED' ELSE '' END
        FROM said s LEFT JOIN found_for m ON m.id = s.id
        LEFT JOIN (SELECT DISTINCT ref, sold FROM candidate) c
            ON m.entry_id IS NULL AND c.ref = s.ref AND c.sold = s.sold
        ORDER BY s.line
    )
    SELECT s.id, s.line, s.code, s.day, s.sold, s.ref, e.entry_id, e.owed, e.owed_vat, e.pieces
    FROM several e JOIN said s ON s.id = e.id WHERE e.place > 1 ORDER BY s.line, e.place
"""
# What is credited must have been issued once, however long ago.
NEVER_ISSUED = """
    UPDATE invoices_invoiceline i SET verdict = 'NEVER_ISSUED'
    WHERE i.invoice_id = %(invoice)s AND i.verdict = 'NO_SUCH_EVENT' AND i.sold = 'credit' AND NOT (
        EXISTS (SELECT FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id WHERE o.number = i.order_number
            AND (i.position IS NULL OR l.position = i.position) AND l.delivered_at IS NOT NULL)
        OR EXISTS (SELECT FROM stock_asset a JOIN loans_loan h ON h.asset_id = a.id WHERE a.number = i.asset_number)
        OR i.order_number IS NULL AND i.asset_number = ''
            AND EXISTS (SELECT FROM visits_visit v WHERE v.number = i.visit_number))
"""
# Of rows that this transaction wrote the planner knows nothing: it would go through all for each.
WHOLE_SETS = "SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '128MB'"
BY_INDEX = "SET LOCAL enable_nestloop = on"
FORGOTTEN = "DELETE FROM invoices_uncheckedline WHERE invoice_id = %(invoice)s"
MANY_LINES = 20_000


def writing(lines: int) -> str:
    """The statement that writes so many lines, and tells which further entries are parts of them (`FURTHER`). Without
    its OFFSET the planner takes a look-up for a join."""
    return _WRITTEN.replace("OFFSET 0)", ")") if lines >= MANY_LINES else _WRITTEN
