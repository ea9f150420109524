"""Which pair of things answers a question about spending, and which years lie wholly in its months."""

from datetime import date

import pytest

from handrail.spending.codes import By
from handrail.spending.pairs import ALONE, PAIRS, Pair, pair_of, whole_years


def test_every_two_things_but_persons_are_a_pair() -> None:
    others = [by for by in By if by is not By.PERSON]
    assert len(PAIRS) == len({pair.code for pair in PAIRS}) == len(others) * (len(others) - 1) / 2 + 1
    for row in others:
        for column in others:
            found = pair_of({row, column})
            assert found in PAIRS
            assert found is not None
            assert {row, column} <= {found.first, found.second}


@pytest.mark.parametrize(
    "asked", [{By.PERSON}, {By.PERSON, By.MONTH}, {By.PRODUCT, By.TEAM, By.AGE}, {By.PERSON, By.TEAM, By.AGE}]
)
def test_persons_and_what_takes_three_are_read_from_facts(asked: set[By]) -> None:
    assert pair_of(asked) is None
    assert Pair(By.PERSON, By.PERSON) == ALONE


@pytest.mark.parametrize(
    ("first", "after", "years"),
    [
        ((2025, 4), (2026, 4), (2025, 2026)),
        ((2025, 5), (2026, 4), (2026, 2026)),
        ((2025, 3), (2026, 4), (2025, 2026)),
        ((2025, 4), (2028, 3), (2025, 2027)),
        ((2025, 1), (2025, 3), (2025, 2025)),
        ((2025, 7), (2025, 10), (2026, 2026)),
        ((2000, 4), (2027, 4), (2000, 2027)),
    ],
)
def test_years_that_lie_wholly_in_some_months(
    first: tuple[int, int], after: tuple[int, int], years: tuple[int, int]
) -> None:
    found = whole_years(date(*first, 1), date(*after, 1))
    assert found == (date(years[0], 4, 1), date(years[1], 4, 1))
