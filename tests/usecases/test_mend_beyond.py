"""More was typed than was there, and the count is mended: what never was is nowhere, no more is ordered or owed than
went, and the difference that told of it is settled with it."""

from datetime import timedelta

import pytest
import time_machine

from handrail.core.clock import now
from handrail.ledger.models import Account, Posting
from handrail.loans.models import Loan
from handrail.orders.models import OrderLine, Release
from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy
from handrail.stock.plans import ItemScan
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import HandedOver
from tests.ordering import someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.usecases.test_mend_counts import lent
from tests.usecases.test_satellite import COUNTED, issued, store
from tests.usecases.test_used_pieces import cells, mended
from tests.visiting import Stop, a_stop, cancelled, recorded

pytestmark = pytest.mark.django_db


def differences(county: County) -> list[tuple[str, int]]:
    return sorted(columns(county.scopes["desk"], Discrepancy, "kind", "quantity", settled_at=None))


def sum_by_kind(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """How many pieces of each kind are told of in all."""
    return [(kind, sum(count for one, count in found if one == kind)) for kind in sorted({kind for kind, _ in found})]


def owed(county: County) -> int:
    """What stands as spent on equipment."""
    desk = county.scopes["desk"]
    return sum(columns(desk, Posting, "amount_pence", account_id__in=columns(desk, Account, "id", kind="EQUIPMENT")))


def taken(county: County, there: int, typed: int) -> int:
    """So many lie in the hospital's store, so many are said to have been taken. The order's number."""
    goods(county, COUNTED, there)
    move = StockMoved(main_depot(county), store(county), (ItemScan(COUNTED, there),))
    move_stock(call_as(county.scopes["depot"]), request=move)
    number = issued(county, someone(county), ItemScan(COUNTED, typed), taken=True).number
    assert number is not None
    return number


def was(county: County, number: int, right: int, code: str = COUNTED) -> None:
    wanted = Mistake(
        MistakeKind.WRONG_COUNT, store(county), "typed wrongly", code=code, order_number=number, right_quantity=right
    )
    mend_scan(call_as(county.scopes["desk"]), request=wanted)


def held_in_all(county: County) -> dict[str, tuple[int, int]]:
    """What each condition holds, without what is empty."""
    found = cells(county)
    assert not broken_in(county.scopes["depot"])
    assert found.get("ON_LOAN", (0, 0))[0] == lent(county)
    assert columns(county.scopes["desk"], VisitTask, "id", outcome="OPEN") == []
    return found


def kept(**counts: int) -> dict[str, tuple[int, int]]:
    """So many on the shelf, all of them new, and so many with people."""
    all_of = {"READY": (counts["ready"], 0), "ON_LOAN": (counts["out"], counts["out"])}
    return {name: count for name, count in all_of.items() if count[0]}


@pytest.mark.parametrize(("there", "typed", "right"), [
    (9, 40, 4), (9, 40, 9), (9, 40, 12), (3, 4, 3), (3, 4, 1), (1, 6, 1), (2, 2, 1), (1, 3, 2), (2, 5, 0),
])  # fmt: skip
def test_too_many_typed_at_a_counter(county: County, there: int, typed: int, right: int) -> None:
    number = taken(county, there, typed)
    was(county, number, right)
    beyond = max(0, right - there)
    assert held_in_all(county) == kept(ready=max(0, there - right), out=right)
    assert differences(county) == ([("NOT_ENOUGH_ON_VAN", beyond)] if beyond else [])
    ((state, quantity, done, price, spend),) = columns(
        county.scopes["desk"], OrderLine, "state", "quantity", "quantity_delivered", "price_pence", "spend_pence"
    )
    assert (state, done) == ("DELIVERED" if right else "CANCELLED", 0)
    if right:
        assert (quantity, spend) == (right, right * price)
    else:
        assert set(columns(county.scopes["desk"], Release, "state")) <= {"WITHDRAWN"}
    assert owed(county) == right * price


def test_a_counter_s_count_is_mended_again_and_again(county: County) -> None:
    number = taken(county, 3, 9)
    for right in (6, 4, 0, 2, 3):
        was(county, number, right)
        beyond = max(0, right - 3)
        assert held_in_all(county) == kept(ready=max(0, 3 - right), out=right)
        assert differences(county) == ([("NOT_ENOUGH_ON_VAN", beyond)] if beyond else [])
    ((state, quantity, price),) = columns(county.scopes["desk"], OrderLine, "state", "quantity", "price_pence")
    assert (state, quantity, owed(county)) == ("DELIVERED", 3, 3 * price)


def at_the_door(county: County, loaded: int, said: int) -> Stop:
    stop = a_stop(county, (COUNTED, loaded))
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=said),))
    return stop


def still_told(loaded: int, right: int) -> list[tuple[str, int]]:
    """Each piece beyond what was loaded is beyond what was ordered too."""
    beyond = right - loaded
    return [("HANDED_OVER_EXTRA", beyond), ("NOT_ENOUGH_ON_VAN", beyond)] if beyond > 0 else []


@pytest.mark.parametrize(("loaded", "said", "right"), [(1, 6, 1), (1, 6, 3), (2, 6, 2), (3, 4, 3), (1, 2, 1)])
def test_too_many_recorded_at_a_door(county: County, loaded: int, said: int, right: int) -> None:
    stop = at_the_door(county, loaded, said)
    assert differences(county) == still_told(loaded, said)
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=right)
    assert held_in_all(county) == kept(ready=0, out=right)
    assert differences(county) == still_told(loaded, right)
    ((state, quantity, price),) = columns(county.scopes["desk"], OrderLine, "state", "quantity", "price_pence")
    assert (state, quantity, owed(county)) == ("DELIVERED", loaded, loaded * price)


@pytest.mark.parametrize(("loaded", "said", "right"), [(3, 6, 1), (2, 3, 0)])
def test_fewer_than_were_ordered_went_and_only_the_rest_is_to_come(
    county: County, loaded: int, said: int, right: int
) -> None:
    stop = at_the_door(county, loaded, said)
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=right)
    assert cells(county) == kept(ready=loaded - right, out=right)
    assert columns(county.scopes["desk"], VisitTask, "quantity", outcome="OPEN") == [loaded - right]
    assert differences(county) == []
    ((state, quantity, price),) = columns(county.scopes["desk"], OrderLine, "state", "quantity", "price_pence")
    assert (state, quantity, owed(county)) == ("AUTHORISED", loaded, right * price)
    assert not broken_in(county.scopes["depot"])


def test_a_door_s_count_is_mended_step_by_step(county: County) -> None:
    stop = at_the_door(county, 2, 7)
    for right in (5, 3, 2):
        mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=right)
        assert held_in_all(county) == kept(ready=0, out=right)
        assert differences(county) == still_told(2, right)


def test_a_difference_that_the_depot_settled_stays_as_it_was_settled(county: County) -> None:
    stop = at_the_door(county, 1, 6)
    told = columns(county.scopes["desk"], Discrepancy, "id", settled_at=None)
    settle_discrepancy(call_as(county.scopes["desk"]), request=Settled(tuple(told), "a slip of the phone"))
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=1)
    assert held_in_all(county) == kept(ready=0, out=1)
    assert set(columns(county.scopes["desk"], Discrepancy, "settled_how", id__in=told)) == {"a slip of the phone"}
    assert differences(county) == []
    assert sorted(columns(county.scopes["desk"], Loan, "quantity", "end_reason")) == [(1, ""), (6, "MISTAKEN")]


@pytest.mark.parametrize("right", [0, 1])
def test_what_was_cancelled_and_handed_over_all_the_same_is_not_to_come_by_its_mending(
    county: County, right: int
) -> None:
    stop = a_stop(county, (COUNTED, 3))
    cancelled(county, stop.order.lines[0].line_id)
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=3),))
    assert differences(county) == [("HANDED_OVER_CANCELLED", 3)]
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=right)
    ((state, done, price),) = columns(county.scopes["desk"], OrderLine, "state", "quantity_delivered", "price_pence")
    assert (state, done, owed(county)) == ("CANCELLED", right, right * price)
    assert held_in_all(county)["READY"][0] == 3 - right
    assert differences(county) == ([("HANDED_OVER_CANCELLED", right)] if right else [])


@pytest.mark.parametrize("closed_first", [True, False])
@pytest.mark.parametrize("code", [COUNTED, "WLK-070"])
@pytest.mark.parametrize(("counted", "found"), [
    (8, []), (6, [("COUNT_MISSING", -2)]), (10, [("COUNT_SURPLUS", 2)]), (3, [("COUNT_MISSING", -5)]),
    (2, [("COUNT_MISSING", -6)]),
])  # fmt: skip
def test_what_a_stock_take_counted_stands_whatever_is_put_right_after_it(
    county: County, code: str, counted: int, found: list[tuple[str, int]], closed_first: bool
) -> None:
    """Nine lie there, one is taken and six are typed: three are left by the record, and eight on the shelf."""
    goods(county, code, 9)
    items = (ItemScan(code, 9),)
    move_stock(call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store(county), items))
    number = issued(county, someone(county), ItemScan(code, 6)).number
    at = county.scopes["depot"]
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        take = begin_stock_take(call_as(at), request=TakeWanted(store(county))).take_id
        count_stock(call_as(at), request=Counted(take, (ItemScan(code, counted),)))
        if closed_first:
            close_stock_take(call_as(at), request=TakeToClose(take))
        was(county, number or 0, 1, code)
        if not closed_first:
            close_stock_take(call_as(at), request=TakeToClose(take))
    assert cells(county)["READY"][0] == counted
    assert not broken_in(at)
    assert sum_by_kind(differences(county)) == found


@pytest.mark.parametrize("closed_first", [True, False])
@pytest.mark.parametrize("code", [COUNTED, "WLK-070"])
@pytest.mark.parametrize("counted", [6, 7, 9])
def test_more_went_than_a_stock_take_knew_and_what_it_counted_stands(
    county: County, code: str, counted: int, closed_first: bool
) -> None:
    """Of nine two are typed and three were taken: six lie there, where the record has seven. Mended there and back."""
    goods(county, code, 9)
    items = (ItemScan(code, 9),)
    move_stock(call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store(county), items))
    number = issued(county, someone(county), ItemScan(code, 2)).number
    at = county.scopes["depot"]
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        take = begin_stock_take(call_as(at), request=TakeWanted(store(county))).take_id
        count_stock(call_as(at), request=Counted(take, (ItemScan(code, counted),)))
        if closed_first:
            close_stock_take(call_as(at), request=TakeToClose(take))
        for right in (1, 3, 2, 3):
            was(county, number or 0, right, code)
        if not closed_first:
            close_stock_take(call_as(at), request=TakeToClose(take))
    assert cells(county)["READY"][0] == counted
    assert sum_by_kind(differences(county)) == ([("COUNT_SURPLUS", counted - 6)] if counted > 6 else [])
    assert not broken_in(at)
