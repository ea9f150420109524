"""Owns: the states of a prescriber's account, every move between them, and the ladder of authority.
Refuses: nothing itself; `core.moves` refuses what is not in this table."""

from collections.abc import Iterable
from enum import StrEnum


class AccountState(StrEnum):
    """Where a prescriber's account stands. Only ACTIVE may order or authorise."""

    APPLIED = "APPLIED"
    TRAINED = "TRAINED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    LEFT = "LEFT"


class AccountEvent(StrEnum):
    """What can happen to an account."""

    TRAIN = "TRAIN"
    ACTIVATE = "ACTIVATE"
    SUSPEND = "SUSPEND"
    RESTORE = "RESTORE"
    LEAVE = "LEAVE"
    REAPPLY = "REAPPLY"


_S, _E = AccountState, AccountEvent

INITIAL: frozenset[AccountState] = frozenset({AccountState.APPLIED})

MOVES: dict[tuple[AccountState, AccountEvent], AccountState] = {
    (_S.APPLIED, _E.TRAIN): _S.TRAINED,
    (_S.APPLIED, _E.LEAVE): _S.LEFT,
    (_S.TRAINED, _E.ACTIVATE): _S.ACTIVE,
    (_S.TRAINED, _E.LEAVE): _S.LEFT,
    (_S.ACTIVE, _E.SUSPEND): _S.SUSPENDED,
    (_S.ACTIVE, _E.LEAVE): _S.LEFT,
    (_S.SUSPENDED, _E.RESTORE): _S.ACTIVE,
    (_S.SUSPENDED, _E.LEAVE): _S.LEFT,
    # Someone who comes back is trained again.
    (_S.LEFT, _E.REAPPLY): _S.APPLIED,
}


class AuthorityStep(StrEnum):
    """The ladder of who may order what, lowest step first (authorities.csv, "authority_covered")."""

    SIMPLE_AIDS = "simple_aids"
    ASSISTANT = "assistant"
    CLINICIAN = "clinician"
    SPECIALIST = "specialist"
    PANEL = "panel"

    def covers(self, other: "AuthorityStep") -> bool:
        """Whether this step is at least as high: each step covers those below it."""
        return _LADDER[self] >= _LADDER[other]


_LADDER: dict[AuthorityStep, int] = {step: height for height, step in enumerate(AuthorityStep)}


def highest_step(steps: Iterable[AuthorityStep]) -> AuthorityStep:
    """The highest of these steps; the lowest of the ladder when there are none."""
    return max(steps, key=_LADDER.__getitem__, default=AuthorityStep.SIMPLE_AIDS)
