"""Decides from the outcomes of its tasks whether a visit is done, partly done or failed, and what follows.
Refuses a visit that failed without a reason from the contract's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handrail.core.refusal import refuse
from handrail.visits.codes import Outcome
from handrail.visits.rules.next_steps import BY_OUTCOME, Follow, NextStep, Side, follow_of
from handrail.visits.states import VisitState

# Nothing is left to do: done, struck out, or a collection that is not wanted after all.
SETTLED = frozenset({Outcome.DONE, Outcome.STILL_NEEDED, Outcome.CANCELLED})
UNDONE = frozenset({Outcome.NOT_DONE, Outcome.MISSING, Outcome.REFUSED})


class OutcomeReason(StrEnum):
    """Why the end of a visit cannot be recorded as it stands."""

    FAIL_CODE_NEEDED = "FAIL_CODE_NEEDED"
    FAIL_CODE_UNKNOWN = "FAIL_CODE_UNKNOWN"


@dataclass(frozen=True, slots=True)
class VisitEnd:
    """How a visit ended: the state, and for what is left the reason, its side, the next step and its owner."""

    state: VisitState
    fail_code: str = ""
    fail_side: str = ""
    follow: Follow | None = None

    @property
    def visit_again(self) -> bool:
        """Whether what is left gets a follow-up visit at once."""
        return self.follow is not None and self.follow.step is NextStep.VISIT_AGAIN


def leading(reasons: Sequence[str], sides: Mapping[str, Side]) -> str:
    """Of the reasons given for the things of one visit, the one that decides its next step: the first that wants more
    than another visit, as things to be brought again get that visit each by its own reason. Empty without any."""
    first = reasons[0] if reasons else ""
    if not brought_again(first, sides):
        return first
    return next((reason for reason in reasons if reason in sides and not brought_again(reason, sides)), first)


def brought_again(reason: str, sides: Mapping[str, Side]) -> bool:
    """Whether a thing that was left undone for this reason needs nothing but another visit."""
    return reason in sides and follow_of(reason, sides[reason]).step is NextStep.VISIT_AGAIN


def end_of(outcomes: Sequence[Outcome], *, fail_code: str, sides: dict[str, Side], extras: bool = False) -> VisitEnd:
    """How a visit with these outcomes ended. `sides`: the contract's reasons, each with the side it lies on; `extras`:
    something was handed over or taken along that was not on the list. Raises `Refused`."""
    if fail_code and fail_code not in sides:
        raise refuse(OutcomeReason.FAIL_CODE_UNKNOWN, "fail_code", reason=fail_code)
    left = [outcome for outcome in outcomes if outcome not in SETTLED]
    if not left:
        return VisitEnd(VisitState.COMPLETED)
    worst = next((outcome for outcome in (Outcome.MISSING, Outcome.REFUSED) if outcome in left), left[0])
    side = sides.get(fail_code, Side.NONE)
    follow = follow_of(fail_code, side) if fail_code else BY_OUTCOME[worst]
    done = extras or any(outcome in {Outcome.DONE, Outcome.PART_DONE, Outcome.STILL_NEEDED} for outcome in outcomes)
    if done:
        return VisitEnd(VisitState.PART_COMPLETED, fail_code, side.value if fail_code else "", follow)
    if not fail_code:
        raise refuse(OutcomeReason.FAIL_CODE_NEEDED, "fail_code")
    return VisitEnd(VisitState.FAILED, fail_code, side.value, follow)
