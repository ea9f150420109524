"""Finds what breaks the promises of docs/invariants.md in whatever a test has made: each violation in one line of text.
Refuses to assert: a test says `assert not broken(ask)` and sees which promise broke, and where.

`ask` runs a SELECT and gives its rows. As the application's role it sees what its scope sees: one that reaches ALL.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

from handrail.identity.calls import reading
from handrail.identity.scope import Scope

type Ask = Callable[[str], Sequence[Sequence[Any]]]

# Each table with a state, its history, and the column that holds the contract.
STATEFUL = {
    "stock_asset": "stock_assetmove",
    "orders_orderline": "orders_linehistory",
    "orders_release": "orders_releasehistory",
    "loans_loan": "loans_loanhistory",
    "specials_special": "specials_specialhistory",
    "vouchers_voucher": "vouchers_voucherhistory",
    "visits_visit": "visits_visithistory",
    "visits_run": "visits_runhistory",
    "identity_post": "identity_posthistory",
    "intake_importfile": "intake_importfilehistory",
    "invoices_invoice": "invoices_invoicehistory",
    "partners_contract": "partners_contracthistory",
}

_ASSETS = {
    "an asset's places do not join up": """
        SELECT m.subject_id, m.seq FROM (
            SELECT subject_id, seq, from_place_id, lag(to_place_id) OVER (PARTITION BY subject_id ORDER BY seq) AS was
            FROM stock_assetmove) m
        WHERE m.seq > 1 AND m.from_place_id IS DISTINCT FROM m.was""",
    "an asset is not where its last move put it": """
        SELECT a.id, a.place_id, m.to_place_id FROM stock_asset a
        JOIN stock_assetmove m ON m.subject_id = a.id AND m.seq = a.state_seq WHERE m.to_place_id <> a.place_id""",
}

_LOANS = {
    "an asset is on two loans": """
        SELECT asset_id, count(*) FROM loans_loan WHERE asset_id IS NOT NULL AND ended_at IS NULL
        GROUP BY asset_id HAVING count(*) > 1""",
    "an asset on loan has no open loan, or the other way round": """
        SELECT a.id, a.state, l.id FROM stock_asset a
        FULL JOIN (SELECT id, asset_id FROM loans_loan WHERE asset_id IS NOT NULL AND ended_at IS NULL) l
            ON l.asset_id = a.id
        WHERE (a.state = 'ON_LOAN') <> (l.id IS NOT NULL) AND a.discrepancy_id IS NULL
            AND NOT EXISTS (SELECT FROM stock_discrepancy d WHERE d.asset_id = coalesce(a.id, l.asset_id))""",
    "two lines keep one asset": """
        SELECT asset_id, count(*) FROM orders_allocation WHERE asset_id IS NOT NULL AND ended_at IS NULL
        GROUP BY asset_id HAVING count(*) > 1""",
}

_CELLS = {
    "a cell is not the sum of its moves": """
        WITH sums AS (
            SELECT place, product_id, lot, condition, sum(quantity) AS quantity FROM (
                SELECT to_place_id AS place, product_id, lot, to_condition AS condition, quantity
                FROM stock_stockmove WHERE to_place_id IS NOT NULL
                UNION ALL
                SELECT from_place_id, product_id, lot, from_condition, -quantity
                FROM stock_stockmove WHERE from_place_id IS NOT NULL) m
            GROUP BY place, product_id, lot, condition)
        SELECT coalesce(c.place_id, s.place), coalesce(c.product_id, s.product_id), coalesce(c.condition, s.condition),
            c.quantity, s.quantity
        FROM stock_stockcell c
        FULL JOIN sums s ON s.place = c.place_id AND s.product_id = c.product_id AND s.lot = c.lot
            AND s.condition = c.condition
        WHERE coalesce(c.quantity, 0) <> coalesce(s.quantity, 0)""",
    "a cell's used pieces are not the sum of its moves": """
        WITH sums AS (
            SELECT place, product_id, lot, condition, sum(used) AS used FROM (
                SELECT to_place_id AS place, product_id, lot, to_condition AS condition,
                    CASE WHEN to_condition = 'ON_LOAN' THEN quantity ELSE used END AS used
                FROM stock_stockmove WHERE to_place_id IS NOT NULL
                UNION ALL
                SELECT from_place_id, product_id, lot, from_condition,
                    -CASE WHEN from_condition = 'ON_LOAN' THEN quantity ELSE used END
                FROM stock_stockmove WHERE from_place_id IS NOT NULL) m
            GROUP BY place, product_id, lot, condition)
        SELECT c.place_id, c.product_id, c.condition, c.used, s.used FROM stock_stockcell c
        LEFT JOIN sums s ON s.place = c.place_id AND s.product_id = c.product_id AND s.lot = c.lot
            AND s.condition = c.condition
        WHERE c.used <> coalesce(s.used, 0) OR c.used NOT BETWEEN 0 AND c.quantity
            OR c.condition = 'ON_LOAN' AND c.used <> c.quantity""",
    "a move has more used pieces than pieces": """
        SELECT id, quantity, used FROM stock_stockmove WHERE used NOT BETWEEN 0 AND quantity""",
    "a cell is below zero": "SELECT id, quantity FROM stock_stockcell WHERE quantity < 0",
}

_FIT = {
    "what is recalled is ready or kept": """
        SELECT r.reference, t.id FROM stock_recall r JOIN (
            SELECT product_id, lot, state, id::text FROM stock_asset
            UNION ALL
            SELECT product_id, lot, condition, id::text FROM stock_stockcell WHERE quantity > 0
        ) t ON t.product_id = r.product_id AND r.lot IN ('', t.lot)
        WHERE r.lifted_at IS NULL AND t.state IN ('READY', 'HELD')""",
    "something unfit is kept for a line or on a van": """
        SELECT a.id, a.state, a.held_for_line_id FROM stock_asset a
        WHERE a.state IN ('HELD', 'LOADED') AND (a.held_for_line_id IS NULL OR a.alert_reference <> ''
            -- A recall marks what is on a van already, where it stays until the van is unloaded.
            AND NOT (a.state = 'LOADED' AND EXISTS (SELECT FROM stock_recall r WHERE r.product_id = a.product_id
                AND r.reference = a.alert_reference AND r.begun_at >= a.state_at)))""",
    "a line keeps an asset that is not kept for it": """
        SELECT o.line_id, o.asset_id, a.state FROM orders_allocation o
        JOIN stock_asset a ON a.id = o.asset_id JOIN orders_orderline l ON l.id = o.line_id
        WHERE o.ended_at IS NULL AND l.state IN ('ALLOCATED', 'PICKED', 'LOADED')
            AND (a.state NOT IN ('HELD', 'LOADED') OR a.held_for_line_id IS DISTINCT FROM o.line_id)""",
}

_MONEY = {
    "an entry does not balance": """
        SELECT e.id, e.cause, sum(p.amount_pence) FROM ledger_entry e LEFT JOIN ledger_posting p ON p.entry_id = e.id
        GROUP BY e.id, e.cause HAVING sum(p.amount_pence) IS DISTINCT FROM 0""",
    "a posting has no entry or no account in its contract": """
        SELECT p.id, p.entry_id, p.account_id FROM ledger_posting p
        LEFT JOIN ledger_entry e ON e.id = p.entry_id AND e.contract_id = p.contract_id
        LEFT JOIN ledger_account a ON a.id = p.account_id AND a.contract_id = p.contract_id
        WHERE e.id IS NULL OR a.id IS NULL""",
    "a balance is not the sum of its postings": """
        SELECT coalesce(b.account_id, p.account_id), coalesce(b.month, p.month), b.amount, p.amount FROM (
            SELECT account_id, month, sum(amount_pence) AS amount, sum(postings) AS postings
            FROM ledger_balance GROUP BY account_id, month) b
        FULL JOIN (
            SELECT p.account_id, e.month, sum(p.amount_pence) AS amount, count(*) AS postings
            FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id GROUP BY p.account_id, e.month) p
            ON p.account_id = b.account_id AND p.month = b.month
        WHERE (b.amount, b.postings) IS DISTINCT FROM (p.amount, p.postings)""",
    "a pool does not hold what its receipts say": """
        SELECT r.id, r.pence, p.amount_pence, c.id FROM ledger_receipt r
        LEFT JOIN ledger_posting p ON p.entry_id = r.entry_id AND p.amount_pence < 0
        LEFT JOIN ledger_account a ON a.id = p.account_id LEFT JOIN ledger_shareset s ON s.id = a.share_set_id
        LEFT JOIN ledger_entry c ON c.corrects_id = r.entry_id
        WHERE a.kind IS DISTINCT FROM 'CONTRIBUTED' OR s.fund_id <> r.fund_id OR p.amount_pence <> -r.pence
            OR c.kind <> 'CORRECTED' OR (c.id IS NULL AND EXISTS (
                SELECT FROM ledger_receipt right_one WHERE right_one.corrects_id = r.id))""",
    "equipment in SUSPENSE is not on the list of what waits": """
        SELECT p.line_id, p.pence, w.pence FROM (
            SELECT p.line_id, sum(p.amount_pence) AS pence FROM ledger_posting p
            JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = 'SUSPENSE' AND p.line_id IS NOT NULL
            GROUP BY p.line_id HAVING sum(p.amount_pence) <> 0) p
        LEFT JOIN (
            SELECT (weights -> 0 ->> 0)::uuid AS line_id, sum(pence) AS pence FROM ledger_waiting
            WHERE settled_at IS NULL AND item = 'equipment' GROUP BY 1) w ON w.line_id = p.line_id
        WHERE p.pence < 0 OR coalesce(w.pence, 0) < p.pence""",
    "charges in SUSPENSE are not those on the list of what waits": """
        SELECT p.pence, w.pence FROM (
            SELECT coalesce(sum(p.amount_pence), 0) AS pence FROM ledger_posting p
            JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = 'SUSPENSE' AND p.line_id IS NULL) p
        CROSS JOIN (
            SELECT coalesce(sum(pence), 0) AS pence FROM ledger_waiting x
            WHERE x.settled_at IS NULL AND x.waits_for = 'FUND' AND x.item <> 'equipment'
                AND NOT EXISTS (SELECT FROM ledger_entry c JOIN ledger_posting t ON t.entry_id = c.id
                    JOIN ledger_account b ON b.id = t.account_id AND b.kind = 'SUSPENSE'
                    WHERE c.corrects_id = x.entry_id AND t.amount_pence < 0)) w
        WHERE p.pence <> w.pence""",
    "more money is released for a line than was reserved": """
        SELECT p.line_id, a.share_set_id, sum(p.amount_pence) FROM ledger_posting p
        JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = 'RESERVED'
        GROUP BY p.line_id, a.share_set_id HAVING sum(p.amount_pence) < 0""",
}

# Said again in SQL, of every line: what is kept and spent must be what its state asks for.
_MONEY_OF_LINES = """
    SELECT l.id, l.state, l.spend_pence, l.quantity, l.quantity_delivered, p.kept, p.spent
    FROM orders_orderline l
    LEFT JOIN LATERAL (SELECT w.state, w.value_pence, w.paid_pence FROM vouchers_voucher w WHERE w.line_id = l.id
        ORDER BY w.issued_at DESC, w.id DESC LIMIT 1) v ON true
    CROSS JOIN LATERAL (SELECT CASE
        WHEN l.supply_route = 'retail_voucher' THEN coalesce(v.paid_pence, 0)
        WHEN l.state = 'DELIVERED' THEN l.spend_pence
        ELSE l.spend_pence::bigint * l.quantity_delivered / l.quantity END AS spent) due
    CROSS JOIN LATERAL (SELECT
        coalesce(sum(x.amount_pence) FILTER (WHERE a.kind = 'RESERVED'), 0) AS kept,
        coalesce(sum(x.amount_pence) FILTER (WHERE a.kind IN ('EQUIPMENT', 'SUSPENSE')), 0) AS spent
        FROM ledger_posting x JOIN ledger_account a ON a.id = x.account_id WHERE x.line_id = l.id) p
    WHERE p.spent <> due.spent OR p.kept <> CASE
        WHEN l.state = 'DELIVERED' AND l.supply_route = 'retail_voucher'
        THEN CASE v.state WHEN 'ISSUED' THEN v.value_pence ELSE 0 END
        WHEN l.state IN ('AUTHORISED', 'ALLOCATED', 'BACK_ORDERED', 'PICKED', 'LOADED')
        THEN l.spend_pence - due.spent + l.visit_pence ELSE 0 END"""

_CHARGES = {
    "a charge is not what the price list said on its day": """
        SELECT e.id, e.cause, e.item, e.speed_code, e.unit_pence, e.happened_on FROM ledger_entry e
        WHERE e.kind = 'CHARGED'
         AND e.item NOT IN ('parts', 'rental', 'rebate', 'special_storage', 'gain_share', 'workshop_labour',
             'joint_visit') AND NOT EXISTS (
            SELECT FROM partners_activityprice a
            WHERE a.contract_id = e.contract_id AND a.activity = e.item AND a.speed_code = e.speed_code
            AND a.price_pence = e.unit_pence AND daterange(a.from_on, a.until_on) @> e.happened_on)""",
    "keeping a special does not come to days of its month at a seventh of the price a week": """
        SELECT e.id, e.cause, e.unit_pence, e.happened_on FROM ledger_entry e
        WHERE e.kind = 'CHARGED' AND e.item = 'special_storage' AND NOT EXISTS (SELECT FROM partners_activityprice a
            CROSS JOIN generate_series(1, extract(day FROM e.happened_on)::int) AS days
            WHERE a.contract_id = e.contract_id AND a.activity = e.item
            AND e.unit_pence = round(days * a.price_pence / 7.0)
            AND daterange(a.from_on, a.until_on) @> e.happened_on)""",
    "labour in the workshop does not come to minutes at a sixtieth of the price an hour": """
        SELECT e.id, e.cause, e.unit_pence, e.happened_on FROM ledger_entry e
        WHERE e.kind = 'CHARGED' AND e.item = 'workshop_labour' AND NOT EXISTS (SELECT FROM partners_activityprice a
            CROSS JOIN generate_series(1, 24000) AS minutes
            WHERE a.contract_id = e.contract_id AND a.activity = e.item
            AND e.unit_pence = round(minutes * a.price_pence / 60.0)
            AND daterange(a.from_on, a.until_on) @> e.happened_on)""",
    "who came along is not charged by the minutes on the record, or miles are charged that were not agreed": """
        SELECT e.id, e.cause, e.quantity, e.unit_pence, e.happened_on FROM ledger_entry e
        WHERE e.kind = 'CHARGED' AND (e.item = 'joint_visit' AND NOT EXISTS (SELECT FROM visits_jointvisit j
            JOIN partners_activityprice a ON a.contract_id = e.contract_id AND a.activity = e.item
                AND a.speed_code = e.speed_code AND daterange(a.from_on, a.until_on) @> e.happened_on
            WHERE starts_with(e.cause, 'charge:visit:' || j.visit_id || ':joint_visit')
            AND e.unit_pence = round(j.minutes * a.price_pence / 60.0))
        OR e.item = 'extra_distance' AND NOT EXISTS (SELECT FROM visits_agreeddistance d WHERE d.ended_at IS NULL
            AND e.cause = 'charge:visit:' || d.visit_id || ':extra_distance' AND d.miles = e.quantity))""",
    "a rent is not a seventh of the price of its day for each day": """
        SELECT e.id, e.cause, e.unit_pence, r.pence FROM ledger_entry e
        JOIN loans_loan l ON l.id = right(e.cause, 36)::uuid
        CROSS JOIN LATERAL (SELECT round(sum(t.week_pence) / 7.0) AS pence FROM generate_series(
                greatest(date_trunc('month', e.happened_on::timestamp), date_trunc('day', l.started_at AT TIME ZONE
                    'Europe/London')), least(e.happened_on::timestamp, date_trunc('day', l.ended_at AT TIME ZONE
                    'Europe/London') - interval '1 day'), interval '1 day') d
            JOIN ledger_rental t ON t.contract_id = e.contract_id AND t.product_id = l.product_id
                AND daterange(t.from_on, t.until_on) @> d::date) r
        WHERE e.kind = 'CHARGED' AND e.item = 'rental' AND r.pence IS DISTINCT FROM e.unit_pence
            AND NOT EXISTS (SELECT FROM ledger_entry c WHERE c.corrects_id = e.id)""",
    "what is to be settled is not of its loan, or more than came back": """
        SELECT t.loan_id, t.pieces FROM loans_tosettle t LEFT JOIN loans_loan l ON l.id = t.loan_id
        WHERE (t.contract_id, t.product_id, t.asset_id) IS DISTINCT FROM (l.contract_id, l.product_id, l.asset_id)
            OR t.pieces > l.quantity_back""",
    "a charge does not come to so many at its price": """
        SELECT e.id, e.cause, e.quantity, e.unit_pence, sum(p.amount_pence) FROM ledger_entry e
        JOIN ledger_posting p ON p.entry_id = e.id
        JOIN ledger_account a ON a.id = p.account_id AND a.kind IN ('ACTIVITY', 'SUSPENSE') WHERE e.kind = 'CHARGED'
        GROUP BY e.id, e.cause, e.quantity, e.unit_pence
        HAVING sum(p.amount_pence) <> e.quantity * e.unit_pence""",
    "more is taken back of a charge than was charged": """
        SELECT coalesce(e.corrects_id, e.id), p.line_id, sum(p.amount_pence) FROM ledger_posting p
        JOIN ledger_entry e ON e.id = p.entry_id JOIN ledger_account a ON a.id = p.account_id
        WHERE a.kind = 'ACTIVITY' AND e.item NOT IN ('rebate', 'gain_share')
        GROUP BY 1, 2, a.share_set_id HAVING sum(p.amount_pence) < 0""",
    "more came back by bands than was charged": """
        SELECT a.share_set_id, sum(p.amount_pence) FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
        JOIN ledger_entry e ON e.id = p.entry_id
        WHERE a.kind = 'ACTIVITY' AND e.item <> 'gain_share' GROUP BY 1 HAVING sum(p.amount_pence) < 0""",
    # Of a call, not of what is added to it: a repair, a fitting alone or a review may be all that was done.
    "what was brought or fetched is not charged once, or charged without": """
        SELECT v.id, v.state, v.did, e.cause FROM (
            SELECT v.id, v.state, bool_or(t.outcome IN ('DONE', 'PART_DONE')) AS did FROM visits_visit v
            JOIN visits_visittask t ON t.visit_id = v.id AND t.kind IN ('DELIVER', 'COLLECT')
            WHERE NOT EXISTS (SELECT FROM visits_run r JOIN visits_van n ON n.id = r.van_id AND n.by_post
                WHERE r.id = v.run_id)
            GROUP BY v.id, v.state) v
        LEFT JOIN ledger_entry e ON e.cause IN ('charge:visit:' || v.id || ':delivery',
            'charge:visit:' || v.id || ':collection', 'charge:visit:' || v.id || ':swap')
        LEFT JOIN ledger_waiting w ON w.waits_for = 'PRICE' AND w.cause IN ('charge:visit:' || v.id || ':delivery',
            'charge:visit:' || v.id || ':collection', 'charge:visit:' || v.id || ':swap')
        WHERE (v.state IN ('COMPLETED', 'PART_COMPLETED') AND v.did) <> (e.id IS NOT NULL OR w.id IS NOT NULL)""",
    # Of a ceiling track the survey is in the price of its fitting. What was not measured after all was charged once.
    "what was measured is not charged once, or charged without": """
        SELECT v.visit_id, v.did, e.cause FROM (
            SELECT t.visit_id, bool_or(EXISTS (SELECT FROM visits_finding f
                WHERE f.measuring_id = t.measuring_id AND f.visit_id = t.visit_id)
                AND coalesce(p.size_group, '') <> 'ceiling_track') AS did
            FROM visits_visittask t JOIN visits_measuring m ON m.id = t.measuring_id
            LEFT JOIN catalogue_product p ON p.id = m.product_id GROUP BY t.visit_id) v
        LEFT JOIN ledger_entry e ON e.cause = 'charge:visit:' || v.visit_id || ':survey_visit'
        LEFT JOIN ledger_waiting w ON w.waits_for = 'PRICE'
            AND w.cause = 'charge:visit:' || v.visit_id || ':survey_visit'
        WHERE v.did <> (e.id IS NOT NULL OR w.id IS NOT NULL)""",
    "what came by post is not charged once an order, or charged without": """
        SELECT coalesce(s.order_id::text, c.order_id), s.lines, c.lines FROM (
            SELECT l.order_id, array_agg(DISTINCT l.id ORDER BY l.id) AS lines FROM visits_visit v
            JOIN visits_run r ON r.id = v.run_id JOIN visits_van n ON n.id = r.van_id AND n.by_post
            JOIN visits_visittask t ON t.visit_id = v.id AND t.kind = 'DELIVER' AND t.outcome IN ('DONE', 'PART_DONE')
            JOIN orders_orderline l ON l.id = t.line_id AND (l.state = 'DELIVERED' OR l.quantity_delivered > 0)
            WHERE v.state IN ('COMPLETED', 'PART_COMPLETED') GROUP BY l.order_id) s
        FULL JOIN (
            SELECT o.order_id, array_agg(DISTINCT o.line_id ORDER BY o.line_id) AS lines FROM (
                SELECT split_part(r.cause, ':', 3) AS order_id, p.line_id, sum(p.amount_pence) AS pence
                FROM ledger_entry e JOIN ledger_entry r ON r.id = coalesce(e.corrects_id, e.id)
                JOIN ledger_posting p ON p.entry_id = e.id
                JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'ACTIVITY'
                WHERE r.item = 'delivery_small_parcel' AND r.kind <> 'MOVED' GROUP BY 1, 2
                HAVING sum(p.amount_pence) <> 0) o GROUP BY 1) c ON c.order_id = s.order_id::text
        WHERE s.lines IS DISTINCT FROM c.lines AND NOT EXISTS (SELECT FROM ledger_waiting w
            WHERE w.item = 'delivery_small_parcel' AND
                strpos(w.cause, ':order:' || coalesce(s.order_id::text, c.order_id) || ':') > 0)""",
}

# The rule said again in SQL: what is posted for an event bears VAT by the terms of its day, rounded once, and so does
# what stands of it, whatever says it again; what was taken away whole bears none, and no more of it comes back with
# credits than was on what they are for.
_FIRST = "CASE WHEN r.kind = 'RESTATED' THEN left(split_part(r.cause, ':restated:', 2), 36) ELSE r.id::text END"
_VAT = {
    "VAT is not what the terms of its day say": """
        SELECT e.id, e.cause, v.pence, d.pence FROM ledger_entry e
        CROSS JOIN LATERAL (SELECT coalesce(sum(p.amount_pence), 0) AS pence FROM ledger_posting p
            JOIN ledger_account a ON a.id = p.account_id WHERE p.entry_id = e.id AND a.kind IN ('VAT', 'VAT_BACK')) v
        CROSS JOIN LATERAL (SELECT coalesce(round(sum(p.amount_pence * t.parts) / 10000.0), 0) AS pence
            FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id AND a.kind IN ('EQUIPMENT', 'ACTIVITY')
            JOIN ledger_shareset s ON s.id = a.share_set_id LEFT JOIN orders_orderline l ON l.id = p.line_id
            LEFT JOIN catalogue_product c ON c.id = l.product_id
            CROSS JOIN LATERAL (SELECT t.parts FROM ledger_vatterm t
                WHERE t.contract_id = e.contract_id AND daterange(t.from_on, t.until_on) @> e.happened_on
                    AND t.item IN ('', CASE WHEN a.kind = 'EQUIPMENT' THEN 'equipment' WHEN e.item = 'rebate'
                        THEN split_part(e.cause, ':', 5) ELSE e.item END)
                    AND t.category IN ('', c.category) AND (t.fund_id IS NULL OR t.fund_id = s.fund_id)
                ORDER BY t.item = '', t.category = '', t.fund_id IS NULL LIMIT 1) t
            WHERE p.entry_id = e.id AND (a.kind = 'ACTIVITY' OR l.supply_route <> 'retail_voucher')) d
        WHERE e.kind IN ('SPENT', 'CHARGED', 'MOVED') AND v.pence <> d.pence""",
    "VAT on an event is not what the terms of its day say": f"""
        SELECT x.event, sum(x.vat), round(sum(x.exact) / 10000.0) FROM (
            SELECT {_FIRST} AS event,
                CASE WHEN a.kind LIKE 'VAT%%' THEN p.amount_pence ELSE 0 END AS vat,
                CASE WHEN a.kind = 'ACTIVITY' THEN p.amount_pence * coalesce(
                    substring(r.cause FROM ':vat:([0-9]+)[bc]')::int, t.parts, 0) ELSE 0 END AS exact
            FROM ledger_entry e JOIN ledger_entry r ON r.id = coalesce(e.corrects_id, e.id)
            JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
            JOIN ledger_shareset s ON s.id = a.share_set_id
            LEFT JOIN LATERAL (SELECT t.parts FROM ledger_vatterm t
                WHERE t.contract_id = e.contract_id AND daterange(t.from_on, t.until_on) @> r.happened_on
                    AND t.item IN ('', CASE WHEN r.item = 'rebate' THEN split_part(r.cause, ':', 5) ELSE r.item END)
                    AND t.category = '' AND (t.fund_id IS NULL OR t.fund_id = s.fund_id)
                ORDER BY t.item = '', t.fund_id IS NULL LIMIT 1) t ON true
            WHERE r.item NOT IN ('equipment', 'credit') AND a.kind IN ('ACTIVITY', 'VAT', 'VAT_BACK')) x
        GROUP BY 1 HAVING sum(x.vat) <> round(sum(x.exact) / 10000.0)""",
    "VAT stands where nothing does": f"""
        SELECT x.thing, x.share_set_id, x.line_id, sum(x.vat) FROM (
            SELECT CASE WHEN e.item IN ('equipment', 'credit') THEN e.item
                ELSE {_FIRST} END AS thing, a.share_set_id, p.line_id,
                CASE WHEN a.kind NOT LIKE 'VAT%%' THEN p.amount_pence ELSE 0 END AS net,
                CASE WHEN a.kind LIKE 'VAT%%' THEN p.amount_pence ELSE 0 END AS vat
            FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id JOIN ledger_account a ON a.id = p.account_id
            JOIN ledger_entry r ON r.id = coalesce(e.corrects_id, e.id)
            WHERE a.kind IN ('EQUIPMENT', 'ACTIVITY', 'CREDITED', 'VAT', 'VAT_BACK')) x
        GROUP BY 1, 2, 3 HAVING sum(x.net) = 0 AND sum(x.vat) <> 0""",
    "more VAT comes back of a line than was on it": """
        SELECT p.line_id, a.kind, sum(p.amount_pence) FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
        JOIN ledger_account a ON a.id = p.account_id
        WHERE a.kind IN ('VAT', 'VAT_BACK') AND p.line_id IS NOT NULL AND e.item IN ('equipment', 'credit')
        GROUP BY p.line_id, a.kind, a.share_set_id HAVING sum(p.amount_pence) < 0""",
}

_ANSWERS = {
    "a call that was carried out has no answer": """
        SELECT actor_id, key, event FROM core_answeredcall WHERE answer IS NULL""",
    "a call was carried out twice": """
        SELECT actor_id, key, count(*) FROM core_answeredcall GROUP BY actor_id, key HAVING count(*) > 1""",
}

_AUDIT = {
    "a counted move without its audit row": """
        SELECT m.id FROM stock_stockmove m LEFT JOIN core_audit a ON a.id = m.audit_id
        WHERE a.id IS NULL OR a.actor_id IS DISTINCT FROM m.by_id""",
    "two changes share a transaction": """
        SELECT xact, count(*) FROM core_audit WHERE xact <> 0 GROUP BY xact HAVING count(*) > 1""",
}


def _audited(history: str) -> str:
    return f"""
            SELECT h.id FROM {history} h LEFT JOIN core_audit a ON a.id = h.audit_id
            WHERE (a.id IS NULL OR a.actor_id IS DISTINCT FROM h.by_id)"""


def _state_checks(table: str, history: str) -> dict[str, str]:
    """Promise 5 (and 1, 8, 9) of one table and its history."""
    return {
        f"5: {table} has a gap in its history": f"""
            SELECT subject_id, count(*), max(seq) FROM {history}
            GROUP BY subject_id HAVING count(*) <> max(seq) OR min(seq) <> 1""",
        f"5: {history} does not join up": f"""
            SELECT h.subject_id, h.seq, h.from_state, h.was FROM (
                SELECT subject_id, seq, from_state, lag(to_state) OVER (PARTITION BY subject_id ORDER BY seq) AS was
                FROM {history}) h WHERE h.from_state IS DISTINCT FROM h.was""",
        f"5: {table} is not in the state of its last step": f"""
            SELECT t.id, t.state, h.to_state FROM {table} t
            LEFT JOIN {history} h ON h.subject_id = t.id AND h.seq = t.state_seq
            WHERE h.id IS NULL OR h.to_state <> t.state OR t.state_path IS NOT NULL
                OR EXISTS (SELECT FROM {history} n WHERE n.subject_id = t.id AND n.seq > t.state_seq)""",
        f"8: {history} without its audit row": _audited(history),
        f"9: {history} runs backwards, or ahead of its recording": f"""
            SELECT h.subject_id, h.seq FROM (
                SELECT *, lag(happened_at) OVER (PARTITION BY subject_id ORDER BY seq) AS before FROM {history}) h
            WHERE h.happened_at < h.before OR h.happened_at > h.recorded_at""",
    }


CHECKS: dict[str, str] = {
    **{f"1: {name}": text for name, text in _ASSETS.items()},
    **{f"2: {name}": text for name, text in _LOANS.items()},
    **{f"3: {name}": text for name, text in _CELLS.items()},
    **{f"4: {name}": text for name, text in _FIT.items()},
    **{name: text for table, history in STATEFUL.items() for name, text in _state_checks(table, history).items()},
    **{f"6: {name}": text for name, text in _ANSWERS.items()},
    **{f"8: {name}": text for name, text in _AUDIT.items()},
    **{f"10: {name}": text for name, text in _MONEY.items()},
    "10: the money of a line is not what the line asks for": _MONEY_OF_LINES,
    **{f"10: {name}": text for name, text in _CHARGES.items()},
    **{f"10: {name}": text for name, text in _VAT.items()},
}


def broken(ask: Ask, *, but: Iterable[str] = ()) -> list[str]:
    """Every violation of promises 1, 2, 3, 4, 5, 6, 8, 9 and 10 that `ask` can see; `but` names checks to leave out."""
    left_out = set(but)
    return [
        f"{name}: {row}" for name, text in CHECKS.items() if name not in left_out for row in ask(f"{text} LIMIT 20")
    ]


def unaudited(ask: Ask, *, since: int = 0) -> list[str]:
    """Rows whose last writing transaction has no audit row (promise 8). For what is committed, by whoever sees all.
    `since`: the number of a transaction; rows that are put back from the template do not carry that of their change."""
    tables = ask("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'needs_audit' ORDER BY 1")
    found = []
    for (table,) in tables:
        rows = ask(
            f"SELECT t.ctid, t.xmin FROM {table} t WHERE NOT EXISTS (SELECT FROM core_audit a"
            f" WHERE a.xact % 4294967296 = t.xmin::text::bigint) AND t.xmin::text::bigint >= {since} LIMIT 20"
        )
        found += [f"8: {table} was written without an audit row: {row}" for row in rows]
    return found


# Histories that hold nothing about people, so that those of other contracts can be read; and the subjects of one's own.
_OF_EVERY_CONTRACT = {
    "identity_posthistory": "SELECT id FROM identity_post WHERE contract_id = '{contract}'",
    "partners_contracthistory": "SELECT '{contract}'::uuid",
}


def broken_in(scope: Scope, **also: Any) -> list[str]:
    """The same as a user sees it: one of a partner that reaches ALL sees every row of the contract.

    Inside a test's own transaction every change shares one transaction number, so that check is left out. Of
    what can be seen of another contract, the audit rows cannot: only the user's own contract is held to them."""
    left_out = {"8: two changes share a transaction"}
    with reading(scope), connection.cursor() as cursor:

        def ask(text: str) -> Sequence[Sequence[Any]]:
            cursor.execute(text)
            return list(cursor.fetchall())

        found = []
        for history, subjects in _OF_EVERY_CONTRACT.items():
            name = f"8: {history} without its audit row"
            left_out.add(name)
            mine = f"h.subject_id IN ({subjects.format(contract=scope.contract_id)})"
            found += [f"{name}: {row}" for row in ask(f"{_audited(history)} AND {mine}")]
        return found + broken(ask, but={*left_out, *also.pop("but", ())})
