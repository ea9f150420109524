"""What a PDF does with words that are wider than their column."""

import pytest

from handrail.core.pdf_writing import PdfTable, as_pdf


@pytest.mark.parametrize("column", [0, 1])
def test_words_wrap_in_their_column_and_do_not_run_into_the_next(column: int) -> None:
    def pages(words: str) -> int:
        row = ["Collection", "Any", "39", "£955.50"]
        row[column] = words
        table = PdfTable("Activity", ("What", "Speed", "Entries", "Amount"), [row] * 50, numeric=2)
        return as_pdf("Statement", (), [table]).count(b"/Type /Page\n")

    short = pages("5 days")
    assert short
    assert pages("Collect within 5 working days of the day on which it was asked for, " * 2) > short
