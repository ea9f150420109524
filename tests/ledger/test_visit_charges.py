"""What one visit is charged, and what is kept for it beforehand, by the shipped price list."""

from collections.abc import Sequence
from datetime import time
from uuid import UUID

import pytest

from handrail.catalogue.reference.shipped import shipped_reference
from handrail.ledger.rules.entries import Price
from handrail.ledger.rules.price_list import ListedPrice, NoPrice
from handrail.ledger.rules.visit_charges import (
    Beside,
    Charge,
    Done,
    Work,
    charges_of,
    charges_of_failed,
    kept_for_visits,
)
from handrail.partners.terms import Terms

_HOURS = {"deliver_2h": 2, "deliver_next_day": 24, "deliver_5d": 120, "collect_1d": 24, "collect_5d": 120,
    "repair_4h": 4, "repair_24h": 24, "repair_3d": 72}  # fmt: skip
PRICES = [
    ListedPrice(row.activity, row.speed, row.price_pence, _HOURS.get(row.speed)) for row in shipped_reference().prices
]
BED, RAIL, CHAIR = UUID(int=1), UUID(int=2), UUID(int=3)
NOON = time(12)


def said(charges: Sequence[Charge]) -> list[tuple[str, int, int]]:
    return [(price.item, price.quantity, price.unit_pence) for price in map(priced, charges)]


def priced(charge: Charge) -> Price:
    assert isinstance(charge.price, Price)
    return charge.price


def test_all_that_one_visit_brings_is_one_call_at_the_dearest_speed_promised() -> None:
    works = [Work(BED, Done.DELIVER, "deliver_5d"), Work(RAIL, Done.DELIVER, "deliver_next_day", 4)]
    (charge,) = charges_of(works, PRICES, at=NOON)
    price = priced(charge)
    assert (price.item, price.speed_code, price.pence) == ("delivery", "deliver_next_day", 3_650)
    # Shared by the number of lines, not of pieces.
    assert charge.weights == {BED: 1, RAIL: 1}


def test_a_contract_may_share_a_visit_by_what_lines_cost() -> None:
    works = [Work(BED, Done.DELIVER, "deliver_5d", weight=3), Work(RAIL, Done.DELIVER, "deliver_5d", weight=1)]
    (charge,) = charges_of(works, PRICES, at=NOON)
    assert charge.weights == {BED: 3, RAIL: 1}
    assert kept_for_visits(works, PRICES) == {BED: 1_838, RAIL: 612}
    free = [Work(BED, Done.DELIVER, "deliver_5d", weight=0), Work(RAIL, Done.DELIVER, "deliver_5d", weight=0)]
    assert charges_of(free, PRICES, at=NOON)[0].weights == {BED: 1, RAIL: 1}


def test_a_bed_takes_two_people_and_its_fitting() -> None:
    works = [Work(BED, Done.DELIVER, "deliver_5d", crew=2, fitting="fitting_bed"), Work(CHAIR, Done.DELIVER, "")]
    charges = charges_of(works, PRICES, at=NOON)
    assert said(charges) == [("delivery", 1, 2_450), ("second_person", 1, 1_850), ("fitting_bed", 1, 2_400)]
    assert [one.weights for one in charges] == [{BED: 1, CHAIR: 1}, {BED: 1, CHAIR: 1}, {BED: 1}]


@pytest.mark.parametrize(
    ("minutes", "pence"),
    [(0, 0), (1, 68), (3, 205), (20, 1_367), (30, 2_050), (45, 3_075), (60, 4_100), (61, 4_168), (600, 41_000)],
)
def test_work_with_a_prescriber_is_charged_by_the_minute_and_rounded_once(minutes: int, pence: int) -> None:
    works = [Work(BED, Done.DELIVER, "deliver_5d"), Work(RAIL, Done.DELIVER, "deliver_5d")]
    found = charges_of(works, PRICES, at=NOON, beside=Beside(minutes=minutes))[1:]
    assert said(found) == ([("joint_visit", 1, pence)] if minutes else [])
    for charge in found:
        assert charge.weights == {BED: 1, RAIL: 1}
        assert charge.how == f"{minutes} minute{'' if minutes == 1 else 's'} at £41.00 an hour"


def test_agreed_miles_are_charged_once_by_the_mile_and_borne_by_all_that_was_done() -> None:
    works = [Work(BED, Done.DELIVER, "deliver_5d"), Work(CHAIR, Done.COLLECT, "")]
    found = charges_of(works, PRICES, at=NOON, beside=Beside(miles=12))
    assert said(found)[-1] == ("extra_distance", 12, 110)
    assert found[-1].weights == {BED: 1, CHAIR: 1}


def test_a_review_together_with_a_prescriber_is_charged_though_it_is_no_call() -> None:
    works = [Work(BED, Done.REVIEW, "")]
    assert said(charges_of(works, PRICES, at=NOON, beside=Beside(30, 5))) == [
        ("joint_visit", 1, 2_050), ("extra_distance", 5, 110),
    ]  # fmt: skip


def test_where_nothing_was_done_nobody_pays_for_who_came_along_or_for_the_way() -> None:
    assert not charges_of([], PRICES, at=NOON, beside=Beside(30, 5))


def test_who_came_along_and_miles_wait_for_a_price_where_there_is_none() -> None:
    prices = [price for price in PRICES if price.activity not in {"joint_visit", "extra_distance"}]
    found = charges_of([Work(BED, Done.REVIEW, "")], prices, at=NOON, beside=Beside(30, 5))
    assert [one.price for one in found] == [NoPrice("joint_visit", (), 30), NoPrice("extra_distance", (), 5)]


def test_an_address_may_need_two_people() -> None:
    assert ("second_person", 1, 1_850) in said(charges_of([Work(BED, Done.COLLECT, "")], PRICES, crew=2))


@pytest.mark.parametrize(
    ("at", "added"), [(time(7, 59), True), (time(8), False), (time(19, 59), False), (time(20), True)]
)
def test_an_early_or_late_start_is_added(at: time, added: bool) -> None:
    charges = said(charges_of([Work(BED, Done.COLLECT, "collect_5d")], PRICES, at=at))
    assert charges == [("collection", 1, 2_450), *([("out_of_hours", 1, 3_200)] if added else [])]


def test_a_contract_says_when_its_day_begins_and_ends() -> None:
    late = [Work(BED, Done.COLLECT, "collect_5d")]
    day = Terms(day_begins="07:00", day_ends="18:30").day
    said_at = [len(charges_of(late, PRICES, at=at, day=day)) for at in (time(7), time(18, 29), time(18, 30))]
    assert said_at == [1, 1, 2]


def test_nothing_is_added_to_what_comes_at_any_hour() -> None:
    assert said(charges_of([Work(BED, Done.DELIVER, "deliver_2h")], PRICES, at=time(3))) == [("delivery", 1, 14_200)]
    assert said(charges_of([Work(BED, Done.REPAIR, "repair_4h")], PRICES, at=time(3))) == [("repair", 1, 9_800)]


def test_further_rails_at_one_visit_cost_less_and_each_line_bears_its_pieces() -> None:
    works = [Work(RAIL, Done.FIT, "", 2, fitting="fitting_rail"), Work(CHAIR, Done.FIT, "", 1, fitting="fitting_rail")]
    charges = charges_of(works, PRICES, at=NOON)
    assert said(charges) == [("fitting_rail", 1, 2_700), ("fitting_rail_next", 2, 1_350)]
    assert [one.weights for one in charges] == [{RAIL: 2, CHAIR: 1}] * 2


def test_fittings_by_the_piece_and_by_the_visit() -> None:
    works = [
        Work(RAIL, Done.FIT, "", 3, fitting="fitting_stair_rail"),
        Work(BED, Done.FIT, "", fitting="fitting_bed"),
        Work(CHAIR, Done.FIT, "", fitting="fitting_bed"),
    ]
    assert said(charges_of(works, PRICES)) == [("fitting_stair_rail", 3, 5_800), ("fitting_bed", 1, 2_400)]


def test_a_like_thing_for_another_is_one_swap_and_more_is_two_calls() -> None:
    new, old = Work(BED, Done.DELIVER, "repair_24h", in_place=True), Work(BED, Done.COLLECT, "")
    assert said(charges_of([new, old], PRICES, at=NOON)) == [("swap", 1, 4_400)]
    beside = Work(CHAIR, Done.DELIVER, "deliver_5d")
    # At the dearest speed promised: within 24 hours is by the next day.
    assert said(charges_of([new, old, beside], PRICES, at=NOON)) == [("delivery", 1, 3_650), ("collection", 1, 2_450)]


def test_a_repair_is_charged_with_its_parts_and_a_review_with_nothing() -> None:
    charges = charges_of([Work(BED, Done.REPAIR, "repair_3d")], PRICES, at=NOON, parts_pence=1_234)
    assert said(charges) == [("repair", 1, 3_600), ("parts", 1, 1_234)]
    assert charges_of([Work(BED, Done.REVIEW, "")], PRICES, at=time(22), crew=2) == ()
    assert said(charges_of([Work(BED, Done.SERVICE, "")], PRICES, at=NOON)) == [("service_visit", 1, 3_400)]


def test_a_survey_is_charged_once_a_visit_and_the_calls_beside_as_always() -> None:
    stairs, door = (Work(line, Done.MEASURE, "deliver_appointment") for line in (BED, RAIL))
    (charge,) = charges_of([stairs, door], PRICES, at=NOON)
    assert said([charge]) == [("survey_visit", 1, 4_400)]
    assert charge.weights == {BED: 1, RAIL: 1}
    beside = [stairs, Work(CHAIR, Done.DELIVER, "deliver_5d"), Work(RAIL, Done.COLLECT, "")]
    assert said(charges_of(beside, PRICES, at=NOON)) == [
        ("delivery", 1, 2_450), ("collection", 1, 2_450), ("survey_visit", 1, 4_400),
    ]  # fmt: skip
    late = charges_of([stairs], PRICES, at=time(21), crew=2)
    assert {charge.price.item for charge in late} == {"survey_visit", "second_person", "out_of_hours"}


def test_nothing_done_is_nothing_charged() -> None:
    assert charges_of([], PRICES, crew=2, at=time(22)) == ()


@pytest.mark.parametrize(
    ("side", "charged"),
    [
        ("person", [("failed_visit_person", 1, 1_400)]),
        ("property", [("failed_visit_person", 1, 1_400)]),
        ("prescriber", [("failed_visit_prescriber", 1, 1_800)]),
        ("provider", []),
        ("none", []),
    ],
)
def test_who_is_charged_for_a_failed_visit_hangs_on_whose_reason_it_was(
    side: str, charged: list[tuple[str, int, int]]
) -> None:
    assert said(charges_of_failed(side, [BED, RAIL, BED], PRICES)) == charged


def test_a_visit_is_kept_once_for_each_speed_to_the_penny() -> None:
    works = [
        Work(BED, Done.DELIVER, "deliver_5d", crew=2, fitting="fitting_bed"),
        Work(CHAIR, Done.DELIVER, "deliver_5d"),
        Work(RAIL, Done.DELIVER, "deliver_next_day", 2, fitting="fitting_rail"),
    ]
    kept = kept_for_visits(works, PRICES)
    assert kept == {BED: 1_225 + 925 + 2_400, CHAIR: 1_225 + 925, RAIL: 3_650 + 2_700 + 1_350}
    assert kept_for_visits([], PRICES) == {}
