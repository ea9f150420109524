"""Owns: the states of a contract and every move between them.
Refuses: nothing itself; `core.moves` refuses what is not in this table."""

from enum import StrEnum


class ContractState(StrEnum):
    """Where a contract stands. Equipment is supplied in LIVE and EXTENDED, and collected in EXITING too."""

    AWARDED = "AWARDED"
    MOBILISING = "MOBILISING"
    LIVE = "LIVE"
    EXTENDED = "EXTENDED"
    EXITING = "EXITING"
    ENDED = "ENDED"


class ContractEvent(StrEnum):
    """What can happen to a contract."""

    MOBILISE = "MOBILISE"
    GO_LIVE = "GO_LIVE"
    EXTEND = "EXTEND"
    START_EXIT = "START_EXIT"
    END = "END"


_S, _E = ContractState, ContractEvent

INITIAL: frozenset[ContractState] = frozenset({ContractState.AWARDED})
SUPPLIES: frozenset[ContractState] = frozenset({_S.LIVE, _S.EXTENDED, _S.EXITING})

MOVES: dict[tuple[ContractState, ContractEvent], ContractState] = {
    (_S.AWARDED, _E.MOBILISE): _S.MOBILISING,
    (_S.AWARDED, _E.END): _S.ENDED,
    (_S.MOBILISING, _E.GO_LIVE): _S.LIVE,
    (_S.MOBILISING, _E.END): _S.ENDED,
    (_S.LIVE, _E.EXTEND): _S.EXTENDED,
    (_S.LIVE, _E.START_EXIT): _S.EXITING,
    # A second and third extension are usual.
    (_S.EXTENDED, _E.EXTEND): _S.EXTENDED,
    (_S.EXTENDED, _E.START_EXIT): _S.EXITING,
    # The next provider is late: the exit is put off.
    (_S.EXITING, _E.EXTEND): _S.EXTENDED,
    (_S.EXITING, _E.END): _S.ENDED,
}
