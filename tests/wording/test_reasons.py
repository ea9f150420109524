"""Reasons as they are stored, in words: codes of a list, codes that the list lost, and what somebody wrote."""

import pytest

from handrail.stock.rules.fitness import IssueReason
from handrail.wording import say
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


def test_a_test_of_which_no_date_is_known_is_not_said_to_be_of_the_year_1900() -> None:
    for due_on, said in (
        ("1900-01-01", "The electrical test of A1 is due, and no date of it is known. Test it before it goes out"),
        ("2026-03-02", "The electrical test of A1 is due on Monday 2 March 2026. Test it before it goes out"),
    ):
        assert say(IssueReason.TEST_OVERDUE, asset="A1", due_on=due_on) == said
