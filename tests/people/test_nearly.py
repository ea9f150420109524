"""What may have been meant by a birth date, a postcode or an NHS number that nobody has."""

from datetime import date

import pytest

from handrail.core.nhs_number import check_digit
from handrail.people.rules.finding import Wish, read_wish
from handrail.people.rules.nearly import is_mistyped, nearly

TODAY = date(2026, 3, 3)


def meant(typed: str) -> Wish:
    found = nearly(read_wish(typed, today=TODAY))
    assert found is not None
    return found


@pytest.mark.parametrize("typed", ["999 000 2942", "9990002942", "999-000-2824", "499 000 2924", "sallow 9990009224"])
def test_an_nhs_number_with_one_wrong_or_two_changed_figures(typed: str) -> None:
    (keys,) = meant(typed).exact
    assert "9990002924" in keys.split("|")[1:]
    assert all(check_digit(key[:9]) == int(key[9]) for key in keys.split("|")[1:])


@pytest.mark.parametrize("typed", ["PE28 9ND", "PE29 9DN", "EP28 9DN", "pe289dm", "PE82 9DN"])
def test_a_postcode_with_one_wrong_or_two_changed_signs(typed: str) -> None:
    (keys,) = meant(typed).exact
    assert "pe289dn" in keys.split("|")


@pytest.mark.parametrize(
    "typed", ["2 October 1933", "11 Feb 1933", "20 Feb 1933", "10 Feb 1934", "10 Feb 1943", "01/02/1933"]
)
def test_a_birth_date_with_one_slip(typed: str) -> None:
    assert date(1933, 2, 10) in meant(typed).born


def test_what_was_typed_stays_first_and_names_stay_as_they_are() -> None:
    near = meant("Sallow 10 Feb 1933")
    assert (near.words, near.born[0]) == (("sallow",), date(1933, 2, 10))


@pytest.mark.parametrize("typed", ["", "sallow", "01632 960001", "PE28", "100234", "A100023"])
def test_without_a_number_that_can_be_mistyped_there_is_nothing_near(typed: str) -> None:
    assert nearly(read_wish(typed, today=TODAY)) is None


@pytest.mark.parametrize(
    ("typed", "is_none"), [("999 000 2942", True), ("999 000 2924", False), ("01632 96001", False)]
)
def test_ten_figures_that_are_no_nhs_number(typed: str, is_none: bool) -> None:
    assert is_mistyped(read_wish(typed, today=TODAY)) is is_none


@pytest.mark.parametrize("typed", ["a|b", "PE28|9DN", "12|34"])
def test_nobody_types_the_bar_between_keys(typed: str) -> None:
    wish = read_wish(typed, today=TODAY)
    assert not any("|" in key for key in (*wish.words, *wish.exact))
