"""The desk's pages: the control room and its lists, a visit, booking, runs, next steps, asking for a visit."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from handrail.catalogue.reference.held import DataKind
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON
from handrail.loans.models import Loan
from handrail.orders.models import OrderLine
from handrail.orders.rules.promise import Expected
from handrail.partners.effective import TermRow
from handrail.simulation.set_up import County
from handrail.usecases.back_order_lines import BackOrder, back_order_lines
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.put_right import PutRight, put_right
from handrail.visits.models import Attachment, Run, Visit
from handrail.wording.shown import short_day
from tests.ordering import Someone, lines, placed, someone
from tests.persons import added, details, home
from tests.situations import another_county, call_as
from tests.stock_situations import at_most, columns
from tests.supplying import allocated, authorised
from tests.visiting import a_run, a_stop, booked, handed, on_loan, recorded, scanned, visit_row
from tests.web.pages import photo, signed_in

pytestmark = pytest.mark.django_db

LISTS = ["orders", "visits", "next_steps", "discrepancies", "items", "recorded_late"]


def key() -> dict[str, str]:
    return {"idempotency_key": str(fresh_id())}


def test_the_room_counts_what_is_open_in_few_statements(county: County) -> None:
    a_stop(county, "BED-010")
    placed(county, someone(county, name="Bert Olley"), *lines("MAT-010"))
    client = signed_in(county, "desk")
    client.get(reverse("controller:room"))
    with at_most(12):
        html = client.get(reverse("controller:room")).content.decode()
    assert "Visits not booked" in html
    assert "On the van" in html
    # What is past the time told may be "In time" in the bars beside it.
    assert "The bars go by what was promised" in html
    part = client.get(reverse("controller:room_part"))
    assert part.status_code == 200
    again = client.get(reverse("controller:room_part"), headers={"If-None-Match": part["ETag"]})
    assert again.status_code == 304


def told(stop: Any, *, ago: timedelta, **changed: str) -> dict[str, Any]:
    """The form in which the desk records this stop, as it happened so long ago."""
    at = (now() - ago).astimezone(LONDON)
    return {
        **key(), "do": "record", "scanned": scanned(stop, *stop.numbers), "received_by": "Ivy Harker",
        "demonstrated": "YES", "q_shown_at_delivery": "yes", "q_instructions_left": "yes",
        "happened_on-day": str(at.day), "happened_on-month": str(at.month),
        "happened_on-year": str(at.year), "happened_time": f"{at:%H:%M}", "why": "Sam's phone was flat", **changed,
    }  # fmt: skip


def test_the_desk_records_a_stop_that_its_crew_forgot(county: County) -> None:
    stop = a_stop(county, "MAT-010")
    address = reverse("controller:record_visit", args=[stop.visit_id])
    seen = reverse("controller:visit", args=[stop.visit_id])
    with time_machine.travel(now() + timedelta(hours=6), tick=False):
        client = signed_in(county, "desk")
        assert "Record it for the crew" in client.get(seen).content.decode()
        assert "At what time?" in client.get(address).content.decode()
        wanted = told(stop, ago=timedelta(hours=5))
        assert client.post(address, wanted).status_code == 302
        # The reply was lost and the button is pressed again.
        assert client.post(address, wanted).status_code == 302
        row = visit_row(county, stop.visit_id)
        assert (row.state, row.finished_at) == ("COMPLETED", now() - timedelta(hours=5))
        html = client.get(seen).content.decode()
        assert "Sam&#39;s phone was flat" in html
        assert "Recorded late, 5 hours afterwards" in html
        assert "Record it for the crew" not in html
        assert "Visit" in client.get(reverse("controller:recorded_late")).content.decode()


def test_what_the_desk_was_told_is_neither_to_come_nor_before_the_step_that_it_follows(county: County) -> None:
    stop = a_stop(county, "MAT-010")
    client = signed_in(county, "desk")
    address = reverse("controller:record_visit", args=[stop.visit_id])
    html = client.post(address, told(stop, ago=timedelta(minutes=-20), why="")).content.decode()
    assert "This time is still to come" in html
    assert "Say who told you, and why it was not recorded then" in html
    assert 'value="Ivy Harker"' in html
    html = client.post(address, told(stop, ago=timedelta(hours=5))).content.decode()
    assert re.search(r"The time must not be before “[^”]*” on [^<]*2026", html)
    assert visit_row(county, stop.visit_id).state == "RELEASED"


def test_the_room_shows_an_event_at_the_next_look(county: County) -> None:
    client = signed_in(county, "desk")
    before = client.get(reverse("controller:room_part"))
    placed(county, someone(county), *lines("MAT-010"))
    after = client.get(reverse("controller:room_part"), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_each_number_opens_its_list(county: County, name: str) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    recorded(county, stop.visit_id, handed_over=handed(stop.numbers[0], "UNKNOWN-1"), fail_code="no_answer")
    client = signed_in(county, "desk")
    url = reverse(f"controller:{name}")
    assert client.get(url).status_code == 200
    assert client.get(url, {"sort": "-due", "page": "2"}).status_code == 200
    csv = client.get(url, {"format": "csv"})
    assert csv.status_code == 200
    assert b"".join(csv.streaming_content).strip()  # type: ignore[attr-defined]
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("name", ["orders", "visits"])
def test_a_commissioner_sees_no_names(county: County, name: str) -> None:
    placed(county, someone(county), *lines("MAT-010"))
    html = signed_in(county, "commissioner").get(reverse(f"controller:{name}")).content.decode()
    assert "Harker" not in html
    assert signed_in(county, "desk").get(reverse(f"controller:{name}")).content.decode().count("Harker")


@pytest.mark.parametrize("who", ["driver", "depot", "hospice"])
def test_others_may_not_open_the_room(county: County, who: str) -> None:
    assert signed_in(county, who).get(reverse("controller:room")).status_code == 403


def test_a_visit_is_booked_onto_a_run(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-010"))
    run_id = a_run(county, days=1)
    client = signed_in(county, "desk")
    url = reverse("controller:book_visits", args=order.visit_ids)
    html = client.get(url).content.decode()
    assert "Wednesday 4 March 2026, midday to 4pm" in html
    assert "To ring" in html
    assert "07700" in html or "No number known" in html
    assert client.post(url, key()).status_code == 422
    slot = "2026-03-04T12:00:00+00:00/2026-03-04T16:00:00+00:00"
    sent = {**key(), "slot": slot, "run_id": str(run_id), "told": "on"}
    assert client.post(url, sent).status_code == 302
    row = visit_row(county, order.visit_ids[0])
    assert (row.state, row.run_id, row.stop) == ("PLANNED", run_id, 1)
    assert row.person_told_at is not None
    html = client.get(reverse("controller:visit", args=order.visit_ids)).content.decode()
    assert "Van 1, stop 1" in html


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "0001-01-02", "9999-12-30", "2026-02-30", "\x00"])
def test_the_runs_of_any_day_are_no_error(county: County, on: str) -> None:
    assert signed_in(county, "desk").get(reverse("controller:runs"), {"on": on}).status_code == 200


def test_a_run_is_made_filled_sent_and_closed(county: County) -> None:
    orders = [placed(county, someone(county, name=f"Person {n}"), *lines("MAT-010")) for n in ("One", "Two")]
    visits = [order.visit_ids[0] for order in orders]
    booked(county, *visits)
    client = signed_in(county, "desk")
    sent = {**key(), "van_id": str(county.made.vans["Van 1"]), "shift": "day", "driver_id": str(county.users["driver"])}
    made = client.post(reverse("controller:runs"), sent)
    assert made.status_code == 302
    (run_id,) = columns(county.scopes["desk"], Run, "id")
    url = reverse("controller:run", args=[run_id])
    assert "Person One" in client.get(url).content.decode()
    assert client.post(url, {**key(), **{f"on_{visit}": "on" for visit in visits}}).status_code == 302
    assert sorted(columns(county.scopes["desk"], Visit, "stop")) == [1, 2]
    turned = {**key(), f"place_{visits[0]}": "2", f"place_{visits[1]}": "1"}
    assert client.post(url, turned).status_code == 302
    assert visit_row(county, visits[1]).stop == 1
    assert client.post(reverse("controller:close_run", args=[run_id]), key()).status_code == 422
    asked = client.post(reverse("controller:release_run", args=[run_id]), key())
    assert asked.status_code == 422
    assert "Nothing is set aside yet for visit" in asked.content.decode()
    known = {**key(), "without_stock": "on"}
    assert client.post(reverse("controller:release_run", args=[run_id]), known).status_code == 302
    assert set(columns(county.scopes["desk"], Visit, "state")) == {"RELEASED"}
    refused = client.post(reverse("controller:release_run", args=[run_id]), key())
    assert refused.status_code == 422


def test_the_same_van_goes_once_a_shift(county: County) -> None:
    a_run(county)
    client = signed_in(county, "desk")
    sent = {**key(), "van_id": str(county.made.vans["Van 1"]), "shift": "day"}
    answer = client.post(reverse("controller:runs"), sent)
    assert answer.status_code == 422
    assert "run" in answer.content.decode()


def test_a_driver_of_another_van_is_asked_about_with_a_box_to_tick(county: County) -> None:
    a_run(county)
    client, address = signed_in(county, "desk"), reverse("controller:runs")
    sent = {"van_id": str(county.made.vans["Van 2"]), "shift": "day", "driver_id": str(county.users["driver"])}
    assert "with_both" not in client.get(address).content.decode()
    asked = client.post(address, {**key(), **sent})
    assert asked.status_code == 422
    assert "Sam Tully goes with Van 1 on" in asked.content.decode()
    assert 'name="with_both"' in asked.content.decode()
    assert client.post(address, {**key(), **sent, "with_both": "yes"}).status_code == 302


def test_a_driver_of_another_depot_is_named_with_it_and_lent_by_a_tick(county: County) -> None:
    client, address = signed_in(county, "desk"), reverse("controller:runs")
    assert "Marta Lis, Fenway depot, Wisbech" in client.get(address).content.decode()
    sent = {"van_id": str(county.made.vans["Van 1"]), "shift": "day", "driver_id": str(county.users["driver6"])}
    asked = client.post(address, {**key(), **sent})
    assert asked.status_code == 422
    assert "Marta Lis is of Fenway depot, Wisbech" in asked.content.decode()
    assert 'name="lent"' in asked.content.decode()
    assert client.post(address, {**key(), **sent, "lent": "yes"}).status_code == 302


def test_a_repair_offers_only_faults_that_the_things_can_have(county: County) -> None:
    stop, _ = on_loan(county, ("TOI-030", 2))
    html = signed_in(county, "desk").get(reverse("controller:request_visit", args=[stop.who.id])).content.decode()
    assert "Rubber foot worn" in html
    assert "Battery does not charge" not in html


def test_a_death_told_at_the_door_leads_to_its_record(county: County) -> None:
    stop = a_stop(county, "BED-010")
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "person_died"))
    url = reverse("controller:take_next_step", args=[stop.visit_id])
    html = signed_in(county, "desk").get(url).content.decode()
    assert f'href="{reverse("person:record_life_event", args=[stop.who.id])}"' in html


def test_the_next_step_is_taken_once(county: County) -> None:
    stop = a_stop(county, "BED-010")
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "no_answer"))
    client = signed_in(county, "desk")
    url = reverse("controller:take_next_step", args=[stop.visit_id])
    shown = client.get(url).content.decode()
    assert "Call the person" in shown
    left = shown.partition("What was left")[2].partition("</ul>")[0]
    assert stop.numbers[0] in left
    assert "A word on it (optional)" not in shown
    assert client.post(url, {**key(), "taken": "SETTLED"}).status_code == 422
    done = client.post(url, {**key(), "taken": "VISIT_AGAIN"}, follow=True).content.decode()
    (again,) = columns(county.scopes["desk"], Visit, "id", "number", follows_id=stop.visit_id)
    assert f"Another visit was asked for: visit {again[1]}." in done
    assert reverse("controller:visit", args=[again[0]]) in done
    assert client.post(url, {**key(), "taken": "VISIT_AGAIN"}).status_code == 422
    assert sorted(columns(county.scopes["desk"], Visit, "state")) == ["FAILED", "UNBOOKED"]
    # Whoever opens it later reads what was done, and by whom; nothing is asked.
    later = " ".join(client.get(url).content.decode().split())
    assert "The next step was taken. Done 3 Mar" in later
    assert f'by Wendy Marsh. It goes on with <a href="{reverse("controller:visit", args=[again[0]])}"' in later
    assert 'name="taken"' not in later


def test_what_the_depot_did_stands_with_the_next_step_and_not_with_why_it_failed(county: County) -> None:
    stop = a_stop(county, "BED-010")
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "wrong_item_loaded", "A chair"))
    put_right(call_as(county.scopes["depot"]), request=PutRight(stop.visit_id, "The bed was found in bay 4"))
    url = reverse("controller:visit", args=[stop.visit_id])
    html = signed_in(county, "desk").get(url).content.decode()
    why = html.partition("Why it was not done")[2].partition("</div>")[0]
    assert "A chair" in why
    assert "bay 4" not in why
    step = html.partition("Next step")[2].partition("</div>")[0]
    assert "The bed was found in bay 4" in step


def test_a_call_about_what_is_late_says_so_first_and_equal_lines_stand_together(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("TOI-030", "WLK-031", speed="deliver_4h"))
    client = signed_in(county, "desk")
    url = reverse("controller:answer_call", args=[who.id])
    html = client.get(url).content.decode()
    assert "This is late" not in html
    assert html.partition('id="ordered"')[2].partition("</table>")[0].count(f">{order.number}<") == 1
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        late = signed_in(county, "desk").get(url).content.decode()
    assert "2 items of 1 order are late" in late
    assert late.index("This is late") < late.index("What they have")
    assert "No date is promised yet" not in late


def test_what_has_no_time_yet_is_reached_from_a_run(county: County) -> None:
    url = reverse("controller:run", args=[a_run(county, days=1)])
    html = signed_in(county, "desk").get(url).content.decode()
    assert f'{reverse("controller:visits")}?state=UNBOOKED"' in html


def test_a_prescriber_asks_for_a_collection(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    client = signed_in(county, "nurse")
    url = reverse("controller:request_visit", args=[stop.who.id])
    assert stop.numbers[0] in client.get(url).content.decode()
    assert client.post(url, key()).status_code == 422
    sent: dict[str, Any] = {
        **key(), "loans": str(done.loans[0].loan_id), "asked_for": "COLLECTION", "asked_by": "CARER",
        "collect_speed": "collect_1d", "note": "Ring first",
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    assert columns(county.scopes["desk"], Loan, "state") == ["RETURN_REQUESTED"]
    assert client.post(url, {**sent, **key()}).status_code == 422


def test_a_repair_needs_to_know_what_is_wrong(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    client = signed_in(county, "desk")
    url = reverse("controller:request_visit", args=[stop.who.id])
    sent = {**key(), "loans": str(done.loans[0].loan_id), "asked_for": "REPAIR", "asked_by": "PERSON"}
    assert client.post(url, sent).status_code == 422
    html = client.get(url).content.decode()
    assert "repair_fault" not in html


def test_a_swap_is_asked_for_in_words_of_its_own(county: County) -> None:
    stop, _ = on_loan(county, "BED-010")
    html = signed_in(county, "desk").get(reverse("controller:request_visit", args=[stop.who.id])).content.decode()
    (times,) = re.findall(r'<select[^>]*name="swap_speed".*?</select>', html, re.DOTALL)
    assert "When must the other one be there?" in html
    assert re.findall(r">\s*([^<>]*?)\s*</option>", times) == [
        "As soon as is usual", "Within 4 hours", "Within 24 hours", "Within 3 working days",
    ]  # fmt: skip
    assert "epair" not in times.replace('value="repair_', "")


@pytest.mark.parametrize("name", ["visit", "book_visits", "take_next_step"])
def test_another_contracts_visit_is_not_there(county: County, name: str) -> None:
    stop = a_stop(county, "BED-010")
    url = reverse(f"controller:{name}", args=[stop.visit_id])
    assert signed_in(county, "desk").get(url).status_code == 200
    assert signed_in(another_county(), "desk").get(url).status_code == 404
    assert signed_in(county, "driver").get(url).status_code == 403


def test_another_contracts_run_and_person_are_not_there(county: County) -> None:
    stop = a_stop(county, "BED-010")
    other = signed_in(another_county(), "desk")
    assert other.get(reverse("controller:run", args=[stop.run_id])).status_code == 404
    assert other.get(reverse("controller:request_visit", args=[stop.who.id])).status_code == 404


def test_a_picture_is_shown_to_those_who_may_see_the_person(county: County) -> None:
    stop = a_stop(county, "BED-010")
    crew = signed_in(county, "driver")
    sent = {**key(), "fail_code": "no_answer", "photo": photo()}
    assert crew.post(reverse("driver:fail_visit", args=[stop.visit_id]), sent).status_code == 302
    (picture,) = columns(county.scopes["desk"], Attachment, "id")
    url = reverse("controller:picture", args=[picture])
    shown = signed_in(county, "desk").get(url)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in shown["Cache-Control"]
    assert crew.get(url).status_code == 200
    assert signed_in(county, "driver2").get(url).status_code == 404
    assert signed_in(county, "depot").get(url).status_code == 403
    assert signed_in(another_county(), "desk").get(url).status_code == 404


def test_a_place_without_a_town_is_told_by_the_first_half_of_its_postcode(county: County) -> None:
    made = added(county, details("Hilda", "Quince"), home=home(town=""))
    assert made.address_id
    placed(county, Someone(made.person_id, made.address_id), *lines("MAT-010"))
    listed = signed_in(county, "desk").get(reverse("controller:visits")).content.decode()
    assert "Hilda Quince" in listed
    assert re.search(r"PE29(?! )", listed)
    assert "Not known" not in listed


def test_many_visits_are_booked_in_one_step(county: County) -> None:
    orders = [placed(county, someone(county, name=f"Person {n}"), *lines("MAT-010")) for n in ("One", "Two", "Three")]
    ids = [order.visit_ids[0] for order in orders]
    run_id = a_run(county, days=1)
    client = signed_in(county, "desk")
    listed = client.get(reverse("controller:visits"), {"sort": "place"}).content.decode()
    assert all(f'value="{visit}"' in listed for visit in ids)
    url = reverse("controller:book_together")
    assert client.get(url, {"visits": "no-id"}).status_code == 404
    assert client.get(url, {"visits": [str(ids[0]), str(fresh_id())]}).status_code == 404
    where = f"{url}?" + "&".join(f"visits={visit}" for visit in ids)
    assert "Book 3 visits together" in client.get(where).content.decode()
    slot = "2026-03-04T12:00:00+00:00/2026-03-04T16:00:00+00:00"
    assert client.post(where, {**key(), "slot": slot, "run_id": str(run_id)}).status_code == 302
    assert sorted(columns(county.scopes["desk"], Visit, "stop")) == [1, 2, 3]
    assert set(columns(county.scopes["desk"], Visit, "state")) == {"PLANNED"}


def test_with_nothing_ticked_the_list_stays_as_it_was_and_says_so(county: County) -> None:
    placed(county, someone(county, name="Person One"), *lines("MAT-010"))
    client = signed_in(county, "desk")
    asked = {"state": "UNBOOKED", "sort": "-place"}
    shown = client.get(reverse("controller:visits"), asked)
    carried = re.search(r'name="list" value="([^"]*)"', shown.content.decode())
    assert carried
    back = client.get(reverse("controller:book_together"), {"list": unescape(carried[1])}, follow=True)
    page = back.content.decode()
    assert back.wsgi_request.path == reverse("controller:visits")
    assert {name: back.wsgi_request.GET[name] for name in asked} == asked
    assert '<a href="#list-1">Tick the visits to book</a>' in page
    assert page.count("Tick the visits to book") == 2
    # Said once: neither the list's own links nor another try with nothing ticked say it for ever.
    assert "unticked" not in page


@pytest.mark.parametrize("version", ["\u00b2", "9" * 5000, "-1", ""])
def test_a_version_that_is_none_is_no_error(county: County, version: str) -> None:
    order = placed(county, someone(county), *lines("MAT-010"))
    number = visit_row(county, order.visit_ids[0]).number
    slot = "2026-03-04T12:00:00+00:00/2026-03-04T16:00:00+00:00"
    sent = {**key(), "slot": slot, "seen_version": f"{number}/{version}/"}
    answer = signed_in(county, "desk").post(reverse("controller:book_visits", args=order.visit_ids), sent)
    assert answer.status_code in {200, 302, 409, 422}


def test_a_stale_booking_says_what_changed_and_a_double_tap_is_one_booking(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-010"))
    url = reverse("controller:book_visits", args=order.visit_ids)
    client = signed_in(county, "desk")
    seen = client.get(url).content.decode().split('name="seen_version" value="')[1].split('"')[0]
    booked(county, *order.visit_ids, days=2)
    slot = "2026-03-04T12:00:00+00:00/2026-03-04T16:00:00+00:00"
    answer = client.post(url, {**key(), "slot": slot, "seen_version": seen})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "This changed while your page was open" in html
    assert "5 Mar 2026, midday to 4pm (booked)" in html
    assert f'value="{slot}" selected' in html
    fresh = html.split('name="seen_version" value="')[1].split('"')[0]
    sent = {**key(), "slot": slot, "seen_version": fresh, "reason": "It suits her better"}
    assert client.post(url, sent).status_code == 302
    # The reply was lost on the way: the same page is sent again.
    assert client.post(url, sent).status_code == 302
    row = visit_row(county, order.visit_ids[0])
    assert (row.state, str(row.slot_from.date() if row.slot_from else "")) == ("BOOKED", "2026-03-04")


def test_what_is_soon_is_the_contract_s_own_in_the_number_and_in_the_list_behind_it(county: County) -> None:
    soon = DataChange(DataKind.TERM, (TermRow("at_risk_minutes", 60 * 24 * 30),), date(2026, 3, 3))
    change_contract_data(call_as(county.scopes["admin"]), request=soon)
    placed(county, someone(county), *lines("MAT-010"))
    client = signed_in(county, "desk")
    room = client.get(reverse("controller:room")).content.decode()
    tile = room.partition('id="tile-order-lines-at-risk"')[2].partition("</a>")[0]
    assert 'hr-tile__count">1<' in tile
    href = tile.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    listed = client.get(href).content.decode()
    assert "Showing 1 to 1 of 1" in listed
    assert len(b"".join(client.get(f"{href}&format=csv").streaming_content).splitlines()) == 2  # type: ignore[attr-defined]  # a file is streamed; the stubs know a plain answer


def test_a_promised_time_that_is_over_stands_in_the_room_and_in_its_list(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-010"))
    booked(county, *order.visit_ids)
    with time_machine.travel(now() + timedelta(hours=8), tick=False):
        client = signed_in(county, "desk")
        room = client.get(reverse("controller:room")).content.decode()
        tile = room.partition('id="tile-visits-past-the-time-told"')[2].partition("</a>")[0]
        assert 'hr-tile__count">1<' in tile
        assert "Showing 1 to 1 of 1" in client.get(reverse("controller:visits"), {"clock": "over"}).content.decode()


def test_what_waits_for_stock_is_at_risk_at_once_in_the_room_in_its_list_and_on_its_order(county: County) -> None:
    (line_id,) = authorised(county, "BED-010")
    client = signed_in(county, "desk")

    def at_risk() -> str:
        room = client.get(reverse("controller:room")).content.decode()
        return room.partition('id="tile-order-lines-at-risk"')[2].partition("</a>")[0]

    assert 'hr-tile__count">0<' in at_risk()
    allocated(county, line_id, or_back_order=True)
    tile = at_risk()
    assert 'hr-tile__count">1<' in tile
    href = tile.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    listed = client.get(href).content.decode()
    assert "Showing 1 to 1 of 1" in listed
    assert "at risk: none in stock" in listed
    (order_id,) = columns(county.scopes["desk"], OrderLine, "order_id", id=line_id)
    order = reverse("prescriber:order", args=[order_id])
    assert "at risk: none in stock" in client.get(order).content.decode()


def test_a_delivery_that_is_expected_in_time_is_said_everywhere_and_takes_the_risk_away(county: County) -> None:
    (line_id,) = authorised(county, "BED-010")
    desk, nurse = signed_in(county, "desk"), signed_in(county, "nurse")
    ((order_id, person_id, due_at),) = columns(
        county.scopes["desk"], OrderLine, "order_id", "person_id", "due_at", id=line_id
    )
    pages = (
        (desk, reverse("controller:orders")),
        (nurse, reverse("prescriber:order", args=[order_id])),
        (nurse, reverse("prescriber:orders") + "?whose=all"),
        (nurse, reverse("person:person", args=[person_id])),
    )

    def expect(days_before: int) -> None:
        on = due_at.date() - timedelta(days=days_before)
        wanted = BackOrder((line_id,), "None ready", Expected(on, "Fenland Beds"))
        back_order_lines(call_as(county.scopes["depot"]), request=wanted)

    def at_risk() -> str:
        room = desk.get(reverse("controller:room")).content.decode()
        return room.partition('id="tile-order-lines-at-risk"')[2].partition("</a>")[0]

    for days_before, risk in ((0, True), (1, False)):
        expect(days_before)
        assert f'hr-tile__count">{int(risk)}<' in at_risk()
        listed = desk.get(reverse("controller:orders"), {"clock": "risk"}).content.decode()
        assert ("Profiling bed, standard" in listed) is risk
        for client, address in pages:
            html = client.get(address).content.decode()
            assert f"expected {short_day(due_at.date() - timedelta(days=days_before))} from Fenland Beds" in html, (
                address
            )
            assert ("at risk: expected" in html) is risk, address
