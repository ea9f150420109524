"""Recalls on pages: begun and lifted by the depot, the list of who has it for the desk, as a page and as a file."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.loans.models import Loan
from handrail.people.models import Person
from handrail.simulation.set_up import County
from handrail.stock.models import Recall
from handrail.usecases.collect_recalled import RecallToCollect, collect_recalled
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.models import Visit
from handrail.visits.rules.report import HandedOver
from tests.ordering import someone
from tests.situations import another_county, call_as
from tests.stock_situations import columns, goods, scans
from tests.supplying import allocated, authorised
from tests.usecases.in_store import bring_back
from tests.visiting import a_run, a_stop, asked, booked, handed, on_loan, received, recorded
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import html, send, text
from tests.web.driver.test_after_a_death import dies

WANTED = {"code": "BDA-020", "lot": "BAD", "reference": "NatPSA/2026/001", "reason": "Legs may break"}


def recall_id(county: County) -> str:
    (found,) = columns(county.scopes["depot"], Recall, "id")
    return str(found)


def test_the_depot_recalls_a_lot_sees_where_it_is_and_lifts_it(signed_in: SignedIn, county: County) -> None:
    goods(county, "BDA-020", 3, lot="BAD")
    goods(county, "BDA-020", 2)
    client = signed_in("depot")
    assert 'href="/depot/recalls/"' in html(client.get("/depot/stock/"))
    assert "Nothing is recalled" in text(client.get("/depot/recalls/"))
    asked = send(client, "recalls/", **WANTED)
    assert "5 things in stores are set apart. Tick the box to recall it" in text(asked)
    assert asked.status_code == 200
    assert "There is a problem" not in text(asked)
    assert 'name="sure"' in html(asked)
    assert columns(county.scopes["depot"], Recall, "id") == []
    shown = text(send(client, "recalls/", **WANTED, sure="on"))
    assert "It is recalled. 5 things set apart in stores. Nobody knows the lot of 2 of them: look at each." in shown
    assert re.search(r"Set apart, do not use How many 3\b", shown), shown
    assert re.search(r"Set apart, do not use How many 2\b", shown), shown
    assert "Lot not known: look at each" in shown
    assert "1 recall that stands" in text(client.get("/depot/recalls/"))
    assert "1 Recalls that stand" in text(client.get("/depot/"))
    again = text(send(client, "recalls/", **WANTED))
    assert "This is recalled already under NatPSA/2026/001" in again
    address = f"recalls/{recall_id(county)}/"
    assert "Say why it is lifted" in text(send(client, address, recall=recall_id(county), reason=""))
    lifted = text(send(client, address, recall=recall_id(county), reason="Modified by the maker"))
    assert "The recall is lifted." in lifted
    assert "0 recalls that stand, 1 that was lifted" in lifted
    assert "Collections that were asked for" not in lifted
    assert "Lift the recall" not in text(client.get(f"/depot/{address}"))
    at_home = signed_in("desk").get(reverse("controller:recalled", args=[recall_id(county)]))
    assert "(lifted 3 Mar 2026)" in text(at_home)


def test_a_lot_that_is_perhaps_mistyped_is_asked_about(signed_in: SignedIn, county: County) -> None:
    goods(county, "BDA-020", 2)
    client = signed_in("depot")
    assert "Yes, recall it" not in text(client.get("/depot/recalls/"))
    asked = send(client, "recalls/", **{**WANTED, "lot": "NOLOT9"})
    assert "with lot NOLOT9. Look whether the lot is typed as it is marked" in text(asked)
    assert 'value="NOLOT9"' in html(asked)
    assert columns(county.scopes["depot"], Recall, "id") == []
    # Once it was ticked, the box stays while something else is put right.
    again = send(client, "recalls/", **{**WANTED, "lot": "NOLOT9", "reason": "", "sure": "on"})
    assert "Yes, recall it" in text(again)
    done = text(send(client, "recalls/", **{**WANTED, "lot": "NOLOT9", "sure": "on"}))
    assert "Nobody knows the lot of 2 of them: look at each." in done


def test_the_numbers_of_a_recall_open_their_lists(signed_in: SignedIn, county: County) -> None:
    (shelf,) = goods(county, "BED-010")
    stop, _ = on_loan(county, "BED-010")
    client = signed_in("depot")
    send(client, "recalls/", **{**WANTED, "code": "BED-010", "sure": "on"})
    shown = html(client.get(f"/depot/recalls/{recall_id(county)}/"))
    assert 'href="#items">1</a>' in shown
    assert 'id="items"' in shown
    assert f'href="/a/{shelf}"' in shown
    assert f'href="/a/{stop.numbers[0]}"' in shown
    assert f'href="/desk/recalls/{recall_id(county)}/">1</a>' in shown
    assert 'href="/depot/clear/">clear it</a>' in shown


def test_the_workshop_says_why_things_are_set_apart_and_which_of_them_are_dirty(
    signed_in: SignedIn, county: County
) -> None:
    goods(county, "BDA-020", 3, lot="26B")
    (number,) = goods(county, "BED-010")
    bring_back(county, number)
    client = signed_in("depot")
    for code in ("BDA-020", "BED-010"):
        send(client, "recalls/", **{**WANTED, "code": code, "lot": "", "sure": "on"})
    workshop = client.get("/depot/workshop/")
    assert text(workshop).count("NatPSA/2026/001: Legs may break") == 2
    # A tick says the lot, and the state in which they lie.
    assert 'value="BDA-020 lot 26B x 3"' in html(workshop)
    shown = html(client.get("/depot/scrap/", {"code": "BDA-020 lot 26B x 3", "condition": "QUARANTINED"}))
    assert re.search(r'value="QUARANTINED"\s+selected', shown)
    shown = text(client.get("/depot/clear/", {"code": number}))
    assert f"Not cleaned since they came back: {number}. Clear them to be cleaned." in shown
    assert "Not cleaned" not in text(client.get("/depot/clear/"))


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(signed_in: SignedIn, county: County) -> None:
    client = signed_in("depot")
    shown = send(client, "recalls/", **{**WANTED, "code": "NONE-1", "reason": ""})
    assert "Say why it is recalled" in text(shown)
    assert 'value="NatPSA/2026/001"' in html(shown)
    assert "is not the code of a product" in text(send(client, "recalls/", **{**WANTED, "code": "NONE-1"}))
    assert columns(county.scopes["depot"], Recall, "id") == []


def test_the_desk_sees_and_takes_away_who_has_it(signed_in: SignedIn, county: County) -> None:
    stop, _ = on_loan(county, "BED-010", ("BDA-020", 2))
    send(signed_in("depot"), "recalls/", **{**WANTED, "code": "BED-010", "lot": "", "sure": "on"})
    desk: Client = signed_in("desk")
    shown = text(desk.get(f"/depot/recalls/{recall_id(county)}/"))
    assert re.search(r"In homes State On loan How many 1\b", shown), shown[-1500:]
    assert "Lift the recall" not in shown
    address = f"/desk/recalls/{recall_id(county)}/"
    assert f'href="{address}"' in html(desk.get(f"/depot/recalls/{recall_id(county)}/"))
    listed = text(desk.get(address))
    assert ": 1 entry" in listed
    assert stop.numbers[0] in listed
    (name,) = columns(county.scopes["desk"], Person, "family_name", id=stop.who.id)
    assert "Phone Not known" in listed
    assert name in listed
    rows = b"".join(desk.get(f"{address}?format=csv")).decode()
    assert stop.numbers[0] in rows
    assert name in rows
    # The depot counts them, and sees no names.
    unnamed = text(signed_in("depot").get(address))
    assert "Phone Not shown" in unnamed
    assert "Not shown" in unnamed
    assert name not in unnamed


def test_the_desk_reads_whom_to_call(signed_in: SignedIn, county: County) -> None:
    stop = a_stop(county, "BED-010", who=someone(county, mobile="+447700900123", communication_needs=["SPEAK_SLOWLY"]))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    send(signed_in("depot"), "recalls/", **{**WANTED, "code": "BED-010", "lot": "", "sure": "on"})
    desk, address = signed_in("desk"), f"/desk/recalls/{recall_id(county)}/"
    assert "Phone 07700 900 123 Needs time to speak and to answer" in text(desk.get(address))
    rows = b"".join(desk.get(f"{address}?format=csv")).decode()
    assert "+447700900123" in rows
    assert "Needs time to speak and to answer" in rows


def test_what_a_lifted_recall_left_is_said_wherever_it_is_met_and_ends_later(
    signed_in: SignedIn, county: County
) -> None:
    lent = [on_loan(county, "BED-010", days=days)[0].who.id for days in (0, 1)]
    depot, desk = signed_in("depot"), signed_in("desk")
    send(depot, "recalls/", **{**WANTED, "code": "BED-010", "lot": "", "sure": "on"})
    recall = recall_id(county)
    collect_recalled(call_as(county.scopes["desk"]), request=RecallToCollect(UUID(recall)))
    (visit_id,) = columns(county.scopes["desk"], Visit, "id", person_id=lent[0], state="UNBOOKED")
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    seen, stop = reverse("controller:visit", args=[visit_id]), reverse("driver:stop", args=[visit_id])
    assert "For the safety alert NatPSA/2026/001" in text(desk.get(seen))
    assert "For the safety alert NatPSA/2026/001" in text(signed_in("driver").get(stop))
    page, end = f"/depot/recalls/{recall}/", f"/depot/recalls/{recall}/end-visits/"
    sent = {"idempotency_key": str(fresh_id()), "recall": recall}
    assert "Its visits end when it is lifted" in text(depot.post(end, sent))
    assert "Lift the recall" in text(depot.get(page))
    send(depot, f"recalls/{recall}/", recall=recall, reason="Modified")
    assert "The safety alert NatPSA/2026/001 was lifted. Nobody need go for it" in text(desk.get(seen))
    shown = text(signed_in("driver").get(stop))
    assert shown.count("The safety alert NatPSA/2026/001 was lifted. Ask the service desk before you take it") == 2
    listed = text(desk.get(f"/desk/recalls/{recall}/"))
    assert "1 visit for it stands until the depot ends it on the page of the recall" in listed
    assert "1 visit that was asked for because of it stands unless you end it here." in text(depot.get(page))
    assert "End these visits" not in text(desk.get(page))
    done = text(depot.post(end, {**sent, "idempotency_key": str(fresh_id())}, follow=True))
    assert "1 visit ended. Visit" in done
    assert "stays: its crew was sent for it." in done
    assert "End these visits" not in done
    states = dict(columns(county.scopes["desk"], Loan, "person_id", "state"))
    assert states == {lent[0]: "RETURN_REQUESTED", lent[1]: "ACTIVE"}
    again = depot.post(end, {**sent, "idempotency_key": str(fresh_id())})
    assert "No visit that can end is to come for NatPSA/2026/001 any more" in text(again)


def test_what_lies_on_a_van_is_to_be_unloaded_only_while_its_recall_stands(signed_in: SignedIn, county: County) -> None:
    a_stop(county, "BED-010")
    client = signed_in("depot")
    send(client, "recalls/", **{**WANTED, "code": "BED-010", "lot": "", "sure": "on"})
    page = f"/depot/recalls/{recall_id(county)}/"
    assert "Still on a van: unload it" in text(client.get(page))
    send(client, page.removeprefix("/depot/"), recall=recall_id(county), reason="Modified")
    assert "Still on a van: unload it" not in text(client.get(page))


def test_nobody_is_sent_to_ring_somebody_who_died(signed_in: SignedIn, county: County) -> None:
    stop = a_stop(county, "BED-010", who=someone(county, mobile="+447700900123"))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    send(signed_in("depot"), "recalls/", **{**WANTED, "code": "BED-010", "lot": "", "sure": "on"})
    dies(county, stop.who.id)
    desk, address = signed_in("desk"), f"/desk/recalls/{recall_id(county)}/"
    page = desk.get(address)
    assert "Phone Died on Tuesday 3 March 2026. Speak with the family., Who to ring" in text(page)
    assert f'href="{reverse("person:person", args=[stop.who.id])}">Who to ring' in html(page)
    assert "of all that Winifred Harker had of it" in text(page)
    rows = b"".join(desk.get(f"{address}?format=csv")).decode()
    assert "Died on Tuesday 3 March 2026. Speak with the family." in rows
    assert "7700900123" not in rows
    assert "700 900 123" not in text(page)


def test_the_desk_asks_for_all_that_one_person_has_of_it_in_one_go(signed_in: SignedIn, county: County) -> None:
    on_loan(county, ("BDA-020", 2), "BED-010", "BED-010")
    send(signed_in("depot"), "recalls/", **{**WANTED, "code": "BED-010", "lot": "", "sure": "on"})
    desk, address = signed_in("desk"), f"/desk/recalls/{recall_id(county)}/"
    asks = {unescape(href) for href in re.findall(r'href="([^"]*/ask/[^"]*)"', html(desk.get(address)))}
    (ask,) = asks
    beds = set(columns(county.scopes["desk"], Loan, "id", asset_id__isnull=False))
    assert len(beds) == 2
    assert set(parse_qs(urlsplit(ask).query)["loan"]) == {str(loan) for loan in beds}
    form = html(desk.get(ask))
    ticked = re.findall(r"<input(?=[^>]*\bchecked\b)[^>]*\bvalue=\"([^\"]+)\"", form)
    assert {"COLLECTION", "DESK", *(str(loan) for loan in beds)} <= set(ticked)
    assert re.search(r'value="safety_alert"\s+selected', form)
    asked(county, *beds, by="desk")
    assert "/ask/" not in html(desk.get(address))
    # The depot sees no names and asks for nothing.
    assert "/ask/" not in html(signed_in("depot").get(address))


def test_what_is_fitted_and_what_was_given_is_counted_listed_and_marked(signed_in: SignedIn, county: County) -> None:
    goods(county, "ADP-010", 2, lot="26B")
    goods(county, "TOI-050")
    stop = a_stop(county, ("TOI-050", 1), ("ADP-010", 2), by="therapist", loaded=False)
    allocated(county, *(line.line_id for line in stop.order.lines))
    load_run(call_as(county.scopes["depot"]), request=Loading(stop.run_id, scans("TOI-050", "ADP-010")))
    left = tuple(HandedOver(line_id=line.line_id, quantity=line.quantity) for line in stop.order.lines)
    recorded(county, stop.visit_id, handed_over=left, received=received())
    depot, desk, shown = signed_in("depot"), signed_in("desk"), f"/people/{stop.who.id}/"
    asked_first = text(send(depot, "recalls/", **{**WANTED, "code": "ADP-010", "lot": "26b"}))
    assert "2 things are at home with 1 person, 2 fitted there." in asked_first
    asked_first = text(send(depot, "recalls/", **{**WANTED, "code": "ADP-010", "lot": "27"}))
    assert "There is none of it in stores, on vans or in homes." in asked_first
    assert "Safety alert" not in text(desk.get(shown))
    for code, lot, how in (("ADP-010", "26b", "Fitted"), ("TOI-050", "", "Their own")):
        told = send(depot, "recalls/", **{**WANTED, "code": code, "lot": lot, "reference": f"N/{code}", "sure": "on"})
        assert f"In homes State {how}" in text(told)
        (found,) = columns(county.scopes["depot"], Recall, "id", reference=f"N/{code}")
        listed = text(desk.get(f"/desk/recalls/{found}/"))
        assert f"How {how}" in listed
        assert ": 1 entry" in listed
        assert f"Safety alert N/{code}" in text(desk.get(shown))


def test_those_who_only_look_begin_and_lift_nothing(signed_in: SignedIn, county: County) -> None:
    goods(county, "BDA-020", 3, lot="BAD")
    desk = signed_in("desk")
    assert "Recall it" not in text(desk.get("/depot/recalls/"))
    assert send(desk, "recalls/", **WANTED).status_code == 403
    send(signed_in("depot"), "recalls/", **WANTED, sure="on")
    address = f"recalls/{recall_id(county)}/"
    assert send(desk, address, recall=recall_id(county), reason="x").status_code == 403
    assert columns(county.scopes["depot"], Recall, "lifted_at") == [None]
    assert signed_in("nurse").get(f"/depot/{address}").status_code == 403
    other = another_county()
    assert signed_in("depot", other).get(f"/depot/{address}").status_code == 404
    assert signed_in("desk", other).get(f"/desk/recalls/{recall_id(county)}/").status_code == 404


def test_one_line_that_lost_its_item_is_said_in_the_singular(signed_in: SignedIn, county: County) -> None:
    goods(county, "BED-010")
    allocated(county, *authorised(county, "BED-010"))
    wanted = {
        "code": "BED-010",
        "lot": "",
        "reference": "NatPSA/2026/002",
        "reason": "Side rails may drop",
        "sure": "on",
    }
    assert "1 order line now waits for another." in text(send(signed_in("depot"), "recalls/", **wanted))


def test_the_desk_asks_for_all_of_a_recall_after_it_was_told_how_many(signed_in: SignedIn, county: County) -> None:
    on_loan(county, "BED-010")
    send(signed_in("depot"), "recalls/", **{**WANTED, "code": "BED-010", "lot": "", "sure": "on"})
    desk, address = signed_in("desk"), f"/desk/recalls/{recall_id(county)}/"
    assert f'href="{address}collect/"' in html(desk.get(address))
    asked_first = desk.get(f"{address}collect/")
    assert "1 collection will be asked for, from 1 person: one visit for each home." in text(asked_first)
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]
    sent = {"idempotency_key": str(fresh_id()), "recall": recall_id(county)}
    for _ in range(2):
        done = desk.post(f"{address}collect/", sent, follow=True)
        assert "1 collection asked for, 1 visit to book." in text(done)
    assert columns(county.scopes["desk"], Loan, "state") == ["RETURN_REQUESTED"]
    again = text(desk.get(f"{address}collect/"))
    assert "There is nothing left to ask for. 1 loan asked for already: nothing changes there." in again
    assert "Ask for all collections" not in again
    assert signed_in("depot").get(f"{address}collect/").status_code == 403
