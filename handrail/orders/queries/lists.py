"""Reads lists of orders: what somebody follows, what waits for an authoriser, what a team ordered last.
Refuses what the scope does not reach; row security cuts the same rows off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.orders.rules.authority import ReleaseKind
from handrail.orders.rules.promise import NOT_KNOWN, Expected
from handrail.orders.states import OPEN, LineState, ReleaseState

FOLLOW_SORTS: Mapping[str, str] = {"due": "due_at", "number": "number", "person": "person_name", "state": "state"}


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """One line of an order that somebody follows, with both names."""

    line_id: UUID
    order_id: UUID
    number: int
    person_id: UUID
    person_name: str
    postcode: str
    product_name: str
    quantity: int
    state: LineState
    due_at: datetime | None
    delivered_at: datetime | None
    prescriber_name: str
    entered_by_name: str
    submitted_at: datetime
    supply_route: str
    expected: Expected = NOT_KNOWN
    refused_as: str = ""


@dataclass(frozen=True, slots=True)
class FollowFilter:
    """Which lines to list. `whose`: `me`, `team` or `all`; `states` empty: every state; `words` in name or number:
    a name is looked for only where the reader may see people (`named`)."""

    whose: str = "me"
    states: tuple[LineState, ...] = ()
    words: str = ""
    late_at: datetime | None = None
    named: bool = True


_FOLLOWED = """
    FROM orders_orderline l
    JOIN orders_order o ON o.id = l.order_id
    JOIN people_person p ON p.id = o.person_id
    JOIN people_address a ON a.id = o.address_id
    JOIN catalogue_product c ON c.id = l.product_id
    JOIN identity_user u ON u.id = o.prescriber_id
    JOIN identity_user e ON e.id = o.entered_by_id
    WHERE l.contract_id = %(contract)s
    AND (%(whose)s = 'all' OR %(user)s IN (o.prescriber_id, o.entered_by_id)
         OR (%(whose)s = 'team' AND o.team_id = %(team)s))
    AND (%(any_state)s OR l.state = ANY(%(states)s))
    AND (%(words)s = '' OR o.number::text = %(words)s
         OR %(named)s AND p.given_name || ' ' || p.family_name ILIKE '%%' || %(words)s || '%%')
    AND (%(late)s::timestamptz IS NULL OR (l.due_at < %(late)s AND l.state = ANY(%(open)s)))
"""


def _asked(scope: Scope, wanted: FollowFilter) -> dict[str, Any]:
    return {
        "contract": scope.contract_id,
        "user": scope.user_id,
        "team": scope.team_id,
        "whose": wanted.whose,
        "any_state": not wanted.states,
        "states": [state.value for state in wanted.states],
        "open": [state.value for state in OPEN],
        "words": wanted.words.strip(),
        "late": wanted.late_at,
        "named": wanted.named,
    }


def followed(
    scope: Scope, wanted: FollowFilter, *, sort: str = "due", descending: bool = False, offset: int = 0, limit: int = 50
) -> tuple[FollowedLine, ...]:
    """Lines in the order asked for, ties by number and position."""
    column = FOLLOW_SORTS[sort]
    return rows(
        _followed,
        f"""SELECT l.id, o.id, o.number AS number, p.id,
                p.given_name || ' ' || p.family_name AS person_name, a.postcode,
                 c.name, l.quantity, l.state AS state, l.due_at AS due_at, l.delivered_at, u.name, e.name,
                 o.submitted_at, l.supply_route, l.expected_on, l.expected_from,
                 CASE WHEN l.state = 'REFUSED' THEN coalesce((SELECT h.reason FROM orders_linehistory h
                     WHERE h.subject_id = l.id AND h.seq = l.state_seq), '') ELSE '' END
            {_FOLLOWED}
            ORDER BY {column} {"DESC" if descending else "ASC"} NULLS LAST, o.number, l.position
            LIMIT %(limit)s OFFSET %(offset)s""",
        {**_asked(scope, wanted), "limit": limit, "offset": offset},
    )


def _followed(*row: Any) -> FollowedLine:
    *plain, expected_on, supplier, refused_as = row
    values = dict(zip(FollowedLine.__slots__, (*plain, Expected(expected_on, supplier), refused_as), strict=True))
    return FollowedLine(**{**values, "state": LineState(values["state"])})


def count_followed(scope: Scope, wanted: FollowFilter) -> int:
    """How many lines the filter lets through."""
    (count,) = rows(lambda found: found, f"SELECT count(*) {_FOLLOWED}", _asked(scope, wanted))
    return int(count)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A release as a list shows it: who ordered what for whom, why it waits, until when. `reply`: what the prescriber
    said, where it waits again because a question was answered."""

    id: UUID
    order_id: UUID
    number: int
    kind: ReleaseKind
    state: ReleaseState
    state_at: datetime
    note: str
    reasons: Sequence[Mapping[str, Any]]
    spend_pence: int
    afterwards: bool
    urgent: bool
    due_at: datetime | None
    escalate_at: datetime | None
    escalated_at: datetime | None
    on_call_user_id: UUID | None
    asked_of_id: UUID | None
    asked_of_name: str
    panel_on: date | None
    person_id: UUID
    person_name: str
    person_born_on: date
    prescriber_id: UUID
    prescriber_name: str
    entered_by_id: UUID
    team_id: UUID | None
    team_name: str
    products: Sequence[str]
    submitted_at: datetime
    reply: str


_WAITING = """
    SELECT r.id, r.order_id, o.number, r.kind, r.state, r.state_at, r.note, r.reasons, r.spend_pence, r.afterwards,
        r.urgent, r.due_at, r.escalate_at, r.escalated_at, r.on_call_user_id, r.asked_of_id,
        coalesce(n.name, ''), r.panel_on, p.id,
        p.given_name || ' ' || p.family_name, p.birth_on, o.prescriber_id, u.name, o.entered_by_id, o.team_id,
        coalesce(t.name, ''),
        (SELECT array_agg(CASE WHEN l.quantity > 1 THEN l.quantity || ' x ' || c.name ELSE c.name END
            ORDER BY l.position)
            FROM orders_orderline l JOIN catalogue_product c ON c.id = l.product_id WHERE l.id = ANY(r.line_ids)),
        o.submitted_at,
        coalesce((SELECT h.reason FROM orders_releasehistory h
            WHERE h.subject_id = r.id AND h.seq = r.state_seq AND h.from_state = 'RETURNED'
            AND r.state = 'PENDING'), '')
    FROM orders_release r
    JOIN orders_order o ON o.id = r.order_id
    JOIN people_person p ON p.id = r.person_id
    JOIN identity_user u ON u.id = o.prescriber_id
    LEFT JOIN partners_team t ON t.id = o.team_id
    LEFT JOIN identity_user n ON n.id = r.asked_of_id
    WHERE r.contract_id = %(contract)s
"""


def _waiting(*row: Any) -> WaitingRow:
    values = dict(zip(WaitingRow.__slots__, row, strict=True))
    values |= {
        "kind": ReleaseKind(values["kind"]),
        "state": ReleaseState(values["state"]),
        "reasons": value_of(values["reasons"]),
        "products": values["products"] or (),
    }
    return WaitingRow(**values)


def queue(scope: Scope, *, most: int = 200) -> tuple[WaitingRow, ...]:
    """What waits for a decision: urgent first, then by due moment."""
    return rows(
        _waiting,
        f"{_WAITING} AND r.state = 'PENDING' ORDER BY r.urgent DESC, r.due_at NULLS LAST, r.id LIMIT %(most)s",
        {"contract": scope.contract_id, "most": most},
    )


_DECIDED = """
    FROM orders_release r
    JOIN orders_order o ON o.id = r.order_id
    JOIN people_person p ON p.id = r.person_id
    WHERE r.contract_id = %(contract)s AND r.state <> 'PENDING' AND (%(state)s = '' OR r.state = %(state)s)
    AND (%(words)s = '' OR o.number::text = %(words)s
         OR p.given_name || ' ' || p.family_name ILIKE '%%' || %(words)s || '%%')
"""


def decided(
    scope: Scope, *, words: str = "", state: str = "", offset: int = 0, limit: int = 50
) -> tuple[tuple[tuple[WaitingRow, ...], ...], int]:
    """The orders about which something was approved, returned, refused or withdrawn, the latest decision first, each
    with what was decided about it; and how many orders there are in all."""
    asked = {"contract": scope.contract_id, "words": words.strip(), "state": state, "limit": limit, "offset": offset}
    (total,) = rows(int, f"SELECT count(DISTINCT r.order_id) {_DECIDED}", asked)
    ids = rows(
        lambda *row: row[0],
        f"""SELECT r.order_id, max(r.state_at) AS at {_DECIDED}
            GROUP BY r.order_id ORDER BY at DESC, r.order_id LIMIT %(limit)s OFFSET %(offset)s""",
        asked,
    )
    found = rows(
        _waiting,
        f"{_WAITING} AND r.order_id = ANY (%(ids)s) AND r.state <> 'PENDING' ORDER BY r.state_at DESC, r.id",
        {"contract": scope.contract_id, "ids": list(ids)},
    )
    return tuple(tuple(row for row in found if row.order_id == order_id) for order_id in ids), total


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A no to what the user ordered: about whom and what, why (a code of list refuse_order, and the words that were
    written), by whom, when."""

    release_id: UUID
    order_id: UUID
    number: int
    person_id: UUID
    person_name: str
    products: Sequence[str]
    code: str
    note: str
    by_name: str
    at: datetime


def refused_since(scope: Scope, since: datetime, *, most: int = 20) -> tuple[RefusedRow, ...]:
    """What was refused of the user's own orders since then, the latest first. One answer to several releases of an
    order is one row."""
    return rows(
        RefusedRow,
        """SELECT DISTINCT ON (r.answered_at, o.id, r.note) r.id, o.id, o.number, p.id,
               p.given_name || ' ' || p.family_name,
               ARRAY(SELECT DISTINCT c.name FROM orders_release s
                   JOIN orders_orderline l ON l.id = ANY (s.line_ids)
                   JOIN catalogue_product c ON c.id = l.product_id
                   WHERE s.order_id = r.order_id AND s.state = 'REFUSED' AND s.answered_at = r.answered_at),
               split_part(h.reason, ': ', 1), r.note, u.name, r.answered_at
           FROM orders_release r
           JOIN orders_order o ON o.id = r.order_id
           JOIN people_person p ON p.id = r.person_id
           JOIN identity_user u ON u.id = r.answered_by_id
           JOIN orders_releasehistory h ON h.subject_id = r.id AND h.seq = r.state_seq
           WHERE r.contract_id = %(contract)s AND r.state = 'REFUSED' AND r.answered_at >= %(since)s
           AND %(user)s IN (o.prescriber_id, o.entered_by_id)
           ORDER BY r.answered_at DESC, o.id, r.note, r.id LIMIT %(most)s""",
        {"contract": scope.contract_id, "user": scope.user_id, "since": since, "most": most},
    )


def waiting_for(scope: Scope, *, most: int = 50) -> tuple[WaitingRow, ...]:
    """What waits for this user in person: asked of them and pending, or returned to them for information."""
    return rows(
        _waiting,
        f"""{_WAITING} AND ((r.state = 'PENDING' AND r.asked_of_id = %(user)s)
                OR (r.state = 'RETURNED' AND %(user)s IN (o.prescriber_id, o.entered_by_id)))
            ORDER BY r.urgent DESC, r.due_at NULLS LAST, r.id LIMIT %(most)s""",
        {"contract": scope.contract_id, "user": scope.user_id, "most": most},
    )


def ordered_by_team(scope: Scope, *, since: datetime) -> dict[UUID, tuple[date, int]]:
    """The last day on which the user's team ordered each product, and on how many lines since then."""
    if scope.team_id is None:
        return {}
    return dict(
        rows(
            lambda product, day, times: (product, (day, times)),
            """SELECT l.product_id, max((o.submitted_at AT TIME ZONE 'Europe/London')::date), count(*)
               FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
               WHERE o.contract_id = %(contract)s AND o.team_id = %(team)s
               AND o.submitted_at >= %(since)s
               GROUP BY l.product_id""",
            {"contract": scope.contract_id, "team": scope.team_id, "since": since},
        )
    )
