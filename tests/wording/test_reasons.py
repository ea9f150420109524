"""Reasons as they are stored, in words: codes of a list, codes that the list lost, and what somebody wrote."""

import pytest

from handrail.wording.reasons import why_in_words

LABELS = {"already_on_loan": "Person already has one", "died": "Person has died"}


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("already_on_loan: She has one: two, in fact", "Person already has one: She has one: two, in fact"),
        ("died", "Person has died"),
        ("item_not_on_van", "Item not on van"),
        ("gone_from_the_list: Asked twice", "Gone from the list: Asked twice"),
        ("NO_SPACE", "No space"),
        ("SWAP", "Swap"),
        ("COPD", "COPD"),
        ("Twins: two of them", "Twins: two of them"),
        ("note: as it was written", "note: as it was written"),
        ("", ""),
    ],
)
def test_codes_become_words_and_words_stay(stored: str, said: str) -> None:
    assert why_in_words(stored, LABELS) == said
