"""What failed at a door for something that the depot puts right: the number on its first page is that of its list, and
what was put right goes out again."""

import pytest

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.put_right import PutRight, put_right
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.models import Visit
from handrail.visits.queries.room import room_numbers
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.booking import BookingReason
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import Stop, a_run, a_stop, asked, booked, on_loan, seen_by
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import send, text


def failed(county: County, code: str) -> Stop:
    stop = a_stop(county, "MAT-010")
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, code, "The seam is open"))
    return stop


def test_what_the_depot_put_right_is_visited_again_and_leaves_its_list(signed_in: SignedIn, county: County) -> None:
    stop, desk = failed(county, "item_faulty_on_arrival"), county.scopes["desk"]
    client = signed_in("depot")
    assert "1 To put right" in text(client.get("/depot/"))
    (number,) = columns(desk, Visit, "number", id=stop.visit_id)
    listed = text(client.get("/depot/put-right/"))
    assert "1 visit to put right" in listed
    assert f"Visit {number}" in listed
    for said in (stop.numbers[0], "The seam is open"):
        assert said in listed
    address = f"put-right/{stop.visit_id}/"
    assert "Say what was done" in text(send(client, address, visit=str(stop.visit_id), note=""))
    done = text(send(client, address, visit=str(stop.visit_id), note="Sewn, and another one is packed"))
    assert "It is put right. The service desk books another visit for what was left." in done
    assert "Nothing is to be put right" in done
    assert columns(desk, Visit, "state", "note", follows_id=stop.visit_id) == [
        ("UNBOOKED", "Sewn, and another one is packed")
    ]
    with seen_by(county, "desk"):
        assert not room_numbers(desk, now=now(), today=now().date(), at_risk_minutes=60).next_steps


def test_the_step_of_somebody_else_is_not_the_depots(county: County) -> None:
    stop = failed(county, "no_answer")
    with pytest.raises(Refused) as refused:
        put_right(call_as(county.scopes["depot"]), request=PutRight(stop.visit_id, "Rang them"))
    assert [reason.code for reason in refused.value.reasons] == [BookingReason.NOT_THE_DEPOTS]


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("asked_for", [AskedFor.COLLECTION, AskedFor.REPAIR])
def test_nobody_is_sent_unasked_to_the_home_of_somebody_who_died(
    county: County, asked_for: AskedFor, again: bool
) -> None:
    """What was to be fetched before is asked back by nobody now; what the family agreed to since is fetched."""
    desk, (stop, done) = county.scopes["desk"], on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    fault = {"fault": "no_power"} if asked_for is AskedFor.REPAIR else {}
    visit_id = asked(county, loan_id, asked_for=asked_for, **fault).visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(visit_id, "item_faulty_on_arrival"))
    died = LifeEventWanted(stop.who.id, LifeEventKind.DEATH, now().date(), "Her son")
    record_life_event(call_as(desk), request=died)
    if again:
        asked(county, loan_id, by="desk", again=True)
    before = columns(desk, Visit, "id")
    step_taken = again and asked_for is AskedFor.COLLECTION
    if not step_taken:
        put_right(call_as(county.scopes["depot"]), request=PutRight(visit_id, "A new lead"))
    assert columns(desk, Visit, "id") == before
    assert columns(desk, Loan, "state") == ["RETURN_REQUESTED" if again else "ACTIVE"]
