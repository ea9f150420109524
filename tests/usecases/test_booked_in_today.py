"""The depot's number of what came back today counts what was booked in, whatever became of it since."""

from datetime import timedelta

import pytest
import time_machine

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.stock.codes import CameBack
from handrail.stock.models import Asset
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.queries.desk import queue_counts
from handrail.visits.rules.report import TakenAway
from handrail.visits.rules.unloading import SaidOfThing
from tests.situations import call_as
from tests.stock_situations import clean, columns, goods, main_depot, settled
from tests.visiting import a_stop, collection, recorded

pytestmark = pytest.mark.django_db


def in_since(county: County, hours: int) -> int:
    scope = county.scopes["depot"]
    with reading(scope):
        return queue_counts(
            scope, today=now().date(), since=now() - timedelta(hours=hours), depot_id=main_depot(county)
        ).returned_today


def test_what_was_cleaned_since_and_pieces_of_a_count_came_in_today_too(county: County) -> None:
    stop, loans, visit_id = collection(county, "BED-010", ("BDA-020", 4))
    taken = (TakenAway(stop.numbers[0]), TakenAway(loan_id=loans[1], quantity=4))
    recorded(county, visit_id, taken_away=taken)
    assert in_since(county, 12) == 0, "on the van still"
    items = (ReturnedItem(stop.numbers[0]), ReturnedItem("BDA-020", quantity=4))
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), items))
    assert in_since(county, 12) == 5
    clean(county, stop.numbers[0])
    assert in_since(county, 12) == 5


def test_what_was_set_apart_as_it_came_off_the_van_came_in_today_and_a_load_that_came_back_did_not(
    county: County,
) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    recall_stock(call_as(county.scopes["depot"]), request=ToRecall("BED-010", "NatPSA/2026/001", "legs", sure=True))
    assert in_since(county, 12) == 0
    items = (ReturnedItem(stop.numbers[0]),)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), items))
    assert columns(county.scopes["depot"], Asset, "state", number=stop.numbers[0]) == ["QUARANTINED"]
    assert in_since(county, 12) == 1
    faulty = a_stop(county, "MAT-010", van="Van 3", driver="driver2")
    said = SaidOfThing(
        faulty.order.lines[0].line_id,
        CameBack.FAULTY,
        *columns(county.scopes["depot"], Asset, "id", number=faulty.numbers[0]),
    )
    unload_run(call_as(county.scopes["depot"]), request=Unloading(faulty.run_id, main_depot(county), said=(said,)))
    assert in_since(county, 12) == 1


def test_what_is_cleared_for_cleaning_a_day_later_did_not_come_in_again(county: County) -> None:
    items = (ReturnedItem(goods(county, "BED-010")[0]),)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), items))
    assert in_since(county, 12) == 1
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        settled(county)
        assert in_since(county, 12) == 0
