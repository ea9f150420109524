"""Two desks put the same wrong count right in the same instant: one does, the other is told that it is done."""

from functools import partial

import pytest

from handrail.core.refusal import Refused
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import StockMove
from handrail.stock.plans import ItemScan
from handrail.usecases.move_stock import StockMoved, move_stock
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.usecases.test_allocation_race import at_once
from tests.usecases.test_used_pieces import COUNTED, cells, mended

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
