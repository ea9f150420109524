"""What is typed into the one search box, and the text that a record is found by."""

from datetime import date

import pytest

from handrail.people.rules.finding import (
    Recognised,
    Wish,
    national_digits,
    read_wish,
    recognise,
    search_text_of,
)

TODAY = date(2026, 3, 3)
BORN = (date(1942, 5, 3), date(1942, 3, 5))


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("", Wish()),
        ("m", Wish(words=("m",))),
        ("Mrs Margaret O'Brien", Wish(words=("margaret", "obrien"))),
        ("999 000 0107", Wish(exact=("9990000107",))),
        ("9990000107", Wish(exact=("9990000107",))),
        ("999-000-0107 smith", Wish(words=("smith",), exact=("9990000107",))),
        ("3/5/1942", Wish(born=BORN)),
        ("31 feb 1933", Wish(no_day="31 feb 1933")),
        ("Sallow 31/02/1933", Wish(words=("sallow",), no_day="31/02/1933")),
        ("31 feb 1933, Sallow", Wish(words=("sallow",), no_day="31 feb 1933")),
        # Not born yet, and too long ago.
        ("3 May 2042", Wish(no_day="3 May 2042")),
        ("3 May 1142", Wish(no_day="3 May 1142")),
        # The number of a label stands by itself no more than a date does.
        ("A-31-02-1933", Wish(words=("a",), exact=("31", "02", "1933"))),
        ("03.05.1942", Wish(born=BORN)),
        ("3-5-42", Wish(born=BORN)),
        ("3 5 1942", Wish(born=BORN)),
        ("smith 03 5 1942", Wish(words=("smith",), born=BORN)),
        ("03051942", Wish(born=BORN)),
        ("19420503", Wish(born=BORN[:1])),
        ("1942-05-03", Wish(born=BORN[:1])),
        ("3 May 1942", Wish(born=BORN[:1])),
        ("3rd of May 1942", Wish(born=BORN[:1])),
        ("May 3, 1942", Wish(born=BORN[:1])),
        ("3 may 42", Wish(born=BORN[:1])),
        ("31/12/1942", Wish(born=(date(1942, 12, 31),))),
        ("12/31/1942", Wish(born=(date(1942, 12, 31),))),
        ("5/5/1942", Wish(born=(date(1942, 5, 5),))),
        ("1/2/24", Wish(born=(date(2024, 2, 1), date(1924, 2, 1), date(2024, 1, 2), date(1924, 1, 2)))),
        ("smith 3/5/42 me10 2ab", Wish(words=("smith",), exact=("me102ab",), born=BORN)),
        ("ME102AB", Wish(exact=("me102ab",))),
        ("me10", Wish(exact=("me10",))),
        ("100234", Wish(number=100234)),
        ("#100234", Wish(number=100234)),
        ("A100234", Wish(exact=("a100234",))),
        ("01632 960001", Wish(exact=("01632960001",))),
        ("+44 7700 900123", Wish(exact=("07700900123",))),
        ("30/02/1942", Wish(no_day="30/02/1942")),
        ("3/5/2042", Wish(no_day="3/5/2042")),
        ("a b c d e f g h", Wish(words=("a", "b", "c", "d", "e", "f"))),
    ],
)
def test_what_is_typed_is_read(typed: str, wish: Wish) -> None:
    assert read_wish(typed, today=TODAY) == wish


def test_too_little_is_empty() -> None:
    assert read_wish("m", today=TODAY).is_empty
    assert read_wish(" ", today=TODAY).is_empty
    assert not read_wish("mo", today=TODAY).is_empty
    assert not read_wish("3/5/42", today=TODAY).is_empty


def test_wrong_check_digit_is_not_taken_for_an_nhs_number() -> None:
    assert read_wish("9990000108", today=TODAY).exact == ("9990000108",)


def test_search_text_holds_each_key_once() -> None:
    text = search_text_of(
        names=["Zoë Ann", "O'Brien-Smith", "Zoe"],
        postcodes=["ME10 2AB"],
        nhs_number="9990000107",
        phones=["+441632960001", ""],
    )
    assert text == (" zoe ann zoeann obrien smith obriensmith me102ab me10 9990000107 01632960001 ")


def test_national_digits() -> None:
    assert national_digits("0044 (0)1632 960001") == "01632960001"
    assert national_digits("+33 1 23") == "33123"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", Recognised()),
        ("#123456", Recognised()),
        ("peggy smyth", Recognised("Peggy", "Smyth")),
        ("Mary Ann McBride", Recognised("Mary Ann", "McBride")),
        ("o'neil, sean", Recognised("Sean", "O'Neil")),
        ("smyth", Recognised("", "Smyth")),
        ("smyth,", Recognised("", "Smyth")),
        ("peggy smyth 3/5/1942", Recognised("Peggy", "Smyth", date(1942, 5, 3))),
        ("3 may 42", Recognised(birth_on=date(1942, 5, 3))),
        ("3 may 12", Recognised()),
        ("pe29 3rb peggy", Recognised("", "Peggy", postcode="PE29 3RB")),
        ("01632 960 001", Recognised(phone="01632960001")),
        ("999 000 0018 smyth", Recognised("", "Smyth", nhs_number="9990000018")),
    ],
)
def test_what_was_typed_is_carried_to_the_record_of_somebody_new(typed: str, found: Recognised) -> None:
    assert recognise(typed, today=TODAY) == found
