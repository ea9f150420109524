"""Owns: the states of a loan, why one ends, and every move between the states.
Refuses: nothing itself; `core.moves` refuses what is not in this table."""

from enum import StrEnum


class LoanState(StrEnum):
    """Where a loan stands. A counted loan of which a part came back stays as it is, with the count that came back."""

    ACTIVE = "ACTIVE"
    REVIEW_DUE = "REVIEW_DUE"
    RETURN_REQUESTED = "RETURN_REQUESTED"
    ENDED = "ENDED"


class LoanEvent(StrEnum):
    """What can happen to a loan."""

    REVIEW_FALLS_DUE = "REVIEW_FALLS_DUE"
    KEEP = "KEEP"
    REQUEST_RETURN = "REQUEST_RETURN"
    WITHDRAW_REQUEST = "WITHDRAW_REQUEST"
    END = "END"
    CORRECT_END = "CORRECT_END"


class EndReason(StrEnum):
    """How a loan ended. MISTAKEN: it never was (a wrong scan or person), so it counts in no return rate."""

    RETURNED = "RETURNED"
    LOST = "LOST"
    SOLD = "SOLD"
    GIFTED = "GIFTED"
    TRANSFERRED = "TRANSFERRED"
    MISTAKEN = "MISTAKEN"


class ToldHow(StrEnum):
    """How somebody who has something recalled was told of it, or was to be."""

    PHONE = "PHONE"
    LETTER = "LETTER"
    VISIT = "VISIT"


class StillUsed(StrEnum):
    """Whether who was told of a recall still uses the thing."""

    STOPPED = "STOPPED"
    USED = "USED"
    NOT_SAID = "NOT_SAID"


_S, _E = LoanState, LoanEvent

INITIAL: frozenset[LoanState] = frozenset({LoanState.ACTIVE})
OPEN: frozenset[LoanState] = frozenset({_S.ACTIVE, _S.REVIEW_DUE, _S.RETURN_REQUESTED})

MOVES: dict[tuple[LoanState, LoanEvent], LoanState] = {
    (_S.ACTIVE, _E.REVIEW_FALLS_DUE): _S.REVIEW_DUE,
    (_S.ACTIVE, _E.REQUEST_RETURN): _S.RETURN_REQUESTED,
    (_S.ACTIVE, _E.END): _S.ENDED,
    (_S.REVIEW_DUE, _E.KEEP): _S.ACTIVE,
    (_S.REVIEW_DUE, _E.REQUEST_RETURN): _S.RETURN_REQUESTED,
    (_S.REVIEW_DUE, _E.END): _S.ENDED,
    # Still needed after all: said by telephone, or at the door.
    (_S.RETURN_REQUESTED, _E.WITHDRAW_REQUEST): _S.ACTIVE,
    (_S.RETURN_REQUESTED, _E.END): _S.ENDED,
    # A wrong scan ended the wrong loan, or a lost item turned up where it was lent.
    (_S.ENDED, _E.CORRECT_END): _S.ACTIVE,
}
