"""Goods in, and what a code is: the rows, the refusals, replay."""

from datetime import date

import pytest
from django.db import connection

from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import (
    Asset,
    AssetMove,
    StockMove,
)
from handrail.stock.queries import ScannedKind, what_are, what_is
from handrail.stock.states import AssetState
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.scrap_stock import Scrapped, scrap_stock
from tests.situations import another_county, call_as
from tests.stock_situations import (
    at_most,
    columns,
    goods,
    main_depot,
    scans,
    seen,
)  # fmt: skip
from tests.usecases.in_store import BED, COUNTED, cell, refusal

pytestmark = pytest.mark.django_db

NEVER = date(1900, 1, 1)


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


def test_our_own_number_is_known_with_spaces_in_it_too(county: County) -> None:
    (number,) = goods(county, BED)
    (other,) = goods(county, "BED-020", serial=f"{number[0]} {number[1:]}")
    typed = f"{number[0].lower()} {number[1:3]}  {number[3:]}", f"{number[0]} {number[1:]}", "X 1"
    with reading(county.scopes["depot"]):
        own, either, nothing = what_are(county.scopes["depot"], typed)
    assert (own.kind, own.label) == (ScannedKind.ASSET, number)
    assert (either.kind, {one.label for one in either.others}) == (ScannedKind.SEVERAL, {number, other})
    assert nothing.kind is ScannedKind.UNKNOWN


def test_our_own_label_is_known_without_brackets(county: County) -> None:
    (number,) = goods(county, BED)
    with reading(county.scopes["depot"]):
        typed = what_are(county.scopes["depot"], [f"8004952123{number}", f"8004999999{number}"])
    assert [(one.kind, one.label) for one in typed] == [
        (ScannedKind.ASSET, number), (ScannedKind.UNKNOWN, f"8004999999{number}"),
    ]  # fmt: skip


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
