"""Picking by scan takes what is on the run's list, once; what waits for another order is named and left."""

from uuid import UUID, uuid4

import pytest

from handrail.core.refusal import Refused
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.usecases.pick_lines import ToPick, pick_lines
from tests.situations import call_as
from tests.stock_situations import columns, goods, scans
from tests.supplying import allocated, authorised, on_a_run

pytestmark = pytest.mark.django_db
BED, MATTRESS = "BED-010", "MAT-010"


def states(county: County, line_ids: tuple[UUID, ...]) -> set[str]:
    """The states of these lines."""
    return set(columns(county.scopes["depot"], OrderLine, "state", id__in=line_ids))


def test_an_item_of_an_order_that_is_not_on_the_run_is_refused_and_named(county: County) -> None:
    (bed,) = goods(county, BED)
    (mattress,) = goods(county, MATTRESS)
    here, other = authorised(county, BED), authorised(county, MATTRESS)
    allocated(county, *here)
    allocated(county, *other)
    run, depot = on_a_run(county, *here), county.scopes["depot"]
    with pytest.raises(Refused) as refused:
        pick_lines(call_as(depot), request=ToPick(here, scans(bed, mattress), run))
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.NOT_ON_RUN, "items.1")
    assert {"number", "product", "order"} == set(dict(reason.params))
    with pytest.raises(Refused, match="LINE_NOT_ON_RUN"):
        pick_lines(call_as(depot), request=ToPick(other, (), run))
    with pytest.raises(Refused, match="NOT_FOUND"):
        pick_lines(call_as(depot), request=ToPick(other, (), uuid4()))
    assert states(county, (*here, *other)) == {"ALLOCATED"}


def test_what_is_picked_already_is_said_at_its_scan_and_a_tick_counts_once(county: County) -> None:
    (bed,) = goods(county, BED)
    (mattress,) = goods(county, MATTRESS)
    ids = authorised(county, BED, MATTRESS)
    allocated(county, *ids)
    run, depot = on_a_run(county, *ids), county.scopes["depot"]
    done = pick_lines(call_as(depot), request=ToPick((), scans(bed), run))
    assert (len(done.line_ids), len(done.new_line_ids)) == (1, 1)
    with pytest.raises(Refused) as refused:
        pick_lines(call_as(depot), request=ToPick((), scans(bed), run))
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.PICKED_ALREADY, "items.0")
    done = pick_lines(call_as(depot), request=ToPick(ids, scans(mattress), run))
    assert (len(done.line_ids), len(done.new_line_ids)) == (2, 1)
    assert states(county, ids) == {"PICKED"}
