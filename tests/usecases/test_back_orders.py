"""Back-orders are tried again by themselves when something becomes ready."""

import pytest

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import Call, reading
from handrail.jobs.try_back_orders import anything_to_try, try_back_orders
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from tests.situations import northdown
from tests.stock_situations import columns, goods
from tests.supplying import allocated, authorised

pytestmark = pytest.mark.django_db

BED = "BED-010"


def test_a_back_order_is_filled_when_stock_becomes_ready() -> None:
    county: County = northdown()
    ids = authorised(county, BED)
    allocated(county, *ids, or_back_order=True)
    system = county.scopes["system"]
    with reading(system):
        assert not anything_to_try(system, now())
    assert try_back_orders(Call(system, now_is(now()))) == 0
    goods(county, BED)
    with reading(system):
        assert anything_to_try(system, now())
    assert try_back_orders(Call(system, now_is(now()))) == 1
    assert columns(county.scopes["desk"], OrderLine, "state") == ["ALLOCATED"]
    with reading(system):
        assert not anything_to_try(system, now())
