"""Who only looks at the depot's day is led nowhere that refuses them."""

import re

from handrail.simulation.set_up import County
from tests.web.depot.conftest import SignedIn


def test_no_number_of_the_depot_leads_a_commissioner_to_a_refusal(signed_in: SignedIn, county: County) -> None:
    linked: dict[str, set[str]] = {}
    for key in ("commissioner", "depot"):
        client = signed_in(key)
        html = client.get("/depot/").content.decode()
        tiles = re.findall(r'<li class="hr-tile.*?</li>', html, re.DOTALL)
        assert len(tiles) >= 15
        linked[key] = {href.partition("#")[0] for tile in tiles for href in re.findall(r'href="([^"]+)"', tile)}
        assert {client.get(href).status_code for href in linked[key]} == {200}
    assert "/depot/recalls/" in linked["commissioner"]
    assert len(linked["commissioner"]) < len(linked["depot"])
