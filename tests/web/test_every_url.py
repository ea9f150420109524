"""Every address of the site, walked by everybody: opened by those who may, refused to all others, never an error."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django.fixtures import Settings

from handrail.identity.roles import Permission, Role
from handrail.web.shared.registry import Route, routes
from handrail.web.shared.views import Openness
from tests.full_county import CREW, full_county
from tests.situations import northdown
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

# One member of staff for each role, who has no other.
STAFF = {
    Role.PRESCRIBER: "nurse",
    Role.AUTHORISER: "manager",
    Role.DEPOT: "depot",
    Role.DRIVER: "driver",
    Role.CONTROLLER: "desk",
    Role.COMMISSIONER: "commissioner",
    Role.POOL_MANAGER: "money",
    Role.PROVIDER_MANAGER: "provider",
    Role.RETAILER: "shop",
    Role.ADMINISTRATOR: "admin",
}
# What its permission opens, and the thing itself does not: why.
CLOSED_TO = {
    ("controller:picture", Role.DRIVER): "a crew sees the pictures of its own visits",
    ("controller:end_lent", Role.DEPOT): "the depot settles what it finds, but opens no record of a person",
    ("authoriser:release", Role.PRESCRIBER): "a colleague decides only what a colleague may",
    **{
        (f"prescriber:{name}", Role.CONTROLLER): "a draft is for its writer and their team"
        for name in ("draft", "review_order", "drop_draft")
    },
}
SAMPLES = {"int": "1", "str": "x", "label": "x", "slug": "x", "path": "x"}


@pytest.fixture(autouse=True)
def demo_mode(settings: Settings, tmp_path: Path) -> None:
    """Outside it everybody is led to set up a second factor first."""
    settings.DEMO_MODE = True
    settings.MEDIA_ROOT = tmp_path


def address(route: Route) -> str:
    """The route with something made up in place of its arguments."""
    return "/" + re.sub(r"<(\w+):\w+>|<\w+>", lambda found: _sample(found[1]), route.pattern)


def _sample(kind: str | None) -> str:
    return str(uuid4()) if kind == "uuid" else SAMPLES[kind or "str"]


def permitted() -> Iterator[Route]:
    """The routes that ask for a permission."""
    yield from (r for r in routes() if r.access and r.access.openness is Openness.PERMITTED)


def asked(client: Client, route: Route) -> int:
    """The status of the page, asked for in the way that it is meant to be."""
    assert route.access
    where = address(route)
    response = client.get(where) if "GET" in route.access.methods else client.post(where)
    return response.status_code


def test_every_address_says_whom_it_is_for() -> None:
    assert [route.pattern for route in routes() if route.access is None] == []


def test_nobody_gets_in_without_signing_in() -> None:
    client = Client()
    wrong = [r.pattern for r in permitted() if asked(client, r) not in (302, 403, 405)]
    assert wrong == []


@pytest.mark.parametrize("role", list(STAFF))
def test_each_role_opens_what_it_may_and_nothing_else(role: Role) -> None:
    county = northdown()
    scope = county.scopes[STAFF[role]]
    client = signed_in(county, STAFF[role])
    wrong: dict[str, int] = {}
    for route in permitted():
        assert route.access
        status = asked(client, route)
        may = bool(route.access.permissions & scope.permissions)
        has_arguments = "<" in route.pattern
        fine = {200, 302, 404, 409, 422} if has_arguments or "GET" not in route.access.methods else {200, 302}
        if status not in (fine if may else {403}):
            wrong[route.pattern] = status
    assert wrong == {}


@pytest.mark.parametrize("role", list(STAFF))
def test_no_page_answers_a_method_it_does_not_know(role: Role) -> None:
    county = northdown()
    client = signed_in(county, STAFF[role])
    wrong = [r.pattern for r in permitted() if client.delete(address(r)).status_code not in (403, 405)]
    assert wrong == []


def dead_ends(html: str, permissions: frozenset[Permission], known: dict[str, Route]) -> set[str]:
    """The pages that links of this page lead to, and whoever reads it may not open."""
    found = set()
    for href in re.findall(r'<a\b[^>]*href="(/[^"?#]*)', html):
        try:
            name = resolve(href).view_name
        except Resolver404:
            continue
        access = known[name].access if name in known else None
        if access and not access.permissions & permissions:
            found.add(name)
    return found


def test_each_page_about_a_thing_is_opened_by_those_who_may_and_leads_nowhere_closed() -> None:
    full = full_county(northdown())
    about = [r for r in permitted() if r.access and "GET" in r.access.methods and "<" in r.pattern]
    wrong: dict[tuple[str, str], int] = {}
    opened: set[str] = set()
    closed: dict[tuple[str, str], set[str]] = {}
    known = {route.name: route for route in permitted()}
    for role, who in {**STAFF, Role.DRIVER: CREW}.items():
        client = signed_in(full.county, who)
        client.raise_request_exception = False
        # Refusals are the same for made-up ids, which the walk above has.
        for route in about:
            if route.access and route.access.permissions & full.county.scopes[who].permissions:
                answer = client.get(full.address(route))
                status = answer.status_code
                if status == 200:
                    opened.add(route.name)
                    html = "" if answer.streaming else answer.content.decode(errors="replace")
                    if dead := dead_ends(html, full.county.scopes[who].permissions, known):
                        closed[route.name, role] = dead
                if status not in {200, 302} and (route.name, role) not in CLOSED_TO:
                    wrong[route.name, role] = status
    assert wrong == {}
    assert closed == {}
    # The review of a basket that is not ready leads back to it; its page is looked at by the tests of ordering. What a
    # product's label opens leads to the product's page.
    assert {route.name for route in about} - opened == {"prescriber:review_order", "asset:labelled_product"}
