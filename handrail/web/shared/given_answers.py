"""The table of what was asked and answered, with an order or where things were handed over, as several pages show it.
Refuses queries: pages hand over what they read."""

from collections.abc import Sequence

from handrail.orders.queries.given_answers import GivenAnswer
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table, Tone
from handrail.wording.answers import answer_words, flag_words
from handrail.wording.shown import short_day_and_time


def given_answers_table(answers: Sequence[GivenAnswer]) -> Table:
    """What was answered at a door, each beside its question; what is not safe stands out."""
    return Table(
        "Asked when it was handed over",
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
        id="door-answers",
    )


def order_answers_table(answers: Sequence[GivenAnswer]) -> Table:
    """What was answered with an order: first what needs a look. Who ordered it, and when, the page says itself."""
    by_weight = sorted(answers, key=lambda given: not flag_words(given))
    return Table(
        "Asked when it was ordered",
        (Column("Question"), Column("Answer")),
        tuple(
            Row(
                (Cell(given.question, note=given.product), Cell(answer_words(given), note=flag_words(given))),
                tone=Tone.WARN if flag_words(given) else Tone.CALM,
            )
            for given in by_weight
        ),
        Empty("Nothing was asked"),
        id="order-answers",
        caption_hidden=True,
    )
