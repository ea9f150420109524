"""Of a count that came in part the pages speak of the part: what is still to come is cancelled, what came is paid."""

import pytest

from handrail.identity.calls import reading
from handrail.orders.queries import LineRow
from handrail.orders.queries.lines import lines_of_orders
from handrail.simulation.set_up import County
from handrail.web.prescriber.change_order import described
from tests.usecases.test_mend_parts import two_of_four
from tests.visiting import Stop, cancelled

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
