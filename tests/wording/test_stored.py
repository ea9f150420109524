"""Stored texts that name states as codes are shown in words."""

import pytest

from handrail.wording.stored import in_words


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
