"""Returns, cleaning and testing in the browser's eyes: what is asked before a record says something doubtful."""

from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.visits.rules.report import TakenAway
from tests.stock_situations import columns, main_depot
from tests.visiting import collection, recorded
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import html, send, text

BED = "BED-010"


def test_an_item_of_another_van_is_taken_in_with_a_tick(signed_in: SignedIn, county: County) -> None:
    stop, _, visit_id = collection(county, BED)
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    (number,) = stop.numbers
    client = signed_in("depot")
    assert "sure_of" not in html(client.get("/depot/returns/"))
    van_1 = str(county.made.vans["Van 1"])
    typed = {"place": str(main_depot(county)), "source": "van", "van": van_1, "items": number}
    asked = send(client, "returns/", **typed, infection_risk="UNKNOWN")
    assert f"The record says that {number} is on Van 2 with Sam Tully." in text(asked)
    assert f'name="sure_of" type="checkbox" value="{number}"' in html(asked)
    assert columns(county.scopes["depot"], Asset, "place_id") == [county.made.vans["Van 2"]]
    done = text(send(client, "returns/", **typed, infection_risk="UNKNOWN", sure_of=number))
    assert f"{number}: came back, but the record had it on another van; someone will settle it." in done
