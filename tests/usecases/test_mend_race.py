"""Two desks put the same wrong count right in the same instant: one does, the other is told that it is done."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import DatabaseError, connection

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.orders.models import OrderLine
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import StockMove
from handrail.stock.plans import ItemScan
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import HandedOver
from tests.core.test_hostile_application import change_by, copied
from tests.ordering import someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.usecases.between import between
from tests.usecases.test_allocation_race import at_once
from tests.usecases.test_mend_beyond import differences, sum_by_kind, was
from tests.usecases.test_mend_counts import lent
from tests.usecases.test_satellite import issued
from tests.usecases.test_used_pieces import COUNTED, cells, mended
from tests.visiting import a_stop, recorded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TRIALS = 10


def test_promise_3_a_wrong_count_is_put_right_once(county: County) -> None:
    goods(county, COUNTED, 4 * TRIALS)
    depot, store = county.scopes["depot"], county.made.depots[HOSPITAL_STORE]
    seen: set[object] = set()
    for trial in range(TRIALS):
        move_stock(call_as(depot), request=StockMoved(main_depot(county), store, (ItemScan(COUNTED, 4),)))
        (wrong,) = set(columns(depot, StockMove, "id", to_place_id=store)) - seen
        seen.add(wrong)
        again = partial(mended, county, move_id=wrong, right_quantity=3)
        answers = at_once(again, again)
        (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
        assert refused.reasons[0].code is StockReason.NOTHING_TO_MEND
        assert columns(depot, StockMove, "quantity", mends_id=wrong) == [1], trial
    assert cells(county)["READY"][0] in {TRIALS, 3 * TRIALS}
    assert not broken_in(depot)


def test_promise_3_a_part_that_was_handed_over_is_put_right_once(county: County) -> None:
    """One by the order and one by the move, while a visit is to bring the rest."""
    for trial in range(3):
        stop = a_stop(county, (COUNTED, 4), van=f"Van {trial + 1}", driver=("driver", "driver2", "driver4")[trial])
        line_id = stop.order.lines[0].line_id
        recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=line_id, quantity=3),), by="desk")
        (move,) = columns(county.scopes["depot"], StockMove, "id", to_condition="ON_LOAN", line_id=line_id)
        by_order = partial(mended, county, code=COUNTED, order_number=stop.order.number, right_quantity=2)
        answers = at_once(by_order, partial(mended, county, move_id=move, right_quantity=2))
        (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
        assert refused.reasons[0].code is StockReason.NOTHING_TO_MEND
        assert columns(county.scopes["desk"], OrderLine, "quantity_delivered", id=line_id) == [2]
        assert columns(county.scopes["desk"], VisitTask, "quantity", line_id=line_id, outcome="OPEN") == [2]
    assert lent(county) == 6
    assert not broken_in(county.scopes["depot"])


def test_what_a_stock_take_found_of_two_slips_is_taken_out_once_of_two_who_mend_them_at_once(county: County) -> None:
    """Twelve were typed and two went; the count finds seven of the ten that are too few, and three are missing."""
    depot, store = county.scopes["depot"], county.made.depots[HOSPITAL_STORE]
    goods(county, COUNTED, 20)
    move_stock(call_as(depot), request=StockMoved(main_depot(county), store, (ItemScan(COUNTED, 20),)))
    first, second = (issued(county, someone(county), ItemScan(COUNTED, 6)).number or 0 for _ in range(2))
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        take = begin_stock_take(call_as(depot), request=TakeWanted(store)).take_id
        count_stock(call_as(depot), request=Counted(take, (ItemScan(COUNTED, 15),)))
        close_stock_take(call_as(depot), request=TakeToClose(take))
        *answers, enough = between(partial(was, county, first, 1), partial(was, county, second, 1), "stock_countline")
    assert (enough, answers) == (True, [None, None])
    assert cells(county)["READY"][0] == 15
    assert ("COUNT_MISSING", -3) in sum_by_kind(differences(county))
    assert not broken_in(depot)


def test_promise_3_two_who_take_one_move_back_by_hand_do_not_take_it_twice(county: County) -> None:
    """The second looks at what was taken back before the first is done; the shelf has enough pieces for both."""
    depot, store = county.scopes["depot"], county.made.depots[HOSPITAL_STORE]
    goods(county, COUNTED, 8)
    for _ in range(2):
        move_stock(call_as(depot), request=StockMoved(main_depot(county), store, (ItemScan(COUNTED, 4),)))
    wrong = columns(depot, StockMove, "id", to_place_id=store)[0]
    back = copied(
        "stock_stockmove", f"id = '{wrong}'", mends_id="t.id", from_place_id="t.to_place_id",
        from_condition="t.to_condition", to_place_id="t.from_place_id", to_condition="t.from_condition",
    )  # fmt: skip
    answers: list[object] = []
    for after in range(2, 5):
        first, second, _ = between(partial(_by_hand, county, back), partial(_by_hand, county, back), after)
        answers += [first, second]
    assert answers.count("done") == 1
    assert columns(depot, StockMove, "quantity", mends_id=wrong) == [4]


def _by_hand(county: County, statement: str) -> str:
    """Inside an honest change that is kept: what it came to."""
    try:
        with change_by(county.scopes["depot"], kept=True), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", error))
    return "done"
