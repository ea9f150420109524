"""Amend an order until it is loaded, with a reason: what needs a new yes is decided anew, the rest goes on.
Refuses another team's order, what is on the van or past it, a change built on an older version, what `plan` refuses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.catalogue.rules.facts import ProductFacts
from handrail.core import outbox
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries import LineRow
from handrail.orders.rules.amend import AmendedLine, AmendmentPlan, AmendReason, AmendRequest, plan_amendment
from handrail.orders.rules.facts import Discharge
from handrail.orders.states import OPEN, LineState, ReleaseState
from handrail.people.queries import hold_still
from handrail.usecases import _placing as placing
from handrail.usecases._amending import OrderAmendment, answered_anew, standing_answers, wanted_order
from handrail.usecases._answerable import require_changer, tell_prescribers
from handrail.usecases._changing import (
    OrderNow,
    Settled,
    line_now,
    load_order,
    only_new,
    supply,
)
from handrail.usecases._kept_for_visits import with_visits
from handrail.usecases._money import follow_lines
from handrail.usecases._ordering import Gathered, gather
from handrail.usecases._shelf import back_to_shelf
from handrail.usecases._special_orders import follow_specials, hold_ordered_specials
from handrail.visits import actions as visit_actions
from handrail.visits.queries.held import hold_visits
from handrail.visits.queries.joining import open_visits_of


@dataclass(frozen=True, slots=True)
class OrderAmended:
    """The version that the next change builds on, how the lines concerned stand, and new releases and visits."""

    version: int
    states: tuple[tuple[UUID, LineState], ...]
    release_ids: tuple[UUID, ...]
    visit_ids: tuple[UUID, ...]


@use_case(Event.ORDER_AMENDED, needs=Permission.CHANGE_ORDER)
def amend_order(change: Change, *, request: OrderAmendment) -> OrderAmended:
    """Decide and write the change. Raises `Refused` with the reasons of `orders.rules`, NOT_FOUND, STALE."""
    hold_visits(change.scope, orders=[request.order_id])
    order = standing_answers(load_order(change, request.order_id))
    require_changer(change, order.head.ordered_by)
    version = actions.change_terms(order.head.id, seen_version=request.seen_version, **_terms(order, request))
    change.touched("order", order.head.id, order.head.person_id)
    if request.note is not None and request.note != order.head.note:
        visits = open_visits_of(change.scope, [line.id for line in order.lines])
        visit_actions.note_visits(visits, note=request.note)
    wanted = wanted_order(change.scope, order, request)
    answered = answered_anew(order, request)
    if not (request.changed or request.added or answered or wanted.address_id != order.head.door.address_id):
        _require_something(order, request)
        tell_prescribers(change, [order.head.ordered_by], "AMENDED", request.why)
        return OrderAmended(version, (), (), ())
    products = {line.product_id for line in order.lines}
    # Where all was delivered, no line is open for a death or a move to wait for.
    hold_still(change.scope, [order.head.person_id])
    hold_ordered_specials(change, (line.product_code for line in wanted.lines))
    gathered = gather(change.scope, change.at, wanted, but=order.head.id, also_held=products)
    plan = plan_amendment(
        AmendRequest(wanted, request.why, request.changed, request.added, answered),
        [line_now(line, gathered) for line in order.lines],
        order.head.door.address_id,
        gathered.facts,
        gathered.due_of,
    )
    return _Amending(change, order, request, plan, gathered).write(version)


def _terms(order: OrderNow, request: OrderAmendment) -> dict[str, Any]:
    """The columns of the head that change."""
    columns: dict[str, Any] = {}
    if request.address_id is not None:
        columns["address_id"] = request.address_id
    if request.note is not None:
        columns["note"] = request.note
    if request.discharge is not None:
        columns |= {
            "ward": request.discharge.ward,
            "discharge_on": request.discharge.expected_on,
            "discharge_pathway": request.discharge.pathway,
        }
    return columns


def _require_something(order: OrderNow, request: OrderAmendment) -> None:
    """Only what the crew or ward should know changes; that decides nothing, but says why all the same."""
    head = order.head
    before = Discharge(head.ward, head.discharge_on, head.discharge_pathway)
    reasons = [] if request.why.strip() else [Reason(AmendReason.REASON_MISSING, "why_changed")]
    if request.note in (None, head.note) and request.discharge in (None, before):
        reasons.append(Reason(AmendReason.NOTHING_CHANGED))
    if reasons:
        raise Refused(reasons)


@dataclass(frozen=True, slots=True)
class _Amending:
    """One decided change while it is written."""

    change: Change
    order: OrderNow
    request: OrderAmendment
    plan: AmendmentPlan
    gathered: Gathered

    def write(self, version: int) -> OrderAmended:
        """Write everything, stock first: what goes back to the shelf is free for others."""
        change, plan, order = self.change, self.plan, self.order
        was = {line.id: line for line in order.lines}
        drops = [was[line.line_id] for line in plan.lines if line.drops_stock]
        back_to_shelf(change, drops, how="AMENDED", reason=self.request.why)
        amended, added = self._rows(was)
        actions.amend_lines(amended, reason=self.request.why)
        leaves = [line.line_id for line in plan.lines if self._leaves_visit(was[line.line_id], line)]
        left = visit_actions.cancel_tasks(line_ids=leaves, ends=False, reason="amended")
        if plan.decided_anew:
            actions.move_releases(
                order.replaced_releases(line.line_id for line in plan.lines if line.state_path),
                expected={ReleaseState.PENDING, ReleaseState.RETURNED},
                path=[ReleaseState.WITHDRAWN],
                reason=self.request.why,
            )
        releases = self._extend(added)
        settled = [self._settled(was[line.line_id], line) for line in plan.lines if line.line_id in leaves]
        settled += [self._settled_new(line) for line in added]
        visits = self._supply(settled)
        # Only now, so that a visit whose last thing is changed goes on with the new one, at the time that was told.
        visit_actions.end_empty(left, reason="amended")
        follow_lines(change, [*(line.line_id for line in plan.lines), *(line.id for line in added)])
        follow_specials(change, self.gathered.catalogue.ids.items())
        self._tell(version)
        states = [(line.line_id, self._state(was[line.line_id], line)) for line in plan.lines]
        states += [(line.id, line.path[-1]) for line in added]
        return OrderAmended(version, tuple(states), releases, visits)

    def _rows(self, was: Mapping[UUID, LineRow]) -> tuple[list[actions.LineAmendment], list[actions.NewLine]]:
        """The lines that change and those that are added, each with its part of the visits that bring all of them."""
        changed = [self._amendment(was[line.line_id], line) for line in self.plan.lines]
        added = [placing.new_line(self.change, line, self.gathered) for line in self.plan.added]
        stays = [line for line in self.order.lines if line.state in OPEN and line.id not in {row.id for row in changed}]
        return (
            with_visits(self.change, self.gathered, changed, beside=[*added, *stays]),
            with_visits(self.change, self.gathered, added, beside=[*changed, *stays]),
        )

    def _product(self, line: AmendedLine) -> ProductFacts:
        return self.gathered.facts.products[line.asked.product_code]

    def _state(self, was: LineRow, line: AmendedLine) -> LineState:
        return line.state_path[-1] if line.state_path else was.state

    def _leaves_visit(self, was: LineRow, line: AmendedLine) -> bool:
        """The task says how many of what: a new count or product makes a new task."""
        same = (was.product_code, was.quantity) == (line.asked.product_code, line.asked.quantity)
        return line.drops_visit or not same

    def _price(self, was: LineRow, line: AmendedLine) -> int:
        """Frozen when ordered; another product has its own of today."""
        return was.price_pence if was.product_code == line.asked.product_code else self._product(line).price_pence

    def _spend(self, was: LineRow, line: AmendedLine) -> int:
        """What it comes to. A replacement like for like costs nothing, whatever else changes; another product does."""
        like = was.product_code == line.asked.product_code and was.spend_pence == 0
        return 0 if like else self._price(was, line) * line.asked.quantity

    def _amendment(self, was: LineRow, line: AmendedLine) -> actions.LineAmendment:
        afterwards = {place for release in self.plan.releases if release.afterwards for place in release.lines}
        return actions.LineAmendment(
            id=was.id,
            was=was.state,
            path=line.state_path,
            product_id=self.gathered.catalogue.ids[line.asked.product_code],
            quantity=line.asked.quantity,
            speed_code=line.asked.speed_code,
            chosen_on=line.asked.chosen_on,
            due_at=line.promise.due_at if line.promise else None,
            goes_now=was.position in afterwards or (was.goes_now and not line.state_path),
            supply_route=self._product(line).supply_route.value,
            price_pence=self._price(was, line),
            spend_pence=self._spend(was, line),
            review_on=line.asked.review_on,
            measurements=dict(line.asked.measurements),
            visit_pence=0,
        )

    def _settled(self, was: LineRow, line: AmendedLine) -> Settled:
        return Settled(
            line_id=was.id,
            position=was.position,
            state=self._state(was, line),
            product_id=self.gathered.catalogue.ids[line.asked.product_code],
            product=self._product(line),
            quantity=line.asked.quantity,
            speed_code=line.asked.speed_code,
            due_at=line.promise.due_at if line.promise else None,
            spend_pence=self._spend(was, line),
            funding=was.funding,
        )

    def _settled_new(self, line: actions.NewLine) -> Settled:
        return Settled(
            line_id=line.id,
            position=line.position,
            state=line.path[-1],
            product_id=line.product_id,
            product=self.gathered.catalogue.by_id[line.product_id],
            quantity=line.quantity,
            speed_code=line.speed_code,
            due_at=line.due_at,
            spend_pence=line.spend_pence,
            funding=line.funding,
        )

    def _extend(self, added: list[actions.NewLine]) -> tuple[UUID, ...]:
        """The rows that the change adds: lines, releases, and what was newly answered or checked."""
        change, order, plan = self.change, self.order, self.plan
        due: dict[UUID, datetime | None] = {line.id: line.due_at for line in order.lines}
        due |= {line.line_id: line.promise.due_at if line.promise else None for line in plan.lines}
        places = {line.position: (line.id, due[line.id]) for line in order.lines}
        places |= {line.position: (line.id, line.due_at) for line in added}
        releases = placing.new_releases(
            change, plan.releases, order_id=order.head.id, lines=places, gathered=self.gathered
        )
        line_of = {line.product_code: line.id for line in reversed(order.lines)}
        line_of |= {self.gathered.catalogue.by_id[line.product_id].code: line.id for line in added}
        answers, checks = only_new(
            order,
            placing.new_answers(change, plan.answers, plan.checks),
            placing.new_checks(change, plan.checks, line_of),
        )
        actions.extend_order(
            actions.OrderRows(added, answers, checks, releases),
            actions.Written(
                change.scope.contract_id,
                order.head.id,
                order.head.person_id,
                change.scope.user_id,
                change.at.happened_at,
            ),
        )
        outbox.put(
            placing.told_to_release(change, plan.releases, releases, self._priced(), self.gathered),
            contract_id=change.scope.contract_id,
            at=change.at.recorded_at,
        )
        return tuple(release.id for release in releases)

    def _priced(self) -> Iterator[tuple[int, str, int]]:
        """Position, code and price of each line that changes or is added."""
        was = {line.id: line for line in self.order.lines}
        for line in self.plan.lines:
            before = was[line.line_id]
            yield before.position, line.asked.product_code, self._price(before, line)
        yield from ((line.position, line.product_code, line.price_pence) for line in self.plan.added)

    def _supply(self, settled: list[Settled]) -> tuple[UUID, ...]:
        address = self.gathered.person.address
        if address is None:
            raise AssertionError("an order without an address was refused")
        note = self.request.note if self.request.note is not None else self.order.head.note
        head = replace(self.order.head, note=note)
        return supply(self.change, head, settled, address=address, gathered=self.gathered)

    def _tell(self, version: int) -> None:
        """Tell the prescriber; one who did not change it themselves also by whom and why."""
        head = self.order.head
        if head.prescriber_id != self.change.scope.user_id:
            products = [(head.id, self._product(line).name) for line in self.plan.lines]
            products += [(head.id, self.gathered.facts.products[line.product_code].name) for line in self.plan.added]
            tell_prescribers(self.change, [head.ordered_by], "AMENDED", self.request.why, products)
            return
        if not self.plan.lines:
            return
        message = placing.confirmation(
            self.change,
            order_id=head.id,
            number=head.number,
            version=version,
            recipient=head.prescriber_email,
            lines=[
                {
                    "product": self._product(line).name,
                    "quantity": line.asked.quantity,
                    "route": self._product(line).supply_route.value,
                    "due_at": line.promise.due_at.isoformat() if line.promise else None,
                }
                for line in self.plan.lines
            ],
        )
        outbox.put([message], contract_id=self.change.scope.contract_id, at=self.change.at.recorded_at)


__all__ = ["OrderAmended", "OrderAmendment", "amend_order"]
