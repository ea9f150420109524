"""People's pages in the real browser, at the width of a phone and of a desk: no violation of axe, nothing too wide.

Refuses pixels: what a page looks like is for people to judge.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.rules.records import ContactDetails
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.add_address import AddressToAdd, add_address
from handrail.usecases.change_contact import ContactToChange, change_contact
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.tell_apart import PeopleToTellApart, tell_apart
from tests.looks import DESK, PHONE, TABLET, cuts_no_word, fits_phone_and_desk, route_of
from tests.persons import added, details, home
from tests.situations import call_as, northdown
from tests.visiting import a_stop, on_loan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "person", "change_person", "add_address", "change_contact", "change_notes", "record_need", "record_life_event",
    "join_people",
)  # fmt: skip

LOOKED_AT = frozenset(
    {
        *(f"person:{name}" for name in (*PAGES, "find", "add_person", "follow_ups", "duplicates", "kept_apart")),
        *("controller:call", "controller:answer_call"),
    }
)


def yesterday_morning() -> datetime:
    """A time at which a visit of that day can be booked, whatever the hour of the test."""
    day = now().astimezone(LONDON).date() - timedelta(days=1)
    return datetime(day.year, day.month, day.day, 10, tzinfo=LONDON)


def addresses(county: County) -> dict[str, str]:
    """A page of each kind, about someone whose record is full."""
    lent, _ = on_loan(county, "BED-010", "MAT-010")
    who = lent.who.id
    nurse = county.scopes["nurse"]
    notes = (
        NoteWanted("hazard_note", "dog_or_animal", "Ask for Rex to be shut in the kitchen"),
        NoteWanted("access_note", "key_safe", "Left of the door", "47K11"),
    )
    change_notes(call_as(nurse), request=NotesToChange(who, notes))
    helper = ContactDetails("Ivy Harker", "daughter", "+441632960001", is_main=True)
    change_contact(call_as(nurse), request=ContactToChange(who, details=helper))
    a_stop(county, "BDA-010", who=lent.who, van="Van 2", driver="driver2", released=False)
    other = added(county, details("Winifred", "Harkers"), home=home())
    far = home("CB2 1TN", lines="Bridge House", town="Godmanchester", kind="OTHER")
    add_address(call_as(nurse), request=AddressToAdd(who, far))
    cousin = added(county, details("Winifreda", "Harker"), home=home(town="")).person_id
    tell_apart(call_as(county.scopes["desk"]), request=PeopleToTellApart(who, cousin, "Cousins, asked both by phone"))
    today = now().astimezone(LONDON).date()
    gone = added(county, details("Walter", "Gray"), home=home("CB2 1TN"))
    record_life_event(
        call_as(county.scopes["desk"]), request=LifeEventWanted(gone.person_id, LifeEventKind.DEATH, today, "His wife")
    )
    of = {name: reverse(f"person:{name}", args=[who]) for name in PAGES}
    return {
        **of,
        "find": reverse("person:find") + "?q=winifred",
        "add_person": reverse("person:add_person"),
        "died": reverse("person:person", args=[gone.person_id]),
        "side_by_side": reverse("person:join_people", args=[who, other.person_id]),
        "kept_apart": reverse("person:kept_apart"),
        "told_apart": reverse("person:join_people", args=[who, cousin]),
        "follow_ups": reverse("person:follow_ups"),
        "duplicates": reverse("person:duplicates"),
        "call": reverse("controller:call") + "?q=harker",
        "answer_call": reverse("controller:answer_call", args=[who]),
    }


def test_pages_have_no_violation_and_fit(browser: Browser, live_server: Any, settings: LazySettings) -> None:
    settings.DEMO_MODE = True
    with time_machine.travel(yesterday_morning(), tick=False):
        county = northdown()
        asked = addresses(county)
    client = Client()
    desk = get_user_model().objects.get(pk=county.users["desk"])
    client.force_login(desk, backend="django.contrib.auth.backends.ModelBackend")
    context: BrowserContext = browser.new_context(bypass_csp=True)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    seen = set()
    for name, address in asked.items():
        page.goto(f"{live_server.url}{address}", wait_until="load")
        fits_phone_and_desk(page, name)
        if name == "person":
            cuts_no_word(page, PHONE, TABLET, DESK)
        seen.add(route_of(page))
    assert seen == LOOKED_AT
    context.close()
