"""Owns: which written reason goes with which check: its own, or that of another check about the same fact.
Refuses: nothing; `entering` says which reason is missing."""

from collections.abc import Mapping, Sequence

from handrail.catalogue.rules.facts import Check
from handrail.catalogue.states import Severity


def alike(check: Check, checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks that one reason serves, in their order: those about the same fact of the person, such as a weight
    above the limits of three items; of any other check, itself alone."""
    if not check.fact or check.severity is not Severity.NEEDS_REASON:
        return (check,)
    return tuple(one for one in checks if one.fact == check.fact and one.severity is Severity.NEEDS_REASON)


def asks_for_reason(check: Check, checks: Sequence[Check], reasons: Mapping[str, str]) -> bool:
    """Whether a reason is asked at this check, rather than at another that it serves too: where one is stated for it,
    be it empty, else at the first of a fact for which none is."""
    if check.severity is not Severity.NEEDS_REASON:
        return False
    group = alike(check, checks)
    stated = any(one.key in reasons for one in group)
    return check.key in reasons if stated else group[0].key == check.key


def reason_for(check: Check, checks: Sequence[Check], reasons: Mapping[str, str]) -> str:
    """What was written for a check, else for one that is alike. A reason that is stated and empty asks for its own: who
    wrote one before a check came up has not said that it counts for this too."""
    if check.key in reasons:
        return reasons[check.key].strip()
    said = (reasons.get(one.key, "").strip() for one in alike(check, checks))
    return next(filter(None, said), "")
