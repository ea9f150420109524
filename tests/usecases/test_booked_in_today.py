"""The depot's number of what came back today counts what was booked in, whatever became of it since."""

from datetime import timedelta

import pytest
import time_machine

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.visits.queries.desk import queue_counts
from handrail.visits.rules.report import TakenAway
from tests.situations import call_as
from tests.stock_situations import clean, goods, main_depot, settled
from tests.visiting import collection, recorded

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


def test_what_is_cleared_for_cleaning_a_day_later_did_not_come_in_again(county: County) -> None:
    items = (ReturnedItem(goods(county, "BED-010")[0]),)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), items))
    assert in_since(county, 12) == 1
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        settled(county)
        assert in_since(county, 12) == 0
