"""Owns: which questions a basket asks, reading the answers, and what they flag.
Refuses: nothing; missing and impossible answers come back as reasons, flagged ones as checks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from handrail.catalogue.reference.rows import QuestionRow
from handrail.catalogue.rules.facts import PART, Check, CheckCode, CheckKind, ProductFacts, part_missing, shown
from handrail.catalogue.rules.flags import NO_OTHERS, Answer, Raised, columns_compared, evaluate, parse_flag_rule
from handrail.catalogue.states import AnswerType, AskedAt, Measure, Severity
from handrail.core.refusal import Param, Reason
from handrail.core.typed_dates import read_date
from handrail.core.typed_numbers import NumberProblem, both_ways, read_number

type Answers = Mapping[str, Answer]

MAX_TEXT = 2000
MOST_PLACES = 3
WEIGHT_QUESTION = "person_weight_kg"
HEIGHT_QUESTION = "person_height_cm"
# Questions that say in how many weeks a thing is looked at again once it is there.
REVIEW_QUESTIONS = frozenset({"review_weeks", "growth_check_weeks", "weeks_needed"})

# What a number can be at all, by unit: catches a slipped key (1750 cm, 0 kg), judges nothing.
POSSIBLE: dict[str, tuple[int, int]] = {
    "kg": (1, 600),
    "cm": (1, 3000),
    "mm": (0, 5000),
    "weeks": (0, 520),
    "hours": (0, 24),
    "people": (0, 50),
    "years": (0, 120),
    "minutes": (0, 1440),
}
# A person is between a newborn child and the tallest known.
POSSIBLE_HEIGHT_CM = (30, 250)


class AnswerReason(StrEnum):
    """What can be wrong with an answer."""

    MISSING = "ANSWER_MISSING"
    NOT_YES_OR_NO = "ANSWER_NOT_YES_OR_NO"
    NOT_A_NUMBER = "ANSWER_NOT_A_NUMBER"
    NUMBER_EITHER_WAY = "ANSWER_NUMBER_EITHER_WAY"
    NOT_POSSIBLE = "ANSWER_NOT_POSSIBLE"
    NOT_A_CHOICE = "ANSWER_NOT_A_CHOICE"
    TOO_LONG = "ANSWER_TOO_LONG"
    NOT_ASKED = "ANSWER_NOT_ASKED"
    NOT_A_DAY = "ANSWER_NOT_A_DAY"
    DAY_TO_COME = "ANSWER_DAY_TO_COME"
    DAY_BEFORE_BIRTH = "ANSWER_DAY_BEFORE_BIRTH"


@dataclass(frozen=True, slots=True)
class Use:
    """One set that asks the question, its flag rule, and the products that brought the set in."""

    set_code: str
    flag_rule: str
    products: tuple[ProductFacts, ...]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question, asked once for all the sets that hold it. `compared_with`: read by `compared`."""

    code: str
    text: str
    answer_type: AnswerType
    unit: str
    choices: tuple[tuple[str, str], ...]
    required: bool
    uses: tuple[Use, ...]
    compared_with: str = ""


@dataclass(frozen=True, slots=True)
class CheckedAnswers:
    """What came of the answers: problems to mend at the field, checks to show, and the answers with their types."""

    problems: tuple[Reason, ...]
    checks: tuple[Check, ...]
    answers: Answers


def questions_for(
    products: Iterable[ProductFacts], asked_at: AskedAt, sets: Mapping[str, Sequence[QuestionRow]]
) -> tuple[AskedQuestion, ...]:
    """The questions of these products, each once, in the order of the sets and of the file. `sets` are by set code; a
    set that is not there asks nothing."""
    by_set: dict[str, dict[str, ProductFacts]] = {}
    for product in products:
        if product.question_set:
            by_set.setdefault(product.question_set, {})[product.code] = product
    found: dict[str, AskedQuestion] = {}
    for set_code, asking in by_set.items():
        for row in sets.get(set_code, ()):
            if row.asked_at is asked_at:
                use = Use(set_code, row.flag_rule, tuple(asking.values()))
                found[row.question_code] = _joined(found.get(row.question_code), row, use)
    return tuple(found.values())


def _joined(before: AskedQuestion | None, row: QuestionRow, use: Use) -> AskedQuestion:
    return AskedQuestion(
        code=row.question_code,
        text=row.text,
        answer_type=row.answer_type,
        unit=row.unit,
        choices=row.choices,
        required=row.required or (before is not None and before.required),
        uses=(use,) if before is None else (*before.uses, use),
        compared_with=row.compared_with,
    )


def check_answers(questions: Iterable[AskedQuestion], given: Mapping[str, str]) -> CheckedAnswers:
    """Reads what was typed, by question code. Answers to questions that were not asked are left out."""
    problems: list[Reason] = []
    answers: dict[str, Answer] = {}
    asked = tuple(questions)
    for question in asked:
        typed = given.get(question.code, "").strip()
        if not typed:
            if question.required:
                problems.append(_problem(AnswerReason.MISSING, question))
            continue
        answer = read_answer(question, typed)
        if isinstance(answer, Reason):
            problems.append(answer)
        else:
            answers[question.code] = answer
    by_code = {question.code: question for question in asked}
    checks = [
        _beside(check, by_code, answers)
        for code, answer in answers.items()
        for check in flagged(by_code[code], answer, answers)
    ]
    return CheckedAnswers(tuple(problems), tuple(checks), answers)


def _beside(check: Check, asked: Mapping[str, AskedQuestion], answers: Answers) -> Check:
    """A flag that took another answer says it too."""
    other = asked.get(str(dict(check.numbers).get("beside", "")))
    if other is None:
        return check
    more = (("beside_question", other.text), ("beside_answer", answer_words(other, answers[other.code])))
    return replace(check, numbers=(*check.numbers, *more))


def not_asked(questions: Iterable[AskedQuestion], codes: Iterable[str]) -> tuple[Reason, ...]:
    """Answers to no question of these items: a slip of the code would else be lost without a word."""
    asked = {question.code for question in questions}
    return tuple(
        Reason(AnswerReason.NOT_ASKED, f"answers.{code[:60]}", (("code", code[:60]),))
        for code in sorted(set(codes) - asked)
    )


def read_answer(question: AskedQuestion, typed: str) -> Answer | Reason:
    """One answer with its type, or what is wrong with it."""
    match question.answer_type:
        case AnswerType.YES_NO:
            wrong = _problem(AnswerReason.NOT_YES_OR_NO, question)
            return {"yes": True, "no": False}.get(typed.lower(), wrong)
        case AnswerType.NUMBER:
            return _number(question, typed)
        case AnswerType.CHOICE:
            if typed in dict(question.choices):
                return typed
            return _problem(AnswerReason.NOT_A_CHOICE, question)
        case AnswerType.TEXT:
            if len(typed) > MAX_TEXT:
                return _problem(AnswerReason.TOO_LONG, question, ("at_most", MAX_TEXT))
            return typed
        case AnswerType.DATE:
            day = read_date(typed)
            return day if isinstance(day, date) else _problem(AnswerReason.NOT_A_DAY, question)
        case _ as never:
            assert_never(never)


def _number(question: AskedQuestion, typed: str) -> Answer | Reason:
    bare = typed.strip().removesuffix(question.unit).strip()
    number = read_number(bare)
    if number is NumberProblem.EITHER_WAY:
        thousand, decimal = both_ways(bare)
        return _problem(AnswerReason.NUMBER_EITHER_WAY, question, ("thousand", thousand), ("decimal", decimal))
    if isinstance(number, NumberProblem) or -int(number.as_tuple().exponent) > MOST_PLACES:
        return _problem(AnswerReason.NOT_A_NUMBER, question)
    low, high = _possible(question)
    if not low <= number <= high:
        return _problem(AnswerReason.NOT_POSSIBLE, question, ("low", low), ("high", high), ("unit", question.unit))
    return number


def _possible(question: AskedQuestion) -> tuple[int, int]:
    if question.compared_with == Measure.HEIGHT:
        return POSSIBLE_HEIGHT_CM
    return POSSIBLE.get(question.unit, (0, 10**6))


def _problem(code: AnswerReason, question: AskedQuestion, *params: Param) -> Reason:
    return Reason(code, f"answers.{question.code}", (("question", question.text), *params))


def flagged(question: AskedQuestion, answer: Answer, others: Answers = NO_OTHERS) -> tuple[Check, ...]:
    """The flags that an answer raises, alone or beside others. One for the question, but where the limit is a product's
    own, one for each product that is over it."""
    found: dict[tuple[str, str], tuple[Raised, list[str]]] = {}
    for use in question.uses:
        branches = parse_flag_rule(use.flag_rule)
        for product in use.products:
            raised = evaluate(branches, answer, product.limits(), others)
            if raised is not None and product.size_group != raised.instead:
                # The same limit met through two sets is one matter.
                apart = product.code if raised.column else f"{raised.action}:{raised.operator}:{raised.limit}"
                products = found.setdefault((raised.action, apart), (raised, []))[1]
                if product.code not in products:
                    products.append(product.code)
    return tuple(_flag(question, answer, raised, products) for raised, products in found.values())


def _flag(question: AskedQuestion, answer: Answer, raised: Raised, products: list[str]) -> Check:
    numbers: list[Param] = [("question", question.text), ("answer", answer_words(question, answer))]
    if raised.limit is not None:
        numbers += [("operator", raised.operator), ("limit", shown(raised.limit)), ("unit", question.unit)]
    numbers += [(name, value) for name, value in (("beside", raised.beside), ("instead", raised.instead)) if value]
    apart = f":{products[0]}" if raised.column else ""
    return Check(
        key=f"answer:{question.code}:{raised.action}{apart}",
        kind=CheckKind.ANSWER,
        code=CheckCode.ANSWER_FLAGGED,
        severity=raised.action,
        products=tuple(products),
        numbers=tuple(numbers),
        fact=_fact(question, raised, products[0]),
    )


def _fact(question: AskedQuestion, raised: Raised, product_code: str) -> str:
    """Of a measure beyond a limit: which, and on which side. Of a part that is not there: of what."""
    if question.compared_with == PART:
        return part_missing(product_code)
    measured = question.compared_with in set(Measure) and raised.limit is not None
    return f"{question.compared_with}:{raised.operator[:1]}" if measured else ""


def answer_words(question: AskedQuestion, answer: Answer) -> str:
    """An answer as people read it: yes or no, a number, a day, the words of a choice."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, Decimal):
        return shown(answer)
    if isinstance(answer, date):
        return answer.isoformat()
    return dict(question.choices).get(answer, answer)


def blocked_in_words(checks: Iterable[Check], product_code: str) -> tuple[str, ...]:
    """What was answered against this product that makes it unsafe: each question with its answer, once."""
    blocks = (dict(one.numbers) for one in checks if one.severity is Severity.BLOCK and product_code in one.products)
    said = (f"{one['question']} {one['answer']} {one.get('unit', '')}".strip() for one in blocks)
    return tuple(dict.fromkeys(said))


def weeks_said(questions: Iterable[AskedQuestion], given: Mapping[str, str], product_code: str) -> int | None:
    """In how many weeks whoever ordered this product wants it looked at again; the soonest of several answers."""
    found: list[int] = []
    for question in questions:
        asking = {product.code for use in question.uses for product in use.products}
        if question.code in REVIEW_QUESTIONS and product_code in asking:
            answer = read_answer(question, given.get(question.code, "").strip())
            found += [int(answer)] if isinstance(answer, Decimal) else []
    return min(found, default=None)


def columns_asked(questions: Iterable[AskedQuestion], product: ProductFacts) -> frozenset[str]:
    """The product's limits that a question already compares, so that nothing is asked twice."""
    rules = (use.flag_rule for question in questions for use in question.uses if product in use.products)
    return frozenset().union(*(columns_compared(parse_flag_rule(rule)) for rule in rules))
