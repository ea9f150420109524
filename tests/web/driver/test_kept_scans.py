"""What a crew scanned is kept with the visit: on both phones, over a sign-out, until the visit is recorded."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handrail.catalogue.models import Product
from handrail.core.ids import fresh_id
from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.stock.states import AssetState
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.keep_scan import MOST_SCANS
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.visits.models import DoorScan
from handrail.visits.rules.report import DoorReport, HandedOver
from tests.situations import call_as
from tests.stock_situations import columns, main_depot
from tests.supplying import allocated
from tests.visiting import Stop, a_run, a_stop, booked, scanned, visit_row
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def scan(client: Client, stop: Stop, code: str, **also: str) -> str:
    sent = {"idempotency_key": str(fresh_id()), "scanned": "[]", "code": code, **also}
    return client.post(record_url(stop), sent).content.decode()


def kept(county: County) -> list[Any]:
    return columns(county.scopes["desk"], DoorScan, "code")


def test_scans_outlast_a_sign_out(county: County) -> None:
    stop = a_stop(county, "BED-010")
    client = signed_in(county, "driver")
    assert "was read" in scan(client, stop, stop.numbers[0])
    client.logout()
    assert f'value="{stop.numbers[0]}"' in signed_in(county, "driver").get(record_url(stop)).content.decode()


def test_two_phones_scan_into_one_list(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    one, other = signed_in(county, "driver"), signed_in(county, "driver3")
    scan(one, stop, stop.numbers[0])
    shown = scan(other, stop, stop.numbers[1])
    assert all(f'value="{number}"' in shown for number in stop.numbers)
    assert "was scanned already" in scan(one, stop, stop.numbers[1])
    assert sorted(kept(county)) == sorted(stop.numbers)


def test_what_the_other_phone_scanned_since_is_looked_at_before_it_is_recorded(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    one, other = signed_in(county, "driver"), signed_in(county, "driver3")
    scan(one, stop, stop.numbers[0])
    scan(other, stop, stop.numbers[1])
    sent = report(stop, stop.numbers[0])
    asked = one.post(record_url(stop), sent)
    assert asked.status_code == 200
    html = asked.content.decode()
    assert f"Scanned on another phone meanwhile: {stop.numbers[1]}" in html
    assert "Ivy Harker" in html
    assert visit_row(county, stop.visit_id).state == "RELEASED"
    done = one.post(record_url(stop), sent | {"scanned": json.dumps(stop.numbers)})
    assert done.status_code == 302
    assert kept(county) == []


def test_what_the_other_phone_took_off_is_not_recorded_unseen(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    one, other = signed_in(county, "driver"), signed_in(county, "driver3")
    sent = report(stop, *stop.numbers)
    scan(other, stop, "", drop=stop.numbers[1])
    asked = one.post(record_url(stop), sent)
    assert asked.status_code == 200
    html = asked.content.decode()
    assert f"Taken off on another phone meanwhile: {stop.numbers[1]}" in html
    assert f'name="drop" value="{stop.numbers[1]}"' not in html
    assert visit_row(county, stop.visit_id).state == "RELEASED"
    assert kept(county) == [stop.numbers[0]]


@pytest.mark.parametrize("seen", [(), (0, 1)])
def test_what_changed_while_it_was_recorded_is_asked_about(county: County, seen: tuple[int, ...]) -> None:
    """Between the page's look and the record another phone scanned or dropped: the locked visit decides."""
    stop = a_stop(county, "BED-010", "MAT-010")
    scanned(stop, stop.numbers[0])
    saw = tuple(stop.numbers[at] for at in seen)
    door = DoorReport(stop.visit_id, handed_over=tuple(HandedOver(code) for code in saw), scans_seen=saw)
    with pytest.raises(Refused, match="SCANNED_MEANWHILE"):
        complete_visit(call_as(county.scopes["driver"]), request=door)
    assert visit_row(county, stop.visit_id).state == "RELEASED"


def test_the_next_crew_scans_for_itself(county: County) -> None:
    stop = a_stop(county, "BED-010")
    scanned(stop, stop.numbers[0])
    booked(county, stop.visit_id, run_id=stop.run_id, again=True)
    assert kept(county) == [stop.numbers[0]]
    booked(county, stop.visit_id, run_id=a_run(county, van="Van 2", driver="driver2"), again=True)
    assert kept(county) == []


def test_a_visit_that_failed_keeps_no_scans(county: County) -> None:
    stop = a_stop(county, "BED-010")
    client = signed_in(county, "driver")
    scan(client, stop, stop.numbers[0])
    url = reverse("driver:fail_visit", args=[stop.visit_id])
    client.post(url, {"idempotency_key": str(fresh_id()), "fail_code": "no_answer"})
    assert visit_row(county, stop.visit_id).state == "FAILED"
    assert kept(county) == []
    scan(client, stop, stop.numbers[0])
    assert kept(county) == []


def test_another_crew_adds_nothing_and_a_door_has_an_end(county: County) -> None:
    stop = a_stop(county, "BED-010")
    assert signed_in(county, "driver2").post(record_url(stop), {"code": "A1"}).status_code == 404
    client = signed_in(county, "driver")
    for at in range(MOST_SCANS):
        scan(client, stop, f"A{at}")
    assert f"at most {MOST_SCANS}" in scan(client, stop, "B1")
    assert len(kept(county)) == MOST_SCANS


def test_the_maker_s_label_is_read_with_the_separators_in_it(county: County) -> None:
    """As the camera of a phone gives it: the lot ends at a separator, then comes the serial number."""
    own = {"contract_id": county.made.contract_id, "code": "BED-010"}
    (gtin,) = columns(county.scopes["depot"], Product, "gtin", **own)
    code = f"01{gtin}10L2401\x1d21SN98765"
    line = GoodsLine(code, tested_on=date(2026, 3, 1), examined_on=date(2026, 3, 1))
    stop = a_stop(county, "BED-010", loaded=False)
    depot = county.scopes["depot"]
    receive_goods(call_as(depot), request=GoodsIn(main_depot(county), (line,), put_away=True))
    allocated(county, stop.order.lines[0].line_id)
    page = reverse("depot:load", args=[stop.run_id])
    sent = {"idempotency_key": str(fresh_id()), "code": code}
    assert "Everything is on the van" in signed_in(county, "depot").post(page, sent).content.decode()
    client = signed_in(county, "driver")
    scan(client, stop, code)
    assert kept(county) == [code]
    assert client.post(record_url(stop), report(stop, code)).status_code == 302
    assert columns(depot, Asset, "state", serial="SN98765") == [AssetState.ON_LOAN]


def test_long_codes_in_any_script_are_recorded(county: County) -> None:
    stop = a_stop(county, "BED-010")
    client = signed_in(county, "driver")
    for code in (stop.numbers[0], *(f"{at}{'é"' * 58}" for at in range(MOST_SCANS - 1))):
        scan(client, stop, code)
    assert len(kept(county)) == MOST_SCANS
    done = client.post(record_url(stop), report(stop, *kept(county), sure="on"))
    assert done.status_code == 302
