"""Stored texts that name states as codes are shown in words."""

import pytest

from handrail.wording.stored import in_words, reason_in_words


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("the record said ON_LOAN, a home", "the record said on loan, a home"),
        ("recorded as RETURNED_DIRTY", "recorded as to be cleaned"),
        ("Found behind the shed", "Found behind the shed"),
    ],
)
def test_a_state_in_a_stored_text_is_said_in_words(stored: str, shown: str) -> None:
    assert in_words(stored) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("TAKEN_FROM_ANOTHER", "Taken along, and recorded with someone else"),
        ("COLLECTED", "Collected"),
        ("lost_in_use", "Lost in use"),
        ("found on RD-12", "Found on RD-12"),
        ("recorded as RETURNED_DIRTY", "Recorded as to be cleaned"),
    ],
)
def test_why_a_thing_was_moved_is_said_in_words(stored: str, shown: str) -> None:
    assert reason_in_words(stored) == shown
