"""A walk that stops says in one sentence at what: when, which step, whose, on which van, about which pieces."""

from datetime import date

import pytest

from handrail.core.refusal import Refused, refuse
from handrail.simulation.command import told_if_stopped
from handrail.simulation.failing import WalkStopped, stopped_at
from handrail.simulation.fleet import MAIN
from handrail.simulation.set_up import County
from handrail.simulation.supply import Trip
from handrail.simulation.world import World, clock
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan
from handrail.usecases.load_run import Loading, load_run
from tests.situations import northdown
from tests.visiting import a_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return northdown()


def load(world: World, trip: Trip) -> None:
    load_run(world.call("depot"), request=Loading(trip.run_id, (ItemScan("A999999"), ItemScan("BDA-020", 3))))


def test_what_was_loaded_on_which_van_is_said(county: County) -> None:
    world = World(county, seed=1, begins=clock(date(2026, 3, 3), 10))
    trip = Trip(MAIN, MAIN.teams[1], a_run(county, van="Van 2"), date(2026, 3, 3), [])
    with pytest.raises(Refused) as failed:
        load(world, trip)
    said = stopped_at(world, failed.value)
    assert said.startswith("The walk stopped on 03 March 2026 at 10:00 in load_run by depot on Van 2 with A999999, ")
    assert "3 x BDA-020" in said
    assert "STOCK_" in said
    assert "\n" not in said


def broken() -> None:
    raise ZeroDivisionError("nobody knows")


def test_a_fault_outside_a_use_case_names_the_step_of_the_walk(county: County) -> None:
    world = World(county, seed=1, begins=clock(date(2026, 3, 3), 10))
    world.then(world.now, broken)
    with pytest.raises(ZeroDivisionError) as failed:
        world.until(clock(date(2026, 3, 4), 0))
    assert "in until: ZeroDivisionError: nobody knows" in stopped_at(world, failed.value)


def test_a_stopped_load_ends_with_the_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    def load() -> None:
        try:
            raise refuse(StockReason.NOT_ENOUGH, product="Bath board", wanted=3, found=1)
        except Exception as error:
            raise WalkStopped("The walk stopped on a Monday") from error

    assert told_if_stopped(load) == 1
    said = capsys.readouterr().err
    assert "STOCK_NOT_ENOUGH" in said
    assert said.splitlines()[-1] == "The walk stopped on a Monday"
    assert told_if_stopped(lambda: None) == 0
