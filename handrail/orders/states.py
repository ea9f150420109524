"""Owns: the states of an order line and of a release, and every move between them.
Refuses: nothing itself; `core.moves` refuses what is not in these tables."""

from enum import StrEnum


class LineState(StrEnum):
    """Where one line of an order stands. The lived clock runs from SUBMITTED to DELIVERED."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    AWAITING_AUTHORITY = "AWAITING_AUTHORITY"
    RETURNED_FOR_INFORMATION = "RETURNED_FOR_INFORMATION"
    REFUSED = "REFUSED"
    AUTHORISED = "AUTHORISED"
    ALLOCATED = "ALLOCATED"
    BACK_ORDERED = "BACK_ORDERED"
    PICKED = "PICKED"
    LOADED = "LOADED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


class LineEvent(StrEnum):
    """What can happen to a line. RECORD_ and CORRECT_ events record what has happened already; they are never refused
    for what the service would have wished."""

    SUBMIT = "SUBMIT"
    WAIT_FOR_AUTHORITY = "WAIT_FOR_AUTHORITY"
    AUTHORISE = "AUTHORISE"
    RETURN_FOR_INFORMATION = "RETURN_FOR_INFORMATION"
    RESUBMIT = "RESUBMIT"
    REFUSE = "REFUSE"
    RECONSIDER = "RECONSIDER"
    AMEND = "AMEND"
    ALLOCATE = "ALLOCATE"
    BACK_ORDER = "BACK_ORDER"
    RELEASE_STOCK = "RELEASE_STOCK"
    PICK = "PICK"
    PUT_BACK = "PUT_BACK"
    LOAD = "LOAD"
    UNLOAD = "UNLOAD"
    DELIVER = "DELIVER"
    CANCEL = "CANCEL"
    REINSTATE = "REINSTATE"
    RECORD_DELIVERED = "RECORD_DELIVERED"
    CORRECT_DELIVERY = "CORRECT_DELIVERY"


_S, _E = LineState, LineEvent

INITIAL: frozenset[LineState] = frozenset({LineState.DRAFT})

# Amended until loaded: a line that is already on the van is cancelled and ordered again.
AMENDABLE: frozenset[LineState] = frozenset(
    {
        _S.SUBMITTED,
        _S.AWAITING_AUTHORITY,
        _S.RETURNED_FOR_INFORMATION,
        _S.AUTHORISED,
        _S.ALLOCATED,
        _S.BACK_ORDERED,
        _S.PICKED,
    }
)
# What somebody decides about an order: a crew may have handed the thing over before it heard of that.
DECIDED: frozenset[LineState] = frozenset({
    _S.SUBMITTED, _S.AWAITING_AUTHORITY, _S.RETURNED_FOR_INFORMATION, _S.AUTHORISED, _S.REFUSED, _S.CANCELLED,
})  # fmt: skip
# Cancelled until handed over, from the van too.
CANCELLABLE: frozenset[LineState] = AMENDABLE | {_S.DRAFT, _S.LOADED}
# Released, and not yet with the person.
IN_SUPPLY: frozenset[LineState] = frozenset({_S.AUTHORISED, _S.ALLOCATED, _S.BACK_ORDERED, _S.PICKED, _S.LOADED})
OPEN: frozenset[LineState] = AMENDABLE | {_S.LOADED}
HOLDS_STOCK: frozenset[LineState] = frozenset({_S.ALLOCATED, _S.PICKED, _S.LOADED})

MOVES: dict[tuple[LineState, LineEvent], LineState] = {
    (_S.DRAFT, _E.SUBMIT): _S.SUBMITTED,
    (_S.DRAFT, _E.CANCEL): _S.CANCELLED,
    (_S.SUBMITTED, _E.WAIT_FOR_AUTHORITY): _S.AWAITING_AUTHORITY,
    # Within the prescriber's authority, or urgent: out now and reviewed afterwards (the release stays PENDING).
    (_S.SUBMITTED, _E.AUTHORISE): _S.AUTHORISED,
    (_S.SUBMITTED, _E.RETURN_FOR_INFORMATION): _S.RETURNED_FOR_INFORMATION,
    (_S.SUBMITTED, _E.AMEND): _S.SUBMITTED,
    (_S.SUBMITTED, _E.CANCEL): _S.CANCELLED,
    (_S.AWAITING_AUTHORITY, _E.AUTHORISE): _S.AUTHORISED,
    (_S.AWAITING_AUTHORITY, _E.RETURN_FOR_INFORMATION): _S.RETURNED_FOR_INFORMATION,
    (_S.AWAITING_AUTHORITY, _E.REFUSE): _S.REFUSED,
    (_S.AWAITING_AUTHORITY, _E.AMEND): _S.SUBMITTED,
    (_S.AWAITING_AUTHORITY, _E.CANCEL): _S.CANCELLED,
    (_S.RETURNED_FOR_INFORMATION, _E.RESUBMIT): _S.SUBMITTED,
    (_S.RETURNED_FOR_INFORMATION, _E.AMEND): _S.SUBMITTED,
    (_S.RETURNED_FOR_INFORMATION, _E.CANCEL): _S.CANCELLED,
    # A refusal that was a slip, or is challenged with new facts, goes back to the queue.
    (_S.REFUSED, _E.RECONSIDER): _S.AWAITING_AUTHORITY,
    (_S.AUTHORISED, _E.ALLOCATE): _S.ALLOCATED,
    (_S.AUTHORISED, _E.BACK_ORDER): _S.BACK_ORDERED,
    # A voucher has no visit, a satellite store issues by scan: both go straight to the person.
    (_S.AUTHORISED, _E.DELIVER): _S.DELIVERED,
    # The depot finds that a size or measurement is missing.
    (_S.AUTHORISED, _E.RETURN_FOR_INFORMATION): _S.RETURNED_FOR_INFORMATION,
    # The review after an urgent order says no before it has arrived; the item goes back to the shelf.
    (_S.AUTHORISED, _E.REFUSE): _S.REFUSED,
    (_S.AUTHORISED, _E.AMEND): _S.SUBMITTED,
    (_S.AUTHORISED, _E.CANCEL): _S.CANCELLED,
    (_S.BACK_ORDERED, _E.ALLOCATE): _S.ALLOCATED,
    (_S.BACK_ORDERED, _E.RELEASE_STOCK): _S.AUTHORISED,
    (_S.BACK_ORDERED, _E.DELIVER): _S.DELIVERED,
    (_S.BACK_ORDERED, _E.RETURN_FOR_INFORMATION): _S.RETURNED_FOR_INFORMATION,
    (_S.BACK_ORDERED, _E.REFUSE): _S.REFUSED,
    (_S.BACK_ORDERED, _E.AMEND): _S.SUBMITTED,
    (_S.BACK_ORDERED, _E.CANCEL): _S.CANCELLED,
    (_S.ALLOCATED, _E.PICK): _S.PICKED,
    (_S.ALLOCATED, _E.RELEASE_STOCK): _S.AUTHORISED,
    (_S.ALLOCATED, _E.DELIVER): _S.DELIVERED,
    (_S.ALLOCATED, _E.RETURN_FOR_INFORMATION): _S.RETURNED_FOR_INFORMATION,
    (_S.ALLOCATED, _E.REFUSE): _S.REFUSED,
    (_S.ALLOCATED, _E.AMEND): _S.SUBMITTED,
    (_S.ALLOCATED, _E.CANCEL): _S.CANCELLED,
    (_S.PICKED, _E.LOAD): _S.LOADED,
    (_S.PICKED, _E.PUT_BACK): _S.ALLOCATED,
    (_S.PICKED, _E.RELEASE_STOCK): _S.AUTHORISED,
    (_S.PICKED, _E.DELIVER): _S.DELIVERED,
    (_S.PICKED, _E.RETURN_FOR_INFORMATION): _S.RETURNED_FOR_INFORMATION,
    (_S.PICKED, _E.REFUSE): _S.REFUSED,
    (_S.PICKED, _E.AMEND): _S.SUBMITTED,
    (_S.PICKED, _E.CANCEL): _S.CANCELLED,
    (_S.LOADED, _E.DELIVER): _S.DELIVERED,
    # The visit failed: the same item waits for the next visit, or goes back to the shelf for others.
    (_S.LOADED, _E.UNLOAD): _S.ALLOCATED,
    (_S.LOADED, _E.RELEASE_STOCK): _S.AUTHORISED,
    (_S.LOADED, _E.REFUSE): _S.REFUSED,
    (_S.LOADED, _E.CANCEL): _S.CANCELLED,
    # Cancelled for the wrong person, or a death notice taken back: decided anew.
    (_S.CANCELLED, _E.REINSTATE): _S.SUBMITTED,
    # It was left with the person all the same. The record follows what happened and an exception is raised.
    (_S.SUBMITTED, _E.RECORD_DELIVERED): _S.DELIVERED,
    (_S.AWAITING_AUTHORITY, _E.RECORD_DELIVERED): _S.DELIVERED,
    (_S.RETURNED_FOR_INFORMATION, _E.RECORD_DELIVERED): _S.DELIVERED,
    (_S.REFUSED, _E.RECORD_DELIVERED): _S.DELIVERED,
    (_S.CANCELLED, _E.RECORD_DELIVERED): _S.DELIVERED,
    # A wrong scan: it was not delivered after all.
    (_S.DELIVERED, _E.CORRECT_DELIVERY): _S.AUTHORISED,
}

# These only record what is already so; a step that nothing else takes goes with an exception that has an owner.
RECORDING: frozenset[LineEvent] = frozenset({_E.RECORD_DELIVERED, _E.CORRECT_DELIVERY})


class ReleaseState(StrEnum):
    """One release that lines wait for: spending or clinical. Each is given by one authoriser."""

    PENDING = "PENDING"
    GIVEN = "GIVEN"
    RETURNED = "RETURNED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class ReleaseEvent(StrEnum):
    """What can happen to a release."""

    GIVE = "GIVE"
    RETURN = "RETURN"
    ANSWER = "ANSWER"
    REFUSE = "REFUSE"
    RECONSIDER = "RECONSIDER"
    WITHDRAW = "WITHDRAW"


_RS, _RE = ReleaseState, ReleaseEvent

RELEASE_INITIAL: frozenset[ReleaseState] = frozenset({ReleaseState.PENDING})

RELEASE_MOVES: dict[tuple[ReleaseState, ReleaseEvent], ReleaseState] = {
    (_RS.PENDING, _RE.GIVE): _RS.GIVEN,
    (_RS.PENDING, _RE.RETURN): _RS.RETURNED,
    (_RS.PENDING, _RE.REFUSE): _RS.REFUSED,
    (_RS.PENDING, _RE.WITHDRAW): _RS.WITHDRAWN,
    (_RS.RETURNED, _RE.ANSWER): _RS.PENDING,
    (_RS.RETURNED, _RE.WITHDRAW): _RS.WITHDRAWN,
    (_RS.REFUSED, _RE.RECONSIDER): _RS.PENDING,
    # An amended or cancelled order no longer needs what was given for it.
    (_RS.GIVEN, _RE.WITHDRAW): _RS.WITHDRAWN,
}
