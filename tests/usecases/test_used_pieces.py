"""Counted stock tells used pieces from new ones: what was with somebody is used, goes out first, and adds up."""

import pytest

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.models import StockCell, StockMove
from handrail.stock.plans import ItemScan
from handrail.stock.queries import ready_counts
from handrail.stock.rules.care import InfectionRisk, InspectionKind, Statement
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.release_allocations import LetGo, release_allocations
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import clean, columns, goods, inspected, main_depot, passed
from tests.supplying import allocated, authorised
from tests.visiting import Stop, on_loan

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
