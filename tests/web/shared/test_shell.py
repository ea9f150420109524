"""The frame and the conventions of views: who gets in, where they land, what they are told."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse

from handrail.core.csv_writing import plain_cell
from handrail.core.refusal import CallReason, refuse
from handrail.core.shipped import ATTRIBUTION, LICENCE_ADDRESS
from handrail.identity.roles import Permission, Role
from handrail.web.shared.listing import LAST_PAGE, cells, listing_of
from handrail.web.shared.middleware import page_of
from handrail.web.shared.registry import Route, routes
from handrail.web.shared.views import page
from tests.web.shared.conftest import OTHER_CONTRACT, SignIn, scope_of


def test_every_url_declares_who_may_open_it() -> None:
    assert [route for route in routes() if route.access is None] == []


@pytest.mark.parametrize("route", list(routes()), ids=lambda route: route.name)
def test_a_url_with_permission_names_one(route: Route) -> None:
    assert route.access is not None
    assert (route.access.openness == "PERMITTED") == bool(route.access.permissions)


def test_a_visitor_is_led_to_sign_in_and_back(client: Client, db: None) -> None:
    response = client.get("/working-as/?x=1")
    assert response.headers["Location"] == "/sign-in/?next=%2Fworking-as%2F%3Fx%3D1"
    posted = client.post("/working-as/", headers={"referer": "http://testserver/orders/7/?tab=2"})
    assert posted.headers["Location"] == "/sign-in/?next=%2Forders%2F7%2F%3Ftab%3D2%26not-recorded%3Dyes"
    part = client.get("/working-as/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/orders/"})
    assert part.headers["HX-Redirect"] == "/sign-in/?next=%2Forders%2F"


def test_what_was_sent_after_signing_out_is_said_not_to_be_recorded(client: Client, sign_in: SignIn) -> None:
    said = "what you sent was not recorded"
    posted = client.post("/working-as/", headers={"referer": "http://testserver/working-as/"})
    assert said in client.get(posted.headers["Location"]).content.decode()
    back = sign_in(Role.DEPOT)
    assert said in back.get("/working-as/?not-recorded=yes").content.decode()
    assert said not in back.get("/working-as/").content.decode()


def test_signing_out_after_a_session_ended_loses_nothing(sign_in: SignIn, clock: time_machine.Traveller) -> None:
    client = sign_in(Role.DEPOT)
    client.get("/working-as/")
    clock.shift(timedelta(minutes=31))
    page = {"referer": "http://testserver/working-as/"}
    assert client.post(reverse("account_logout"), headers=page).headers["Location"].endswith("working-as%2F")


@pytest.mark.parametrize("address", ["/sign-in/", "/gallery/", "/no/such/page/"])
@pytest.mark.usefixtures("demo_mode", "db")
def test_every_page_names_the_publishers_of_its_open_data(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    footer = re.sub(r"<[^>]+>", "", html.partition("<footer")[2])
    assert len(ATTRIBUTION) == 4
    assert [line for line in ATTRIBUTION if line not in footer] == []
    assert f'<a href="{LICENCE_ADDRESS}" rel="license">Open Government Licence v3.0</a>' in html


def test_nobody_is_led_back_to_another_site() -> None:
    request = RequestFactory().post("/x/", headers={"referer": "https://elsewhere.example/steal"})
    assert page_of(request) == "/"


def test_the_front_page_is_the_area_of_the_main_role(sign_in: SignIn) -> None:
    client = sign_in(Role.DEPOT)
    response = client.get("/", follow=True)
    assert response.status_code in (200, 404)
    assert client.get("/working-as/").status_code == 200


def test_a_user_without_a_post_is_told_so(sign_in: SignIn) -> None:
    response = sign_in().get("/")
    assert response.status_code == 403
    assert "You have no post in a contract today" in response.content.decode()


def test_the_choice_of_contract_and_area_holds(sign_in: SignIn) -> None:
    other = scope_of(Role.DEPOT, user_id=UUID(int=7), contract_id=OTHER_CONTRACT, contract="Southmoor")
    client = sign_in(Role.PRESCRIBER, Role.AUTHORISER, also=(other,))
    shown = client.get("/working-as/").content.decode()
    assert shown.count("hr-person-button__name") == 3
    client.post("/working-as/", {"contract_id": str(OTHER_CONTRACT), "role": "DEPOT"})
    assert "Southmoor" in client.get("/working-as/").content.decode()
    assert client.session["contract_id"] == str(OTHER_CONTRACT)
    client.post("/working-as/", {"contract_id": str(OTHER_CONTRACT), "role": "ADMINISTRATOR"})
    assert client.session["area"] == "DEPOT"


def test_an_idle_session_ends_and_leads_back(sign_in: SignIn, clock: time_machine.Traveller) -> None:
    client = sign_in(Role.PRESCRIBER)
    client.get("/working-as/")
    clock.shift(timedelta(minutes=29))
    assert client.get("/working-as/").status_code == 200
    clock.shift(timedelta(minutes=31))
    response = client.get("/working-as/")
    assert response.headers["Location"] == "/sign-in/?next=%2Fworking-as%2F"
    assert "You were signed out" in client.get(response.headers["Location"]).content.decode()
    assert events() == ["SIGNED_OUT"]


def test_a_page_that_renews_itself_keeps_no_session_alive(sign_in: SignIn, clock: time_machine.Traveller) -> None:
    client = sign_in(Role.CONTROLLER)
    client.get("/working-as/")
    clock.shift(timedelta(minutes=20))
    client.get("/working-as/", headers={"X-Handrail-Live": "yes"})
    clock.shift(timedelta(minutes=20))
    assert client.get("/working-as/").status_code == 302


def test_outside_demo_mode_a_second_factor_comes_first(client: Client, user: object, settings: LazySettings) -> None:
    settings.DEMO_MODE = False
    client.post("/sign-in/", {"login": "priya.nair@northdown.example", "password": "three random words"})
    response = client.get("/working-as/")
    assert response.headers["Location"] == "/second-factor/totp/activate/"
    asked = client.get("/second-factor/totp/activate/").headers["Location"]
    assert_framed(client.get(asked))
    shown = client.post(asked, {"password": "three random words"}, follow=True)
    assert_framed(shown)
    assert "Set up a second step" in shown.content.decode()
    assert "data:image/svg+xml" in shown.content.decode()


def test_signing_in_with_a_password_leads_back_and_is_audited(client: Client, user: object, demo_mode: None) -> None:
    sent = {"login": "Priya.Nair@northdown.example", "password": "three random words", "next": "/working-as/"}
    response = client.post("/sign-in/", sent)
    assert response.headers["Location"] == "/working-as/"
    client.post("/sign-out/")
    assert events() == ["SIGNED_IN", "SIGNED_OUT"]


def test_a_wrong_password_says_little_and_five_lock(client: Client, user: object, demo_mode: None) -> None:
    for _ in range(5):
        response = client.post("/sign-in/", {"login": "priya.nair@northdown.example", "password": "wrong"})
        assert "There is a problem" in response.content.decode()
        assert "<title>Error: Sign in" in response.content.decode()
    locked = client.post("/sign-in/", {"login": "priya.nair@northdown.example", "password": "three random words"})
    assert "_auth_user_id" not in client.session
    assert "Too many" in locked.content.decode()


def test_one_click_sign_in_exists_in_demo_mode_only(client: Client, user: object, settings: LazySettings) -> None:
    settings.DEMO_MODE = False
    address = f"/demo/sign-in/{UUID(int=7)}/"
    assert client.post(address).status_code == 404
    settings.DEMO_MODE = True
    assert client.get(address).status_code == 405
    assert client.post(address, {"next": "https://elsewhere.example/"}).headers["Location"] == "/"
    assert events() == ["SIGNED_IN"]
    assert client.post(f"/demo/sign-in/{UUID(int=8)}/").status_code == 404


def test_nobody_signs_up(client: Client, db: None) -> None:
    sent = {"email": "new@northdown.example", "password1": "three random words"}
    assert "You need an account from your administrator" in client.post("/sign-up/", sent).content.decode()


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/password/reset/", "/password/reset/sent/", "/password/reset/x-y/", "/sign-in/inactive/",
                "/sign-up/", "/sign-in/with/login/error/", "/sign-in/with/login/cancelled/"]
)  # fmt: skip
def test_the_pages_of_signing_in_are_in_our_frame(client: Client, db: None, address: str) -> None:
    assert_framed(client.get(address))


@pytest.mark.parametrize(
    "address", ["/password/", "/second-factor/", "/second-factor/totp/activate/", "/second-factor/webauthn/",
                "/second-factor/webauthn/add/", "/sign-in/again/", "/working-as/", "/sign-in/with/", "/sign-out/"]
)  # fmt: skip
def test_the_pages_of_an_account_are_in_our_frame(sign_in: SignIn, address: str) -> None:
    client = sign_in(Role.PRESCRIBER, Role.DEPOT)
    response = client.get(address, follow=True)
    assert_framed(response)
    assert "Priya Nair" in response.content.decode()


def assert_framed(response: Any) -> None:
    html = response.content.decode()
    assert response.status_code in (200, 401), response
    assert html.count("<h1") == 1
    assert "hr-header" in html
    assert "<title>" in html
    assert "Skip to main content" in html
    # The content security policy forbids what has no nonce, and styles inline altogether.
    assert not re.findall(r"<script(?![^>]*(?:src=|nonce=|application/json))", html)
    assert " style=" not in html
    assert " onclick=" not in html


def test_what_is_not_there_is_said_in_plain_words(client: Client, db: None) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "We cannot find this page" in response.content.decode()


def test_a_failure_says_so_without_the_database(client: Client) -> None:
    from handrail.web.shared.errors import server_error

    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Nothing you sent was half saved" in response.content.decode()


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (CallReason.NOT_FOUND, 404),
        (CallReason.NOT_ALLOWED, 403),
        (CallReason.STALE, 409),
        (CallReason.BUSY, 503),
    ],
)
def test_a_refusal_that_reaches_the_frame_becomes_a_page(sign_in: SignIn, code: CallReason, status: int) -> None:
    @page(Permission.SEE_ORDERS)
    def refusing(request: object) -> HttpResponse:
        raise refuse(code)

    assert answer_of(sign_in(Role.PRESCRIBER), refusing) == status


def test_a_page_is_closed_to_roles_without_its_permission(sign_in: SignIn) -> None:
    @page(Permission.ADMINISTER)
    def secret(request: object) -> HttpResponse:
        return HttpResponse("secret")

    assert answer_of(sign_in(Role.DRIVER), secret) == 403
    assert answer_of(sign_in(Role.ADMINISTRATOR), secret) == 200


def answer_of(client: Client, view: Callable[..., HttpResponseBase]) -> int:
    """The status with which a view answers, inside the whole site."""
    from django.test import override_settings
    from django.urls import path

    from handrail.config import urls

    class Site:
        urlpatterns = [path("trial/", view), *urls.urlpatterns]
        handler403, handler404 = urls.handler403, urls.handler404

    with override_settings(ROOT_URLCONF=Site):
        return client.get("/trial/").status_code


def test_a_live_part_that_did_not_change_costs_no_bytes(client: Client, demo_mode: None, db: None) -> None:
    first = client.get("/gallery/part/")
    again = client.get("/gallery/part/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_gallery_is_for_demo_mode_only(client: Client, settings: LazySettings, db: None) -> None:
    settings.DEMO_MODE = False
    assert client.get("/gallery/").status_code == 404
    settings.DEMO_MODE = True
    assert_framed(client.get("/gallery/"))
    assert_framed(client.get("/gallery/?wrong=yes"))


def test_a_list_reads_its_address_and_makes_the_next() -> None:
    request = RequestFactory().get("/orders/?sort=-due&page=2&state=late")
    listing = listing_of(request, sorts=("due", "person"), default="person", size=10)
    assert (listing.sort, listing.descending, listing.offset) == ("due", True, 10)
    assert listing.sorting().hrefs["due"] == "/orders/?sort=due&state=late"
    assert listing.sorting().hrefs["person"] == "/orders/?sort=person&state=late"
    assert listing.pager(shown=10, total=45).next_href == "/orders/?sort=-due&page=3&state=late"
    assert listing.pager(shown=5, total=15).next_href == ""
    assert listing.csv_href == "/orders/?sort=-due&state=late&format=csv"


def test_a_page_far_beyond_the_last_is_the_last_that_is_counted() -> None:
    request = RequestFactory().get("/orders/?page=" + "9" * 5000)
    assert listing_of(request, sorts=("due",), default="due").page == LAST_PAGE


@pytest.mark.parametrize("query", ["sort=price", "page=0", "page=-1", "page=x", "page=²", "sort=&page="])
def test_a_list_is_not_upset_by_a_strange_address(query: str) -> None:
    listing = listing_of(RequestFactory().get(f"/orders/?{query}"), sorts=("due",), default="-due")
    assert (listing.sort, listing.descending, listing.page) in {("due", True, 1)}


def events() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_scope(NULL, NULL, 'NONE', %s)", [UUID(int=7)])
        cursor.execute("SELECT event FROM core_audit WHERE actor_id = %s ORDER BY id", [UUID(int=7)])
        return [row[0] for row in cursor.fetchall()]


def test_times_in_a_file_are_londons() -> None:
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    row = [plain_cell(one) for one in cells("=1+1", 3, summer, None, UUID(int=1))]
    assert row == ["'=1+1", "3", "2026-07-01T23:30:00+01:00", "", str(UUID(int=1))]
