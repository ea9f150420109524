"""A recall: what a safety alert names is set apart where it lies or comes in, and nobody gets it (promise 4)."""

from typing import Any
from uuid import UUID

import pytest

from handrail.core.clock import now
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans.models import Loan
from handrail.orders.models import LineHistory, OrderLine
from handrail.simulation.set_up import County
from handrail.stock import actions
from handrail.stock.codes import ClearedFor, StockReason
from handrail.stock.models import Asset, CountLine, Recall, StockCell
from handrail.stock.plans import ItemScan
from handrail.stock.rules.fitness import IssueReason
from handrail.stock.states import AssetState
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.lift_quarantine import Cleared, lift_quarantine
from handrail.usecases.lift_recall import ToLift, lift_recall
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.put_away import PutAway, put_away
from handrail.usecases.recall_stock import StockRecalled, ToRecall, recall_stock
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.codes import DoorFinding
from handrail.visits.queries.checking import check_door
from handrail.visits.rules.report import HandedOver
from tests.ordering import lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot, scans
from tests.supplying import allocated, authorised, on_a_run
from tests.visiting import Stop, a_stop, on_loan, received, recorded

pytestmark = pytest.mark.django_db

BED, COUNTED, ALERT = "BED-010", "BDA-020", "NatPSA/2026/001"


def recalled(county: County, code: str = COUNTED, lot: str = "", **changed: Any) -> StockRecalled:
    """A recall by the depot."""
    wanted = ToRecall(**{"code": code, "reference": ALERT, "reason": "legs may break", "lot": lot, **changed})
    return recall_stock(call_as(county.scopes["depot"]), request=wanted)


def cells(county: County) -> dict[tuple[str, str], int]:
    """How many of which lot are in which condition, at home not counted."""
    found = columns(county.scopes["depot"], StockCell, "lot", "condition", "quantity", quantity__gt=0)
    made: dict[tuple[str, str], int] = {}
    for lot, condition, quantity in found:
        made[lot, condition] = made.get((lot, condition), 0) + quantity
    return made


def state(county: County, line_id: UUID) -> str:
    (found,) = columns(county.scopes["desk"], OrderLine, "state", id=line_id)
    return str(found)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[Any]:
    return [reason.code for reason in refused.value.reasons]


def test_promise_4_a_recalled_lot_is_set_apart_and_its_lines_wait_for_others(county: County) -> None:
    goods(county, COUNTED, 2, lot="BAD")
    (line,) = authorised(county, (COUNTED, 1))
    allocated(county, line)
    goods(county, COUNTED, 3, lot="GOOD")
    done = recalled(county, lot="BAD")
    assert (done.set_apart, done.line_ids) == (2, (line,))
    assert cells(county) == {("BAD", "QUARANTINED"): 2, ("GOOD", "READY"): 3}
    assert "legs may break" in columns(county.scopes["desk"], LineHistory, "reason", subject_id=line)
    assert state(county, line) == "AUTHORISED"
    (kept,) = allocated(county, line).kept
    assert [item.lot for item in kept.items] == ["GOOD"]
    assert broken_in(county.scopes["desk"]) == []


def test_what_has_no_lot_waits_to_be_looked_at_when_a_lot_is_recalled_and_is_cleared_one_by_one(county: County) -> None:
    goods(county, COUNTED, 2)
    (line,) = authorised(county, (COUNTED, 1))
    allocated(county, line)
    goods(county, COUNTED, 3, lot="GOOD")
    kept, shelf = goods(county, BED, 2)
    stop, _ = on_loan(county, BED)
    done = recalled(county, lot="BAD")
    assert (done.set_apart, done.to_look_at, done.line_ids) == (2, 2, (line,))
    assert cells(county) == {("", "QUARANTINED"): 2, ("GOOD", "READY"): 3}
    done = recalled(county, BED, lot="BAD")
    assert (done.set_apart, done.to_look_at) == (2, 2)
    depot, place = county.scopes["depot"], main_depot(county)
    # With a person it is listed, and not marked: nobody knows.
    assert set(columns(depot, Asset, "number", "state", "alert_reference")) == {
        (kept, "QUARANTINED", ALERT), (shelf, "QUARANTINED", ALERT), (stop.numbers[0], "ON_LOAN", ""),
    }  # fmt: skip
    looked = (ItemScan(COUNTED, 2), *scans(kept))
    lift_quarantine(call_as(depot), request=Cleared(place, looked, ClearedFor.TEST, "of lot GOOD by its label"))
    assert columns(depot, Asset, "state", "alert_reference", number=kept) == [("DECONTAMINATED", "")]
    assert cells(county)["", "DECONTAMINATED"] == 2
    assert broken_in(county.scopes["desk"]) == []


def test_what_comes_in_without_a_lot_while_a_lot_is_recalled_waits_to_be_looked_at(county: County) -> None:
    stop, _ = on_loan(county, BED)
    recalled(county, BED, lot="BAD")
    recalled(county, lot="BAD")
    depot, place = county.scopes["depot"], main_depot(county)
    back = (ReturnedItem(stop.numbers[0]), ReturnedItem(COUNTED, 1), ReturnedItem(COUNTED, 1, "GOOD"))
    done = receive_returns(call_as(depot), request=Returned(place, back))
    apart, dirty = AssetState.QUARANTINED, AssetState.RETURNED_DIRTY
    assert sorted(item.state for item in done.items) == sorted([apart, apart, dirty])
    new = (GoodsLine(BED), GoodsLine(COUNTED, 1), GoodsLine(COUNTED, 1, lot="GOOD"))
    made = receive_goods(call_as(depot), request=GoodsIn(place, new, put_away=True))
    assert sorted(item.state for item in made.items) == sorted([apart, apart, AssetState.READY])


def test_promise_4_a_lot_is_the_same_in_whatever_capitals(county: County) -> None:
    goods(county, COUNTED, 2, lot="26B")
    (line,) = authorised(county, (COUNTED, 1))
    allocated(county, line)
    with pytest.raises(Refused) as refused:
        recalled(county, lot="26b", sure=False)
    (reason,) = refused.value.reasons
    assert dict(reason.params) == {"stores": 2, "lines": 1, "vans": 0, "homes": 0, "fitted": 0, "given": 0, "people": 0}
    done = recalled(county, lot="26b")
    assert (done.set_apart, done.line_ids, cells(county)) == (2, (line,), {("26B", "QUARANTINED"): 2})
    with pytest.raises(Refused) as refused:
        recalled(county, lot="26B")
    assert codes(refused) == [StockReason.RECALLED_ALREADY]
    depot, place = county.scopes["depot"], main_depot(county)
    # It comes in as the record has it, however it is typed.
    new = GoodsIn(place, (GoodsLine(COUNTED, 1, lot="26b"), GoodsLine(COUNTED, 1, lot="27")), put_away=True)
    made = receive_goods(call_as(depot), request=new)
    assert cells(county) == {("26B", "QUARANTINED"): 3, ("27", "READY"): 1}
    back = Returned(place, (ReturnedItem(COUNTED, 1, "26b"),))
    assert [item.state for item in receive_returns(call_as(depot), request=back).items] == [AssetState.QUARANTINED]
    assert cells(county)["26B", "QUARANTINED"] == 4
    take = begin_stock_take(call_as(depot), request=TakeWanted(place))
    count_stock(call_as(depot), request=Counted(take.take_id, (ItemScan(COUNTED, 1, "27"),)))
    counted = (ItemScan(COUNTED, 4, "26b"),)
    count_stock(call_as(depot), request=Counted(take.take_id, counted, AssetState.QUARANTINED))
    assert columns(depot, CountLine, "recorded_quantity", "counted_quantity", lot="26B") == [(4, 4)]
    assert sorted(item.state for item in made.items) == sorted([AssetState.QUARANTINED, AssetState.READY])


def test_what_has_no_lot_is_still_in_doubt_under_another_recall_once_one_is_lifted(county: County) -> None:
    goods(county, BED)
    first = recalled(county, BED, lot="BAD")
    recalled(county, BED, lot="WORSE", reference="NatPSA/2026/002")
    lift_recall(call_as(county.scopes["depot"]), request=ToLift(first.recall_id, "another maker"))
    assert columns(county.scopes["depot"], Asset, "state", "alert_reference") == [("QUARANTINED", "NatPSA/2026/002")]


def test_a_lot_that_the_record_does_not_know_is_asked_about_once(county: County) -> None:
    goods(county, COUNTED, 1, lot="BAD")
    with pytest.raises(Refused) as refused:
        recalled(county, lot="BAD9", sure=False)
    assert codes(refused) == [StockReason.LOT_NOT_SEEN, StockReason.RECALL_TOUCHES]
    assert columns(county.scopes["depot"], Recall, "id") == []
    assert recalled(county, lot="BAD9", sure=True).set_apart == 0
    with pytest.raises(Refused) as refused:
        recalled(county, lot="BAD", sure=False)
    assert codes(refused) == [StockReason.RECALL_TOUCHES]


def test_how_much_a_recall_touches_is_told_before_it_acts(county: County) -> None:
    on_loan(county, (COUNTED, 2))
    goods(county, COUNTED, 3)
    (line,) = authorised(county, (COUNTED, 1))
    allocated(county, line)
    with pytest.raises(Refused) as refused:
        recalled(county, sure=False)
    (reason,) = refused.value.reasons
    assert dict(reason.params) == {"stores": 3, "lines": 1, "vans": 0, "homes": 2, "fitted": 0, "given": 0, "people": 1}
    assert columns(county.scopes["depot"], Recall, "id") == []
    done = recalled(county, sure=True)
    assert (done.set_apart, len(done.line_ids)) == (3, 1)


def test_promise_4_items_of_a_recalled_product_are_set_apart_and_marked_wherever_they_are(county: County) -> None:
    stop, _ = on_loan(county, BED)
    shelf, kept = goods(county, BED, 2)
    (line,) = authorised(county, BED)
    allocated(county, line)
    done = recalled(county, BED)
    assert (done.set_apart, state(county, line)) == (2, "AUTHORISED")
    found = {number: (where, alert) for number, where, alert in columns(
        county.scopes["depot"], Asset, "number", "state", "alert_reference")}  # fmt: skip
    assert found == {
        stop.numbers[0]: ("ON_LOAN", ALERT), shelf: ("QUARANTINED", ALERT), kept: ("QUARANTINED", ALERT),
    }  # fmt: skip


def test_promise_4_what_comes_in_of_a_recalled_lot_goes_to_quarantine(county: County) -> None:
    recalled(county, lot="BAD")
    recalled(county, BED, reference="NatPSA/2026/002")
    place, depot = main_depot(county), county.scopes["depot"]
    lines = (GoodsLine(COUNTED, 2, lot="BAD"), GoodsLine(COUNTED, 1, lot="GOOD"), GoodsLine(BED))
    done = receive_goods(call_as(depot), request=GoodsIn(place, lines, put_away=True))
    states = [(item.state, item.quantity) for item in done.items]
    apart = AssetState.QUARANTINED
    assert states == [(apart, 1), (apart, 2), (AssetState.READY, 1)]
    assert columns(depot, Asset, "state", "alert_reference") == [("QUARANTINED", "NatPSA/2026/002")]
    # Found on the shelf by a stock take: three more, which nobody booked in.
    take = begin_stock_take(call_as(depot), request=TakeWanted(place))
    found = (ItemScan(COUNTED, 3, "BAD"), ItemScan(COUNTED, 1, "GOOD"))
    count_stock(call_as(depot), request=Counted(take.take_id, found))
    count_stock(call_as(depot), request=Counted(take.take_id, (ItemScan(COUNTED, 2, "BAD"),), apart))
    close_stock_take(call_as(depot), request=TakeToClose(take.take_id, rest_is_missing=True))
    assert cells(county) == {("BAD", "QUARANTINED"): 5, ("GOOD", "READY"): 1}
    # And over the counter, though nobody lent it.
    back = (ReturnedItem(COUNTED, 1, "BAD"), ReturnedItem(COUNTED, 1, "GOOD"))
    said = receive_returns(call_as(depot), request=Returned(place, back))
    assert [item.state for item in said.items] == [apart, AssetState.RETURNED_DIRTY]
    assert cells(county)["BAD", "QUARANTINED"] == 6


def test_promise_4_an_item_that_comes_back_under_a_recall_is_set_apart(county: County) -> None:
    stop, _ = on_loan(county, BED)
    recalled(county, BED)
    returned = Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))
    done = receive_returns(call_as(county.scopes["depot"]), request=returned)
    assert [item.state for item in done.items] == [AssetState.QUARANTINED]
    assert columns(county.scopes["desk"], Loan, "state") == ["ENDED"]


def test_promise_4_what_is_on_a_van_comes_back_to_quarantine_and_its_line_waits(county: County) -> None:
    goods(county, COUNTED, 2, lot="BAD")
    (number,) = goods(county, BED)
    ids = authorised(county, BED, (COUNTED, 2))
    allocated(county, *ids)
    run = on_a_run(county, *ids)
    load_run(call_as(county.scopes["depot"]), request=Loading(run, (ItemScan(number), ItemScan(COUNTED))))
    with pytest.raises(Refused) as refused:
        recalled(county, lot="BAD", sure=False)
    # What is on a van keeps its line: the question says what the recall will report.
    assert {("lines", 0), ("vans", 2)} <= set(refused.value.reasons[0].params)
    assert recalled(county, lot="BAD").line_ids == ()
    recalled(county, BED)
    assert {state(county, line) for line in ids} == {"LOADED"}
    done = unload_run(call_as(county.scopes["depot"]), request=Unloading(run, main_depot(county)))
    assert (done.kept_lines, done.set_apart) == (0, 3)
    assert cells(county) == {("BAD", "QUARANTINED"): 2}
    assert columns(county.scopes["depot"], Asset, "state") == ["QUARANTINED"]
    assert {state(county, line) for line in ids} == {"AUTHORISED"}


def test_promise_4_nothing_is_cleared_while_it_is_recalled_and_all_may_be_once_it_is_lifted(county: County) -> None:
    goods(county, COUNTED, 2, lot="BAD")
    (number,) = goods(county, BED)
    depot, place = county.scopes["depot"], main_depot(county)
    ids = [recalled(county, lot="BAD").recall_id, recalled(county, BED).recall_id]
    pieces = (ItemScan(COUNTED, 2, "BAD"),)
    for items in (pieces, scans(number)):
        with pytest.raises(Refused) as refused:
            lift_quarantine(call_as(depot), request=Cleared(place, items, ClearedFor.TEST, "looks fine"))
        assert codes(refused) == [StockReason.STILL_UNDER_ALERT]
    lifted = [lift_recall(call_as(depot), request=ToLift(one, "modified by the maker")).unmarked for one in ids]
    assert lifted == [0, 1]
    assert columns(depot, Asset, "state", "alert_reference") == [("QUARANTINED", "")]
    for items in (pieces, scans(number)):
        lift_quarantine(call_as(depot), request=Cleared(place, items, ClearedFor.TEST, "modified"))
    assert cells(county) == {("BAD", "DECONTAMINATED"): 2}
    (who, when) = columns(depot, Recall, "lifted_by_id", "lifted_at")[0]
    assert (who, when is not None) == (county.users["depot"], True)


def test_what_lies_in_lots_is_cleared_by_its_code_and_what_could_be_several_is_asked_about(county: County) -> None:
    goods(county, COUNTED, 2, lot="26B")
    depot, place = county.scopes["depot"], main_depot(county)
    lift_recall(call_as(depot), request=ToLift(recalled(county).recall_id, "modified"))
    goods(county, COUNTED, 1, lot="27")

    def clear(scan: ItemScan, where: UUID = place) -> None:
        lift_quarantine(call_as(depot), request=Cleared(where, (scan,), ClearedFor.TEST, "modified"))

    for scan, there in ((ItemScan(COUNTED, 3), "lot 26B x 2"), (ItemScan(COUNTED, 1, "27"), "lot 26B x 2")):
        with pytest.raises(Refused) as refused:
            clear(scan)
        (reason,) = refused.value.reasons
        assert (reason.code, reason.field) == (StockReason.COUNT_NOT_HERE, "items.0")
        assert dict(reason.params)["there"] == there
    clear(ItemScan(COUNTED, 1))
    clear(ItemScan(COUNTED, 1, "26b"))
    assert cells(county) == {("26B", "DECONTAMINATED"): 2, ("27", "READY"): 1}
    lift_recall(call_as(depot), request=ToLift(recalled(county).recall_id, "modified"))
    with pytest.raises(Refused) as refused:
        clear(ItemScan(COUNTED, 1))
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.LOT_NOT_SAID, "items.0")
    assert dict(reason.params)["example"] == f"{COUNTED} lot 26B x 1"


def test_promise_4_what_a_person_has_keeps_its_mark_while_it_is_recalled(county: County) -> None:
    stop, _ = on_loan(county, BED)
    recall = recalled(county, BED)
    depot = county.scopes["depot"]
    assert columns(depot, Asset, "state", "alert_reference") == [("ON_LOAN", ALERT)]
    clear = Cleared(main_depot(county), scans(*stop.numbers), ClearedFor.TEST, "looks fine")
    with pytest.raises(Refused) as refused:
        lift_quarantine(call_as(depot), request=clear)
    assert codes(refused) == [StockReason.STILL_UNDER_ALERT]
    assert columns(depot, Asset, "alert_reference") == [ALERT]
    lift_recall(call_as(depot), request=ToLift(recall.recall_id, "modified by the maker"))
    assert columns(depot, Asset, "alert_reference") == [""]


def on_the_van(county: County, **lots: int) -> Stop:
    """So many of each lot on a van for one line."""
    for lot, quantity in lots.items():
        goods(county, COUNTED, quantity, lot=lot)
    stop = a_stop(county, (COUNTED, sum(lots.values())), loaded=False)
    allocated(county, stop.order.lines[0].line_id)
    load_run(call_as(county.scopes["depot"]), request=Loading(stop.run_id, scans(COUNTED)))
    return stop


def test_promise_4_pieces_on_a_van_are_refused_by_the_scan_at_the_door_and_swapped_if_left_all_the_same(
    county: County,
) -> None:
    stop = on_the_van(county, BAD=2)
    recalled(county, lot="BAD")
    with reading(county.scopes["driver"]):
        (checked,) = check_door(county.scopes["driver"], stop.visit_id, [f"{COUNTED} x 2"], at=now()).wrong
    assert checked.found == (DoorFinding.HANDED_OVER_UNFIT,)
    done = recorded(county, stop.visit_id, handed_over=(HandedOver(COUNTED, quantity=2),), received=received())
    assert [one.kind for one in done.found] == [DoorFinding.HANDED_OVER_UNFIT]
    assert len(done.swap_visit_ids) == 1
    assert columns(county.scopes["desk"], Loan, "lot", "quantity", "state") == [("BAD", 2, "RETURN_REQUESTED")]


def test_the_other_lot_on_the_van_is_handed_over_first(county: County) -> None:
    stop = on_the_van(county, AAA=2, BBB=2)
    recalled(county, lot="AAA")
    done = recorded(county, stop.visit_id, handed_over=(HandedOver(COUNTED, quantity=2),), received=received())
    assert (done.found, done.swap_visit_ids) == ((), ())
    assert columns(county.scopes["desk"], Loan, "lot", "quantity") == [("BBB", 2)]


@use_case(Event.STOCK_RECALLED, needs=Permission.KEEP_STOCK, lays_down=True)
def begun_alone(change: Change, *, product_id: UUID) -> None:
    """The recall's row and no more, as if it had been written while others were at work."""
    actions.begin_recall(actions.NewRecall(change.new_id(), product_id, "", ALERT, "legs may break"))


@pytest.mark.parametrize(("code", "refusal"), [(COUNTED, StockReason.COUNT_RECALLED), (BED, IssueReason.UNDER_ALERT)])
def test_promise_4_the_rules_refuse_what_is_recalled_since(county: County, code: str, refusal: Any) -> None:
    numbers = goods(county, code, 2)
    (kept,) = authorised(county, code)
    (waits,) = authorised(county, code, who=someone(county, name="Arthur Bell"))
    allocated(county, kept)
    run = on_a_run(county, kept)
    (product_id,) = columns(county.scopes["desk"], OrderLine, "product_id", id=kept)
    begun_alone(call_as(county.scopes["depot"]), product_id=product_id)
    held = columns(county.scopes["depot"], Asset, "number", state="HELD")
    scanned = held[0] if numbers else code
    with pytest.raises(Refused) as refused:
        load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(scanned)))
    assert codes(refused) == [refusal]
    with pytest.raises(Refused) as refused:
        allocated(county, waits)
    assert codes(refused) == [StockReason.NONE_READY]


def test_a_second_recall_keeps_its_mark_once_the_first_is_lifted(county: County) -> None:
    goods(county, BED)
    first = recalled(county, BED).recall_id
    recalled(county, BED, reference="NatPSA/2026/009")
    lift_recall(call_as(county.scopes["depot"]), request=ToLift(first, "withdrawn"))
    assert columns(county.scopes["depot"], Asset, "alert_reference") == ["NatPSA/2026/009"]


def test_promise_4_pieces_that_passed_before_are_not_put_away_nor_their_lot_mixed_up(county: County) -> None:
    depot, place = county.scopes["depot"], main_depot(county)
    recalled(county, lot="BAD")
    with pytest.raises(Refused) as refused:
        put_away(call_as(depot), request=PutAway(place, (ItemScan(COUNTED, 1, "BAD"),)))
    assert codes(refused) == [StockReason.COUNT_RECALLED]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "NONE-1"}, StockReason.NOT_A_PRODUCT),
        ({"reference": " "}, StockReason.ALERT_MISSING),
        ({"reason": ""}, StockReason.REASON_MISSING),
        ({}, StockReason.RECALLED_ALREADY),
    ],
)
def test_a_recall_that_says_too_little_or_stands_is_refused(
    county: County, changed: dict[str, str], code: StockReason
) -> None:
    recalled(county, lot="BAD")
    with pytest.raises(Refused) as refused:
        recalled(county, **{"lot": "BAD", **changed})
    assert codes(refused) == [code]
    assert len(columns(county.scopes["depot"], Recall, "id")) == 1


def test_what_is_recalled_whole_cannot_be_ordered_until_the_recall_is_lifted(county: County) -> None:
    goods(county, COUNTED, 3, lot="GOOD")
    recalled(county, lot="BAD")
    placed(county, someone(county), *lines(COUNTED))
    recall = recalled(county, reference="NatPSA/2026/002")
    with pytest.raises(Refused) as refused:
        placed(county, someone(county), *lines(COUNTED))
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("ORDER_PRODUCT_UNDER_ALERT", "lines.0.product_code")
    ]
    lift_recall(call_as(county.scopes["depot"]), request=ToLift(recall.recall_id, "modified"))
    placed(county, someone(county), *lines(COUNTED))


def test_a_recall_is_lifted_once_with_a_reason(county: County) -> None:
    made, depot = recalled(county), county.scopes["depot"]
    lift_recall(call_as(depot), request=ToLift(made.recall_id, "withdrawn"))
    for wanted, code in (
        (ToLift(made.recall_id, "again"), StockReason.RECALL_LIFTED),
        (ToLift(made.recall_id, " "), StockReason.REASON_MISSING),
        (ToLift(county.users["depot"], "no such"), CallReason.NOT_FOUND),
    ):
        with pytest.raises(Refused) as refused:
            lift_recall(call_as(depot), request=wanted)
        assert codes(refused) == [code]


def test_only_those_who_keep_stock_recall(county: County) -> None:
    wanted = ToRecall(COUNTED, ALERT, "legs may break")
    for who in ("nurse", "desk", "driver", "commissioner"):
        with pytest.raises(Refused) as refused:
            recall_stock(call_as(county.scopes[who]), request=wanted)
        assert codes(refused) == [CallReason.NOT_ALLOWED]
