"""Who counts orders and may not see people learns no names: from their list, its search, its file, or an order."""

from typing import Any

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_a_commissioner_follows_orders_without_names(county: County) -> None:
    orders = [placed(county, someone(county, name=name), *lines("MAT-010")) for name in ("Zoe Abel", "Ann Young")]
    url, commissioner = reverse("prescriber:orders"), signed_in(county, "commissioner")

    def html(**asked: Any) -> str:
        return commissioner.get(url, {"whose": "all", **asked}).content.decode()

    assert all(str(order.number) in html() for order in orders)
    assert "Abel" not in html()
    assert str(orders[0].number) not in html(words="Abel").partition("<tbody")[2]
    assert str(orders[0].number) in html(words=orders[0].number)
    rows = [html(sort=sort).partition("<tbody")[2].partition("</tbody>")[0] for sort in ("person", "-person")]
    assert rows[0] == rows[1]
    file: Any = commissioner.get(url, {"whose": "all", "format": "csv"})
    assert b"Abel" not in b"".join(file.streaming_content)
    assert "Abel" in signed_in(county, "desk").get(url, {"whose": "all", "words": "Abel"}).content.decode()


def test_a_commissioner_opens_an_order_without_learning_whose_it_is(county: County) -> None:
    who = someone(county, name="Zoe Abel")
    url = reverse("prescriber:order", args=[placed(county, who, *lines("MAT-010")).order_id])
    pages = {key: signed_in(county, key).get(url).content.decode() for key in ("commissioner", "nurse")}
    for told in ("Abel", "Sallow Lane", "Find a person"):
        assert told in pages["nurse"]
        assert told not in pages["commissioner"]
    assert "About this order" in pages["commissioner"]


def test_a_commissioner_reads_nothing_that_somebody_wrote_about_a_person(county: County) -> None:
    placed_for = placed(county, someone(county), *lines("MAT-010"), why="Fell by her sister Vera's stairs")
    wanted = LinesToCancel((placed_for.lines[0].line_id,), "duplicate", "Vera has one")
    cancel_lines(call_as(county.scopes["desk"]), request=wanted)
    url = reverse("prescriber:order", args=[placed_for.order_id])
    pages = {key: signed_in(county, key).get(url).content.decode() for key in ("commissioner", "nurse")}
    assert pages["nurse"].count("Vera") >= 2
    assert "Vera" not in pages["commissioner"]
    assert "Duplicate of another order" in pages["commissioner"]
