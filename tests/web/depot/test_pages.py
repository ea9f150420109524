"""Every page of the depot: who may open it, what it shows, what a bad scan says, and one walk through the work."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from handrail.catalogue.models import Product
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.identity.calls import reading
from handrail.identity.models import User
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Discrepancy, StockCell
from handrail.stock.queries import ScannedKind, what_are
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.pick_lines import ToPick, pick_lines
from handrail.usecases.release_allocations import LetGo, release_allocations
from handrail.wording.shown import short_day
from tests.situations import another_county, call_as
from tests.stock_situations import booked_in, columns, goods, main_depot, scans
from tests.supplying import allocated, authorised, on_a_run
from tests.visiting import SECOND, a_stop
from tests.web.depot.conftest import SignedIn

BED, COUNTED = "BED-010", "BDA-020"
PAGES = (
    "", "goods-in/", "allocate/", "back-orders/", "pick/", "returns/", "workshop/", "overdue/", "contamination/",
    "clean/", "inspect/", "repair/", "put-away/", "set-apart/", "clear/", "scrap/", "stock/", "move/", "labels/",
    "allocate/let-go/", "levels/", "recalls/",
)  # fmt: skip


def html(response: object) -> str:
    """A page as it was sent."""
    sent: str = response.content.decode()  # type: ignore[attr-defined]  # typed as object: any answer of the client
    return sent


def text(response: object) -> str:
    """The words of a page, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html(response)).split())


def send(client: Client, address: str, **given: object) -> Any:
    """Post a form with a fresh key."""
    return client.post(f"/depot/{address}", {"idempotency_key": str(fresh_id()), **given}, follow=True)


@pytest.mark.parametrize("address", PAGES)
def test_each_page_opens_for_the_depot(signed_in: SignedIn, county: County, address: str) -> None:
    goods(county, BED)
    goods(county, COUNTED, 4)
    response = signed_in("depot").get(f"/depot/{address}")
    assert response.status_code == 200, text(response)
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize("address", PAGES)
def test_each_page_is_refused_to_those_who_prescribe(signed_in: SignedIn, address: str) -> None:
    assert signed_in("nurse").get(f"/depot/{address}").status_code == 403


def test_an_item_has_its_page_behind_its_label(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED, serial="SN9")
    shown = text(signed_in("depot").get(f"/a/{number}"))
    assert number in shown
    assert "SN9" in shown
    assert "Ready to issue" in shown


def test_another_countys_item_is_not_found(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    stranger = signed_in("depot", another_county())
    assert stranger.get(f"/a/{number}").status_code == 404
    assert stranger.get(f"/depot/runs/{UUID(int=4)}/").status_code == 404


def test_the_scan_box_leads_to_the_thing(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    client = signed_in("depot")
    assert client.get("/depot/find/", {"code": number})["Location"] == f"/a/{number}"
    assert "/depot/stock/products/" in client.get("/depot/find/", {"code": BED})["Location"]
    assert "Nothing here has this code" in text(client.get("/depot/find/", {"code": "XX-1"}))
    assert client.get("/depot/find/", {"code": "\x00"}).status_code == 200


def test_goods_in_lead_to_their_labels(signed_in: SignedIn, county: County) -> None:
    response = send(
        signed_in("depot"), "goods-in/", place=str(main_depot(county)), items=f"{BED} x 2\r\n{COUNTED} x 5",
        **{"tested_on-day": "1", "tested_on-month": "3", "tested_on-year": "2026"}, put_away="true",
    )  # fmt: skip
    numbers = columns(county.scopes["depot"], Asset, "number")
    assert len(numbers) == 2
    assert all(number in text(response) for number in numbers)
    assert sum(columns(county.scopes["depot"], StockCell, "quantity")) == 5


def test_a_bad_scan_is_said_beside_the_box_and_kept(signed_in: SignedIn, county: County) -> None:
    response = send(
        signed_in("depot"), "clean/", place=str(main_depot(county)), items="NO-SUCH", method="hand_wash", minutes="10"
    )
    assert response.status_code == 422
    assert "Nothing has the code “NO-SUCH”" in text(response)
    assert "NO-SUCH</textarea>" in response.content.decode()


def test_an_empty_form_says_what_is_missing(signed_in: SignedIn) -> None:
    for address in (
        "goods-in/",
        "clean/",
        "inspect/",
        "repair/",
        "put-away/",
        "set-apart/",
        "clear/",
        "scrap/",
        "move/",
        "returns/",
    ):
        response = send(signed_in("depot"), address)
        assert response.status_code == 422, address
        assert "Scan at least one item" in text(response), address


def test_lines_are_supplied_at_the_desk(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    (line,) = authorised(county, BED)
    client = signed_in("depot")
    assert "1 ready" in text(client.get("/depot/allocate/"))
    shown = text(send(client, "allocate/", place=str(main_depot(county)), lines=str(line), what="allocate"))
    assert f"1 line supplied: {number}." in shown
    again = text(send(client, "allocate/", place=str(main_depot(county)), lines=str(line), what="allocate"))
    assert "does not wait for an item" in again


def test_what_is_missing_goes_on_back_order(signed_in: SignedIn, county: County) -> None:
    (line,) = authorised(county, BED)
    client = signed_in("depot")
    shown = text(send(client, "allocate/", place=str(main_depot(county)), lines=str(line), what="allocate"))
    assert "1 wanted, 0 ready here" in shown
    shown = text(send(client, "allocate/", place=str(main_depot(county)), lines=str(line), what="or_back_order"))
    assert "1 line on back-order: Profiling bed, standard." in shown
    assert "Profiling bed, standard" in text(client.get("/depot/back-orders/"))


def test_a_back_order_says_when_its_delivery_is_expected_and_from_whom(signed_in: SignedIn, county: County) -> None:
    (line,) = authorised(county, BED)
    client = signed_in("depot")
    ticked = {"place": str(main_depot(county)), "lines": str(line)}

    def day(on: date) -> dict[str, str]:
        return {"expected_on-day": str(on.day), "expected_on-month": str(on.month), "expected_on-year": str(on.year)}

    today = now().date()
    past = send(
        client, "allocate/", **ticked, what="back_order", expected_from="Fenland Beds", **day(today - timedelta(days=1))
    )
    assert past.status_code == 422
    html = past.content.decode()
    assert 'id="expected_on-error"' in html
    assert 'value="Fenland Beds"' in html
    on = today + timedelta(days=2)
    shown = text(send(client, "allocate/", **ticked, what="back_order", expected_from="Fenland Beds", **day(on)))
    assert "1 line put on back-order." in shown
    assert f"Expected {short_day(on)} from Fenland Beds" in text(client.get("/depot/back-orders/"))
    shown = text(send(client, "back-orders/", **ticked, what="expect"))
    assert "1 line: Nobody has said when." in shown
    assert "Fenland Beds" not in shown


def test_a_run_is_picked_and_loaded_by_scan(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    (spare,) = goods(county, BED, days_ago=1)
    goods(county, COUNTED, 3)
    ids = authorised(county, BED, (COUNTED, 2))
    allocated(county, *ids)
    run = on_a_run(county, *ids)
    client = signed_in("depot")
    for code, shelf in ((BED, "B10"), (COUNTED, "B9")):
        send(client, "goods-in/", place=str(main_depot(county)), items=code, put_away="yes", bin=shelf, supplier="")
    assert "Van 1" in text(client.get("/depot/pick/"))
    shown = text(client.get(f"/depot/runs/{run}/"))
    assert number in shown
    assert f"2 of {COUNTED}" in shown
    assert shown.index("B9") < shown.index("B10")
    assert ", new" in shown
    hint = shown.partition("For counted things write how many, like BDA-020 x 4")
    assert hint[1]
    # As the hint says: so many of a counted thing by its code.
    assert "2 lines picked." in text(send(client, f"runs/{run}/", items=f"{number}\n{COUNTED} x 2"))
    assert "Nothing new: all of it was picked before." in text(
        send(client, f"runs/{run}/", lines=[str(line) for line in ids])
    )
    wrong = send(client, f"runs/{run}/load/", code=spare)
    assert wrong.status_code == 422
    assert f"{spare} is not on this list" in text(wrong)
    assert f"Right: {number}" in text(send(client, f"runs/{run}/load/", code=number))
    assert "Everything is on the van." in text(send(client, f"runs/{run}/load/", code=COUNTED))
    for code, thing in ((number, number), (COUNTED, "")):
        twice = send(client, f"runs/{run}/load/", code=code)
        assert twice.status_code == 200
        assert f"{thing} is on the van already" in text(twice) or not thing
        assert "Loaded already" in text(twice)
        assert "Do not load" not in text(twice)
    back = {"place": str(main_depot(county)), "keep": "yes", "reason": "nobody at home", "items": ""}
    listed = text(client.get(f"/depot/runs/{run}/unload/"))
    assert f"{number}" in listed
    assert "How did" in listed
    empty = text(send(client, f"runs/{run}/unload/", **back, do="scanned"))
    assert "Scan what comes off" in empty
    all_of_it = send(client, f"runs/{run}/unload/", **back, do="everything")
    assert "3 things for 1 stop still to come would go off the van" in text(all_of_it)
    assert "take it off although these stops are to come" in text(all_of_it)
    sure = send(client, f"runs/{run}/unload/", **back, do="everything", sure="on")
    assert "2 lines kept for the same order." in text(sure)


def test_an_item_in_the_hand_is_for_one_line_and_never_ignored(signed_in: SignedIn, county: County) -> None:
    goods(county, BED)
    goods(county, COUNTED, 3)
    ids = authorised(county, BED, (COUNTED, 2))
    wanted = {"place": str(main_depot(county)), "lines": [str(line) for line in ids], "code": "XYZ123"}
    shown = send(signed_in("depot"), "allocate/", **wanted, what="allocate")
    assert shown.status_code == 422
    assert "XYZ123 is for one line" in text(shown)
    assert set(columns(county.scopes["depot"], OrderLine, "state")) == {"AUTHORISED"}


def test_what_is_kept_for_no_run_is_shown_apart_and_the_number_is_its_list(signed_in: SignedIn, county: County) -> None:
    goods(county, BED)
    goods(county, COUNTED, 3)
    on_run, off_run = authorised(county, BED), authorised(county, (COUNTED, 2))
    allocated(county, *on_run, *off_run)
    on_a_run(county, *on_run)
    shown = text(signed_in("depot").get("/depot/pick/"))
    assert "2 lines to pick: 1 on these runs, 1 on none of them" in shown
    assert "Reserved, but not on one of these runs: 1 line" in shown
    assert "On no run yet" in shown


def test_a_picked_item_that_nobody_needs_is_to_be_put_away(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    goods(county, COUNTED, 3)
    ids = authorised(county, BED, (COUNTED, 2))
    allocated(county, *ids)
    depot = county.scopes["depot"]
    pick_lines(call_as(depot), request=ToPick(tuple(ids)))
    release_allocations(call_as(depot), request=LetGo(tuple(ids), "changed"))
    assert columns(depot, Asset, "state") == ["PASSED"]
    client = signed_in("depot")
    shown = text(client.get("/depot/workshop/"))
    assert "To put away: 3 items" in shown
    send(client, "put-away/", place=str(main_depot(county)), items=f"{number}\n{COUNTED} x 2", bin="A2")
    assert columns(depot, Asset, "state") == ["READY"]


def test_a_pick_list_names_its_crew_and_each_box_its_item(signed_in: SignedIn, county: County) -> None:
    stop = a_stop(county, BED, loaded=False, released=False)
    (number,) = goods(county, BED)
    allocated(county, stop.order.lines[0].line_id)
    shown = signed_in("depot").get(f"/depot/runs/{stop.run_id}/")
    assert f"Select {number} Profiling bed, standard, order" in text(shown)
    names = dict(columns(county.scopes["desk"], User, "id", "name"))
    assert f"{names[county.users['driver']]} and {names[county.users[SECOND]]}" in text(shown)


def test_each_label_says_what_it_is_for(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    shown = text(signed_in("depot").get("/depot/labels/", {"code": number}))
    assert "For phones: opens its page" in shown
    assert "For scanners" in shown


def test_a_driver_may_load_but_not_keep_stock(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    ids = authorised(county, BED)
    allocated(county, *ids)
    run = on_a_run(county, *ids)
    client = signed_in("driver")
    assert f"Right: {number}" in text(send(client, f"runs/{run}/load/", code=number))
    assert client.get("/depot/goods-in/").status_code == 403


def test_a_return_goes_back_to_the_shelf(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    client, place = signed_in("depot"), str(main_depot(county))
    shown = text(send(client, "returns/", place=place, source="counter", items=number, infection_risk="UNKNOWN"))
    assert f"Set apart, do not use: {number}." in shown
    (found,) = columns(county.scopes["depot"], Discrepancy, "id")
    asked = text(client.get(f"/depot/differences/{found}/"))
    assert "What happens to the item now?" in asked
    given = {"discrepancy": str(found), "how": "It was left at the gate", "to_clean": "yes"}
    assert "The item goes to be cleaned and tested." in text(send(client, f"differences/{found}/", **given))
    assert number in text(client.get("/depot/workshop/"))
    assert "1 item cleaned" in text(
        send(client, "clean/", place=place, items=number, method="wash_chamber", minutes="60")
    )
    shown = text(
        send(
            client, "inspect/", place=place, items=number, kinds=["LOOK", "ELECTRICAL_TEST"], insulation="20",
            earth="0.1", verdict="PASS", grade="good", put_away="true",
        )
    )  # fmt: skip
    assert f"1 item inspected: {number}. Now: ready to issue." in shown
    story = text(client.get(f"/a/{number}"))
    for words in (
        "Cleaned",
        "Washer chamber, 60 minutes",
        "Inspected: passed",
        "insulation 20 megaohm",
        "It was left at the gate",
    ):
        assert words.lower() in story.lower(), words


def test_readings_are_of_one_item(signed_in: SignedIn, county: County) -> None:
    first, second = goods(county, BED, 2)
    sent = {"items": f"{first}\n{second}", "kinds": ["LOOK", "ELECTRICAL_TEST"], "verdict": "PASS", "grade": "good"}
    refused = send(signed_in("depot"), "inspect/", place=str(main_depot(county)), insulation="20", **sent)
    assert "Readings are of one item" in text(refused)


def test_a_van_is_emptied_in_several_goes_without_choosing_it_again(signed_in: SignedIn, county: County) -> None:
    client, place, van = signed_in("depot"), str(main_depot(county)), str(county.made.vans["Van 1"])
    page = send(client, "returns/", place=place, source="van", van=van, items="XX-7", infection_risk="UNKNOWN")
    assert re.search(rf'<option value="{van}"[^>]* selected', html(page))


def test_a_scanner_may_type_at_once_and_nothing_mends_its_spelling(signed_in: SignedIn, county: County) -> None:
    box = re.compile(r"<textarea[^>]*name=\"items\"[^>]*>")
    (empty,) = box.findall(html(signed_in("depot").get("/depot/clean/")))
    assert 'spellcheck="false" autocapitalize="characters"' in empty
    assert empty.endswith(" autofocus>")
    (filled,) = box.findall(html(signed_in("depot").get("/depot/clean/?code=A200001")))
    assert "autofocus" not in filled


def test_what_nobody_made_a_statement_of_is_stated_on_the_page_of_cleaning(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    place = main_depot(county)
    booked_in(county, number)
    client = signed_in("depot")
    typed = {"place": str(place), "items": number, "method": "wash_chamber", "minutes": "60"}
    shown = text(send(client, "clean/", **typed))
    assert f"Nobody has said yet what {number} was in contact with" in shown
    assert "1 item cleaned" in text(send(client, "clean/", **typed, infection_risk="UNKNOWN"))


def test_a_page_of_an_order_that_moved_on_says_so(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    ids = authorised(county, BED)
    allocated(county, *ids)
    run = on_a_run(county, *ids)
    load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(number)))
    shown = text(send(signed_in("depot"), f"runs/{run}/", lines=[str(line) for line in ids]))
    assert "has nothing reserved in a store" in shown
    assert columns(county.scopes["desk"], OrderLine, "state") == ["LOADED"]


def test_stock_is_filtered_and_downloaded(signed_in: SignedIn, county: County) -> None:
    (bed,) = goods(county, BED)
    (mattress,) = goods(county, "MAT-010")
    client = signed_in("depot")
    shown = text(client.get("/depot/stock/", {"text": "mattress"}))
    assert mattress in shown
    assert bed not in shown
    response = client.get("/depot/stock/", {"format": "csv"})
    body = b"".join(response).decode()
    assert bed in body
    assert body.startswith("\N{ZERO WIDTH NO-BREAK SPACE}Number,")


def test_labels_hold_both_codes(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    response = signed_in("depot").get("/depot/labels/", {"code": number})
    assert number in text(response)
    assert response.content.decode().count('shape-rendering="crispEdges"') == 2
    assert f"(8004)952123{number}" in text(response)


def test_a_counted_product_has_a_label_that_scans_as_it_and_opens_its_page(signed_in: SignedIn, county: County) -> None:
    client, scope = signed_in("depot"), county.scopes["depot"]
    (bed,) = goods(county, BED)
    response = client.get("/depot/labels/", {"code": [bed, COUNTED, BED]})
    assert response.content.decode().count('shape-rendering="crispEdges"') == 4
    assert f"No item and no counted product has these codes: {BED}." in text(response)
    printed = re.search(r"\(01\)\d{14}", text(response))
    assert printed
    gtin = printed[0].removeprefix("(01)")
    with reading(scope):
        read = what_are(scope, [f"https://handrail.example/01/{gtin}", f"]d201{gtin}", COUNTED])
    assert {(one.kind, one.product_code) for one in read} == {(ScannedKind.PRODUCT, COUNTED)}
    opened = client.get(f"/01/{gtin}", follow=True)
    assert opened.redirect_chain[-1][0] == f"/depot/stock/products/{read[0].id}/"
    assert f'href="/depot/labels/?code={COUNTED}"' in opened.content.decode()
    assert client.get("/01/00000000000000").status_code == 404


def test_a_wrong_method_is_refused(signed_in: SignedIn) -> None:
    client = signed_in("depot")
    assert client.post("/depot/workshop/").status_code == 405
    assert client.delete("/depot/clean/").status_code == 405


def test_a_double_tap_books_in_once(signed_in: SignedIn, county: County) -> None:
    client, key = signed_in("depot"), str(fresh_id())
    for _ in range(2):
        client.post(
            "/depot/goods-in/",
            {"idempotency_key": key, "place": str(main_depot(county)), "items": f"{COUNTED} x 5"},
        )
    assert sum(columns(county.scopes["depot"], StockCell, "quantity")) == 5


def test_each_box_to_allocate_names_its_product(signed_in: SignedIn, county: County) -> None:
    authorised(county, BED, (COUNTED, 2))
    shown = text(signed_in("depot").get("/depot/allocate/"))
    for name in columns(county.scopes["depot"], Product, "name", code__in=(BED, COUNTED)):
        assert f"Select {name}, order " in shown
