"""What comes back off a van faulty or dirty never lies ready on the shelf; a van on the road is not emptied unasked."""

from typing import Any

import pytest

from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.stock.codes import CameBack, StockReason
from handrail.stock.models import Asset, StockCell
from handrail.stock.plans import ItemScan
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from handrail.usecases.unload_run import RunUnloaded, Unloading, unload_run
from handrail.visits.codes import Outcome
from handrail.visits.rules.report import DoorReport, LeftUndone
from handrail.visits.rules.unloading import SaidOfThing
from handrail.wording import say
from tests.situations import call_as, northdown
from tests.stock_situations import main_depot
from tests.usecases.test_part_delivery import line_now, task_of
from tests.visiting import Stop, a_stop, seen_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    made = northdown()
    assert made.scopes
    return made


def left(stop: Stop, reason: str) -> None:
    """Nothing of a stop was handed over, for this reason."""
    task = task_of(stop.county, stop.visit_id)
    undone = (LeftUndone(task.id, Outcome.NOT_DONE, reason),)
    complete_visit(call_as(stop.county.scopes["driver"]), request=DoorReport(stop.visit_id, undone=undone))


def unloaded(stop: Stop, **also: Any) -> RunUnloaded:
    wanted = Unloading(stop.run_id, main_depot(stop.county), reason="The grip is broken", **also)
    return unload_run(call_as(stop.county.scopes["depot"]), request=wanted)


def in_store(county: County) -> dict[str, int]:
    with seen_by(county, "depot"):
        return {cell.condition: cell.quantity for cell in StockCell.objects.filter(quantity__gt=0)}


@pytest.mark.parametrize("keep", [True, False])
def test_what_the_door_called_faulty_is_set_apart(county: County, keep: bool) -> None:
    stop = a_stop(county, "BED-010")
    left(stop, "item_faulty_on_arrival")
    done = unloaded(stop, keep=keep)
    assert (done.kept_lines, done.shelved, done.to_clean, done.set_apart) == (0, 0, 0, 1)
    with seen_by(county, "depot"):
        asset = Asset.objects.get(number=stop.numbers[0])
    assert (asset.state, asset.held_for_line_id) == ("QUARANTINED", None)
    assert line_now(county)[0] == "AUTHORISED"


def test_a_faulty_piece_of_a_count_is_set_apart_and_the_rest_lies_on_the_shelf(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    left(stop, "out_of_time")
    said = SaidOfThing(stop.order.lines[0].line_id, CameBack.FAULTY, quantity=1)
    with seen_by(county, "depot"):
        (lot,) = StockCell.objects.filter(quantity__gt=0).values_list("lot", flat=True)
    done = unloaded(stop, said=(SaidOfThing(said.line_id, said.how, None, lot, 1),))
    assert (done.kept_lines, done.shelved, done.set_apart) == (0, 2, 1)
    assert in_store(county) == {"READY": 2, "QUARANTINED": 1}
    assert line_now(county)[0] == "AUTHORISED"


def test_what_needs_cleaning_goes_to_be_cleaned(county: County) -> None:
    stop = a_stop(county, "BED-010")
    left(stop, "item_faulty_on_arrival")
    with seen_by(county, "depot"):
        asset = Asset.objects.get(number=stop.numbers[0])
    done = unloaded(stop, said=(SaidOfThing(stop.order.lines[0].line_id, CameBack.DIRTY, asset.id),))
    assert (done.to_clean, done.set_apart) == (1, 0)
    with seen_by(county, "depot"):
        assert Asset.objects.get(number=stop.numbers[0]).state == "RETURNED_DIRTY"


def test_the_whole_load_of_a_van_that_has_not_left_is_asked_about_first(county: County) -> None:
    stop = a_stop(county, "BED-010", ("BDA-020", 3))
    with pytest.raises(Refused) as refused:
        unloaded(stop, sure=False)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.LOAD_TO_GO, "sure")
    assert say(StockReason.LOAD_TO_GO, **dict(reason.params)).startswith("4 things for 1 stop still to come")
    assert unloaded(stop, items=(ItemScan(stop.numbers[0]),), sure=False).kept_lines == 1
    assert unloaded(stop, sure=True).kept_lines == 1


def test_a_van_with_stops_to_come_is_asked_about_first(county: County) -> None:
    stop = a_stop(county, "BED-010")
    start_visit(call_as(county.scopes["driver"]), request=StepTaken(stop.visit_id, Step.EN_ROUTE))
    with pytest.raises(Refused) as refused:
        unloaded(stop, sure=False)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.STOP_TO_COME, "sure")
    assert stop.numbers[0] in str(dict(reason.params)["things"])
    assert line_now(county)[0] == "LOADED"
    assert unloaded(stop, sure=True).kept_lines == 1
