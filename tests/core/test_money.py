"""Money: showing and reading pounds, and sharing pence without losing one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.money import MoneyProblem, parse_pounds, shown_pounds, split_by_weights

A_MILLION_POUNDS = 100_000_000


@pytest.mark.parametrize(
    ("pence", "shown"),
    [(0, "£0.00"), (7, "£0.07"), (123450, "£1,234.50"), (-500, "-£5.00"), (470805700, "£4,708,057.00")],
)
def test_shown_pounds(pence: int, shown: str) -> None:
    assert shown_pounds(pence) == shown


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("£1,234.50", 123450),
        (" 1234.5 ", 123450),
        ("12", 1200),
        ("£ 12", 1200),
        (".50", 50),
        ("5.", 500),
        ("0012.00", 1200),
        ("1.500", 150),
        ("+3", 300),
        ("-0", 0),
        ("1,000,000", A_MILLION_POUNDS),
        ("", MoneyProblem.EMPTY),
        (" ", MoneyProblem.EMPTY),
        ("£", MoneyProblem.NOT_AN_AMOUNT),
        (".", MoneyProblem.NOT_AN_AMOUNT),
        ("41,50", 4150),
        ("£41,50", 4150),
        ("£41.50", 4150),
        ("1234,50", 123450),
        ("1,234", 123400),
        ("0,05", 5),
        ("0,050", MoneyProblem.NOT_AN_AMOUNT),
        ("41,5", MoneyProblem.NOT_AN_AMOUNT),
        (",50", MoneyProblem.NOT_AN_AMOUNT),
        ("1,234,50", MoneyProblem.NOT_AN_AMOUNT),
        ("1.234,50", MoneyProblem.NOT_AN_AMOUNT),
        ("41,500.5", 4150050),
        ("41,50.5", MoneyProblem.NOT_AN_AMOUNT),
        ("1 2", MoneyProblem.NOT_AN_AMOUNT),
        ("12p", MoneyProblem.NOT_AN_AMOUNT),
        ("1e3", MoneyProblem.NOT_AN_AMOUNT),
        ("NaN", MoneyProblem.NOT_AN_AMOUNT),
        ("١٢", MoneyProblem.NOT_AN_AMOUNT),
        ("1.005", MoneyProblem.PART_OF_A_PENNY),
        ("-1", MoneyProblem.NEGATIVE),
        ("\u22121", MoneyProblem.NEGATIVE),
        ("1000000.01", MoneyProblem.TOO_LARGE),
        ("9" * 100_000, MoneyProblem.TOO_LARGE),
    ],
)
def test_parse_pounds(text: str, pence: int | MoneyProblem) -> None:
    assert parse_pounds(text, at_most_pence=A_MILLION_POUNDS) == pence


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("41.50", 4150),
        ("1,234.50", 123450),
        ("41,50", MoneyProblem.DECIMAL_COMMA),
        ("41,5", MoneyProblem.DECIMAL_COMMA),
        ("1.041,50", MoneyProblem.DECIMAL_COMMA),
        ("1,041", 104100),
        ("£41.50", MoneyProblem.CURRENCY_SIGN),
        ("41.50 €", MoneyProblem.CURRENCY_SIGN),
    ],
)
def test_what_money_is_reckoned_by_has_neither_a_sign_nor_a_comma_for_the_pence(
    text: str, pence: int | MoneyProblem
) -> None:
    assert parse_pounds(text, at_most_pence=A_MILLION_POUNDS, exact=True) == pence


@pytest.mark.parametrize(
    ("text", "pence"), [("-£5", -500), ("-1000000.01", MoneyProblem.TOO_LARGE), ("\u2212 5", -500), ("5", 500)]
)
def test_negative_amounts_where_allowed(text: str, pence: int | MoneyProblem) -> None:
    assert parse_pounds(text, at_most_pence=A_MILLION_POUNDS, allow_negative=True) == pence


@given(st.integers(-A_MILLION_POUNDS, A_MILLION_POUNDS))
def test_what_is_shown_is_read_back(pence: int) -> None:
    assert parse_pounds(shown_pounds(pence), at_most_pence=A_MILLION_POUNDS, allow_negative=True) == pence


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (-100, (1, 1, 1), (-34, -33, -33)),
        (470805700, (2421213, 2286844), (242121300, 228684400)),
        (5, (0, 1, 0), (0, 5, 0)),
        (0, (1, 2), (0, 0)),
        (1, (1, 2), (0, 1)),
    ],
)
def test_split_by_weights(total: int, weights: tuple[int, ...], parts: tuple[int, ...]) -> None:
    assert split_by_weights(total, weights) == parts


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_parts_add_up_and_are_within_a_penny_of_the_exact_share(total: int, weights: list[int]) -> None:
    parts = split_by_weights(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@pytest.mark.parametrize("weights", [(), (0, 0), (2, -1)])
def test_weights_that_cannot_share_are_refused(weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split_by_weights(1, weights)
