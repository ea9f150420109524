"""What a crew leaves although the answers say that it is not safe: asked about first, said in red afterwards, and seen
by those who answer for it."""

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from tests.situations import call_as
from tests.visiting import Stop, a_stop, handed, received, recorded, scanned, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

GAP = "What is the widest gap between the bars of a rail? 200 mm"
LOCK = "Do both rails lock, and stay locked when pulled hard? no"
UNSAFE = {"gap_between_bars_mm": "200", "rails_lock": "no"}


def told(stop: Stop, **also: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(fresh_id()), "do": "record", "scanned": scanned(stop, *stop.numbers),
        "received_by": "Ivy Harker", "demonstrated": "YES", **also,
    }  # fmt: skip


SAFE = {
    "gap_between_bars_mm": "100", "gap_under_rail_mm": "90", "gap_head_end_mm": "50", "gap_foot_end_mm": "50",
    "rail_above_mattress_mm": "230", "side_gap_pressed": "no", "rails_lock": "yes", "shown_at_delivery": "yes",
}  # fmt: skip


def answers(**instead: str) -> dict[str, str]:
    """Safe answers to all that is asked, with these instead."""
    return {f"q_{code}": answer for code, answer in {**SAFE, **instead}.items()}


def named(html: str) -> str:
    """What the page says is not safe, as it sends it back with the tick."""
    return unescape(html.split('name="unsafe_named" value="')[1].split('"')[0])


def test_what_is_not_safe_is_asked_about_before_and_said_in_red_after(county: County) -> None:
    stop = a_stop(county, "BDA-010", by="therapist")
    client = signed_in(county, "driver")
    url = reverse("driver:complete_visit", args=[stop.visit_id])
    sent = told(stop, **answers(**UNSAFE))
    asked = client.post(url, sent)
    html = asked.content.decode()
    assert asked.status_code == 422, html
    assert 'name="leave_unsafe"' in html
    for said in ("The answers say that this is not safe: Bed rails", GAP, LOCK, "Do not leave it like this", "ring"):
        assert said in html, said
    assert visit_row(county, stop.visit_id).state == "RELEASED"
    tick = {"leave_unsafe": "on", "unsafe_named": named(html)}
    other = client.post(url, {**sent, **tick, "q_side_gap_pressed": "yes"})
    assert other.status_code == 422
    assert "a head could enter? yes" in other.content.decode()
    done = client.post(url, {**sent, **tick}, follow=True)
    shown = done.content.decode()
    assert visit_row(county, stop.visit_id).state == "COMPLETED"
    assert "hr-flash--error" in shown
    for said in ("Not safe where it stands", stop.numbers[0], GAP, LOCK, "ring the office on 01632"):
        assert said in shown, said


def test_a_double_tap_says_it_in_red_too(county: County) -> None:
    stop = a_stop(county, "BDA-010", by="therapist")
    client = signed_in(county, "driver")
    url = reverse("driver:complete_visit", args=[stop.visit_id])
    sent = told(stop, **answers(**UNSAFE), leave_unsafe="on")
    sent["unsafe_named"] = named(client.post(url, sent).content.decode())
    assert client.post(url, sent).status_code == 302
    client.get(reverse("driver:run"))
    assert "Not safe where it stands" in client.post(url, sent, follow=True).content.decode()


def test_safe_answers_ask_for_no_tick(county: County) -> None:
    stop = a_stop(county, "BDA-010", by="therapist")
    client = signed_in(county, "driver")
    url = reverse("driver:complete_visit", args=[stop.visit_id])
    assert "leave_unsafe" not in client.get(url).content.decode()
    done = client.post(url, told(stop, **answers()), follow=True).content.decode()
    assert visit_row(county, stop.visit_id).state == "COMPLETED"
    assert "hr-flash--error" not in done


def test_the_person_and_whoever_ordered_it_are_warned_until_it_is_settled(county: County) -> None:
    stop = a_stop(county, "BDA-010", by="therapist")
    done = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), answers=UNSAFE)
    person, home = reverse("person:person", args=[stop.who.id]), reverse("prescriber:home")
    client = signed_in(county, "therapist")
    for page in (person, home):
        html = client.get(page).content.decode()
        assert "Not safe where it stands" in html, page
        assert stop.numbers[0] in html, page
        assert GAP in html, page
    assert reverse("prescriber:order", args=[stop.order.order_id]) in client.get(home).content.decode()
    assert "Not safe where it stands" not in signed_in(county, "nurse").get(home).content.decode()
    settled = Settled(tuple(found.discrepancy_id for found in done.found), "Other rails were brought")
    settle_discrepancy(call_as(county.scopes["desk"]), request=settled)
    for page in (person, home):
        assert "Not safe where it stands" not in client.get(page).content.decode(), page
