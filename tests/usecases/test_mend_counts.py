"""Wrong counts are put right so that cells, loans, lines and what is kept for them go on saying the same."""

import pytest

from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.orders.models import Allocation, OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Place, StockMove
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import HandedOver
from tests.promises import broken_in
from tests.situations import call_as
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


@pytest.mark.parametrize("kind", ["VAN", "HOME"])
def test_what_never_left_lies_in_a_store_only(county: County, kind: str) -> None:
    on_loan(county, (COUNTED, 3))
    (move,) = columns(county.scopes["depot"], StockMove, "id", to_condition="ON_LOAN")
    place = columns(county.scopes["desk"], Place, "id", kind=kind)[0]
    wrong = Mistake(MistakeKind.WRONG_COUNT, place, "counted wrongly", move_id=move, right_quantity=2)
    with pytest.raises(Refused, match="STOCK_UNKNOWN_PLACE"):
        mend_scan(call_as(county.scopes["desk"]), request=wrong)
    still_whole(county, out=3)


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


def refused(county: County, **of: object) -> None:
    """The one move into this condition is not put right by its difference."""
    (move,) = columns(county.scopes["depot"], StockMove, "id", **of)
    with pytest.raises(Refused, match="STOCK_COUNT_NOT_MENDABLE"):
        mended(county, move_id=move, right_quantity=1)


def test_what_is_kept_or_loaded_for_a_line_is_not_mended_past_its_line(county: County) -> None:
    a_stop(county, (COUNTED, 3))
    refused(county, to_condition="HELD")
    refused(county, to_condition="LOADED")
    assert columns(county.scopes["depot"], Allocation, "quantity", ended_at=None) == [cells(county)["LOADED"][0]]


def test_what_was_left_without_a_line_is_not_mended_past_its_loan(county: County) -> None:
    goods(county, COUNTED, 8)
    stop = a_stop(county, "BED-010")
    recorded(county, stop.visit_id, handed_over=(HandedOver(stop.numbers[0]), HandedOver(COUNTED, quantity=3)))
    refused(county, to_condition="ON_LOAN")
    assert cells(county)["ON_LOAN"][0] == lent(county) == 3
