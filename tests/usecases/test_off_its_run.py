"""Counted pieces lie on the van that they were loaded onto, whichever run their visit is on when it is recorded."""

from datetime import timedelta

import pytest
import time_machine

from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy, StockCell
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.rules.report import DoorReport, HandedOver
from tests.situations import call_as
from tests.stock_situations import columns, goods
from tests.visiting import a_run, a_stop, booked, received, visit_row

pytestmark = pytest.mark.django_db

FRAME = "TOI-020"


@pytest.mark.parametrize("where", ["its run", "no run", "another run"])
def test_what_is_handed_over_comes_off_the_van_on_which_it_lies(
    county: County, clock: time_machine.Traveller, where: str
) -> None:
    """Given two frames on a van and more of them in the store, when their stop leaves the run and what happened is
    recorded as of before it did, then the van is empty, the store as it was, and nothing differs from the record."""
    stop = a_stop(county, (FRAME, 2))
    goods(county, FRAME, 5)
    desk = county.scopes["desk"]
    clock.shift(timedelta(hours=1))
    if where == "no run":
        plan_visits(call_as(desk), request=RunStops(stop.run_id, (), (stop.visit_id,)))
    elif where == "another run":
        run_id = a_run(county, van="Van 2", driver="driver2")
        booked(county, stop.visit_id, run_id=run_id, again=True)
        release_run(call_as(desk), request=ReleaseWanted(run_id, without_stock=True))
    given = (HandedOver(FRAME, quantity=2, line_id=stop.order.lines[0].line_id),)
    call = call_as(desk, late=timedelta(minutes=30))
    complete_visit(call, request=DoorReport(stop.visit_id, given, received=received()))
    assert visit_row(county, stop.visit_id).finished_at == call.at.happened_at
    found = dict(columns(desk, StockCell, "condition", "quantity", quantity__gt=0))
    assert found == {"READY": 5, "ON_LOAN": 2}
    assert columns(desk, Discrepancy, "kind") == []
