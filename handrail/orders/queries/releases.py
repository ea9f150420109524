"""Reads releases: all of the orders concerned, with what an answer to them needs.
Refuses releases of another contract: they are as if they were not there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.identity.states import AuthorityStep, highest_step
from handrail.orders.queries.lines import LineRow
from handrail.orders.rules.authority import ReleaseKind
from handrail.orders.rules.releasing import ReleaseFacts
from handrail.orders.states import ReleaseState
from handrail.people.queries.for_two import two_needed


@dataclass(frozen=True, slots=True)
class Door:
    """Where an order goes, as the visit needs it. `joint_suits`: when it suits the prescriber to be there; None: they
    do not come."""

    address_id: UUID
    easting: int | None
    northing: int | None
    crew_at_least: int
    note: str
    joint_suits: str | None


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release with the order that waits for it. `reasons` are codes with their numbers; `made_by_ids` are
    whose order, amendment or reinstatement asked for it, and who submitted its lines as they are or were.
    `answered_by_name` is the approver; empty until somebody has answered. `asked_of_name`: who was named to answer;
    `on_call_name`: of whom an urgent one is asked."""

    id: UUID
    order_id: UUID
    order_number: int
    person_id: UUID
    kind: ReleaseKind
    line_ids: frozenset[UUID]
    reasons: Sequence[Mapping[str, Any]]
    spend_pence: int
    afterwards: bool
    urgent: bool
    due_at: datetime | None
    escalate_at: datetime | None
    escalated_at: datetime | None
    asked_of_id: UUID | None
    on_call_user_id: UUID | None
    state: ReleaseState
    state_at: datetime
    state_reason: str
    answered_by_id: UUID | None
    note: str
    panel_on: date | None
    asked_of_name: str
    on_call_name: str
    prescriber_id: UUID
    entered_by_id: UUID
    made_by_ids: frozenset[UUID]
    team_id: UUID | None
    team_kind: str
    prescriber_email: str
    answered_by_name: str
    door: Door


_RELEASES = f"""
    SELECT r.id, r.order_id, o.number, r.person_id, r.kind, r.line_ids, r.reasons, r.spend_pence, r.afterwards,
        r.urgent, r.due_at, r.escalate_at, r.escalated_at, r.asked_of_id, r.on_call_user_id, r.state, r.state_at,
        r.state_reason, r.answered_by_id, r.note, r.panel_on, coalesce(n.name, ''), coalesce(c.name, ''),
        o.prescriber_id, o.entered_by_id,
        (SELECT array_agg(m.by_id) FROM (
            SELECT h.by_id FROM orders_releasehistory h WHERE h.subject_id = r.id AND h.seq = 1
            UNION SELECT h.by_id FROM orders_linehistory h WHERE h.subject_id = ANY (r.line_ids)
                AND h.to_state = 'SUBMITTED') m),
        o.team_id, coalesce(t.kind, ''),
        u.email, coalesce(d.name, ''), o.address_id, a.easting, a.northing,
        {two_needed("o.person_id", "o.address_id")}, o.note, o.joint_suits
    FROM orders_release r
    JOIN orders_order o ON o.id = r.order_id
    JOIN people_address a ON a.id = o.address_id
    JOIN identity_user u ON u.id = o.prescriber_id
    LEFT JOIN identity_user d ON d.id = r.answered_by_id
    LEFT JOIN identity_user n ON n.id = r.asked_of_id
    LEFT JOIN identity_user c ON c.id = r.on_call_user_id
    LEFT JOIN partners_team t ON t.id = o.team_id
    WHERE r.contract_id = %(contract)s
"""


def _release(*row: Any) -> ReleaseRow:
    address_id, easting, northing, two, note, suits = row[-6:]
    values = dict(zip(ReleaseRow.__slots__, row[:-6], strict=False))
    values |= {
        "kind": ReleaseKind(values["kind"]),
        "line_ids": frozenset(values["line_ids"]),
        "made_by_ids": frozenset(values["made_by_ids"] or ()),
        "reasons": value_of(values["reasons"]),
        "state": ReleaseState(values["state"]),
        "door": Door(address_id, easting, northing, 2 if two else 1, note, suits),
    }
    return ReleaseRow(**values)


def releases_of_orders(scope: Scope, order_ids: Collection[UUID], *, lock: bool = False) -> tuple[ReleaseRow, ...]:
    """All releases of these orders, by key."""
    end = "FOR NO KEY UPDATE OF r" if lock else ""
    asked = {"contract": scope.contract_id, "ids": list(order_ids)}
    return rows(_release, f"{_RELEASES} AND r.order_id = ANY(%(ids)s) ORDER BY r.id {end}", asked)


def release(scope: Scope, release_id: UUID) -> ReleaseRow | None:
    """One release."""
    found = rows(_release, f"{_RELEASES} AND r.id = %(id)s", {"contract": scope.contract_id, "id": release_id})
    return found[0] if found else None


def overdue_releases(scope: Scope, *, at: datetime, most: int = 200) -> tuple[ReleaseRow, ...]:
    """Pending urgent releases that nobody answered in the contract's time, locked; those being answered are left."""
    return rows(
        _release,
        f"""{_RELEASES} AND r.state = 'PENDING' AND r.escalate_at <= %(at)s AND r.escalated_at IS NULL
            ORDER BY r.id LIMIT %(most)s FOR NO KEY UPDATE OF r SKIP LOCKED""",
        {"contract": scope.contract_id, "at": at, "most": most},
    )


def facts_of(release: ReleaseRow, lines: Mapping[UUID, LineRow], others: Collection[ReleaseRow] = ()) -> ReleaseFacts:
    """A release as the rules see it; `lines` are those of its order, `others` the order's other releases."""
    own = [lines[line_id] for line_id in release.line_ids if line_id in lines]
    gave = {
        other.answered_by_id
        for other in others
        if other.state is ReleaseState.GIVEN
        and other.kind is not release.kind
        and other.order_id == release.order_id
        and other.line_ids & release.line_ids
        and other.answered_by_id
    }
    return ReleaseFacts(
        state=release.state,
        kind=release.kind,
        prescriber_id=release.prescriber_id,
        entered_by_id=release.entered_by_id,
        made_by_ids=release.made_by_ids,
        team_id=release.team_id,
        team_kind=release.team_kind,
        step=highest_step(AuthorityStep(line.minimum_authority) for line in own),
        categories=frozenset(line.category for line in own),
        order_pence=release.spend_pence,
        asked_of=release.asked_of_id,
        gave_other_kind=frozenset(gave),
    )
