"""Who may call: valid tokens, within their scopes, as their user, so often a minute; everything else is a problem."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from handrail.api.rest.scopes import OPERATIONS
from handrail.api.rest.service import description
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.models import Audit, AuditSubject
from handrail.identity.api_scopes import ApiScope
from handrail.identity.calls import reading
from handrail.identity.models import ApiToken, User
from handrail.identity.queries.audit import AuditFilters, audit_log
from handrail.identity.roles import PERMISSIONS, Role
from handrail.usecases.edit_tokens import revoke_token
from handrail.usecases.recall_stock import ToRecall, recall_stock
from tests.api.api_calls import ROOT, Caller, caller, token_of
from tests.ordering import lines, placed, seen_by, someone, statements
from tests.situations import another_county, call_as, northdown
from tests.specials.specialling import asked_for
from tests.stock_situations import goods

pytestmark = pytest.mark.django_db


def test_without_a_valid_token_nothing_is_answered() -> None:
    for authorization in (None, "", "Bearer", "Bearer x", "Basic YTpi", "Token hr_1", "Bearer \x7f"):
        headers = {} if authorization is None else {"authorization": authorization}
        answer = Client().get(f"{ROOT}/me", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["code"] == "NOT_SIGNED_IN"


def test_a_revoked_and_an_expired_token_open_nothing(clock: time_machine.Traveller) -> None:
    county = northdown()
    revoked, expired = caller(county, "depot"), caller(county, "nurse")
    with reading(county.scopes["admin"]):
        (token_id,) = ApiToken.objects.filter(name="Tests of depot").values_list("id", flat=True)
    revoke_token(call_as(county.scopes["admin"]), request=token_id)
    assert revoked.get("/me").status == 401
    assert expired.get("/me").status == 200
    clock.shift(timedelta(days=31))
    assert expired.get("/me").status == 401


def test_it_says_whom_it_stands_for() -> None:
    county = northdown()
    told = caller(county, "depot", ["stock:read"]).get("/me").body
    assert (told["user_name"], told["scopes"], told["roles"]) == ("Karen Boyle", ["stock:read"], ["DEPOT"])
    assert told["contract_id"] == str(county.made.contract_id)


def test_a_missing_scope_and_a_missing_permission_are_told_apart() -> None:
    county = northdown()
    no_scope = caller(county, "nurse", ["people:read"]).get("/orders")
    assert (no_scope.status, no_scope.code) == (403, "SCOPE_MISSING")
    assert no_scope.body["faults"][0]["params"] == {"scope": "orders:read"}
    no_permission = caller(county, "depot").get("/people", q="Harker")
    assert (no_permission.status, no_permission.code) == (403, "NOT_ALLOWED")
    no_right_to_write = caller(county, "driver").post("/runs", _run(county))
    assert (no_right_to_write.status, no_right_to_write.code) == (403, "NOT_ALLOWED")


def _run(county: object) -> dict[str, str]:
    return {"depot_id": str(fresh_id()), "van_id": str(fresh_id()), "on": "2026-03-04"}


def test_scope_is_asked_for_before_the_body_is_read() -> None:
    county = northdown()
    answer = caller(county, "desk", ["visits:read"]).post("/runs", {"nonsense": 1})
    assert answer.code == "SCOPE_MISSING"


def test_so_many_calls_a_minute(clock: time_machine.Traveller) -> None:
    clock.move_to(now().replace(second=20))
    sender = caller(northdown(), "depot", calls=2)
    assert [sender.get("/me").status for _ in range(3)] == [200, 200, 429]
    refused = sender.get("/me")
    assert (refused.code, refused.headers["Retry-After"]) == ("TOO_MANY_CALLS", "40")
    clock.shift(timedelta(seconds=41))
    assert sender.get("/me").status == 200


def test_what_belongs_to_another_contract_is_not_there() -> None:
    here, there = northdown(), another_county()
    who = someone(there)
    order = placed(there, who, *lines("TOI-030"))
    (number,) = goods(there, "BED-010")
    nurse, depot, desk = caller(here, "nurse"), caller(here, "depot"), caller(here, "desk")
    assert nurse.get(f"/people/{who.id}").status == 404
    assert nurse.get(f"/orders/{order.order_id}").status == 404
    assert desk.get(f"/visits/{order.visit_ids[0]}").status == 404
    assert depot.get(f"/assets/{number}").status == 404
    assert depot.get("/scan", code=number).body["items"][0]["kind"] == "UNKNOWN"
    assert nurse.get("/orders").body["items"] == []
    lines_there = [{"line_id": str(order.lines[0].line_id)}]
    assert depot.post("/allocations", {"lines": lines_there}).status == 404
    cancelled = nurse.post(
        "/order-lines/cancellations",
        {"line_ids": [str(order.lines[0].line_id)], "reason_code": "no_longer_needed"},
    )
    assert cancelled.status == 404


def test_each_look_at_a_person_is_audited() -> None:
    county = northdown()
    who = someone(county)
    shown = caller(county, "nurse").get(f"/people/{who.id}")
    assert shown.body["person"]["details"]["family_name"] == "Harker"
    with seen_by(county, "admin"):
        opened = AuditSubject.objects.filter(person_id=who.id, audit__event="PERSON_OPENED")
        assert opened.count() == 1


def test_what_is_done_by_token_says_so_in_the_log() -> None:
    """A write, and an opening: with the user's own name, and the token by which another system did it."""
    county = northdown()
    who = someone(county)
    nurse = caller(county, "nurse")
    assert nurse.get(f"/people/{who.id}").status == 200
    added = nurse.post(f"/people/{who.id}/addresses", {"address": {"lines": "2 Fen Road", "postcode": "CB1 0AG"}})
    assert added.status == 201
    placed(county, who, *lines("TOI-030"))
    with reading(county.scopes["admin"]):
        (token_id,) = ApiToken.objects.filter(name="Tests of nurse").values_list("id", flat=True)
        shown = {
            row.event: (row.actor, row.token) for row in audit_log(county.scopes["admin"], AuditFilters(), limit=4)
        }
        by_token = audit_log(county.scopes["admin"], AuditFilters(token_only=True), limit=9)
        ids = set(Audit.objects.filter(token_id__isnull=False).values_list("token_id", flat=True))
    assert shown["PERSON_OPENED"] == shown["ADDRESS_ADDED"] == ("Grace Adeyemi", "Tests of nurse")
    assert shown["ORDER_PLACED"] == ("Grace Adeyemi", "")
    assert {row.event for row in by_token} == {"PERSON_OPENED", "ADDRESS_ADDED"}
    assert ids == {token_id}


def test_an_answer_about_one_person_is_audited_and_a_list_is_not() -> None:
    """Their order, their visit, and what is asked for by their id: each tells what is on the record."""
    county = northdown()
    who = someone(county)
    order = placed(county, who, *lines("TOI-030"))
    nurse, desk = caller(county, "nurse"), caller(county, "desk")
    looks = [
        (nurse, f"/orders/{order.order_id}"),
        (nurse, f"/orders?person_id={who.id}"),
        (desk, f"/visits/{order.visit_ids[0]}"),
        (desk, f"/visits?person_id={who.id}"),
    ]
    for number, (look, address) in enumerate(looks, 1):
        assert look.get(address).status == 200
        with seen_by(county, "admin"):
            found = AuditSubject.objects.filter(person_id=who.id, audit__event="PERSON_OPENED")
            assert found.count() == number, address
    for listed in ("/orders", f"/loans?person_id={fresh_id()}"):
        assert nurse.get(listed).status == 200
    with seen_by(county, "admin"):
        assert AuditSubject.objects.filter(audit__event="PERSON_OPENED").count() == len(looks)


def test_every_operation_is_in_the_table_and_every_scope_is_used() -> None:
    described = {
        operation["operationId"]: operation for path in description()["paths"].values() for operation in path.values()
    }
    assert set(described) == set(OPERATIONS)
    assert {scope for scope, _ in OPERATIONS.values() if scope} == set(ApiScope)
    for name, operation in described.items():
        scope = OPERATIONS[name][0]
        assert operation["x-scope"] == (scope.value if scope else None)
        assert {"400", "401", "403", "404", "409", "422", "429", "503"} <= {
            str(status) for status in operation["responses"]
        }
        assert operation["summary"]
        assert operation["description"]
        assert operation["security"]


def test_every_role_gets_an_answer_without_failure_from_every_read() -> None:
    county = northdown()
    who = someone(county)
    order = placed(county, who, *lines("BED-010"))
    goods(county, "BED-010")
    first = {role: next(key for key, scope in county.scopes.items() if role in scope.roles) for role in PERMISSIONS}
    recalled = ToRecall("BED-010", "NatPSA/2026/001", "Legs may break")
    names = {
        "recall_id": recall_stock(call_as(county.scopes["depot"]), request=recalled).recall_id,
        "order_id": order.order_id, "person_id": who.id, "visit_id": order.visit_ids[0], "run_id": fresh_id(),
        "draft_id": fresh_id(), "attachment_id": fresh_id(), "special_id": asked_for(county).special_id,
        "number": "HR1", "place_id": fresh_id(), "list_name": "cancel_order",
    }  # fmt: skip
    query = {"q": "Harker", "code": "BED-010", "product": "BED-010"}
    paths = [path for path, methods in description()["paths"].items() if "get" in methods]
    # No token acts as the service itself.
    for role in set(Role) - {Role.SYSTEM}:
        sender = Caller(token_of(county, first[role]))
        for path in paths:
            answer = sender.get(path.removeprefix(ROOT).format(**names), **query)
            assert answer.status in (200, 403, 404), (role, path, answer.body)


def test_a_session_opens_nothing_and_costs_nothing() -> None:
    county = northdown()
    client = Client()
    client.force_login(User.objects.get(pk=county.users["nurse"]))
    with statements() as made:
        answer = client.get(f"{ROOT}/orders")
    assert answer.status_code == 401
    assert made == []
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"]
