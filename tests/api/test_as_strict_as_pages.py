"""What a page asks first, the API asks too: no van is emptied, no driver taken off, no answer lost without a word."""

from typing import Any

import pytest

from handrail.simulation.set_up import County
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from tests.api.api_calls import Caller, caller
from tests.api.test_beside_the_cycle import done, refused
from tests.situations import call_as, northdown
from tests.stock_situations import main_depot
from tests.usecases.test_unsafe_at_door import UNSAFE
from tests.visiting import Stop, a_run, a_stop, visit_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return northdown()


def run_of(county: County, by: Caller, run_id: Any) -> Any:
    (run,) = [run for run in done(by.get("/runs"))["items"] if run["run_id"] == str(run_id)]
    return run["driver_id"], run["second_id"]


def state_of(county: County, stop: Stop) -> Any:
    order = done(caller(county, "nurse").get(f"/orders/{stop.order.order_id}"))["order"]
    return order["lines"][0]["state"]


def test_no_item_is_no_order_to_empty_the_van(county: County) -> None:
    stop, depot = a_stop(county, "MAT-010"), caller(county, "depot")
    address, into = f"/runs/{stop.run_id}/unload", {"place_id": str(main_depot(county)), "reason": "No answer"}
    refused(depot.post(address, into), 422, "STOCK_NOTHING_SCANNED", "items")
    refused(depot.post(address, into | {"items": []}), 422, "STOCK_NOTHING_SCANNED", "items")
    both = into | {"items": [{"code": stop.numbers[0]}], "everything": True}
    refused(depot.post(address, both), 422, "INVALID", "everything")
    assert state_of(county, stop) == "LOADED"
    refused(depot.post(address, into | {"everything": True}), 422, "STOCK_LOAD_TO_GO", "sure")
    assert done(depot.post(address, into | {"everything": True, "sure": True}))["kept_lines"] == 1
    assert state_of(county, stop) == "ALLOCATED"


def test_a_stop_to_come_keeps_its_things_until_somebody_is_sure(county: County) -> None:
    stop, depot = a_stop(county, "MAT-010"), caller(county, "depot")
    start_visit(call_as(county.scopes["driver"]), request=StepTaken(stop.visit_id, Step.EN_ROUTE))
    address = f"/runs/{stop.run_id}/unload"
    body = {"place_id": str(main_depot(county)), "items": [{"code": stop.numbers[0]}], "reason": "Wrong van"}
    refused(depot.post(address, body), 422, "STOCK_STOP_TO_COME", "sure")
    assert state_of(county, stop) == "LOADED"
    assert done(depot.post(address, body | {"sure": True}))["kept_lines"] == 1


def test_who_is_left_out_of_a_crew_is_not_taken_off(county: County) -> None:
    run_id, desk = a_run(county), caller(county, "desk")
    before = run_of(county, desk, run_id)
    assert before[0] == str(county.users["driver"])
    address, second = f"/runs/{run_id}/crew", str(county.users["driver2"])
    refused(desk.post(address, {"second_id": second}), 422, "INVALID", "driver_id")
    refused(desk.post(address, {"driver_id": before[0]}), 422, "INVALID", "second_id")
    assert run_of(county, desk, run_id) == before
    done(desk.post(address, {"driver_id": before[0], "second_id": second, "with_both": True, "lent": True}))
    assert run_of(county, desk, run_id) == (before[0], second)
    done(desk.post(address, {"driver_id": None, "second_id": None}))
    assert run_of(county, desk, run_id) == (None, None)


def test_an_answer_at_the_door_that_nothing_asks_for_is_told(county: County) -> None:
    stop, driver = a_stop(county, "BDA-010", "MAT-010", by="therapist"), caller(county, "driver")
    bed_rail, mattress = ({"code": number} for number in stop.numbers)
    (asked,) = (code for code, said in UNSAFE.items() if said == "no")
    report: dict[str, Any] = {"handed_over": [bed_rail], "received": {"received_by": "Ivy Harker"}}
    address = f"/visits/{stop.visit_id}/complete"
    slip = report | {"answers": {asked: "yes", "no_such_question": "yes"}}
    refused(driver.post(address, slip), 422, "ANSWER_NOT_ASKED", "answers.no_such_question")
    # The rail stays on the van: nothing that is handed over asks about it.
    other = report | {"handed_over": [mattress], "answers": {asked: "yes"}}
    refused(driver.post(address, other), 422, "ANSWER_NOT_ASKED", f"answers.{asked}")
    left = str(stop.order.lines[1].line_id)
    stray = report | {"line_answers": {left: {asked: "yes"}}}
    refused(driver.post(address, stray), 422, "ANSWER_NOT_ASKED", f"answers.{asked}")
    nothing = {"fail_code": "no_answer", "answers": {asked: "yes"}}
    refused(driver.post(address, nothing), 422, "ANSWER_NOT_ASKED", f"answers.{asked}")
    both = report | {"handed_over": [bed_rail, mattress], "answers": {asked: "yes"}}
    assert done(driver.post(address, both))["state"] == "COMPLETED"
    given = done(caller(county, "therapist").get(f"/orders/{stop.order.order_id}"))["answers"]
    assert asked in {answer["question_code"] for answer in given}


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("received.received_by", "x" * 121), ("received.signed_name", "x" * 121), ("received.relationship", "x" * 41),
        ("received.demonstrated", "x" * 21), ("received.demonstrated", "PERHAPS"),
        ("examined.0.examiner", "x" * 121), ("examined.0.report", "x" * 61),
    ],
)  # fmt: skip
def test_what_a_record_of_a_door_cannot_hold_is_told_at_its_field(county: County, field: str, said: str) -> None:
    stop = a_stop(county, "MAT-010")
    part, name = field.split(".")[0], field.split(".")[-1]
    examined = {"loan_id": str(stop.visit_id), "verdict": "PASS", "examiner": "Sam Field", name: said}
    body = {"handed_over": [{"code": stop.numbers[0]}], part: [examined] if part == "examined" else {name: said}}
    refused(caller(county, "driver").post(f"/visits/{stop.visit_id}/complete", body), 422, "INVALID", field)
    assert visit_row(county, stop.visit_id).state == "RELEASED"
