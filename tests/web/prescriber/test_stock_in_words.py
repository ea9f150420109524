"""What is ready, in words: recycled and new told apart, of items and of counted pieces."""

import pytest

from handrail.web.prescriber.draft_page import Ready, stock_tag


@pytest.mark.parametrize(
    ("ready", "words"),
    [
        (Ready(), "None in stock now"),
        (Ready(recycled=3, new=1), "In stock: 3 recycled, 1 new"),
        (Ready(new=12), "In stock: 12 new"),
    ],
)
def test_what_is_ready_in_words(ready: Ready, words: str) -> None:
    assert stock_tag(*ready).text == words
