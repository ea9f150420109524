"""Promise 9: when something happened and when it was recorded are two things, and each counts where it should."""

from datetime import date, timedelta

import pytest
import time_machine

from handrail.catalogue.reference.held import DataKind
from handrail.core.clock import now
from handrail.core.models import Audit
from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import reading
from handrail.identity.queries import scope_for
from handrail.identity.scope import Scope
from handrail.loans.models import Loan
from handrail.orders.models import Order, OrderLine
from handrail.partners.effective import TermRow
from handrail.simulation.set_up import County
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.place_order import place_order
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.visits.models import VisitHistory
from handrail.visits.queries.lists import Wanted, late_list
from handrail.visits.queries.room import room_numbers
from handrail.visits.rules.report import DoorReport
from tests.ordering import at, lines, seen_by, someone, with_reasons
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import a_stop, cancelled, handed, visit_row
from tests.visiting import received as received_by

pytestmark = pytest.mark.django_db


def today() -> date:
    return now().astimezone(LONDON).date()


def as_of_today(county: County, key: str) -> Scope:
    """The scope that a page or token of today would get."""
    scope = scope_for(county.users[key], county.made.contract_id, today=today())
    assert scope is not None
    return scope


def received(county: County, *, late: timedelta) -> None:
    """Goods that came in so long before it was written down."""
    request = GoodsIn(main_depot(county), (GoodsLine("WLK-011", 1),))
    receive_goods(call_as(as_of_today(county, "depot"), late=late), request=request)


def flagged(county: County) -> bool:
    """Whether the last receipt is flagged; it is listed and counted exactly then."""
    desk = county.scopes["desk"]
    with reading(desk):
        flag = bool(Audit.objects.filter(event="GOODS_RECEIVED").latest("id").recorded_late)
        listed = [row.event for row in late_list(desk, Wanted(now(), limit=9), since=now() - timedelta(days=7))]
        counted = room_numbers(desk, now=now(), today=today(), at_risk_minutes=120).recorded_late
    assert (listed, counted) == ((["GOODS_RECEIVED"], 1) if flag else ([], 0))
    return flag


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (240, False), (241, True)])
def test_promise_9_a_gap_above_the_contracts_limit_is_flagged_and_listed(
    county: County, minutes: int, *, late: bool
) -> None:
    received(county, late=timedelta(minutes=minutes))
    assert flagged(county) is late


@pytest.mark.parametrize(("minutes", "late"), [(30, False), (31, True)])
def test_promise_9_the_limit_is_the_one_that_the_contract_lays_down_that_day(
    county: County, clock: time_machine.Traveller, minutes: int, *, late: bool
) -> None:
    change = DataChange(DataKind.TERM, (TermRow("late_record_minutes", 30),), today() + timedelta(days=1))
    change_contract_data(call_as(county.scopes["admin"]), request=change)
    received(county, late=timedelta(minutes=31))
    assert not flagged(county)
    clock.shift(timedelta(days=1))
    received(county, late=timedelta(minutes=minutes))
    assert flagged(county) is late


def test_promise_9_the_clock_of_an_order_begins_when_it_was_made_and_not_when_it_was_typed(
    county: County, clock: time_machine.Traveller
) -> None:
    """At 16:00 it is before the cut-off of 16:30; at 18:00, when it is typed, it is after it."""
    who = someone(county)
    clock.shift(timedelta(hours=8))
    request = with_reasons(county, who, *lines("MAT-010"))
    nurse = county.scopes["nurse"]
    order = place_order(call_as(nurse, late=timedelta(hours=2)), request=request)
    again = place_order(call_as(nurse), request=with_reasons(county, who, *lines("WLK-011")))
    assert [one.lines[0].due_at for one in (order, again)] == [at(2026, 3, 10, 17, 0), at(2026, 3, 11, 17, 0)]
    with seen_by(county, "nurse"):
        assert Order.objects.get(pk=order.order_id).submitted_at == at(2026, 3, 3, 16, 0)


def test_promise_9_what_was_handed_over_in_time_is_in_time_though_it_was_recorded_after_it(
    county: County, clock: time_machine.Traveller
) -> None:
    stop = a_stop(county, "MAT-010", days=7)
    clock.shift(timedelta(days=7, hours=8))
    call = call_as(county.scopes["driver"], late=timedelta(hours=2))
    complete_visit(call, request=DoorReport(stop.visit_id, handed(*stop.numbers)))
    happened, recorded = at(2026, 3, 10, 16, 0), at(2026, 3, 10, 18, 0)
    with seen_by(county, "desk"):
        line = OrderLine.objects.get(order=stop.order.order_id)
        step = VisitHistory.objects.filter(subject_id=stop.visit_id).latest("seq")
        assert Loan.objects.get().started_at == happened
    assert visit_row(county, stop.visit_id).finished_at == happened
    assert (step.happened_at, step.recorded_at) == (happened, recorded)
    assert line.delivered_at is not None
    assert line.due_at is not None
    assert line.delivered_at == happened < line.due_at < recorded


@pytest.mark.parametrize("minutes", [5, 65])
def test_promise_9_what_was_done_before_its_stop_was_taken_off_is_recorded_as_of_when_it_was_done(
    county: County, clock: time_machine.Traveller, minutes: int
) -> None:
    """Given a crew that delivers at nine, when the desk takes the stop off its run at ten past and then records what
    happened, then the delivery is of nine. What is said of a time before the visit was asked for is refused."""
    stop = a_stop(county, "BED-010")
    clock.shift(timedelta(hours=1))
    plan_visits(call_as(county.scopes["desk"]), request=RunStops(stop.run_id, (), (stop.visit_id,)))
    clock.shift(timedelta(minutes=1))
    report = DoorReport(stop.visit_id, handed(*stop.numbers), received=received_by())
    call = call_as(county.scopes["desk"], late=timedelta(minutes=minutes))
    if minutes > 60:
        with pytest.raises(Refused):
            complete_visit(call, request=report)
        return
    complete_visit(call, request=report)
    visit = visit_row(county, stop.visit_id)
    assert (visit.state, visit.finished_at) == ("COMPLETED", call.at.happened_at)
    with seen_by(county, "desk"):
        assert Loan.objects.get().started_at == call.at.happened_at
        steps = list(VisitHistory.objects.filter(subject_id=stop.visit_id).order_by("seq"))
    assert [one.happened_at for one in steps] == sorted(one.happened_at for one in steps)


@pytest.mark.parametrize(("minutes", "accepted"), [(5, True), (65, False)])
def test_promise_9_what_was_handed_over_before_it_was_cancelled_is_recorded_as_of_when_it_was(
    county: County, clock: time_machine.Traveller, minutes: int, *, accepted: bool
) -> None:
    """Given a crew that delivers at nine, when the order is cancelled at ten past before anyone told of it, then the
    delivery is recorded as of nine. What is said of a time before it was asked for is refused, and names that."""
    stop = a_stop(county, "BED-010")
    clock.shift(timedelta(hours=1))
    cancelled(county, stop.order.lines[0].line_id)
    clock.shift(timedelta(minutes=1))
    report = DoorReport(stop.visit_id, handed(*stop.numbers), received=received_by())
    call = call_as(county.scopes["desk"], late=timedelta(minutes=minutes))
    if not accepted:
        with pytest.raises(Refused) as refused:
            complete_visit(call, request=report)
        (reason,) = refused.value.reasons
        assert (reason.code, dict(reason.params)["step"]) == (CallReason.HAPPENED_BEFORE_LAST_STEP, "UNBOOKED")
        return
    complete_visit(call, request=report)
    assert (visit_row(county, stop.visit_id).finished_at, visit_row(county, stop.visit_id).state) == (
        call.at.happened_at, "COMPLETED",
    )  # fmt: skip
    with seen_by(county, "desk"):
        assert Loan.objects.get().started_at == call.at.happened_at
        assert OrderLine.objects.get(order=stop.order.order_id).delivered_at == call.at.happened_at
