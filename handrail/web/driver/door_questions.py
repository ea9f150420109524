"""What the things of a stop ask where they are handed over: once for what several products ask, by item of one product.
Refuses to take the answer about one pair of rails for the other."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.catalogue.reference.rows import QuestionRow
from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.rules.questions import AskedQuestion, questions_for
from handrail.catalogue.states import AnswerType, AskedAt
from handrail.orders.queries.given_answers import GivenAnswer
from handrail.visits.codes import TaskKind
from handrail.visits.queries.driver import StopTask
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.wording.answers import answer_words
from handrail.wording.unsafe import limits_said

A_DAY = "Day, month and year, for example 27 3 2026"

# The questions that are about whoever received the things, and not about one thing.
SHOWN = "shown_at_delivery"
DEMONSTRATED = (
    Choice("YES", "Yes, and they tried it"),
    Choice("NO", "No", reveal=("demonstrated_note",)),
    Choice("NOT_NEEDED", "Not needed"),
)
ABOUT_PEOPLE = frozenset({SHOWN, "instructions_left"})
SHOWN_AS = {"yes": "YES", "no": "NO"}


@dataclass(frozen=True, slots=True)
class DoorQuestions:
    """What a stop's products ask at delivery: all of them together, or only those that are handed over. `measures`: of
    the person, as they were answered in the order, for the questions that name one."""

    products: tuple[ProductFacts, ...] = ()
    sets: Mapping[str, Sequence[QuestionRow]] = field(default_factory=dict)
    measures: Sequence[GivenAnswer] = ()

    def all(self) -> tuple[AskedQuestion, ...]:
        """Each question of any product, once."""
        return questions_for(self.products, AskedAt.DELIVERY, self.sets)

    def of(self, codes: Collection[str]) -> tuple[AskedQuestion, ...]:
        """The questions of the products with these codes."""
        handed = [product for product in self.products if product.code in codes]
        return questions_for(handed, AskedAt.DELIVERY, self.sets)

    def hint(self, question: AskedQuestion, asks: str) -> str:
        """Which things ask it, and the measure that it names."""
        named = (given for given in self.measures if re.search(rf"\b{given.measure}\b", question.text, re.IGNORECASE))
        said = (f"When it was ordered: {given.measure} {answer_words(given)} ({given.product})" for given in named)
        return ". ".join(part for part in (*said, asks) if part)


def places_asking(
    questions: Iterable[AskedQuestion], tasks: Sequence[StopTask], *, but: Collection[str]
) -> dict[str, tuple[int, ...]]:
    """The places of the things that a question stands at: the first that asks, and each other of its product."""
    brought = [(at, task) for at, task in enumerate(tasks) if task.kind is TaskKind.DELIVER]
    found: dict[str, tuple[int, ...]] = {}
    for question in questions:
        products = {product.code for use in question.uses for product in use.products}
        first = next((task.product_code for _, task in brought if task.product_code in products), None)
        if first is not None and question.code not in but:
            found[question.code] = tuple(at for at, task in brought if task.product_code == first)
    return found


def question_field(question: AskedQuestion, hint: str, of: str) -> fields.TextField | fields.RadiosField:
    """The field of a question; `of`: about which of several things it is, where several of one product ask."""
    label = f"{question.text} ({of})" if of else question.text
    # Whether an answer is needed depends on what was handed over, so the form asks for it and not the field.
    shared: dict[str, Any] = {"required": False, "says_optional": not question.required, "hint": hint}
    match question.answer_type:
        case AnswerType.YES_NO:
            return fields.RadiosField(label, [("yes", "Yes"), ("no", "No")], inline=True, **shared)
        case AnswerType.CHOICE:
            return fields.RadiosField(label, question.choices, **shared)
        case AnswerType.NUMBER:
            shared["hint"] = ". ".join(said for said in (limits_said(question), hint) if said)
            return fields.TextField(label, longest=12, width="5", inputmode="decimal", suffix=question.unit, **shared)
        case AnswerType.DATE:
            return fields.TextField(label, longest=30, width="10", **{**shared, "hint": hint or A_DAY})
        case AnswerType.TEXT:
            return fields.TextField(label, longest=500, **shared)


def asking_whether_shown(questions: DoorQuestions) -> frozenset[str]:
    """The codes of the products that ask by themselves whether they were shown."""
    asks = (question for question in questions.all() if question.code == SHOWN)
    return frozenset(product.code for question in asks for use in question.uses for product in use.products)


def whether_shown(cleaned: Mapping[str, Any]) -> str:
    """How to use it, of all that was brought: what was not shown of one thing was not shown."""
    said = (cleaned.get("demonstrated") or "", SHOWN_AS.get(cleaned.get(f"q_{SHOWN}") or "", ""))
    return next((word for word in ("NO", "YES", *said) if word in said and word), "")


def answers_in(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What was typed in the fields of questions, by the question."""
    return {name.removeprefix("q_"): str(value or "") for name, value in cleaned.items() if name.startswith("q_")}
