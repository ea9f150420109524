"""Owns: the states of an asset, which are the conditions of counted stock too, and every move between them.
Refuses: nothing itself; `core.moves` refuses what is not in this table."""

from enum import StrEnum


class AssetState(StrEnum):
    """The state of one serialised thing. Counted stock uses the same codes as its condition (promise 3)."""

    ON_ORDER = "ON_ORDER"
    READY = "READY"
    HELD = "HELD"
    LOADED = "LOADED"
    ON_LOAN = "ON_LOAN"
    RETURNED_DIRTY = "RETURNED_DIRTY"
    DECONTAMINATED = "DECONTAMINATED"
    IN_REPAIR = "IN_REPAIR"
    PASSED = "PASSED"
    QUARANTINED = "QUARANTINED"
    SCRAPPED = "SCRAPPED"
    LOST = "LOST"
    SOLD = "SOLD"
    GIFTED = "GIFTED"
    TRANSFERRED = "TRANSFERRED"


class AssetEvent(StrEnum):
    """What can happen to an asset. BOOK_IN, RECORD_ and CORRECT_ events record what has happened already: they lead
    from every state in which the thing could in truth have been, whatever the record said."""

    RECEIVE = "RECEIVE"
    RECEIVE_UNTESTED = "RECEIVE_UNTESTED"
    HOLD = "HOLD"
    RELEASE = "RELEASE"
    LET_GO_PICKED = "LET_GO_PICKED"
    LOAD = "LOAD"
    UNLOAD = "UNLOAD"
    DELIVER = "DELIVER"
    GIVE = "GIVE"
    COLLECT = "COLLECT"
    MOVE = "MOVE"
    DECONTAMINATE = "DECONTAMINATE"
    PASS = "PASS"  # noqa: S105  (an inspection is passed: no secret)
    SEND_TO_REPAIR = "SEND_TO_REPAIR"
    REPAIR = "REPAIR"
    PUT_AWAY = "PUT_AWAY"
    TAKE_FOR_TEST = "TAKE_FOR_TEST"
    QUARANTINE = "QUARANTINE"
    CLEAR_TO_TEST = "CLEAR_TO_TEST"
    CLEAR_TO_CLEAN = "CLEAR_TO_CLEAN"
    SCRAP = "SCRAP"
    LOSE = "LOSE"
    SELL = "SELL"
    TRANSFER = "TRANSFER"
    CANCEL_ORDER = "CANCEL_ORDER"
    BOOK_IN_DIRTY = "BOOK_IN_DIRTY"
    RECORD_ON_LOAN = "RECORD_ON_LOAN"
    CORRECT_TO_LOADED = "CORRECT_TO_LOADED"
    CORRECT_TO_HELD = "CORRECT_TO_HELD"


_S, _E = AssetState, AssetEvent

# Goods in starts at ON_ORDER. The others are for records brought from the old provider and things found.
INITIAL: frozenset[AssetState] = frozenset(
    {
        _S.ON_ORDER,
        _S.READY,
        _S.ON_LOAN,
        _S.RETURNED_DIRTY,
        _S.DECONTAMINATED,
        _S.IN_REPAIR,
        _S.PASSED,
        _S.QUARANTINED,
    }
)
# Promise 4: nothing else is chosen for a person.
ISSUABLE: frozenset[AssetState] = frozenset({_S.READY})
# Chosen for a person already, and checked again at each further step.
COMMITTED: frozenset[AssetState] = frozenset({_S.HELD, _S.LOADED})
IN_A_STORE: frozenset[AssetState] = frozenset(
    {
        _S.READY,
        _S.HELD,
        _S.RETURNED_DIRTY,
        _S.DECONTAMINATED,
        _S.IN_REPAIR,
        _S.PASSED,
        _S.QUARANTINED,
    }
)
GONE: frozenset[AssetState] = frozenset({_S.SCRAPPED, _S.LOST, _S.SOLD, _S.GIFTED, _S.TRANSFERRED})

_SUPPLY: dict[tuple[AssetState, AssetEvent], AssetState] = {
    (_S.ON_ORDER, _E.RECEIVE): _S.PASSED,
    # Lifting and electrical equipment without a maker's certificate is tested before its first use.
    (_S.ON_ORDER, _E.RECEIVE_UNTESTED): _S.DECONTAMINATED,
    (_S.ON_ORDER, _E.CANCEL_ORDER): _S.SCRAPPED,
    (_S.PASSED, _E.PUT_AWAY): _S.READY,
    (_S.READY, _E.HOLD): _S.HELD,
    (_S.HELD, _E.RELEASE): _S.READY,
    # It was taken off its shelf for somebody and is not needed: somebody carries it back before others get it.
    (_S.HELD, _E.LET_GO_PICKED): _S.PASSED,
    (_S.HELD, _E.LOAD): _S.LOADED,
    (_S.LOADED, _E.UNLOAD): _S.HELD,
    # From READY: issued by scan from a satellite store. From HELD: fetched at the counter.
    (_S.READY, _E.DELIVER): _S.ON_LOAN,
    (_S.HELD, _E.DELIVER): _S.ON_LOAN,
    (_S.LOADED, _E.DELIVER): _S.ON_LOAN,
    # A gift by its supply route, a fitting that stays with the home, or a loan that the person may keep.
    (_S.READY, _E.GIVE): _S.GIFTED,
    (_S.HELD, _E.GIVE): _S.GIFTED,
    (_S.LOADED, _E.GIVE): _S.GIFTED,
    (_S.ON_LOAN, _E.GIVE): _S.GIFTED,
    (_S.READY, _E.SELL): _S.SOLD,
    (_S.ON_LOAN, _E.SELL): _S.SOLD,
    (_S.READY, _E.TRANSFER): _S.TRANSFERRED,
    (_S.QUARANTINED, _E.TRANSFER): _S.TRANSFERRED,
    # The loan goes with the person, by agreement with the next area.
    (_S.ON_LOAN, _E.TRANSFER): _S.TRANSFERRED,
}

_RECYCLING: dict[tuple[AssetState, AssetEvent], AssetState] = {
    (_S.ON_LOAN, _E.COLLECT): _S.RETURNED_DIRTY,
    (_S.RETURNED_DIRTY, _E.DECONTAMINATE): _S.DECONTAMINATED,
    (_S.DECONTAMINATED, _E.PASS): _S.PASSED,
    (_S.DECONTAMINATED, _E.SEND_TO_REPAIR): _S.IN_REPAIR,
    (_S.PASSED, _E.SEND_TO_REPAIR): _S.IN_REPAIR,
    (_S.READY, _E.SEND_TO_REPAIR): _S.IN_REPAIR,
    (_S.QUARANTINED, _E.SEND_TO_REPAIR): _S.IN_REPAIR,
    # After a repair it is tested again: never straight to the shelf.
    (_S.IN_REPAIR, _E.REPAIR): _S.DECONTAMINATED,
    # The examination or test on the shelf has run out.
    (_S.READY, _E.TAKE_FOR_TEST): _S.DECONTAMINATED,
    (_S.PASSED, _E.TAKE_FOR_TEST): _S.DECONTAMINATED,
    (_S.QUARANTINED, _E.CLEAR_TO_TEST): _S.DECONTAMINATED,
    (_S.QUARANTINED, _E.CLEAR_TO_CLEAN): _S.RETURNED_DIRTY,
    (_S.SCRAPPED, _E.QUARANTINE): _S.QUARANTINED,
}

_STORED = (_S.READY, _S.HELD, _S.RETURNED_DIRTY, _S.DECONTAMINATED, _S.IN_REPAIR, _S.PASSED)

_ANY_TIME: dict[tuple[AssetState, AssetEvent], AssetState] = {
    **{(state, _E.QUARANTINE): _S.QUARANTINED for state in (*_STORED, _S.ON_ORDER, _S.LOADED)},
    **{
        (state, _E.SCRAP): _S.SCRAPPED
        for state in (_S.READY, _S.RETURNED_DIRTY, _S.DECONTAMINATED, _S.IN_REPAIR, _S.PASSED, _S.QUARANTINED)
    },
    **{(state, _E.LOSE): _S.LOST for state in (*_STORED, _S.QUARANTINED, _S.LOADED, _S.ON_LOAN)},
    # Another place and the same state: between stores, benches and vans, or a loan that follows its person.
    **{(state, _E.MOVE): state for state in (*_STORED, _S.QUARANTINED, _S.LOADED, _S.ON_LOAN)},
}

_AS_FOUND: dict[tuple[AssetState, AssetEvent], AssetState] = {
    # It stands in front of us, so it is here, and it counts as dirty, whatever the record said. ON_LOAN: see COLLECT.
    **{
        (state, _E.BOOK_IN_DIRTY): _S.RETURNED_DIRTY
        for state in AssetState
        if state not in {_S.RETURNED_DIRTY, _S.ON_LOAN}
    },
    # It is with a person, whatever the record said. From ON_LOAN: with another person than recorded.
    **{(state, _E.RECORD_ON_LOAN): _S.ON_LOAN for state in AssetState},
    # A wrong scan at the door: it is still on the van. At a counter: it never left the store.
    (_S.ON_LOAN, _E.CORRECT_TO_LOADED): _S.LOADED,
    (_S.ON_LOAN, _E.CORRECT_TO_HELD): _S.HELD,
    (_S.GIFTED, _E.CORRECT_TO_LOADED): _S.LOADED,
    (_S.GIFTED, _E.CORRECT_TO_HELD): _S.HELD,
}

MOVES: dict[tuple[AssetState, AssetEvent], AssetState] = {**_SUPPLY, **_RECYCLING, **_ANY_TIME, **_AS_FOUND}

# These only record what is already so; a step that nothing else takes goes with an exception that has an owner.
RECORDING: frozenset[AssetEvent] = frozenset(
    {_E.BOOK_IN_DIRTY, _E.RECORD_ON_LOAN, _E.CORRECT_TO_LOADED, _E.CORRECT_TO_HELD}
)
