"""A visit says that the person was told only where somebody or something told them of the time that stands."""

from datetime import timedelta

import pytest

from handrail.web.controller.told import TimeNews, told_in_words
from tests.ordering import at

BOOKED = at(2026, 3, 3, 9)
SOON = BOOKED + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("news", "said"),
    [
        (TimeNews(BOOKED), "Yes"),
        (TimeNews(None), "Not yet"),
        (TimeNews(None, "SMS", "SENT", SOON), "Yes"),
        (TimeNews(None, "SMS", "FAILED", SOON), "Not yet"),
        (TimeNews(None, "PHONE", "WAITING", SOON), "Not yet"),
        (TimeNews(None, "PHONE", "WITHDRAWN", SOON), "Not yet"),
    ],
)
def test_told_or_not(news: TimeNews, said: str) -> None:
    assert told_in_words(news)[0] == said


def test_who_is_to_be_rung_is_on_the_list_and_a_text_waits() -> None:
    assert "list of people to tell" in told_in_words(TimeNews(None, "PHONE", "WAITING", SOON))[1]
    assert told_in_words(TimeNews(None, "SMS", "WAITING", SOON))[1] == "Text waits to be sent"
