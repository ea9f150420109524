"""The menu: what each role is offered."""

from uuid import UUID

import pytest

from handrail.identity.roles import PERMISSIONS, Role
from handrail.web.shared import navigation
from handrail.web.shared.navigation import AREAS, Area, area_for, areas_for, closest, navigation_for
from tests.web.shared.conftest import scope_of


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.role)
def test_a_role_may_open_every_entry_of_its_own_area(area: Area) -> None:
    assert [entry.label for entry in area.entries if entry.needs not in PERMISSIONS[area.role]] == []


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.role)
def test_a_served_area_serves_all_its_entries(area: Area) -> None:
    served = {entry.page: navigation.address_of(entry.page) for entry in area.entries if entry.page != area.home}
    own = {page for page in served if page.split(":")[0] == area.home.split(":")[0]}
    if navigation.address_of(area.home):
        assert [page for page in own if not served[page]] == []


def test_every_role_of_people_has_an_area() -> None:
    assert {area.role for area in AREAS} == set(Role) - {Role.SYSTEM}


def test_the_main_area_is_the_first_unless_another_was_chosen() -> None:
    scope = scope_of(Role.AUTHORISER, Role.PRESCRIBER, user_id=UUID(int=7))
    assert [area.role for area in areas_for(scope)] == [Role.PRESCRIBER, Role.AUTHORISER]
    chosen, not_held = area_for(scope, "AUTHORISER"), area_for(scope, "DEPOT")
    assert chosen is not None
    assert chosen.role is Role.AUTHORISER
    assert not_held is not None
    assert not_held.role is Role.PRESCRIBER


def test_the_entry_nearest_to_the_page_is_the_current_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "address_of", lambda page: f"/{page.replace(':', '/')}/")
    scope = scope_of(Role.DEPOT, user_id=UUID(int=7))
    area = area_for(scope)
    assert area is not None
    links = navigation_for(scope, area, "/depot/stock/ND-1/")
    assert [link.text for link in links if link.current] == ["Stock"]
    assert closest(["/a/", "/a/b/"], "/a/b/c/") == "/a/b/"


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/depot/", "Today"),
        ("/depot/clean/", "Workshop"),
        ("/depot/back-orders/", "Allocate"),
        ("/depot/runs/0195/load/", "Pick and load"),
        ("/depot/differences/", "Stock"),
        ("/depot/recalls/", "Recalls"),
        ("/a/A200001", "Stock"),
    ],
)
def test_the_menu_lights_the_page_that_one_is_on(path: str, label: str) -> None:
    scope = scope_of(Role.DEPOT, user_id=UUID(int=7))
    area = next(area for area in AREAS if area.role is Role.DEPOT)
    assert [link.text for link in navigation_for(scope, area, path) if link.current] == [label]
