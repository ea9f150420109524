"""What a delivery creates, and what a collection settles."""

from datetime import date
from uuid import UUID

import pytest

from handrail.catalogue.states import SupplyRoute
from handrail.loans.rules import (
    Collected,
    CountedItem,
    Creates,
    DeliveryOutcome,
    LoanBack,
    Missing,
    OpenLoan,
    ScannedAsset,
    review_on,
    settle_collection,
    what_delivery_creates,
)
from handrail.stock.states import AssetEvent, AssetState

BED, RAILS, SEATS, TRAYS, HOIST = (UUID(int=number) for number in range(1, 6))
BED_ASSET, RAILS_ASSET, HOIST_ASSET, STRANGE = (UUID(int=number) for number in range(11, 15))
SOMEONE, THEIR_LOAN = UUID(int=21), UUID(int=22)

LOANS = [
    OpenLoan(BED, "BED-010", 1, True, BED_ASSET),
    OpenLoan(RAILS, "BDA-010", 1, True, RAILS_ASSET),
    OpenLoan(SEATS, "TOI-020", 4, True),
    OpenLoan(HOIST, "HST-010", 1, False, HOIST_ASSET),
    OpenLoan(TRAYS, "TOI-020", 2, False, lot="L2"),
]


def scan(asset_id: UUID, product: str = "BED-010", loan: UUID | None = None) -> ScannedAsset:
    lent_to = SOMEONE if loan == THEIR_LOAN else None
    return ScannedAsset(asset_id, product, AssetState.ON_LOAN, lent_to, loan)


@pytest.mark.parametrize(
    ("route", "outcome"),
    [
        (SupplyRoute.LOAN, DeliveryOutcome(Creates.LOAN, AssetEvent.DELIVER, AssetState.ON_LOAN, True, True)),
        (SupplyRoute.GIFT, DeliveryOutcome(Creates.GIFT, AssetEvent.GIVE, None, True, False)),
        (SupplyRoute.ADAPTATION, DeliveryOutcome(Creates.ADAPTATION, AssetEvent.GIVE, None, True, False)),
        (SupplyRoute.RETAIL_VOUCHER, DeliveryOutcome(Creates.VOUCHER, None, None, False, False)),
    ],
)
def test_the_supply_route_decides(route: SupplyRoute, outcome: DeliveryOutcome) -> None:
    assert what_delivery_creates(route) == outcome


def test_when_a_loan_is_looked_at_again() -> None:
    delivered = date(2026, 3, 3)
    assert review_on(date(2026, 6, 1), delivered, 26) == date(2026, 6, 1)
    assert review_on(date(2026, 3, 1), delivered, None) == delivered
    assert review_on(None, delivered, 2) == date(2026, 3, 17)
    assert review_on(None, delivered, None) is None
    # What whoever ordered said comes before what is usual, and the sooner of two wishes counts.
    assert review_on(None, delivered, 26, said_weeks=6) == date(2026, 4, 14)
    assert review_on(date(2026, 6, 1), delivered, 26, said_weeks=6) == date(2026, 4, 14)
    assert review_on(date(2026, 3, 20), delivered, 26, said_weeks=6) == date(2026, 3, 20)
    assert review_on(None, delivered, 26, said_weeks=0) == date(2026, 3, 10)


def test_everything_expected_came_back() -> None:
    settled = settle_collection(
        LOANS, Collected([scan(BED_ASSET, loan=BED), scan(RAILS_ASSET, loan=RAILS)], [CountedItem("TOI-020", 4)])
    )
    assert settled.back == (
        LoanBack(BED, BED_ASSET, 1, ends=True, extra=False),
        LoanBack(RAILS, RAILS_ASSET, 1, ends=True, extra=False),
        LoanBack(SEATS, None, 4, ends=True, extra=False),
    )
    assert settled.complete
    assert not settled.needs_owner


def test_what_is_missing_says_how_many_and_why() -> None:
    settled = settle_collection(
        LOANS, Collected([scan(BED_ASSET, loan=BED)], [CountedItem("TOI-020", 3)], not_found={RAILS: "item_not_found"})
    )
    assert settled.missing == (
        Missing(RAILS, "BDA-010", 1, "item_not_found"),
        Missing(SEATS, "TOI-020", 1, ""),
    )
    assert settled.back[-1] == LoanBack(SEATS, None, 3, ends=False, extra=False)
    assert not settled.complete


def test_what_is_still_needed_stays_without_being_missing() -> None:
    settled = settle_collection(LOANS, Collected(still_needed=frozenset({BED, RAILS, SEATS})))
    assert (settled.still_needed, settled.missing, settled.back) == ((BED, RAILS, SEATS), (), ())


def test_an_extra_item_of_the_person_ends_its_loan_too() -> None:
    settled = settle_collection(LOANS, Collected([scan(HOIST_ASSET, loan=HOIST)], [CountedItem("TOI-020", 5)]))
    assert LoanBack(HOIST, HOIST_ASSET, 1, ends=True, extra=True) in settled.back
    assert LoanBack(TRAYS, None, 1, ends=False, extra=True) in settled.back
    assert settled.more_than_lent == ()


def test_a_marked_lot_goes_against_its_own_loan_first() -> None:
    settled = settle_collection(LOANS, Collected(counted=[CountedItem("TOI-020", 2, "L2")]))
    assert settled.back == (LoanBack(TRAYS, None, 2, ends=True, extra=True),)


def test_someone_elses_unknown_foreign_and_too_many() -> None:
    settled = settle_collection(
        LOANS,
        Collected(
            [scan(STRANGE, loan=THEIR_LOAN), scan(UUID(int=99))],
            [CountedItem("TOI-020", 7), CountedItem("DLV-030", 1)],
            unknown_codes=["X1", "X1", "X2"],
        ),
    )
    assert [(item.asset_id, item.lent_to) for item in settled.from_others] == [(STRANGE, SOMEONE)]
    assert [item.asset_id for item in settled.not_on_loan] == [UUID(int=99)]
    assert settled.more_than_lent == (CountedItem("TOI-020", 1), CountedItem("DLV-030", 1))
    assert settled.unknown_codes == ("X1", "X2")


@pytest.mark.parametrize(
    "collected",
    [
        Collected([scan(STRANGE, loan=THEIR_LOAN)]),
        Collected([scan(UUID(int=99))]),
        Collected(counted=[CountedItem("DLV-030", 1)]),
        Collected(unknown_codes=["X1"]),
    ],
)
def test_each_thing_that_was_not_lent_here_has_someone_look_into_it(collected: Collected) -> None:
    assert settle_collection(LOANS, collected).needs_owner


def test_a_second_scan_changes_nothing() -> None:
    once = settle_collection(LOANS, Collected([scan(BED_ASSET, loan=BED)]))
    thrice = settle_collection(LOANS, Collected([scan(BED_ASSET, loan=BED)] * 3))
    assert thrice.back == once.back
    assert (once.repeated, thrice.repeated) == ((), (BED_ASSET,))
