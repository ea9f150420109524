"""What a contract may promise of its provider's work, and whether what was measured keeps it."""

from dataclasses import replace

import pytest

from handrail.ledger.rules.kpi_terms import KpiReason, KpiTerm, Measure, is_met, reasons_against_kpis

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
