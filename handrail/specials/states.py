"""Owns: the states of what somebody asked for that the catalogue does not have, and every move between them.
Refuses: nothing itself; `core.moves` refuses what is not in this table."""

from enum import StrEnum


class SpecialState(StrEnum):
    """Where a request for a special stands. MET: something that is there already does the job. From QUOTED to REFUSED
    the state follows the order line that the chosen quote became."""

    REQUESTED = "REQUESTED"
    SEARCHED = "SEARCHED"
    MET = "MET"
    QUOTED = "QUOTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    BOUGHT = "BOUGHT"
    WITHDRAWN = "WITHDRAWN"


class SpecialEvent(StrEnum):
    """What can happen to a request for a special."""

    SEARCH = "SEARCH"
    PICK = "PICK"
    CHOOSE_QUOTE = "CHOOSE_QUOTE"
    APPROVE = "APPROVE"
    REFUSE = "REFUSE"
    WAIT_AGAIN = "WAIT_AGAIN"
    BUY = "BUY"
    WITHDRAW = "WITHDRAW"


_S, _E = SpecialState, SpecialEvent

INITIAL: frozenset[SpecialState] = frozenset({_S.REQUESTED})
# May still be looked for among what is there.
SEARCHABLE: frozenset[SpecialState] = frozenset({_S.REQUESTED, _S.SEARCHED})
# Follow the order line.
FOLLOWING: frozenset[SpecialState] = frozenset({_S.QUOTED, _S.APPROVED, _S.REFUSED})
WITHDRAWABLE: frozenset[SpecialState] = SEARCHABLE | FOLLOWING
# Nothing more is to be done by those who look after specials.
ENDED: frozenset[SpecialState] = frozenset({_S.MET, _S.BOUGHT, _S.WITHDRAWN})

MOVES: dict[tuple[SpecialState, SpecialEvent], SpecialState] = {
    (_S.REQUESTED, _E.SEARCH): _S.SEARCHED,
    (_S.REQUESTED, _E.PICK): _S.MET,
    (_S.REQUESTED, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.SEARCHED, _E.PICK): _S.MET,
    (_S.SEARCHED, _E.CHOOSE_QUOTE): _S.QUOTED,
    (_S.SEARCHED, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.QUOTED, _E.APPROVE): _S.APPROVED,
    (_S.QUOTED, _E.REFUSE): _S.REFUSED,
    (_S.QUOTED, _E.WITHDRAW): _S.WITHDRAWN,
    # An urgent order goes before its release, and the review afterwards says no.
    (_S.APPROVED, _E.REFUSE): _S.REFUSED,
    # The order was changed, cancelled or sent back: what was given for it holds no longer.
    (_S.APPROVED, _E.WAIT_AGAIN): _S.QUOTED,
    (_S.APPROVED, _E.BUY): _S.BOUGHT,
    (_S.APPROVED, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.REFUSED, _E.WAIT_AGAIN): _S.QUOTED,
    (_S.REFUSED, _E.APPROVE): _S.APPROVED,
    (_S.REFUSED, _E.WITHDRAW): _S.WITHDRAWN,
}
