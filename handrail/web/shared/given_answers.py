"""The table of what was asked and answered, with an order or where things were handed over, as several pages show it.
Refuses queries: pages hand over what they read."""

from collections.abc import Sequence

from handrail.orders.queries.given_answers import GivenAnswer
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table, Tone
from handrail.wording.answers import answer_words, flag_words
from handrail.wording.shown import short_day_and_time

AT_DOOR, WITH_ORDER = "Asked when it was handed over", "Asked when it was ordered"


def given_answers_table(answers: Sequence[GivenAnswer], title: str = AT_DOOR) -> Table:
    """Each answer beside its question; what is not safe stands out."""
    return Table(
        title,
        (Column("Item"), Column("Question"), Column("Answer")),
        tuple(
            Row(
                (
                    Cell(given.product, note=f"{given.by}, {short_day_and_time(given.at)}"),
                    Cell(given.question),
                    Cell(answer_words(given), note=flag_words(given)),
                ),
                tone=Tone.WARN if flag_words(given) else Tone.CALM,
            )
            for given in answers
        ),
        Empty("Nothing was asked"),
        id="door-answers" if title == AT_DOOR else "order-answers",
    )
