"""A voucher's number cannot be guessed, is read however it is written, and shows a slip of the pen."""

from uuid import UUID

from handrail.core.ids import fresh_id
from handrail.vouchers.rules.numbers import LENGTH, SIGNS, number_from, read_number, written_number

NUMBER = number_from([UUID("01890a5d-ac96-7000-8123-00014a5b6c7d"), UUID("01890a5d-ac96-7001-9fed-0001ffeeddcc")])


def test_it_is_read_as_it_was_printed_typed_or_scanned() -> None:
    printed = written_number(NUMBER)
    assert len(NUMBER) == LENGTH
    assert [len(group) for group in printed.split("-")] == [4, 4, 4]
    for text in (NUMBER, printed, printed.lower(), f" {printed.replace('-', ' ')} "):
        assert read_number(text) == NUMBER
    assert not {"0", "O", "1", "I", "L"} & set(SIGNS)


def test_each_wrong_sign_and_each_two_that_changed_places_are_seen() -> None:
    for at, right in enumerate(NUMBER):
        for sign in SIGNS:
            assert bool(read_number(NUMBER[:at] + sign + NUMBER[at + 1 :])) is (sign == right)
    swapped = 0
    for at in range(LENGTH - 1):
        first, second = NUMBER[at], NUMBER[at + 1]
        if first != second:
            swapped += 1
            assert read_number(NUMBER[:at] + second + first + NUMBER[at + 2 :]) == ""
    assert swapped > 5
    assert read_number(NUMBER[:-1]) == read_number(f"{NUMBER}2") == read_number("") == read_number("V12-1") == ""


def test_the_same_day_and_county_give_numbers_that_share_nothing() -> None:
    """Of an id only its chance counts: neither its time nor the digits that name a county."""
    first, second = UUID("01890a5d-ac96-7000-8123-00014a5b6c7d"), UUID("01890a5d-ac96-7001-9fed-0001ffeeddcc")
    elsewhere = UUID("02890a5d-ac97-7123-8123-00024a5b6c7d")
    assert number_from([first, second]) == number_from([elsewhere, second]) == NUMBER
    made = {number_from([fresh_id(), fresh_id()]) for _ in range(500)}
    assert len(made) == 500
    # Each place takes nearly every sign: no part of it stays the same.
    assert all(len({number[at] for number in made}) == len(SIGNS) for at in range(LENGTH))
