"""Owns: the small language of flag rules (`condition → action; ...`, the first that holds counts) and its evaluation.
Refuses: a rule that it cannot read whole (FlagSyntaxError), naming the part."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import assert_never

from handrail.catalogue.states import Severity

type Answer = bool | Decimal | str | date

NO_OTHERS: Mapping[str, Answer] = MappingProxyType({})
PRODUCT_COLUMNS = ("max_user_weight_kg", "min_user_height_cm", "max_user_height_cm")


class FlagSyntaxError(ValueError):
    """A flag rule that cannot be read; `part` is the piece at fault."""

    def __init__(self, part: str) -> None:
        super().__init__(f"not a flag rule: {part!r}")
        self.part = part


@dataclass(frozen=True, slots=True)
class Is:
    """The answer is this choice; yes and no for a yes_no question."""

    code: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The number stands so to a limit: a number, or the name of a product's column."""

    operator: str
    limit: Decimal | str


@dataclass(frozen=True, slots=True)
class Between:
    """The number lies between both, ends included."""

    low: Decimal
    high: Decimal


type Condition = Is | Compared | Between


@dataclass(frozen=True, slots=True)
class Branch:
    """One `condition → action`. `beside`: it counts only where this other question has this answer; `instead`: a size
    group to think of, whose own products it does not speak of."""

    condition: Condition
    action: Severity
    beside: tuple[str, str] | None = None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """A branch that held, and the limit it was held against: None when the condition is a choice. `beside`: the other
    question that it took; `instead`: the size group to think of."""

    action: Severity
    operator: str
    limit: Decimal | None
    column: str | None
    beside: str = ""
    instead: str = ""


_BRANCH = re.compile(
    r"(?P<condition>.+?)(?: with (?P<question>[a-z0-9_]+)=(?P<answer>[a-z0-9_]+))? → "
    r"(?P<action>[a-z_]+)(?: \((?P<instead>[a-z0-9_]+)\))?"
)
_CODE = re.compile(r"[a-z0-9_]+")
_COMPARED = re.compile(r"(<=|>=|<|>) (?:(\d+(?:\.\d+)?)|product\.([a-z_]+))")
_BETWEEN = re.compile(r"between (\d+(?:\.\d+)?) and (\d+(?:\.\d+)?)")


@lru_cache(maxsize=1024)
def parse_flag_rule(text: str) -> tuple[Branch, ...]:
    """The branches of a rule in order; an empty text has none. Raises FlagSyntaxError."""
    return tuple(_branch(part) for part in text.split("; ")) if text else ()


def _branch(part: str) -> Branch:
    match = _BRANCH.fullmatch(part)
    if match is None or match["action"] not in set(Severity):
        raise FlagSyntaxError(part)
    beside = (match["question"], match["answer"]) if match["question"] else None
    return Branch(_condition(match["condition"]), Severity(match["action"]), beside, match["instead"] or "")


def _condition(text: str) -> Condition:
    if match := _COMPARED.fullmatch(text):
        operator, number, column = match.groups()
        if column is not None and column not in PRODUCT_COLUMNS:
            raise FlagSyntaxError(text)
        return Compared(operator, column or Decimal(number))
    if match := _BETWEEN.fullmatch(text):
        return Between(Decimal(match[1]), Decimal(match[2]))
    if _CODE.fullmatch(text):
        return Is(text)
    raise FlagSyntaxError(text)


def columns_compared(branches: tuple[Branch, ...]) -> frozenset[str]:
    """The product columns that a rule looks at."""
    limits = (branch.condition.limit for branch in branches if isinstance(branch.condition, Compared))
    return frozenset(limit for limit in limits if isinstance(limit, str))


def evaluate(
    branches: tuple[Branch, ...],
    answer: Answer,
    limits: Mapping[str, int | None],
    others: Mapping[str, Answer] = NO_OTHERS,
) -> Raised | None:
    """The first branch that holds for the answer. `limits` are the product's columns: a comparison with an empty or
    missing one is skipped, and the next branch is tried; `others` what was answered to other questions."""
    for branch in branches:
        if branch.beside is not None and not _is(others.get(branch.beside[0]), branch.beside[1]):
            continue
        raised = _holds(branch, answer, limits)
        if raised is not None:
            return replace(raised, beside=branch.beside[0] if branch.beside else "", instead=branch.instead)
    return None


def _is(answer: Answer | None, code: str) -> bool:
    return answer is (code == "yes") if isinstance(answer, bool) else answer == code


def _holds(branch: Branch, answer: Answer, limits: Mapping[str, int | None]) -> Raised | None:
    match branch.condition:
        case Is(code):
            return Raised(branch.action, "is", None, None) if _is(answer, code) else None
        case Compared(operator, limit):
            column = limit if isinstance(limit, str) else None
            number = limits.get(limit) if isinstance(limit, str) else limit
            if number is None or not isinstance(answer, Decimal):
                return None
            against = Decimal(number)
            return Raised(branch.action, operator, against, column) if _compares(answer, operator, against) else None
        case Between(low, high):
            if isinstance(answer, Decimal) and low <= answer <= high:
                return Raised(branch.action, "between", high, None)
            return None
        case _ as never:
            assert_never(never)


def _compares(answer: Decimal, operator: str, limit: Decimal) -> bool:
    return {"<": answer < limit, "<=": answer <= limit, ">": answer > limit, ">=": answer >= limit}[operator]
