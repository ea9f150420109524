"""Numbers as people type them."""

from decimal import Decimal

import pytest

from handrail.core.typed_numbers import NumberProblem, both_ways, read_number

WRONG, EITHER = NumberProblem.NOT_A_NUMBER, NumberProblem.EITHER_WAY


@pytest.mark.parametrize(
    ("typed", "whole", "other"),
    [
        ("12", Decimal(12), Decimal(12)),
        ("0,2", Decimal("0.2"), Decimal("0.2")),
        (",5", Decimal("0.5"), Decimal("0.5")),
        ("-1,25", Decimal("-1.25"), Decimal("-1.25")),
        ("\N{MINUS SIGN}3", Decimal(-3), Decimal(-3)),
        ("0,234", Decimal("0.234"), Decimal("0.234")),
        ("1,234", Decimal(1234), EITHER),
        ("1,234.5", Decimal("1234.5"), Decimal("1234.5")),
        ("1,234,567", Decimal(1234567), Decimal(1234567)),
        ("1 234,5", Decimal("1234.5"), Decimal("1234.5")),
        ("1,23,4", WRONG, WRONG),
        ("1.2.3", WRONG, WRONG),
        ("", WRONG, WRONG),
        (",", WRONG, WRONG),
        ("NaN", WRONG, WRONG),
        ("1e3", WRONG, WRONG),
        ("9" * 41, WRONG, WRONG),
    ],
)
def test_a_comma_is_never_guessed(typed: str, whole: Decimal | NumberProblem, other: Decimal | NumberProblem) -> None:
    assert read_number(typed, whole=True) == whole
    assert read_number(typed) == other


def test_how_to_write_what_could_be_either() -> None:
    assert both_ways("1,234") == ("1234", "1.234")
