"""What a thing likely costs in the end: price, credit at the usual age, and how many come back."""

from decimal import Decimal

import pytest

from handrail.ledger.rules.credits import CreditTerm
from handrail.spending.rules import ENOUGH, Expected, Returned, expected, likely_net

TERMS = (CreditTerm(1, "", 0, 12, 850_000, 0), CreditTerm(2, "", 12, 24, 500_000, 0))


def test_enough_of_its_own_is_believed_and_less_is_not() -> None:
    catalogue = Expected(600, 1000, 4, own=False)
    assert expected(None, Decimal("0.600"), 130) == catalogue
    assert expected(Returned(ENOUGH - 1, 3, 9), Decimal("0.600"), 130) == catalogue
    assert expected(Returned(ENOUGH, 3, 9), Decimal("0.600"), 130) == Expected(3, ENOUGH, 9, own=True)
    assert expected(None, Decimal(0), None) == Expected(0, 1000, 0, own=False)


@pytest.mark.parametrize(
    ("comes", "net"),
    [
        (Expected(1, 1, 0, own=True), 1_500),
        (Expected(600, 1000, 11, own=False), 4_900),
        (Expected(1, 2, 12, own=True), 7_500),
        (Expected(1, 1, 24, own=True), 10_000),
        (Expected(0, 7, 0, own=True), 10_000),
    ],
)
def test_the_price_less_the_credit_as_often_as_one_comes_back(comes: Expected, net: int) -> None:
    assert likely_net(10_000, "beds", comes, TERMS) == net


def test_half_a_penny_more_comes_back() -> None:
    """Half of a credit of 85 pence is 42 and a half: 43 come back, and 57 are left."""
    assert likely_net(100, "beds", Expected(1, 2, 0, own=True), TERMS) == 57
