"""An item's story leads to the order and the visit of each step, for those who may open them; its condition is true."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from handrail.core.clock import now
from handrail.intake.states import FileKind
from handrail.loans.states import EndReason
from handrail.orders.models import OrderLine
from handrail.simulation.northdown import MAIN_DEPOT
from handrail.simulation.set_up import County
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.lift_recall import ToLift, lift_recall
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.rules.report import TakenAway
from tests.situations import call_as
from tests.stock_situations import at_most, columns, goods, main_depot, scans
from tests.usecases.test_import_file import run
from tests.visiting import a_run, asked, booked, on_loan, recorded, visit_row
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import html, text

OUTSTANDING = '<a class="nhsuk-button nhsuk-button--small"'


def test_each_step_leads_to_its_order_and_visit(signed_in: SignedIn, county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        visit_id = asked(county, done.loans[0].loan_id).visits[0].visit_id
        run_id = a_run(county)
        booked(county, visit_id, run_id=run_id)
        release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
        recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    (order_id,) = columns(county.scopes["desk"], OrderLine, "order_id", order_id=stop.order.order_id)
    brought, fetched = visit_row(county, stop.visit_id), visit_row(county, visit_id)
    client = signed_in("desk")
    client.get(f"/a/{stop.numbers[0]}")
    with at_most(12):
        shown = html(client.get(f"/a/{stop.numbers[0]}"))
    for visit in (brought, fetched):
        href = reverse("controller:visit", args=[visit.id])
        assert f'href="{href}">Visit {visit.number}<' in shown
        assert client.get(href).status_code == 200
    assert f'href="{reverse("prescriber:order", args=[order_id])}">Order {stop.order.number}<' in shown
    # Set aside, put on the van, handed over; fetched.
    assert shown.count(f">Visit {brought.number}<") == 3
    assert shown.count(f">Visit {fetched.number}<") == 1
    assert "Used, not graded since" in shown
    # The depot, which may open neither, reads the numbers that it works by.
    depot = html(signed_in("depot").get(f"/a/{stop.numbers[0]}"))
    for visit, times in ((brought, 3), (fetched, 1)):
        assert text(signed_in("depot").get(f"/a/{stop.numbers[0]}")).count(f"Visit {visit.number}") == times
        assert reverse("controller:visit", args=[visit.id]) not in depot
    assert f"Order {stop.order.number}" in depot
    assert reverse("prescriber:order", args=[order_id]) not in depot


def test_a_thing_that_waits_for_nothing_has_no_button_that_stands_out(signed_in: SignedIn, county: County) -> None:
    (shelf,) = goods(county, "BED-010")
    client = signed_in("depot")
    shown = html(client.get(f"/a/{shelf}"))
    assert "Inspect and test" in shown
    assert OUTSTANDING not in shown
    wanted = SetApart(main_depot(county), scans(shelf), "its label is torn")
    quarantine_stock(call_as(county.scopes["depot"]), request=wanted)
    assert f'{OUTSTANDING} href="/depot/clear/?code={shelf}">Clear it</a>' in html(client.get(f"/a/{shelf}"))


def test_a_new_item_is_new_and_belongs_to_no_order(signed_in: SignedIn, county: County) -> None:
    from_store = goods(county, "BED-010")[0]
    shown = html(signed_in("desk").get(f"/a/{from_store}"))
    assert ">Order " not in shown
    assert "New" in shown


def test_a_recall_and_its_lifting_stand_in_the_story_and_nothing_is_cleared_between(
    signed_in: SignedIn, county: County
) -> None:
    stop, _ = on_loan(county, "BED-010")
    (number,), (shelf,) = stop.numbers, goods(county, "BED-010")
    depot, client = county.scopes["depot"], signed_in("depot")
    done = recall_stock(call_as(depot), request=ToRecall("BED-010", "NatPSA/2026/777", "pump may overheat"))
    receive_returns(call_as(depot), request=Returned(main_depot(county), (ReturnedItem(number),)))
    story = text(client.get(f"/a/{number}"))
    assert "Recalled: NatPSA/2026/777" in story
    assert "pump may overheat" in story
    for item in (number, shelf):
        shown = client.get(f"/a/{item}")
        assert "/depot/clear/" not in html(shown)
        assert OUTSTANDING not in html(shown)
        # The reference keeps its capitals: with the recall, with the alert, and as the reason why it is set apart.
        assert text(shown).count("NatPSA/2026/777") >= 3
        assert "Natpsa" not in text(shown)
    lift_recall(call_as(depot), request=ToLift(done.recall_id, "the pump was changed"))
    shown = client.get(f"/a/{number}")
    assert "Recall lifted: NatPSA/2026/777" in text(shown)
    assert "the pump was changed" in text(shown)
    assert "/depot/clear/" in html(shown)
    # What was bought since was never under it.
    with time_machine.travel(now() + timedelta(days=9), tick=False):
        (later,) = goods(county, "BED-010")
    assert "Recalled" not in text(client.get(f"/a/{later}"))


def test_what_was_given_for_good_before_its_recall_is_in_a_home_still(signed_in: SignedIn, county: County) -> None:
    stop, lent = on_loan(county, "BED-010")
    kept = LoanEnd((lent.loans[0].loan_id,), EndReason.GIFTED, "Not worth collecting")
    end_loan(call_as(county.scopes["desk"]), request=kept)
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        wanted = ToRecall("BED-010", "NatPSA/2026/777", "pump may overheat")
        recall_stock(call_as(county.scopes["depot"]), request=wanted)
        assert "Recalled: NatPSA/2026/777" in text(signed_in("depot").get(f"/a/{stop.numbers[0]}"))


def test_what_was_issued_before_the_record_began_says_so(signed_in: SignedIn, county: County) -> None:
    file = f'Asset number,Product code,Location,Status,Times issued\nOLD-1,BED-010,"{MAIN_DEPOT}",In stock,2\n'
    run(county, FileKind.ASSETS, file)
    (old, new) = ("OLD-1", *goods(county, "BED-010"))
    shown = {number: text(signed_in("depot").get(f"/a/{number}")) for number in (old, new)}
    assert "Before Handrail: issued 2 times" in shown[old]
    assert "not been with anyone yet" not in shown[old]
    assert "It has not been with anyone yet" in shown[new]


@pytest.mark.parametrize("address", ["/a/%00", "/a/A2005%0014", "/01/%00", "/a/" + "9" * 3000])
def test_an_address_that_no_label_holds_is_not_found(signed_in: SignedIn, address: str) -> None:
    assert signed_in("depot").get(address).status_code == 404


def test_a_difference_is_a_link_for_whoever_may_settle_it(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, "BED-010", 1)
    wanted = Returned(main_depot(county), (ReturnedItem(number),))
    receive_returns(call_as(county.scopes["depot"]), request=wanted)
    link = 'href="/depot/differences/'
    assert [link in html(signed_in(who).get(f"/a/{number}")) for who in ("depot", "nurse")] == [True, False]
