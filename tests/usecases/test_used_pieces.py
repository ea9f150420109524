"""Counted stock tells used pieces from new ones: what was with somebody is used, goes out first, and adds up."""

from typing import Any

import pytest

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.loans.models import Loan
from handrail.orders.models import OrderLine
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.models import StockCell, StockMove
from handrail.stock.plans import ItemScan
from handrail.stock.queries import ready_counts
from handrail.stock.rules.care import InfectionRisk, InspectionKind, Statement
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.mend_scan import Mended, Mistake, MistakeKind, mend_scan
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.release_allocations import LetGo, release_allocations
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import HandedOver
from tests.ordering import lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import clean, columns, goods, inspected, main_depot, passed
from tests.supplying import allocated, authorised
from tests.visiting import Stop, a_run, booked, on_loan, received, recorded

pytestmark = pytest.mark.django_db

COUNTED = "BDA-020"
LOOK = (InspectionKind.LOOK,)


def two_came_back(county: County) -> Stop:
    """Two of three pieces that were lent are on the shelf again; eight more there are new."""
    stop, _ = on_loan(county, (COUNTED, 3), days=1)
    goods(county, COUNTED, 8)
    back = Returned(main_depot(county), (ReturnedItem(COUNTED, 2),), person_id=stop.who.id,
                    statement=Statement((), InfectionRisk.NO))  # fmt: skip
    receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, COUNTED, quantity=2, statement=None)
    passed(county, inspected(COUNTED, 2, readings={}, kinds=LOOK), put_away=True)
    return stop


def cells(county: County) -> dict[str, tuple[int, int]]:
    """How many pieces are in each condition, and how many of them are used; homes and stores alike."""
    found = columns(county.scopes["depot"], StockCell, "condition", "quantity", "used", quantity__gt=0)
    return {condition: (quantity, used) for condition, quantity, used in found}


def ready(county: County) -> list[tuple[int, int]]:
    depot = county.scopes["depot"]
    with reading(depot):
        return [(row.recycled, row.new) for row in ready_counts(depot, today=now().date())]


def test_promise_3_goods_in_are_new(county: County) -> None:
    goods(county, COUNTED, 4)
    assert ready(county) == [(0, 4)]


def test_promise_3_what_comes_back_is_used_and_what_is_lent_counts_as_used(county: County) -> None:
    two_came_back(county)
    assert cells(county) == {"READY": (10, 2), "ON_LOAN": (1, 1)}
    assert ready(county) == [(2, 8)]
    assert not broken_in(county.scopes["depot"])


def test_used_pieces_are_kept_first_and_the_record_says_which(county: County) -> None:
    two_came_back(county)
    (line,) = authorised(county, (COUNTED, 3))
    done = allocated(county, line)
    assert [(item.quantity, item.recycled) for item in done.kept[0].items] == [(2, True), (1, False)]
    assert cells(county) == {"READY": (7, 0), "HELD": (3, 2), "ON_LOAN": (1, 1)}
    held = columns(county.scopes["depot"], StockMove, "quantity", "used", to_condition="HELD", line_id=line)
    assert sorted(held) == [(1, 0), (2, 2)]
    release_allocations(call_as(county.scopes["depot"]), request=LetGo((line,), "not needed now"))
    assert ready(county) == [(2, 8)]
    assert not broken_in(county.scopes["depot"])


def test_used_pieces_go_to_a_satellite_first(county: County) -> None:
    two_came_back(county)
    store = county.made.depots[HOSPITAL_STORE]
    request = StockMoved(main_depot(county), store, (ItemScan(COUNTED, 5),))
    move_stock(call_as(county.scopes["depot"]), request=request)
    assert sorted(ready(county)) == [(0, 5), (2, 3)]
    assert not broken_in(county.scopes["depot"])


def test_what_is_found_dirty_is_used(county: County) -> None:
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(COUNTED, 2),)))
    assert cells(county) == {"RETURNED_DIRTY": (2, 2)}
    assert columns(county.scopes["depot"], StockMove, "used") == [2]


def mended(county: County, **given: Any) -> Mended:
    wanted = Mistake(MistakeKind.WRONG_COUNT, main_depot(county), "counted wrongly", **given)
    return mend_scan(call_as(county.scopes["desk"]), request=wanted)


def loans(county: County) -> list[tuple[str, int, str]]:
    return sorted(columns(county.scopes["desk"], Loan, "state", "quantity", "end_reason"))


def test_new_pieces_that_never_left_are_new_again(county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 3))
    assert cells(county) == {"ON_LOAN": (3, 3)}
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=0)
    assert cells(county) == {"READY": (3, 0)}
    assert loans(county) == [("ENDED", 3, "MISTAKEN")]
    assert not broken_in(county.scopes["depot"])


def test_fewer_were_left_and_the_rest_waits_to_be_brought(county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 3))
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=2)
    assert cells(county) == {"READY": (1, 0), "ON_LOAN": (2, 2)}
    assert loans(county) == [("ACTIVE", 2, ""), ("ENDED", 3, "MISTAKEN")]
    assert columns(county.scopes["desk"], OrderLine, "state", "quantity_delivered") == [("AUTHORISED", 2)]
    assert columns(county.scopes["desk"], VisitTask, "quantity", outcome="OPEN") == [1]
    ((quantity, mends),) = [row for row in columns(county.scopes["depot"], StockMove, "quantity", "mends_id") if row[1]]
    assert (quantity, mends) == (1, hand_over(county))
    assert not broken_in(county.scopes["depot"])


def hand_over(county: County) -> object:
    ((move,),) = [(row,) for row in columns(county.scopes["depot"], StockMove, "id", to_condition="ON_LOAN")]
    return move


def test_of_used_and_new_pieces_the_new_come_back_first(county: County) -> None:
    two_came_back(county)
    who = someone(county, name="Arthur Bell")
    order = placed(county, who, *lines((COUNTED, 3)))
    run_id = a_run(county, van="Van 2")
    booked(county, *order.visit_ids, run_id=run_id)
    line_id = order.lines[0].line_id
    allocated(county, line_id)
    load_run(call_as(county.scopes["depot"]), request=Loading(run_id, (ItemScan(COUNTED, 3),)))
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    recorded(county, order.visit_ids[0], handed_over=(HandedOver(line_id=line_id, quantity=3),), received=received())
    assert cells(county)["READY"] == (7, 0)
    mended(county, code=COUNTED, order_number=order.number, right_quantity=2)
    assert cells(county)["READY"] == (8, 0)
    (line,) = columns(county.scopes["desk"], OrderLine, "id", state="AUTHORISED")
    assert line == line_id
    assert not broken_in(county.scopes["depot"])


def test_more_were_left_than_recorded(county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 2))
    with pytest.raises(Refused, match="STOCK_NOT_ENOUGH"):
        mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=3)
    goods(county, COUNTED, 4)
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=3)
    assert cells(county) == {"READY": (3, 0), "ON_LOAN": (3, 3)}
    assert loans(county) == [("ACTIVE", 1, ""), ("ACTIVE", 2, "")]
    assert not broken_in(county.scopes["depot"])


def test_a_hand_over_named_by_its_move_is_mended_with_its_loan(county: County) -> None:
    on_loan(county, (COUNTED, 3))
    mended(county, move_id=hand_over(county))
    assert cells(county) == {"READY": (3, 0)}
    assert loans(county) == [("ENDED", 3, "MISTAKEN")]


@pytest.mark.parametrize(("right", "code"), [(3, "STOCK_NOTHING_TO_MEND"), (-1, "STOCK_QUANTITY_NOT_POSITIVE")])
def test_what_is_no_wrong_count_is_refused(county: County, right: int, code: str) -> None:
    stop, _ = on_loan(county, (COUNTED, 3))
    with pytest.raises(Refused, match=code):
        mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=right)


def test_fewer_than_came_back_were_not_handed_over(county: County) -> None:
    stop = two_came_back(county)
    with pytest.raises(Refused, match="STOCK_COUNT_CAME_BACK"):
        mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=1)


def test_a_wrong_move_between_stores_is_put_right_by_its_difference(county: County) -> None:
    goods(county, COUNTED, 10)
    store = county.made.depots[HOSPITAL_STORE]
    request = StockMoved(main_depot(county), store, (ItemScan(COUNTED, 4),))
    move_stock(call_as(county.scopes["depot"]), request=request)
    (wrong,) = columns(county.scopes["depot"], StockMove, "id", to_place_id=store)
    mended(county, move_id=wrong, right_quantity=1)
    assert sorted(ready(county)) == [(0, 1), (0, 9)]
    assert not broken_in(county.scopes["depot"])
