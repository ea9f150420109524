"""The list of stock: counted stock has pages of its own, costs as many statements for many rows as for few, and a shelf
is said of what stands on it."""

import re

from handrail.core.clock import now
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from tests.ordering import statements
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot, scans
from tests.supplying import allocated, authorised, on_a_run
from tests.web.depot.conftest import SignedIn

BED, COUNTED = "BED-010", "BDA-020"


def lots(county: County, first: int, last: int) -> None:
    """Two pieces of each of so many lots: a row of the list for each."""
    lines = tuple(GoodsLine(COUNTED, 2, lot=f"LOT{number:03}") for number in range(first, last))
    request = GoodsIn(main_depot(county), lines, put_away=True)
    receive_goods(call_as(county.scopes["depot"]), request=request)


def test_counted_stock_is_shown_page_by_page_with_all_its_pieces(signed_in: SignedIn, county: County) -> None:
    goods(county, BED)
    lots(county, 0, 30)
    lots(county, 30, 60)
    client = signed_in("depot")
    first = client.get("/depot/stock/").content.decode()
    assert first.count(", lot LOT") == 50
    assert "Counted stock: 120 pieces" in first
    (onward,) = re.findall(r'href="(/depot/stock/\?counted=2#counted)"', first)
    second = client.get(onward).content.decode()
    assert second.count(", lot LOT") == 10
    assert "Counted stock: 120 pieces" in second
    # The items beside it stay on their own page, and a filter goes along.
    assert "Items with a number: 1<" in second
    filtered = client.get("/depot/stock/", {"text": COUNTED}).content.decode()
    assert f"?text={COUNTED}&amp;counted=2#counted" in filtered


def test_many_rows_cost_no_more_statements_than_few(signed_in: SignedIn, county: County) -> None:
    lots(county, 0, 2)
    goods(county, BED)
    client = signed_in("depot")
    client.get("/depot/stock/")
    with statements() as few:
        client.get("/depot/stock/")
    lots(county, 2, 32)
    goods(county, BED, 20)
    with statements() as many:
        client.get("/depot/stock/")
    assert len(many) == len(few)


def test_a_shelf_is_said_only_of_what_stands_on_it(signed_in: SignedIn, county: County) -> None:
    on = now().date()
    line = GoodsLine(BED, tested_on=on, examined_on=on)
    request = GoodsIn(main_depot(county), (line,), put_away=True, bin="A1")
    done = receive_goods(call_as(county.scopes["depot"]), request=request)
    client = signed_in("depot")
    assert ">A1<" in client.get("/depot/stock/").content.decode()
    ids = authorised(county, BED)
    allocated(county, *ids)
    (number,) = (item.number for item in done.items)
    run = on_a_run(county, *ids)
    load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(number)))
    assert columns(county.scopes["desk"], Asset, "state") == ["LOADED"]
    assert columns(county.scopes["desk"], Asset, "bin") == ["A1"]
    assert ">A1<" not in client.get("/depot/stock/").content.decode()
