"""Stops what was to come to a person, or sends it back to be booked again: lines, stock, releases, visits.
Refuses nothing: what a crew is doing at the door at this moment is left to the crew, and listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.moves import path
from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.states import LoanState
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow
from handrail.orders.queries.releases import releases_of_orders
from handrail.orders.rules.cancel import LineToCancel, plan_cancellation
from handrail.usecases._changing import withdraw_releases
from handrail.usecases._charges import follow_ended
from handrail.usecases._divided import divide_off_runs
from handrail.usecases._shelf import back_to_shelf
from handrail.visits import actions as visit_actions
from handrail.visits.codes import TaskKind
from handrail.visits.queries.life import LoanNow, VisitNow
from handrail.visits.rules.plans import BookedVisit
from handrail.visits.states import MOVES, ON_THE_WAY, VisitEvent, VisitState
from handrail.vouchers import actions as voucher_actions
from handrail.vouchers.queries.held import HeldVoucher
from handrail.vouchers.rules.ending import DIED
from handrail.vouchers.states import VoucherState

NOT_FETCHED = tuple(kind for kind in TaskKind if kind is not TaskKind.COLLECT)
_TO_UNBOOKED = {
    VisitState.OFFERED: (VisitEvent.UNBOOK,),
    VisitState.BOOKED: (VisitEvent.UNBOOK,),
    VisitState.PLANNED: (VisitEvent.UNBOOK,),
    VisitState.RELEASED: (VisitEvent.UNBOOK,),
    VisitState.EN_ROUTE: (VisitEvent.TAKE_OFF_RUN, VisitEvent.UNBOOK),
}


@dataclass(frozen=True, slots=True)
class Stopped:
    """What was stopped: the lines that ended (`on_van`: brought back by the driver), the visits that lost something."""

    line_ids: tuple[UUID, ...] = ()
    on_van: tuple[UUID, ...] = ()
    visit_ids: tuple[UUID, ...] = ()


def stop_lines(
    change: Change, lines: Sequence[LineRow], *, reason: str, vouchers: Sequence[HeldVoucher] = ()
) -> Stopped:
    """End these lines; the stock goes back to the shelf, the visits lose them. `reason` is a code of cancel_order.
    `vouchers`: of somebody who has died, no shop takes them any more."""
    voucher_actions.move_vouchers([one.id for one in vouchers], VoucherState.CANCELLED, reason=DIED)
    for one in vouchers:
        change.touched("voucher", one.id, one.person_id)
    if not lines:
        follow_ended(change, (), also=[one.line_id for one in vouchers])
        return Stopped()
    asked = [LineToCancel(line.id, line.position, line.state) for line in lines]
    plan = plan_cancellation(asked, (), reason, {reason})
    was = {line.id: line.state for line in lines}
    order_actions.step_lines({one.line_id: (was[one.line_id], one.state_path) for one in plan.lines}, reason=reason)
    back_to_shelf(change, lines, how="CANCELLED", reason=reason)
    visits = visit_actions.cancel_tasks(line_ids=list(was), reason=reason)
    releases = releases_of_orders(change.scope, {line.order_id for line in lines}, lock=True)
    withdraw_releases(change, releases, was, reason=reason)
    follow_ended(change, lines, also=[one.line_id for one in vouchers])
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return Stopped(tuple(was), tuple(one.line_id for one in plan.lines if one.on_van), tuple(visits))


def stop_work(loans: Sequence[LoanNow], visits: Iterable[VisitNow], *, reason: str) -> tuple[UUID, ...]:
    """Strike out repairs, services, swaps, reviews of what the person has, and what was to be measured for them.
    Answers the visits that lost something."""
    ids = [loan.id for loan in loans]
    measured = [task.id for visit in visits for task in visit.tasks if task.kind is TaskKind.MEASURE]
    lost = visit_actions.cancel_tasks(loan_ids=ids, task_ids=measured, kinds=NOT_FETCHED, reason=reason)
    return tuple(lost)


def lent_on(loans: Sequence[LoanNow], visits: Iterable[VisitNow], *, reason: str) -> None:
    """Loans that were only to be swapped are lent as before; those that a visit still fetches stay asked for."""
    fetched = {task.loan_id for visit in visits for task in visit.tasks if task.kind is TaskKind.COLLECT}
    left = [loan.id for loan in loans if loan.state is LoanState.RETURN_REQUESTED and loan.id not in fetched]
    loan_actions.move_loans(left, expected=[LoanState.RETURN_REQUESTED], path=[LoanState.ACTIVE], reason=reason)


def unbook(change: Change, visits: Iterable[VisitNow], *, reason: str) -> tuple[UUID, ...]:
    """Take these visits off their days and runs; those whose crew is at the door stay. Answers the ones unbooked."""
    booked = [visit for visit in visits if visit.state in _TO_UNBOOKED]
    visit_actions.book([_unbooked(visit) for visit in booked], reason=reason)
    divide_off_runs(change, [visit.id for visit in booked if visit.state in ON_THE_WAY])
    return tuple(visit.id for visit in booked)


def _unbooked(visit: VisitNow) -> BookedVisit:
    steps = path(MOVES, visit.state, *_TO_UNBOOKED[visit.state])
    return BookedVisit(visit.id, visit.state, steps, slot_from=None, slot_until=None)
