"""What may and may not happen to an order line: the sentences of the domain, one by one."""

import pytest

from handrail.core.moves import final_states, path, states_before, steps_only_by
from handrail.orders.states import (
    AMENDABLE,
    CANCELLABLE,
    HOLDS_STOCK,
    IN_SUPPLY,
    INITIAL,
    MOVES,
    OPEN,
    RECORDING,
    RELEASE_INITIAL,
    RELEASE_MOVES,
    LineEvent,
    LineState,
    ReleaseEvent,
    ReleaseState,
)

E, S = LineEvent, LineState

JOURNEYS: list[tuple[str, tuple[LineEvent, ...], LineState]] = [
    (
        "within authority, allocated, loaded and delivered",
        (E.SUBMIT, E.AUTHORISE, E.ALLOCATE, E.PICK, E.LOAD, E.DELIVER),
        S.DELIVERED,
    ),
    ("above authority it waits and is released", (E.SUBMIT, E.WAIT_FOR_AUTHORITY, E.AUTHORISE), S.AUTHORISED),
    (
        "returned for information, answered and released",
        (E.SUBMIT, E.WAIT_FOR_AUTHORITY, E.RETURN_FOR_INFORMATION, E.RESUBMIT, E.WAIT_FOR_AUTHORITY, E.AUTHORISE),
        S.AUTHORISED,
    ),
    ("refused", (E.SUBMIT, E.WAIT_FOR_AUTHORITY, E.REFUSE), S.REFUSED),
    (
        "refused by a slip and looked at again",
        (E.SUBMIT, E.WAIT_FOR_AUTHORITY, E.REFUSE, E.RECONSIDER, E.AUTHORISE),
        S.AUTHORISED,
    ),
    ("urgent, out now, the review says no before arrival", (E.SUBMIT, E.AUTHORISE, E.ALLOCATE, E.REFUSE), S.REFUSED),
    (
        "the review says no while it is on the van",
        (E.SUBMIT, E.AUTHORISE, E.ALLOCATE, E.PICK, E.LOAD, E.REFUSE),
        S.REFUSED,
    ),
    ("a voucher has no visit", (E.SUBMIT, E.AUTHORISE, E.DELIVER), S.DELIVERED),
    ("nothing in stock, then some", (E.SUBMIT, E.AUTHORISE, E.BACK_ORDER, E.ALLOCATE), S.ALLOCATED),
    (
        "the visit failed and the item waits for the next",
        (E.SUBMIT, E.AUTHORISE, E.ALLOCATE, E.PICK, E.LOAD, E.UNLOAD, E.PICK, E.LOAD, E.DELIVER),
        S.DELIVERED,
    ),
    (
        "the visit failed and the item goes to someone else",
        (E.SUBMIT, E.AUTHORISE, E.ALLOCATE, E.PICK, E.LOAD, E.RELEASE_STOCK, E.BACK_ORDER),
        S.BACK_ORDERED,
    ),
    ("cancelled from the van", (E.SUBMIT, E.AUTHORISE, E.ALLOCATE, E.PICK, E.LOAD, E.CANCEL), S.CANCELLED),
    ("a death notice taken back", (E.SUBMIT, E.AUTHORISE, E.CANCEL, E.REINSTATE, E.AUTHORISE), S.AUTHORISED),
    ("handed over although it was cancelled a minute before", (E.SUBMIT, E.CANCEL, E.RECORD_DELIVERED), S.DELIVERED),
    ("a wrong scan is mended", (E.SUBMIT, E.AUTHORISE, E.DELIVER, E.CORRECT_DELIVERY), S.AUTHORISED),
    ("amended while picked: decided anew", (E.SUBMIT, E.AUTHORISE, E.ALLOCATE, E.PICK, E.AMEND), S.SUBMITTED),
    ("a draft thrown away", (E.CANCEL,), S.CANCELLED),
]


@pytest.mark.parametrize(("events", "end"), [row[1:] for row in JOURNEYS], ids=[row[0] for row in JOURNEYS])
def test_journey(events: tuple[LineEvent, ...], end: LineState) -> None:
    assert path(MOVES, S.DRAFT, *events)[-1] is end


def test_amended_until_loaded_and_cancelled_until_handed_over() -> None:
    assert states_before(MOVES, E.AMEND) == AMENDABLE
    assert S.LOADED not in AMENDABLE
    assert states_before(MOVES, E.CANCEL) == CANCELLABLE
    assert S.LOADED in CANCELLABLE
    assert S.DELIVERED not in CANCELLABLE


def test_delivery_is_chosen_only_after_release_and_recorded_from_anywhere_else_but_a_draft() -> None:
    chosen = states_before(MOVES, E.DELIVER)
    assert chosen == IN_SUPPLY
    assert states_before(MOVES, E.RECORD_DELIVERED) == set(S) - chosen - {S.DRAFT, S.DELIVERED}


def test_steps_that_need_an_exception_record() -> None:
    waiting = (S.SUBMITTED, S.AWAITING_AUTHORITY, S.RETURNED_FOR_INFORMATION, S.REFUSED, S.CANCELLED)
    assert steps_only_by(MOVES, RECORDING) == {(state.value, "DELIVERED") for state in waiting} | {
        ("DELIVERED", "AUTHORISED")
    }


def test_groups() -> None:
    assert {S.DRAFT} == INITIAL
    assert set(S) - {S.DRAFT, S.REFUSED, S.DELIVERED, S.CANCELLED} == OPEN
    assert HOLDS_STOCK < IN_SUPPLY < OPEN
    assert final_states(MOVES, S) == set()


def test_a_release_is_given_refused_returned_or_withdrawn() -> None:
    r, e = ReleaseState, ReleaseEvent
    assert {r.PENDING} == RELEASE_INITIAL
    assert path(RELEASE_MOVES, r.PENDING, e.RETURN, e.ANSWER, e.GIVE) == (r.RETURNED, r.PENDING, r.GIVEN)
    assert path(RELEASE_MOVES, r.PENDING, e.REFUSE, e.RECONSIDER) == (r.REFUSED, r.PENDING)
    assert states_before(RELEASE_MOVES, e.WITHDRAW) == {r.PENDING, r.RETURNED, r.GIVEN}
    assert final_states(RELEASE_MOVES, r) == {r.WITHDRAWN}
