"""Loads and locks an order that is to be changed, and says it again as the request that would make it.
Refuses (NOT_FOUND) an order outside the scope; decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.catalogue.rules.facts import ProductFacts
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change
from handrail.identity.scope import Scope
from handrail.orders import actions
from handrail.orders.actions import NewAnswer, NewCheck
from handrail.orders.queries import LineRow
from handrail.orders.queries.facts import AddressRow
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.orders import AnswerRow, CheckRow, OrderHead, answers_of, checks_of, order_head
from handrail.orders.queries.releases import ReleaseRow, releases_of_orders
from handrail.orders.rules.amend import LineNow
from handrail.orders.rules.answering import WaitingRelease, replaced_by_decision, withdrawn_with
from handrail.orders.rules.facts import CareRoute, Discharge, Funding, LineRequest, OrderRequest
from handrail.orders.states import IN_SUPPLY, LineState, ReleaseState
from handrail.usecases._ordering import Gathered, is_visited
from handrail.usecases._placing import GoingLine, ask_for_visits, come_along
from handrail.usecases._vouchers import issue_vouchers


@dataclass(frozen=True, slots=True)
class OrderNow:
    """An order as it stands, locked until the change ends."""

    head: OrderHead
    lines: tuple[LineRow, ...]
    releases: tuple[ReleaseRow, ...]
    answers: tuple[AnswerRow, ...]
    checks: tuple[CheckRow, ...]

    def replaced_releases(self, decided: Iterable[UUID]) -> frozenset[UUID]:
        """The open releases that a new decision about these lines takes the place of."""
        waiting = [WaitingRelease(row.id, row.state, row.afterwards, row.line_ids) for row in self.releases]
        return replaced_by_decision(tuple(decided), waiting, {line.id: line.state for line in self.lines})


def load_order(change: Change, order_id: UUID) -> OrderNow:
    """Lock the lines, then the releases, then the head. Five statements."""
    return read_order(change.scope, order_id, lock=True)


def read_order(scope: Scope, order_id: UUID, *, lock: bool = False) -> OrderNow:
    """The same without locking, to look ahead."""
    lines = lines_of_orders(scope, [order_id], lock=lock)
    releases = releases_of_orders(scope, [order_id], lock=lock)
    head = order_head(scope, order_id, lock=lock)
    if head is None:
        raise refuse(CallReason.NOT_FOUND, "order_id")
    ordered = tuple(sorted(lines, key=lambda line: line.position))
    return OrderNow(head, ordered, releases, answers_of(scope, order_id), checks_of(scope, order_id))


def as_asked(
    order: OrderNow, lines: Iterable[LineRequest], *, entered_by_id: UUID, more_reasons: Mapping[str, str]
) -> OrderRequest:
    """The order as the request that would make it; `entered_by_id` is who changes it, `more_reasons` what they add."""
    head = order.head
    discharge = Discharge(head.ward, head.discharge_on, head.discharge_pathway)
    return OrderRequest(
        person_id=head.person_id,
        prescriber_id=head.prescriber_id,
        entered_by_id=entered_by_id,
        address_id=head.door.address_id,
        lines=tuple(lines),
        why=head.reason,
        answers={row.question_code: row.answer for row in order.answers if row.asked_at == "order"},
        reasons={row.found["key"]: row.reason for row in order.checks if row.reason} | dict(more_reasons),
        discharge=discharge if discharge != Discharge() else None,
        funding=funding_of_line(order.lines[0].funding),
        supervisor_id=head.supervisor_id,
    )


def funding_of_line(frozen: Mapping[str, Any]) -> Funding:
    """The funding facts as they were frozen on a line."""
    return Funding(
        council_id=UUID(frozen["council_id"]) if frozen["council_id"] else None,
        gp_practice_code=frozen["gp_practice_code"],
        care_route=CareRoute(frozen["care_route"]),
        from_on=date.fromisoformat(frozen["from_on"]) if frozen["from_on"] else None,
        until_on=date.fromisoformat(frozen["until_on"]) if frozen["until_on"] else None,
        payer=frozen.get("payer", ""),
    )


def line_as_asked(line: LineRow) -> LineRequest:
    """The line as a request that would make it."""
    return LineRequest(
        product_code=line.product_code,
        quantity=line.quantity,
        speed_code=line.speed_code,
        chosen_on=line.chosen_on,
        review_on=line.review_on,
        bundle_code=line.bundle_code,
        measurements=tuple(line.measurements.items()),
    )


def line_now(line: LineRow, gathered: Gathered) -> LineNow:
    """The line as the rules of amending see it."""
    return LineNow(
        line_id=line.id,
        position=line.position,
        product=gathered.catalogue.by_id[line.product_id],
        quantity=line.quantity,
        state=line.state,
        speed_code=line.speed_code,
        due_at=line.due_at,
        chosen_on=line.chosen_on,
        review_on=line.review_on,
        bundle_code=line.bundle_code,
        measurements=tuple(line.measurements.items()),
        part_delivered=bool(line.quantity_delivered),
    )


def only_new(
    order: OrderNow, answers: Iterable[NewAnswer], checks: Iterable[NewCheck]
) -> tuple[tuple[NewAnswer, ...], tuple[NewCheck, ...]]:
    """The answers and checks that were not kept in the same words before."""
    answered = {(row.question_code, row.answer, row.reason) for row in order.answers}
    checked = {(row.found["key"], row.reason) for row in order.checks}
    return (
        tuple(row for row in answers if (row.question_code, row.answer, row.reason) not in answered),
        tuple(row for row in checks if (row.numbers["key"], row.reason) not in checked),
    )


def withdraw_releases(change: Change, releases: Iterable[ReleaseRow], stopped: Iterable[UUID], *, reason: str) -> None:
    """Withdraw the open releases that wait for nothing but lines which end or ended before. Two statements at most."""
    ending = frozenset(stopped)
    rows = [row for row in releases if row.line_ids & ending]
    waiting = [WaitingRelease(row.id, row.state, row.afterwards, row.line_ids) for row in rows]
    orders = {row.order_id for row in rows if row.line_ids - ending}
    before = {line.id: line.state for line in lines_of_orders(change.scope, orders)} if orders else {}
    actions.move_releases(
        withdrawn_with((), ending, waiting, before),
        expected={ReleaseState.PENDING, ReleaseState.RETURNED},
        path=[ReleaseState.WITHDRAWN],
        reason=reason,
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """A line after it was decided anew: what it is now, how it stands, and by when it is promised."""

    line_id: UUID
    position: int
    state: LineState
    product_id: UUID
    product: ProductFacts
    quantity: int
    speed_code: str
    due_at: datetime | None
    spend_pence: int
    funding: Mapping[str, Any]


def supply(
    change: Change, head: OrderHead, settled: Iterable[Settled], *, address: AddressRow, gathered: Gathered
) -> tuple[UUID, ...]:
    """Vouchers for what a shop supplies, visits for the rest of what goes; lines that wait get theirs with the yes."""
    goes = IN_SUPPLY | {LineState.DELIVERED}
    going = [line for line in settled if line.state in goes]
    vouchers = [line for line in going if not is_visited(line.product)]
    # A line that is new was written as delivered at once.
    actions.deliver_lines(
        [line.line_id for line in vouchers if line.state is not LineState.DELIVERED],
        at=change.at.happened_at,
        expected={LineState.AUTHORISED},
        path=[LineState.DELIVERED],
    )
    issue_vouchers(
        change,
        [(v.line_id, v.product_id, v.quantity, v.spend_pence) for v in vouchers],
        valid_days=gathered.contract.terms.voucher_valid_days,
    )
    plan = ask_for_visits(
        change,
        [_going(line) for line in going if is_visited(line.product)],
        person_id=head.person_id,
        address_id=address.facts.address_id,
        crew_at_least=address.facts.crew_at_least,
        easting=address.easting,
        northing=address.northing,
        note=head.note,
    )
    come_along(change, plan.visit_ids, prescriber_id=head.prescriber_id, suits=head.door.joint_suits)
    return plan.visit_ids


def _going(line: Settled) -> GoingLine:
    return GoingLine(
        line_id=line.line_id,
        product_id=line.product_id,
        quantity=line.quantity,
        speed_code=line.speed_code,
        due_at=line.due_at,
        crew=line.product.crew,
        fitting_minutes=line.product.fitting_minutes,
    )
