"""What is wrong with a call is told as a problem: a stable code and the field, and nothing is half-written."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from psycopg.errors import DeadlockDetected

from handrail.api.rest.reasons import ApiReason
from handrail.core.ids import fresh_id
from handrail.core.refusal import CallReason
from handrail.orders.models import Order
from handrail.simulation.set_up import County
from tests.api.api_calls import ROOT, Caller, caller, token_of
from tests.ordering import Someone, seen_by, someone
from tests.situations import northdown
from tests.stock_situations import goods, main_depot

pytestmark = pytest.mark.django_db


def an_order(who: Someone, **also: Any) -> dict[str, Any]:
    line = {"product_code": "TOI-030", "speed_code": "deliver_5d"}
    return {"person_id": str(who.id), "address_id": str(who.address_id), "why": "Safety", "lines": [line], **also}


WRONG_FORMS: list[tuple[dict[str, Any], str, str]] = [
    ({"lines": "two"}, "INVALID_LIST_TYPE", "lines"),
    ({"lines": None}, "INVALID_LIST_TYPE", "lines"),
    ({"person_id": "12"}, "INVALID_UUID_PARSING", "person_id"),
    ({"surprise": 1}, "INVALID_EXTRA_FORBIDDEN", "surprise"),
    ({"why": ["a"]}, "INVALID_STRING_TYPE", "why"),
    ({"why": "x" * 4001}, "INVALID_STRING_TOO_LONG", "why"),
    ({"happened_at": "2026-03-03T09:00:00"}, "INVALID_TIMEZONE_AWARE", "happened_at"),
    ({"happened_at": "0001-01-01T00:00:00+14:00"}, "INVALID_VALUE_ERROR", "happened_at"),
    ({"lines": [{"product_code": "TOI-030", "quantity": "many"}]}, "INVALID_INT_PARSING", "lines.0.quantity"),
    ({"lines": [{"product_code": "TOI-030", "quantity": 10**12}]}, "INVALID_LESS_THAN_EQUAL", "lines.0.quantity"),
    ({"lines": [{}]}, "INVALID_MISSING", "lines.0.product_code"),
    ({"lines": [{"product_code": "TOI-030", "chosen_on": "30 Feb"}]},
     "INVALID_DATE_FROM_DATETIME_PARSING", "lines.0.chosen_on"),
]  # fmt: skip


def test_a_body_of_another_form_names_its_field() -> None:
    county = northdown()
    nurse, who = caller(county, "nurse"), someone(county)
    for changed, code, field in WRONG_FORMS:
        answer = nurse.post("/orders", {**an_order(who), **changed})
        assert (answer.status, answer.code) == (422, "INVALID"), changed
        assert (code, field) in {(fault["code"], fault["field"]) for fault in answer.body["faults"]}
        assert answer.headers["Content-Type"] == "application/problem+json"


REFUSED_BY_RULES: list[tuple[dict[str, Any], str, str]] = [
    ({"lines": []}, "ORDER_NO_LINES", "lines"),
    ({"lines": [{"product_code": "TOI-030", "quantity": 0, "speed_code": "deliver_5d"}]},
     "ORDER_QUANTITY_NOT_POSITIVE", "lines.0.quantity"),
    ({"lines": [{"product_code": "TOI-030", "quantity": 999_999, "speed_code": "deliver_5d"}]},
     "ORDER_QUANTITY_HUGE", "lines.0.quantity"),
    ({"lines": [{"product_code": "NONE", "speed_code": "deliver_5d"}]},
     "ORDER_UNKNOWN_PRODUCT", "lines.0.product_code"),
    ({"why": ""}, "ORDER_WHY_MISSING", "why"),
    ({"happened_at": "2026-03-03T10:00:01+00:00"}, "HAPPENED_IN_FUTURE", "happened_at"),
]  # fmt: skip


def test_what_the_rules_refuse_has_the_codes_of_the_pages() -> None:
    county = northdown()
    nurse, who = caller(county, "nurse"), someone(county)
    for changed, code, field in REFUSED_BY_RULES:
        answer = nurse.post("/orders", {**an_order(who), **changed})
        assert answer.status == 422, changed
        assert (code, field) in {(fault["code"], fault.get("field")) for fault in answer.body["faults"]}
        assert "_" not in answer.body["detail"], "words, not codes"
    with seen_by(county, "nurse"):
        assert not Order.objects.exists()


def test_an_unknown_person_is_not_found() -> None:
    county = northdown()
    answer = caller(county, "nurse").post("/orders", an_order(Someone(fresh_id(), fresh_id())))
    assert (answer.status, answer.code, answer.fields) == (404, "NOT_FOUND", {"person_id"})


def test_a_body_that_is_no_json_is_told() -> None:
    headers = {"authorization": f"Bearer {token_of(northdown(), 'nurse')}"}
    for body in (b"{", b"nonsense", b"\xff\xfe{}", b'{"why": "\\u0000"}', b'{"why": "\\ud800"}', b'{"a": NaN}'):
        answer = Client().generic("POST", f"{ROOT}/orders", body, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "NOT_JSON"), body


def test_a_body_of_six_megabytes_is_refused() -> None:
    headers = {"authorization": f"Bearer {token_of(northdown(), 'nurse')}"}
    body = json.dumps({"why": "x" * 6_000_000})
    answer = Client().generic("POST", f"{ROOT}/orders", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read() -> None:
    """Not even its beginning is written to disk, whoever sends it."""
    for length in ("2147483648", "-1", "a"):
        answer = Client().post(
            f"{ROOT}/photos", b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=length
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE"), length


def test_unknown_addresses_and_methods_are_problems() -> None:
    client = Client()
    unknown = client.get(f"{ROOT}/nothing/here")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "UNKNOWN_ADDRESS")
    wrong = client.delete(f"{ROOT}/orders")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "WRONG_METHOD")
    assert set(wrong.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_a_cursor_that_was_made_up_is_refused() -> None:
    nurse = caller(northdown(), "nurse")
    for cursor in ("x", "%%%", "é", "AAAA", "MDE5YzJhNzE", "////", "bm90LWEtdXVpZA=="):
        answer = nurse.get("/orders", cursor=cursor)
        assert (answer.status, answer.code, answer.fields) == (400, "BAD_CURSOR", {"cursor"}), cursor


def test_what_is_scanned_wrongly_is_named_at_its_place() -> None:
    county = northdown()
    (number,) = goods(county, "BED-010")
    depot = caller(county, "depot")
    items = [{"code": code} for code in (number, number, "HR999999", "BED-010")]
    steps = [{"method": "wash_chamber", "minutes": 60}]
    answer = depot.post("/decontaminations", {"place_id": str(main_depot(county)), "items": items, "steps": steps})
    assert answer.status == 422
    assert answer.fields == {"items.1", "items.2", "items.3"}


def test_a_statement_in_words_that_nobody_knows_is_refused_at_its_field() -> None:
    county = northdown()
    (number,) = goods(county, "BED-010")
    told = {"place_id": str(main_depot(county)), "items": [{"code": number}], "contact_with": ["gremlins"]}
    answer = caller(county, "depot").post("/contamination-statements", told)
    assert (answer.status, answer.fields) == (422, {"contact_with.0"})


def test_a_failure_inside_says_only_that_it_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("handrail.api.rest.orders.paged.orders_page", fail)
    answer = caller(northdown(), "nurse").get("/orders")
    assert (answer.status, answer.code) == (500, "FAILED")
    assert "secret" not in json.dumps(answer.body)


def walked(sender: Caller, path: str, **query: Any) -> list[Any]:
    """All rows of a list, page by page."""
    found: list[Any] = []
    cursor = ""
    while True:
        page = sender.get(path, **query, **({"cursor": cursor} if cursor else {})).body
        found += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return found


LISTS = (
    ("/products", "nurse", "facts"), ("/assets", "depot", "id"), ("/speeds", "nurse", "code"),
    ("/vans", "desk", "van_id"), ("/drivers", "desk", "user_id"), ("/places", "depot", "id"),
)  # fmt: skip


def test_pages_hold_each_row_once() -> None:
    county = northdown()
    goods(county, "BED-010", 7)
    for path, who, key in LISTS:
        sender = caller(county, who)
        by_pages, at_once = walked(sender, path, limit=4), walked(sender, path, limit=200)
        assert by_pages == at_once
        assert len({str(row[key]) for row in by_pages}) == len(by_pages)
        assert by_pages


def county_with_order() -> tuple[County, Someone]:
    """A county and a person."""
    county = northdown()
    return county, someone(county)


def test_a_key_sent_again_changes_nothing_and_answers_the_same() -> None:
    county, who = county_with_order()
    nurse = caller(county, "nurse")
    first = nurse.post("/orders", an_order(who), key="abc-1")
    again = nurse.post("/orders", an_order(who), key="abc-1")
    assert (first.status, first.body) == (201, again.body)
    other = nurse.post("/orders", an_order(who, note="Ring twice"), key="abc-1")
    assert (other.status, other.code) == (409, "KEY_REUSED")
    with seen_by(county, "nurse"):
        assert Order.objects.count() == 1


def test_a_key_that_could_not_be_kept_is_refused() -> None:
    county, who = county_with_order()
    nurse = caller(county, "nurse")
    for key in ("x" * 121, "a b", "é"):
        answer = nurse.post("/orders", an_order(who), key=key)
        assert (answer.status, answer.code) == (400, "KEY_TOO_LONG"), key


def test_a_late_report_keeps_both_times() -> None:
    county, who = county_with_order()
    nurse = caller(county, "nurse")
    order = nurse.post("/orders", an_order(who, happened_at="2026-03-03T09:00:00+00:00")).body
    steps = nurse.get(f"/orders/{order['order_id']}").body["steps"]
    assert {step["happened_at"] for step in steps} == {"2026-03-03T09:00:00Z"}
    assert {step["recorded_at"] for step in steps} == {"2026-03-03T10:00:00Z"}


def test_a_call_that_deadlocks_each_time_changes_nothing_and_may_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    county, who = county_with_order()
    nurse, tries = caller(county, "nurse"), []

    def deadlocked(*_: object, **__: object) -> None:
        tries.append(1)
        raise OperationalError("deadlock detected") from DeadlockDetected()

    with monkeypatch.context() as patched:
        patched.setattr("handrail.identity.calls._once", deadlocked)
        answer = nurse.post("/orders", an_order(who), key="once")
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, CallReason.BUSY, "5")
    assert (len(tries), nurse.post("/orders", an_order(who), key="once").status) == (4, 201)


def test_a_database_that_does_not_answer_is_told_as_such_and_may_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nurse = caller(northdown(), "nurse")

    def away(*_: object, **__: object) -> None:
        raise OperationalError("no answer")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
    answer = nurse.get("/people", q="Harker")
    assert (answer.status, answer.code) == (503, ApiReason.NOT_READY)
    assert answer.headers["Retry-After"] == "5"
