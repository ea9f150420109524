"""The pages of measuring: asked for by a prescriber or in a call, recorded on a phone, called off, put right, read."""

from typing import Any

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.visits.codes import MeasuringResult
from handrail.visits.models import Finding, Measuring, VisitTask
from tests.ordering import someone
from tests.situations import another_county
from tests.stock_situations import columns
from tests.usecases.measuring import STAIRS, measuring_asked, seen, sent
from tests.visiting import a_stop, recorded, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def posted(county: County, name: str, args: list[object], *, by: str = "desk", query: str = "", **given: Any) -> Any:
    address = reverse(name, args=args) + query
    return signed_in(county, by).post(address, {"idempotency_key": str(fresh_id()), **given}, follow=True)


def test_a_therapist_asks_from_the_persons_page_and_reads_there_what_was_found(county: County) -> None:
    who = someone(county)
    page = reverse("person:person", args=[who.id])
    asks = reverse("controller:ask_measuring", args=[who.id])
    assert f'href="{asks}"' in signed_in(county, "therapist").get(page).content.decode()
    form = signed_in(county, "therapist").get(asks).content.decode()
    assert "14 Sallow Lane" in form
    assert "HST-040" in form
    given = {"address_id": str(who.address_id), "words": STAIRS, "suits": "Mornings", "asked_by": "PRESCRIBER"}
    told = posted(county, "controller:ask_measuring", [who.id], by="therapist", **given).content.decode()
    assert "Asked for, visit" in told
    assert STAIRS in told
    assert "To be measured" in told
    assert columns(county.scopes["desk"], Measuring, "what") == [STAIRS]


def test_nothing_to_measure_is_said_at_its_field(county: County) -> None:
    who = someone(county)
    given = {"address_id": str(who.address_id), "asked_by": "PRESCRIBER"}
    told = posted(county, "controller:ask_measuring", [who.id], by="nurse", **given)
    assert told.status_code == 422
    assert "Choose what is to be measured, or say it in words" in told.content.decode()
    assert signed_in(county, "driver").get(reverse("controller:ask_measuring", args=[who.id])).status_code == 403
    other = another_county()
    assert signed_in(other, "desk").get(reverse("controller:ask_measuring", args=[who.id])).status_code == 404


def test_the_desk_asks_in_a_call_and_a_prescriber_from_the_order(county: County) -> None:
    stop = a_stop(county, "MAT-010")
    asks = reverse("controller:ask_measuring", args=[stop.who.id])
    call = reverse("controller:answer_call", args=[stop.who.id])
    order = reverse("prescriber:order", args=[stop.order.order_id])
    assert f'href="{asks}?from=call"' in signed_in(county, "desk").get(call).content.decode()
    assert f'href="{asks}"' in signed_in(county, "nurse").get(order).content.decode()
    given = {"address_id": str(stop.who.address_id), "words": "The door", "asked_by": "CARER"}
    told = posted(county, "controller:ask_measuring", [stop.who.id], query="?from=call", **given)
    assert told.redirect_chain[-1][0] == call
    # It is noted of the call that is logged.
    assert "Measuring. Asked for" in told.content.decode()


def test_a_crew_sees_what_to_measure_and_records_it_on_a_phone(county: County) -> None:
    asked = measuring_asked(county, access="Ring twice")
    sent(county, asked.visit_id)
    address, driver = reverse("driver:complete_visit", args=[asked.visit_id]), signed_in(county, "driver")
    stop = driver.get(reverse("driver:stop", args=[asked.visit_id])).content.decode()
    assert STAIRS in stop
    assert "Ring twice" in stop
    asks_for = driver.get(address).content.decode()
    assert STAIRS in asks_for
    # There is nothing to scan: what was measured is asked first.
    assert (
        asks_for.index("result_0") < asks_for.index("Something else was handed over") < asks_for.index("Scan or type")
    )
    whole = {"do": "record", "scanned": "[]"}
    for given, said in (
        ({}, "say what was done"),
        ({"result_0": "FITS"}, "Write what you measured"),
        ({"result_0": "CANNOT_BE_FITTED", "found_0": "71 cm"}, "Say why it cannot be fitted"),
        ({"found_0": "71 cm", "left_0": "no_answer"}, "both that this was done and why it was not"),
    ):
        answer = driver.post(address, {"idempotency_key": str(fresh_id()), **whole, **given})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    given = {"result_0": "CANNOT_BE_FITTED", "found_0": "71 cm", "why_not_0": "The wall is hollow"}
    assert driver.post(address, {"idempotency_key": str(fresh_id()), **whole, **given}).status_code == 302
    kept = columns(county.scopes["desk"], Finding, "result", "found", "why_not")
    assert kept == [("CANNOT_BE_FITTED", "71 cm", "The wall is hollow")]
    shown = signed_in(county, "desk").get(reverse("controller:visit", args=[asked.visit_id])).content.decode()
    assert "It cannot be fitted. 71 cm. The wall is hollow" in shown
    person_id = visit_row(county, asked.visit_id).person_id
    story = signed_in(county, "nurse").get(reverse("person:person", args=[person_id])).content.decode()
    assert f"Measured: {STAIRS}. It cannot be fitted. 71 cm. The wall is hollow" in story


def test_what_could_not_be_measured_says_why(county: County) -> None:
    asked = measuring_asked(county)
    sent(county, asked.visit_id)
    given = {"do": "record", "scanned": "[]", "left_0": "out_of_time", "idempotency_key": str(fresh_id())}
    address = reverse("driver:complete_visit", args=[asked.visit_id])
    assert signed_in(county, "driver").post(address, given).status_code == 302
    assert columns(county.scopes["desk"], Finding, "id") == []
    assert columns(county.scopes["desk"], VisitTask, "reason", visit_id=asked.visit_id) == ["out_of_time"]


def test_it_is_called_off_from_the_persons_page(county: County) -> None:
    asked = measuring_asked(county)
    person_id = visit_row(county, asked.visit_id).person_id
    off = reverse("controller:call_off_measuring", args=[asked.measuring_id])
    assert (
        f'href="{off}"' in signed_in(county, "nurse").get(reverse("person:person", args=[person_id])).content.decode()
    )
    assert STAIRS in signed_in(county, "nurse").get(off).content.decode()
    told = posted(county, "controller:call_off_measuring", [asked.measuring_id], by="nurse", reason="They move")
    assert "It will not be measured." in told.content.decode()
    again = posted(county, "controller:call_off_measuring", [asked.measuring_id], by="nurse")
    assert "Nobody is to come for this any more" in again.content.decode()
    assert (
        signed_in(county, "nurse").get(reverse("controller:call_off_measuring", args=[fresh_id()])).status_code == 404
    )


def test_measurements_are_put_right_by_the_desk(county: County) -> None:
    asked = measuring_asked(county)
    sent(county, asked.visit_id)
    recorded(county, asked.visit_id, seen_to=(seen(county, asked),))
    person_id = visit_row(county, asked.visit_id).person_id
    right = reverse("controller:mend_measured", args=[asked.measuring_id])
    page = reverse("person:person", args=[person_id])
    assert f'href="{right}"' in signed_in(county, "desk").get(page).content.decode()
    assert f'href="{right}"' not in signed_in(county, "nurse").get(page).content.decode()
    assert "13 steps" in signed_in(county, "desk").get(right).content.decode()
    given = {"wrong": "other", "result": "FITS", "found": "14 steps", "why": "Counted wrongly"}
    told = posted(county, "controller:mend_measured", [asked.measuring_id], **given)
    assert "The measurements were put right." in told.content.decode()
    given = {"wrong": "again", "why": "Another home", "found": "14 steps"}
    told = posted(county, "controller:mend_measured", [asked.measuring_id], **given).content.decode()
    assert "To be measured" in told
    assert [MeasuringResult(one) for one in columns(county.scopes["desk"], Finding, "result")] == [
        MeasuringResult.FITS, MeasuringResult.FITS, MeasuringResult.NOT_MEASURED,
    ]  # fmt: skip
    assert signed_in(county, "desk").get(right).status_code == 404
