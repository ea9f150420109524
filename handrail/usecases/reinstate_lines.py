"""Take cancelled lines up again: cancelled for the wrong person, or a death notice taken back. Decided anew.
Refuses another team's order, no reason, lines that were not cancelled, and whatever could not be ordered today."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.moves import path
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries import LineRow
from handrail.orders.queries.lines import kept_for, lines_for_update
from handrail.orders.rules.plan import PlannedLine, plan_order
from handrail.orders.rules.reinstate import reasons_against_reinstating
from handrail.orders.states import MOVES, LineEvent, LineState
from handrail.people.queries import hold_still
from handrail.usecases import _placing as placing
from handrail.usecases._answerable import require_changer, tell_prescribers
from handrail.usecases._changing import OrderNow, Settled, as_asked, line_as_asked, load_order, only_new, supply
from handrail.usecases._kept_for_visits import with_visits
from handrail.usecases._money import follow_lines
from handrail.usecases._ordering import Gathered, gather
from handrail.usecases._special_orders import follow_specials, require_ordered_once


@dataclass(frozen=True, slots=True)
class LinesAgain:
    """Which cancelled lines of one order go on, and why. `reasons`: to checks that speak up now, by their key."""

    line_ids: tuple[UUID, ...]
    reason: str
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LinesReinstated:
    """How each line stands now, and the visits that will bring what goes."""

    states: tuple[tuple[UUID, LineState], ...]
    visit_ids: tuple[UUID, ...]


@use_case(Event.LINES_REINSTATED, needs=Permission.CHANGE_ORDER)
def reinstate_lines(change: Change, *, request: LinesAgain) -> LinesReinstated:
    """Decide the lines anew, at today's promise. Raises `Refused` with the reasons of `orders.rules`, NOT_FOUND."""
    found = lines_for_update(change.scope, request.line_ids)
    if len(found) != len(set(request.line_ids)):
        raise refuse(CallReason.NOT_FOUND, "line_ids")
    reasons = reasons_against_reinstating(
        [(line.order_id, line.position, line.state) for line in found],
        reason=request.reason,
        still_on_van=bool(kept_for(change.scope, request.line_ids)),
    )
    if reasons:
        raise Refused(reasons)
    order = load_order(change, found[0].order_id)
    require_changer(change, order.head.ordered_by)
    lines = [line for line in order.lines if line.id in request.line_ids]
    asked = as_asked(
        order,
        [line_as_asked(line) for line in lines],
        entered_by_id=change.scope.user_id,
        more_reasons=dict(request.reasons),
    )
    hold_still(change.scope, [order.head.person_id])
    require_ordered_once(change, ((line.id, line.product_code) for line in lines))
    gathered = gather(change.scope, change.at, asked, but=order.head.id)
    plan = plan_order(asked, gathered.facts, gathered.due_of)
    pairs = list(zip(lines, plan.lines, strict=True))
    paths = {line.id: _path(planned) for line, planned in pairs}
    rows = [_amendment(line, planned, paths[line.id]) for line, planned in pairs]
    actions.amend_lines(with_visits(change, gathered, rows), reason=request.reason)
    answers, checks = only_new(
        order,
        placing.new_answers(change, plan.answers, plan.checks),
        placing.new_checks(change, plan.checks, {line.product_code: line.id for line in lines}),
    )
    places = {index: (line.id, _due(planned)) for index, (line, planned) in enumerate(pairs, 1)}
    releases = placing.new_releases(change, plan.releases, order_id=order.head.id, lines=places, gathered=gathered)
    actions.extend_order(
        actions.OrderRows(answers=answers, checks=checks, releases=releases),
        actions.Written(
            change.scope.contract_id, order.head.id, order.head.person_id, change.scope.user_id, change.at.happened_at
        ),
    )
    settled = [_settled(line, planned, paths[line.id][-1], gathered) for line, planned in pairs]
    visits = _supply(change, order, settled, gathered)
    follow_lines(change, paths)
    follow_specials(change, gathered.catalogue.ids.items())
    change.touched("order", order.head.id, order.head.person_id)
    told = [(order.head.id, line.product_name) for line in lines]
    tell_prescribers(change, [order.head.ordered_by], "REINSTATED", request.reason, told)
    return LinesReinstated(tuple((line.line_id, line.state) for line in settled), visits)


def _path(planned: PlannedLine) -> tuple[LineState, ...]:
    outcome = LineEvent.WAIT_FOR_AUTHORITY if planned.waits else LineEvent.AUTHORISE
    return path(MOVES, LineState.CANCELLED, LineEvent.REINSTATE, outcome)


def _due(planned: PlannedLine) -> datetime | None:
    return planned.promise.due_at if planned.promise else None


def _amendment(line: LineRow, planned: PlannedLine, states: tuple[LineState, ...]) -> actions.LineAmendment:
    return actions.LineAmendment(
        id=line.id,
        was=line.state,
        path=states,
        product_id=line.product_id,
        quantity=line.quantity,
        speed_code=planned.speed_code,
        chosen_on=planned.chosen_on,
        due_at=_due(planned),
        goes_now=planned.goes_now,
        supply_route=planned.supply_route.value,
        price_pence=line.price_pence,
        spend_pence=line.spend_pence,
        review_on=line.review_on,
        measurements=line.measurements,
        visit_pence=0,
    )


def _settled(line: LineRow, planned: PlannedLine, state: LineState, gathered: Gathered) -> Settled:
    return Settled(
        line_id=line.id,
        position=line.position,
        state=state,
        product_id=line.product_id,
        product=gathered.catalogue.by_id[line.product_id],
        quantity=line.quantity_left,
        speed_code=planned.speed_code,
        due_at=_due(planned),
        spend_pence=line.spend_pence,
        funding=line.funding,
    )


def _supply(change: Change, order: OrderNow, settled: list[Settled], gathered: Gathered) -> tuple[UUID, ...]:
    address = gathered.person.address
    if address is None:
        raise AssertionError("an order without an address was refused")
    return supply(change, order.head, settled, address=address, gathered=gathered)
