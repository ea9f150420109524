"""Reads what the record says of one door, locked, for the use case that records what happened there.
Refuses (NOT_FOUND) a visit that is not this user's to record: a driver's is on their own run."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic import TypeAdapter

from handrail.catalogue.rules.questions import REVIEW_QUESTIONS
from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows, value_of
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.stock.queries.scans import Scanned, what_are
from handrail.visits.queries.on_van import PIECES_ON
from handrail.visits.queries.recall_visits import FOR_RECALL
from handrail.visits.rules.beside import Distance, Joint
from handrail.visits.rules.door_facts import (
    AssetFact,
    CellFact,
    DoorFacts,
    KeptFact,
    LineFact,
    LoanFact,
    ProductFact,
    ScanFact,
    TaskFact,
    VisitFact,
)
from handrail.visits.states import VisitState

# Taken off its run on the day itself, it may have been done before: its things are on that van until the run is closed.
VISIT = """
    SELECT v.id, v.number, v.person_id, v.address_id, v.depot_id, v.state, v.run_id, coalesce(r.state, ''),
        coalesce(n.place_id, w.place_id),
        r.driver_id, r.second_id, v.arrived_at, v.due_at, v.speed_code,
        coalesce((SELECT (t.value #>> '{}')::int FROM partners_contractterm t
                  WHERE t.contract_id = v.contract_id AND t.key = 'review_after_days'
                  AND daterange(t.from_on, t.until_on)
                      @> (%(at)s::timestamptz AT TIME ZONE 'Europe/London')::date), 180),
        r."on", v.crew, coalesce(n.by_post, w.by_post, false)
    FROM visits_visit v
    LEFT JOIN visits_run r ON r.id = v.run_id
    LEFT JOIN visits_van n ON n.id = r.van_id
    LEFT JOIN visits_run u ON u.id = v.left_run_id AND v.run_id IS NULL AND u.state IN ('RELEASED', 'OUT')
        AND u."on" = (%(at)s::timestamptz AT TIME ZONE 'Europe/London')::date
    LEFT JOIN visits_van w ON w.id = u.van_id
    WHERE v.contract_id = %(contract)s AND v.id = ANY(%(ids)s)
    ORDER BY v.id
"""


def visits_locked(scope: Scope, ids: Collection[UUID], *, at: datetime) -> tuple[VisitFact, ...]:
    """These visits, locked in the order of their keys, with their run and van. Raises `Refused(NOT_FOUND)` when one is
    not there, or is not the user's."""
    found = rows(
        visit_fact, f"{VISIT} FOR NO KEY UPDATE OF v", {"contract": scope.contract_id, "ids": list(ids), "at": at}
    )
    if len(found) != len(set(ids)) or not all(may_record(scope, visit) for visit in found):
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    return found


def may_record(scope: Scope, visit: VisitFact) -> bool:
    """Whether this user records what happens at a visit: the crew of its run, or who plans visits."""
    return scope.may(Permission.PLAN_VISITS) or scope.user_id in {visit.driver_id, visit.second_id}


def visit_fact(*row: Any) -> VisitFact:
    """A row of `VISIT` as a fact."""
    values = list(row)
    values[5] = VisitState(values[5])
    return VisitFact(*values)


# One statement for the whole of a door, so that its cost does not grow with what is delivered. What is looked up is an
# array: of `x OR y IN (SELECT ...)` the planner makes a walk through every loan, item and cell of the contract.
_DOOR = f"""
    WITH tasks AS (
        SELECT id, kind, outcome, quantity, product_id, line_id, loan_id, asset_id, measuring_id,
            EXISTS (SELECT FROM visits_visittask o
                WHERE o.line_id = t.line_id AND o.outcome = 'OPEN' AND o.visit_id <> t.visit_id) AS elsewhere,
            (SELECT min(v.number) FROM visits_visittask o JOIN visits_visit v ON v.id = o.visit_id
                WHERE o.line_id = t.line_id AND o.outcome = 'OPEN' AND o.visit_id <> t.visit_id) AS elsewhere_number,
            {FOR_RECALL} AS for_recall
        FROM visits_visittask t WHERE contract_id = %(contract)s AND visit_id = %(visit)s ORDER BY id
    ), lines AS (
        SELECT l.id, l.order_id, l.state, l.product_id, l.quantity, l.quantity_delivered, l.supply_route,
            l.price_pence, l.funding, l.measurements, l.review_on, (
                SELECT min(w.weeks) FROM (
                    SELECT DISTINCT ON (a.question_code) a.question_code,
                        substring(a.answer FROM '^0*([0-9]{{1,3}})')::int AS weeks
                    FROM orders_answer a WHERE a.order_id = l.order_id AND a.asked_at = 'order'
                    AND a.question_code = ANY(%(reviews)s)
                    ORDER BY a.question_code, a.happened_at DESC, a.id DESC
                ) w WHERE EXISTS (
                    SELECT 1 FROM catalogue_question q JOIN catalogue_product p ON p.clinical_questions = q.set_code
                    WHERE p.id = l.product_id AND q.contract_id = l.contract_id AND q.question_code = w.question_code
                )) AS said_weeks
        FROM orders_orderline l WHERE l.id IN (SELECT line_id FROM tasks)
    ), kept AS (
        SELECT k.line_id, k.asset_id, k.lot, k.quantity, k.place_id, k.recycled, pieces.place_id AS on_van_id
        FROM orders_allocation k LEFT JOIN LATERAL ({PIECES_ON.format(line="k.line_id")}) pieces ON k.asset_id IS NULL
        WHERE k.line_id IN (SELECT id FROM lines) AND k.ended_at IS NULL
    ), asset_ids AS (
        SELECT unnest(%(assets)s::uuid[]) AS id UNION SELECT asset_id FROM tasks UNION SELECT asset_id FROM kept
    ), who AS MATERIALIZED (
        SELECT people_records(%(person)s) AS ids
    ), loans AS (
        SELECT n.id, n.person_id, n.address_id, n.state, n.product_id, n.quantity, n.quantity_back, n.asset_id, n.lot,
            n.review_on, n.line_id
        FROM loans_loan n WHERE n.contract_id = %(contract)s AND n.ended_at IS NULL
        AND (n.person_id = ANY ((SELECT ids FROM who)::uuid[])
            OR n.asset_id = ANY (ARRAY(SELECT id FROM asset_ids WHERE id IS NOT NULL))
            OR n.id = ANY (ARRAY(SELECT loan_id FROM tasks WHERE loan_id IS NOT NULL)))
    ), assets AS (
        SELECT a.id, a.number, a.product_id, a.state, a.place_id, a.held_for_line_id, a.alert_reference,
            a.examination_due_on, a.electrical_test_due_on, a.issues
        FROM stock_asset a WHERE a.contract_id = %(contract)s
        AND a.id = ANY (ARRAY(SELECT id FROM asset_ids UNION SELECT asset_id FROM loans))
    ), product_ids AS (
        SELECT unnest(%(products)s::uuid[]) AS id UNION SELECT product_id FROM tasks UNION SELECT product_id FROM lines
        UNION SELECT product_id FROM loans UNION SELECT product_id FROM assets
    ), products AS (
        SELECT p.id, p.code, p.name, p.tracking, p.supply_route, p.price_pence, p.crew, p.fitting_minutes,
            p.examination_months IS NOT NULL AS examined, p.electrical_test_months IS NOT NULL AS tested,
            p.examination_months
        FROM catalogue_product p WHERE p.id = ANY (ARRAY(SELECT id FROM product_ids))
    ), cells AS (
        SELECT c.product_id, c.lot, c.place_id, c.condition, c.quantity,
            EXISTS (SELECT FROM stock_recall r WHERE r.product_id = c.product_id AND lower(r.lot) IN ('', lower(c.lot))
                AND r.lifted_at IS NULL) AS recalled
        FROM stock_stockcell c
        JOIN products p ON p.id = c.product_id AND p.tracking = 'counted'
        WHERE c.quantity > 0 AND c.condition IN ('LOADED', 'HELD', 'ON_LOAN')
        AND c.place_id = ANY (ARRAY(
            SELECT unnest(ARRAY[%(van)s, %(depot)s, %(home)s]::uuid[]) UNION SELECT address_id FROM loans
            UNION SELECT on_van_id FROM kept))
    )
    SELECT (SELECT json_agg(t) FROM tasks t), (SELECT json_agg(t) FROM lines t), (SELECT json_agg(t) FROM kept t),
        (SELECT json_agg(t ORDER BY t.id) FROM loans t), (SELECT json_agg(t ORDER BY t.id) FROM assets t),
        (SELECT json_agg(t) FROM products t),
        (SELECT json_agg(t ORDER BY t.product_id, t.place_id, t.condition, t.lot) FROM cells t),
        (SELECT to_json(ids) FROM who),
        (SELECT to_json(j) FROM (SELECT id, user_id, name, phone, meet_at, came, minutes FROM visits_jointvisit
            WHERE visit_id = %(visit)s AND ended_at IS NULL) j),
        (SELECT to_json(d) FROM (SELECT id, miles FROM visits_agreeddistance
            WHERE visit_id = %(visit)s AND ended_at IS NULL) d)
"""
_READERS: tuple[TypeAdapter[Any], ...] = (
    TypeAdapter(tuple[TaskFact, ...]),
    TypeAdapter(tuple[LineFact, ...]),
    TypeAdapter(tuple[KeptFact, ...]),
    TypeAdapter(tuple[LoanFact, ...]),
    TypeAdapter(tuple[AssetFact, ...]),
    TypeAdapter(tuple[ProductFact, ...]),
    TypeAdapter(tuple[CellFact, ...]),
    TypeAdapter(frozenset[UUID]),
)
_BESIDE: tuple[TypeAdapter[Any], ...] = (TypeAdapter(Joint | None), TypeAdapter(Distance | None))


def door_facts(scope: Scope, visit: VisitFact, codes: Sequence[str]) -> DoorFacts:
    """The record of one door and of everything that was scanned at it, in two statements (one where nothing was)."""
    scanned = dict(zip(codes, what_are(scope, codes), strict=True)) if codes else {}
    hits = [hit for one in scanned.values() for hit in (one.others or (one,))]
    with connection.cursor() as cursor:
        cursor.execute(
            _DOOR,
            {
                "contract": scope.contract_id,
                "visit": visit.id,
                "person": visit.person_id,
                "van": visit.van_place_id,
                "depot": visit.depot_id,
                "home": visit.address_id,
                "reviews": sorted(REVIEW_QUESTIONS),
                "assets": [hit.id for hit in hits if hit.state],
                "products": [hit.product_id for hit in hits if hit.product_id],
            },
        )
        found = cursor.fetchone() or ()
    lists = [reader.validate_python(value_of(value) or []) for reader, value in zip(_READERS, found[:8], strict=True)]
    tasks, lines, kept, loans, assets, products, cells, records = lists
    joint, distance = (one.validate_python(value_of(row)) for one, row in zip(_BESIDE, found[8:], strict=True))
    facts = DoorFacts(
        visit=visit,
        tasks=tasks,
        lines={line.id: line for line in lines},
        loans={loan.id: loan for loan in loans},
        assets={asset.id: asset for asset in assets},
        products={product.id: product for product in products},
        kept=kept,
        cells=cells,
        records=records,
        joint=joint,
        distance=distance,
    )
    return replace(facts, scans={code: _scan(facts, one) for code, one in scanned.items()})


def _scan(facts: DoorFacts, one: Scanned) -> ScanFact:
    """The thing that a code means at this door: of several, the one that the visit is about."""
    hits = one.others or (one,)
    assets = [facts.assets[hit.id] for hit in hits if hit.id and hit.id in facts.assets]
    ours = [asset for asset in assets if asset.held_for_line_id in facts.lines or facts.loan_of_asset(asset.id)]
    asset = next(iter(ours or assets), None)
    product_id = asset.product_id if asset else next((hit.product_id for hit in hits if hit.product_id), None)
    return ScanFact(asset.id if asset else None, product_id, one.read.serial or "", one.read.asset_number or "")
