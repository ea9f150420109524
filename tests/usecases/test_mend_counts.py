"""Wrong counts are put right so that cells, loans, lines and what is kept for them go on saying the same."""

import pytest

from handrail.loans.models import Loan
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import HandedOver
from tests.promises import broken_in
from tests.stock_situations import columns, goods
from tests.usecases.test_used_pieces import COUNTED, cells, mended
from tests.visiting import a_stop, on_loan, recorded

pytestmark = pytest.mark.django_db


def lent(county: County) -> int:
    """How many pieces the loans say are out; numbered things are not counted."""
    found = columns(county.scopes["desk"], Loan, "quantity", "quantity_back", asset_id=None, ended_at=None)
    return sum(quantity - back for quantity, back in found)


def still_whole(county: County, *, out: int) -> None:
    """So many are out by cells and loans, the line is delivered, and nothing is to be brought."""
    assert cells(county)["ON_LOAN"][0] == lent(county) == out
    assert columns(county.scopes["desk"], OrderLine, "state") == ["DELIVERED"]
    assert columns(county.scopes["desk"], VisitTask, "id", outcome="OPEN") == []
    assert not broken_in(county.scopes["depot"])


def test_more_than_ordered_were_left_and_the_surplus_is_put_right(county: County) -> None:
    goods(county, COUNTED, 8)
    stop = a_stop(county, (COUNTED, 3))
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=5),))
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=4)
    still_whole(county, out=4)
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=3)
    still_whole(county, out=3)


def test_a_count_mended_to_more_than_ordered_is_mended_back(county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 3))
    goods(county, COUNTED, 4)
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=5)
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=3)
    still_whole(county, out=3)
