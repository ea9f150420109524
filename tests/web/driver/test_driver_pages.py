"""The driver's pages: the run, a stop, recording it, failing it; whose stops they are; what is said to bad input."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.request_visit import request_visit
from handrail.visits.codes import AskedBy
from handrail.visits.models import Attachment, DoorScan, Visit
from handrail.visits.rules.asking import AskedFor, Asking
from tests.situations import another_county, call_as
from tests.stock_situations import columns, goods
from tests.visiting import Stop, a_stop, booked, cancelled, on_loan, scanned, visit_row
from tests.web.pages import photo, signed_in

pytestmark = pytest.mark.django_db


def record_url(stop: Stop) -> str:
    return reverse("driver:complete_visit", args=[stop.visit_id])


def report(stop: Stop, *codes: str, **also: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(fresh_id()),
        "do": "record",
        "scanned": scanned(stop, *codes),
        "received_by": "Ivy Harker",
        "relationship": "daughter",
        "demonstrated": "YES",
        "q_shown_at_delivery": "yes",
        "q_instructions_left": "yes",
        **also,
    }


def test_the_run_shows_its_stops_in_order(county: County) -> None:
    stop = a_stop(county, "BED-010")
    html = signed_in(county, "driver").get(reverse("driver:run")).content.decode()
    assert "Winifred Harker" in html
    assert reverse("driver:stop", args=[stop.visit_id]) in html
    assert "midday to 4pm" in html
    assert "1 stop to go" in html


def test_a_stop_has_a_map_for_a_phone_and_one_for_any_browser(county: County) -> None:
    stop = a_stop(county, "BED-010")
    html = signed_in(county, "driver").get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
    assert 'href="geo:0,0?q=' in html
    link = html.partition('href="https://www.openstreetmap.org/search?query=')[2].partition("</a>")[0]
    # Whoever draws the map learns the postcode and nothing else: no name, no house, no page it came from.
    assert link.partition('"')[0].replace("+", " ") == "PE29 3RB"
    assert 'rel="noreferrer noopener"' in link


def test_a_driver_without_a_run_is_told_so(county: County) -> None:
    a_stop(county, "BED-010")
    assert "No run is yours" in signed_in(county, "driver2").get(reverse("driver:run")).content.decode()


@pytest.mark.parametrize("name", ["driver:stop", "driver:complete_visit", "driver:fail_visit"])
def test_another_drivers_stop_and_another_contracts_are_not_found(county: County, name: str) -> None:
    stop = a_stop(county, "BED-010")
    url = reverse(name, args=[stop.visit_id])
    assert signed_in(county, "driver3").get(url).status_code == 200
    assert signed_in(county, "driver2").get(url).status_code == 404
    assert signed_in(another_county(), "driver").get(url).status_code == 404
    assert signed_in(county, "driver").get(reverse(name, args=[fresh_id()])).status_code == 404


@pytest.mark.parametrize("who", ["nurse", "depot", "commissioner"])
def test_others_may_not_open_the_drivers_pages(county: County, who: str) -> None:
    assert signed_in(county, who).get(reverse("driver:run")).status_code == 403


def test_a_wrong_method_is_refused(county: County) -> None:
    stop = a_stop(county, "BED-010")
    client = signed_in(county, "driver")
    assert client.get(reverse("driver:start_visit", args=[stop.visit_id])).status_code == 405
    assert client.post(reverse("driver:run")).status_code == 405


def test_once_all_is_recorded_nothing_of_another_day_is_shown(county: County, clock: Any) -> None:
    stop = a_stop(county, "BED-010")
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "no_answer"))
    clock.shift(2 * 24 * 3600)
    assert signed_in(county, "driver").get(reverse("driver:stop", args=[stop.visit_id])).status_code == 404


def test_on_my_way_and_at_the_door(county: County) -> None:
    stop = a_stop(county, "BED-010")
    client = signed_in(county, "driver")
    for step, state in (("EN_ROUTE", "EN_ROUTE"), ("ARRIVED", "ARRIVED")):
        url = reverse("driver:start_visit", args=[stop.visit_id])
        answer = client.post(url, {"idempotency_key": str(fresh_id()), "step": step})
        assert answer.status_code == 302
        assert visit_row(county, stop.visit_id).state == state


def test_scan_then_record(county: County) -> None:
    stop = a_stop(county, "BED-010")
    client = signed_in(county, "driver")
    first = client.post(record_url(stop), {"idempotency_key": "k", "scanned": "[]", "code": stop.numbers[0]})
    assert first.status_code == 200
    assert "was read" in first.content.decode()
    answer = client.post(record_url(stop), report(stop, *stop.numbers, photo=photo()))
    assert answer.status_code == 302, answer.content.decode()
    assert visit_row(county, stop.visit_id).state == "COMPLETED"
    assert columns(county.scopes["desk"], Attachment, "kind", "media_type") == [("PHOTO", "image/jpeg")]


def test_a_double_tap_records_once_and_answers_the_same(county: County) -> None:
    stop = a_stop(county, "BED-010")
    client = signed_in(county, "driver")
    sent = report(stop, *stop.numbers)
    answers = [client.post(record_url(stop), sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(columns(county.scopes["desk"], Visit, "id")) == 1


def test_a_wrong_scan_is_said_before_anything_is_handed_over(county: County) -> None:
    stop = a_stop(county, "BED-010", loaded=False)
    (number,) = goods(county, "BED-010")
    client = signed_in(county, "driver")
    html = client.post(record_url(stop), {"idempotency_key": "k", "scanned": "[]", "code": number}).content.decode()
    assert "Nobody scanned it onto the van" in html
    refused = client.post(record_url(stop), report(stop, number))
    assert refused.status_code == 422
    assert visit_row(county, stop.visit_id).state == "RELEASED"
    kept = client.post(record_url(stop), report(stop, number, sure="on"))
    assert kept.status_code == 302
    assert columns(county.scopes["desk"], Asset, "state") == ["ON_LOAN"]


def test_two_photos_as_large_as_one_sending_takes_answer_at_their_fields(county: County) -> None:
    stop = a_stop(county, "BED-010")
    files = {
        box: SimpleUploadedFile("photo.jpg", b"\xff\xd8" + b"0" * 44_000_000, "image/jpeg")
        for box in ("photo", "second_photo")
    }
    answer = signed_in(county, "driver").post(record_url(stop), report(stop, *stop.numbers, **files))
    html = answer.content.decode()
    assert answer.status_code == 422
    for name in files:
        assert "the file is 42 MB. The most is 10 MB" in html.partition(f'id="{name}-error"')[2][:300]
        assert f'href="#{name}"' in html
    assert "Ivy Harker" in html


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (SimpleUploadedFile("photo.jpg", b"this is a text", "image/jpeg"), "is not a photo that can be opened"),
        (SimpleUploadedFile("photo.jpg", b"\xff\xd8" + b"0" * 40_000_000, "image/jpeg"), "The most is 10 MB"),
        (SimpleUploadedFile("photo.jpg", b"", "image/jpeg"), "empty"),
    ],
)
def test_a_photo_that_is_none_is_named_and_nothing_is_lost(county: County, file: Any, says: str) -> None:
    stop = a_stop(county, "BED-010")
    answer = signed_in(county, "driver").post(record_url(stop), report(stop, *stop.numbers, photo=file))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert "Ivy Harker" in html
    assert visit_row(county, stop.visit_id).state == "RELEASED"


def test_what_was_not_done_needs_a_word(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    client = signed_in(county, "driver")
    refused = client.post(record_url(stop), report(stop, stop.numbers[0]))
    assert refused.status_code == 422
    assert "say why it was not done" in refused.content.decode()
    html = refused.content.decode()
    at = "left_1" if 'name="left_1"' in html else "left_0"
    done = client.post(record_url(stop), report(stop, stop.numbers[0], **{at: "person_refused"}))
    assert done.status_code == 302
    assert visit_row(county, stop.visit_id).state == "PART_COMPLETED"


def test_a_cancelled_line_shows_at_once(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    cancelled(county, stop.order.lines[0].line_id)
    client = signed_in(county, "driver")
    html = client.get(reverse("driver:stop", args=[stop.visit_id])).content.decode()
    assert "Do not hand it over" in html
    cancelled(county, stop.order.lines[1].line_id)
    assert "Cancelled. Bring back" in client.get(reverse("driver:run")).content.decode()


def test_a_failed_visit_has_a_reason(county: County) -> None:
    stop = a_stop(county, "BED-010")
    client = signed_in(county, "driver")
    url = reverse("driver:fail_visit", args=[stop.visit_id])
    assert client.post(url, {"idempotency_key": str(fresh_id())}).status_code == 422
    sent = {"idempotency_key": str(fresh_id()), "fail_code": "no_answer", "note": "Rang twice", "photo": photo()}
    assert client.post(url, sent).status_code == 302
    row = visit_row(county, stop.visit_id)
    assert (row.state, row.fail_side, row.next_step_owner) == ("FAILED", "person", "CONTROLLER")
    assert columns(county.scopes["desk"], Attachment, "kind") == ["PHOTO"]
    assert columns(county.scopes["desk"], Asset, "state") == ["LOADED"]


def test_a_measure_says_from_what_number_on_it_is_not_safe(county: County) -> None:
    stop = a_stop(county, "BED-010", "BDA-010", by="therapist")
    html = signed_in(county, "driver").get(record_url(stop)).content.decode()
    hint = html.partition("What is the gap between the rail and the head board?")[2].partition("<input")[0]
    assert "More than 60 mm is not safe" in hint
    assert "Answer if this is handed over" in hint


def test_only_what_is_handed_over_asks_its_questions(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-020", by="therapist")
    client = signed_in(county, "driver")
    html = client.get(record_url(stop)).content.decode()
    assert "Is the pump set as the maker says" in html
    assert "Answer if this is handed over: Air mattress overlay with pump" in html
    refused = client.post(record_url(stop), report(stop, *stop.numbers))
    assert refused.status_code == 422
    assert "Answer: Is the pump set" in refused.content.decode()
    # The heaviest thing to do stands first: the bed, then the mattress.
    client.post(record_url(stop), {"idempotency_key": str(fresh_id()), "drop": stop.numbers[1]})
    done = client.post(record_url(stop), report(stop, stop.numbers[0], left_1="item_not_on_van"))
    assert done.status_code == 302, done.content.decode()
    assert visit_row(county, stop.visit_id).state == "PART_COMPLETED"


def test_what_is_refused_at_the_door_asks_nothing(county: County) -> None:
    stop = a_stop(county, "MAT-022", by="therapist")
    sent = {"idempotency_key": str(fresh_id()), "do": "record", "scanned": "[]", "left_0": "person_refused"}
    done = signed_in(county, "driver").post(record_url(stop), sent)
    assert done.status_code == 302, done.content.decode()
    assert visit_row(county, stop.visit_id).state == "FAILED"


def reasons_in(html: str, name: str) -> str:
    return html.partition(f'name="{name}"')[2].partition("</select>")[0]


def test_only_reasons_that_fit_the_task_are_offered(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    asking = Asking(AskedFor.COLLECTION, (done.loans[0].loan_id,), AskedBy.CARER)
    fetched = request_visit(call_as(county.scopes["desk"]), request=asking).visits[0].visit_id
    other = a_stop(county, "MAT-010", van="Van 2", driver="driver2", days=1)
    booked(county, fetched, run_id=other.run_id, days=1)
    driver = signed_in(county, "driver2")
    brings = reasons_in(driver.get(record_url(other)).content.decode(), "left_0")
    fetches = driver.get(reverse("driver:complete_visit", args=[fetched])).content.decode()
    assert "Item not on the van" in brings
    assert "Still needed" not in brings
    assert "Still needed" in reasons_in(fetches, "left_0")
    assert "Item not on the van" not in fetches
    assert "Nobody answered" in brings
    assert "Nobody answered" in fetches
    failing = driver.get(reverse("driver:fail_visit", args=[fetched])).content.decode()
    assert "Wrong item loaded" not in failing
    assert "Nobody answered" in failing


def test_what_was_scanned_is_there_when_the_page_is_opened_again(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    client = signed_in(county, "driver")
    for number in stop.numbers:
        shown = client.get(record_url(stop)).content.decode()
        kept = shown.partition('name="scanned" value="')[2].partition('"')[0].replace("&#34;", '"')
        client.post(record_url(stop), {"idempotency_key": "k", "scanned": kept or "[]", "code": number})
    again = client.get(record_url(stop)).content.decode()
    assert all(f'value="{number}"' in again for number in stop.numbers)
    # On the crew's other phone too, and taken off the list it stays off.
    other = signed_in(county, "driver3").get(record_url(stop)).content.decode()
    assert all(f'value="{number}"' in other for number in stop.numbers)
    client.post(record_url(stop), {"scanned": json.dumps(stop.numbers), "drop": stop.numbers[0]})
    assert f'name="drop" value="{stop.numbers[0]}"' not in client.get(record_url(stop)).content.decode()
    assert client.post(record_url(stop), report(stop, *stop.numbers)).status_code == 302
    assert columns(county.scopes["desk"], DoorScan, "code") == []


def test_what_a_page_carries_as_scanned_is_cut_to_what_a_label_holds(county: County) -> None:
    stop = a_stop(county, "BED-010")
    client = signed_in(county, "driver")
    for carried in (json.dumps(["x" * 40_000] * 90), '["\\ud800", "\\u0000", 7]', "[" * 500_000, "null"):
        sent = {"idempotency_key": str(fresh_id()), "scanned": carried, "code": "A1"}
        assert client.post(record_url(stop), sent).status_code == 200
        assert client.post(record_url(stop), sent | {"do": "record"}).status_code in {200, 422}
        assert client.get(record_url(stop)).status_code == 200
    assert columns(county.scopes["desk"], DoorScan, "code") == ["A1"]
