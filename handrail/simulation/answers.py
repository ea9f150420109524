"""What a prescriber or a crew would plausibly answer to the catalogue's questions, and the reasons they would write.
Refuses to answer what blocks an order: nobody would send it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random
from zlib import crc32

from handrail.catalogue.reference.rows import ProductRow, QuestionRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.catalogue.rules.compared import parse_comparison
from handrail.catalogue.rules.facts import BasketItem, Held, Holding, Measures, ProductFacts, facts_of
from handrail.catalogue.rules.fit import FitFacts, check_fit
from handrail.catalogue.rules.questions import AskedQuestion, flagged, questions_for, read_answer
from handrail.catalogue.rules.specials import is_special
from handrail.catalogue.states import AnswerType, AskedAt, Measure, Severity
from handrail.core.refusal import Reason
from handrail.simulation.people_made import MadePerson
from handrail.simulation.said import measured, said_in_words

REASONS = (
    "Discussed with the person and the family; reviewed at the next visit",
    "Agreed with the ward team; a colleague checks within two weeks",
    "The one at home is worn and goes back at the same visit",
    "Measured at home; it fits with the room as it is",
    "Needed in both places: upstairs and by the chair",
    "Carers have been shown and are content with it",
)
UNUSUAL = 0.05


class ReasonForEach(Mapping[str, str]):
    """A reason for whatever check the page shows: always the same one for the same check."""

    def __getitem__(self, key: str) -> str:
        return REASONS[crc32(key.encode()) % len(REASONS)]

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


# The catalogue product that specials of the simulation are cared for like.
SPECIALS_ARE_LIKE = "BED-010"


class ByCode[T: (ProductRow, ProductFacts)](dict[str, T]):
    """Each shipped product by its code; a special, which is not shipped, is as what it is like."""

    def __missing__(self, code: str) -> T:
        if not is_special(code):
            raise KeyError(code)
        return replace(self[SPECIALS_ARE_LIKE], code=code)


@cache
def catalogue() -> ByCode[ProductRow]:
    """The shipped products by code."""
    return ByCode({row.code: row for row in shipped_reference().products})


@cache
def facts() -> ByCode[ProductFacts]:
    """The shipped products by code, as the rules see them."""
    return ByCode({code: facts_of(row) for code, row in catalogue().items()})


@cache
def question_sets() -> dict[str, tuple[QuestionRow, ...]]:
    """The shipped question sets by code."""
    found: dict[str, list[QuestionRow]] = {}
    for row in shipped_reference().questions:
        found.setdefault(row.set_code, []).append(row)
    return {code: tuple(rows) for code, rows in found.items()}


def unfit(codes: Sequence[str], held: Iterable[str], day: date) -> set[str]:
    """Which of these products nobody would order beside the others and what the person has: what blocks an order is
    seen on the page before it is sent."""
    holdings = tuple(Holding(facts()[code], 1, Held.ON_LOAN, day) for code in held)
    dropped: set[str] = set()
    while True:
        basket = tuple(BasketItem(facts()[code], 1) for code in codes if code not in dropped)
        found = check_fit(
            shipped_reference().compatibility, FitFacts(basket, holdings, Measures(), frozenset(), frozenset())
        )
        blocked = [check for check in found if check.severity is Severity.BLOCK]
        if not blocked:
            return dropped
        dropped.add(next(code for code in reversed(codes) if code in blocked[0].products and code not in dropped))


@dataclass(frozen=True, slots=True)
class Seen:
    """What whoever answers sees: the person, what they have or will have, and the day."""

    person: MadePerson
    today: date
    there: frozenset[str] = frozenset()


def asked_by(products: Iterable[str], asked_at: AskedAt) -> dict[str, AskedQuestion]:
    """The questions that these products ask, by code."""
    asked = questions_for((facts()[code] for code in products), asked_at, question_sets())
    return {question.code: question for question in asked}


def answers_for(random: Random, products: Iterable[str], asked_at: AskedAt, seen: Seen) -> dict[str, str]:
    """An answer to each question that these products ask."""
    codes = tuple(products)
    seen = replace(seen, there=seen.there | set(codes))
    asked = asked_by(codes, asked_at)
    answers = {code: _answer(random, question, seen) for code, question in asked.items()}
    return {code: answer for code, answer in answers.items() if answer}


def _answer(random: Random, question: AskedQuestion, seen: Seen) -> str:
    person = seen.person
    if question.compared_with == Measure.WEIGHT:
        return str(person.weight_kg)
    if question.compared_with == Measure.HEIGHT:
        return str(person.height_cm)
    if question.answer_type is AnswerType.TEXT:
        return random.choice(said_in_words(tuple(use.set_code for use in question.uses), question.code))
    if question.answer_type is AnswerType.DATE:
        return (seen.today - timedelta(days=random.randint(0, 6))).isoformat()
    usual, unusual = _choices(question, seen)
    if unusual and (not usual or random.random() < UNUSUAL):
        return random.choice(unusual)
    if question.answer_type is AnswerType.NUMBER:
        return usual[0] if usual else ""
    return random.choice(usual) if usual else ""


def _true(question: AskedQuestion, seen: Seen, possible: Sequence[str]) -> Sequence[str]:
    """Of these answers those that go with what is there, where the question asks about that."""
    claims = parse_comparison(question.compared_with)
    if not isinstance(claims, tuple):
        return possible
    there = {things.answer for things in claims if any(things.hold(facts()[code]) for code in seen.there)}
    named = {things.answer for things in claims}
    return [answer for answer in possible if (answer in there if there else answer not in named)]


def _choices(question: AskedQuestion, seen: Seen) -> tuple[Sequence[str], Sequence[str]]:
    """Answers that raise nothing, and answers that ask for a reason."""
    match question.answer_type:
        case AnswerType.YES_NO:
            possible: Sequence[str] = ("yes", "no")
        case AnswerType.CHOICE:
            possible = tuple(code for code, _ in question.choices)
        case _:
            possible = measured(question.code, question.unit)
    possible = _true(question, seen, possible)
    worst = {answer: _worst(question, answer) for answer in possible}
    usual = [answer for answer in possible if worst[answer] is None]
    if not usual:
        usual = [answer for answer in possible if worst[answer] is Severity.REMIND]
    return usual, [answer for answer in possible if worst[answer] is Severity.NEEDS_REASON]


def _worst(question: AskedQuestion, typed: str) -> Severity | None:
    """The worst flag that an answer raises; BLOCK also for what cannot be read."""
    answer = read_answer(question, typed)
    if isinstance(answer, Reason):
        return Severity.BLOCK
    raised = {check.severity for check in flagged(question, answer)}
    return next((one for one in (Severity.BLOCK, Severity.NEEDS_REASON, Severity.REMIND) if one in raised), None)
