"""A clinical question as a field of its kind.
Refuses nothing: what an answer means is read by the rules."""

from typing import Any

from handrail.catalogue.rules.questions import AskedQuestion
from handrail.catalogue.states import AnswerType
from handrail.web.shared import fields
from handrail.web.shared.fields.base import HandrailField

LONGEST_RADIOS = 4
A_DAY = "Day, month and year, for example 27 3 2026"


def question_field(question: AskedQuestion) -> HandrailField:
    """A clinical question as a field of its kind; what it means is read by the rules."""
    asked: dict[str, Any] = {"required": False, "says_optional": not question.required}
    match question.answer_type:
        case AnswerType.YES_NO:
            return fields.RadiosField(question.text, [("yes", "Yes"), ("no", "No")], inline=True, small=True, **asked)
        case AnswerType.NUMBER:
            return fields.TextField(question.text, width="5", suffix=question.unit, inputmode="decimal", **asked)
        case AnswerType.CHOICE:
            if len(question.choices) > LONGEST_RADIOS:
                return fields.SelectField(question.text, question.choices, **asked)
            return fields.RadiosField(question.text, question.choices, small=True, **asked)
        case AnswerType.DATE:
            return fields.TextField(question.text, width="10", hint=A_DAY, **asked)
        case AnswerType.TEXT:
            return fields.TextField(question.text, **asked)
