"""The desk records a visit that was on no run: who did it, when, and what was done, through the same use case."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.models import Visit
from handrail.visits.rules.report import DoorReport, TakenAway
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.supplying import allocated
from tests.visiting import Stop, a_run, a_stop, asked, booked, on_loan, visit_row
from tests.web.controller.test_controller_pages import key, told
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_booked", ["booked", "unbooked"])
def test_what_somebody_took_along_is_recorded_with_who_and_when(county: County, is_booked: str) -> None:
    who = someone(county)
    order = placed(county, who, *lines("MAT-010"))
    (visit_id,), (line,) = order.visit_ids, order.lines
    numbers = goods(county, "MAT-010")
    allocated(county, line.line_id)
    if is_booked == "booked":
        booked(county, visit_id)
    address = reverse("controller:record_visit", args=[visit_id])
    with time_machine.travel(now() + timedelta(hours=6), tick=False):
        client, seen = signed_in(county, "desk"), reverse("controller:visit", args=[visit_id])
        assert "Record what happened there" in client.get(seen).content.decode()
        assert "Who did the visit?" in client.get(address).content.decode()
        wanted = told(Stop(county, who, order, visit_id, visit_id, numbers), ago=timedelta(hours=1))
        refused = client.post(address, wanted)
        assert "Say who did the visit" in refused.content.decode()
        sent = {**wanted, **key(), "done_by": "Priya, the therapist"}
        # It was never loaded: whoever records it says that it has happened all the same.
        assert "tick that it has happened already" in client.post(address, sent).content.decode()
        sent |= {**key(), "sure": "on"}
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 302
        row = visit_row(county, visit_id)
        assert (row.state, row.run_id, row.finished_at) == ("COMPLETED", None, now() - timedelta(hours=1))
        assert "Done by Priya, the therapist. Sam&#39;s phone was flat" in client.get(seen).content.decode()
    desk = county.scopes["desk"]
    assert columns(desk, OrderLine, "state") == ["DELIVERED"]
    assert columns(desk, Asset, "state", number=numbers[0]) == ["ON_LOAN"]
    assert columns(desk, Loan, "state") == ["ACTIVE"]


def test_who_did_it_is_kept_where_the_visit_came_onto_a_run_meanwhile(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("MAT-010"))
    (visit_id,), (line,) = order.visit_ids, order.lines
    numbers = goods(county, "MAT-010")
    allocated(county, line.line_id)
    booked(county, visit_id, run_id=a_run(county))
    address = reverse("controller:record_visit", args=[visit_id])
    with time_machine.travel(now() + timedelta(hours=6), tick=False):
        client = signed_in(county, "desk")
        wanted = told(Stop(county, who, order, visit_id, visit_id, numbers), ago=timedelta(hours=1))
        sent = {**wanted, "done_by": "Priya, the therapist", "sure": "on"}
        assert client.post(address, sent).status_code == 302
        html = client.get(reverse("controller:visit", args=[visit_id])).content.decode()
    assert "Done by Priya, the therapist, not by the crew of its run. Sam&#39;s phone was flat" in html


def test_a_scan_keeps_the_date_that_was_typed(county: County) -> None:
    who = someone(county)
    (visit_id,) = placed(county, who, *lines("MAT-010")).visit_ids
    typed = {"happened_on-day": "7", "happened_on-month": "june", "happened_on-year": "2026", "code": "A1", "do": "add"}
    address = reverse("controller:record_visit", args=[visit_id])
    page = signed_in(county, "desk").post(address, {**key(), **typed}).content.decode()
    assert [part for part in ('value="7"', 'value="june"', 'value="2026"') if part not in page] == []


def test_what_was_fetched_off_a_run_is_in_the_depot(county: County) -> None:
    stop, done = on_loan(county, "MAT-010")
    visit_id = asked(county, done.loans[0].loan_id).visits[0].visit_id
    address = reverse("controller:record_visit", args=[visit_id])
    with time_machine.travel(now() + timedelta(hours=6), tick=False):
        sent = {**told(replace(stop, visit_id=visit_id), ago=timedelta(hours=1)), "done_by": "Her son"}
        assert signed_in(county, "desk").post(address, sent).status_code == 302
    desk = county.scopes["desk"]
    assert columns(desk, Asset, "state", "place_id", number=stop.numbers[0]) == [("RETURNED_DIRTY", main_depot(county))]
    assert columns(desk, Loan, "state") == ["ENDED"]
    assert columns(desk, Visit, "state", id=visit_id) == ["COMPLETED"]


def test_what_was_done_before_its_stop_was_taken_off_is_told_as_of_then_and_a_time_that_cannot_be_at_its_field(
    county: County,
) -> None:
    """Given a stop that was taken off its run at ten past nine, when the desk records the delivery of nine, then the
    visit's page says nine; a time before it was loaded is refused at the time."""
    stop = a_stop(county, "BED-010")
    address, began = reverse("controller:record_visit", args=[stop.visit_id]), now()
    with time_machine.travel(began + timedelta(hours=1), tick=False):
        plan_visits(call_as(county.scopes["desk"]), request=RunStops(stop.run_id, (), (stop.visit_id,)))
    with time_machine.travel(began + timedelta(hours=2), tick=False):
        client = signed_in(county, "desk")
        early = {**told(stop, ago=timedelta(hours=4)), "done_by": "Sam", "sure": "on"}
        html = client.post(address, early).content.decode()
        assert "happened_time-error" in html
        sent = {**told(stop, ago=timedelta(hours=1, minutes=10)), "done_by": "Sam", "sure": "on"}
        assert client.post(address, sent).status_code == 302
        seen = client.get(reverse("controller:visit", args=[stop.visit_id])).content.decode()
        person = client.get(reverse("person:person", args=[stop.who.id])).content.decode()
    # It was booked once, and taken off its run: nobody booked it again.
    assert len(re.findall(r"Visit 8[0-9]{5}: booked", person)) == 1
    happened = visit_row(county, stop.visit_id).finished_at
    assert happened == began + timedelta(minutes=50)
    assert [f'<time datetime="{happened.isoformat()}">' in page for page in (seen, person)] == [True, True]


@pytest.mark.parametrize("now_on", ["no run", "another run", "a third run"])
def test_what_its_crew_fetched_before_it_was_taken_off_is_on_their_van(county: County, now_on: str) -> None:
    """Given a stop that was sent with Van 1 and is on no run, or on Van 2's, when the desk records what Van 1's crew
    fetched, then their names and their van are proposed, and the thing is on it."""
    stop, done = on_loan(county, "MAT-010")
    visit_id = asked(county, done.loans[0].loan_id).visits[0].visit_id
    booked(county, visit_id, run_id=stop.run_id)
    desk = county.scopes["desk"]
    if now_on == "no run":
        plan_visits(call_as(desk), request=RunStops(stop.run_id, (), (visit_id,)))
    else:
        second = a_run(county, van="Van 2", driver="driver2")
        booked(county, visit_id, run_id=second, again=True)
        if now_on == "a third run":
            release_run(call_as(desk), request=ReleaseWanted(second))
            booked(county, visit_id, run_id=a_run(county, van="Van 3", driver="driver2"), again=True)
    address = reverse("controller:record_visit", args=[visit_id])
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        client = signed_in(county, "desk")
        html = client.get(address).content.decode()
        assert f'<option value="{stop.run_id}" selected>Van 1, ' in html
        crew = re.findall(r'name="done_by"[^>]*value="([^"]+)"', html)
        assert crew
        sent = {**told(replace(stop, visit_id=visit_id), ago=timedelta(minutes=5)), "done_by": crew[0]}
        sent["done_with"] = str(stop.run_id)
        assert client.post(address, sent).status_code == 302
    van = county.made.vans["Van 1"]
    assert columns(desk, Asset, "state", "place_id", number=stop.numbers[0]) == [("RETURNED_DIRTY", van)]


@pytest.mark.parametrize("said", ["nothing", "the depot", "a run of nobody"])
def test_where_nothing_is_said_its_things_are_on_the_van_that_had_it_that_day(county: County, said: str) -> None:
    stop, done = on_loan(county, "MAT-010")
    visit_id = asked(county, done.loans[0].loan_id).visits[0].visit_id
    booked(county, visit_id, run_id=stop.run_id)
    desk, depot = county.scopes["desk"], main_depot(county)
    plan_visits(call_as(desk), request=RunStops(stop.run_id, (), (visit_id,)))
    with_ = {"nothing": None, "the depot": depot, "a run of nobody": visit_id}[said]
    report = DoorReport(visit_id, taken_away=(TakenAway(stop.numbers[0]),), done_with=with_)
    if said == "a run of nobody":
        with pytest.raises(Refused, match="NOT_FOUND"):
            complete_visit(call_as(desk), request=report)
        return
    complete_visit(call_as(desk), request=report)
    place = county.made.vans["Van 1"] if said == "nothing" else depot
    assert columns(desk, Asset, "state", "place_id", number=stop.numbers[0]) == [("RETURNED_DIRTY", place)]
