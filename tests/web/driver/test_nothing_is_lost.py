"""A page that comes back with a question keeps what was drawn and photographed, and takes it along the second time."""

import base64
import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.visits.models import Attachment, Proof
from tests.stock_situations import columns
from tests.visiting import Stop, a_stop, collection
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import photo, signed_in

pytestmark = pytest.mark.django_db


def drawing() -> str:
    made = BytesIO()
    Image.new("RGBA", (64, 22), (11, 34, 51, 255)).save(made, "PNG")
    return "data:image/png;base64," + base64.b64encode(made.getvalue()).decode()


def carried(html: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def proof_of(county: County) -> tuple[list[str], list[str]]:
    desk = county.scopes["desk"]
    return sorted(columns(desk, Attachment, "kind")), columns(desk, Proof, "signed_name")


def sent_again(client: Client, stop: Stop, html: str, **also: str) -> int:
    """The page once more as a browser sends it: without the file, but with all that the page carries."""
    hidden = {name: unescape(carried(html, name)) for name in ("photo-kept", "signature-drawing")}
    return client.post(
        record_url(stop), report(stop, *stop.numbers, signature="Ivy Harker", **hidden, **also)
    ).status_code


def test_a_page_with_a_problem_keeps_the_signature_and_the_photo(county: County) -> None:
    stop, client = a_stop(county, "BED-010"), signed_in(county, "driver")
    signed = {"signature": "Ivy Harker", "signature-drawing": drawing()}
    said = report(stop, *stop.numbers, photo=photo(), **signed, received_by="")
    html = client.post(record_url(stop), said).content.decode()
    assert "Enter the name of whoever received it" in html
    assert unescape(carried(html, "signature-drawing")) == drawing()
    assert "door.jpg</strong> was received and is kept" in html
    assert sent_again(client, stop, html) == 302
    assert proof_of(county) == (["PHOTO", "SIGNATURE"], ["Ivy Harker"])


def test_a_scan_keeps_the_signature_the_photo_and_every_tick(county: County) -> None:
    stop, client = a_stop(county, "BED-010"), signed_in(county, "driver")
    typed = {"idempotency_key": str(fresh_id()), "scanned": "[]", "code": stop.numbers[0], "photo": photo()}
    signed = {"signature": "Ivy Harker", "signature-drawing": drawing()}
    html = client.post(record_url(stop), {**typed, **signed}).content.decode()
    assert carried(html, "signature-drawing").startswith("data:image/png")
    assert 'value="Ivy Harker"' in html
    assert sent_again(client, stop, html) == 302
    assert proof_of(county) == (["PHOTO", "SIGNATURE"], ["Ivy Harker"])


def test_a_kept_photo_may_be_left_out_or_replaced(county: County) -> None:
    stop, client = a_stop(county, "BED-010"), signed_in(county, "driver")
    html = client.post(record_url(stop), report(stop, *stop.numbers, photo=photo(), received_by="")).content.decode()
    assert 'name="photo-out"' in html
    kept = {"photo-kept": unescape(carried(html, "photo-kept"))}
    assert client.post(record_url(stop), report(stop, *stop.numbers, **kept, **{"photo-out": "yes"})).status_code == 302
    assert proof_of(county)[0] == []


def test_a_photo_that_nobody_sent_from_this_page_is_refused_at_its_field(county: County) -> None:
    stop, client = a_stop(county, "BED-010"), signed_in(county, "driver")
    named = {"photo-kept": "a" * 64}
    answer = client.post(record_url(stop), report(stop, *stop.numbers, **named))
    assert answer.status_code == 422
    assert "This photo was not kept. Choose it again" in answer.content.decode()
    assert proof_of(county) == ([], [])


def test_a_drawing_without_a_name_is_of_whoever_received_it(county: County) -> None:
    stop, client = a_stop(county, "BED-010"), signed_in(county, "driver")
    drawn = {"signature-drawing": drawing()}
    html = client.post(record_url(stop), report(stop, *stop.numbers, received_by="", **drawn)).content.decode()
    assert "Enter the name of whoever received it" in html
    assert "Enter the name of whoever drew the signature" not in html
    assert carried(html, "signature-drawing").startswith("data:image/png")
    assert proof_of(county) == ([], [])
    sent = client.post(record_url(stop), report(stop, *stop.numbers, received_by="Ivy Harker", **drawn))
    assert sent.status_code == 302
    assert proof_of(county) == (["SIGNATURE"], ["Ivy Harker"])


def test_a_drawing_that_nobody_is_named_for_asks_for_the_name_and_stays(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    client = signed_in(county, "driver")
    there = replace(stop, visit_id=visit_id)
    given = report(there, *stop.numbers, received_by="", **{"signature-drawing": drawing()})
    html = client.post(record_url(there), given).content.decode()
    assert "Enter the name of whoever drew the signature" in html
    assert carried(html, "signature-drawing").startswith("data:image/png")


def test_the_photo_of_a_closed_door_is_kept_too(county: County) -> None:
    stop, client = a_stop(county, "BED-010"), signed_in(county, "driver")
    url = reverse("driver:fail_visit", args=[stop.visit_id])
    said = {"idempotency_key": str(fresh_id()), "note": ""}
    html = client.post(url, {**said, "fail_code": "", "photo": photo()}).content.decode()
    again = {**said, "fail_code": "no_answer", "photo-kept": carried(html, "photo-kept")}
    answer = client.post(url, again)
    assert answer.status_code == 302, answer.content.decode()
    assert proof_of(county)[0] == ["PHOTO"]


def test_a_key_that_cannot_be_stored_is_a_page_that_is_too_old(county: County) -> None:
    stop = a_stop(county, "BED-010")
    sent = report(stop, *stop.numbers, idempotency_key="\x00")
    assert signed_in(county, "driver").post(record_url(stop), sent).status_code == 422


def test_the_page_after_a_report_names_it_so_that_the_tab_keeps_it_no_longer(county: County) -> None:
    stop, client = a_stop(county, "BED-010"), signed_in(county, "driver")
    html = client.get(record_url(stop)).content.decode()
    assert re.search(r'data-keeps="[^"]+" data-fresh', html)
    key = str(fresh_id())
    asked = client.post(record_url(stop), report(stop, *stop.numbers, idempotency_key=key, received_by=""))
    assert "data-fresh" not in asked.content.decode()
    done = client.post(record_url(stop), report(stop, *stop.numbers, idempotency_key=key), follow=True)
    assert f'data-recorded="{key}"' in done.content.decode()
    assert "data-keeps" not in client.get(record_url(stop)).content.decode()


def test_the_page_after_a_failure_names_it_as_well(county: County) -> None:
    stop, client = a_stop(county, "BED-010"), signed_in(county, "driver")
    address = reverse("driver:fail_visit", args=[stop.visit_id])
    assert f'data-keeps="{stop.visit_id}" data-fresh' in client.get(address).content.decode()
    key = str(fresh_id())
    said = {"idempotency_key": key, "fail_code": "no_answer"}
    assert f'data-recorded="{key}"' in client.post(address, said, follow=True).content.decode()


def test_a_code_that_is_still_in_the_box_is_read_before_the_visit_is_recorded(county: County) -> None:
    stop, client = a_stop(county, "BED-010"), signed_in(county, "driver")
    (number,) = stop.numbers
    asked = client.post(record_url(stop), report(stop, code=number, received_by="Ivy Harker"))
    html = asked.content.decode()
    assert f"The visit is not recorded yet: {number} was still in the box. {number} was read" in html
    assert f"{number}, to hand over" in html
    assert 'value="Ivy Harker"' in html
    # On the list it is said: what the box holds beside it is nothing new.
    assert client.post(record_url(stop), report(stop, number, code=number)).status_code == 302
