"""What case systems and scanners do beside the loan cycle: drafts, life events, joins, notes, pictures, stock takes."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django.fixtures import Settings

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.models import Audit
from handrail.identity.calls import reading
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.plans import ItemScan
from handrail.usecases.move_stock import StockMoved, move_stock
from tests.api.api_calls import ROOT, Answer, Caller, caller
from tests.ordering import lines, placed, someone
from tests.situations import call_as, northdown
from tests.stock_situations import goods, main_depot
from tests.visiting import a_stop, on_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return northdown()


def done(answer: Answer) -> Any:
    """The body of an answer that must be a good one."""
    assert answer.status in (200, 201), answer.body
    return answer.body


def refused(answer: Answer, status: int, code: str, field: str | None = None) -> None:
    assert (answer.status, answer.code) == (status, code), answer.body
    if field:
        assert answer.fields == {field}


def test_a_draft_is_kept_followed_and_thrown_away(county: County) -> None:
    who, nurse = someone(county), caller(county, "nurse")
    content = {"lines": [{"product_code": "BED-010", "quantity": "1"}], "typed": {"why": "Cannot get up"}}
    body = {"person_id": str(who.id), "content": content}
    key = str(fresh_id())
    saved = done(nurse.post("/drafts", body, key=key))
    assert done(nurse.post("/drafts", body, key=key)) == saved
    assert done(nurse.get(f"/drafts/{saved['draft_id']}"))["content"] == content
    assert [row["id"] for row in done(nurse.get("/drafts", person_id=str(who.id)))["items"]] == [saved["draft_id"]]
    later = body | {"draft_id": saved["draft_id"], "seen_version": saved["version"]}
    assert done(nurse.post("/drafts", later))["version"] == saved["version"] + 1
    refused(nurse.post("/drafts", later), 409, "STALE")
    refused(nurse.post("/drafts", body | {"content": {"lines": [1]}}), 422, "INVALID", "content.lines.0")
    refused(nurse.post("/drafts", body | {"person_id": str(fresh_id())}), 404, "NOT_FOUND", "person_id")
    therapist = caller(county, "therapist")
    refused(therapist.get(f"/drafts/{saved['draft_id']}"), 404, "NOT_FOUND")
    refused(therapist.post(f"/drafts/{saved['draft_id']}/drop"), 404, "NOT_FOUND")
    done(nurse.post(f"/drafts/{saved['draft_id']}/drop"))
    assert done(nurse.get("/drafts"))["items"] == []


def test_a_partner_is_told_of_a_record_that_it_may_not_see_by_what_matches_alone(county: County) -> None:
    who = {"given_name": "Margaret", "family_name": "Sallow", "birth_on": "1942-05-03"}
    body = {"details": who, "home": {"lines": "14 Sallow Lane", "postcode": "PE29 3RB"}}
    first = done(caller(county, "nurse").post("/people", body))
    hospice = caller(county, "hospice")
    told = hospice.post("/people", body)
    refused(told, 422, "ALIKE_ELSEWHERE_BY_BOTH", "why_new")
    assert str(first["person_id"]) not in str(told.body)
    assert str(first["number"]) not in str(told.body)
    made = done(hospice.post("/people", body | {"why_new": "Asked: her cousin"}))
    assert made["number"] != first["number"]
    with reading(county.scopes["nurse"]):
        reasons = set(Audit.objects.filter(event="PERSON_ADDED").values_list("reason", flat=True))
    assert "Asked: her cousin" in reasons


def test_a_death_is_told_once_and_can_be_taken_back(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("TOI-030"))
    desk = caller(county, "desk")
    today = now().date().isoformat()
    events = f"/people/{who.id}/life-events"
    refused(desk.post(events, {"kind": "ADMISSION", "on": "2199-01-01"}), 422, "DAY_IN_FUTURE", "on")
    told = done(desk.post(events, {"kind": "DEATH", "on": today, "told_by": "Ivy Harker"}))
    assert told["stopped_lines"] == [str(order.lines[0].line_id)]
    assert done(desk.get(f"/orders/{order.order_id}"))["order"]["lines"][0]["state"] == "CANCELLED"
    refused(desk.post(events, {"kind": "DEATH", "on": today}), 422, "ALREADY_DIED", "kind")
    assert [row["kind"] for row in done(desk.get(events))["items"]] == ["DEATH"]
    back = f"/life-events/{told['life_event_id']}/withdrawal"
    refused(desk.post(back, {"reason": ""}), 422, "REASON_NEEDED", "reason")
    assert done(desk.post(back, {"reason": "Another person"}))["person_id"] == str(who.id)
    assert [row["kind"] for row in done(desk.get(f"/people/{who.id}/follow-ups"))["items"]] == ["PUT_BACK_BY_HAND"]
    refused(caller(county, "depot").post(events, {"kind": "DEATH", "on": today}), 403, "NOT_ALLOWED")


def test_two_records_are_joined_and_parted(county: County) -> None:
    kept, joined = someone(county), someone(county, name="Winifred Harker")
    desk = caller(county, "desk")
    body = {"kept_id": str(kept.id), "joined_id": str(joined.id), "reason": "Same NHS letter"}
    refused(caller(county, "nurse").post("/joins", body), 403, "NOT_ALLOWED")
    join = done(desk.post("/joins", body))
    record = done(desk.get(f"/people/{kept.id}"))
    assert [row["id"] for row in record["joins"]] == [join["join_id"]]
    refused(desk.post("/joins", body), 422, "ALREADY_JOINED", "joined_id")
    parting = f"/joins/{join['join_id']}/parting"
    assert done(desk.post(parting, {"reason": "Mother and daughter"}))["joined_id"] == str(joined.id)
    refused(desk.post(parting, {"reason": "Again"}), 404, "NOT_FOUND")


def test_two_people_are_told_apart_and_asked_about_again(county: County) -> None:
    one, other = someone(county), someone(county, name="Winifred Harkers")
    desk = caller(county, "desk")
    body = {"one_id": str(one.id), "other_id": str(other.id), "reason": "Mother and daughter"}
    refused(caller(county, "nurse").post("/told-apart", body), 403, "NOT_ALLOWED")
    refused(caller(county, "desk", ["people:read"]).post("/told-apart", body), 403, "SCOPE_MISSING")
    key = str(fresh_id())
    apart = done(desk.post("/told-apart", body, key=key))
    assert done(desk.post("/told-apart", body, key=key)) == apart
    refused(desk.post("/told-apart", body), 422, "TOLD_APART_ALREADY", "other_id")
    (row,) = done(desk.get(f"/people/{other.id}/told-apart"))["items"]
    assert (row["id"], row["person_id"], row["reason"]) == (apart["apart_id"], str(one.id), "Mother and daughter")
    withdrawal = f"/told-apart/{apart['apart_id']}/withdrawal"
    refused(desk.post(withdrawal, {"reason": ""}), 422, "REASON_NEEDED", "reason")
    assert set(done(desk.post(withdrawal, {"reason": "Same letter"})).values()) == {str(one.id), str(other.id)}
    refused(desk.post(withdrawal, {"reason": "Again"}), 404, "NOT_FOUND")
    assert done(desk.get(f"/people/{one.id}/told-apart"))["items"] == []


def test_notes_helpers_and_calls_stand_in_the_record(county: County) -> None:
    who, desk = someone(county), caller(county, "desk")
    codes = done(desk.get("/codes/access_note"))["items"]
    note = {"list": "access_note", "code": codes[0]["code"], "detail": "Ring twice"}
    added = done(desk.post(f"/people/{who.id}/notes", {"add": [note]}))["added"]
    helper = {"name": "Ivy Harker", "relationship": "daughter", "phone": "01632 960111"}
    helper_id = done(desk.post(f"/people/{who.id}/helpers", helper))["contact_id"]
    call = {"caller": "Ivy Harker", "caller_kind": "CARER", "checked_how": "TWO_FACTS", "subject": "REPAIR",
            "contact_id": helper_id, "detail": "The bed hums"}  # fmt: skip
    done(desk.post(f"/people/{who.id}/contact-log", call))
    record = done(desk.get(f"/people/{who.id}"))
    assert [row["id"] for row in record["notes"]] == added
    assert [row["name"] for row in record["contacts"]] == ["Ivy Harker"]
    wrong = note | {"code": "no_such_code"}
    refused(desk.post(f"/people/{who.id}/notes", {"add": [wrong]}), 422, "CODE_UNKNOWN")
    done(desk.post(f"/people/{who.id}/notes", {"end": added}))


def picture(kind: str = "JPEG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, kind)
    return made.getvalue()


def send(by: Caller, content: bytes, name: str = "door.jpg", **query: str) -> Any:
    address = f"{ROOT}/photos" + (f"?kind={query['kind']}" if query else "")
    answer = by.client.post(address, {"file": SimpleUploadedFile(name, content)}, headers=by.headers)
    return answer.status_code, answer.json()


def test_tomorrows_stop_is_asked_about_by_a_problem_and_taken_with_its_field(county: County) -> None:
    stop, driver = a_stop(county, "TOI-030", days=1), caller(county, "driver")
    report: dict[str, Any] = {
        "handed_over": [{"line_id": str(stop.order.lines[0].line_id)}],
        "received": {"received_by": "Ivy Harker"},
    }
    address = f"/visits/{stop.visit_id}/complete"
    refused(driver.post(address, report), 422, "PLANNED_FOR_ANOTHER_DAY", "other_day")
    assert done(driver.post(address, report | {"other_day": True}))["state"] == "COMPLETED"


def test_pictures_of_a_door_are_sent_named_and_looked_at(county: County, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    stop = a_stop(county, "TOI-030")
    driver, desk = caller(county, "driver"), caller(county, "desk")
    status, problem = send(driver, b"no picture at all")
    assert (status, problem["code"], problem["faults"][0]["field"]) == (422, "PHOTO_NOT_A_PHOTO", "file")
    assert send(driver, bytes(10_000_001))[1]["code"] == "PHOTO_TOO_LARGE"
    status, kept = send(driver, picture())
    assert (status, kept["media_type"]) == (201, "image/jpeg")
    assert send(driver, picture())[1] == kept
    signature = send(driver, picture("PNG"), "signature.png", kind="SIGNATURE")[1]
    assert send(desk, picture())[0] == 403
    body = {"fail_code": "nobody_in", "photos": [kept["photo"], "0" * 64]}
    refused(driver.post(f"/visits/{stop.visit_id}/fail", body), 422, "PHOTO_UNKNOWN", "photos.1")
    report = {
        "handed_over": [{"line_id": str(stop.order.lines[0].line_id)}],
        "received": {"received_by": "Ivy Harker", "demonstrated": "YES"},
        "photos": [kept["photo"]],
        "signature": signature["photo"],
    }
    done(driver.post(f"/visits/{stop.visit_id}/complete", report))
    (proof,) = done(desk.get(f"/visits/{stop.visit_id}/proof"))["items"]
    assert (proof["received_by"], proof["demonstrated"]) == ("Ivy Harker", "YES")
    found = {kind: look for look, kind in proof["pictures"]}
    assert set(found) == {"PHOTO", "SIGNATURE"}
    looked = desk.client.get(f"{ROOT}/photos/{found['PHOTO']}", headers=desk.headers)
    assert (looked.status_code, looked.headers["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(looked.content)).size == (40, 30)
    refused(caller(county, "depot").get(f"/photos/{found['PHOTO']}"), 403, "NOT_ALLOWED")
    refused(caller(county, "driver2").get(f"/photos/{found['PHOTO']}"), 404, "NOT_FOUND")


def test_a_stock_take_finds_what_differs_and_it_is_settled(county: County) -> None:
    numbers = goods(county, "BED-010", 2)
    depot = caller(county, "depot")
    place = str(main_depot(county))
    take = done(depot.post("/stock-takes", {"place_id": place}))["take_id"]
    refused(depot.post("/stock-takes", {"place_id": place}), 422, "STOCK_TAKE_OPEN_ALREADY", "place_id")
    count = {"items": [{"code": numbers[0]}, {"code": "NOBODY-KNOWS-1"}]}
    assert done(depot.post(f"/stock-takes/{take}/counts", count)) == {"noted": 2, "unknown": ["NOBODY-KNOWS-1"]}
    refused(depot.post(f"/stock-takes/{take}/closing"), 422, "STOCK_TAKE_NOT_COMPLETE", "rest_is_missing")
    closed = done(depot.post(f"/stock-takes/{take}/closing", {"rest_is_missing": True}))
    assert closed["as_recorded"] == 1
    refused(depot.post(f"/stock-takes/{take}/counts", count), 422, "STOCK_TAKE_CLOSED", "take_id")
    assert [row["id"] for row in done(depot.get("/stock-takes"))["items"]] == [take]
    open_ones = done(depot.get("/discrepancies", limit=1))
    rest = done(depot.get("/discrepancies", limit=1, cursor=open_ones["next_cursor"]))
    ids = [row["id"] for row in (*open_ones["items"], *rest["items"])]
    assert len(set(ids)) == 2
    assert done(depot.post("/discrepancies/settled", {"discrepancy_ids": ids, "how": "Looked for"})) == {
        "discrepancy_ids": ids,
        "items": [],
    }
    assert done(depot.get("/discrepancies"))["items"] == []


def test_the_levels_of_a_satellite_store_are_set_and_read(county: County) -> None:
    depot, store = caller(county, "depot"), str(county.made.depots[HOSPITAL_STORE])
    level = {"code": "BDA-020", "keep": 8, "refill_at": 4}
    body, key = {"place_id": store, "levels": [level]}, str(fresh_id())
    made = done(depot.post("/stock-levels", body, key=key))
    assert done(depot.post("/stock-levels", body, key=key)) == made
    (row,) = done(depot.get("/stock-levels", place_id=store))["items"]
    assert {name: row[name] for name in ("product_code", "keep", "refill_at", "ready")} == {
        "product_code": "BDA-020", "keep": 8, "refill_at": 4, "ready": 0,
    }  # fmt: skip
    assert done(depot.get("/stock-levels", place_id=str(fresh_id())))["items"] == []
    wrong = depot.post("/stock-levels", body | {"levels": [level | {"refill_at": 8}]})
    refused(wrong, 422, "STOCK_LEVEL_NOT_ABOVE_REFILL", "levels.0")
    refused(depot.post("/stock-levels", body | {"levels": []}), 422, "STOCK_NOTHING_SCANNED", "levels")
    refused(caller(county, "driver").post("/stock-levels", body), 403, "NOT_ALLOWED")


def test_a_satellite_store_issues_by_scan(county: County) -> None:
    who = someone(county)
    store = county.made.depots[HOSPITAL_STORE]
    goods(county, "BDA-020", 10)
    filled = StockMoved(main_depot(county), store, (ItemScan("BDA-020", 10),))
    move_stock(call_as(county.scopes["depot"]), request=filled)
    ward = caller(county, "ward")
    body = {
        "place_id": str(store),
        "person_id": str(who.id),
        "purpose": "discharge",
        "items": [{"code": "BDA-020", "quantity": 2}],
        "reason": "Needed to go home today",
    }
    refused(ward.post("/satellite-issues", body | {"purpose": "because"}), 422, "STOCK_UNKNOWN_CODE", "purpose")
    eleven = ward.post("/satellite-issues", body | {"items": [{"code": "BDA-020", "quantity": 11}]})
    assert (eleven.status, eleven.fields) == (422, {"items.0"})
    refused(caller(county, "driver").post("/satellite-issues", body), 403, "NOT_ALLOWED")
    key = str(fresh_id())
    made = done(ward.post("/satellite-issues", body, key=key))
    assert done(ward.post("/satellite-issues", body, key=key)) == made
    order = done(ward.get(f"/orders/{made['order_id']}"))["order"]
    assert [(line["state"], line["quantity"]) for line in order["lines"]] == [("DELIVERED", 2)]
    unknown = body | {"items": [{"code": "QQQ-7"}]}
    refused(ward.post("/satellite-issues", unknown), 422, "STOCK_SCAN_UNKNOWN", "items.0")
    taken = done(ward.post("/satellite-issues", unknown | {"taken": True}))
    assert (taken["order_id"], taken["unknown"]) == (None, ["QQQ-7"])


def test_what_was_written_late_keeps_both_times(county: County) -> None:
    """A case system tells of a discharge some hours after the ward said so."""
    who, desk = someone(county), caller(county, "desk")
    told_at = now() - timedelta(hours=6)
    body = {"kind": "ADMISSION", "on": told_at.date().isoformat(), "happened_at": told_at.isoformat()}
    done(desk.post(f"/people/{who.id}/life-events", body))
    (event,) = done(desk.get(f"/people/{who.id}/life-events"))["items"]
    assert event["happened_at"].startswith(told_at.strftime("%Y-%m-%dT%H:%M"))


def test_a_back_order_carries_when_its_delivery_is_expected_and_from_whom(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-010"))
    depot, line_id = caller(county, "depot"), str(order.lines[0].line_id)
    body = {"line_ids": [line_id], "reason": "None ready"}
    today = now().date()
    yesterday, soon = (today + timedelta(days=days) for days in (-1, 3))
    refused(
        depot.post("/back-orders", {**body, "expected_on": yesterday.isoformat()}),
        422, "STOCK_EXPECTED_DAY_PAST", "expected_on",
    )  # fmt: skip
    said = {"expected_on": soon.isoformat(), "expected_from": "Fenland Beds"}
    assert done(depot.post("/back-orders", {**body, **said}))["line_ids"] == [line_id]

    def kept() -> Any:
        (row,) = done(depot.get("/waiting-lines", back_ordered="true"))["items"]
        return row["expected"]

    assert kept() == {"on": soon.isoformat(), "supplier": "Fenland Beds"}
    # Without a word about the delivery it is the old refusal; with one, what was said is replaced.
    refused(depot.post("/back-orders", body), 422, "STOCK_LINE_NOT_WAITING", "line_ids.0")
    done(depot.post("/back-orders", {**body, "expected_on": None}))
    assert kept() == {"on": None, "supplier": ""}


def test_a_lot_is_recalled_its_holders_are_listed_and_the_recall_is_lifted(county: County) -> None:
    goods(county, "BDA-020", 3, lot="BAD")
    stop, _ = on_loan(county, "BED-010")
    depot, desk = caller(county, "depot"), caller(county, "desk")
    body = {"code": "BDA-020", "lot": "BAD", "reference": "NatPSA/2026/001", "reason": "Legs may break"}
    key = str(fresh_id())
    made = done(depot.post("/recalls", body, key=key))
    assert done(depot.post("/recalls", body, key=key)) == made
    assert (made["set_apart"], made["line_ids"]) == (3, [])
    refused(depot.post("/recalls", body), 422, "STOCK_RECALLED_ALREADY", "reference")
    refused(depot.post("/recalls", body | {"lot": "x" * 21}), 422, "INVALID", "lot")
    refused(desk.post("/recalls", body), 403, "NOT_ALLOWED")
    bed = done(depot.post("/recalls", body | {"code": "BED-010", "lot": ""}))
    assert [row["product_code"] for row in done(desk.get("/recalls"))["items"]] == ["BED-010", "BDA-020"]
    loans = f"/recalls/{bed['recall_id']}/loans"
    (row,) = done(desk.get(loans))["items"]
    assert (row["person_id"], row["asset_number"]) == (str(stop.who.id), stop.numbers[0])
    assert depot.get(loans).status == 403
    refused(desk.get(f"/recalls/{fresh_id()}/loans"), 404, "NOT_FOUND")
    lifting = f"/recalls/{made['recall_id']}/lifting"
    refused(depot.post(lifting, {"reason": ""}), 422, "STOCK_REASON_MISSING", "reason")
    assert done(depot.post(lifting, {"reason": "Modified"}))["unmarked"] == 0
    refused(depot.post(lifting, {"reason": "Modified"}), 422, "STOCK_RECALL_LIFTED")


def test_who_has_what_is_recalled_is_told_and_who_pays_decides_the_cause(county: County) -> None:
    stop, lent = on_loan(county, "BED-010")
    depot, desk, money = (caller(county, who) for who in ("depot", "desk", "money"))
    body = {"code": "BED-010", "reference": "NatPSA/2026/001", "reason": "Legs may break", "cause": "NEITHER"}
    recall = f"/recalls/{done(depot.post('/recalls', body))['recall_id']}"
    (row,) = done(desk.get(f"{recall}/tellings", part="not_told"))["items"]
    assert (row["thing_id"], row["person_id"]) == (str(lent.loans[0].loan_id), str(stop.who.id))
    told = {"things": [row["thing_id"]], "how": "PHONE", "reached": False}
    done(desk.post(f"{recall}/tellings", told))
    told |= {"reached": True, "said": "She has put it away", "still_used": "STOPPED"}
    refused(desk.post(f"{recall}/tellings", told | {"said": ""}), 422, "STOCK_SAID_MISSING", "said")
    (telling,) = done(desk.post(f"{recall}/tellings", told))["telling_ids"]
    (row,) = done(desk.get(f"{recall}/tellings", part="told"))["items"]
    assert (row["telling_id"], row["tries"], row["how"], row["still_used"]) == (telling, 1, "PHONE", "STOPPED")
    word = {"cause": "PROVIDER", "reason": "A wrong bolt"}
    refused(depot.post(f"{recall}/cause/decision", word), 403, "NOT_ALLOWED")
    done(depot.post(f"{recall}/cause", word))
    assert done(money.get(f"{recall}/cause")) == done(depot.get(f"{recall}/cause"))
    refused(caller(county, "therapist").get(f"{recall}/cause"), 403, "NOT_ALLOWED")
    said = done(money.post(f"{recall}/cause/decision", {"cause": "NEITHER", "reason": "The maker's notice"}))["said"]
    assert [(one["cause"], one["decided"]) for one in said] == [
        ("NEITHER", False), ("PROVIDER", False), ("NEITHER", True),
    ]  # fmt: skip
    back = done(desk.post(f"/tellings/{telling}/taking-back", {"reason": "It was her neighbour"}))
    assert recall.endswith(back["recall_id"])
    assert done(desk.get(f"{recall}/tellings", part="told"))["items"] == []


def test_what_is_wrong_with_a_person_is_named_by_its_path_in_the_body(county: County) -> None:
    """By the rules as by the form of the body."""
    desk = caller(county, "desk")
    who = {"given_name": "Ada", "family_name": "Marsh", "birth_on": "1940-01-02"}
    home = {"lines": "14 Sallow Lane", "postcode": "PE29 3RB"}

    def at_fault(address: str, body: dict[str, object]) -> list[str]:
        return [fault["field"] for fault in desk.post(address, body).body["faults"]]

    assert at_fault("/people", {"details": who | {"birth_on": "no day"}, "home": home}) == ["details.birth_on"]
    assert at_fault("/people", {"details": who | {"nhs_number": "999 000 0019"}, "home": home}) == [
        "details.nhs_number"
    ]
    assert at_fault("/people", {"details": who, "home": home | {"postcode": "no code"}}) == ["home.postcode"]
    person_id = done(desk.post("/people", {"details": who, "home": home}))["person_id"]
    assert at_fault(f"/people/{person_id}/addresses", {"address": home | {"postcode": "x"}}) == ["address.postcode"]
    events = f"/people/{person_id}/life-events"
    move: dict[str, object] = {"kind": "MOVE", "on": "2026-03-03"}
    assert at_fault(events, move | {"new_home": home | {"postcode": "x"}}) == ["new_home.postcode"]
    assert at_fault(events, move) == ["new_home.lines"]
    done(desk.post(events, {"kind": "DEATH", "on": "2026-03-03"}))
    assert "kind" in at_fault(events, {"kind": "DEATH", "on": "2026-03-03"})
