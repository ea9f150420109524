"""What may and may not happen to a prescriber's account."""

from handrail.core.moves import path, states_before
from handrail.identity.states import INITIAL, MOVES, AccountEvent, AccountState

E, S = AccountEvent, AccountState


def test_applied_trained_active_suspended_restored_left_and_back() -> None:
    events = (E.TRAIN, E.ACTIVATE, E.SUSPEND, E.RESTORE, E.LEAVE, E.REAPPLY)
    assert path(MOVES, S.APPLIED, *events) == (S.TRAINED, S.ACTIVE, S.SUSPENDED, S.ACTIVE, S.LEFT, S.APPLIED)


def test_nobody_is_active_untrained_and_anyone_may_leave() -> None:
    assert {S.APPLIED} == INITIAL
    assert states_before(MOVES, E.ACTIVATE) == {S.TRAINED}
    assert states_before(MOVES, E.LEAVE) == set(S) - {S.LEFT}
