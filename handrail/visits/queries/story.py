"""Reads what a person has and what happened, over all nouns below; and who is expected at a door.
Refuses those outside the scope: row security and the contract bound every statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.loans.states import LoanState
from handrail.people.queries.read_through import same_door
from handrail.stock.codes import MISTAKES
from handrail.visits.codes import TaskKind
from handrail.visits.queries.measuring import LAST_FOUND, NAME
from handrail.visits.rules.at_door import SEEN_TO
from handrail.visits.states import DONE, ON_THE_WAY
from handrail.vouchers.rules.ending import DIED

_ON_THE_WAY = [state.value for state in ON_THE_WAY]


def is_expected_there(scope: Scope, person_id: UUID, *, address_id: UUID | None, on: date) -> bool:
    """Whether the user is of the crew that has an open visit to the person (at the address, if one is named): today, or
    past the midnight of its day."""
    return bool(
        rows(
            bool,
            f"""SELECT true FROM visits_visit v JOIN visits_run r ON r.id = v.run_id
               WHERE v.contract_id = %(contract)s AND v.person_id = ANY (people_records(%(person)s))
               AND v.state = ANY (%(states)s) AND r."on" BETWEEN %(on)s::date - 1 AND %(on)s
               AND %(user)s IN (r.driver_id, r.second_id)
               AND (%(address)s::uuid IS NULL OR v.address_id IN {same_door("%(address)s")}) LIMIT 1""",
            {
                "contract": scope.contract_id,
                "person": person_id,
                "states": _ON_THE_WAY,
                "on": on,
                "user": scope.user_id,
                "address": address_id,
            },
        )
    )


@dataclass(frozen=True, slots=True)
class Possession:
    """Something that a person has. `kind`: LOAN, GIFT, ADAPTATION or VOUCHER; `state` is a loan's; `until_on` the day
    of a loan's review or a voucher's end; `quantity` what is still there."""

    kind: str
    id: UUID
    product_code: str
    product: str
    asset_id: UUID | None
    asset_number: str
    quantity: int
    since: datetime
    state: LoanState | None
    until_on: date | None
    where: str
    alert: str


# The recall that a thing of a person is under. What was fitted or given is of the lots that went out for its line.
_LOTS_OUT = "SELECT m.lot FROM stock_stockmove m WHERE m.line_id = {of}.line_id AND m.to_place_id IS NULL"
_LOTS_GIVEN = f"SELECT coalesce(a.lot, n.lot) UNION ALL {_LOTS_OUT.format(of='g')}"
_ALERT = """(SELECT min(r.reference) FROM stock_recall r WHERE r.contract_id = {of}.contract_id
    AND r.product_id = {of}.product_id AND r.lifted_at IS NULL
    AND (r.lot = '' OR EXISTS (SELECT FROM ({lots}) q (lot) WHERE lower(q.lot) = lower(r.lot))))"""
# What was given or fitted stays in the list for good; vouchers while they may be used.
_POSSESSIONS = f"""
    SELECT x.* FROM (
        SELECT 'LOAN' AS kind, l.id, p.code, p.name, l.asset_id, coalesce(a.number, ''), l.quantity - l.quantity_back,
            l.started_at AS since, l.state, l.review_on, d.lines || ', ' || d.postcode,
            coalesce(nullif(a.alert_reference, ''), {_ALERT.format(of="l", lots="SELECT coalesce(a.lot, l.lot)")}, '')
        FROM loans_loan l JOIN catalogue_product p ON p.id = l.product_id
        JOIN people_address d ON d.id = l.address_id LEFT JOIN stock_asset a ON a.id = l.asset_id
        WHERE l.contract_id = %(contract)s AND l.person_id = ANY (%(ids)s) AND l.ended_at IS NULL
        UNION ALL
        SELECT 'GIFT', g.id, p.code, p.name, g.asset_id, '', g.quantity, g.given_at, NULL, NULL, '',
            coalesce({_ALERT.format(of="g", lots=_LOTS_GIVEN)}, '')
        FROM loans_gift g JOIN catalogue_product p ON p.id = g.product_id
        LEFT JOIN stock_asset a ON a.id = g.asset_id LEFT JOIN loans_loan n ON n.id = g.loan_id
        WHERE g.contract_id = %(contract)s AND g.person_id = ANY (%(ids)s) AND g.mistaken_at IS NULL
        UNION ALL
        SELECT 'ADAPTATION', f.id, p.code, p.name, NULL, '', f.quantity, f.fitted_at, NULL, NULL,
            d.lines || ', ' || d.postcode, coalesce({_ALERT.format(of="f", lots=_LOTS_OUT.format(of="f"))}, '')
        FROM loans_adaptation f JOIN catalogue_product p ON p.id = f.product_id
        JOIN people_address d ON d.id = f.address_id
        WHERE f.contract_id = %(contract)s AND f.person_id = ANY (%(ids)s) AND f.removed_at IS NULL
        UNION ALL
        SELECT 'VOUCHER', v.id, p.code, p.name, NULL, v.number, v.quantity, v.issued_at, NULL, v.expires_on, '', ''
        FROM vouchers_voucher v JOIN orders_orderline l ON l.id = v.line_id
        JOIN catalogue_product p ON p.id = v.product_id
        WHERE v.contract_id = %(contract)s AND l.person_id = ANY (%(ids)s) AND v.state = 'ISSUED'
            AND v.expires_on >= %(on)s
    ) x ORDER BY array_position(ARRAY['LOAN', 'ADAPTATION', 'GIFT', 'VOUCHER'], x.kind), x.since DESC, x.id LIMIT 300
"""


def possessions(scope: Scope, record_ids: Sequence[UUID], *, on: date) -> tuple[Possession, ...]:
    """All that a person has, over all their records: loans, fittings, what is their own, vouchers; one statement."""
    return rows(_possession, _POSSESSIONS, {"contract": scope.contract_id, "ids": list(record_ids), "on": on})


def _possession(*row: Any) -> Possession:
    return Possession(*[*row[:8], LoanState(row[8]) if row[8] else None, *row[9:]])


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `kind` says of what: ORDER, LINE, VISIT, LOAN, GIFT, ADAPTATION, VOUCHER, NEED, LIFE,
    SELF_PURCHASE, CONTACT, MESSAGE, JOIN, NOTE, MENDED (a wrong scan or count was put right) or UNKNOWN (a thing of
    which nobody knows more than its code); `code` is its state or kind; `number` an order's or visit's; `text` names
    items.
    `undone`: of a visit that ended, each item that it was to see to and did not, with the reason's code. `seen_to`: of
    one that was to mend, service, review or fit: the kind, the item, what was done to it by code, what was said."""

    at: datetime
    kind: str
    id: UUID
    code: str
    number: int | None
    text: str
    note: str
    by: str
    undone: Sequence[Sequence[str]] = ()
    seen_to: Sequence[Sequence[str]] = ()

    @property
    def cursor(self) -> str:
        """Where the next page begins."""
        return f"{self.at.isoformat()} {self.id}"


# States of which a history entry tells nothing new: the order, the visit or the loan tells it.
_UNTOLD_LINES = ("DRAFT", "SUBMITTED", "AUTHORISED", "ALLOCATED", "PICKED", "LOADED", "DELIVERED")
_UNTOLD_VISITS = ("UNBOOKED", "OFFERED", "PLANNED", "RELEASED", "EN_ROUTE", "ARRIVED")

# Steps of one moment are one entry: a bed, its mattress and its rails are delivered, not three times something.
_STORY = """
    WITH story (at, kind, id, code, number, text, note, by_id) AS (
        SELECT o.submitted_at, 'ORDER', o.id, 'PLACED', o.number,
            (SELECT string_agg(p.name, '; ' ORDER BY l.position) FROM orders_orderline l
                JOIN catalogue_product p ON p.id = l.product_id WHERE l.order_id = o.id), o.reason, o.prescriber_id
        FROM orders_order o WHERE o.contract_id = %(contract)s AND o.person_id = ANY (%(ids)s)
        UNION ALL
        SELECT a.happened_at, 'ORDER', o.id, 'CHANGED', o.number, c.items, coalesce(nullif(a.reason, ''), c.why),
            a.actor_id
        FROM core_auditsubject s JOIN core_audit a ON a.id = s.audit_id AND a.event = 'ORDER_AMENDED'
        -- The order is found by its id, worked out first: row security lets no index be asked by what may fail.
        CROSS JOIN LATERAL (
            SELECT CASE WHEN s.subject LIKE 'order:%%' THEN substr(s.subject, 7)::uuid END AS id OFFSET 0) k
        JOIN orders_order o ON o.id = k.id
        CROSS JOIN LATERAL (SELECT string_agg(DISTINCT p.name, '; ') AS items, max(h.reason) AS why
            FROM orders_orderline l JOIN orders_linehistory h ON h.subject_id = l.id AND h.audit_id = a.id
            JOIN catalogue_product p ON p.id = l.product_id WHERE l.order_id = o.id) c
        WHERE s.contract_id = %(contract)s AND s.person_id = ANY (%(ids)s)
        UNION ALL
        SELECT h.happened_at, 'LINE', min(l.order_id::text)::uuid, h.to_state, min(o.number),
            string_agg(p.name, '; ' ORDER BY l.position), min(h.reason), min(h.by_id::text)::uuid
        FROM orders_orderline l JOIN orders_linehistory h ON h.subject_id = l.id
        JOIN orders_order o ON o.id = l.order_id JOIN catalogue_product p ON p.id = l.product_id
        WHERE l.contract_id = %(contract)s AND l.person_id = ANY (%(ids)s) AND (h.to_state <> ALL (%(untold_lines)s)
            OR h.to_state = 'AUTHORISED' AND h.from_state = 'AWAITING_AUTHORITY')
        GROUP BY l.order_id, h.to_state, h.happened_at
        UNION ALL
        SELECT CASE WHEN h.seq = v.state_seq THEN coalesce(v.finished_at, h.happened_at) ELSE h.happened_at END,
            'VISIT', v.id, h.to_state, v.number,
            (SELECT string_agg(DISTINCT <<name>>, '; ') FROM visits_visittask t
                LEFT JOIN catalogue_product p ON p.id = t.product_id WHERE t.visit_id = v.id
                AND (h.to_state = 'CANCELLED' OR t.outcome <> 'CANCELLED')
                AND (h.to_state <> ALL (%(ended_visits)s)
                    OR t.outcome IN ('DONE', 'PART_DONE') AND t.kind <> ALL (%(seen_to)s))),
            h.reason, h.by_id
        FROM visits_visit v JOIN visits_visithistory h ON h.subject_id = v.id
        WHERE v.contract_id = %(contract)s AND v.person_id = ANY (%(ids)s) AND (h.to_state <> ALL (%(untold_visits)s)
            OR h.from_state IS NULL AND v.kinds && %(asked_kinds)s::varchar[])
        -- A booking that nobody made: of a stop that is taken off its run, and of what was recorded off any run.
        AND (h.to_state <> 'BOOKED' OR h.from_state IN ('UNBOOKED', 'OFFERED') AND NOT EXISTS (
            SELECT FROM visits_visithistory e WHERE e.subject_id = h.subject_id AND e.audit_id = h.audit_id
            AND e.to_state = ANY (%(ended_visits)s)))
        UNION ALL
        SELECT h.happened_at, 'LOAN', min(l.id::text)::uuid,
            CASE WHEN h.to_state = 'ACTIVE' AND h.from_state IS NOT NULL THEN 'AFTER_' || h.from_state
                WHEN h.from_state IS NULL AND l.imported_reference <> '' THEN 'IMPORTED'
                ELSE h.to_state END, NULL, string_agg(p.name, '; ' ORDER BY l.id),
            CASE WHEN h.to_state = 'ENDED' THEN min(l.end_reason) ELSE min(h.reason) END, min(h.by_id::text)::uuid
        FROM loans_loan l JOIN loans_loanhistory h ON h.subject_id = l.id
        JOIN catalogue_product p ON p.id = l.product_id
        WHERE l.contract_id = %(contract)s AND l.person_id = ANY (%(ids)s)
        GROUP BY h.to_state, h.from_state, h.happened_at, l.imported_reference <> ''
        UNION ALL
        SELECT g.given_at, 'GIFT', g.id, 'GIVEN', NULL, p.name, '', coalesce(
            (SELECT h.by_id FROM loans_loanhistory h WHERE h.subject_id = g.loan_id AND h.happened_at = g.given_at
                ORDER BY h.seq DESC LIMIT 1), (SELECT h.by_id FROM orders_linehistory h
                WHERE h.subject_id = g.line_id AND h.happened_at = g.given_at ORDER BY h.seq DESC LIMIT 1))
        FROM loans_gift g JOIN catalogue_product p ON p.id = g.product_id
        WHERE g.contract_id = %(contract)s AND g.person_id = ANY (%(ids)s) AND g.mistaken_at IS NULL
        UNION ALL
        SELECT f.fitted_at, 'ADAPTATION', f.id, 'FITTED', NULL, p.name, '', (SELECT h.by_id FROM orders_linehistory h
            WHERE h.subject_id = f.line_id AND h.happened_at = f.fitted_at ORDER BY h.seq DESC LIMIT 1)
        FROM loans_adaptation f JOIN catalogue_product p ON p.id = f.product_id
        WHERE f.contract_id = %(contract)s AND f.person_id = ANY (%(ids)s)
        UNION ALL
        SELECT h.happened_at, 'VOUCHER', w.id,
            CASE WHEN h.from_state = 'REDEEMED' THEN 'UNDONE' WHEN h.reason = %(died)s THEN 'STOPPED'
                ELSE h.to_state END, NULL,
            coalesce(nullif(CASE h.to_state WHEN 'REDEEMED' THEN w.sold END, ''), p.name), w.number,
            CASE h.to_state WHEN 'REDEEMED' THEN NULL ELSE h.by_id END
        FROM vouchers_voucher w JOIN vouchers_voucherhistory h ON h.subject_id = w.id
        JOIN orders_orderline l ON l.id = w.line_id JOIN catalogue_product p ON p.id = w.product_id
        WHERE w.contract_id = %(contract)s AND l.person_id = ANY (%(ids)s)
        UNION ALL
        SELECT b.recorded_at, 'SELF_PURCHASE', b.id, 'CHOSEN', NULL,
            p.name || CASE WHEN b.quantity > 1 THEN ' x ' || b.quantity ELSE '' END,
            concat_ws(' ', 'Told: ' || b.told, nullif(b.words, '')), b.told_by_id
        FROM needs_selfpurchase b JOIN catalogue_product p ON p.id = b.product_id
        WHERE b.contract_id = %(contract)s AND b.person_id = ANY (%(ids)s)
        UNION ALL
        SELECT e.recorded_at, 'SELF_PURCHASE', e.id, 'ENDED', NULL, p.name, e.why, e.recorded_by_id
        FROM needs_selfpurchaseend e JOIN needs_selfpurchase b ON b.id = e.self_purchase_id
        JOIN catalogue_product p ON p.id = b.product_id
        WHERE e.contract_id = %(contract)s AND e.person_id = ANY (%(ids)s)
        UNION ALL
        SELECT n.recorded_at, 'NEED', n.id, n.effect, NULL, n.goal, n.assessed, n.assessed_by_id
        FROM needs_need n WHERE n.contract_id = %(contract)s AND n.person_id = ANY (%(ids)s)
        UNION ALL
        SELECT e.happened_at, 'LIFE', e.id, e.kind, NULL, concat_ws(' ', e."on"::text, CASE e.kind
            WHEN 'MOVE' THEN (SELECT string_agg(a.lines || ', ' || a.postcode, ' to ' ORDER BY a.id::text
                = e.details->>'new_home') FROM people_address a
                WHERE a.id::text IN (e.details->>'old_home', e.details->>'new_home'))
            WHEN 'DISCHARGE_DATE' THEN (SELECT min(d.value) FROM jsonb_each_text(e.details->'discharge_on') d) END),
            e.told_by, e.recorded_by_id
        FROM people_lifeevent e WHERE e.contract_id = %(contract)s AND e.person_id = ANY (%(ids)s)
        UNION ALL
        SELECT e.withdrawn_at, 'LIFE_WITHDRAWN', e.id, e.kind, NULL, e."on"::text, e.withdrawn_reason, e.withdrawn_by_id
        FROM people_lifeevent e
        WHERE e.contract_id = %(contract)s AND e.person_id = ANY (%(ids)s) AND e.withdrawn_at IS NOT NULL
        UNION ALL
        SELECT c.happened_at, 'CONTACT', c.id, c.subject, NULL, c.caller, concat(c.detail, chr(31), c.outcome), c.by_id
        FROM people_contactlog c WHERE c.contract_id = %(contract)s AND c.person_id = ANY (%(ids)s)
        UNION ALL
        SELECT coalesce(m.sent_at, m.put_at), 'MESSAGE', m.id, m.kind, NULL, m.channel || ' ' || m.state,
            m.content::text, NULL
        FROM core_outboxmessage m
        WHERE m.contract_id = %(contract)s AND m.person_id = ANY (%(ids)s) AND m.state IN ('SENT', 'FAILED')
        UNION ALL
        SELECT j.joined_at, 'JOIN', j.id, 'JOINED', NULL, '', j.reason, j.joined_by_id
        FROM people_join j WHERE j.contract_id = %(contract)s AND j.kept_id = ANY (%(ids)s)
        UNION ALL
        SELECT j.parted_at, 'JOIN', j.id, 'PARTED', NULL, '', j.parted_reason, j.parted_by_id
        FROM people_join j
        WHERE j.contract_id = %(contract)s AND j.kept_id = ANY (%(ids)s) AND j.parted_at IS NOT NULL
        UNION ALL
        SELECT d.happened_at, CASE WHEN d.kind = ANY (%(mistakes)s) THEN 'MENDED' ELSE 'UNKNOWN' END, d.id, d.kind,
            NULL,
            CASE WHEN d.kind = ANY (%(mistakes)s) THEN p.name ELSE d.code_read END, d.detail, d.raised_by_id
        FROM stock_discrepancy d LEFT JOIN catalogue_product p ON p.id = d.product_id
        WHERE d.contract_id = %(contract)s AND d.person_id = ANY (%(ids)s)
        AND (d.kind = ANY (%(mistakes)s) OR d.kind = 'HANDED_OVER_UNKNOWN' AND d.asset_id IS NULL)
        UNION ALL
        -- What was joined to another for a time and is by itself again tells it too.
        SELECT s.at, 'JOIN', j.id, s.code, NULL, '', s.reason, s.by_id
        FROM people_join j CROSS JOIN LATERAL (VALUES
            (j.joined_at, 'JOINED_TO', j.reason, j.joined_by_id),
            (j.parted_at, 'PARTED_FROM', j.parted_reason, j.parted_by_id)) s (at, code, reason, by_id)
        WHERE j.contract_id = %(contract)s AND j.joined_id = ANY (%(ids)s) AND j.kept_id <> ALL (%(ids)s)
        AND j.parted_at IS NOT NULL
    )
    SELECT s.at, s.kind, s.id, s.code, s.number, coalesce(s.text, ''), coalesce(s.note, ''), coalesce(u.name, ''),
        CASE WHEN s.kind = 'VISIT' AND s.code = ANY (%(ended_visits)s) THEN coalesce((
            SELECT array_agg(ARRAY[<<name>>, t.reason] ORDER BY p.name, t.id) FROM visits_visittask t
            LEFT JOIN catalogue_product p ON p.id = t.product_id
            WHERE t.visit_id = s.id AND t.outcome NOT IN ('OPEN', 'DONE') AND NOT EXISTS (
                SELECT FROM visits_visittask n WHERE n.visit_id = t.visit_id AND n.line_id = t.line_id
                AND n.product_id = t.product_id AND n.outcome = 'DONE')), '{}') ELSE '{}' END,
        CASE WHEN s.kind = 'VISIT' AND s.code = ANY (%(ended_visits)s) THEN coalesce((
            SELECT array_agg(ARRAY[t.kind, <<name>>, coalesce(array_to_string(r.actions, ' '), x.result, ''),
                coalesce(r.note, x.said, CASE WHEN t.kind = 'REPAIR' THEN '' ELSE t.note END)]
                ORDER BY t.kind, p.name, t.id) FROM visits_visittask t
            LEFT JOIN catalogue_product p ON p.id = t.product_id
            LEFT JOIN LATERAL (SELECT c.actions, c.note FROM stock_repair c WHERE t.kind = 'REPAIR'
                AND c.asset_id = t.asset_id AND c.happened_at = s.at ORDER BY c.id DESC LIMIT 1) r ON true
            LEFT JOIN LATERAL (<<found>>) x ON true
            WHERE t.visit_id = s.id AND t.outcome = 'DONE' AND t.kind = ANY (%(seen_to)s)), '{}') ELSE '{}' END
    FROM story s LEFT JOIN identity_user u ON u.id = s.by_id
    WHERE %(before_at)s::timestamptz IS NULL OR (s.at, s.id) < (%(before_at)s::timestamptz, %(before_id)s::uuid)
    ORDER BY s.at DESC, s.id DESC, s.kind LIMIT %(most)s
""".replace("<<name>>", NAME).replace("<<found>>", LAST_FOUND)


def what_happened(
    scope: Scope, record_ids: Sequence[UUID], *, after: str = "", most: int = 25
) -> tuple[Happening, ...]:
    """All that happened around a person, latest first, from the rows of history; one statement.

    `after` is the cursor of the last entry seen; one that cannot be read begins anew. Ask for one entry more than is
    shown, to know whether there are others."""
    before_at, before_id = _read_cursor(after)
    return rows(
        Happening,
        _STORY,
        {
            "contract": scope.contract_id,
            "ids": list(record_ids),
            "died": DIED,
            "untold_lines": list(_UNTOLD_LINES),
            "untold_visits": list(_UNTOLD_VISITS),
            "ended_visits": [state.value for state in DONE],
            "asked_kinds": [TaskKind.REPAIR.value, TaskKind.SWAP.value, TaskKind.MEASURE.value],
            "seen_to": [kind.value for kind in SEEN_TO],
            "mistakes": [kind.value for kind in MISTAKES],
            "before_at": before_at,
            "before_id": before_id,
            "most": most,
        },
    )


def _read_cursor(text: str) -> tuple[datetime | None, UUID | None]:
    at, _, last = text.partition(" ")
    try:
        return datetime.fromisoformat(at), UUID(last)
    except ValueError:
        return None, None


def stopped_orders(scope: Scope, record_ids: Sequence[UUID]) -> tuple[tuple[UUID, int], ...]:
    """The orders of a person whose lines were stopped by a life event that was taken back: id and number."""
    return rows(
        lambda order_id, number: (order_id, number),
        """SELECT DISTINCT o.id, o.number FROM people_lifeevent e
           JOIN orders_orderline l ON e.details->'lines' ? l.id::text
           JOIN orders_order o ON o.id = l.order_id
           WHERE e.contract_id = %(contract)s AND e.person_id = ANY (%(ids)s) AND e.withdrawn_at IS NOT NULL
           AND l.person_id = ANY (%(ids)s) AND l.state = 'CANCELLED' ORDER BY o.number""",
        {"contract": scope.contract_id, "ids": list(record_ids)},
    )


# Whom a code on a label leads to: the person whose item, order or visit it is.
_BEHIND = {
    "ASSET": """SELECT person_id FROM loans_loan
        WHERE asset_id = %(id)s AND ended_at IS NULL AND contract_id = %(contract)s""",
    "ORDER": "SELECT person_id FROM orders_order WHERE id = %(id)s AND contract_id = %(contract)s",
    "VISIT": "SELECT person_id FROM visits_visit WHERE id = %(id)s AND contract_id = %(contract)s",
    "PERSON": "SELECT id FROM people_person WHERE id = %(id)s AND contract_id = %(contract)s",
}


def person_behind(scope: Scope, kind: str, thing_id: UUID | None) -> UUID | None:
    """The person (their kept record) that an asset on loan, an order, a visit or a label leads to; None for nobody."""
    statement = _BEHIND.get(kind)
    if statement is None or thing_id is None:
        return None
    found = rows(
        lambda person: person,
        f"SELECT people_root(x.person_id) FROM ({statement}) x (person_id)",
        {"id": thing_id, "contract": scope.contract_id},
    )
    return found[0] if found else None
