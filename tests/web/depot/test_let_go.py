"""Letting go of what is kept for lines."""

from uuid import uuid4

from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from tests.stock_situations import at_most, columns, goods
from tests.supplying import allocated, authorised
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import html, send, text


def test_what_is_kept_is_let_go_with_a_reason(signed_in: SignedIn, county: County) -> None:
    (number,) = goods(county, "BED-010")
    goods(county, "BDA-020", 4)
    bed, frames = authorised(county, "BED-010", ("BDA-020", 2))
    allocated(county, bed, frames)
    client = signed_in("depot")
    assert 'href="/depot/allocate/let-go/"' in html(client.get("/depot/allocate/"))
    client.get("/depot/allocate/let-go/")
    with at_most(8):
        shown = text(client.get("/depot/allocate/let-go/"))
    assert "Kept for orders: 2 lines" in shown
    assert number in shown
    assert "2 pieces" in shown
    assert "1 line" in text(client.get("/depot/allocate/let-go/", {"text": number.lower()}))
    assert "Nothing is kept for an order here" in text(client.get("/depot/allocate/let-go/", {"text": "A1"}))
    unsaid = text(send(client, "allocate/let-go/", lines=[str(bed)]))
    assert "Say why they are let go" in unsaid
    assert "Tick at least one line" in text(send(client, "allocate/let-go/", reason="Needed elsewhere"))
    done = text(send(client, "allocate/let-go/", lines=[str(bed)], reason="Needed elsewhere"))
    assert "1 line let go. What was kept is back on the shelf." in done
    assert columns(county.scopes["depot"], Asset, "state") == ["READY"]
    states = dict(columns(county.scopes["desk"], OrderLine, "id", "state"))
    assert (states[bed], states[frames]) == ("AUTHORISED", "ALLOCATED")
    gone = text(send(client, "allocate/let-go/", lines=[str(bed)], reason="Once more"))
    assert "has nothing reserved in a store" in gone
    assert "There is a problem" in text(send(client, "allocate/let-go/", lines=["x", str(uuid4())], reason="No"))
    assert signed_in("driver").get("/depot/allocate/let-go/").status_code == 403
