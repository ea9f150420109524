"""What comes back beyond so many of an activity: band by band, month by month, in each year of the contract."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from handrail.ledger.rules.bands import (
    Band,
    back_for,
    back_in_year,
    counted,
    days_to_count,
    reasons_against_bands,
    year_of,
    years_of_month,
)
from handrail.ledger.rules.repriced import Charged
from handrail.partners.effective import Held

TWO = (Band("delivery", 10_000, 1_50), Band("delivery", 12_000, 2_00))
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("count", "pence"),
    [(0, 0), (10_000, 0), (10_001, 1_50), (12_000, 2_000 * 1_50), (12_100, 2_000 * 1_50 + 100 * 2_00), (-5, 0)],
)
def test_a_higher_band_takes_the_place_of_the_lower(count: int, pence: int) -> None:
    assert back_for(TWO, count) == pence
    assert back_for(reversed(TWO), count) == pence


def held(*bands: Band, on: date = APRIL, until: date | None = None) -> list[Held[Band]]:
    return [Held(UUID(int=1), band, on, until) for band in bands]


def in_year(by_month: Mapping[date, int], *bands: Held[Band]) -> int:
    return back_in_year("delivery", by_month, bands)


def test_each_month_follows_the_bands_of_its_last_day() -> None:
    before = held(Band("delivery", 100, 1_00), until=MAY)
    since = held(Band("delivery", 100, 3_00), on=MAY)
    # April: 20 of 120 above 100 at £1; May: 50 at £3; in June ten are taken back, at £3.
    assert in_year({APRIL: 120, MAY: 50}, *before, *since) == 20_00 + 150_00
    assert in_year({APRIL: 120, MAY: 50, JUNE: -10}, *before, *since) == 20_00 + 150_00 - 30_00
    assert in_year({APRIL: 120}, *held(Band("collection", 100, 1_00))) == 0


def test_years_begin_on_the_day_of_the_contract() -> None:
    begins = date(2024, 4, 15)
    assert year_of(begins, date(2026, 4, 14)) == date(2025, 4, 15)
    assert year_of(begins, date(2026, 4, 15)) == date(2026, 4, 15)
    assert years_of_month(begins, APRIL) == (date(2025, 4, 15), date(2026, 4, 15))
    assert years_of_month(begins, MAY) == (date(2026, 4, 15),)
    assert days_to_count(begins, date(2025, 4, 15), APRIL) == (date(2025, 4, 15), date(2026, 4, 15))
    assert days_to_count(begins, date(2026, 4, 15), APRIL) == (date(2026, 4, 15), MAY)
    assert year_of(date(2024, 2, 29), date(2026, 2, 28)) == date(2026, 2, 28)


def test_what_was_taken_back_counts_below_zero() -> None:
    found = counted([
        Charged(date(2026, 4, 2), "delivery", "deliver_5d", 3, 24_50),
        Charged(date(2026, 4, 9), "delivery", "deliver_2h", 1, 60_00),
        Charged(date(2026, 5, 9), "delivery", "deliver_5d", -1, 24_50),
        Charged(date(2026, 5, 9), "swap", "", 2, 34_00),
    ])  # fmt: skip
    assert found == {"delivery": {APRIL: 4, MAY: -1}, "swap": {MAY: 2}}


def test_bands_that_cannot_hold() -> None:
    wrong = [Band("delivery", 0, 5), Band("delivery", 0, 0), Band("magic", 5, 5)]
    assert [(one.code, one.field) for one in reasons_against_bands(wrong, {"delivery"})] == [
        ("BAND_ABOVE_OUTSIDE", "bands.0.above"),
        ("BAND_TWICE", "bands.1.above"),
        ("BAND_ABOVE_OUTSIDE", "bands.1.above"),
        ("BAND_BACK_OUTSIDE", "bands.1.back_pence"),
        ("BAND_ACTIVITY_UNKNOWN", "bands.2.activity"),
    ]
