"""Names as they are searched and compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.names import are_nicknames, is_slip_of, joined_name, name_keys, sound_of


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Mrs Zoë O’Brien-MacDonald", ("zoe", "obrien", "mcdonald", "zoeobrienmcdonald")),
        ("O'Brien", ("obrien",)),
        ("O‘BRIEN", ("obrien",)),
        ("O´Brien", ("obrien",)),
        ("𝕊mith", ("smith",)),
        ("McDonald", ("mcdonald",)),
        ("Mac Donald", ("mc", "donald", "mcdonald")),
        ("Søren Łukasz", ("soren", "lukasz", "sorenlukasz")),
        ("Weiß", ("weiss",)),
        ("José\u0301", ("jose",)),
        ("Sir", ("sir",)),
        ("Ann_Marie", ("ann", "marie", "annmarie")),
        ("محمد", ("محمد",)),
        ("  ", ()),
        ("--", ()),
    ],
)
def test_name_keys(name: str, keys: tuple[str, ...]) -> None:
    assert name_keys(name) == keys


@given(st.text())
def test_keys_do_not_depend_on_how_accents_are_written(name: str) -> None:
    assert name_keys(unicodedata.normalize("NFC", name)) == name_keys(unicodedata.normalize("NFD", name))
    assert all(key == key.casefold() for key in name_keys(name) if key.isascii())


def test_joined_names() -> None:
    assert joined_name("Ann-Marie") == joined_name("Ann Marie") == joined_name("ANNMARIE") == "annmarie"


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("peggy", "margaret", True),
        ("peggy", "mgs", False),
        ("peggy", "maggie", True),
        ("jack", "john", True),
        ("bill", "robert", False),
        ("unknown", "margaret", False),
    ],
)
def test_nicknames(one: str, other: str, are: bool) -> None:
    assert are_nicknames(one, other) is are is are_nicknames(other, one)


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("smith", "simth", True),
        ("smith", "smit", True),
        ("smith", "smyth", True),
        ("smith", "smiths", True),
        ("smith", "smith", False),
        ("smith", "smythe", False),
        ("lee", "lea", False),
        ("featherstone", "fetherstoen", True),
        ("featherstone", "fetherstn", False),
        ("jones", "janis", False),
        ("ward", "wardrobe", False),
    ],
)
def test_slips(one: str, other: str, is_slip: bool) -> None:
    assert is_slip_of(one, other) is is_slip is is_slip_of(other, one)


@pytest.mark.parametrize(
    ("key", "sound"),
    [
        ("smith", "s530"),
        ("smyth", "s530"),
        ("robert", "r163"),
        ("rupert", "r163"),
        ("ashcraft", "a261"),
        ("ashcroft", "a261"),
        ("tymczak", "t522"),
        ("pfister", "p236"),
        ("honeyman", "h555"),
        ("lee", "l000"),
        ("محمد", ""),
        ("", ""),
    ],
)
def test_sounds(key: str, sound: str) -> None:
    assert sound_of(key) == sound
