"""A code that no record knows, taken from a satellite store: each page says the code, whose it is, and the note."""

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy
from handrail.stock.plans import ItemScan
from tests.ordering import someone
from tests.stock_situations import columns
from tests.usecases.test_satellite import issued
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_a_code_that_nobody_knows_is_shown_to_the_desk_and_with_the_person(county: County) -> None:
    who = someone(county, name="Arthur Bell")
    issued(county, who, ItemScan("QQQ-7"), taken=True, note="A green bath board, from the clinic")
    desk = signed_in(county, "desk")
    (row_id,) = columns(county.scopes["desk"], Discrepancy, "id")
    for name, arguments in (
        ("controller:discrepancies", []), ("depot:settle", [row_id]), ("person:person", [who.id]),
    ):  # fmt: skip
        shown = desk.get(reverse(name, args=arguments)).content.decode()
        for word in ("QQQ-7", "Arthur Bell", "A green bath board, from the clinic"):
            assert word in shown, (name, word)
    told = desk.get(reverse("person:person", args=[who.id])).content.decode()
    assert "Left with the person, and no record knows its code" in told
    rows = b"".join(desk.get(reverse("controller:discrepancies") + "?format=csv")).decode()
    assert "Arthur Bell" in rows
    # The depot's people see the code and the note, and no names.
    unnamed = signed_in(county, "depot").get(reverse("controller:discrepancies")).content.decode()
    assert "QQQ-7" in unnamed
    assert "Arthur Bell" not in unnamed
