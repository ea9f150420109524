"""Dates as files and people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.typed_dates import DateProblem, read_date

MAY = date(1943, 5, 12)


@pytest.mark.parametrize(
    "text",
    [
        "1943-05-12",
        "1943/05/12",
        "19430512",
        "1943-05-12T00:00:00",
        "1943-05-12 00:00:00.000",
        "12/5/1943",
        "12/05/1943 00:00",
        "12-05-1943",
        "12.05.1943",
        "12 5 1943",
        "12 May 1943",
        "12th may, 1943",
        "12-MAY-1943",
    ],
)
def test_forms_of_one_date(text: str) -> None:
    assert read_date(f" {text} ") == MAY


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 sept 2025", date(2025, 9, 1)),
        ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2025", DateProblem.IMPOSSIBLE),
        ("31/04/2025", DateProblem.IMPOSSIBLE),
        ("05/13/1943", DateProblem.IMPOSSIBLE),
        ("0000-05-12", DateProblem.IMPOSSIBLE),
        ("12/05/43", DateProblem.TWO_DIGIT_YEAR),
        ("12 May 43", DateProblem.TWO_DIGIT_YEAR),
        ("12 Mai 1943", DateProblem.NOT_A_DATE),
        ("1943-05-12T10:30", DateProblem.NOT_A_DATE),
        ("yesterday", DateProblem.NOT_A_DATE),
        ("16203", DateProblem.NOT_A_DATE),
        ("١٢/٠٥/١٩٤٣", DateProblem.NOT_A_DATE),
        ("", DateProblem.EMPTY),
        (" \u200b", DateProblem.EMPTY),
    ],
)
def test_other_texts(text: str, found: date | DateProblem) -> None:
    assert read_date(text) == found


@given(st.dates())
def test_every_date_is_read_back(day: date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.day}/{day.month}/{day.year:04}") == day


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(read_date(text), date | DateProblem)
