"""Cancel lines until they are handed over: the stop goes from the driver's page, the item back to the shelf.
Refuses another team's order, lines that were handed over or have ended, a reason that the contract does not list, and
silence about a death that is on no record."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from handrail.core import outbox
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries import LineRow
from handrail.orders.queries.lines import lines_for_update
from handrail.orders.queries.releases import releases_of_orders
from handrail.orders.rules.cancel import (
    PERSON_DIED,
    CancellationPlan,
    CancelReason,
    LineToCancel,
    plan_cancellation,
)
from handrail.partners.queries import code_lists
from handrail.people.queries.follow_ups import deaths_on_record
from handrail.usecases._answerable import require_changer_of, tell_prescribers
from handrail.usecases._changing import withdraw_releases
from handrail.usecases._charges import follow_ended
from handrail.usecases._shelf import back_to_shelf
from handrail.visits import actions as visit_actions
from handrail.visits.queries.held import hold_visits


@dataclass(frozen=True, slots=True)
class LinesToCancel:
    """Which lines end and why: a code of list cancel_order, and words if there is more to say. `only_these`: a death
    that is given as the reason is recorded elsewhere, or need not be."""

    line_ids: tuple[UUID, ...]
    reason_code: str
    note: str = ""
    only_these: bool = False


@dataclass(frozen=True, slots=True)
class LinesCancelled:
    """What ended. `still_on_van`: the driver brings these back; `visit_ids`: the visits that lost something."""

    line_ids: tuple[UUID, ...]
    still_on_van: tuple[UUID, ...]
    visit_ids: tuple[UUID, ...]


@use_case(Event.LINES_CANCELLED, needs=Permission.CHANGE_ORDER)
def cancel_lines(change: Change, *, request: LinesToCancel) -> LinesCancelled:
    """Cancel the lines. What is on a van stays kept for its line until the run is unloaded. Raises `Refused`."""
    hold_visits(change.scope, lines=request.line_ids)
    lines = lines_for_update(change.scope, request.line_ids)
    if len(lines) != len(set(request.line_ids)):
        raise refuse(CallReason.NOT_FOUND, "line_ids")
    orders = require_changer_of(change, {line.order_id for line in lines})
    known = code_lists(change.scope.contract_id, ["cancel_order"], change.at.today)["cancel_order"]
    asked = [LineToCancel(line.id, line.position, line.state) for line in lines]
    plan = plan_cancellation(asked, (), request.reason_code, {choice.code for choice in known})
    if request.reason_code == PERSON_DIED and not request.only_these:
        _refuse_silence(change, {line.person_id for line in lines})
    done = write_cancellation(change, plan, lines, note=request.note)
    why = next(choice.label for choice in known if choice.code == request.reason_code)
    products = [(line.order_id, line.product_name) for line in lines]
    tell_prescribers(change, orders, "CANCELLED", ": ".join(part for part in (why, request.note) if part), products)
    return done


def _refuse_silence(change: Change, people: Collection[UUID]) -> None:
    """A death that only an order knows of leaves visits, calls and messages going on."""
    if deaths_on_record(change.scope, people) != set(people):
        raise refuse(CancelReason.DEATH_NOT_RECORDED, "only_these")


def write_cancellation(
    change: Change, plan: CancellationPlan, lines: tuple[LineRow, ...], *, note: str
) -> LinesCancelled:
    """Write what was decided: lines, stock, visits, releases, messages."""
    by_id = {line.id: line for line in lines}
    reason = f"{plan.reason_code}: {note}" if note else plan.reason_code
    paths = {line.line_id: (by_id[line.line_id].state, line.state_path) for line in plan.lines}
    actions.step_lines(paths, reason=reason)
    back_to_shelf(change, lines, how="CANCELLED", reason=reason)
    visits = visit_actions.cancel_tasks(line_ids=list(by_id), reason=plan.reason_code)
    releases = releases_of_orders(change.scope, {line.order_id for line in lines}, lock=True)
    withdraw_releases(change, releases, by_id, reason=reason)
    follow_ended(change, lines)
    if plan.stops_messages:
        outbox.withdraw_for(sorted({line.person_id for line in lines}))
    for line in lines:
        change.touched("line", line.id, line.person_id)
    for visit_id, person_id in visits.items():
        change.touched("visit", visit_id, person_id)
    for order_id, person_id in {(line.order_id, line.person_id) for line in lines}:
        change.touched("order", order_id, person_id)
    return LinesCancelled(
        line_ids=tuple(by_id),
        still_on_van=tuple(line.line_id for line in plan.lines if line.on_van),
        visit_ids=tuple(visits),
    )
