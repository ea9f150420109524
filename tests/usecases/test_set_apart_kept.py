"""Pieces that are kept for orders are set apart by product and lot: the lines that are due last wait for others."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.orders.models import Allocation, LineHistory, OrderLine
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import StockCell
from handrail.stock.plans import ItemScan
from handrail.stock.states import AssetState
from handrail.usecases.pick_lines import ToPick, pick_lines
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from tests.ordering import someone
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.supplying import allocated, authorised

pytestmark = pytest.mark.django_db

COUNTED = "BDA-020"


def set_apart(county: County, quantity: int, lot: str = "") -> Any:
    """So many of what is kept for orders in the main depot."""
    items = (ItemScan(COUNTED, quantity, lot),)
    wanted = SetApart(main_depot(county), items, "sharp edge", condition=AssetState.HELD)
    return quarantine_stock(call_as(county.scopes["depot"]), request=wanted)


def cells(county: County) -> dict[tuple[str, str], int]:
    """How many of which lot are in which condition."""
    found = columns(county.scopes["depot"], StockCell, "lot", "condition", "quantity", quantity__gt=0)
    return {(lot, condition): quantity for lot, condition, quantity in found}


def state(county: County, line_id: UUID) -> str:
    (found,) = columns(county.scopes["desk"], OrderLine, "state", id=line_id)
    return str(found)


def test_promise_4_the_line_due_last_loses_its_pieces_and_waits_with_the_reason(county: County) -> None:
    goods(county, COUNTED, 6, lot="L1")
    (first,) = authorised(county, (COUNTED, 2))
    (second,) = authorised(county, (COUNTED, 2), who=someone(county, name="Arthur Bell"))
    allocated(county, first, second)
    due = dict(columns(county.scopes["desk"], OrderLine, "id", "due_at"))
    last = max((first, second), key=lambda line_id: (due[line_id] or now() + timedelta(days=99), -line_id.int))
    other = second if last == first else first
    done = set_apart(county, 1, "L1")
    assert [(item.state, item.quantity) for item in done.items] == [(AssetState.QUARANTINED, 1)]
    # The other piece of that line is on the shelf again.
    assert cells(county) == {("L1", "READY"): 3, ("L1", "HELD"): 2, ("L1", "QUARANTINED"): 1}
    assert (state(county, last), state(county, other)) == ("AUTHORISED", "ALLOCATED")
    told = columns(county.scopes["desk"], LineHistory, "reason", subject_id=last, to_state="AUTHORISED")
    assert "sharp edge" in told
    assert columns(county.scopes["depot"], Allocation, "ended_how", line_id=last) == ["QUARANTINED"]


def test_the_rest_of_a_picked_line_is_carried_back(county: County) -> None:
    goods(county, COUNTED, 1, lot="L1")
    goods(county, COUNTED, 2, lot="L2")
    (line,) = authorised(county, (COUNTED, 3))
    allocated(county, line)
    pick_lines(call_as(county.scopes["depot"]), request=ToPick((line,)))
    set_apart(county, 1, "L1")
    assert cells(county) == {("L1", "QUARANTINED"): 1, ("L2", "PASSED"): 2}
    assert state(county, line) == "AUTHORISED"


def test_only_whole_truth_is_set_apart(county: County) -> None:
    goods(county, COUNTED, 4, lot="L1")
    (line,) = authorised(county, (COUNTED, 2))
    allocated(county, line)
    for quantity, lot in ((3, "L1"), (1, "L2")):
        with pytest.raises(Refused) as refused:
            set_apart(county, quantity, lot)
        assert [reason.code for reason in refused.value.reasons] == [StockReason.NOT_ENOUGH]
    assert state(county, line) == "ALLOCATED"
    assert cells(county) == {("L1", "READY"): 2, ("L1", "HELD"): 2}
