"""Words for a check of an order: of which items it speaks, what it found, and what about an answer asks for a look.
Refuses to say what is right for a person: it repeats the rule, the answer and the numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from handrail.catalogue.rules.facts import CheckCode
from handrail.catalogue.states import Severity
from handrail.core.refusal import Reason
from handrail.orders.rules.facts import OrderReason
from handrail.wording import say

_ASKS = {
    Severity.BLOCK: "With this answer it cannot be ordered",
    Severity.NEEDS_REASON: "With this answer a reason is asked before it is ordered",
    Severity.REMIND: "With this answer, look again whether it is the right item",
}
_LIMITS = {
    ">": "Answers above {limit} need a look",
    ">=": "Answers of {limit} or more need a look",
    "<": "Answers below {limit} need a look",
    "<=": "Answers of {limit} or less need a look",
    "between": "Answers near this, up to {limit}, need a look",
}


def check_title(code: CheckCode, names: Sequence[str], numbers: Mapping[str, Any]) -> str:
    """What was found, after the items that it is about."""
    about = " and ".join(dict.fromkeys(names))
    return f"{about}: {say(code, **numbers)}" if about else say(code, **numbers)


def reason_wanted(reason: Reason) -> str:
    """The sentence for a reason that is missing, with the check that asks for it: of an answer, its question; and where
    the check stands nowhere on the page (`items`), what it is about."""
    numbers = dict(reason.params)
    if reason.code != OrderReason.CHECK_REASON_MISSING or "check" not in numbers:
        return say(reason.code, **numbers)
    about = f"“{numbers['question']}”" if "question" in numbers else say(CheckCode(str(numbers["check"])), **numbers)
    items = f"{numbers['items']}: " if numbers.get("items") else ""
    return f"Give your reason for going on: {items}{about}"


def check_detail(severity: Severity, text: str, numbers: Mapping[str, Any]) -> str:
    """The rule's own words; and of an answer: which question, what was answered, and why it needs a look."""
    return " ".join(part for part in (text, answer_detail(severity, numbers)) if part)


def answer_detail(severity: Severity, numbers: Mapping[str, Any]) -> str:
    """The question, the answer and why it needs a look; empty for a check that is not about an answer."""
    if "question" not in numbers:
        return ""
    limit = numbers.get("limit")
    unit = f" {numbers['unit']}" if limit and numbers.get("unit") else ""
    why = _ASKS[severity]
    if limit:
        why = f"{_LIMITS[str(numbers['operator'])].format(limit=f'{limit}{unit}')}. {why}"
    beside = ""
    if "beside_question" in numbers:
        beside = f" “{numbers['beside_question']}” was answered “{numbers['beside_answer']}”."
    instead = f" Think of: {numbers['instead_name']}." if numbers.get("instead_name") else ""
    return f"“{numbers['question']}” was answered “{numbers['answer']}{unit}”.{beside} {why}.{instead}"
