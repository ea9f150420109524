"""The desk finds a row of its lists by a person, or by the number of an order, a visit or an item."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import at_most, columns, main_depot
from tests.visiting import a_stop, handed, recorded, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
NONE = "Nothing fits what is asked for now."


def found(client: Client, name: str, words: Any, **also: str) -> bool:
    with at_most(12):
        html = client.get(reverse(f"controller:{name}"), {"words": str(words), **also}).content.decode()
    assert (NONE in html) is ("Showing 1 to 1 of 1" not in html)
    return NONE not in html


def test_orders_and_visits_are_found_by_person_and_number(county: County) -> None:
    stop = a_stop(county, "BED-010", who=someone(county, name="Winifred Harker", nhs_number="9434765919"))
    other = placed(county, someone(county, name="Bert O%Brien"), *lines("MAT-010"))
    desk, visit = signed_in(county, "desk"), visit_row(county, stop.visit_id)
    (number,) = {str(row.number) for row in [stop.order]}
    for name in ("orders", "visits"):
        for words in ("harker", "WINIFRED H", "943 476 5919", number, visit.number, stop.numbers[0].lower(), "o%b"):
            assert found(desk, name, words), (name, words)
        assert not found(desk, name, "x%h")
        assert not found(desk, name, "943 476")
        assert not found(desk, name, f"{number}0")
        assert not found(desk, name, "harker", clock="late")
    assert columns(county.scopes["desk"], OrderLine, "order_id", order_id=other.order_id)


def test_who_may_not_see_people_finds_numbers_only(county: County) -> None:
    stop = a_stop(county, "BED-010", who=someone(county, nhs_number="9434765919"))
    counts = signed_in(county, "commissioner")
    for name in ("orders", "visits"):
        assert found(counts, name, stop.order.number)
        assert not found(counts, name, "Harker")
        assert not found(counts, name, "9434765919")


def test_who_may_not_see_people_does_not_learn_their_order(county: County) -> None:
    for name in ("Zoe Abel", "Ann Young", "Mo Miles"):
        placed(county, someone(county, name=name), *lines("MAT-010"))
    for name, keys in (("orders", ("person",)), ("visits", ("person", "place"))):
        url = reverse(f"controller:{name}")
        for key in keys:
            assert f"sort={key}" in signed_in(county, "desk").get(url).content.decode()
            one, other = (signed_in(county, "commissioner").get(url, {"sort": sort}) for sort in (key, f"-{key}"))
            assert f"sort=-{key}" not in one.content.decode()
            assert _rows(one.content.decode()) == _rows(other.content.decode())


def _rows(html: str) -> str:
    return html.partition("<tbody")[2].partition("</tbody>")[0]


def test_next_steps_discrepancies_and_items_are_found_by_number(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    recorded(county, stop.visit_id, handed_over=handed(stop.numbers[0], "UNKNOWN-1"), fail_code="no_answer")
    desk, visit = signed_in(county, "desk"), visit_row(county, stop.visit_id)
    for name, words, also in (
        ("next_steps", "Harker", {}),
        ("next_steps", visit.number, {}),
        ("discrepancies", "unknown-1", {}),
        ("items", stop.numbers[1], {"state": "LOADED"}),
    ):
        assert found(desk, name, words, **also), (name, words)
        assert not found(desk, name, "NO-SUCH-1", **also)


def test_a_discrepancy_is_told_in_words_and_not_in_codes(county: County) -> None:
    stop = a_stop(county, "BED-010")
    recorded(county, stop.visit_id, handed_over=handed(stop.numbers[0]))
    back = Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),), van_id=county.made.vans["Van 1"])
    receive_returns(call_as(county.scopes["depot"]), request=back)
    html = signed_in(county, "desk").get(reverse("controller:discrepancies")).content.decode()
    assert "Came back on a van, but its collection was not recorded" in html
    assert "the record said on loan, a home" in html
    assert "ON_LOAN" not in html
