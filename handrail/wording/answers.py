"""Words for answers that were given at a door.
Refuses nothing: a choice that the contract no longer has is shown as it was stored."""

from datetime import date

from handrail.catalogue.states import AnswerType, Severity
from handrail.core.typed_dates import read_date
from handrail.orders.queries.given_answers import GivenAnswer
from handrail.wording.shown import day

FLAGS = {Severity.BLOCK: "Not safe", Severity.NEEDS_REASON: "Needs a second look"}


def answer_words(given: GivenAnswer) -> str:
    """The answer as one reads it: "Yes", "118 mm", the label of a choice."""
    match given.answer_type:
        case AnswerType.YES_NO:
            return given.answer.capitalize()
        case AnswerType.NUMBER:
            number = given.answer.removesuffix(given.unit).strip()
            return f"{number} {given.unit}".strip()
        case AnswerType.CHOICE:
            pairs = (choice.partition("=") for choice in given.choices.split(";"))
            return {code: label for code, _, label in pairs}.get(given.answer, given.answer)
        case AnswerType.DATE:
            read = read_date(given.answer)
            return day(read) if isinstance(read, date) else given.answer
        case AnswerType.TEXT:
            return given.answer


def flag_words(given: GivenAnswer) -> str:
    """What the answer raised, in words; empty where it raised nothing that matters."""
    return FLAGS.get(given.flag, "") if given.flag else ""
