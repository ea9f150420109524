"""The questions of an order by what they are of: each group names its items, and folds once it is answered.
Refuses queries: the view hands over what it read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handrail.catalogue.rules.facts import Check, CheckKind, ProductFacts
from handrail.catalogue.rules.questions import AskedQuestion
from handrail.core.refusal import Reason
from handrail.orders.queries.given_answers import GivenAnswer
from handrail.web.prescriber.draft_form import STILL, DraftForm
from handrail.web.shared.fields.base import WrittenField
from handrail.web.shared.forms import HandrailForm
from handrail.wording.shown import plural


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """The questions of some items. `left`: how many want an answer yet, or another; a group without any is folded."""

    items: str
    fields: Sequence[WrittenField]
    asked: int
    left: int

    @property
    def title(self) -> str:
        """The items, how many questions they ask, and how far one has come."""
        count = plural(self.asked, "question")
        return f"{self.items}: {count}, {f'{self.left} to answer' if self.left else 'all answered'}"


def groups_of(form: DraftForm, wrong: Collection[str]) -> tuple[QuestionGroup, ...]:
    """The questions of a draft, those of the same items together. `wrong`: the codes that want an answer or another."""
    return grouped(form.questions, form, form.choices.products, wrong)


def grouped(
    questions: Iterable[AskedQuestion],
    form: HandrailForm,
    products: Mapping[str, ProductFacts],
    wrong: Collection[str] = (),
) -> tuple[QuestionGroup, ...]:
    """Questions with their fields in a form, those of the same items together."""
    by_items: dict[tuple[str, ...], list[AskedQuestion]] = {}
    for question in questions:
        by_items.setdefault(items_of(question), []).append(question)
    return tuple(
        QuestionGroup(
            names_of(codes, products),
            [form.written(name) for question in asked for name in fields_of(question, form)],
            len(asked),
            sum(question.code in wrong for question in asked),
        )
        for codes, asked in by_items.items()
    )


def fields_of(question: AskedQuestion, form: HandrailForm) -> tuple[str, ...]:
    """The field of a question, with the tick for what is known from before."""
    return (f"answer-{question.code}", *(name for name in form.fields if name.startswith(f"{STILL}{question.code}-")))


def wrong_answers(problems: Iterable[Reason]) -> frozenset[str]:
    """The questions that want an answer, or another one."""
    fields = ((reason.field or "").partition(".") for reason in problems)
    return frozenset(code for kind, _, code in fields if kind == "answers")


def items_of(question: AskedQuestion) -> tuple[str, ...]:
    """The products that ask a question, each once."""
    return tuple(dict.fromkeys(product.code for use in question.uses for product in use.products))


def names_of(codes: Iterable[str], products: Mapping[str, ProductFacts]) -> str:
    """ "Bed", "Bed and mattress", "Bed, mattress and rails"."""
    *first, last = [products[code].name if code in products else code for code in codes] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def answers_said(
    form: DraftForm, answers: Iterable[tuple[str, str]], checks: Iterable[Check], at: datetime
) -> tuple[GivenAnswer, ...]:
    """What will be sent, each beside its question and its items, as the order will show it afterwards."""
    flags = {check.key.split(":")[1]: check.severity for check in reversed(tuple(checks)) if is_of_answer(check)}
    asked = {question.code: question for question in form.questions}
    return tuple(
        GivenAnswer(
            product=names_of(items_of(question), form.choices.products),
            question=question.text,
            answer_type=question.answer_type,
            unit=question.unit,
            choices=";".join(f"{choice}={label}" for choice, label in question.choices),
            answer=answer,
            flag=flags.get(code),
            at=at,
            by="",
        )
        for code, answer in answers
        if (question := asked.get(code))
    )


def is_of_answer(check: Check) -> bool:
    """Whether a check is about one answer."""
    return check.kind is CheckKind.ANSWER and check.key.startswith("answer:")
