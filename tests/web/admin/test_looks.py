"""The administrators' pages in the real browser, on a phone and on a desk: no violation of axe, nothing wider than the
screen; a wrong form, a stale page and a parked row among them.

Refuses pixels."""

from datetime import timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from handrail.core.clock import now
from handrail.identity.rules import TokenWanted
from handrail.intake.models import ImportRow
from handrail.intake.rules.reading import guess_mapping
from handrail.intake.states import FileKind
from handrail.jobs.work import work_once
from handrail.simulation.set_up import County
from handrail.usecases.edit_tokens import offer_token
from handrail.usecases.edit_users import UserChange, change_user
from handrail.usecases.keep_imports import ImportStart, start_import
from tests.looks import fits_phone_and_desk, route_of
from tests.ordering import seen_by
from tests.situations import call_as
from tests.usecases.test_import_file import PEOPLE, person, received
from tests.web.pages import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAIN = (
    "home", "partners", "partner_new", "teams", "team_new", "stores", "store_new", "vans", "van_new", "users",
    "user_new", "contract", "upload", "questions", "products", "product_new", "tokens", "token_new", "imports",
    "import_new", "audit",
)  # fmt: skip
ABOUT = (
    "data", "data_new", "partner", "user", "user_edit", "user_welcome", "post_edit", "account_move", "import_file",
    "import_parked", "import_row",
)  # fmt: skip
LOOKED_AT = frozenset({*(f"admin:{name}" for name in (*PLAIN, *ABOUT)), "mfa_index"})
DATA = ("code", "calendar", "speed", "price", "term", "authority")


def opened(browser: Browser, live_server: Any, county: County, who: str) -> Page:
    made = browser.new_context(bypass_csp=True)
    cookies = signed_in(county, who).cookies
    made.add_cookies([{"name": name, "value": c.value, "url": live_server.url} for name, c in cookies.items()])
    return made.new_page()


def parked_rows(county: County) -> UUID:
    """A file of which one row came in and one waits to be mended."""
    file = received(county, PEOPLE + person(0) + person(1, born="31/02/1943"))
    mapping = guess_mapping(FileKind.PEOPLE, file.headers)
    start_import(
        call_as(county.scopes["admin"]), request=ImportStart(file.file_id, mapping, dry_run=False, park_bad=True)
    )
    assert work_once(now())
    return file.file_id


def test_the_pages_of_administrators_fit_and_are_accessible(browser: Browser, live_server: Any, county: County) -> None:
    file_id = parked_rows(county)
    with seen_by(county, "admin"):
        row_id = ImportRow.objects.values_list("id", flat=True).get()
    nurse = county.users["nurse"]
    pages = [
        *((f"admin:{name}", ()) for name in PLAIN),
        *(("admin:data", (kind,)) for kind in DATA),
        *(("admin:data_new", (kind,)) for kind in DATA),
        ("admin:partner", (county.scopes["nurse"].partner_id,)),
        ("admin:user", (nurse,)),
        ("admin:user_edit", (nurse,)),
        ("admin:user_welcome", (nurse,)),
        ("admin:post_edit", (nurse,)),
        ("admin:account_move", (nurse, "suspend")),
        ("admin:import_file", (file_id,)),
        ("admin:import_parked", (file_id,)),
        ("admin:import_row", (row_id,)),
        ("mfa_index", ()),
    ]
    admin, seen = opened(browser, live_server, county, "admin"), set()
    for name, args in pages:
        admin.goto(live_server.url + reverse(name, args=args), wait_until="load")
        route = route_of(admin)
        shown = f"{name}-{args[-1]}" if args and isinstance(args[-1], str) else name
        # The six kinds of data share two templates: only their words differ.
        fits_phone_and_desk(admin, shown, colours=route not in seen)
        seen.add(route)
    assert seen == LOOKED_AT


def test_wrong_and_stale_forms_and_keys_fit_and_are_accessible(
    browser: Browser, live_server: Any, county: County
) -> None:
    admin = opened(browser, live_server, county, "admin")
    admin.goto(live_server.url + reverse("admin:user_new"))
    admin.get_by_role("button", name="Save").click()
    admin.wait_for_load_state("networkidle")
    fits_phone_and_desk(admin, "user_new-wrong")
    admin.goto(live_server.url + reverse("admin:upload") + "?what=questions")
    shipped = (files("handrail.core") / "data/reference/question_sets.csv").read_text("utf-8").splitlines()
    fewer = "\n".join(shipped[:2] + shipped[3:]).replace("What does the person weigh?", "How heavy are they?")
    file: Any = {"name": "question_sets.csv", "mimeType": "text/csv", "buffer": fewer.encode()}
    admin.get_by_label("File", exact=True).set_input_files(file)
    admin.get_by_role("button", name="Upload it").click()
    admin.get_by_role("button", name="Change the questions").wait_for()
    fits_phone_and_desk(admin, "upload-questions")
    admin.goto(live_server.url + reverse("admin:user_edit", args=[county.users["nurse"]]))
    change = UserChange(county.users["nurse"], "Grace Cole", "", "", True)
    change_user(call_as(county.scopes["admin"]), request=change)
    admin.get_by_label("Phone").fill("01632 960999")
    admin.get_by_role("button", name="Save").click()
    admin.get_by_text("This changed while your page was open").wait_for()
    fits_phone_and_desk(admin, "user_edit-stale")
    wanted = TokenWanted("Case system", county.users["nurse"], ("people:read",), now() + timedelta(days=9))
    offer_token(call_as(county.scopes["admin"]), request=wanted)
    nurse = opened(browser, live_server, county, "nurse")
    nurse.goto(live_server.url + reverse("keys"))
    fits_phone_and_desk(nurse, "keys")
    nurse.get_by_role("link", name="Case system").click()
    fits_phone_and_desk(nurse, "key")
    nurse.get_by_role("button", name="Take the key").click()
    nurse.get_by_text("copy the key now").first.wait_for()
    fits_phone_and_desk(nurse, "key-taken")
