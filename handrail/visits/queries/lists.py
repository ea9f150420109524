"""Reads the lists behind the control room's numbers: visits, lines, releases, discrepancies, stock, late records.
Refuses a sort key that it does not know; names of people are shown by the page only to who may see them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.rules.authority import ReleaseKind
from handrail.orders.rules.promise import NOT_KNOWN, Expected
from handrail.orders.states import LineState
from handrail.people.queries import HAS_NHS_NUMBER
from handrail.stock.states import AssetState
from handrail.visits.queries.parcels import BY_POST
from handrail.visits.states import VisitState

LATE, AT_RISK, TIME_OVER = "late", "risk", "over"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list, sorted how. `clock`: late, risk, over (of a visit: the promised time) or empty;
    `at_risk_minutes`: how soon is soon. `words`: a number of an order, visit or item, or (`named`: the reader may see
    people) part of a name, or an NHS number."""

    now: datetime
    sort: str = "due"
    descending: bool = False
    limit: int = 50
    offset: int = 0
    clock: str = ""
    at_risk_minutes: int = 120
    words: str = ""
    named: bool = False

    def params(self, scope: Scope, **more: Any) -> dict[str, Any]:
        """The parameters that every list has."""
        return {
            "contract": scope.contract_id,
            "now": self.now,
            "soon": self.now + timedelta(minutes=self.at_risk_minutes),
            "limit": self.limit,
            "offset": self.offset,
            "words": self.words.strip().upper(),
            "digits": "".join(self.words.split()),
            "named": self.named,
            **more,
        }

    def order(self, columns: Mapping[str, str]) -> str:
        """The ORDER BY of the list; the key comes last, so that pages do not overlap."""
        turn = "DESC NULLS LAST" if self.descending else "ASC NULLS LAST"
        return f"{columns[self.sort]} {turn}, {columns['key']}"


def _clock(clock: str, column: str) -> str:
    return {
        LATE: f"AND {column} < %(now)s",
        AT_RISK: f"AND {column} >= %(now)s AND {column} < %(soon)s",
        TIME_OVER: "AND v.slot_until < %(now)s AND v.state <> 'ARRIVED'",
    }.get(clock, "")


def line_at_risk(line: str) -> str:
    """`orders.rules.promise` in SQL: what waits for stock is at risk at once, but where a delivery is expected on a day
    before the one on which it is due. The room counts by the same words."""
    today, due_on = (f"({at} AT TIME ZONE 'Europe/London')::date" for at in ("%(now)s::timestamptz", f"{line}.due_at"))
    in_time = f"coalesce({line}.expected_on >= {today} AND {line}.expected_on < {due_on}, false)"
    waits = f"{line}.state = 'BACK_ORDERED' AND NOT {in_time}"
    return f"{line}.due_at >= %(now)s AND ({line}.due_at < %(soon)s OR {waits})"


def _line_clock(clock: str) -> str:
    return f"AND {line_at_risk('l')}" if clock == AT_RISK else _clock(clock, "l.due_at")


# What is typed is compared whole with numbers, and with any part of a name. Only what is open is looked through.
_PERSON = f"""%(named)s AND (position(%(words)s IN upper(p.given_name || ' ' || p.family_name)) > 0
        OR {HAS_NHS_NUMBER})"""
_LINE_WORDS = f"""AND (%(words)s = '' OR %(words)s IN (o.number::text, v.number::text) OR {_PERSON}
        OR EXISTS (SELECT FROM stock_asset k WHERE k.held_for_line_id = l.id AND upper(k.number) = %(words)s))"""
_VISIT_WORDS = f"""AND (%(words)s = '' OR v.number::text = %(words)s OR {_PERSON}
        OR EXISTS (SELECT FROM visits_visittask t LEFT JOIN orders_orderline l ON l.id = t.line_id
            LEFT JOIN orders_order o ON o.id = l.order_id
            LEFT JOIN stock_asset k ON k.id = t.asset_id OR k.held_for_line_id = t.line_id
            WHERE t.visit_id = v.id AND %(words)s IN (o.number::text, upper(k.number))))"""


def _page[T](make: Callable[..., T], sql: str, params: Mapping[str, Any]) -> tuple[tuple[T, ...], int]:
    found = rows(lambda *row: row, sql, params)
    return tuple(make(*row[:-1]) for row in found), found[0][-1] if found else 0


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit of the list."""

    id: UUID
    number: int
    state: VisitState
    kinds: tuple[str, ...]
    person_id: UUID
    person_name: str
    town: str
    postcode: str
    due_at: datetime | None
    slot_from: datetime | None
    slot_until: datetime | None
    crew: int
    depot: str
    next_step: str
    next_step_owner: str
    fail_code: str
    by_post: bool


VISIT_SORTS = {
    "due": "v.due_at",
    "number": "v.number",
    "person": "p.family_name",
    "slot": "v.slot_from",
    "place": "a.postcode",
    "key": "v.id",
}
_OPEN_VISITS = "NOT v.state IN ('COMPLETED', 'PART_COMPLETED', 'FAILED', 'CANCELLED')"
_OWED = "v.state IN ('FAILED', 'PART_COMPLETED') AND v.next_step_done_at IS NULL"
_VISITS = f"""
    SELECT v.id, v.number, v.state, v.kinds, v.person_id, p.given_name || ' ' || p.family_name, a.town, a.postcode,
        v.due_at, v.slot_from, v.slot_until, v.crew, d.name, v.next_step, v.next_step_owner, v.fail_code,
        ({BY_POST}), count(*) OVER ()
    FROM visits_visit v
    JOIN people_person p ON p.id = v.person_id
    JOIN people_address a ON a.id = v.address_id
    JOIN partners_depot d ON d.id = v.depot_id
    WHERE v.contract_id = %(contract)s AND {{which}} {{clock}}
    AND (%(run)s::uuid IS NULL OR v.run_id = %(run)s)
    AND (%(state)s = '' OR v.state = %(state)s) AND (%(depot)s::uuid IS NULL OR v.depot_id = %(depot)s)
    AND (%(owner)s = '' OR v.next_step_owner = %(owner)s) {{words}}
    ORDER BY {{order}} LIMIT %(limit)s OFFSET %(offset)s
"""


def visit_list(
    scope: Scope,
    wanted: Wanted,
    *,
    state: str = "",
    depot_id: UUID | None = None,
    owed: bool = False,
    owner: str = "",
    run_id: UUID | None = None,
) -> tuple[tuple[VisitRow, ...], int]:
    """Open visits, or (`owed`) those that wait for a next step, or all of a run; with how many there are in all."""
    which = "v.state <> 'CANCELLED'" if run_id else _OWED if owed else _OPEN_VISITS
    sql = _VISITS.format(
        which=which, clock=_clock(wanted.clock, "v.due_at"), words=_VISIT_WORDS, order=wanted.order(VISIT_SORTS)
    )
    return _page(_visit, sql, wanted.params(scope, state=state, depot=depot_id, owner=owner, run=run_id))


def _visit(*row: Any) -> VisitRow:
    values = list(row)
    values[2], values[3] = VisitState(values[2]), tuple(values[3])
    return VisitRow(*values)


@dataclass(frozen=True, slots=True)
class LineListed:
    """One open line of the list."""

    id: UUID
    order_id: UUID
    order_number: int
    state: LineState
    product: str
    quantity: int
    person_id: UUID
    person_name: str
    postcode: str
    due_at: datetime | None
    speed: str
    since: datetime
    visit_id: UUID | None
    visit_number: int | None
    expected: Expected = NOT_KNOWN


LINE_SORTS = {"due": "l.due_at", "number": "o.number", "product": "c.name", "person": "p.family_name", "key": "l.id"}
_LINES = """
    SELECT l.id, l.order_id, o.number, l.state, c.name, l.quantity - l.quantity_delivered, l.person_id,
        p.given_name || ' ' || p.family_name, a.postcode, l.due_at, l.speed_code, l.state_at, v.id, v.number,
        l.expected_on, l.expected_from, count(*) OVER ()
    FROM orders_orderline l
    JOIN orders_order o ON o.id = l.order_id
    JOIN catalogue_product c ON c.id = l.product_id
    JOIN people_person p ON p.id = l.person_id
    JOIN people_address a ON a.id = o.address_id
    LEFT JOIN visits_visittask t ON t.line_id = l.id AND t.outcome = 'OPEN' AND t.kind = 'DELIVER'
    LEFT JOIN visits_visit v ON v.id = t.visit_id
    WHERE l.contract_id = %(contract)s AND NOT l.state IN ('DELIVERED', 'CANCELLED', 'REFUSED') {clock}
    AND (%(state)s = '' OR l.state = %(state)s) {words}
    ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""


def line_list(scope: Scope, wanted: Wanted, *, state: str = "") -> tuple[tuple[LineListed, ...], int]:
    """Open lines of orders, with how many there are in all."""
    sql = _LINES.format(clock=_line_clock(wanted.clock), words=_LINE_WORDS, order=wanted.order(LINE_SORTS))
    return _page(_line, sql, wanted.params(scope, state=state))


def _line(*row: Any) -> LineListed:
    values = list(row[:-2])
    values[3] = LineState(values[3])
    return LineListed(*[*values, Expected(*row[-2:])])


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One decision that is waited for. `afterwards`: the goods go out before it."""

    id: UUID
    order_id: UUID
    order_number: int
    kind: ReleaseKind
    afterwards: bool
    urgent: bool
    person_id: UUID
    person_name: str
    postcode: str
    due_at: datetime | None
    since: datetime


RELEASE_SORTS = {
    "due": "r.due_at",
    "number": "o.number",
    "person": "p.family_name",
    "since": "r.state_at",
    "key": "r.id",
}
_RELEASES = f"""
    SELECT r.id, r.order_id, o.number, r.kind, r.afterwards, r.urgent, r.person_id,
        p.given_name || ' ' || p.family_name, a.postcode, r.due_at, r.state_at, count(*) OVER ()
    FROM orders_release r
    JOIN orders_order o ON o.id = r.order_id
    JOIN people_person p ON p.id = r.person_id
    JOIN people_address a ON a.id = o.address_id
    WHERE r.contract_id = %(contract)s AND r.state = 'PENDING' AND (NOT %(urgent)s OR r.urgent)
    AND (%(words)s = '' OR o.number::text = %(words)s OR {_PERSON})
    ORDER BY {{order}} LIMIT %(limit)s OFFSET %(offset)s
"""


def release_list(scope: Scope, wanted: Wanted, *, urgent: bool = False) -> tuple[tuple[ReleaseRow, ...], int]:
    """Decisions that are waited for, or the urgent ones of them, with how many there are in all."""
    sql = _RELEASES.format(order=wanted.order(RELEASE_SORTS))
    return _page(_release, sql, wanted.params(scope, urgent=urgent))


def _release(*row: Any) -> ReleaseRow:
    values = list(row)
    values[3] = ReleaseKind(values[3])
    return ReleaseRow(*values)


@dataclass(frozen=True, slots=True)
class DiscrepancyRow:
    """One open discrepancy."""

    id: UUID
    kind: str
    owner: str
    asset_number: str
    product: str
    quantity: int
    code_read: str
    detail: str
    happened_at: datetime
    raised_by: str
    visit_id: UUID | None
    visit_number: int | None
    person_id: UUID | None
    person_name: str


DISCREPANCY_SORTS = {"when": "d.happened_at", "kind": "d.kind", "key": "d.id"}
_DISCREPANCIES = """
    SELECT d.id, d.kind, d.owner_role, coalesce(a.number, ''), coalesce(c.name, ''), d.quantity, d.code_read, d.detail,
        d.happened_at, coalesce(u.name, ''), d.visit_id, v.number, d.person_id,
        concat_ws(' ', n.given_name, n.family_name), count(*) OVER ()
    FROM stock_discrepancy d
    LEFT JOIN stock_asset a ON a.id = d.asset_id
    LEFT JOIN catalogue_product c ON c.id = d.product_id
    LEFT JOIN identity_user u ON u.id = d.raised_by_id
    LEFT JOIN visits_visit v ON v.id = d.visit_id
    LEFT JOIN people_person n ON n.id = d.person_id
    WHERE d.contract_id = %(contract)s AND d.settled_at IS NULL AND (%(owner)s = '' OR d.owner_role = %(owner)s)
    AND (%(words)s = '' OR %(words)s IN (upper(a.number), upper(d.code_read), v.number::text))
    ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""


def discrepancy_list(scope: Scope, wanted: Wanted, *, owner: str = "") -> tuple[tuple[DiscrepancyRow, ...], int]:
    """Open discrepancies, with how many there are in all."""
    sql = _DISCREPANCIES.format(order=wanted.order(DISCREPANCY_SORTS))
    return _page(DiscrepancyRow, sql, wanted.params(scope, owner=owner))


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One serialised item in a store or on a van, and since when it is in its state."""

    id: UUID
    number: str
    product: str
    state: AssetState
    place: str
    since: datetime


ITEM_SORTS = {"since": "a.state_at", "number": "a.number", "product": "c.name", "place": "l.name", "key": "a.id"}
_ITEMS = """
    SELECT a.id, a.number, c.name, a.state, l.name, a.state_at, count(*) OVER ()
    FROM stock_asset a JOIN catalogue_product c ON c.id = a.product_id JOIN stock_place l ON l.id = a.place_id
    WHERE a.contract_id = %(contract)s AND a.state = %(state)s AND (%(words)s = '' OR upper(a.number) = %(words)s)
    ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""


def item_list(scope: Scope, wanted: Wanted, *, state: AssetState) -> tuple[tuple[ItemRow, ...], int]:
    """Items in one state that are with us, with how many there are in all."""
    sql = _ITEMS.format(order=wanted.order(ITEM_SORTS))
    return _page(_item, sql, wanted.params(scope, state=state.value))


def _item(*row: Any) -> ItemRow:
    values = list(row)
    values[3] = AssetState(values[3])
    return ItemRow(*values)


@dataclass(frozen=True, slots=True)
class CountedRow:
    """So many pieces of a product at a place; `in_all`: the pieces of the whole list."""

    product: str
    lot: str
    place: str
    pieces: int
    in_all: int


COUNTED_SORTS = {"product": "p.name", "place": "l.name", "pieces": "c.quantity", "key": "c.id"}
_COUNTED = """
    SELECT p.name, c.lot, l.name, c.quantity, sum(c.quantity) OVER (), count(*) OVER ()
    FROM stock_stockcell c JOIN catalogue_product p ON p.id = c.product_id JOIN stock_place l ON l.id = c.place_id
    WHERE c.contract_id = %(contract)s AND c.condition = %(state)s AND c.quantity > 0
    ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""


def counted_list(scope: Scope, wanted: Wanted, *, state: AssetState) -> tuple[tuple[CountedRow, ...], int]:
    """Where the counted pieces in one state are, with how many rows there are in all."""
    sql = _COUNTED.format(order=wanted.order(COUNTED_SORTS))
    return _page(CountedRow, sql, wanted.params(scope, state=state.value))


@dataclass(frozen=True, slots=True)
class LateRow:
    """One change that was recorded long after it happened."""

    id: int
    event: str
    by: str
    happened_at: datetime
    recorded_at: datetime
    subjects: tuple[str, ...]


_LATE = """
    SELECT a.id, a.event, coalesce(u.name, ''), a.happened_at, a.recorded_at,
        ARRAY(SELECT s.subject FROM core_auditsubject s WHERE s.audit_id = a.id ORDER BY s.id LIMIT 5)
    FROM core_audit a LEFT JOIN identity_user u ON u.id = a.actor_id
    WHERE a.contract_id = %(contract)s AND a.recorded_late AND a.recorded_at > %(since)s
    ORDER BY a.id DESC LIMIT %(limit)s
"""


def late_list(scope: Scope, wanted: Wanted, *, since: datetime) -> tuple[LateRow, ...]:
    """What was recorded late since then, the last first."""
    return rows(_late, _LATE, wanted.params(scope, since=since))


def _late(*row: Any) -> LateRow:
    values = [*row[:5], tuple(row[5])]
    return LateRow(*values)
