"""Owns of which two things together the sums of a financial year are kept, and which pair answers a question.
Refuses nothing: where no pair does, facts are read one by one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from handrail.core.moment import year_of
from handrail.spending.codes import By


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things by which spending is split, in the order of `By`; a person stands alone, as both."""

    first: By
    second: By

    @property
    def code(self) -> str:
        """What names the pair in the database."""
        return f"{self.first} {self.second}"


# The year of all years: what is asked most should not be added up while somebody waits.
EVER = date.min
# Persons crossed with anything are nearly as many as facts are: of them only what each came to is kept.
ALONE = Pair(By.PERSON, By.PERSON)
PAIRS = (*(Pair(*two) for two in combinations([by for by in By if by is not By.PERSON], 2)), ALONE)


def pair_of(asked: Collection[By]) -> Pair | None:
    """The pair whose sums answer a question about these; None where it takes more than two, or persons."""
    wanted = [by for by in By if by in asked]
    match wanted:
        case [By.MONTH]:
            return Pair(By.MONTH, By.FUND)
        case [one] if one is not By.PERSON:
            return Pair(By.MONTH, one)
        case [one, other] if other is not By.PERSON:
            return Pair(one, other)
        case _:
            return None


def whole_years(from_month: date, until_month: date) -> tuple[date, date]:
    """The financial years that lie wholly in these months, from a 1 April up to but not including another; twice the
    same where there is none."""
    began = year_of(from_month)
    first = began if began == from_month else began.replace(year=began.year + 1)
    return first, max(first, year_of(until_month))
