"""Satellite issue, stock takes and differences in the browser's eyes."""

import re
from html import unescape
from uuid import UUID

from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.loans.models import Loan
from handrail.orders.models import Order
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Discrepancy
from handrail.stock.plans import ItemScan
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.visits.rules.report import HandedOver
from tests.ordering import someone
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot, seen
from tests.visiting import a_stop, on_loan, recorded
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import send, text

BED, COUNTED = "BED-010", "BDA-020"


def test_a_ward_issues_from_the_cupboard(signed_in: SignedIn, county: County) -> None:
    who = someone(county)
    goods(county, COUNTED, 10)
    store = county.made.depots[HOSPITAL_STORE]
    move_stock(call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store, (ItemScan(COUNTED, 10),)))
    client = signed_in("ward")
    assert client.get("/depot/issue/").status_code == 200
    assert "Winifred Harker" in text(client.get("/depot/issue/", {"q": "winifred harker"}))
    shown = text(client.get("/depot/issue/", {"person": str(who.id)}))
    assert "Issue to Winifred Harker" in shown
    given = {
        "person": str(who.id),
        "place": str(store),
        "items": f"{COUNTED} x 2",
        "purpose": "falls",
        "reason": "fell",
    }
    sent = send(client, "issue/", **given)
    assert "1 line issued to Winifred Harker" in text(sent), text(sent)[800:1600]
    (order_id,) = columns(county.scopes["desk"], Order, "id")
    assert f'href="{reverse("prescriber:order", args=[order_id])}"' in sent.content.decode()
    assert columns(county.scopes["desk"], Loan, "quantity") == [2]
    too_many = send(client, "issue/", **{**given, "items": f"{COUNTED} x 20"})
    assert "20 wanted, 8 here" in text(too_many)
    assert client.get("/depot/issue/", {"person": str(UUID(int=5))}).status_code == 404
    assert client.get("/depot/issue/", {"person": "nobody"}).status_code == 404
    assert signed_in("depot").get("/depot/issue/").status_code == 403


def test_a_bed_over_the_counter_asks_its_clinical_questions(signed_in: SignedIn, county: County) -> None:
    who = someone(county)
    (number,) = goods(county, BED)
    store = county.made.depots[HOSPITAL_STORE]
    move_stock(call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store, (ItemScan(number),)))
    client = signed_in("ward")
    given = {"person": str(who.id), "place": str(store), "items": number, "purpose": "discharge", "reason": "tried"}
    asked = text(send(client, "issue/", **given))
    assert "What does the person weigh?" in asked
    assert "Answer: What does the person weigh?" in asked
    assert number in asked
    typed = {**given, "idempotency_key": str(fresh_id()), "answer-person_weight_kg": "seventy"}
    again = client.post("/depot/issue/", typed)
    assert "The answer must be a number: What does the person weigh?" in text(again)
    assert 'value="seventy"' in again.content.decode()
    assert columns(county.scopes["desk"], Loan, "quantity") == []


def test_a_stock_take_from_beginning_to_end(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, BED)
    (other,) = goods(county, BED)
    client = signed_in("depot")
    response = send(client, "stock-takes/", place_id=str(main_depot(county)), category="")
    address = response.redirect_chain[-1][0].removeprefix("/depot/")
    take = address.strip("/").split("/")[-1]
    assert "Items not found yet: 2 of 2" in text(response)
    wrong = client.post(
        f"/depot/{address}", {"take": take, "items": f"{number}\r\nBDA-020 x two", "condition": "READY",
                              "idempotency_key": str(fresh_id())}
    )  # fmt: skip
    assert "Line 2: write how many as a number" in text(wrong)
    assert "BDA-020 x two</textarea>" in wrong.content.decode()
    shown = text(send(client, address, take=take, items=f"{number}\r\nXX-9", condition="READY"))
    assert "2 things counted. Nobody knows: XX-9." in shown
    assert "Items not found yet: 1 of 2" in shown
    refused = send(client, f"{address}close/", take=take)
    assert "1 thing not counted yet" in text(refused)
    closed = text(send(client, f"{address}close/", take=take, rest_is_missing="true"))
    assert "The stock take is closed. 1 thing as recorded." in closed
    assert dict(columns(county.scopes["depot"], Asset, "number", "state")) == {number: "READY", other: "LOST"}
    assert client.get(f"/depot/stock-takes/{UUID(int=4)}/").status_code == 404


def test_a_stock_take_of_one_kind_is_named_in_words(signed_in: SignedIn, county: County) -> None:
    client = signed_in("depot")
    send(client, "stock-takes/", place_id=str(main_depot(county)), category="children")
    listed = client.get("/depot/stock-takes/").content.decode().partition('id="takes"')[2]
    assert "Children&#39;s equipment" in listed or "Children's equipment" in listed


def test_a_difference_of_pieces_says_how_many(signed_in: SignedIn, county: County) -> None:
    stop = a_stop(county, ("BDA-020", 1))
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=6),))
    assert text(signed_in("depot").get("/depot/differences/")).count(", 5 pieces") == 2


def test_a_difference_is_settled_on_its_page(signed_in: SignedIn, county: County) -> None:
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem("XX-1"),)))
    (note,) = seen(county.scopes["depot"], Discrepancy)
    client = signed_in("depot")
    assert "Came back with a code that nobody knows" in text(client.get("/depot/differences/"))
    given = {"discrepancy": str(note.id), "how": "sent to the neighbour"}
    assert "The difference is settled." in text(send(client, f"differences/{note.id}/", **given))
    again = send(client, f"differences/{note.id}/", **given)
    assert "This was settled already" in text(again)
    assert client.get(f"/depot/differences/{UUID(int=4)}/").status_code == 404


def test_a_wrong_scan_is_put_right_on_a_page(signed_in: SignedIn, county: County) -> None:
    stop, _ = on_loan(county, BED)
    (right,) = goods(county, BED, days_ago=1)
    given = {
        "kind": "WRONG_ITEM", "code": stop.numbers[0], "right_code": right, "place": str(main_depot(county)),
        "reason": "two beds stood side by side",
    }  # fmt: skip
    shown = text(send(signed_in("desk"), "mend/", **given))
    assert "It is put right." in shown
    assert "Puts right step" in shown
    story = text(signed_in("desk").get(f"/a/{right}"))
    assert "With Winifred Harker" in story
    assert "Winifred" not in text(signed_in("depot").get(f"/a/{right}"))


def test_a_wrong_count_is_put_right_on_a_page(signed_in: SignedIn, county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 3))
    client = signed_in("desk")
    given = {"kind": "WRONG_COUNT", "code": COUNTED, "place": str(main_depot(county)), "reason": "one was left behind"}
    asked = text(send(client, "mend/", **given))
    assert "Enter the number of the order" in asked
    assert "Enter how many it really was" in asked
    shown = text(send(client, "mend/", **given, order_number=str(stop.order.number), right_quantity="2"))
    assert "It is put right." in shown
    assert sorted(columns(county.scopes["desk"], Loan, "state", "quantity")) == [("ACTIVE", 2), ("ENDED", 3)]


def test_a_wrong_number_that_came_back_is_put_right_from_the_order(signed_in: SignedIn, county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 3), days=1)
    back = Returned(main_depot(county), (ReturnedItem(COUNTED, 1),), person_id=stop.who.id)
    receive_returns(call_as(county.scopes["depot"]), request=back)
    client = signed_in("desk")
    order = client.get(f"/prescribing/orders/{stop.order.order_id}/").content.decode()
    (link,) = re.findall(r'href="(/depot/mend/[^"]*)"', order)
    assert f'value="{stop.order.number}"' in client.get(unescape(link)).content.decode()
    given = {"kind": "WRONG_COUNT_BACK", "code": COUNTED, "place": str(main_depot(county)), "reason": "two lay there"}
    many = text(send(client, "mend/", **given, order_number=str(stop.order.number), right_quantity="4"))
    assert "3 pieces handed over. Put right first how many were handed over" in many
    shown = text(send(client, "mend/", **given, order_number=str(stop.order.number), right_quantity="2"))
    assert "What the person still has stays lent" in shown
    assert columns(county.scopes["desk"], Loan, "state", "quantity_back") == [("ACTIVE", 2)]
    assert "/depot/mend/" not in signed_in("nurse").get(f"/prescribing/orders/{stop.order.order_id}/").content.decode()


def test_the_workshop_offers_no_answer_of_a_home(signed_in: SignedIn) -> None:
    page = signed_in("depot").get("/depot/repair/").content.decode()
    assert "Part replaced" in page
    for words in ("Could not get in", "Mended in the home", "Taken to the workshop"):
        assert words not in page, words
