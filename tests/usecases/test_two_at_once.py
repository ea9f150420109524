"""The same work asked for at two desks in the same instant: it is done once, and whoever was second is told so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from handrail.catalogue.reference.held import DataKind
from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.loans.states import EndReason
from handrail.partners.effective import TermRow
from handrail.partners.models import ContractTerm
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Discrepancy, StockCell
from handrail.stock.plans import ItemScan
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from handrail.visits.models import Visit
from handrail.visits.rules.booking import Booking
from tests.ordering import codes, lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot, scans
from tests.supplying import allocated, authorised, on_a_run
from tests.usecases.between import between
from tests.usecases.test_allocation_race import at_once
from tests.visiting import a_run, booked, on_loan, slot

pytestmark = pytest.mark.django_db(transaction=True)

BED, COUNTED = "BED-010", "BDA-020"
type Work = Callable[[], Any]


@dataclass(frozen=True)
class Case:
    """`asked`: makes the situation and gives the work, once for each of the two who do it. `refused`: what the second
    is told; none where doing it twice is harmless. `left`: what is there afterwards, read by the desk."""

    asked: Callable[[County], tuple[Work, Work]]
    refused: frozenset[str]
    left: Callable[[County], Any]
    expected: Any


def twice(county: County, use_case: Callable[..., Any], request: Any, *by: str) -> tuple[Work, Work]:
    """The same request of two people, each in a call of their own."""
    first, second = (call_as(county.scopes[key]) for key in by)
    return lambda: use_case(first, request=request), lambda: use_case(second, request=request)


def booking(county: County) -> tuple[Work, Work]:
    order = placed(county, someone(county), *lines("MAT-010"))
    wanted = Bookings((Booking(order.visit_ids[0], *slot()),))
    return twice(county, book_visits, wanted, "desk", "desk")


def loading(county: County) -> tuple[Work, Work]:
    (number,) = goods(county, BED)
    ids = authorised(county, BED)
    allocated(county, *ids)
    return twice(county, load_run, Loading(on_a_run(county, *ids), scans(number)), "depot", "depot")


def receiving(county: County) -> tuple[Work, Work]:
    stop, _ = on_loan(county, BED)
    returned = Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))
    return twice(county, receive_returns, returned, "depot", "depot")


def closing(county: County) -> tuple[Work, Work]:
    """Seven of ten were counted: three are written off, once."""
    depot = county.scopes["depot"]
    goods(county, COUNTED, 10)
    take = begin_stock_take(call_as(depot), request=TakeWanted(main_depot(county))).take_id
    count_stock(call_as(depot), request=Counted(take, (ItemScan(COUNTED, 7),)))
    return twice(county, close_stock_take, TakeToClose(take, rest_is_missing=True), "depot", "depot")


def settling(county: County) -> tuple[Work, Work]:
    depot = county.scopes["depot"]
    found = receive_returns(call_as(depot), request=Returned(main_depot(county), (ReturnedItem("XX-1"),))).found
    return twice(county, settle_discrepancy, Settled((found[0].discrepancy_id,), "sent on"), "desk", "desk")


def ending(county: County) -> tuple[Work, Work]:
    _, done = on_loan(county, BED)
    lost = LoanEnd((done.loans[0].loan_id,), EndReason.LOST, "The flat burned out")
    return twice(county, end_loan, lost, "desk", "desk")


def changing(county: County) -> tuple[Work, Work]:
    """A term that has a row, and two values for it from the same day."""
    first, second = (call_as(county.scopes["admin"]) for _ in range(2))

    def to(call: Any, minutes: int) -> Work:
        change = DataChange(DataKind.TERM, (TermRow("late_record_minutes", minutes),), date(2026, 5, 1))
        return lambda: change_contract_data(call, request=change)

    return to(first, 30), to(second, 60)


def of(key: str, model: Any, *names: str, **which: Any) -> Callable[[County], Any]:
    """These columns of these rows, as this member of staff sees them."""
    return lambda county: columns(county.scopes[key], model, *names, **which)


CASES = {
    "booking a visit": Case(booking, frozenset({"BOOKED_ALREADY"}), of("desk", Visit, "state"), ["BOOKED"]),
    "loading a run": Case(loading, frozenset({"STOCK_LOADED_ALREADY"}), of("depot", Asset, "state"), ["LOADED"]),
    "receiving a return": Case(
        receiving, frozenset(), of("desk", Loan, "state", "end_reason"), [("ENDED", "RETURNED")]
    ),
    "closing a stock take": Case(
        closing, frozenset({"STOCK_TAKE_CLOSED"}), of("depot", StockCell, "quantity", condition="READY"), [7]
    ),
    "settling a discrepancy": Case(
        settling, frozenset({"STOCK_SETTLED_ALREADY"}), of("depot", Discrepancy, "settled_how"), ["sent on"]
    ),
    "ending a loan": Case(
        ending, frozenset({"LOAN_IS_OVER"}), of("desk", Loan, "state", "end_reason"), [("ENDED", "LOST")]
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_two_do_in_the_same_instant_is_done_once(county: County, name: str) -> None:
    case = CASES[name]
    answers = at_once(*case.asked(county))
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    if case.refused:
        assert len(refused) == 1, answers
        assert codes(refused[0]) <= case.refused | {"STALE"}
    else:
        assert refused == []
    assert case.left(county) == case.expected
    assert broken_in(county.scopes["desk"]) == []


def test_of_two_values_of_a_term_from_one_day_one_holds(county: County) -> None:
    answers = at_once(*changing(county))
    (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert codes(refused) <= {"STALE", "DATA_OVERLAPS_LATER"}
    with_days = list(
        ContractTerm.objects.filter(contract_id=county.made.contract_id, key="late_record_minutes")
        .order_by("from_on")
        .values_list("from_on", "until_on")
    )
    assert [row[1] for row in with_days] == [date(2026, 5, 1), None]
    assert broken_in(county.scopes["desk"]) == []


def test_what_two_desks_book_onto_one_run_stands_at_places_of_its_own(county: County) -> None:
    run_id, visits = a_run(county), [placed(county, someone(county), *lines("MAT-010")).visit_ids[0] for _ in range(2)]
    first, second = (lambda visit_id=visit_id: booked(county, visit_id, run_id=run_id) for visit_id in visits)
    *_, enough = between(first, second, "max(v.stop)")
    assert enough
    assert sorted(columns(county.scopes["desk"], Visit, "stop", run_id=run_id)) == [1, 2]
