"""The promises of docs/invariants.md as questions to the whole database: each answers with what breaks it.
Refuses to look through row security: it asks as one contract's user, table by table, in one transaction."""

from django.db import connection

from handrail.identity.calls import reading
from handrail.identity.scope import Scope

# Each gives rows that should not be. The names begin with the number of the promise.
QUESTIONS: dict[str, str] = {
    "1 an asset's last move is where and what it is": """
        SELECT a.number FROM stock_asset a
        JOIN LATERAL (SELECT * FROM stock_assetmove m WHERE m.subject_id = a.id ORDER BY seq DESC LIMIT 1) m ON true
        WHERE (m.to_state, m.to_place_id, m.seq) IS DISTINCT FROM (a.state::varchar, a.place_id, a.state_seq)""",
    "1 moves are gapless and each starts where the last ended": """
        SELECT subject_id, seq FROM (
            SELECT subject_id, seq, from_state, from_place_id, row_number() OVER w AS place,
                lag(to_state) OVER w AS was, lag(to_place_id) OVER w AS was_place
            FROM stock_assetmove WINDOW w AS (PARTITION BY subject_id ORDER BY seq)
        ) m WHERE seq <> place OR from_state IS DISTINCT FROM was
            OR (seq > 1 AND from_place_id IS DISTINCT FROM was_place)""",
    "1 no asset without moves": """
        SELECT a.number FROM stock_asset a
        WHERE NOT EXISTS (SELECT 1 FROM stock_assetmove m WHERE m.subject_id = a.id)""",
    "2 an asset is on one open loan at most": """
        SELECT asset_id FROM loans_loan WHERE asset_id IS NOT NULL AND ended_at IS NULL
        GROUP BY asset_id HAVING count(*) > 1""",
    "2 an asset on loan has an open loan, and one with an open loan is on loan": """
        SELECT a.number FROM stock_asset a LEFT JOIN loans_loan l ON l.asset_id = a.id AND l.ended_at IS NULL
        WHERE (a.state = 'ON_LOAN') <> (l.id IS NOT NULL)""",
    "3 each cell is the sum of its moves": """
        SELECT product_id, lot, place_id, condition FROM (
            SELECT product_id, lot, to_place_id AS place_id, to_condition AS condition, quantity FROM stock_stockmove
            WHERE to_place_id IS NOT NULL
            UNION ALL
            SELECT product_id, lot, from_place_id, from_condition, -quantity FROM stock_stockmove
            WHERE from_place_id IS NOT NULL
            UNION ALL
            SELECT product_id, lot, place_id, condition, -quantity FROM stock_stockcell
        ) m GROUP BY product_id, lot, place_id, condition HAVING sum(quantity) <> 0""",
    "3 no cell is below zero": "SELECT id FROM stock_stockcell WHERE quantity < 0",
    "4 what is held or loaded is fit, and kept for a line that waits for it": """
        SELECT a.number FROM stock_asset a LEFT JOIN orders_orderline l ON l.id = a.held_for_line_id
        WHERE a.state IN ('HELD', 'LOADED') AND a.discrepancy_id IS NULL
        AND (a.alert_reference <> '' OR l.id IS NULL OR l.state NOT IN ('ALLOCATED', 'PICKED', 'LOADED'))""",
    "5 the last history row is the state": """
        SELECT l.id FROM orders_orderline l
        JOIN LATERAL (SELECT * FROM orders_linehistory h WHERE h.subject_id = l.id ORDER BY seq DESC LIMIT 1) h ON true
        WHERE h.to_state <> l.state OR h.seq <> l.state_seq
        UNION ALL
        SELECT v.id FROM visits_visit v
        JOIN LATERAL (SELECT * FROM visits_visithistory h WHERE h.subject_id = v.id ORDER BY seq DESC LIMIT 1) h ON true
        WHERE h.to_state <> v.state OR h.seq <> v.state_seq
        UNION ALL
        SELECT l.id FROM loans_loan l
        JOIN LATERAL (SELECT * FROM loans_loanhistory h WHERE h.subject_id = l.id ORDER BY seq DESC LIMIT 1) h ON true
        WHERE h.to_state <> l.state OR h.seq <> l.state_seq""",
    "5 each step says who and when": """
        SELECT subject_id FROM orders_linehistory WHERE by_id IS NULL OR recorded_at < happened_at""",
    "6 each answered call has its answer": "SELECT key FROM core_answeredcall WHERE answer IS NULL",
    "8 each step has its audit row": """
        SELECT h.subject_id FROM orders_linehistory h LEFT JOIN core_audit a ON a.id = h.audit_id WHERE a.id IS NULL
        UNION ALL
        SELECT m.subject_id FROM stock_assetmove m LEFT JOIN core_audit a ON a.id = m.audit_id WHERE a.id IS NULL""",
    "9 no step happened before the one that it follows": """
        SELECT subject_id FROM (
            SELECT subject_id, happened_at, lag(happened_at) OVER (PARTITION BY subject_id ORDER BY seq) AS before
            FROM stock_assetmove
        ) m WHERE happened_at < before""",
    "a line that keeps stock has an open allocation, and only such a line": """
        SELECT l.id FROM orders_orderline l
        WHERE (l.state IN ('ALLOCATED', 'PICKED', 'LOADED'))
            <> EXISTS (SELECT 1 FROM orders_allocation a WHERE a.line_id = l.id AND a.ended_at IS NULL)""",
    "a line that goes is on one open visit, unless it is a voucher": """
        SELECT l.id FROM orders_orderline l
        WHERE l.state IN ('AUTHORISED', 'ALLOCATED', 'BACK_ORDERED', 'PICKED', 'LOADED')
        AND l.supply_route <> 'retail_voucher'
        AND NOT EXISTS (SELECT 1 FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
            WHERE t.line_id = l.id AND t.outcome = 'OPEN' AND t.kind = 'DELIVER')
        AND NOT EXISTS (SELECT 1 FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
            WHERE t.line_id = l.id AND v.state IN ('FAILED', 'PART_COMPLETED') AND v.next_step_done_at IS NULL)""",
    "a visit that failed has a reason and a next step": """
        SELECT id FROM visits_visit
        WHERE (state = 'FAILED' AND (fail_code = '' OR next_step = '' OR next_step_owner = ''))""",
}


def broken_promises(scope: Scope) -> dict[str, list[str]]:
    """What breaks a promise in this contract, by promise; empty when all hold."""
    found: dict[str, list[str]] = {}
    with reading(scope), connection.cursor() as cursor:
        for name, question in QUESTIONS.items():
            cursor.execute(question)
            rows = [" ".join(str(value) for value in row) for row in cursor.fetchall()]
            if rows:
                found[name] = rows[:5]
    return found
