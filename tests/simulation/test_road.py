"""The crew of a walked history goes by what stands on its run when it is at the door."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from handrail.simulation.look import stops_of
from handrail.simulation.road import Road
from handrail.simulation.supply import Trip
from tests.situations import northdown
from tests.visiting import a_stop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("on_its_run", [True, False])
def test_a_visit_that_was_taken_off_and_booked_anew_is_not_of_this_trip(*, on_its_run: bool) -> None:
    county = northdown()
    stop, other = a_stop(county, "BED-010"), a_stop(county, "MAT-012", van="Van 2", driver="driver2")
    desk = county.scopes["desk"]
    (before,) = stops_of(desk, [stop.visit_id])
    trip = cast(Trip, SimpleNamespace(run_id=stop.run_id if on_its_run else other.run_id))
    road: Any = SimpleNamespace(world=SimpleNamespace(scope={"desk": desk}.__getitem__))
    assert (Road._as_it_stands(road, trip, before) is not None) is on_its_run
