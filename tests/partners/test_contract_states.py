"""What may and may not happen to a contract."""

from handrail.core.moves import final_states, path, states_before
from handrail.partners.states import INITIAL, MOVES, SUPPLIES, ContractEvent, ContractState

E, S = ContractEvent, ContractState


def test_awarded_live_extended_twice_and_ended() -> None:
    events = (E.MOBILISE, E.GO_LIVE, E.EXTEND, E.EXTEND, E.START_EXIT, E.EXTEND, E.START_EXIT, E.END)
    assert path(MOVES, S.AWARDED, *events)[-1] is S.ENDED


def test_a_live_contract_ends_only_through_an_exit() -> None:
    assert {S.AWARDED} == INITIAL
    assert states_before(MOVES, E.END) == {S.AWARDED, S.MOBILISING, S.EXITING}
    assert {S.LIVE, S.EXTENDED, S.EXITING} == SUPPLIES
    assert final_states(MOVES, S) == {S.ENDED}
