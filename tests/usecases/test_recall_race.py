"""A recall and somebody who chooses of the same product in the same instant: nothing recalled is chosen, ever."""

from typing import Any

import pytest

from handrail.core.refusal import Refused
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, StockCell
from handrail.stock.plans import ItemScan
from handrail.usecases.allocate_lines import LineWanted, Wanted, allocate_lines
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from tests.ordering import someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.supplying import allocated, authorised, on_a_run
from tests.usecases.test_allocation_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)

COUNTED, BED = "BDA-020", "BED-010"


def recalling(county: County, code: str, trial: int = 0) -> Any:
    call = call_as(county.scopes["depot"])
    return lambda: recall_stock(call, request=ToRecall(code, f"NatPSA/2026/{trial}", "legs may break"))


def conditions(county: County) -> set[str]:
    depot = county.scopes["depot"]
    cells = columns(depot, StockCell, "condition", quantity__gt=0)
    return {*cells, *columns(depot, Asset, "state")}


@pytest.mark.parametrize("code", [COUNTED, BED])
def test_promise_4_a_recall_while_a_desk_allocates(county: County, code: str) -> None:
    goods(county, code, 4)
    lines = [authorised(county, code, who=someone(county, name=f"Arthur B{n * 'a'}"))[0] for n in range(3)]
    calls = [(call_as(county.scopes["desk"]), line) for line in lines]
    desks = [
        lambda call=call, line=line: allocate_lines(call, request=Wanted((LineWanted(line),), main_depot(county)))
        for call, line in calls
    ]
    answers = at_once(*desks, recalling(county, code))
    assert not isinstance(answers[-1], Refused), answers[-1]
    assert answers[-1].set_apart == 4
    assert conditions(county) == {"QUARANTINED"}
    assert set(columns(county.scopes["desk"], OrderLine, "state")) == {"AUTHORISED"}
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize("code", [COUNTED, BED])
def test_promise_4_a_recall_while_a_van_is_loaded(county: County, code: str) -> None:
    """Whoever was first: it is set apart, or it lies on the van, where it is listed and not handed over."""
    goods(county, code)
    (line,) = authorised(county, code)
    allocated(county, line)
    run = on_a_run(county, line)
    numbers = columns(county.scopes["depot"], Asset, "number")
    call = call_as(county.scopes["depot"])
    request = Loading(run, (ItemScan(numbers[0] if numbers else code),))
    loaded, recalled = at_once(lambda: load_run(call, request=request), recalling(county, code))
    assert not isinstance(recalled, Refused), recalled
    (state,) = columns(county.scopes["desk"], OrderLine, "state")
    if isinstance(loaded, Refused):
        assert (conditions(county), state) == ({"QUARANTINED"}, "AUTHORISED")
    else:
        assert (conditions(county), state) == ({"LOADED"}, "LOADED")
    marks = columns(county.scopes["depot"], Asset, "alert_reference")
    assert all(marks)
    assert broken_in(county.scopes["desk"]) == []


def test_promise_4_a_recall_while_goods_are_put_on_the_shelf(county: County) -> None:
    call = call_as(county.scopes["depot"])
    request = GoodsIn(main_depot(county), (GoodsLine(COUNTED, 3),), put_away=True)
    goods_in, recalled = at_once(lambda: receive_goods(call, request=request), recalling(county, COUNTED))
    assert not isinstance(recalled, Refused), recalled
    # Refused goods were not booked in at all: the next try sets them apart.
    assert conditions(county) == (set() if isinstance(goods_in, Refused) else {"QUARANTINED"})


def test_one_alert_is_recalled_once_by_two(county: County) -> None:
    goods(county, COUNTED, 3)
    answers = at_once(recalling(county, COUNTED), recalling(county, COUNTED))
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 1
    assert refused[0].reasons[0].code in ("STOCK_RECALLED_ALREADY", "STALE")
    assert conditions(county) == {"QUARANTINED"}
