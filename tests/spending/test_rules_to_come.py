"""What would come back of what is lent, by the terms of a day."""

from datetime import date, timedelta

from handrail.core.moment import months_before
from handrail.ledger.rules.credits import CreditTerm, whole_months
from handrail.spending.codes import LoanAge
from handrail.spending.rules import Lent, ToCome, age_of, months_of, to_come

TERMS = (
    CreditTerm(1, "beds", 0, 12, 850_000, 0),
    CreditTerm(2, "beds", 12, None, 500_000, 0),
    CreditTerm(3, "", 0, 24, 333_333, 0),
)


def test_each_month_belongs_to_one_band() -> None:
    for months in range(60):
        first, until = months_of(age_of(months))
        assert first <= months
        assert until is None or months < until
    assert months_of(LoanAge.FROM_36) == (36, None)


def test_a_day_so_many_months_before_is_the_last_of_that_age() -> None:
    for today in (date(2026, 3, 31), date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 30)):
        for months in (1, 3, 12, 36):
            last = months_before(today, months)
            assert whole_months(last, today) == months
            assert whole_months(last + timedelta(days=1), today) == months - 1


def test_each_piece_is_rounded_as_its_credit_would_be() -> None:
    """A third of 101 pence is 34; three such pieces are 102, not 101."""
    found = to_come([Lent("chairs", 2, 101, True, 2, 3)], TERMS)
    assert found == {("chairs", LoanAge.NEW): ToCome(2, 3, 303, 102)}


def test_the_terms_of_its_age_hold_and_alike_loans_are_added() -> None:
    found = to_come(
        [
            Lent("beds", 11, 10_000, True, 1, 1), Lent("beds", 6, 20_000, True, 2, 2),
            Lent("beds", 12, 10_000, True, 1, 1),
        ],
        TERMS,
    )  # fmt: skip
    assert found == {
        ("beds", LoanAge.FROM_6): ToCome(3, 3, 50_000, 42_500),
        ("beds", LoanAge.FROM_12): ToCome(1, 1, 10_000, 5_000),
    }


def test_what_may_not_be_credited_and_what_no_term_covers_bring_nothing() -> None:
    found = to_come([Lent("beds", 0, 10_000, False, 1, 1), Lent("chairs", 24, 10_000, True, 1, 1)], TERMS)
    assert {one.back_pence for one in found.values()} == {0}
