"""Owns: the states of a provider's invoice, and every move between them.
Refuses: nothing itself; `core.moves` refuses what is not in this table."""

from enum import StrEnum


class InvoiceState(StrEnum):
    """Where an invoice stands. WAITING: a job checks it; nothing is kept of a check that was broken off. CHECKED: each
    line has its verdict. REFUSED: it cannot be checked, for reasons that are named at its lines."""

    RECEIVED = "RECEIVED"
    WAITING = "WAITING"
    CHECKED = "CHECKED"
    REFUSED = "REFUSED"
    FAILED = "FAILED"
    DROPPED = "DROPPED"


class InvoiceEvent(StrEnum):
    """What can happen to an invoice."""

    START = "START"
    CHECK = "CHECK"
    REFUSE = "REFUSE"
    FAIL = "FAIL"
    DROP = "DROP"


_S, _E = InvoiceState, InvoiceEvent

INITIAL: frozenset[InvoiceState] = frozenset({_S.RECEIVED})
# May be started: for the first time, or again with other columns after it was refused, or broke.
STARTABLE: frozenset[InvoiceState] = frozenset({_S.RECEIVED, _S.REFUSED, _S.FAILED})
# May be sent back. What is paid stays: its lines cannot be removed.
DROPPABLE: frozenset[InvoiceState] = STARTABLE | {_S.CHECKED}

MOVES: dict[tuple[InvoiceState, InvoiceEvent], InvoiceState] = {
    **{(state, _E.START): _S.WAITING for state in InvoiceState if state in STARTABLE},
    **{(state, _E.DROP): _S.DROPPED for state in InvoiceState if state in DROPPABLE},
    (_S.WAITING, _E.CHECK): _S.CHECKED,
    (_S.WAITING, _E.REFUSE): _S.REFUSED,
    (_S.WAITING, _E.FAIL): _S.FAILED,
}
