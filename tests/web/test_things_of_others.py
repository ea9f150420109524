"""Every page, asked for with the ids of what is not theirs by those of another contract, and by a partner that sees its
own people only: they learn no name. The second asks in every role there is, and for every list and its file too."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from handrail.core.ids import fresh_id
from handrail.identity.calls import reading
from handrail.identity.roles import Role
from handrail.web.shared.registry import Route
from tests.core.test_hostile_application import change_by
from tests.full_county import full_county
from tests.situations import another_county, northdown
from tests.web.pages import signed_in
from tests.web.test_every_url import STAFF, permitted

pytestmark = pytest.mark.django_db

# Of people in the county and what is written of them; no member of staff and no street is called so.
NAMES = ("Harkers", "Olley", "Tuck", "Branch", "Ives", "Gone", "Sallow", "Salow", "Ivy Harker", "47K11")
DAYS_OF_BIRTH = ("9 May 1941", "1941-05-09", "09/05/1941")
# Each page carries tokens of a form drawn by chance; among thousands of them one spells a name of four letters.
TOKEN = re.compile(r"[A-Za-z0-9]{40,}")


@pytest.fixture(autouse=True)
def demo_mode(settings: Settings, tmp_path: Path) -> None:
    """Outside it everybody is led to set up a second factor first."""
    settings.DEMO_MODE = True
    settings.MEDIA_ROOT = tmp_path


def told(client: Client, addresses: Iterable[tuple[Route, str]]) -> dict[str, list[str]]:
    """What each address tells of people, where it tells anything."""
    found: dict[str, list[str]] = {}
    for route, address in addresses:
        assert route.access
        may_get = "GET" in route.access.methods
        response = client.get(address) if may_get else client.post(address, {"idempotency_key": str(fresh_id())})
        body = response.getvalue() if response.streaming else response.content
        text = TOKEN.sub("", body.decode(errors="replace"))
        known = [word for word in (*NAMES, *DAYS_OF_BIRTH) if word in text]
        if known:
            found[address] = known
    return found


def test_promise_7_another_contract_learns_nothing_and_leaves_no_trace() -> None:
    full, there = full_county(northdown()), another_county()
    about = [(route, full.address(route)) for route in permitted() if "<" in route.pattern]
    for who in STAFF.values():
        assert told(signed_in(there, who), about) == {}, who
    with reading(full.county.scopes["admin"]), connection.cursor() as cursor:
        staff = [there.users[who] for who in STAFF.values()]
        cursor.execute("SELECT count(*) FROM core_audit WHERE actor_id = ANY (%s)", [staff])
        assert cursor.fetchone() == (0,)


def test_promise_7_a_partner_that_sees_its_own_people_learns_nothing_of_others_in_any_role() -> None:
    full = full_county(northdown())
    scope = full.county.scopes["hospice"]
    roles = [role.value for role in Role if role is not Role.SYSTEM]
    everything = [(route, full.address(route)) for route in permitted()]
    lists = [(route, f"{address}?format=csv") for route, address in everything if "<" not in route.pattern]
    assert told(signed_in(full.county, "desk"), everything)
    with change_by(full.county.scopes["admin"], kept=True), connection.cursor() as cursor:
        cursor.execute("UPDATE identity_post SET roles = %s WHERE user_id = %s", [roles, scope.user_id])
        cursor.execute("DELETE FROM people_reach WHERE partner_id = %s", [scope.partner_id])
    assert told(signed_in(full.county, "hospice"), [*everything, *lists]) == {}
