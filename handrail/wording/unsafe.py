"""Words for what is not safe where it stands, and what to do about it.
Refuses nothing."""

from collections.abc import Iterable, Sequence

from handrail.catalogue.rules.flags import Between, Compared, Condition, parse_flag_rule
from handrail.catalogue.rules.questions import AskedQuestion
from handrail.catalogue.states import Severity
from handrail.visits.queries.unsafe import UnsafeRow
from handrail.wording.shown import phone

LEAVE_AS_IT_IS = "I leave it as it is, although it is not safe"

BEYOND = {">": "More than {}", ">=": "{} or more", "<": "Less than {}", "<=": "{} or less"}


def limits_said(question: AskedQuestion) -> str:
    """From what number on an answer is not safe, so that a crew knows what to aim at; empty where no number is."""
    rules = (branch for use in question.uses for branch in parse_flag_rule(use.flag_rule))
    against = (rule.condition for rule in rules if rule.action is Severity.BLOCK and rule.beside is None)
    said = filter(None, (_numbers(one, question.unit) for one in against))
    return ". ".join(f"{one} is not safe" for one in dict.fromkeys(said))


def _numbers(one: Condition, unit: str) -> str:
    match one:
        case Between(low, high):
            return f"{low:f} to {high:f} {unit}".strip()
        case Compared(operator, limit) if not isinstance(limit, str):
            return BEYOND[operator].format(f"{limit:f} {unit}".strip())
        case _:
            return ""


def not_safe(product: str, said: Sequence[str], number: str = "") -> str:
    """One item, with what was answered against it."""
    return f"{', '.join(part for part in (product, number) if part)}: {'; '.join(said)}"


def not_safe_now(rows: Iterable[UnsafeRow]) -> tuple[str, ...]:
    """Each item that stands somewhere although it is not safe."""
    return tuple(f"Not safe where it stands: {not_safe(row.product, row.said, row.asset_number)}" for row in rows)


def what_to_do(office: str) -> str:
    """What a crew does about it, with the office's number where there is one."""
    ring = f"ring the office on {phone(office)}" if office else "ring the office"
    return f"Do not leave it like this: put it right, take it off, or {ring}"
