"""Goods in, put away, clean, inspect, repair, scrap, set apart, move: the rows, the refusals, replay, statements."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from handrail.core.clock import now
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import reading
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.codes import ClearedFor, InspectionVerdict, StockReason
from handrail.stock.models import (
    Asset,
    AssetMove,
    Contamination,
    Decontamination,
    Inspection,
    Repair,
    StockCell,
    StockMove,
)
from handrail.stock.plans import ItemScan
from handrail.stock.queries import ScannedKind, ready_counts, what_are, what_is
from handrail.stock.rules.care import (
    NOT_RETURNED,
    ONE_PERSON,
    InfectionRisk,
    InspectionKind,
    InspectionReason,
    Statement,
)
from handrail.stock.rules.fitness import IssueReason
from handrail.stock.states import AssetState
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.decontaminate import Cleaned, CleanStep, decontaminate
from handrail.usecases.lift_quarantine import Cleared, lift_quarantine
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.put_away import PutAway, put_away
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.repair import LONGEST_MINUTES, Repaired, repair
from handrail.usecases.scrap_stock import Scrapped, scrap_stock
from handrail.usecases.state_contamination import ContaminationStated, state_contamination
from tests.situations import another_county, call_as
from tests.stock_situations import (
    NOTHING_KNOWN,
    at_most,
    clean,
    columns,
    goods,
    inspected,
    main_depot,
    passed,
    scans,
    seen,
)  # fmt: skip
from tests.visiting import on_loan

pytestmark = pytest.mark.django_db

BED, HOIST, COUNTED = "BED-010", "HST-010", "BDA-020"
NEVER = date(1900, 1, 1)
LOOK = (InspectionKind.LOOK,)


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[Any]:
    return [reason.code for reason in refused.value.reasons]


def cell(county: County, condition: AssetState) -> int:
    found = columns(
        county.scopes["depot"], StockCell, "quantity", condition=condition.value, place_id=main_depot(county)
    )
    return sum(found)


def state_of(county: County, number: str) -> AssetState:
    (state,) = columns(county.scopes["depot"], Asset, "state", number=number)
    return AssetState(state)


def bring_back(county: County, number: str) -> None:
    """The item stands in the depot, dirty: by way of quarantine, so that these tests need no loan."""
    depot = county.scopes["depot"]
    place = main_depot(county)
    quarantine_stock(call_as(depot), request=SetApart(place, scans(number), "found wet"))
    lift_quarantine(call_as(depot), request=Cleared(place, scans(number), ClearedFor.CLEAN, "to be washed"))


def dirty_counted(county: County, quantity: int) -> None:
    depot, place = county.scopes["depot"], main_depot(county)
    items = scans(COUNTED, quantity=quantity)
    quarantine_stock(call_as(depot), request=SetApart(place, items, "found wet"))
    lift_quarantine(call_as(depot), request=Cleared(place, items, ClearedFor.CLEAN, "to be washed"))


# Goods in


def test_serialised_goods_get_numbers_and_pass_with_a_certificate(county: County) -> None:
    with at_most(7):
        numbers = goods(county, BED, 3)
    rows = seen(county.scopes["depot"], Asset)
    assert sorted(row.number for row in rows) == sorted(numbers)
    assert {row.state for row in rows} == {"READY"}
    assert {row.electrical_test_due_on for row in rows} == {date(2027, 2, 26)}
    assert {row.examination_due_on for row in rows} == {None}
    moves = seen(county.scopes["depot"], AssetMove, subject_id=rows[0].id)
    assert [(m.from_state, m.to_state) for m in moves] == [
        (None, "ON_ORDER"),
        ("ON_ORDER", "PASSED"),
        ("PASSED", "READY"),
    ]


def test_an_unknown_test_date_counts_as_overdue(county: County) -> None:
    done = receive_goods(
        call_as(county.scopes["depot"]), request=GoodsIn(main_depot(county), (GoodsLine(BED),), put_away=True)
    )
    assert [item.state for item in done.items] == [AssetState.DECONTAMINATED]
    assert columns(county.scopes["depot"], Asset, "electrical_test_due_on") == [NEVER]


def test_counted_goods_are_added_up(county: County) -> None:
    goods(county, COUNTED, 20, lot="L1")
    goods(county, COUNTED, 5, lot="L1")
    assert cell(county, AssetState.READY) == 25
    assert cell(county, AssetState.PASSED) == 0


def test_a_gs1_code_gives_serial_lot_and_date(county: County) -> None:
    (gtin,) = columns_of_product(county, BED, "gtin")
    done = receive_goods(
        call_as(county.scopes["depot"]),
        request=GoodsIn(main_depot(county), (GoodsLine(f"]d201{gtin}1125011510L2401\x1d21SN98765"),)),
    )
    (row,) = seen(county.scopes["depot"], Asset)
    assert (row.serial, row.lot, row.made_on) == ("SN98765", "L2401", date(2025, 1, 15))
    assert done.items[0].number == row.number
    with pytest.raises(Refused) as refused:
        receive_goods(
            call_as(county.scopes["depot"]),
            request=GoodsIn(main_depot(county), (GoodsLine(f"]d201{gtin}21SN98765"),)),
        )
    assert refusal(refused) == [StockReason.SERIAL_TAKEN]


def columns_of_product(county: County, code: str, column: str) -> list[str]:
    with reading(county.scopes["depot"]), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM catalogue_product WHERE code = %s AND contract_id = %s",
            [code, county.made.contract_id],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GoodsLine("NO-SUCH"), StockReason.NOT_A_PRODUCT),
        (GoodsLine(""), StockReason.SCAN_UNREADABLE),
        (GoodsLine(BED, 0), StockReason.QUANTITY_NOT_POSITIVE),
        (GoodsLine(COUNTED, -3), StockReason.QUANTITY_NOT_POSITIVE),
        (GoodsLine(COUNTED, 10_000_000), StockReason.QUANTITY_HUGE),
        (GoodsLine(BED, 501), StockReason.TOO_MANY),
        (GoodsLine(BED, 2, serial="S1"), StockReason.QUANTITY_ONE),
    ],
)
def test_bad_goods_lines_are_refused_and_nothing_is_written(
    county: County, line: GoodsLine, reason: StockReason
) -> None:
    with pytest.raises(Refused) as refused:
        receive_goods(
            call_as(county.scopes["depot"]), request=GoodsIn(main_depot(county), (GoodsLine(COUNTED, 5), line))
        )
    assert refusal(refused) == [reason]
    assert seen(county.scopes["depot"], Asset) == seen(county.scopes["depot"], StockMove) == []


def test_a_label_that_is_taken_is_refused(county: County) -> None:
    goods(county, BED, number="TAG-1")
    with pytest.raises(Refused) as refused:
        goods(county, BED, number="tag-1")
    assert refusal(refused) == [StockReason.NUMBER_TAKEN]


def test_goods_in_sent_twice_are_booked_once(county: County) -> None:
    call = call_as(county.scopes["depot"])
    wanted = GoodsIn(main_depot(county), (GoodsLine(BED, 2), GoodsLine(COUNTED, 7)))
    assert receive_goods(call, request=wanted) == receive_goods(call, request=wanted)
    assert len(seen(county.scopes["depot"], Asset)) == 2
    assert cell(county, AssetState.PASSED) == 7


def test_a_place_of_another_county_is_unknown(county: County) -> None:
    other = another_county()
    with pytest.raises(Refused) as refused:
        receive_goods(call_as(county.scopes["depot"]), request=GoodsIn(main_depot(other), (GoodsLine(BED),)))
    assert refusal(refused) == [StockReason.UNKNOWN_PLACE]


def test_only_those_who_keep_stock_receive_goods(county: County) -> None:
    for role in ("driver", "nurse", "desk", "commissioner"):
        with pytest.raises(Refused) as refused:
            receive_goods(call_as(county.scopes[role]), request=GoodsIn(main_depot(county), (GoodsLine(BED),)))
        assert refusal(refused) == [CallReason.NOT_ALLOWED]


# What a code is


def test_a_code_is_what_it_names(county: County) -> None:
    (number,) = goods(county, BED, serial="SN1")
    depot = county.scopes["depot"]
    with reading(depot), at_most(1):
        usual = what_are(depot, [f"/a/{number}", str(main_depot(county)), number.lower(), BED])
    kinds = [ScannedKind.ASSET, ScannedKind.PLACE, ScannedKind.ASSET, ScannedKind.PRODUCT]
    assert [one.kind for one in usual] == kinds
    with reading(depot), at_most(2):
        scanned = what_are(depot, [number, f"/a/{number}", "SN1", BED, "NO-SUCH", "", str(main_depot(county))])
    assert [one.kind for one in scanned] == [
        ScannedKind.ASSET, ScannedKind.ASSET, ScannedKind.ASSET, ScannedKind.PRODUCT, ScannedKind.UNKNOWN,
        ScannedKind.UNREADABLE, ScannedKind.PLACE,
    ]  # fmt: skip
    assert {one.label for one in scanned[:3]} == {number}


def test_a_serial_number_of_two_products_is_several(county: County) -> None:
    goods(county, BED, serial="SN1")
    goods(county, "BED-020", serial="SN1")
    depot = county.scopes["depot"]
    with reading(depot):
        found = what_is(depot, "SN1")
    assert found.kind is ScannedKind.SEVERAL
    assert {one.product_code for one in found.others} == {BED, "BED-020"}
    place = main_depot(county)
    take = begin_stock_take(call_as(depot), request=TakeWanted(place)).take_id
    for work in (
        lambda: scrap_stock(call_as(depot), request=Scrapped(place, scans("SN1"), "infested")),
        lambda: receive_returns(call_as(depot), request=Returned(place, (ReturnedItem("SN1"),))),
        lambda: count_stock(call_as(depot), request=Counted(take, scans("SN1"))),
    ):
        with pytest.raises(Refused) as refused:
            work()
        assert refusal(refused) == [StockReason.SCAN_SEVERAL]


def test_another_countys_item_is_unknown(county: County) -> None:
    (number,) = goods(county, BED)
    stranger = another_county().scopes["depot"]
    with reading(stranger):
        assert what_is(stranger, number).kind is ScannedKind.UNKNOWN


# Clean, inspect, put away


def test_three_items_are_cleaned_in_one_call(county: County) -> None:
    numbers = goods(county, BED, 3)
    for number in numbers:
        bring_back(county, number)
    with at_most(8):
        done = clean(county, *numbers)
    assert {item.state for item in done.items} == {AssetState.DECONTAMINATED}
    rows = seen(county.scopes["depot"], Decontamination)
    assert [(row.method, row.minutes) for row in rows] == [("wash_chamber", 60)] * 3
    assert {row.by_id for row in rows} == {county.scopes["depot"].user_id}


@pytest.mark.parametrize("step", [CleanStep("wash_chamber", 59), CleanStep("hand_wash", 90)])
def test_a_clean_that_is_not_the_usual_one_says_why(county: County, step: CleanStep) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    with pytest.raises(Refused) as refused:
        clean(county, number, steps=(step,), reason=" ")
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.CLEAN_DIFFERS, "reason")
    assert dict(reason.params) == {"items": number, "method": "Washer chamber", "minutes": 60}
    clean(county, number, steps=(step,), reason=" The washer is broken ")
    assert columns(county.scopes["depot"], Decontamination, "reason") == ["The washer is broken"]


def test_two_kinds_of_things_are_told_apart_and_an_added_step_is_no_less(county: County) -> None:
    numbers = goods(county, BED, 2)
    for number in numbers:
        bring_back(county, number)
    goods(county, COUNTED, 2)
    dirty_counted(county, 2)
    depot, hand = county.scopes["depot"], CleanStep("hand_wash", 8)
    wanted = Cleaned(main_depot(county), (*scans(*numbers), *scans(COUNTED, quantity=2)), (hand,), NOTHING_KNOWN)
    with pytest.raises(Refused) as refused:
        decontaminate(call_as(depot), request=wanted)
    assert [dict(reason.params)["items"] for reason in refused.value.reasons] == [
        ", ".join(numbers),
        "Rail bumpers, padded, pair",
    ]
    clean(county, *numbers, steps=(CleanStep("wash_chamber", 60), CleanStep("chlorine", 10)), reason="")
    assert columns(county.scopes["depot"], Decontamination, "reason") == [""] * 4


def test_a_thing_for_one_person_is_not_cleaned_without_a_word(county: County) -> None:
    (number,) = goods(county, "SLG-090")
    bring_back(county, number)
    with pytest.raises(Refused, match="STOCK_CLEAN_OF_ONE_PERSON_ITEM"):
        clean(county, number, reason="")


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((), StockReason.MINUTES_MISSING),
        ((CleanStep("wash_chamber", 0),), StockReason.MINUTES_MISSING),
        ((CleanStep("wash_chamber", 10**6),), StockReason.MINUTES_MISSING),
        ((CleanStep(ONE_PERSON, 5),), StockReason.ONE_PERSON_ITEM),
        ((CleanStep(NOT_RETURNED, 5),), StockReason.ONE_PERSON_ITEM),
    ],
)
def test_a_clean_that_is_none_is_refused(county: County, steps: tuple[CleanStep, ...], code: StockReason) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    with pytest.raises(Refused) as refused:
        clean(county, number, steps=steps)
    assert refusal(refused) == [code]
    assert state_of(county, number) is AssetState.RETURNED_DIRTY


def test_counted_things_are_cleaned_and_passed_alike(county: County) -> None:
    goods(county, COUNTED, 10)
    dirty_counted(county, 4)
    clean(county, COUNTED, quantity=4)
    with at_most(8):
        passed(county, inspected(COUNTED, 4, readings={}, kinds=LOOK), put_away=True)
    assert (cell(county, AssetState.READY), cell(county, AssetState.RETURNED_DIRTY)) == (10, 0)
    assert columns(county.scopes["depot"], Inspection, "quantity") == [4]


@pytest.mark.parametrize("things", ["numbered", "counted"])
def test_nothing_is_cleaned_of_which_nobody_said_what_it_was_in_contact_with(county: County, things: str) -> None:
    code, quantity = (goods(county, BED)[0], None) if things == "numbered" else (COUNTED, 2)
    if things == "numbered":
        bring_back(county, code)
    else:
        goods(county, COUNTED, 2)
        dirty_counted(county, 2)
    with pytest.raises(Refused) as refused:
        clean(county, code, quantity=quantity, statement=None)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.STATEMENT_NEEDED, "statement.infection_risk")
    wanted = ContaminationStated(main_depot(county), scans(code, quantity=quantity), ("blood",), InfectionRisk.YES)
    state_contamination(call_as(county.scopes["depot"]), request=wanted)
    with pytest.raises(Refused, match="CLEAN_LEAVES_INFECTION"):
        clean(county, code, quantity=quantity, statement=None, reason="")
    clean(county, code, quantity=quantity, statement=None)
    assert columns(county.scopes["depot"], Contamination, "infection_risk") == ["YES"]


@pytest.mark.parametrize("things", ["numbered", "counted"])
def test_a_known_infection_asks_for_the_added_step_or_a_word(county: County, things: str) -> None:
    code, quantity = (goods(county, BED)[0], None) if things == "numbered" else (COUNTED, 2)
    if things == "numbered":
        bring_back(county, code)
    else:
        goods(county, COUNTED, 2)
        dirty_counted(county, 2)
    usual = CleanStep("wash_chamber", 60) if things == "numbered" else CleanStep("hand_wash", 60)
    known = Statement(("body_fluids",), InfectionRisk.YES)
    with pytest.raises(Refused) as refused:
        clean(county, code, quantity=quantity, steps=(usual,), reason="", statement=known)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.CLEAN_LEAVES_INFECTION, "reason")
    assert dict(reason.params)["method"] == "Chlorine clean"
    steps = (usual, CleanStep("chlorine", 10))
    clean(county, code, quantity=quantity, steps=steps, reason="", statement=known)


def test_no_more_is_cleaned_than_lies_there(county: County) -> None:
    goods(county, COUNTED, 10)
    dirty_counted(county, 4)
    with pytest.raises(Refused) as refused:
        clean(county, COUNTED, quantity=5)
    assert refusal(refused) == [CallReason.STALE]
    assert seen(county.scopes["depot"], Decontamination) == []


def test_three_items_are_inspected_and_put_away_in_one_call(county: County) -> None:
    numbers = goods(county, BED, 3)
    for number in numbers:
        bring_back(county, number)
    clean(county, *numbers)
    with at_most(8):
        done = passed(county, *(inspected(number) for number in numbers), put_away=True)
    assert {item.state for item in done.items} == {AssetState.READY}
    rows = seen(county.scopes["depot"], Inspection)
    assert {row.electrical_test_due_on for row in rows} == {date(2027, 3, 3)}
    assert rows[0].readings == {"insulation_megaohm": "20.5", "earth_continuity_ohm": "0.1"}
    (asset, *_) = seen(county.scopes["depot"], Asset)
    assert asset.condition_grade == "good"
    steps = [m.to_state for m in seen(county.scopes["depot"], AssetMove, subject_id=asset.id)]
    assert steps[-3:] == ["DECONTAMINATED", "PASSED", "READY"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"readings": {}}, InspectionReason.READINGS_MISSING),
        ({"kinds": ()}, InspectionReason.NOTHING_DONE),
        ({"verdict": InspectionVerdict.REPAIR}, InspectionReason.DEFECTS_MISSING),
        ({"verdict": InspectionVerdict.SCRAP, "defects": "bent"}, InspectionReason.SCRAP_REASON_MISSING),
        ({"condition_grade": "splendid"}, StockReason.UNKNOWN_CODE),
    ],
)
def test_an_inspection_that_cannot_be_is_refused(county: County, changed: dict[str, Any], reason: Any) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    clean(county, number)
    with pytest.raises(Refused) as refused:
        passed(county, inspected(number, **changed))
    assert reason in refusal(refused)
    assert state_of(county, number) is AssetState.DECONTAMINATED


@pytest.mark.parametrize(
    ("verdict", "more", "state"),
    [
        (InspectionVerdict.REPAIR, {"defects": "brake"}, AssetState.IN_REPAIR),
        (InspectionVerdict.SCRAP, {"defects": "cracked", "scrap_reason": "frame_unsafe"}, AssetState.SCRAPPED),
        (InspectionVerdict.QUARANTINE, {"defects": "odd noise"}, AssetState.QUARANTINED),
    ],
)
def test_a_verdict_leads_where_it_says(
    county: County, verdict: InspectionVerdict, more: dict[str, Any], state: AssetState
) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    clean(county, number)
    passed(county, inspected(number, verdict=verdict, **more), put_away=True)
    assert state_of(county, number) is state


def test_a_dirty_item_is_not_inspected(county: County) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    with pytest.raises(Refused) as refused:
        passed(county, inspected(number))
    assert InspectionReason.NOT_FOR_INSPECTION in refusal(refused)


def test_an_item_on_the_shelf_whose_test_ran_out_is_tested_there(county: County) -> None:
    (number,) = goods(county, BED, days_ago=330)
    passed(county, inspected(number), put_away=True)
    assert state_of(county, number) is AssetState.READY
    assert columns(county.scopes["depot"], Asset, "electrical_test_due_on") == [date(2027, 3, 3)]


def test_overdue_items_do_not_count_as_ready(county: County) -> None:
    goods(county, BED, days_ago=370)
    goods(county, BED)
    depot = county.scopes["depot"]
    with reading(depot):
        (ready,) = ready_counts(depot, today=now().date())
    assert (ready.new, ready.recycled, ready.total) == (1, 0, 1)


def test_what_has_not_passed_is_not_put_away(county: County) -> None:
    (number,) = goods(county, BED)
    with pytest.raises(Refused) as refused:
        put_away(call_as(county.scopes["depot"]), request=PutAway(main_depot(county), scans(number)))
    assert refusal(refused) == [StockReason.WRONG_STATE]


def test_what_ran_out_before_it_was_put_away_is_refused(county: County) -> None:
    done = receive_goods(
        call_as(county.scopes["depot"], at=now() - timedelta(days=300)),
        request=GoodsIn(main_depot(county), (GoodsLine(BED, tested_on=now().date() - timedelta(days=380)),)),
    )
    with pytest.raises(Refused) as refused:
        put_away(
            call_as(county.scopes["depot"]), request=PutAway(main_depot(county), scans(done.items[0].number), "A1")
        )
    assert refusal(refused) == [IssueReason.TEST_OVERDUE]


# Repair, scrap, set apart, move


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
