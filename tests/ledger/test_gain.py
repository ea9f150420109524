"""What the provider gets of what a year cost less than its target, and bears of what it cost more."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from handrail.core.money import split_by_weights
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.entries import Occasion, Posting, Price, shared_as_borne
from handrail.ledger.rules.gain import (
    GainTerm,
    Outcome,
    SettledYear,
    last_full_year,
    of_a_quarter,
    outcome,
    put_right,
    reasons_against_gain,
    term_of_year,
    years_to_settle,
)
from handrail.partners.effective import Held

BOTH = GainTerm("EVERYTHING", 1_000_000_00, 0, 20_000, 500_000, 40_000_00, 250_000, 10_000_00)
POOL, NHS = UUID(int=1), UUID(int=2)
APRIL, NEXT_APRIL = date(2026, 4, 1), date(2027, 4, 1)


def shared(term: GainTerm, cost: int, people: int = 0) -> Outcome:
    """What a year comes to whose target is known."""
    found = outcome(term, cost, people)
    assert found
    return found


@pytest.mark.parametrize(
    ("cost", "beyond", "pence"),
    [
        # The band is £20,000 to either side: to the penny of it nothing is shared.
        (1_000_000_00, 0, 0),
        (980_000_00, 0, 0),
        (1_020_000_00, 0, 0),
        (979_999_99, 1, 1),  # Half a penny is one.
        (979_999_97, 3, 2),
        (960_000_00, 20_000_00, 10_000_00),
        (900_000_00, 80_000_00, 40_000_00),
        (899_000_00, 81_000_00, 40_000_00),  # Capped.
        (0, 980_000_00, 40_000_00),
        (-5_00, 980_005_00, 40_000_00),  # More came back than was spent.
        (1_020_000_01, -1, 0),  # A quarter of a penny is none.
        (1_020_000_02, -2, -1),
        (1_040_000_00, -20_000_00, -5_000_00),
        (1_060_000_00, -40_000_00, -10_000_00),
        (2_000_000_00, -980_000_00, -10_000_00),  # Capped.
    ],
)
def test_only_what_lies_beyond_the_band_is_shared_and_never_more_than_the_cap(
    cost: int, beyond: int, pence: int
) -> None:
    found = shared(BOTH, cost)
    assert (found.beyond_pence, found.pence) == (beyond, pence)


@pytest.mark.parametrize("cost", [0, 3_333_33, 9_999_99, 10_000_00, 10_000_01, 12_345_67, 99_999_99])
def test_without_a_band_a_cap_or_a_side_the_rest_holds(cost: int) -> None:
    plain = GainTerm("EVERYTHING", 10_000_00, 0, 0, 1_000_000, None, 1_000_000, None)
    saved = 10_000_00 - cost
    assert shared(plain, cost).pence == saved
    gets_only, bears_only = replace(plain, pain_parts=0), replace(plain, gain_parts=0)
    assert shared(gets_only, cost).pence == max(0, saved)
    assert shared(bears_only, cost).pence == min(0, saved)


def test_a_target_for_people_grows_with_those_served() -> None:
    term = replace(BOTH, per_people=8_000, band_parts=0)
    grown = shared(term, 1_000_000_00, 9_000)
    assert (grown.target_pence, grown.pence) == (1_125_000_00, 40_000_00)
    fewer = shared(term, 1_000_000_00, 7_999)
    # £1,000,000 × 7,999 / 8,000: £125 below.
    assert (fewer.target_pence, fewer.pence) == (999_875_00, -31_25)
    assert shared(replace(term, target_pence=1, per_people=2), 0, 1).target_pence == 1
    assert outcome(term, 1_000_000_00, 0) is None
    assert outcome(BOTH, 1_000_000_00, 0) is not None


def test_a_quarter_has_a_quarter_of_the_target_and_of_the_caps() -> None:
    quarter = of_a_quarter(replace(BOTH, per_people=8_000, pain_cap_pence=None))
    assert quarter == GainTerm("EVERYTHING", 250_000_00, 0, 20_000, 500_000, 10_000_00, 250_000, None)


def test_it_says_how_it_came_about() -> None:
    assert shared(BOTH, 960_000_00).how == (
        "Target £1,000,000.00, cost £960,000.00: £40,000.00 below it, £20,000.00 beyond the band"
    )
    for_people = replace(BOTH, per_people=500)
    assert shared(for_people, 0, 1_000).how.startswith("Target £2,000,000.00 for 1,000 served, cost £0.00")
    assert "£1.00 above it, £0.00 beyond" in shared(BOTH, 1_000_001_00).how


def test_a_year_follows_what_held_on_its_first_day() -> None:
    before = Held(UUID(int=5), BOTH, date(2025, 4, 1), date(2026, 6, 1))
    since = Held(UUID(int=6), replace(BOTH, target_pence=1), date(2026, 6, 1), None)
    assert term_of_year([before, since], APRIL) == BOTH
    assert term_of_year([before, since], NEXT_APRIL) == since.row
    assert term_of_year([before, since], date(2024, 4, 1)) is None


def test_a_year_is_settled_after_its_last_month_and_counted_again_for_a_year() -> None:
    begins, ends = date(2025, 4, 1), date(2030, 4, 1)
    first, second = begins, APRIL

    def years(*due: date) -> tuple[date, ...]:
        return years_to_settle(begins, ends, due)

    assert years() == ()
    assert years(date(2026, 2, 1)) == ()
    assert years(date(2026, 3, 1)) == (first,)
    assert years(date(2026, 4, 1)) == (first,)
    assert years(date(2027, 2, 1)) == (first,)
    assert years(date(2027, 3, 1)) == (first, second)
    assert years(date(2027, 4, 1)) == (second,)
    # A service that stood still for long settles all that ended meanwhile.
    assert years(date(2026, 3, 1), date(2027, 2, 1), date(2027, 3, 1)) == (first, second)
    # A year that ends within a month waits for the whole of it; one that the contract's end cuts short is none.
    assert years_to_settle(date(2025, 4, 15), ends, [date(2026, 3, 1)]) == ()
    assert years_to_settle(date(2025, 4, 15), ends, [date(2026, 4, 1)]) == (date(2025, 4, 15),)
    assert years_to_settle(begins, date(2026, 3, 31), [date(2026, 3, 1)]) == ()


def test_the_last_full_year() -> None:
    begins = date(2025, 4, 1)
    assert last_full_year(begins, date(2026, 3, 31)) is None
    assert last_full_year(begins, APRIL) == begins
    assert last_full_year(begins, date(2027, 3, 31)) == begins
    assert last_full_year(begins, NEXT_APRIL) == APRIL
    assert last_full_year(date(2024, 2, 29), date(2026, 2, 28)) == date(2025, 2, 28)


def occasion(cause: str = "charge:gain:2026-04-01") -> Occasion:
    return Occasion(UUID(int=9), cause, date(2027, 3, 31))


@pytest.mark.parametrize("pence", [100_01, -100_01, 1, -1])
def test_it_falls_on_the_funds_as_they_bore_the_cost(pence: int) -> None:
    entry = shared_as_borne(occasion(), Price("gain_share", "", 1, pence), {POOL: 514, NHS: 486})
    borne = {one.share_set_id: one.amount_pence for one in entry.postings if one.share_set_id}
    assert list(borne.values()) == [part for part in split_by_weights(pence, [514, 486]) if part]
    assert entry.postings[-1] == Posting(AccountKind.PROVIDER, None, -pence)


def test_what_was_settled_is_put_right_by_an_entry_that_names_it() -> None:
    old = SettledYear(UUID(int=3), date(2027, 3, 31), {POOL: 60, NHS: 40})
    made = put_right(occasion("again"), old, {POOL: 50, NHS: 45}, "why")
    assert made
    assert (made.kind, made.corrects_id, made.price.pence, made.note) == (EntryKind.CORRECTED, old.entry_id, -5, "why")
    assert made.postings == (
        Posting(AccountKind.ACTIVITY, POOL, -10), Posting(AccountKind.ACTIVITY, NHS, 5),
        Posting(AccountKind.PROVIDER, None, 5),
    )  # fmt: skip
    assert put_right(occasion(), old, {NHS: 40, POOL: 60}, "") is None
    # Borne otherwise, it is owed as before; nothing at all is owed to nobody.
    moved = put_right(occasion(), old, {POOL: 100}, "")
    assert moved
    assert {one.kind for one in moved.postings} == {AccountKind.ACTIVITY}
    gone = put_right(occasion(), old, {}, "")
    assert gone
    assert gone.postings[-1] == Posting(AccountKind.PROVIDER, None, 100)


def test_terms_that_cannot_hold() -> None:
    def wrong(**other: Any) -> list[tuple[str, str | None]]:
        term = replace(BOTH, **other)
        return [(one.code, one.field) for one in reasons_against_gain(term, {"delivery"})]

    assert wrong() == wrong(counted="delivery") == wrong(gain_cap_pence=None, pain_cap_pence=None) == []
    assert wrong(counted="magic") == [("GAIN_COUNTED_UNKNOWN", "counted")]
    assert wrong(target_pence=0) == wrong(target_pence=10_000_000_001) == [("GAIN_TARGET_OUTSIDE", "target_pence")]
    assert wrong(per_people=-1) == wrong(per_people=10_000_001) == [("GAIN_PEOPLE_OUTSIDE", "per_people")]
    for name in ("band_parts", "gain_parts", "pain_parts"):
        assert wrong(**{name: -1}) == wrong(**{name: 1_000_001}) == [("GAIN_PART_OUTSIDE", name)]
    assert wrong(gain_cap_pence=0) == [("GAIN_CAP_OUTSIDE", "gain_cap_pence")]
    assert wrong(pain_parts=0) == [("GAIN_CAP_OF_NOTHING", "pain_cap_pence")]
    assert wrong(gain_parts=0, pain_parts=0, gain_cap_pence=None, pain_cap_pence=None) == [
        ("GAIN_SHARES_NOTHING", "gain_parts")
    ]
