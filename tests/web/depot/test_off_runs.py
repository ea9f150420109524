"""What is reserved and on no run: it says which visit could not be done, and what that waits for."""

from handrail.simulation.set_up import County
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.unload_run import Unloading, unload_run
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import a_stop, visit_row
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import text


def test_what_a_failed_visit_was_to_bring_says_what_it_waits_for(signed_in: SignedIn, county: County) -> None:
    stop = a_stop(county, "BED-010")
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "no_answer"))
    unload_run(call_as(county.scopes["depot"]), request=Unloading(stop.run_id, main_depot(county)))
    number = visit_row(county, stop.visit_id).number
    shown = text(signed_in("depot").get("/depot/pick/"))
    assert "Reserved, but not on one of these runs: 1 line" in shown
    assert f"Visit {number} could not be done" in shown
    assert "Next step: Call the person and agree a time (service desk)" in shown
    assert "No visit yet" not in shown
