"""Cleaning text: what is unseen goes, what people wrote stays, and the result can be stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.text_guard import TextProblem, clean_line, clean_lines, take_line, take_lines


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Ann\t\u00a0 Lee \r\n", "Ann Lee"),
        ("Zo\u0065\u0308", "Zo\u00eb"),
        ("A\u200bn\u00adn\ufeff", "Ann"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\x00b\x07c", "a b c"),
        ("half \ud800 pair", "half pair"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("one\u2028two", "one two"),
    ],
)
def test_clean_line(text: str, clean: str) -> None:
    assert clean_line(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("one  \r\ntwo\rthree\u2029four", "one\ntwo\nthree\nfour"),
        ("one\n\n\n\n two", "one\n\ntwo"),
        ("\n\n", ""),
    ],
)
def test_clean_lines(text: str, clean: str) -> None:
    assert clean_lines(text) == clean


def test_length_is_judged_after_cleaning() -> None:
    assert take_line(" abc ", at_most=3) == "abc"
    assert take_line("abcd", at_most=3) is TextProblem.TOO_LONG
    assert take_line(" \u200b ", at_most=3) is TextProblem.EMPTY
    assert take_lines("a\nb", at_most=3) == "a\nb"
    assert take_lines("a\nbc", at_most=3) is TextProblem.TOO_LONG


@given(st.text(st.characters()))
def test_clean_text_can_be_stored_and_cleaning_again_changes_nothing(text: str) -> None:
    for clean in (clean_line, clean_lines):
        cleaned = clean(text)
        assert "\x00" not in cleaned
        assert cleaned.encode("utf-8").decode("utf-8") == cleaned
        assert clean(cleaned) == cleaned


@given(st.text(st.characters(max_codepoint=127)))
def test_the_quick_way_of_plain_text_gives_what_the_long_way_gives(text: str) -> None:
    unseen = "\u200b"
    assert clean_lines(text) == clean_lines(text + unseen)
