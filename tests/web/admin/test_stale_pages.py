"""Two administrators have the same page open: the second sees what the first changed, keeps what was typed, and sends
again."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from tests.situations import northdown
from tests.web.admin.test_admin_pages import FormReader
from tests.web.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def demo(settings: Any) -> None:
    """No second factor."""
    settings.DEMO_MODE = True


@dataclass(frozen=True)
class Case:
    """What the first changes, what the second typed meanwhile, and what the second is told: what, was, is."""

    first: dict[str, Any]
    second: dict[str, str]
    told: tuple[str, str, str]


CASES = {
    "user_edit": Case({"name": "Grace Cole"}, {"phone": "01632 960999"}, ("Name", "Grace Adeyemi", "Grace Cole")),
    "post_edit": Case({"on_call": ["yes"]}, {"from_on-year": "2024"}, ("On call", "No", "Yes")),
    "partner": Case({"phone": "01632 960777"}, {"ods_code": "RX9"}, ("Phone", "", "01632 960777")),
    "team": Case({"name": "Fens nurses"}, {"kind": "ward"}, ("Name", "Fens community", "Fens nurses")),
    "store": Case({"lines": "2 Dock Road"}, {"phone": "01632 960999"}, ("Address", "Therapy corridor", "2 Dock Road")),
    "product": Case({"price_pence": "1,234.50"}, {"crew": "2"}, ("Price when new", "", "1,234.50")),
    "van": Case({"capacity_kg": "901"}, {"registration": "AB12 CDE"}, ("Carries", "", "901")),
}


def row_of(county: County, page: str) -> Any:
    made = county.made
    match page:
        case "product":
            return "BED-010"
        case "partner":
            return county.scopes["nurse"].partner_id
        case "team":
            return made.teams["Fens community nursing"]
        case "store":
            return made.depots[HOSPITAL_STORE]
        case "van":
            return made.vans["Van 1"]
        case _:
            return county.users["nurse"]


def values_of(html: str) -> dict[str, Any]:
    reader = FormReader()
    reader.feed(html)
    return reader.values


def shown(client: Client, where: str) -> dict[str, Any]:
    return values_of(client.get(where).content.decode())


@pytest.mark.parametrize("page", CASES)
def test_a_stale_page_says_what_changed_by_whom_and_keeps_what_was_typed(page: str) -> None:
    county, case = northdown(), CASES[page]
    admin = signed_in(county, "admin")
    where = reverse(f"admin:{page}", args=[row_of(county, page)])
    one, two = shown(admin, where), shown(admin, where)
    assert admin.post(where, one | case.first).status_code == 302
    stale = admin.post(where, two | case.second)
    html = stale.content.decode()
    assert stale.status_code == 409
    notice = html.split('class="hr-changes"')[1].split("</ul>")[0]
    assert notice.count("<li>") == 1
    assert all(word in notice for word in (*case.told, "Nadia Hussain, "))
    again = values_of(html)
    assert {name: again.get(name) for name in case.second} == case.second
    assert {name: again.get(name) for name in case.first} == case.first, "What was not touched follows the first."
    assert admin.post(where, again).status_code == 302
    kept = shown(admin, where)
    assert {name: kept.get(name) for name in case.first | case.second} == case.first | case.second


def test_what_was_tampered_with_tells_of_no_change_but_is_still_stale() -> None:
    county = northdown()
    admin = signed_in(county, "admin")
    where = reverse("admin:van", args=[row_of(county, "van")])
    for was in ("", "{", "[1]", '{"name": 7}'):
        answer = admin.post(where, shown(admin, where) | {"was": was, "seen_version": "x", "capacity_l": "5"})
        assert answer.status_code == 409, was
