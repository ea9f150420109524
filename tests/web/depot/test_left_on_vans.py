"""What is left on vans: the number on the depot's first page is that of its list, and each leads to its unloading."""

import re
from datetime import timedelta

import time_machine
from django.test import Client
from django.urls import reverse

from handrail.core.clock import now
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.unload_run import Unloading, unload_run
from tests.ordering import someone
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import a_stop
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import text

LEFT = "/depot/left-on-vans/"


def tile(client: Client) -> int:
    (tile,) = re.findall(
        r'<li class="hr-tile(?:(?!</li>).)*Left on vans.*?</li>', client.get("/depot/").content.decode(), re.S
    )
    return int(re.findall(r'hr-tile__count">(\d+)<', tile)[0])


def listed(client: Client) -> int:
    return client.get(LEFT).content.decode().partition("<tbody>")[2].count("<tr")


def test_what_a_stop_still_brings_is_not_left(signed_in: SignedIn, county: County) -> None:
    a_stop(county, "MAT-010", "BDA-020")
    client = signed_in("depot")
    assert (tile(client), listed(client)) == (0, 0)
    assert "Nothing is left on a van" in text(client.get(LEFT))
    # Nobody recorded that stop, and its day is over.
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        client = signed_in("depot")
        assert (tile(client), listed(client)) == (2, 2)


def test_failed_and_cancelled_things_are_counted_listed_and_gone_once_unloaded(
    signed_in: SignedIn, county: County
) -> None:
    failed = a_stop(county, "MAT-010", ("BDA-020", 3))
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(failed.visit_id, "no_answer", "Rang twice"))
    off = a_stop(
        county, "TOI-030", ("BDA-020", 2), who=someone(county, name="Bert Olley"), van="Van 2", driver="driver2"
    )
    ended = LinesToCancel((off.order.lines[1].line_id,), "no_longer_needed")
    cancel_lines(call_as(county.scopes["desk"]), request=ended)
    client = signed_in("depot")
    page = text(client.get(LEFT))
    assert (tile(client), listed(client)) == (3, 3), page
    for shown in (failed.numbers[0], "3 pieces", "2 pieces", "At the door: ", "It is not to be delivered any more"):
        assert shown in page, shown
    assert "Harker" not in page
    assert "Showing 1 to 3 of 3" in page
    for stop in (failed, off):
        assert reverse("depot:unload", args=[stop.run_id]) in client.get(LEFT).content.decode()
    # Who may look at stock and not load sees the list, without the way to unload.
    seen = signed_in("commissioner").get(LEFT)
    assert seen.status_code == 200
    assert "/unload/" not in seen.content.decode()
    assert signed_in("nurse").get(LEFT).status_code == 403
    depot = county.scopes["depot"]
    unload_run(call_as(depot), request=Unloading(failed.run_id, main_depot(county), reason="No answer"))
    assert (tile(client), listed(client)) == (1, 1)


def test_what_was_loaded_before_a_stay_in_hospital_names_the_visit_that_is_on_no_run(
    signed_in: SignedIn, county: County
) -> None:
    stop = a_stop(county, "MAT-010", released=False)
    stay = LifeEventWanted(stop.who.id, LifeEventKind.ADMISSION, now().date(), "Her daughter")
    record_life_event(call_as(county.scopes["desk"]), request=stay)
    client = signed_in("depot")
    page = text(client.get(LEFT))
    assert (tile(client), listed(client)) == (1, 1), page
    assert "Its visit left this van's run" in page.replace("&#39;", "'")
    assert "on no run yet" in page
