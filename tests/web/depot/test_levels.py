"""What satellite stores should hold: said on a page of the depot."""

from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.models import StockLevel
from handrail.stock.plans import ItemScan
from handrail.usecases.move_stock import StockMoved, move_stock
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import html, send, text


def test_the_depot_says_what_a_satellite_store_should_hold(signed_in: SignedIn, county: County) -> None:
    store = county.made.depots[HOSPITAL_STORE]
    goods(county, "BDA-020", 10)
    move_stock(
        call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store, (ItemScan("BDA-020", 3),))
    )
    client = signed_in("depot")
    for page in ("", "stock/"):
        assert 'href="/depot/levels/"' in html(client.get(f"/depot/{page}")), page
    assert "Nothing is said yet" in text(client.get("/depot/levels/", {"place": str(store)}))
    wanted = {"place": str(store), "code": "bda-020", "keep": "8", "refill_at": "4"}
    shown = text(send(client, "levels/", **wanted))
    assert "BDA-020: the level is set." in shown
    assert "BDA-020 Should hold 8 Fill up at 4 There now 3 Lacks 5 Now Fill it up" in shown
    changing = html(client.get("/depot/levels/", {"place": str(store), "product": "BDA-020"}))
    assert 'value="BDA-020"' in changing
    assert 'value="8"' in changing
    refused = text(send(client, "levels/", **{**wanted, "refill_at": "8"}))
    assert "the store must hold more than the number at which it is filled up" in refused
    assert "is not the code of a product" in text(send(client, "levels/", **{**wanted, "code": "NONE-1"}))
    assert "Nothing is said yet" in text(send(client, "levels/", **{**wanted, "keep": "0", "refill_at": "0"}))
    assert columns(county.scopes["depot"], StockLevel, "keep") == [0]
    assert signed_in("driver").get("/depot/levels/").status_code == 403
