"""Reads what is coming to a person: order lines that have not arrived, visits and specials that have not ended.
Refuses those outside the scope: row security and the contract bound the statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import TypeAdapter

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.orders.rules.promise import NOT_KNOWN, Expected
from handrail.orders.states import OPEN as OPEN_LINES
from handrail.orders.states import LineState
from handrail.specials.states import ENDED, SpecialState
from handrail.visits.codes import MeasuringResult
from handrail.visits.queries.measuring import NAME
from handrail.visits.queries.parcels import BY_POST
from handrail.visits.states import OPEN, VisitState


@dataclass(frozen=True, slots=True)
class ComingLine:
    """One line of an order that has not arrived. `due_at` is the promise; None while it waits for a decision."""

    line_id: UUID
    order_id: UUID
    order_number: int
    product: str
    quantity: int
    state: LineState
    due_at: datetime | None
    prescriber: str
    expected: Expected = NOT_KNOWN


@dataclass(frozen=True, slots=True)
class ComingVisit:
    """A visit that has not ended: when it is promised (the slot), by when it is due, and what for. `together`: it is
    to somebody else, and fetches this person's things too, as far as `items` says; `front`: to whom. Where the reader
    may not see them it has no id, number or name. `by_post`: nobody comes, it is sent."""

    visit_id: UUID | None
    number: int | None
    kinds: tuple[str, ...]
    state: VisitState
    slot_from: datetime | None
    slot_until: datetime | None
    due_at: datetime | None
    where: str
    items: str
    together: bool = False
    front: str = ""
    by_post: bool = False


@dataclass(frozen=True, slots=True)
class ComingSpecial:
    """A special that was asked for and is not on order (then it is a line). `what`: as it is called, or what is needed
    until a quote is chosen."""

    special_id: UUID
    what: str
    state: SpecialState
    since: datetime
    wanted_by: date | None


@dataclass(frozen=True, slots=True)
class MeasuredThing:
    """Something that was measured at their home, or is to be (no `result` yet): at which visit, and what was found."""

    measuring_id: UUID
    what: str
    visit_id: UUID
    visit_number: int
    result: MeasuringResult | None
    found: str
    at: datetime | None
    to_come: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """What is coming to a person: lines, the next due first; visits, the next first; specials, the oldest first. And
    what was or is to be measured, the latest first."""

    lines: tuple[ComingLine, ...]
    visits: tuple[ComingVisit, ...]
    specials: tuple[ComingSpecial, ...]
    measured: tuple[MeasuredThing, ...] = ()


_COMING = TypeAdapter(Coming)
_READ = f"""
    SELECT json_build_object('lines', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT l.id AS line_id, o.id AS order_id, o.number AS order_number, p.name AS product,
            l.quantity - l.quantity_delivered AS quantity, l.state, l.due_at, coalesce(u.name, '') AS prescriber,
            json_build_object('on', l.expected_on, 'supplier', l.expected_from) AS expected
        FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
        JOIN catalogue_product p ON p.id = l.product_id LEFT JOIN identity_user u ON u.id = o.prescriber_id
        WHERE l.contract_id = %(contract)s AND l.person_id = ANY (%(ids)s) AND l.state = ANY (%(open_lines)s)
        ORDER BY l.due_at NULLS LAST, o.number, l.position LIMIT 200) x
    ), 'visits', (SELECT coalesce(json_agg(x), '[]') FROM (
        (SELECT v.id AS visit_id, v.number, v.kinds, v.state, v.slot_from, v.slot_until, v.due_at,
            a.lines || ', ' || a.postcode AS where,
            coalesce((SELECT string_agg(DISTINCT <<name>>, '; ') FROM visits_visittask t
                LEFT JOIN catalogue_product p ON p.id = t.product_id
                WHERE t.visit_id = v.id AND t.outcome = 'OPEN'), '') AS items,
            false AS together, '' AS front, ({BY_POST}) AS by_post
        FROM visits_visit v JOIN people_address a ON a.id = v.address_id
        WHERE v.contract_id = %(contract)s AND v.person_id = ANY (%(ids)s) AND v.state = ANY (%(open_visits)s)
        ORDER BY coalesce(v.slot_from, v.due_at) NULLS LAST, v.number LIMIT 50)
        UNION ALL
        SELECT v.id, v.number, w.kinds, w.state, w.slot_from, w.slot_until, w.due_at, w.door, w.items, true,
            coalesce(f.given_name || ' ' || f.family_name, ''), false
        FROM visits_with_others(%(ids)s) w LEFT JOIN visits_visit v ON v.id = w.visit_id
        LEFT JOIN people_person f ON f.id = v.person_id) x
    ), 'specials', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT s.id AS special_id, coalesce(p.name, s.need) AS what, s.state, s.state_at AS since, s.wanted_by
        FROM specials_special s LEFT JOIN catalogue_product p ON p.id = s.product_id
        WHERE s.contract_id = %(contract)s AND s.person_id = ANY (%(ids)s) AND s.state = ANY (%(open_specials)s)
            AND NOT EXISTS (SELECT FROM orders_orderline l WHERE l.product_id = s.product_id
                AND l.person_id = ANY (%(ids)s) AND l.state = ANY (%(open_lines)s))
        ORDER BY s.asked_at, s.id LIMIT 50) x
    ), 'measured', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT m.id AS measuring_id, m.what, v.id AS visit_id, v.number AS visit_number, f.result,
            coalesce(f.said, '') AS found, f.at, o.visit_id IS NOT NULL AS to_come
        FROM visits_measuring m
        LEFT JOIN visits_visittask o ON o.measuring_id = m.id AND o.outcome = 'OPEN'
        LEFT JOIN LATERAL (SELECT f.visit_id, f.result, f.happened_at AS at,
                concat_ws('. ', nullif(f.found, ''), nullif(f.why_not, '')) AS said
            FROM visits_finding f WHERE f.measuring_id = m.id ORDER BY f.id DESC LIMIT 1) f ON o.visit_id IS NULL
        JOIN visits_visit v ON v.id = coalesce(o.visit_id, f.visit_id)
        WHERE m.contract_id = %(contract)s AND m.person_id = ANY (%(ids)s)
        ORDER BY m.asked_at DESC, m.id DESC LIMIT 20) x))
""".replace("<<name>>", NAME)
_OPEN_SPECIALS = [state.value for state in SpecialState if state not in ENDED]


def coming(scope: Scope, record_ids: Sequence[UUID]) -> Coming:
    """What is coming to a person, over all their records; one statement."""
    asked = {
        "contract": scope.contract_id, "ids": list(record_ids),
        "open_lines": [state.value for state in OPEN_LINES], "open_visits": [state.value for state in OPEN],
        "open_specials": _OPEN_SPECIALS,
    }  # fmt: skip
    (found,) = rows(lambda read: _COMING.validate_python(value_of(read)), _READ, asked)
    return found
