"""Every operation, called with a token that may do all but what it needs, and by whoever may not work here any more."""

import re

import pytest
from django.db import connection
from django.test import Client

from handrail.api.rest.scopes import OPERATIONS
from handrail.api.rest.service import description
from handrail.core.ids import fresh_id
from handrail.identity.api_scopes import ApiScope
from handrail.identity.calls import reading
from handrail.identity.states import AccountEvent
from handrail.simulation.set_up import County
from handrail.usecases.edit_users import AccountMove, UserChange, change_user, move_account
from tests.api.api_calls import caller, token_of
from tests.situations import call_as, northdown

pytestmark = pytest.mark.django_db


def operations() -> list[tuple[str, str, str]]:
    """The name, method and address of each operation, with ids of nothing."""
    return [
        (str(operation["operationId"]), method, re.sub(r"{\w+}", str(fresh_id()), path))
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    ]


def audited(county: County) -> int:
    with reading(county.scopes["admin"]), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_audit")
        return int(cursor.fetchone()[0])


def test_each_operation_asks_for_its_own_scope_before_it_looks_at_anything() -> None:
    county, client = northdown(), Client()
    keys = {scope: token_of(county, "nurse", [one for one in ApiScope if one is not scope]) for scope in ApiScope}
    before = audited(county)
    for name, method, path in operations():
        scope = OPERATIONS[name][0]
        if scope is None:
            continue
        headers = {"authorization": f"Bearer {keys[scope]}"}
        answer = client.generic(method.upper(), path, b"{}", content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "SCOPE_MISSING"), name
    assert audited(county) == before


@pytest.mark.parametrize("how", ["suspended", "switched off"])
def test_the_token_of_who_may_not_work_here_any_more_opens_nothing(how: str) -> None:
    county = northdown()
    user_id, admin, nurse = county.users["nurse"], call_as(county.scopes["admin"]), caller(county, "nurse")
    assert nurse.get("/me").status == 200
    if how == "suspended":
        move_account(admin, request=AccountMove(user_id, AccountEvent.SUSPEND, "Under enquiry"))
    else:
        change_user(admin, request=UserChange(user_id, "Grace Adeyemi", "", "", is_active=False))
    assert nurse.get("/me").status == 401
    assert nurse.post("/drafts", {"person_id": str(fresh_id()), "content": {}}).status == 401
