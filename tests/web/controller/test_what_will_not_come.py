"""What is not in stock is said on every page of the way, and asked about before a van goes without it."""

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.usecases.back_order_lines import BackOrder, back_order_lines
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.models import VisitTask
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.visiting import a_run, a_stop, booked, load, seen_by, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

SHORT = "1 of 2 things is not in stock yet: Profiling bed, standard"


def test_the_way_of_a_visit_without_its_bed(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-010", "MAT-010"))
    (visit,) = order.visit_ids
    request = BackOrder((order.lines[0].line_id,), "Two are expected on Friday")
    back_order_lines(call_as(county.scopes["depot"]), request=request)
    run_id = a_run(county)
    desk, depot, driver = (signed_in(county, who) for who in ("desk", "depot", "driver"))
    assert SHORT in desk.get(reverse("controller:visit", args=[visit])).content.decode()
    book = reverse("controller:book_visits", args=[visit])
    assert SHORT in desk.get(book).content.decode()
    slot = "2026-03-03T12:00:00+00:00/2026-03-03T16:00:00+00:00"
    sent = {"slot": slot, "run_id": str(run_id)}
    asked = desk.post(book, {**sent, "idempotency_key": str(fresh_id())})
    assert asked.status_code == 422
    assert "Tick that you know it will not come" in asked.content.decode()
    known = desk.post(book, {**sent, "idempotency_key": str(fresh_id()), "without_stock": "on"})
    assert known.status_code == 302
    (number,) = load(county, run_id, order.lines[1].line_id, "MAT-010", 1)
    run = desk.get(reverse("controller:run", args=[run_id])).content.decode()
    assert SHORT in run
    # The mattress is kept; the bed is not here.
    assert "10 of 900 kg" in run
    assert "96 kg, 760 litres not set aside yet" in run
    assert "10 kg (96 kg not set aside yet)" in run
    assert "10 of 900 kg" in desk.get(reverse("controller:runs"), {"on": "2026-03-03"}).content.decode()
    assert "1 stop of 1 will not get everything" in run
    for name in ("depot:run_list", "depot:load"):
        assert SHORT in depot.get(reverse(name, args=[run_id])).content.decode(), name
    assert "0 lines still to load" in depot.get(reverse("depot:load", args=[run_id])).content.decode()
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id, without_stock=True))
    assert SHORT in driver.get(reverse("driver:stop", args=[visit])).content.decode()
    assert "1 to deliver, 1 not on the van" in driver.get(reverse("driver:run")).content.decode()
    door = reverse("driver:complete_visit", args=[visit])
    page = driver.get(door).content.decode()
    assert 'value="item_not_on_van" selected' in page
    driver.post(door, {"idempotency_key": str(fresh_id()), "code": number})
    report = {
        "idempotency_key": str(fresh_id()), "do": "record", "scanned": f'["{number}"]', "received_by": "Ivy Harker",
        "demonstrated": "YES", "left_0": "item_not_on_van",
    }  # fmt: skip
    done = driver.post(door, report)
    assert done.status_code == 302, done.content.decode()
    with seen_by(county, "desk"):
        (again,) = VisitTask.objects.filter(outcome="OPEN").values_list("visit_id", flat=True)
    assert visit_row(county, again).state == "UNBOOKED"
    told = desk.get(reverse("controller:visit", args=[again])).content.decode()
    assert "The one thing to bring is not in stock yet: Profiling bed, standard" in told


def test_a_run_whose_things_lie_on_another_van_says_so_and_can_be_sent_without_them(county: County) -> None:
    first = a_stop(county, "MAT-012", released=False)
    second = a_run(county, van="Van 2", driver="driver2")
    booked(county, first.visit_id, run_id=second, again=True)
    desk = signed_in(county, "desk")
    send = reverse("controller:release_run", args=[second])
    refused = desk.post(send, {"idempotency_key": str(fresh_id())}).content.decode()
    assert "(Van 1). Have the depot take it off there and load it here, or tick that you know" in refused
    assert "The one thing to bring is still on another van" in refused
    assert 'name="without_stock"' in refused
    sent = desk.post(send, {"idempotency_key": str(fresh_id()), "without_stock": "on"})
    assert sent.status_code == 302
