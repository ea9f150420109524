"""Reads what money needs to know of order lines, and what stands on their accounts.
Refuses nothing; a line outside the contract is not found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.standing import NOTHING_POSTED, Posted
from handrail.orders.rules.fitting import fitting_of
from handrail.orders.states import LineState
from handrail.partners.terms import Terms

_PAYER_CHANGED = """
    SELECT c.from_on FROM orders_fundingchange c WHERE c.contract_id = %(contract)s AND c.line_id = %(line)s
    ORDER BY c.happened_at DESC, c.id DESC LIMIT 1
"""
_LINES = """
    SELECT l.id, l.state, l.supply_route, l.spend_pence, l.quantity, l.quantity_delivered,
        (l.lived_from AT TIME ZONE 'Europe/London')::date, coalesce(l.funding ->> 'care_route', ''),
        (l.funding ->> 'council_id')::uuid, l.visit_pence, l.order_id, l.speed_code, l.paid_by_line_id IS NOT NULL,
        p.crew, p.clinical_questions, p.size_group, p.category, (
            SELECT json_agg(json_build_array(s.kind, s.share_set_id, s.pence, s.last_id)) FROM (
                SELECT a.kind, a.share_set_id, sum(p.amount_pence) AS pence,
                    (array_agg(p.entry_id ORDER BY p.id DESC) FILTER (WHERE p.amount_pence > 0))[1] AS last_id
                FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
                WHERE p.line_id = l.id AND a.kind IN ('RESERVED', 'EQUIPMENT', 'SUSPENSE')
                GROUP BY a.kind, a.share_set_id) s), CASE WHEN l.supply_route = 'retail_voucher' THEN (
            SELECT json_build_array(v.state, CASE v.state WHEN 'ISSUED' THEN v.value_pence
                ELSE coalesce(v.paid_pence, 0) END)
            FROM vouchers_voucher v WHERE v.line_id = l.id ORDER BY v.issued_at DESC, v.id DESC LIMIT 1) END
    FROM orders_orderline l JOIN catalogue_product p ON p.id = l.product_id
    WHERE l.contract_id = %(contract)s AND l.id = ANY(%(lines)s::uuid[]) ORDER BY l.id
"""


_WITH_THOSE_IN_PLACE = """
    SELECT l.id FROM orders_orderline l
    WHERE l.contract_id = %(contract)s AND (l.id = %(line)s OR l.paid_by_line_id = %(line)s) ORDER BY l.id
"""


@dataclass(frozen=True, slots=True)
class AtDoor:
    """What of a line decides what its visit is charged: the promise, how many people it needs, how it is fitted (by its
    `product`: question set, size group, category), and whether it takes the place of what was paid for."""

    speed_code: str
    in_place: bool
    crew: int
    supply_route: str
    product: tuple[str, str, str]

    def fitting(self, terms: Terms) -> str:
        """The row of the price list at which it is put up, by the contract's terms of the day."""
        return fitting_of(self.supply_route, *self.product, terms)


_FUNDED_SINCE = """
    SELECT DISTINCT ON (f.line_id) f.line_id, f.becomes ->> 'care_route', f.becomes ->> 'council_id'
    FROM orders_fundingchange f
    WHERE f.contract_id = %(contract)s AND f.line_id = ANY(%(lines)s::uuid[]) AND f.from_on <= %(on)s
        AND f.happened_at >= (SELECT min(e.recorded_at) FROM ledger_entry e
            WHERE e.contract_id = %(contract)s AND CASE WHEN %(change)s = 0 THEN e.id = %(entry)s
                ELSE e.corrects_id = %(entry)s AND e.audit_id = %(change)s END)
    ORDER BY f.line_id, f.happened_at DESC
"""
_FUNDED_SINCE_EACH = """
    SELECT DISTINCT ON (w.entry_id) w.entry_id, f.becomes ->> 'care_route', f.becomes ->> 'council_id'
    FROM unnest(%(lines)s::uuid[], %(entries)s::uuid[]) AS w (line_id, entry_id)
    JOIN ledger_entry e ON e.id = w.entry_id AND e.contract_id = %(contract)s
    JOIN orders_fundingchange f ON f.line_id = w.line_id AND f.contract_id = e.contract_id
        AND f.from_on <= e.happened_on AND f.happened_at >= e.recorded_at
    ORDER BY w.entry_id, f.happened_at DESC
"""


@dataclass(frozen=True, slots=True)
class LineToPay:
    """A line as it stands: its whole price in pence, how much of it is delivered, and its funding facts.
    `ordered_on`: the day whose rules say who pays. `visit_pence`: its part of the visit that is to bring it. `posted`:
    what was kept and spent for it before. `at_door`: what a visit is charged by, where it was read. `voucher`: its
    last voucher's state, and its value or what a shop asked for it; None without one, or one issued by this change."""

    id: UUID
    state: LineState
    supply_route: str
    spend_pence: int
    quantity: int
    quantity_delivered: int
    ordered_on: date
    care_route: str
    council_id: UUID | None
    visit_pence: int
    order_id: UUID
    posted: Posted = NOTHING_POSTED
    at_door: AtDoor | None = None
    voucher: tuple[str, int] | None = None


def lines_to_pay(scope: Scope, line_ids: Collection[UUID]) -> tuple[LineToPay, ...]:
    """These lines in the order of their ids."""
    asked = {"contract": scope.contract_id, "lines": list(line_ids)}
    return rows(_line, _LINES, asked)


def with_those_in_place(scope: Scope, line_id: UUID) -> tuple[UUID, ...]:
    """A line and those that replaced what it brought; none where it is unknown."""
    found: tuple[UUID, ...] = rows(
        lambda one: one, _WITH_THOSE_IN_PLACE, {"contract": scope.contract_id, "line": line_id}
    )
    return found if line_id in found else ()


def payer_changed_from(scope: Scope, line_id: UUID) -> date | None:
    """From which day on others pay for a line, as it was said last; None where nobody said so."""
    asked = {"contract": scope.contract_id, "line": line_id}
    return next(iter(rows(lambda from_on: from_on, _PAYER_CHANGED, asked)), None)


def _line(line_id: UUID, state: str, route: str, *rest: Any) -> LineToPay:
    facts, (speed, in_place, crew), product = rest[:8], rest[8:11], rest[11:14]
    posted, voucher = (value_of(one) for one in rest[14:])
    at_door = AtDoor(speed, in_place, crew, route, product)
    found = (_posted(posted or []), at_door, (voucher[0], voucher[1]) if voucher else None)
    return LineToPay(line_id, LineState(state), *(route, *facts, *found))


def _posted(found: list[tuple[str, str | None, int, str | None]]) -> Posted:
    kept = {_id(share_set): pence for kind, share_set, pence, _ in found if kind == AccountKind.RESERVED and pence}
    spent = {_id(share_set): pence for kind, share_set, pence, _ in found if kind != AccountKind.RESERVED and pence}
    last = max((last for kind, _, _, last in found if kind != AccountKind.RESERVED and last), default=None)
    return Posted(kept, spent, _id(last))


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


_HEAD = """
    SELECT l.id, l.order_id, o.number, c.name, l.quantity, l.state, l.person_id, l.funding, l.paid_by_line_id
    FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN catalogue_product c ON c.id = l.product_id
    WHERE l.contract_id = %(contract)s AND l.id = %(line)s
"""
_CHANGES = """
    SELECT f.happened_at, f.from_on, f.was ->> 'care_route', coalesce(f.was ->> 'council', ''), f.reason,
        coalesce(u.name, '')
    FROM orders_fundingchange f LEFT JOIN identity_user u ON u.id = f.by_id
    WHERE f.contract_id = %(contract)s AND f.line_id = %(line)s ORDER BY f.happened_at DESC, f.id DESC
"""


@dataclass(frozen=True, slots=True)
class LineHead:
    """What a line is, for a page about its money."""

    id: UUID
    order_id: UUID
    order_number: int
    product: str
    quantity: int
    state: LineState
    person_id: UUID
    funding: dict[str, Any]
    paid_by_line_id: UUID | None


@dataclass(frozen=True, slots=True)
class FundingChanged:
    """That others pay since a day: by which care route and council it was before."""

    at: datetime
    from_on: date
    was_route: str
    was_council: str
    reason: str
    by: str


def line_head(scope: Scope, line_id: UUID) -> LineHead | None:
    """The line, where the reader sees it."""
    found = rows(_head, _HEAD, {"contract": scope.contract_id, "line": line_id})
    return found[0] if found else None


def funding_changes(scope: Scope, line_id: UUID) -> tuple[FundingChanged, ...]:
    """The late changes of who pays, the newest first."""
    return rows(FundingChanged, _CHANGES, {"contract": scope.contract_id, "line": line_id})


def funded_since(
    scope: Scope, line_ids: Collection[UUID], entry_id: UUID, change: int, on: date
) -> dict[UUID, tuple[str, UUID]]:
    """Of these lines those whose payer of a day was changed after this change corrected that entry (0: after it was
    posted): by which care route and as whose resident they are paid for on that day since."""
    asked = {
        "contract": scope.contract_id, "lines": list(line_ids), "entry": entry_id, "change": change, "on": on,
    }  # fmt: skip
    found = rows(lambda *row: row, _FUNDED_SINCE, asked)
    return {line_id: (route, UUID(council)) for line_id, route, council in found}


def funded_since_each(scope: Scope, lines: Mapping[UUID, UUID]) -> dict[UUID, tuple[str, UUID]]:
    """The same of several entries (each with its line), for the day of each, since each was posted. One statement."""
    asked = {"contract": scope.contract_id, "lines": list(lines.values()), "entries": list(lines)}
    found = rows(lambda *row: row, _FUNDED_SINCE_EACH, asked) if lines else ()
    return {entry_id: (route, UUID(council)) for entry_id, route, council in found}


def _head(line_id: UUID, order_id: UUID, number: int, product: str, quantity: int, state: str, *rest: Any) -> LineHead:
    person_id, funding, paid_by = rest
    return LineHead(
        line_id, order_id, number, product, quantity, LineState(state), person_id, value_of(funding), paid_by
    )
