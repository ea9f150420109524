"""NHS numbers: published examples, every kind of mistake, each range, and test numbers made one to one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.nhs_number import (
    NhsNumber,
    NhsNumberProblem,
    NhsNumberRange,
    check_digit,
    check_nhs_number,
    count_of_test_numbers,
    nth_test_number,
    shown_nhs_number,
)

KNOWN = ["9990000107", "9990000042", "9990548609", "9990000018", "9990000026", "9990000034", "9990000050"]


@pytest.mark.parametrize("digits", KNOWN)
def test_known_test_numbers_are_valid(digits: str) -> None:
    assert check_nhs_number(digits, allow_test=True, only_test=True) == NhsNumber(digits)


@pytest.mark.parametrize("typed", ["943 476 5919", " 943-476-5919 ", "943\u00a0476\u20115919"])
def test_separators_do_not_matter(typed: str) -> None:
    assert check_nhs_number(typed, allow_test=True, only_test=False) == NhsNumber("9434765919")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", NhsNumberProblem.EMPTY),
        (" - ", NhsNumberProblem.EMPTY),
        ("943 476 591O", NhsNumberProblem.NOT_DIGITS),
        ("９４３４７６５９１９", NhsNumberProblem.NOT_DIGITS),
        ("٩٤٣٤٧٦٥٩١٩", NhsNumberProblem.NOT_DIGITS),
        ("943476591", NhsNumberProblem.WRONG_LENGTH),
        ("94347659199", NhsNumberProblem.WRONG_LENGTH),
        ("9434765918", NhsNumberProblem.WRONG_CHECK_DIGIT),
    ],
)
def test_what_is_wrong_is_told(typed: str, problem: NhsNumberProblem) -> None:
    assert check_nhs_number(typed, allow_test=True, only_test=False) is problem


def number_with(prefix: int) -> str:
    nines = (f"{prefix:03}{ending:06}" for ending in range(100))
    nine = next(nine for nine in nines if check_digit(nine) < 10)
    return f"{nine}{check_digit(nine)}"


RANGES = [
    (0, NhsNumberRange.NOT_ISSUED),
    (9, NhsNumberRange.NOT_ISSUED),
    (10, NhsNumberRange.SCOTLAND),
    (311, NhsNumberRange.SCOTLAND),
    (312, NhsNumberRange.NOT_ISSUED),
    (320, NhsNumberRange.NORTHERN_IRELAND),
    (399, NhsNumberRange.NORTHERN_IRELAND),
    (400, NhsNumberRange.ENGLAND_WALES_MAN),
    (499, NhsNumberRange.ENGLAND_WALES_MAN),
    (500, NhsNumberRange.NOT_ISSUED),
    (600, NhsNumberRange.ENGLAND_WALES_MAN),
    (799, NhsNumberRange.ENGLAND_WALES_MAN),
    (800, NhsNumberRange.NOT_ISSUED),
    (899, NhsNumberRange.NOT_ISSUED),
    (900, NhsNumberRange.SYNTHETIC),
    (998, NhsNumberRange.SYNTHETIC),
    (999, NhsNumberRange.TEST),
]
ISSUED = {NhsNumberRange.SCOTLAND, NhsNumberRange.NORTHERN_IRELAND, NhsNumberRange.ENGLAND_WALES_MAN}


@pytest.mark.parametrize(("prefix", "kind"), RANGES)
@pytest.mark.parametrize(("allow_test", "only_test"), [(False, False), (True, False), (False, True), (True, True)])
def test_ranges(prefix: int, kind: NhsNumberRange, allow_test: bool, only_test: bool) -> None:
    digits = number_with(prefix)
    assert NhsNumber(digits).range is kind
    expected: NhsNumber | NhsNumberProblem
    if only_test:
        expected = NhsNumber(digits) if kind is NhsNumberRange.TEST else NhsNumberProblem.ONLY_TEST_ALLOWED
    elif kind in ISSUED or (allow_test and kind is not NhsNumberRange.NOT_ISSUED):
        expected = NhsNumber(digits)
    elif kind is NhsNumberRange.NOT_ISSUED:
        expected = NhsNumberProblem.NOT_ISSUED
    else:
        expected = NhsNumberProblem.TEST_NOT_ALLOWED
    assert check_nhs_number(digits, allow_test=allow_test, only_test=only_test) == expected


def test_no_number_begins_with_nine_digits_that_would_need_the_check_digit_ten() -> None:
    assert check_digit("999000000") == 10
    for last in range(10):
        found = check_nhs_number(f"999000000{last}", allow_test=True, only_test=True)
        assert found is NhsNumberProblem.WRONG_CHECK_DIGIT


def test_shown_in_groups() -> None:
    assert NhsNumber("9990000018").shown == shown_nhs_number("9990000018") == "999 000 0018"


def test_the_count_of_test_numbers_is_the_count_of_valid_ones() -> None:
    prefix = 9 * 10 + 9 * 9 + 9 * 8
    sums = [prefix]
    for weight in range(7, 1, -1):
        sums = [total + digit * weight for total in sums for digit in range(10)]
    assert count_of_test_numbers() == sum(total % 11 != 1 for total in sums)


@given(st.integers(0, 909_000))
def test_test_numbers_are_valid_and_grow_with_their_index(index: int) -> None:
    number, following = nth_test_number(index), nth_test_number(index + 1)
    assert check_nhs_number(number.digits, allow_test=True, only_test=True) == number
    assert number.digits < following.digits


def test_the_first_and_last_test_number() -> None:
    last = count_of_test_numbers() - 1
    assert nth_test_number(0).digits == "9990000018"
    assert nth_test_number(last).digits.startswith("99999999")
    for outside in (-1, last + 1):
        with pytest.raises(ValueError, match="index"):
            nth_test_number(outside)


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(check_nhs_number(text, allow_test=True, only_test=False), NhsNumber | NhsNumberProblem)
