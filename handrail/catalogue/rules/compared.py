"""Owns: the language that says what an answer is held against (the record, the calendar, the basket), and doing so.
Refuses: a comparison that it cannot read (ComparisonSyntaxError); impossible days are reasons, doubts are checks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from handrail.catalogue.rules.facts import (
    PART,
    BasketItem,
    Check,
    CheckCode,
    CheckKind,
    Holding,
    Measured,
    Measures,
    ProductFacts,
    shown,
)
from handrail.catalogue.rules.flags import Answer
from handrail.catalogue.rules.questions import AnswerReason, Answers, AskedQuestion, answer_words
from handrail.catalogue.states import Measure, Severity
from handrail.core.refusal import Reason


class DayKind(StrEnum):
    """What a day can be."""

    PAST_DAY = "past_day"


class PartKind(StrEnum):
    """The answer says whether what the thing needs is there, as rules of fit say it too."""

    PART = PART


class ComparisonSyntaxError(ValueError):
    """A comparison that cannot be read."""


@dataclass(frozen=True, slots=True)
class Things:
    """The answer that is true exactly where something that asks one of these question sets, or is of one of these size
    groups, is ordered or with the person."""

    answer: str
    sets: frozenset[str]
    groups: frozenset[str] = frozenset()

    def hold(self, product: ProductFacts) -> bool:
        """Whether a product is one of them."""
        return product.question_set in self.sets or product.size_group in self.groups


type Comparison = Measure | DayKind | PartKind | tuple[Things, ...]

# A size group has a tilde before it, a question set has none.
_THINGS = re.compile(r"([a-z0-9_]+)=(~?[a-z0-9_]+(?:\+~?[a-z0-9_]+)*)")


@lru_cache(maxsize=256)
def parse_comparison(text: str) -> Comparison | None:
    """ "weight", "height", "past_day", "part", or "answer=set+~group; answer=set"; None for an empty text. Raises
    ComparisonSyntaxError."""
    if not text:
        return None
    if text in set(Measure):
        return Measure(text)
    if text in set(DayKind):
        return DayKind(text)
    if text in set(PartKind):
        return PartKind(text)
    return tuple(_things(part) for part in text.split("; "))


def _things(text: str) -> Things:
    match = _THINGS.fullmatch(text)
    if match is None:
        raise ComparisonSyntaxError(text)
    codes = match[2].split("+")
    groups = frozenset(code.removeprefix("~") for code in codes if code.startswith("~"))
    return Things(match[1], frozenset(code for code in codes if not code.startswith("~")), groups)


@dataclass(frozen=True, slots=True)
class Known:
    """What answers are held against. `measured`: what the record says, each with its day; `born_on` None: not known."""

    today: date
    born_on: date | None
    basket: tuple[BasketItem, ...]
    holdings: tuple[Holding, ...]
    measured: tuple[Measured, ...]


# How far a measure may be from the record without a word: at once, as a part of it, and more with every week.
# Scales differ, clothes weigh, children grow.
_APART = {
    Measure.WEIGHT: (Decimal(5), Decimal("0.05"), Decimal(1)),
    Measure.HEIGHT: (Decimal(5), Decimal("0.03"), Decimal("0.5")),
}
_DIFFERS = {Measure.WEIGHT: CheckCode.WEIGHT_DIFFERS, Measure.HEIGHT: CheckCode.HEIGHT_DIFFERS}


def measures_now(questions: Iterable[AskedQuestion], answers: Answers, recorded: Measures) -> Measures:
    """The person's measures: what was answered now before what the record says."""
    said: dict[Measure, Decimal] = {}
    for question in questions:
        answer, kind = answers.get(question.code), parse_comparison(question.compared_with)
        if isinstance(kind, Measure) and isinstance(answer, Decimal):
            said[kind] = answer
    return Measures(said.get(Measure.WEIGHT, recorded.weight_kg), said.get(Measure.HEIGHT, recorded.height_cm))


def impossible_days(questions: Iterable[AskedQuestion], answers: Answers, known: Known) -> tuple[Reason, ...]:
    """Days on which nothing can have been assessed: they are to come, or the person was not born."""
    found: list[Reason] = []
    for question in questions:
        day = answers.get(question.code)
        if parse_comparison(question.compared_with) is not DayKind.PAST_DAY or not isinstance(day, date):
            continue
        params = (("question", question.text), ("on", day.isoformat()))
        if day > known.today:
            found.append(Reason(AnswerReason.DAY_TO_COME, f"answers.{question.code}", params))
        elif known.born_on is not None and day < known.born_on:
            born = ("born_on", known.born_on.isoformat())
            found.append(Reason(AnswerReason.DAY_BEFORE_BIRTH, f"answers.{question.code}", (*params, born)))
    return tuple(found)


def compared_things(questions: Iterable[AskedQuestion], answers: Answers, known: Known) -> tuple[Check, ...]:
    """Answers that do not go with what is ordered or held: one that denies what is there, or names another, asks for a
    reason; one that speaks of what is not there, where nothing else of that kind is, is shown: it may be the
    person's own."""
    found: list[Check] = []
    for question in questions:
        answer, claims = answers.get(question.code), parse_comparison(question.compared_with)
        if not isinstance(claims, tuple) or answer is None:
            continue
        said = ("yes" if answer else "no") if isinstance(answer, bool) else answer
        named = [things for things in claims if things.answer == said]
        if _there(named, known):
            continue
        others = _there(claims, known)
        if others:
            check = _about_things(question, answer, CheckCode.ANSWER_DENIES_THING, Severity.NEEDS_REASON, others)
            found.append(check)
        elif named:
            found.append(_about_things(question, answer, CheckCode.ANSWER_WITHOUT_THING, Severity.REMIND, ()))
    return tuple(found)


def _there(claims: Iterable[Things], known: Known) -> tuple[str, ...]:
    """The products of these claims that are ordered or with the person, each once."""
    products = [item.product for item in known.basket] + [holding.product for holding in known.holdings]
    any_of = tuple(claims)
    return tuple(dict.fromkeys(one.code for one in products if any(things.hold(one) for things in any_of)))


def _about_things(
    question: AskedQuestion, answer: Answer, code: CheckCode, severity: Severity, there: tuple[str, ...]
) -> Check:
    asking = tuple(dict.fromkeys(product.code for use in question.uses for product in use.products))
    return Check(
        key=f"answer:{question.code}:compared",
        kind=CheckKind.ANSWER,
        code=code,
        severity=severity,
        products=asking,
        against=there,
        numbers=(("question", question.text), ("answer", answer_words(question, answer))),
    )


def compared_measures(measures: Measures, known: Known) -> tuple[Check, ...]:
    """Measures of now that are further from the record than the time between can explain."""
    now = {Measure.WEIGHT: measures.weight_kg, Measure.HEIGHT: measures.height_cm}
    return tuple(
        check
        for before in known.measured
        if (value := now[before.measure]) is not None and (check := _differs(before, value, known.today))
    )


def _differs(before: Measured, value: Decimal, today: date) -> Check | None:
    least, part, a_week = _APART[before.measure]
    days = max(0, (today - before.on).days)
    apart = abs(value - before.value)
    if apart <= max(least, before.value * part) + a_week * days / 7:
        return None
    numbers = (
        ("now", shown(value)),
        ("then", shown(before.value)),
        ("on", before.on.isoformat()),
        ("days", days),
        ("apart", shown(apart)),
    )
    return Check(
        key=f"measure:{before.measure}",
        kind=CheckKind.ANSWER,
        code=_DIFFERS[before.measure],
        severity=Severity.NEEDS_REASON,
        products=(),
        numbers=numbers,
    )
