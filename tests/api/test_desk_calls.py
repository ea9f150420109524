"""What the desk, prescribers and authorisers do on pages is done through the API as well: assessing an order, cover, a
refusal looked at again, an address put right, the code of a key safe."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.models import AnsweredCall, Audit
from handrail.identity.api_scopes import ApiScope
from handrail.orders.models import Order
from handrail.simulation.set_up import County
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.visits.rules.asking import AskedFor
from tests.api.api_calls import caller
from tests.api.test_beside_the_cycle import done, refused
from tests.ordering import lines, placed, seen_by, someone
from tests.situations import call_as, northdown
from tests.stock_situations import goods
from tests.visiting import asked, collection, lent_to_lift, on_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return northdown()


def order_of(county: County, *codes: str) -> dict[str, Any]:
    who = someone(county)
    asked = [{"product_code": code, "speed_code": "deliver_5d"} for code in codes]
    return {"person_id": str(who.id), "address_id": str(who.address_id), "lines": asked, "why": "To wash safely"}


def test_an_order_is_assessed_and_then_placed_as_it_is(county: County) -> None:
    nurse, body = caller(county, "nurse"), order_of(county, "TOI-030")
    seen = done(nurse.post("/order-assessments", body))
    assert (seen["ready"], seen["problems"], seen["releases"]) == (True, [], [])
    (line,) = seen["lines"]
    assert (line["product_code"], line["waits"]) == ("TOI-030", False)
    assert line["in_stock"] == 0
    assert seen["order_pence"] == line["price_pence"] > 0
    with seen_by(county, "nurse"):
        assert not Order.objects.exists()
        looked = Audit.objects.filter(event="PERSON_OPENED", subjects__person_id=body["person_id"])
        assert looked.filter(actor_id=county.users["nurse"]).count() == 1
    goods(county, "TOI-030", 3)
    assert done(nurse.post("/order-assessments", body))["lines"][0]["in_stock"] == 3
    order = done(nurse.post("/orders", body | {"joint_suits": "Mornings"}))
    assert order["joint_visit_ids"] == order["visit_ids"]
    promised = done(nurse.get(f"/orders/{order['order_id']}"))["order"]["lines"][0]["due_at"]
    assert promised[:10] == line["due_at"][:10]


def test_an_assessment_asks_finds_and_says_what_is_in_the_way(county: County) -> None:
    seen = done(caller(county, "nurse").post("/order-assessments", order_of(county, "BED-010") | {"why": ""}))
    assert (seen["ready"], seen["lines"]) == (False, [])
    assert "why" in {fault["field"] for fault in seen["problems"]}
    asked = {question["code"]: question for question in seen["questions"]}
    assert asked["person_weight_kg"]["products"] == ["BED-010"]
    again = done(caller(county, "nurse").post("/order-assessments", order_of(county, "TOI-030", "TOI-030")))
    assert {check["key"] for check in again["checks"]}
    assert all(check["title"] for check in again["checks"])


def test_an_assessment_is_for_whoever_may_order(county: County) -> None:
    body = order_of(county, "TOI-030")
    refused(caller(county, "adviser").post("/order-assessments", body), 403, "NOT_ALLOWED")
    refused(caller(county, "depot").post("/order-assessments", body), 403, "NOT_ALLOWED")
    refused(caller(county, "nurse", ["people:read"]).post("/order-assessments", body), 403, "SCOPE_MISSING")
    stranger = body | {"person_id": str(fresh_id())}
    refused(caller(county, "nurse").post("/order-assessments", stranger), 404, "NOT_FOUND", "person_id")


def test_cover_is_arranged_and_listed(county: County) -> None:
    senior = caller(county, "senior")
    people = {row["name"]: row["user_id"] for row in done(senior.get("/authorisers"))["items"]}
    other = str(county.users["leadnurse"])
    assert other in people.values()
    begins = now() + timedelta(days=2)
    body = {"covering_id": other, "from_at": begins.isoformat(), "until_at": (begins + timedelta(days=5)).isoformat(),
            "reason": "Annual leave"}  # fmt: skip
    key = str(fresh_id())
    made = done(senior.post("/cover", body, key=key))
    assert done(senior.post("/cover", body, key=key)) == made
    (row,) = done(senior.get("/cover"))["items"]
    assert (row["id"], row["reason"], people[row["covering"]]) == (made["cover_id"], "Annual leave", other)
    assert people[row["absent"]] == str(county.users["senior"])
    self_cover = senior.post("/cover", body | {"covering_id": str(county.users["senior"])})
    refused(self_cover, 422, "COVER_BY_ONESELF", "covering_id")
    crossed = senior.post("/cover", body | {"until_at": body["from_at"]})
    refused(crossed, 422, "COVER_ENDS_BEFORE_START", "until_at")
    refused(caller(county, "nurse").post("/cover", body), 403, "NOT_ALLOWED")


def test_a_refusal_is_looked_at_again(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    adviser, ids = caller(county, "adviser"), [str(release) for release in order.release_ids]
    body = {"release_ids": ids, "note": "The scan shows a fracture"}
    assert adviser.post("/releases/reconsider", body).code == "RELEASE_NOT_REFUSED"
    done(
        adviser.post("/releases/refuse", {"release_ids": ids, "code": "standard_item_suits", "note": "A frame will do"})
    )
    assert adviser.post("/releases/reconsider", body | {"note": ""}).code == "RELEASE_RECONSIDER_NOTE_MISSING"
    assert done(adviser.post("/releases/reconsider", body))["release_ids"] == ids
    states = {line["state"] for line in done(adviser.get(f"/orders/{order.order_id}"))["order"]["lines"]}
    assert states == {"AWAITING_AUTHORITY"}


def test_an_address_is_put_right_and_ended(county: County) -> None:
    who, nurse = someone(county), caller(county, "nurse")
    addresses = f"/people/{who.id}/addresses"
    relative = {"lines": "2 Port Way", "postcode": "PE13 2AA", "kind": "RELATIVE"}
    extra = done(nurse.post(addresses, {"address": relative}))["address_id"]
    seen = {row["address"]["id"]: row["version"] for row in done(nurse.get(addresses))["items"]}
    body = {"seen_version": seen[extra], "address": relative | {"lines": "12 Port Way"}}
    assert done(nurse.put(f"{addresses}/{extra}", body))["placed_by"] == "POSTCODE"
    refused(nurse.put(f"{addresses}/{extra}", body), 409, "STALE")
    now_seen = {row["address"]["id"]: row for row in done(nurse.get(addresses))["items"]}
    assert now_seen[extra]["address"]["lines"] == "12 Port Way"
    today = now().date().isoformat()
    ended = body | {"seen_version": now_seen[extra]["version"], "until_on": today}
    done(nurse.put(f"{addresses}/{extra}", ended))
    home = str(who.address_id)
    at_home = body | {"seen_version": seen[home], "until_on": today}
    refused(nurse.put(f"{addresses}/{home}", at_home), 422, "HOME_NOT_ENDED", "until_on")
    refused(nurse.put(f"{addresses}/{fresh_id()}", body), 404, "NOT_FOUND", "address_id")


def test_a_door_code_is_shown_for_a_reason_and_kept_in_no_answer(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    desk = caller(county, "desk")
    safe = {"list": "access_note", "code": "key_safe", "detail": "By the gate", "secret": "47K11"}
    (note,) = done(desk.post(f"/people/{lent.who.id}/notes", {"add": [safe]}))["added"]
    address, why = f"/notes/{note}/code", {"why": "Visit 800123 today"}
    assert "47K11" not in str(done(desk.get(f"/people/{lent.who.id}")))
    refused(desk.post(address, {"why": " "}), 422, "REASON_NEEDED", "why")
    assert done(desk.post(address, why, key=str(fresh_id()))) == {"note_id": note, "code": "47K11"}
    with seen_by(county, "desk"):
        assert not AnsweredCall.objects.filter(answer__icontains="47K11").exists()
        assert Audit.objects.get(event="SECRET_SHOWN").reason == "Visit 800123 today"
    refused(caller(county, "driver2").post(address, why), 403, "NOT_ALLOWED")
    others = [scope for scope in ApiScope if scope is not ApiScope.PEOPLE_CODES]
    refused(caller(county, "desk", others).post(address, why), 403, "SCOPE_MISSING")
    refused(desk.post(f"/notes/{fresh_id()}/code", why), 404, "NOT_FOUND")


def test_what_a_visit_did_not_fetch_names_the_visit_and_is_asked_for_again(county: County) -> None:
    _, (loan_id,), visit_id = collection(county, "BED-010")
    fail_visit(call_as(county.scopes["desk"]), request=VisitFailure(visit_id, "still_in_use"))
    desk, body = caller(county, "desk"), {"loans": [str(loan_id)], "asked_for": "COLLECTION", "asked_by": "CARER"}
    answer = desk.post("/visit-requests", body)
    assert answer.status == 422
    (fault,) = answer.body["faults"]
    assert (fault["code"], fault["field"]) == ("NEXT_STEP_OPEN", "again")
    assert fault["params"]["visit_id"] == str(visit_id)
    assert done(desk.post("/visit-requests", body | {"again": True}))["visits"]


def test_a_swap_taken_back_names_the_line_that_is_to_come(county: County) -> None:
    _, lent = on_loan(county, "BED-010")
    loan_id = lent.loans[0].loan_id
    asked(county, loan_id, asked_for=AskedFor.SWAP)
    desk, body = caller(county, "desk"), {"loans": [str(loan_id)], "reason": "It works"}
    answer = desk.post("/visit-requests/withdraw", body)
    assert [fault["code"] for fault in answer.body["faults"]] == ["REPLACEMENT_COMING"]
    back = done(desk.post("/visit-requests/withdraw", body | {"replacement": "CANCEL"}))
    assert ",".join(back["line_ids"]) == answer.body["faults"][0]["params"]["line_ids"]


def test_a_repair_that_comes_for_what_is_collected_is_asked_about(county: County) -> None:
    _, lent = on_loan(county, "BED-010")
    loan_id = lent.loans[0].loan_id
    repair = asked(county, loan_id, asked_for=AskedFor.REPAIR, fault="frame_bent").visits[0].visit_id
    desk, body = caller(county, "desk"), {"loans": [str(loan_id)], "asked_for": "COLLECTION", "asked_by": "CARER"}
    (fault,) = desk.post("/visit-requests", body).body["faults"]
    assert (fault["code"], fault["field"], fault["params"]["visit_id"]) == ("REPAIR_COMING", "meanwhile", str(repair))
    assert done(desk.post("/visit-requests", body | {"meanwhile": "WITHDRAW"}))["withdrawn_visit_ids"] == [str(repair)]


def test_an_examination_at_home_is_due_asked_for_recorded_and_taken_back(
    county: County, clock: time_machine.Traveller
) -> None:
    (loan,) = lent_to_lift(county, "HST-010").loans
    clock.move_to("2026-08-20T09:00:00Z")
    desk = caller(county, "desk")
    (due,) = done(desk.get("/examinations-due"))["items"]
    assert (due["loan_id"], due["due_on"], due["visit_id"]) == (str(loan.loan_id), "2026-08-26", None)
    wanted = {"asked_for": "SERVICE", "loans": [due["loan_id"]], "asked_by": "DESK", "chosen_on": "2026-08-21"}
    visit = done(desk.post("/visit-requests", wanted))["visits"][0]["visit_id"]
    assert done(desk.get("/examinations-due"))["items"][0]["visit_id"] == visit
    report = {"loan_id": due["loan_id"], "verdict": "DEFECT", "examiner": "Sam Field"}
    lacks = desk.post(f"/visits/{visit}/complete", {"examined": [report]})
    assert (lacks.status, lacks.fields) == (422, {"examined.0.defects", "examined.0.mend_by"})
    whole = report | {"defects": "Worn strap", "mend_by": "2026-08-30", "report": "R-9"}
    told = done(desk.post(f"/visits/{visit}/complete", {"examined": [whole]}))
    assert (told["state"], len(told["repair_visit_ids"])) == ("COMPLETED", 1)
    (made,) = told["examinations"]
    assert made["examination_due_on"] == "2027-02-20"
    assert done(desk.get("/examinations-due"))["items"] == []
    back = f"/examinations/{made['examination_id']}/withdraw"
    assert done(desk.post(back, {"reason": "Another hoist"}))["asset_id"] == str(loan.asset_id)
    assert len(done(desk.get("/examinations-due"))["items"]) == 1
