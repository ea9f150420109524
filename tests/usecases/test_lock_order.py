"""Each change that touches visits takes them first (docs/locking.md): while it waits for one, nothing below it is held,
so that no two can wait for each other. Held too, where somebody else's visits are in nobody's way."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from handrail.core.clock import now
from handrail.loans.states import EndReason
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.stock.plans import ItemScan
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.carry_out_move import MoveToCarryOut, carry_out_move
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.request_visit import request_visit
from handrail.usecases.withdraw_life_event import EventToWithdraw, withdraw_life_event
from handrail.usecases.withdraw_request import Withdrawal, withdraw_request
from handrail.visits.codes import AskedBy
from handrail.visits.rules.asking import AskedFor, Asking, Meanwhile
from tests.database import superuser
from tests.ordering import lines, placed, someone
from tests.persons import home
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import Stop, asked, on_loan

pytestmark = pytest.mark.django_db(transaction=True)

BELOW = ("loans_loan", "orders_orderline", "orders_release", "stock_asset", "people_person")
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
type Asked = tuple[Callable[..., Any], str, Any]


def order(county: County, speed: str = "deliver_5d") -> OrderPlaced:
    return placed(county, someone(county), *lines("BED-010" if speed == "deliver_4h" else "MAT-010", speed=speed))


def fetched(county: County) -> tuple[Stop, Any]:
    """A bed that a visit is to fetch: the stop that brought it, and its loan."""
    stop, done = on_loan(county, "BED-010")
    asked(county, done.loans[0].loan_id)
    return stop, done.loans[0].loan_id


def move_to_come(county: County) -> Any:
    who = someone(county)
    placed(county, who, *lines("MAT-010"))
    on = now().date() + timedelta(days=9)
    wanted = LifeEventWanted(who.id, LifeEventKind.MOVE, on, new_home=home("PE13 2AA"))
    return record_life_event(call_as(county.scopes["desk"]), request=wanted).life_event_id


def cancelling(county: County) -> Asked:
    return cancel_lines, "nurse", LinesToCancel((order(county).lines[0].line_id,), "entered_in_error")


def refusing(county: County) -> Asked:
    release_ids = order(county, "deliver_4h").release_ids
    return refuse_release, "adviser", ReleaseNo(release_ids, "equivalent_in_stock", "A smaller one would do")


def amending(county: County) -> Asked:
    return amend_order, "nurse", OrderAmendment(order(county).order_id, 1, "Door code", note="Ring twice")


def withdrawing_a_request(county: County) -> Asked:
    return withdraw_request, "desk", Withdrawal((fetched(county)[1],))


def asking_for_a_repair(county: County) -> Asked:
    loans, instead = (fetched(county)[1],), Meanwhile.WITHDRAW
    return request_visit, "desk", Asking(AskedFor.REPAIR, loans, AskedBy.CARER, fault="frame_bent", meanwhile=instead)


def counting(county: County) -> Asked:
    stop, _ = fetched(county)
    depot = county.scopes["depot"]
    take_id = begin_stock_take(call_as(depot), request=TakeWanted(main_depot(county))).take_id
    count_stock(call_as(depot), request=Counted(take_id, (ItemScan(stop.numbers[0]),)))
    return close_stock_take, "depot", TakeToClose(take_id)


def ending_a_loan(county: County) -> Asked:
    return end_loan, "desk", LoanEnd((fetched(county)[1],), EndReason.LOST, "The flat burned out")


def bringing_back(county: County) -> Asked:
    stop, _ = fetched(county)
    return receive_returns, "depot", Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))


def taking_a_move_back(county: County) -> Asked:
    return withdraw_life_event, "desk", EventToWithdraw(move_to_come(county), "They stay")


def moving(county: County) -> Asked:
    return carry_out_move, "system", MoveToCarryOut(move_to_come(county))


@pytest.mark.parametrize(
    "situation",
    [
        cancelling,
        refusing,
        amending,
        withdrawing_a_request,
        asking_for_a_repair,
        counting,
        ending_a_loan,
        bringing_back,
        taking_a_move_back,
        moving,
    ],
)
def test_what_waits_for_a_visit_holds_nothing_below_it(county: County, situation: Callable[[County], Asked]) -> None:
    use_case, by, request = situation(county)
    later = now() + timedelta(days=9 if use_case is carry_out_move else 0)
    call = call_as(county.scopes[by], at=later)

    def elsewhere() -> None:
        try:
            use_case(call, request=request)
        finally:
            connection.close()

    with superuser(str(connection.settings_dict["NAME"])) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            other.execute("SELECT FROM visits_visit FOR NO KEY UPDATE")
            work = pool.submit(elsewhere)
            assert waits(other, work), "it takes no visit"
            assert [table for table in BELOW if is_held(other, table)] == []
        work.result(timeout=20)


def waits(other: psycopg.Connection[Any], work: Future[None]) -> bool:
    """Whether it comes to wait for what `other` holds."""
    while not work.done():
        if other.execute(WAITING).fetchall()[0][0]:
            return True
    return False


def is_held(other: psycopg.Connection[Any], table: str) -> bool:
    """Whether somebody else holds a row of this table."""
    try:
        with other.transaction():
            other.execute(f"SELECT FROM {table} FOR NO KEY UPDATE NOWAIT".encode())
    except psycopg.errors.LockNotAvailable:
        return True
    return False
