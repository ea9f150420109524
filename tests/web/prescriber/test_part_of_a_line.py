"""Of a count the pages speak as it came: of the part that is paid, and of the number that was put right."""

import pytest
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.orders.queries import LineRow
from handrail.orders.queries.lines import lines_of_orders
from handrail.simulation.set_up import County
from handrail.visits.queries.lies_elsewhere import vans_of
from handrail.web.prescriber.change_order import becomes, described
from tests.usecases.test_mend_parts import two_of_four
from tests.usecases.test_unload_unfit import unloaded
from tests.usecases.test_used_pieces import COUNTED, mended
from tests.visiting import Stop, a_stop, cancelled, on_loan
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def line_of(county: County, stop: Stop) -> LineRow:
    with reading(county.scopes["nurse"]):
        (line,) = lines_of_orders(county.scopes["nurse"], [stop.order.order_id])
    return line


def test_the_rest_is_cancelled_and_the_part_is_paid(county: County) -> None:
    stop = two_of_four(county)
    before = line_of(county, stop)
    assert described(before).startswith(f"2 x {before.product_name}")
    assert before.owed_pence == 4 * before.price_pence
    cancelled(county, before.id)
    assert line_of(county, stop).owed_pence == 2 * before.price_pence


def test_what_is_on_a_van_is_said_to_come_back_with_it_and_not_to_be_on_the_shelf(county: County) -> None:
    stop = a_stop(county, "BED-010", van="Van 2")
    with reading(county.scopes["nurse"]):
        vans = vans_of(county.scopes["nurse"], [stop.order.lines[0].line_id])
    assert set(vans) == {stop.order.lines[0].line_id}
    in_store, *on_van = becomes([("Profiling bed", van) for van in vans.values()])
    assert "store" in in_store
    assert on_van == ["Profiling bed is on Van 2. It comes back with the van, and is taken off at the depot."]
    unloaded(stop)
    with reading(county.scopes["nurse"]):
        assert vans_of(county.scopes["nurse"], [stop.order.lines[0].line_id]) == {}


def test_a_number_that_was_put_right_is_told_with_its_reason(county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 6))
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=1)
    desk = signed_in(county, "desk")
    for name, its in (("prescriber:order", stop.order.order_id), ("person:person", stop.who.id)):
        page = desk.get(reverse(name, args=[its])).content.decode()
        assert "Put right" in page
        assert "counted wrongly (puts right 6 handed over: it was 1)" in page
