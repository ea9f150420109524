"""What may and may not happen to a loan."""

from handrail.core.moves import path, states_before
from handrail.loans.states import INITIAL, MOVES, OPEN, EndReason, LoanEvent, LoanState

E, S = LoanEvent, LoanState


def test_reviewed_kept_asked_back_and_ended() -> None:
    assert path(MOVES, S.ACTIVE, E.REVIEW_FALLS_DUE, E.KEEP, E.REQUEST_RETURN, E.END)[-1] is S.ENDED


def test_still_needed_at_the_door() -> None:
    assert path(MOVES, S.ACTIVE, E.REQUEST_RETURN, E.WITHDRAW_REQUEST) == (S.RETURN_REQUESTED, S.ACTIVE)


def test_a_wrong_end_is_mended() -> None:
    assert path(MOVES, S.REVIEW_DUE, E.END, E.CORRECT_END) == (S.ENDED, S.ACTIVE)


def test_groups() -> None:
    assert {S.ACTIVE} == INITIAL
    assert states_before(MOVES, E.END) == OPEN == set(S) - {S.ENDED}
    assert {reason.name for reason in EndReason} == {"RETURNED", "LOST", "SOLD", "GIFTED", "TRANSFERRED", "MISTAKEN"}
