"""What a contract may promise of its provider's work, and whether what was measured keeps it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from handrail.core.refusal import Reason
from handrail.ledger.rules.kpi_terms import KpiReason, KpiTerm, Measure, is_met, plan_kpis, reasons_against_kpis
from handrail.ledger.rules.terms import SetChange
from handrail.partners.effective import EffectiveReason, Held

IN_TIME = KpiTerm(Measure.DELIVERED, 9_800, 100, "Lines due in the month", ("severe_weather",), "A plan", 200, "fee")
SPECIALS = KpiTerm(Measure.SPECIALS, 800, 200, "Of all that was spent")


def wrong(*terms: KpiTerm) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in reasons_against_kpis(terms, {"severe_weather"}, {"fee"})]


def test_what_is_right_is_not_refused() -> None:
    assert wrong(IN_TIME, SPECIALS) == []
    assert wrong(replace(IN_TIME, target_parts=10_000), replace(SPECIALS, target_parts=0)) == []
    assert wrong() == []


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"target_parts": 10_001}, KpiReason.TARGET_OUTSIDE, "target_parts"),
        ({"target_parts": -1}, KpiReason.TARGET_OUTSIDE, "target_parts"),
        ({"tolerance_parts": -1}, KpiReason.TOLERANCE_OUTSIDE, "tolerance_parts"),
        ({"tolerance_parts": 9_801}, KpiReason.TOLERANCE_OUTSIDE, "tolerance_parts"),
        ({"how": ""}, KpiReason.HOW_MISSING, "how"),
        ({"exclusions": ("it_rained",)}, KpiReason.EXCLUSION_UNKNOWN, "exclusions"),
        ({"credit_parts": 10_001}, KpiReason.CREDIT_OUTSIDE, "credit_parts"),
        ({"credit_parts": -1}, KpiReason.CREDIT_OUTSIDE, "credit_parts"),
        ({"fee": ""}, KpiReason.FEE_UNKNOWN, "fee"),
        ({"fee": "tea"}, KpiReason.FEE_UNKNOWN, "fee"),
        ({"credit_parts": 0}, KpiReason.FEE_WITHOUT_CREDIT, "credit_parts"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(change: dict[str, object], code: KpiReason, field: str) -> None:
    assert wrong(SPECIALS, replace(IN_TIME, **change)) == [(code, f"terms.1.{field}")]  # type: ignore[arg-type]  # each is a field of the term


def test_a_most_with_its_tolerance_stays_within_the_whole() -> None:
    assert wrong(replace(SPECIALS, tolerance_parts=9_201)) == [(KpiReason.TOLERANCE_OUTSIDE, "terms.0.tolerance_parts")]


def test_a_measure_has_one_target() -> None:
    assert wrong(IN_TIME, replace(IN_TIME, target_parts=9_000)) == [(KpiReason.TWICE, "terms.1.measure")]


@pytest.mark.parametrize(
    ("term", "part", "whole", "kept"),
    [
        (IN_TIME, 97, 100, True), (IN_TIME, 969, 1000, False), (SPECIALS, 10, 100, True), (SPECIALS, 101, 1000, False),
        (SPECIALS, 0, 0, None), (SPECIALS, -5, 100, True),
    ],
)  # fmt: skip
def test_a_target_counts_with_its_tolerance_to_the_last_part(
    term: KpiTerm, part: int, whole: int, *, kept: bool | None
) -> None:
    assert is_met(term, part, whole) is kept


def test_what_is_to_change_of_one_measure_is_no_matter_of_another() -> None:
    """From 1 May one is missed by less, and from the same day, an earlier one or a later one another may be too."""
    today, may = date(2026, 4, 20), date(2026, 5, 1)
    stricter, fewer = replace(IN_TIME, target_parts=9_900), replace(SPECIALS, target_parts=700)
    held = [
        Held(UUID(int=1), IN_TIME, date(2025, 4, 1), may), Held(UUID(int=2), stricter, may, None),
        Held(UUID(int=3), SPECIALS, date(2025, 4, 1), None),
    ]  # fmt: skip
    for day, other in ((date(2026, 4, 21), IN_TIME), (may, stricter), (date(2026, 6, 1), stricter)):
        assert plan_kpis(held, [fewer, other], from_on=day, today=today) == SetChange((UUID(int=3),), (fewer,))
        assert plan_kpis(held, [other], from_on=day, today=today) == SetChange((UUID(int=3),), ())
        unchanged = plan_kpis(held, [SPECIALS, other], from_on=day, today=today)
        assert isinstance(unchanged, Reason)
        assert unchanged.code is EffectiveReason.NOTHING_CHANGED
    again = plan_kpis(held, [replace(IN_TIME, target_parts=1), SPECIALS], from_on=may, today=today)
    late = plan_kpis(held, [fewer, IN_TIME], from_on=today, today=today)
    assert [one.code for one in (again, late) if isinstance(one, Reason)] == [
        EffectiveReason.OVERLAPS_LATER, EffectiveReason.BEGINS_TOO_EARLY,
    ]  # fmt: skip
