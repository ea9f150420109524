"""Allocate, pick, load, unload: who has which item, what a wrong scan says, and that nothing unfit leaves."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from handrail.core.clock import now
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import reading
from handrail.orders.models import Allocation, OrderLine
from handrail.orders.rules.promise import Expected
from handrail.orders.states import LineState
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.northdown import MAIN_DEPOT
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import Asset, Place, StockCell
from handrail.stock.rules.fitness import IssueReason
from handrail.stock.states import AssetState
from handrail.usecases._facts import facts_of
from handrail.usecases.allocate_lines import LineWanted, Wanted, allocate_lines
from handrail.usecases.back_order_lines import BackOrder, back_order_lines
from handrail.usecases.close_run import CloseWanted, close_run
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.pick_lines import ToPick, pick_lines
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.release_allocations import LetGo, release_allocations
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.models import Visit
from handrail.visits.queries.desk import fillable_back_orders, queue_counts, waiting_lines
from tests.ordering import someone
from tests.situations import call_as
from tests.stock_situations import at_most, columns, goods, main_depot, scans, seen
from tests.supplying import allocated, authorised, on_a_run
from tests.visiting import on_loan

pytestmark = pytest.mark.django_db

BED, MATTRESS, COUNTED = "BED-010", "MAT-010", "BDA-020"


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[Any]:
    return [reason.code for reason in refused.value.reasons]


def states(county: County, line_ids: tuple[UUID, ...]) -> set[str]:
    return set(columns(county.scopes["desk"], OrderLine, "state", id__in=line_ids))


def cell(county: County, condition: AssetState, place: UUID | None = None) -> int:
    here = {"condition": condition.value, "place_id": place or main_depot(county)}
    return sum(columns(county.scopes["depot"], StockCell, "quantity", **here))


def asset(county: County, number: str) -> Asset:
    (row,) = seen(county.scopes["depot"], Asset, number=number)
    assert isinstance(row, Asset)
    return row


# Allocate


def test_three_lines_are_supplied_in_one_call(county: County) -> None:
    goods(county, BED, 2)
    goods(county, MATTRESS)
    goods(county, COUNTED, 10)
    ids = authorised(county, BED, MATTRESS, (COUNTED, 2))
    with at_most(8):
        done = allocated(county, *ids)
    assert states(county, ids) == {"ALLOCATED"}
    assert len(done.kept) == 3
    assert not done.short
    rows = seen(county.scopes["depot"], Allocation, line_id__in=ids)
    assert sorted(row.quantity for row in rows) == [1, 1, 2]
    held = columns(county.scopes["depot"], Asset, "held_for_line_id", state="HELD")
    assert set(held) == set(ids[:2])
    assert (cell(county, AssetState.READY), cell(county, AssetState.HELD)) == (8, 2)


def test_the_oldest_goes_first(county: County) -> None:
    (newer,) = goods(county, BED, days_ago=2)
    (older,) = goods(county, BED, days_ago=30)
    (line,) = authorised(county, BED)
    done = allocated(county, line)
    assert done.kept[0].items[0].number == older
    assert asset(county, newer).state == "READY"


def test_the_item_in_hand_may_be_named(county: County) -> None:
    goods(county, BED, days_ago=30)
    (newer,) = goods(county, BED, days_ago=2)
    (line,) = authorised(county, BED)
    wanted = Wanted((LineWanted(line, newer),), main_depot(county))
    done = allocate_lines(call_as(county.scopes["depot"]), request=wanted)
    assert done.kept[0].items[0].number == newer


def test_an_item_of_another_product_is_refused(county: County) -> None:
    goods(county, BED)
    (number,) = goods(county, MATTRESS)
    (line,) = authorised(county, BED)
    with pytest.raises(Refused) as refused:
        allocate_lines(call_as(county.scopes["depot"]), request=Wanted((LineWanted(line, number),), main_depot(county)))
    assert refusal(refused) == [StockReason.OTHER_PRODUCT]


def test_nothing_unfit_is_chosen(county: County) -> None:
    goods(county, BED, days_ago=380)
    (marked,) = goods(county, BED)
    quarantine_stock(
        call_as(county.scopes["depot"]), request=SetApart(main_depot(county), scans(marked), "gap", "NatPSA/1")
    )
    (line,) = authorised(county, BED)
    with pytest.raises(Refused) as refused:
        allocated(county, line)
    assert refusal(refused) == [StockReason.NONE_READY]
    assert states(county, (line,)) == {"AUTHORISED"}


def test_what_is_there_but_whose_test_runs_out_first_is_told_so(county: County) -> None:
    # A bed's examination is due 365 days after it came: three days from now, before the bed is due.
    goods(county, BED, days_ago=362)
    ids = authorised(county, BED)
    with pytest.raises(Refused) as refused:
        allocated(county, *ids)
    assert refusal(refused) == [StockReason.TEST_RUNS_OUT]
    said = dict(refused.value.reasons[0].params)
    assert (said["found"], said["untested"], said["elsewhere"]) == (0, 1, "none")
    with reading(county.scopes["depot"]):
        (waits,) = waiting_lines(county.scopes["depot"], states=[LineState.AUTHORISED], today=now().date())
    assert (waits.ready_here, waits.too_soon_here) == (0, 1)
    back_order_lines(call_as(county.scopes["desk"]), request=BackOrder(ids, "its test runs out"))
    with reading(county.scopes["depot"]):
        assert fillable_back_orders(county.scopes["depot"], today=now().date()) == ()
        assert queue_counts(county.scopes["depot"], today=now().date(), since=now()).back_ordered_ready == 0


def test_another_depots_stock_is_not_taken(county: County) -> None:
    goods(county, BED)
    (line,) = authorised(county, BED)
    with pytest.raises(Refused) as refused:
        allocate_lines(call_as(county.scopes["depot2"]), request=Wanted((LineWanted(line),)))
    assert refusal(refused) == [StockReason.NONE_READY]
    assert dict(refused.value.reasons[0].params)["elsewhere"] == f"1 at {MAIN_DEPOT}"


def test_what_is_missing_goes_on_back_order_and_comes_off_it(county: County) -> None:
    goods(county, BED)
    ids = authorised(county, BED, MATTRESS)
    done = allocated(county, *ids, or_back_order=True)
    assert [line.line_id for line in done.kept] == [ids[0]]
    assert [(line.line_id, line.wanted, line.found) for line in done.short] == [(ids[1], 1, 0)]
    assert columns(county.scopes["desk"], OrderLine, "state", id=ids[1]) == ["BACK_ORDERED"]
    goods(county, MATTRESS)
    allocated(county, ids[1])
    assert states(county, ids) == {"ALLOCATED"}


def test_lines_are_put_on_back_order_by_hand(county: County) -> None:
    ids = authorised(county, BED)
    back_order_lines(call_as(county.scopes["desk"]), request=BackOrder(ids, "due Thursday"))
    assert columns(county.scopes["desk"], OrderLine, "state", "state_reason", id=ids[0]) == [
        ("BACK_ORDERED", "due Thursday")
    ]
    with pytest.raises(Refused) as refused:
        back_order_lines(call_as(county.scopes["desk"]), request=BackOrder(ids, "due Friday"))
    assert refusal(refused) == [StockReason.LINE_NOT_WAITING]


def test_when_a_delivery_is_expected_is_said_with_a_back_order_and_put_right_later(county: County) -> None:
    ids = authorised(county, BED)
    soon, later = (Expected(now().date() + timedelta(days=days), "Fenland Beds") for days in (2, 9))

    def said(expected: Expected | None) -> None:
        back_order_lines(call_as(county.scopes["desk"]), request=BackOrder(ids, "none ready", expected))

    def kept() -> list[Any]:
        return columns(county.scopes["desk"], OrderLine, "state", "expected_on", "expected_from", id=ids[0])

    with pytest.raises(Refused) as refused:
        said(Expected(now().date() - timedelta(days=1)))
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        (StockReason.EXPECTED_DAY_PAST, "expected_on")
    ]
    for expected in (soon, later, Expected(), soon):
        said(expected)
        assert kept() == [("BACK_ORDERED", expected.on, expected.supplier)]
    # What was said of one back-order does not hold for the next.
    goods(county, BED)
    allocated(county, *ids)
    release_allocations(call_as(county.scopes["desk"]), request=LetGo(ids, "Kept for another"))
    said(None)
    assert kept() == [("BACK_ORDERED", None, "")]


def test_what_was_shelved_while_the_call_was_on_its_way_is_left_for_the_next(county: County) -> None:
    (older,) = goods(county, BED, days_ago=20)
    lines = authorised(county, BED)
    shelved = now() + timedelta(minutes=1)
    goods(county, BED, days_ago=-1)
    call = call_as(county.scopes["depot"], at=shelved)
    kept = allocate_lines(call, request=Wanted((LineWanted(lines[0]),), main_depot(county))).kept
    assert [item.number for item in kept[0].items] == [older]
    later = authorised(county, BED)
    with pytest.raises(Refused) as refused:
        allocate_lines(call_as(county.scopes["depot"], at=shelved), request=Wanted((LineWanted(later[0]),), None))
    assert refusal(refused) == [StockReason.NONE_READY]


def test_the_last_bed_goes_to_one_line_only(county: County) -> None:
    goods(county, BED)
    (first,) = authorised(county, BED)
    (second,) = authorised(county, BED, who=someone(county, name="Arthur Bell"))
    allocated(county, first)
    with pytest.raises(Refused) as refused:
        allocated(county, second)
    assert refusal(refused) == [StockReason.NONE_READY]
    with pytest.raises(Refused) as again:
        allocated(county, first)
    assert refusal(again) == [StockReason.LINE_NOT_WAITING]


def test_a_line_that_is_not_known_is_not_found(county: County) -> None:
    with pytest.raises(Refused) as refused:
        allocated(county, UUID(int=1))
    assert refusal(refused) == [CallReason.NOT_FOUND]


def test_what_is_let_go_lies_on_the_shelf_again(county: County) -> None:
    goods(county, BED)
    goods(county, COUNTED, 5)
    ids = authorised(county, BED, (COUNTED, 2))
    allocated(county, *ids)
    with pytest.raises(Refused) as unsaid:
        release_allocations(call_as(county.scopes["depot"]), request=LetGo(ids, " "))
    assert refusal(unsaid) == [StockReason.REASON_MISSING]
    release_allocations(call_as(county.scopes["depot"]), request=LetGo(ids, "wanted elsewhere"))
    with pytest.raises(Refused) as again:
        release_allocations(call_as(county.scopes["depot"]), request=LetGo(ids[:1], "wanted elsewhere"))
    assert refusal(again) == [StockReason.LINE_HAS_NOTHING]
    assert states(county, ids) == {"AUTHORISED"}
    assert columns(county.scopes["depot"], Asset, "state", "held_for_line_id") == [("READY", None)]
    assert (cell(county, AssetState.READY), cell(county, AssetState.HELD)) == (5, 0)
    assert set(columns(county.scopes["depot"], Allocation, "ended_how")) == {"RELEASED"}


def test_an_alert_takes_the_item_from_its_line(county: County) -> None:
    (number,) = goods(county, BED)
    ids = authorised(county, BED)
    allocated(county, *ids)
    quarantine_stock(
        call_as(county.scopes["depot"]), request=SetApart(main_depot(county), scans(number), "gap", "NatPSA/1")
    )
    assert states(county, ids) == {"AUTHORISED"}
    assert columns(county.scopes["depot"], Allocation, "ended_how") == ["QUARANTINED"]


def test_failing_at_the_last_step_leaves_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    goods(county, BED)
    goods(county, COUNTED, 5)
    ids = authorised(county, BED, COUNTED)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr("handrail.usecases.allocate_lines.order_actions.move_lines", broken)
    with pytest.raises(RuntimeError):
        allocated(county, *ids)
    assert columns(county.scopes["depot"], Asset, "state") == ["READY"]
    assert seen(county.scopes["depot"], Allocation) == []
    assert cell(county, AssetState.READY) == 5


# Pick and load


def ready_to_load(county: County) -> tuple[tuple[UUID, ...], UUID, str]:
    (number,) = goods(county, BED)
    goods(county, COUNTED, 10)
    ids = authorised(county, BED, (COUNTED, 2))
    allocated(county, *ids)
    return ids, on_a_run(county, *ids), number


def test_items_are_picked_by_scan_and_by_tick(county: County) -> None:
    ids, _, number = ready_to_load(county)
    pick_lines(call_as(county.scopes["depot"]), request=ToPick(ids[1:], scans(number)))
    assert states(county, ids) == {"PICKED"}


def test_three_items_are_loaded_in_one_call(county: County) -> None:
    numbers = [goods(county, code)[0] for code in (BED, MATTRESS, "HST-010")]
    ids = authorised(county, BED, MATTRESS, "HST-010")
    allocated(county, *ids)
    run = on_a_run(county, *ids)
    with at_most(8):
        done = load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(*numbers)))
    assert done.left == 0
    assert states(county, ids) == {"LOADED"}
    van = county.made.vans["Van 1"]
    assert set(columns(county.scopes["depot"], Asset, "state", "place_id")) == {("LOADED", van)}


def test_a_counted_line_is_loaded_whole(county: County) -> None:
    ids, run, number = ready_to_load(county)
    with pytest.raises(Refused) as refused:
        load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(COUNTED, quantity=1)))
    assert refusal(refused) == [StockReason.NOT_WHOLE_LINE]
    done = load_run(call_as(county.scopes["driver"]), request=Loading(run, scans(number, COUNTED)))
    assert (len(done.loaded), done.left) == (2, 0)
    assert states(county, ids) == {"LOADED"}
    assert cell(county, AssetState.LOADED, county.made.vans["Van 1"]) == 2
    with pytest.raises(Refused) as again:
        load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(number, COUNTED)))
    assert refusal(again) == [StockReason.LOADED_ALREADY, StockReason.COUNT_LOADED_ALREADY]
    with pytest.raises(Refused) as late:
        pick_lines(call_as(county.scopes["depot"]), request=ToPick((), scans(number)))
    assert refusal(late) == [StockReason.LOADED_ALREADY]


def test_a_wrong_scan_says_why_and_loads_nothing(county: County) -> None:
    ids, run, number = ready_to_load(county)
    depot, place = county.scopes["depot"], main_depot(county)
    (spare,) = goods(county, BED, days_ago=1)
    (anothers,) = goods(county, MATTRESS)
    allocated(county, *authorised(county, MATTRESS, who=someone(county, name="Arthur Bell")))
    (apart,) = goods(county, "BED-020")
    quarantine_stock(call_as(depot), request=SetApart(place, scans(apart), "wet"))
    for code, reason in (
        (spare, StockReason.NOT_ON_LIST),
        (anothers, StockReason.FOR_ANOTHER_PERSON),
        (apart, IssueReason.QUARANTINED),
        ("A999999", StockReason.SCAN_UNKNOWN),
        ("MAT-020", StockReason.NEEDS_ITEM_LABEL),
        ("\x00", StockReason.SCAN_UNREADABLE),
    ):
        with pytest.raises(Refused) as refused:
            load_run(call_as(depot), request=Loading(run, scans(number, code)))
        assert refusal(refused) == [reason], code
        assert refused.value.reasons[0].field == "items.1"
    with pytest.raises(Refused) as twice:
        load_run(call_as(depot), request=Loading(run, scans(number, number)))
    assert refusal(twice) == [StockReason.SCANNED_TWICE]
    with pytest.raises(Refused) as for_nobody:
        pick_lines(call_as(depot), request=ToPick((), scans(number, spare)))
    assert refusal(for_nobody) == [StockReason.NOT_ON_LIST]
    assert states(county, ids) == {"ALLOCATED"}


def test_what_runs_out_before_it_goes_out_is_not_kept(county: County) -> None:
    # Examined six months ago to the day: fit today, and overdue when the line is due.
    (soon,) = goods(county, "HST-010", days_ago=181)
    (line,) = authorised(county, "HST-010")
    depot = county.scopes["depot"]
    with pytest.raises(Refused) as refused:
        allocate_lines(call_as(depot), request=Wanted((LineWanted(line),), main_depot(county)))
    assert refusal(refused) == [StockReason.TEST_RUNS_OUT]
    with pytest.raises(Refused) as by_hand:
        allocate_lines(call_as(depot), request=Wanted((LineWanted(line, soon),), main_depot(county)))
    assert refusal(by_hand) == [IssueReason.EXAMINATION_OVERDUE]
    (later,) = goods(county, "HST-010")
    done = allocate_lines(call_as(depot), request=Wanted((LineWanted(line),), main_depot(county)))
    assert [item.number for kept in done.kept for item in kept.items] == [later]
    assert soon != later


def test_what_runs_out_before_the_run_is_not_loaded(county: County) -> None:
    last_day = now().date()
    (number,) = goods(county, "HST-010", days_ago=1)
    (line,) = authorised(county, "HST-010")
    allocated(county, line)
    run = on_a_run(county, line)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handrail.usecases.load_run.facts_of", lambda row: _overdue(row, last_day))
        with pytest.raises(Refused) as refused:
            load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(number)))
    assert IssueReason.EXAMINATION_OVERDUE in refusal(refused)


def _overdue(row: Any, last_day: date) -> Any:
    return replace(facts_of(row), examination_due_on=last_day)


def test_a_run_of_another_county_is_not_found(county: County) -> None:
    with pytest.raises(Refused) as refused:
        load_run(call_as(county.scopes["depot"]), request=Loading(UUID(int=5), scans("A1")))
    assert refusal(refused) == [CallReason.NOT_FOUND]


def test_loading_twice_with_one_key_is_one_loading(county: County) -> None:
    _, run, number = ready_to_load(county)
    call = call_as(county.scopes["depot"])
    first = load_run(call, request=Loading(run, scans(number)))
    assert load_run(call, request=Loading(run, scans(number))) == first


def test_what_comes_back_on_the_van_waits_for_the_same_line(county: County) -> None:
    ids, run, number = ready_to_load(county)
    load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(number, COUNTED)))
    done = unload_run(
        call_as(county.scopes["depot"]), request=Unloading(run, main_depot(county), reason="nobody at home")
    )
    assert (done.kept_lines, done.shelved) == (2, 0)
    assert states(county, ids) == {"ALLOCATED"}
    assert asset(county, number).state == "HELD"
    assert cell(county, AssetState.HELD) == 2


def test_what_lies_on_the_van_for_a_visit_taken_off_its_run_comes_off_too(county: County) -> None:
    """She went into hospital once the van was loaded: her visit is on no run, her things are on the van."""
    ids, run, number = ready_to_load(county)
    load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(number, COUNTED)))
    desk = county.scopes["desk"]
    (line,) = seen(desk, OrderLine, id=ids[0])
    person_id = line.person_id
    admitted = LifeEventWanted(person_id, LifeEventKind.ADMISSION, on=now().date(), told_by="Her daughter")
    record_life_event(call_as(desk), request=admitted)
    assert seen(desk, Visit, person_id=person_id, run_id=run) == []
    done = unload_run(call_as(county.scopes["depot"]), request=Unloading(run, main_depot(county), reason="in hospital"))
    assert (done.kept_lines, done.shelved) == (2, 0)
    assert states(county, ids) == {"ALLOCATED"}
    assert asset(county, number).state == "HELD"
    assert cell(county, AssetState.HELD) == 2


def test_what_is_let_go_off_the_van_lies_on_the_shelf(county: County) -> None:
    ids, run, number = ready_to_load(county)
    load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(number, COUNTED)))
    unload_run(call_as(county.scopes["depot"]), request=Unloading(run, main_depot(county), scans(number), keep=False))
    assert states(county, ids) == {"AUTHORISED", "LOADED"}
    assert (asset(county, number).state, asset(county, number).held_for_line_id) == ("READY", None)


def test_so_many_counted_things_come_off_the_van_as_were_scanned_whole_lines(county: County) -> None:
    goods(county, COUNTED, 10)
    two, three = authorised(county, (COUNTED, 2)), authorised(county, (COUNTED, 3))
    allocated(county, *two, *three)
    run, depot = on_a_run(county, *two, *three), county.scopes["depot"]
    load_run(call_as(depot), request=Loading(run, scans(COUNTED, quantity=5)))

    def unload(quantity: int | None) -> int:
        wanted = Unloading(run, main_depot(county), scans(COUNTED, quantity=quantity), keep=False)
        return unload_run(call_as(depot), request=wanted).shelved

    for quantity, code in ((1, StockReason.NOT_WHOLE_LINE), (6, StockReason.TOO_MANY_FOR_VAN)):
        with pytest.raises(Refused, match=code.value):
            unload(quantity)
    assert states(county, (*two, *three)) == {"LOADED"}
    assert (unload(2), unload(None)) == (2, 3)
    assert states(county, (*two, *three)) == {"AUTHORISED"}
    assert (cell(county, AssetState.READY), cell(county, AssetState.HELD)) == (10, 0)


def test_nothing_is_loaded_onto_a_run_that_is_over(county: County) -> None:
    stop, _ = on_loan(county, "MAT-010")
    close_run(call_as(county.scopes["desk"]), request=CloseWanted(stop.run_id))
    with pytest.raises(Refused) as refused:
        load_run(call_as(county.scopes["depot"]), request=Loading(stop.run_id, scans(*stop.numbers)))
    assert refusal(refused) == [StockReason.RUN_NOT_OPEN]


def test_only_what_is_on_the_van_comes_off_it(county: County) -> None:
    _, run, number = ready_to_load(county)
    depot = county.scopes["depot"]
    load_run(call_as(depot), request=Loading(run, scans(number)))
    (other,) = goods(county, "BED-010")
    wanted = Unloading(run, main_depot(county), scans(number, other, "TOI-030"))
    with pytest.raises(Refused) as refused:
        unload_run(call_as(depot), request=wanted)
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        (StockReason.NOT_ON_THIS_VAN, "items.1"),
        (StockReason.NOT_ON_THIS_VAN, "items.2"),
    ]
    assert asset(county, number).state == "LOADED"


@pytest.mark.parametrize("kind", ["VAN", "HOME", "unknown"])
@pytest.mark.parametrize("scanned", [True, False])
def test_a_van_is_unloaded_into_a_store_only(county: County, kind: str, *, scanned: bool) -> None:
    _, run, number = ready_to_load(county)
    depot = county.scopes["depot"]
    load_run(call_as(depot), request=Loading(run, scans(number, COUNTED)))
    place = (columns(county.scopes["desk"], Place, "id", kind=kind) or [UUID(int=5)])[-1]
    with pytest.raises(Refused) as refused:
        unload_run(call_as(depot), request=Unloading(run, place, scans(number) if scanned else ()))
    assert refusal(refused) == [StockReason.UNKNOWN_PLACE]
    assert asset(county, number).state == "LOADED"
