"""The scan before handing over refuses: what must stay on the van is said in large letters while it is in hand."""

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy
from handrail.stock.plans import ItemScan
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.visiting import Stop, a_stop, cancelled, scanned
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def scan(stop: Stop, code: str) -> str:
    sent = {"idempotency_key": f"scan {code}", "scanned": "[]", "code": code}
    return signed_in(stop.county, "driver").post(record_url(stop), sent).content.decode()


def an_unfit_bed(county: County) -> str:
    (number,) = goods(county, "BED-010")
    apart = SetApart(main_depot(county), (ItemScan(number),), "A castor came off")
    quarantine_stock(call_as(county.scopes["depot"]), request=apart)
    return number


def test_what_is_not_fit_is_refused_by_the_scan_and_recorded_once_it_has_happened(county: County) -> None:
    stop = a_stop(county, "BED-010", loaded=False)
    unfit = an_unfit_bed(county)
    html = scan(stop, unfit)
    assert f"Do not hand over {unfit}" in html
    assert "It is not ready to go out" in html
    assert "was read" not in html
    assert "Left with the person" not in html
    client = signed_in(county, "driver")
    assert client.post(record_url(stop), report(stop, unfit)).status_code == 422
    assert client.post(record_url(stop), report(stop, unfit, sure="on")).status_code == 302
    assert "HANDED_OVER_UNFIT" in columns(county.scopes["desk"], Discrepancy, "kind")


def test_what_is_right_is_read_and_nothing_is_forbidden(county: County) -> None:
    stop = a_stop(county, "BED-010")
    html = scan(stop, stop.numbers[0])
    assert f"{stop.numbers[0]} was read" in html
    assert "Do not hand" not in html
    assert f"{stop.numbers[0]}, to hand over" in html


def test_the_right_bed_has_its_place_after_a_wrong_one_was_scanned(county: County) -> None:
    stop = a_stop(county, "BED-010")
    unfit = an_unfit_bed(county)
    scanned(stop, unfit)
    html = scan(stop, stop.numbers[0])
    assert f"{stop.numbers[0]} was read" in html
    assert f"Do not hand over {stop.numbers[0]}" not in html
    assert html.count("It is not on the list") == html.count(f"{unfit}, to hand over") == 1


def test_what_only_nobody_loaded_may_go(county: County) -> None:
    stop = a_stop(county, "BED-010", loaded=False)
    (number,) = goods(county, "BED-010")
    html = scan(stop, number)
    assert f"Look again at {number}" in html
    assert "Nobody scanned it onto the van" in html
    assert "Do not hand" not in html


def test_what_was_cancelled_and_what_nobody_knows_stay_on_the_van(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    cancelled(county, stop.order.lines[0].line_id)
    html = scan(stop, stop.numbers[0])
    assert f"Do not hand over {stop.numbers[0]}" in html
    assert "It was cancelled" in html
    html = scan(stop, "NOBODYS-1")
    assert "Do not hand over NOBODYS-1" in html
    assert "No record knows its code" in html


def test_the_code_of_the_product_leads_to_the_label_and_takes_nothing_from_it(county: County) -> None:
    stop = a_stop(county, "BED-010")
    html = scan(stop, "BED-010")
    assert "it does not say which one this is" in html
    assert "Take this code off the list and scan the label with its number" in html
    scanned(stop, "BED-010")
    html = scan(stop, stop.numbers[0])
    assert f"{stop.numbers[0]} was read" in html
    assert html.count("It is not on the list") == html.count("BED-010, to hand over") == 1


def test_the_desk_writes_down_what_has_happened(county: County) -> None:
    stop = a_stop(county, "BED-010", loaded=False)
    unfit = an_unfit_bed(county)
    scanned(stop, unfit)
    desk = signed_in(county, "desk").get(reverse("controller:record_visit", args=[stop.visit_id])).content.decode()
    assert "Left with the person although it was recalled" in desk
    assert "Do not hand" not in desk


def test_more_of_a_counted_thing_than_is_listed_is_said_with_both_numbers(county: County) -> None:
    html = scan(a_stop(county, ("BDA-020", 1)), "BDA-020 x 6")
    assert "1 is on the list, you scanned 6" in html
    assert "It is not on the list" not in html
