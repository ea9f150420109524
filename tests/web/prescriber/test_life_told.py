"""An order's own page tells of a new day of going home and of a stay in hospital, and what became of its promises."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from handrail.orders.rules.facts import Discharge
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.place_order import place_order
from handrail.usecases.record_life_event import record_life_event
from tests.ordering import lines, order_for, placed, someone
from tests.situations import call_as
from tests.visiting import visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
GOES_HOME, LATER = date(2026, 3, 5), date(2026, 3, 9)


def test_a_new_day_of_going_home_is_told_with_the_old_promise_and_beside_the_check(county: County) -> None:
    who = someone(county)
    wanted = order_for(county, who, *lines("WLK-010"))
    order = replace(wanted.order, discharge=Discharge("Ward 7", GOES_HOME, "p1"))
    made = place_order(call_as(county.scopes["nurse"]), request=replace(wanted, order=order))
    client, address = signed_in(county, "nurse"), reverse("prescriber:order", args=[made.order_id])
    before = client.get(address).content.decode()
    assert "after they go home on Thursday 5 March 2026" in before
    assert "New day of going home" not in before
    event = LifeEventWanted(who.id, LifeEventKind.DISCHARGE_DATE, on=LATER, told_by="Ward 7")
    record_life_event(call_as(county.scopes["desk"]), request=event)
    page = client.get(address).content.decode()
    assert "New day of going home: Monday 9 March 2026" in page
    assert "It was Thursday 5 March 2026" in page
    assert ": was promised by 10 Mar 2026" in page
    assert "Since then the day of going home is Monday 9 March 2026" in page


def test_while_they_are_in_hospital_the_promise_stands_and_slots_are_offered_from_their_return(county: County) -> None:
    """Given a delivery promised before somebody comes back from hospital, then the order, the visit and its booking
    say that the promise stands; times before the return are marked, and there are times after it."""
    who = someone(county)
    made = placed(county, who, *lines("WLK-010"))
    (visit_id,) = made.visit_ids
    due_at = visit_row(county, visit_id).due_at
    assert due_at
    back = due_at.date() + timedelta(days=20)
    event = LifeEventWanted(
        who.id, LifeEventKind.ADMISSION, on=date(2026, 3, 3), told_by="Ward 7", home_again_on=back
    )  # fmt: skip
    record_life_event(call_as(county.scopes["desk"]), request=event)
    client, stands = signed_in(county, "desk"), "The promise stands while they are in hospital"
    pages = (
        reverse("prescriber:order", args=[made.order_id]),
        reverse("controller:visit", args=[visit_id]),
        reverse("controller:book_visits", args=[visit_id]),
    )
    shown = [client.get(address).content.decode() for address in pages]
    assert [stands in page for page in shown] == [True, True, True]
    offered = re.findall(r'<option value="([0-9-]{10})T[^"]*"[^>]*>([^<]*)<', shown[-1])
    away = {on for on, words in offered if "(in hospital)" in words}
    home = {on for on, words in offered if "(in hospital)" not in words}
    assert away
    assert min(home) == back.isoformat() > max(away)
