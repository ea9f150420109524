"""Picking by scan takes what is on the run's list, once; what waits for another order is named and left."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.usecases._counted_lines import lines_that_make
from handrail.usecases.pick_lines import ToPick, pick_lines
from handrail.usecases.put_away import PutAway, put_away
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.visits.queries.depot import pick_list
from handrail.web.shared.forms import reasons_in_words
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot, scans
from tests.supplying import allocated, authorised, on_a_run

pytestmark = pytest.mark.django_db
BED, MATTRESS, SEAT = "BED-010", "MAT-010", "TOI-030"


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
    with pytest.raises(Refused, match="STOCK_LINE_NOT_ON_RUN"):
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


def test_all_that_is_wrong_with_the_scans_is_said_at_once(county: County) -> None:
    on_list, kept_for_none = goods(county, BED, 2)
    (elsewhere,) = goods(county, MATTRESS)
    ids, other = authorised(county, BED), authorised(county, MATTRESS)
    allocated(county, *ids, *other)
    run = on_a_run(county, *ids)
    with pytest.raises(Refused) as refused:
        pick_lines(
            call_as(county.scopes["depot"]),
            request=ToPick((), scans("NOBODYS-1", on_list, kept_for_none, elsewhere, BED), run),
        )
    assert {(reason.code, reason.field) for reason in refused.value.reasons} == {
        (StockReason.SCAN_UNKNOWN, "items.0"),
        (StockReason.NOT_ON_LIST, "items.2"),
        (StockReason.NOT_ON_RUN, "items.3"),
        (StockReason.NEEDS_ITEM_LABEL, "items.4"),
    }
    assert states(county, (*ids, *other)) == {"ALLOCATED"}


def test_counted_things_are_picked_by_scan_whole_lines_and_once(county: County) -> None:
    goods(county, SEAT, 10)
    ids = (*authorised(county, (SEAT, 2)), *authorised(county, (SEAT, 3)))
    allocated(county, *ids)
    run, depot = on_a_run(county, *ids), county.scopes["depot"]

    def pick(*ticked: UUID, quantity: int | None = None) -> int:
        wanted = ToPick(ticked, scans(SEAT, quantity=quantity), run)
        return len(pick_lines(call_as(depot), request=wanted).new_line_ids)

    for quantity, code in ((1, StockReason.NOT_WHOLE_LINE), (6, StockReason.TOO_MANY_FOR_LIST)):
        with pytest.raises(Refused, match=code.value):
            pick(quantity=quantity)
    with pytest.raises(Refused) as refused:
        pick(quantity=6)
    assert reasons_in_words(refused.value.reasons)[0].endswith(": 5 are left on the list, you scanned 6")
    with pytest.raises(Refused, match="STOCK_TICK_COUNTED"):
        pick_lines(call_as(depot), request=ToPick((), scans(SEAT)))
    with pytest.raises(Refused, match="STOCK_COUNT_NOT_ON_LIST"):
        pick_lines(call_as(depot), request=ToPick((), scans("BTH-010"), run))
    wanted_too = authorised(county, ("BDA-020", 1))
    with pytest.raises(Refused, match=StockReason.COUNT_NOTHING_KEPT.value):
        pick_lines(call_as(depot), request=ToPick((), scans("BDA-020"), on_a_run(county, *wanted_too, van="Van 2")))
    # The one is ticked, so that the scan stands for the other.
    assert pick(ids[0]) == 2
    with pytest.raises(Refused, match="STOCK_COUNT_PICKED_ALREADY"):
        pick()
    assert states(county, ids) == {"PICKED"}


def test_a_line_for_which_nothing_is_kept_has_nothing_to_pick(county: County) -> None:
    ids = authorised(county, BED)
    with pytest.raises(Refused) as refused:
        pick_lines(call_as(county.scopes["depot"]), request=ToPick(ids))
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.LINE_HAS_NOTHING, "line_ids")
    assert states(county, ids) == {"AUTHORISED"}


def test_a_scan_and_a_tick_for_the_same_counted_line_are_one(county: County) -> None:
    goods(county, SEAT, 10)
    ids = authorised(county, (SEAT, 2))
    allocated(county, *ids)
    run = on_a_run(county, *ids)
    done = pick_lines(call_as(county.scopes["depot"]), request=ToPick(ids, scans(SEAT, quantity=2), run))
    assert done.new_line_ids == ids


@pytest.mark.parametrize("how", ["receive", "put_away"])
def test_the_list_names_the_shelf_of_items_and_of_counted_things(county: County, how: str) -> None:
    """Named once, a product's shelf holds for what is put away later without a word."""
    desk, store = county.scopes["depot"], main_depot(county)
    for code, shelf in ((BED, "A10"), (SEAT, "B2")):
        lines = (GoodsLine(code, 2, tested_on=date(2026, 3, 1), examined_on=date(2026, 3, 1)),)
        done = receive_goods(
            call_as(desk), request=GoodsIn(store, lines, put_away=how == "receive", bin=shelf, supplier="")
        )
        if how == "put_away":
            codes = [item.number for item in done.items if item.number] or [code]
            put_away(call_as(desk), request=PutAway(store, scans(*codes, quantity=2 if code == SEAT else None), shelf))
    goods(county, BED, 1)
    ids = authorised(county, (BED, 1), (SEAT, 2))
    allocated(county, *ids)
    run = on_a_run(county, *ids)
    with reading(desk):
        listed = pick_list(desk, run)
    assert {(row.product_code, row.shelf, row.recycled) for row in listed} == {(BED, "A10", False), (SEAT, "B2", False)}


@pytest.mark.parametrize(
    ("sizes", "wanted", "places"),
    [
        ([2, 3], 2, (0,)),
        ([3, 2], 2, (1,)),
        ([3, 2, 2], 4, (1, 2)),
        ([2, 2, 2], 2, (0,)),
        ([1, 2, 3], 3, (0, 1)),
        ([2, 3], 5, (0, 1)),
        ([2, 3], 4, None),
        ([2, 3], 6, None),
        ([2], 10**9, None),
    ],
)
def test_a_count_takes_the_lines_that_make_it(sizes: list[int], wanted: int, places: tuple[int, ...] | None) -> None:
    assert lines_that_make(sizes, wanted) == places
