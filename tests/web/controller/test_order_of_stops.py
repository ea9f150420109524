"""The stops of a run: booked in the order in which they are due, and put a place earlier or later by a button."""

from uuid import UUID

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.visits.models import Visit
from tests.ordering import lines, placed, someone
from tests.situations import another_county, call_as
from tests.stock_situations import columns
from tests.visiting import a_run
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

EARLY = "2026-03-04T08:00:00+00:00/2026-03-04T12:00:00+00:00"
LATE = "2026-03-04T12:00:00+00:00/2026-03-04T16:00:00+00:00"


def key() -> dict[str, str]:
    return {"idempotency_key": str(fresh_id())}


def in_stops(county: County) -> list[UUID]:
    found = dict(columns(county.scopes["desk"], Visit, "stop", "id", run_id__isnull=False))
    assert sorted(found) == list(range(1, len(found) + 1))
    return [found[stop] for stop in sorted(found)]


def test_stops_are_booked_in_time_and_moved_by_buttons(county: County) -> None:
    visits = [
        placed(county, someone(county, name=f"Person {name}"), *lines("MAT-010", speed=speed)).visit_ids[0]
        for name, speed in (("Slow", "deliver_5d"), ("Late", "deliver_next_day"), ("Soon", "deliver_next_day"))
    ]
    slow, late, soon = visits
    run_id = a_run(county, days=1)
    client = signed_in(county, "desk")
    for visit, slot in ((slow, EARLY), (late, LATE), (soon, EARLY)):
        url = reverse("controller:book_visits", args=[visit])
        assert client.post(url, {**key(), "slot": slot, "run_id": str(run_id)}).status_code == 302
    assert in_stops(county) == [soon, slow, late]
    numbers = dict(columns(county.scopes["desk"], Visit, "id", "number"))
    page, url = reverse("controller:run", args=[run_id]), reverse("controller:move_stop", args=[run_id])
    html = client.get(page).content.decode()
    assert f'value="earlier {numbers[soon]}"' not in html
    assert f'value="later {numbers[late]}"' not in html
    assert f'value="earlier {numbers[late]}" form="move"' in html
    assert client.post(url, {**key(), "move": f"earlier {numbers[late]}"}).status_code == 302
    assert in_stops(county) == [soon, late, slow]
    assert client.post(url, {**key(), "move": f"later {numbers[soon]}"}).status_code == 302
    assert in_stops(county) == [late, soon, slow]
    for nonsense in ("", "earlier \u00b2", "later 9999999"):
        assert client.post(url, {**key(), "move": nonsense}).status_code in {302, 422}
    assert in_stops(county) == [late, soon, slow]
    assert signed_in(another_county(), "desk").post(url, {**key(), "move": "later 1"}).status_code == 404
    assert signed_in(county, "driver").post(url, {**key(), "move": "later 1"}).status_code == 403


def test_a_cancelled_stop_does_not_keep_the_others_from_being_changed(county: County) -> None:
    run_id = a_run(county, days=1)
    client = signed_in(county, "desk")
    orders = [placed(county, someone(county, name=f"Person {name}"), *lines("MAT-010")) for name in ("A", "B", "C")]
    first, gone, last = (order.visit_ids[0] for order in orders)
    for visit in (first, gone, last):
        url = reverse("controller:book_visits", args=[visit])
        assert client.post(url, {**key(), "slot": EARLY, "run_id": str(run_id)}).status_code == 302
    ended = LinesToCancel((orders[1].lines[0].line_id,), "no_longer_needed")
    cancel_lines(call_as(county.scopes["nurse"]), request=ended)
    page, url = reverse("controller:run", args=[run_id]), reverse("controller:move_stop", args=[run_id])
    numbers = dict(columns(county.scopes["desk"], Visit, "id", "number"))
    html = client.get(page).content.decode()
    assert f'value="later {numbers[first]}"' in html
    assert f' {numbers[gone]}" form="move"' not in html
    assert client.post(url, {**key(), "move": f"later {numbers[first]}"}).status_code == 302
    places = {f"place_{first}": "2", f"place_{last}": "1", f"off_{first}": "on"}
    assert client.post(page, {**key(), **places}).status_code == 302
    assert columns(county.scopes["desk"], Visit, "id", run_id=run_id, state="PLANNED") == [last]
