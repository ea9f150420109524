"""Repair, scrap, set apart, move: the rows, the refusals, replay."""

from dataclasses import replace
from typing import Any

import pytest

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.codes import ClearedFor, StockReason
from handrail.stock.models import (
    Asset,
    Repair,
)
from handrail.stock.plans import ItemScan
from handrail.stock.queries import ready_counts
from handrail.stock.states import AssetState
from handrail.usecases.lift_quarantine import Cleared, lift_quarantine
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.repair import LONGEST_MINUTES, Repaired, repair
from handrail.usecases.scrap_stock import Scrapped, scrap_stock
from tests.situations import another_county, call_as
from tests.stock_situations import (
    columns,
    goods,
    main_depot,
    scans,
    seen,
)  # fmt: skip
from tests.usecases.in_store import BED, COUNTED, cell, refusal, state_of
from tests.visiting import on_loan

pytestmark = pytest.mark.django_db


def test_a_repaired_item_is_tested_again(county: County) -> None:
    (number,) = goods(county, BED)
    wanted = Repaired(
        main_depot(county), scans(number), "no_power", ("part_replaced",), LONGEST_MINUTES, 1250, "new lead"
    )
    done = repair(call_as(county.scopes["depot"]), request=wanted)
    assert [item.state for item in done.items] == [AssetState.DECONTAMINATED]
    (row,) = seen(county.scopes["depot"], Repair)
    assert (row.fault, row.actions, row.minutes, row.parts_pence) == (
        "no_power",
        ["part_replaced"],
        LONGEST_MINUTES,
        1250,
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"fault": "gremlins"}, StockReason.UNKNOWN_CODE),
        ({"actions": ("magic",)}, StockReason.UNKNOWN_CODE),
        ({"actions": ()}, StockReason.REASON_MISSING),
        ({"minutes": -1}, StockReason.MINUTES_MISSING),
        ({"minutes": LONGEST_MINUTES + 1}, StockReason.MINUTES_MISSING),
    ],
)
def test_a_repair_outside_the_lists_is_refused(county: County, changed: dict[str, Any], code: StockReason) -> None:
    (number,) = goods(county, BED)
    given = {"fault": "no_power", "actions": ("part_replaced",), "minutes": 45, **changed}
    with pytest.raises(Refused) as refused:
        repair(call_as(county.scopes["depot"]), request=Repaired(main_depot(county), scans(number), **given))
    assert refusal(refused) == [code]
    assert state_of(county, number) is AssetState.READY


def test_the_same_repair_from_a_second_page_is_on_the_record_already(county: County) -> None:
    (number,) = goods(county, BED)
    depot, place = county.scopes["depot"], main_depot(county)
    first = Repaired(place, scans(number), "no_power", ("part_replaced",), 45)
    repair(call_as(depot), request=first)
    with pytest.raises(Refused) as again:
        repair(call_as(depot), request=first)
    assert refusal(again) == [StockReason.REPAIRED_ALREADY]
    assert len(columns(depot, Repair, "id")) == 1
    repair(call_as(depot), request=replace(first, minutes=10))
    assert len(columns(depot, Repair, "id")) == 2


def test_what_is_set_apart_is_not_mended_and_is_not_cleared_without_a_word(county: County) -> None:
    (number,) = goods(county, BED)
    depot, place = county.scopes["depot"], main_depot(county)
    quarantine_stock(call_as(depot), request=SetApart(place, scans(number), "found wet"))
    with pytest.raises(Refused) as mended:
        repair(call_as(depot), request=Repaired(place, scans(number), "no_power", ("part_replaced",), 45))
    assert refusal(mended) == [StockReason.WRONG_STATE]
    with pytest.raises(Refused) as cleared:
        lift_quarantine(call_as(depot), request=Cleared(place, scans(number), ClearedFor.TEST, " "))
    assert refusal(cleared) == [StockReason.REASON_MISSING]
    assert state_of(county, number) is AssetState.QUARANTINED


def test_scrapping_needs_a_reason_of_the_list(county: County) -> None:
    (number,) = goods(county, BED)
    with pytest.raises(Refused) as refused:
        scrap_stock(call_as(county.scopes["depot"]), request=Scrapped(main_depot(county), scans(number), "dull"))
    assert refusal(refused) == [StockReason.UNKNOWN_CODE]
    scrap_stock(call_as(county.scopes["depot"]), request=Scrapped(main_depot(county), scans(number), "end_of_life"))
    assert state_of(county, number) is AssetState.SCRAPPED


def test_counted_things_are_scrapped_out_of_their_cell(county: County) -> None:
    goods(county, COUNTED, 10)
    wanted = Scrapped(main_depot(county), scans(COUNTED, quantity=3), "incomplete", condition=AssetState.READY)
    scrap_stock(call_as(county.scopes["depot"]), request=wanted)
    assert cell(county, AssetState.READY) == 7


def test_an_alert_is_lifted_from_what_stays_with_a_person_too(county: County) -> None:
    stop, _ = on_loan(county, BED)
    depot, place, items = county.scopes["depot"], main_depot(county), scans(*stop.numbers)

    def marked() -> list[Any]:
        return columns(depot, Asset, "state", "alert_reference", number=stop.numbers[0])

    quarantine_stock(call_as(depot), request=SetApart(place, items, "gap", "NatPSA/1"))
    assert marked() == [("ON_LOAN", "NatPSA/1")]
    lift_quarantine(call_as(depot), request=Cleared(place, items, ClearedFor.TEST, "looked at: not one of those"))
    assert marked() == [("ON_LOAN", "")]


def test_an_alert_marks_and_sets_apart_and_is_lifted(county: County) -> None:
    (number,) = goods(county, BED)
    depot, place = county.scopes["depot"], main_depot(county)
    quarantine_stock(call_as(depot), request=SetApart(place, scans(number), "rail gap", "NatPSA/2023/010"))
    assert columns(depot, Asset, "state", "alert_reference") == [("QUARANTINED", "NatPSA/2023/010")]
    lift_quarantine(call_as(depot), request=Cleared(place, scans(number), ClearedFor.TEST, "checked"))
    assert columns(depot, Asset, "state", "alert_reference") == [("DECONTAMINATED", "")]


def test_a_transfer_lies_on_the_van_on_its_way(county: County) -> None:
    (number,) = goods(county, BED)
    goods(county, COUNTED, 10)
    depot, place = county.scopes["depot"], main_depot(county)
    van, store = county.made.vans["Van 1"], county.made.depots[HOSPITAL_STORE]
    items = (ItemScan(number), ItemScan(COUNTED, 4))
    move_stock(call_as(depot), request=StockMoved(place, van, items))
    with reading(depot):
        on_the_way = ready_counts(depot, today=now().date())
    assert {row.place_id for row in on_the_way} == {place}
    move_stock(call_as(depot), request=StockMoved(van, store, items))
    with reading(depot):
        arrived = [row for row in ready_counts(depot, today=now().date()) if row.place_id == store]
    assert sorted(row.total for row in arrived) == [1, 4]


def test_a_move_from_where_it_is_not_is_refused(county: County) -> None:
    (number,) = goods(county, BED)
    store = county.made.depots[HOSPITAL_STORE]
    with pytest.raises(Refused) as refused:
        move_stock(call_as(county.scopes["depot"]), request=StockMoved(store, main_depot(county), scans(number)))
    assert refusal(refused) == [StockReason.NOT_IN_THIS_STORE]


def test_a_move_to_where_it_is_is_refused(county: County) -> None:
    (number,) = goods(county, BED)
    here = main_depot(county)
    with pytest.raises(Refused) as refused:
        move_stock(call_as(county.scopes["depot"]), request=StockMoved(here, here, scans(number)))
    assert refusal(refused) == [StockReason.SAME_PLACE]


def test_an_item_scanned_twice_is_refused(county: County) -> None:
    (number,) = goods(county, BED)
    with pytest.raises(Refused) as refused:
        scrap_stock(
            call_as(county.scopes["depot"]), request=Scrapped(main_depot(county), scans(number, number), "infested")
        )
    assert refusal(refused) == [StockReason.SCANNED_TWICE]


def test_another_countys_user_moves_nothing(county: County) -> None:
    (number,) = goods(county, BED)
    other = another_county()
    with pytest.raises(Refused) as refused:
        scrap_stock(call_as(other.scopes["depot"]), request=Scrapped(main_depot(other), scans(number), "infested"))
    assert refusal(refused) == [StockReason.SCAN_UNKNOWN]
    assert state_of(county, number) is AssetState.READY
