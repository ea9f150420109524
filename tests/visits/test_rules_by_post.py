"""What may go by post: light, known, of use without anybody at the door; and why everything else may not."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from handrail.catalogue.states import SupplyRoute
from handrail.visits.codes import TaskKind
from handrail.visits.rules.by_post import InParcel, Parcel, PostReason, may_all_go, reasons_against_post
from handrail.wording import say

REACHER = InParcel("Reacher", TaskKind.DELIVER, SupplyRoute.GIFT, 1, Decimal("0.30"), 0, shown=False, examined=False)
LIMIT = 2_000


def parcel(*things: InParcel, crew: int = 1) -> Parcel:
    return Parcel(uuid4(), 7, crew, things)


def codes(found: Parcel) -> list[str]:
    return [reason.code for reason in reasons_against_post(found, under_grams=LIMIT)]


def test_what_is_light_and_needs_nobody_goes() -> None:
    lent = replace(REACHER, supply_route=SupplyRoute.LOAN)
    assert codes(parcel(REACHER, lent)) == []
    assert may_all_go([parcel(REACHER), parcel(lent)], under_grams=LIMIT)


@pytest.mark.parametrize(
    ("thing", "code"),
    [
        (replace(REACHER, weight_kg=None), PostReason.WEIGHT_UNKNOWN),
        (replace(REACHER, weight_kg=Decimal("2.00")), PostReason.TOO_HEAVY),
        (replace(REACHER, fitting_minutes=5), PostReason.PUT_UP_OR_SHOWN),
        (replace(REACHER, shown=True), PostReason.PUT_UP_OR_SHOWN),
        (replace(REACHER, supply_route=SupplyRoute.ADAPTATION), PostReason.PUT_UP_OR_SHOWN),
        (replace(REACHER, examined=True), PostReason.EXAMINED),
        (replace(REACHER, kind=TaskKind.COLLECT, supply_route=None), PostReason.NOT_ONLY_BROUGHT),
        (replace(REACHER, kind=TaskKind.SWAP, supply_route=None), PostReason.NOT_ONLY_BROUGHT),
    ],
)
def test_what_does_not_go_says_why(thing: InParcel, code: PostReason) -> None:
    assert codes(parcel(REACHER, thing)) == [code]
    assert not may_all_go([parcel(REACHER), parcel(thing)], under_grams=LIMIT)


@pytest.mark.parametrize(("pieces", "goes"), [(6, True), (7, False)])
def test_all_that_is_in_it_is_weighed_together(pieces: int, goes: bool) -> None:
    assert (codes(parcel(replace(REACHER, pieces=pieces))) == []) is goes
    two = parcel(replace(REACHER, pieces=pieces - 1), REACHER)
    assert (codes(two) == []) is goes


def test_what_must_weigh_less_is_said_with_both_numbers() -> None:
    (reason,) = reasons_against_post(parcel(replace(REACHER, pieces=7)), under_grams=LIMIT)
    assert say(reason.code, **dict(reason.params)) == "Visit 7 brings 2.1 kg. A parcel must weigh less than 2 kg"
    (exactly,) = reasons_against_post(parcel(replace(REACHER, weight_kg=Decimal(2))), under_grams=LIMIT)
    assert say(exactly.code, **dict(exactly.params)) == "Visit 7 brings 2 kg. A parcel must weigh less than 2 kg"


def test_two_people_and_nothing_at_all_do_not_go_by_post() -> None:
    assert codes(parcel(REACHER, crew=2)) == [PostReason.TWO_PEOPLE]
    assert not may_all_go([parcel()], under_grams=LIMIT)
    assert not may_all_go([], under_grams=LIMIT)


def test_the_weight_of_what_is_fetched_counts_for_nothing() -> None:
    bed = replace(REACHER, kind=TaskKind.COLLECT, weight_kg=Decimal(90), supply_route=None)
    assert codes(parcel(REACHER, bed)) == [PostReason.NOT_ONLY_BROUGHT]


def test_nobody_comes_along_and_no_way_is_paid_where_nobody_goes() -> None:
    arranged = replace(parcel(REACHER), joint="Nora Nurse", agreed_miles=12)
    assert codes(arranged) == [PostReason.JOINT, PostReason.MILES]
    (joint, _) = reasons_against_post(arranged, under_grams=LIMIT)
    assert say(joint.code, **dict(joint.params)) == "Nora Nurse comes along to visit 7. Send a van"
