"""The depot's pages say what happened in events, each once, and what is to be known before the work begins."""

from datetime import timedelta
from typing import Any

import time_machine
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Contamination
from handrail.stock.rules.care import InfectionRisk, Statement
from handrail.usecases.inspect import Inspected, inspect
from handrail.visits.rules.report import TakenAway
from tests.situations import call_as
from tests.stock_situations import booked_in, clean, columns, goods, inspected, main_depot, passed
from tests.visiting import a_stop, collection, recorded
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import html, send, text

BED, MATTRESS = "BED-010", "MAT-010"


def fetched(county: County, **said: Any) -> str:
    """A bed that a crew took along on Van 2; its number."""
    stop, _, visit_id = collection(county, BED)
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),), **said)
    return stop.numbers[0]


def test_the_story_is_told_in_events_each_once(signed_in: SignedIn, county: County) -> None:
    number = fetched(county)
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        booked_in(county, number)
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        clean(county, number)
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        passed(county, inspected(number), put_away=True)
        shown = html(signed_in("depot").get(f"/a/{number}"))
    story = shown.split("What happened to it")[1].split("About it")[0]
    for words in ("Goods in", "Kept for an order", "Picked", "Put on a van", "Handed over", "Collected from a home",
                  "Brought back to", "Cleaned", "Inspected: passed"):  # fmt: skip
        assert story.count(words) == 1, (words, story.count(words))
    for words in ("On order", ">Moved<", "With a person", "Passed, to put away", "To be cleaned", "On loan"):
        assert words not in story, words
    assert "Then: ready to issue" in story


def test_an_item_put_away_without_a_word_lies_on_its_products_shelf(signed_in: SignedIn, county: County) -> None:
    first, second = goods(county, BED), goods(county, BED)
    for (number,), shelf in ((first, "A7"), (second, "")):
        booked_in(county, number)
        clean(county, number)
        done = Inspected(main_depot(county), (inspected(number),), put_away=True, bin=shelf)
        inspect(call_as(county.scopes["depot"]), request=done)
    shown = html(signed_in("depot").get(f"/a/{second[0]}"))
    assert "A7" in shown.split("About it")[1]
    # What is done with something fit to go out is not, first of all, to set it apart.
    assert shown.index("Inspect and test") < shown.index("Set apart")


def test_a_pick_list_begins_at_its_top(signed_in: SignedIn, county: County) -> None:
    stop = a_stop(county, BED, loaded=False)
    shown = html(signed_in("depot").get(f"/depot/runs/{stop.run_id}/"))
    assert 'name="items"' in shown
    assert "autofocus" not in shown


def test_returns_show_what_is_expected_and_what_the_crew_said(signed_in: SignedIn, county: County) -> None:
    number = fetched(county, statement=Statement((), InfectionRisk.NO))
    client = signed_in("depot")
    shown = client.get("/depot/returns/")
    assert "To come off the vans: 1 item" in text(shown)
    assert number in html(shown).split('id="expected"')[1]
    assert "As the crew said at the door" in text(shown)
    van = str(county.made.vans["Van 2"])
    typed = {"place": str(main_depot(county)), "source": "van", "van": van, "items": number}
    more = send(client, "returns/", **typed, infection_risk="AS_SAID", precautions="Wear gloves")
    assert "You say more than the crew did" in text(more)
    assert "1 item booked in" in text(send(client, "returns/", **typed, infection_risk="AS_SAID"))
    assert columns(county.scopes["depot"], Contamination, "infection_risk") == ["NO"]
    assert columns(county.scopes["depot"], Asset, "place_id") == [main_depot(county)]


def test_where_no_crew_said_anything_nothing_is_taken_from_it(signed_in: SignedIn, county: County) -> None:
    fetched(county)
    shown = text(signed_in("depot").get("/depot/returns/"))
    assert "Nobody said" in shown
    assert "As the crew said at the door" not in shown


def test_a_dirty_item_is_cleaned_before_it_is_inspected(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    client = signed_in("depot")
    assert "Clean first" not in text(client.get("/depot/inspect/", {"code": number}))
    booked_in(county, number)
    shown = client.get("/depot/inspect/", {"code": number})
    assert f"Clean first: {number}." in text(shown)
    assert "What is wrong with it? (optional)" not in text(shown)


def test_things_cleaned_in_different_ways_are_said_and_led_apart(signed_in: SignedIn, county: County) -> None:
    numbers = [goods(county, code)[0] for code in (BED, "HST-010")]
    booked_in(county, *numbers)
    client = signed_in("depot")
    assert "cleaned in different ways" not in text(client.get("/depot/clean/", {"code": numbers[0]}))
    shown = client.get("/depot/clean/", {"code": numbers})
    assert "These are cleaned in different ways" in text(shown)
    for number in numbers:
        assert f'href="/depot/clean/?code={number}"' in html(shown)
    counted = client.get("/depot/clean/", {"code": [numbers[0], "BDA-020 x 3"]})
    assert 'href="/depot/clean/?code=BDA-020+x+3"' in html(counted)


def test_a_visit_that_is_done_says_so_and_keeps_the_numbers(signed_in: SignedIn, county: County) -> None:
    stop = a_stop(county, BED)
    page = reverse("controller:visit", args=[stop.visit_id])
    assert "What is to be done" in text(signed_in("desk").get(page))
    send_report(signed_in, stop.visit_id, stop.numbers[0])
    shown = text(signed_in("desk").get(page))
    assert "What was done" in shown
    assert "What is to be done" not in shown
    assert stop.numbers[0] in shown
    assert "Signed by Ivy Harker" in shown


def send_report(signed_in: SignedIn, visit_id: object, number: str) -> None:
    """The crew's page, scanned and recorded."""
    client, url = signed_in("driver"), reverse("driver:complete_visit", args=[visit_id])
    client.post(url, {"idempotency_key": "k", "scanned": "[]", "code": number})
    said = {"received_by": "Ivy Harker", "q_shown_at_delivery": "yes", "q_instructions_left": "yes"}
    sent = {
        "idempotency_key": str(fresh_id()),
        "do": "record",
        "scanned": f'["{number}"]',
        "signature": "Ivy Harker",
        **said,
    }
    done = client.post(url, sent)
    assert done.status_code == 302, done.content.decode()
