"""What failed at a door for something that the depot puts right: the number on its first page is that of its list, and
what was put right goes out again."""

import pytest

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.put_right import PutRight, put_right
from handrail.visits.models import Visit
from handrail.visits.queries.room import room_numbers
from handrail.visits.rules.booking import BookingReason
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import Stop, a_stop, seen_by
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
