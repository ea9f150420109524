"""What may and may not happen to an asset (promises 1 to 4)."""

import pytest

from handrail.core.moves import final_states, path, states_before, steps_only_by
from handrail.stock.states import (
    COMMITTED,
    GONE,
    IN_A_STORE,
    INITIAL,
    ISSUABLE,
    MOVES,
    RECORDING,
    AssetEvent,
    AssetState,
)

E, S = AssetEvent, AssetState

JOURNEYS: list[tuple[str, AssetState, tuple[AssetEvent, ...], AssetState]] = [
    (
        "bought, lent, returned and ready again",
        S.ON_ORDER,
        (
            *(E.RECEIVE, E.PUT_AWAY, E.HOLD, E.LOAD, E.DELIVER),
            *(E.COLLECT, E.DECONTAMINATE, E.PASS, E.PUT_AWAY),
        ),
        S.READY,
    ),
    ("tested before first use", S.ON_ORDER, (E.RECEIVE_UNTESTED, E.PASS, E.PUT_AWAY), S.READY),
    ("a faulty delivery", S.ON_ORDER, (E.QUARANTINE,), S.QUARANTINED),
    ("never delivered by its maker", S.ON_ORDER, (E.CANCEL_ORDER,), S.SCRAPPED),
    (
        "repaired, tested again",
        S.RETURNED_DIRTY,
        (E.DECONTAMINATE, E.SEND_TO_REPAIR, E.REPAIR, E.PASS, E.PUT_AWAY),
        S.READY,
    ),
    ("issued from a satellite store", S.READY, (E.DELIVER,), S.ON_LOAN),
    ("the visit failed", S.LOADED, (E.UNLOAD, E.RELEASE), S.READY),
    ("its test ran out on the shelf", S.READY, (E.TAKE_FOR_TEST, E.PASS, E.PUT_AWAY), S.READY),
    ("an alert, then cleared", S.READY, (E.QUARANTINE, E.CLEAR_TO_TEST, E.PASS), S.PASSED),
    ("an alert, cleared but dirty", S.LOADED, (E.QUARANTINE, E.CLEAR_TO_CLEAN), S.RETURNED_DIRTY),
    ("lost, then handed in", S.ON_LOAN, (E.LOSE, E.BOOK_IN_DIRTY), S.RETURNED_DIRTY),
    ("lost, then seen at the home", S.ON_LOAN, (E.LOSE, E.RECORD_ON_LOAN), S.ON_LOAN),
    ("kept by the person", S.ON_LOAN, (E.GIVE,), S.GIFTED),
    ("given at the door", S.LOADED, (E.GIVE,), S.GIFTED),
    ("given by a wrong scan", S.LOADED, (E.GIVE, E.CORRECT_TO_LOADED), S.LOADED),
    ("lent by a wrong scan at the counter", S.HELD, (E.DELIVER, E.CORRECT_TO_HELD), S.HELD),
    ("the loan follows the person", S.ON_LOAN, (E.MOVE,), S.ON_LOAN),
    ("scrapped by mistake", S.DECONTAMINATED, (E.SCRAP, E.QUARANTINE, E.CLEAR_TO_TEST), S.DECONTAMINATED),
    ("left with someone while dirty", S.RETURNED_DIRTY, (E.RECORD_ON_LOAN, E.COLLECT), S.RETURNED_DIRTY),
]


@pytest.mark.parametrize(("start", "events", "end"), [row[1:] for row in JOURNEYS], ids=[row[0] for row in JOURNEYS])
def test_journey(start: AssetState, events: tuple[AssetEvent, ...], end: AssetState) -> None:
    assert path(MOVES, start, *events)[-1] is end


def test_promise_4_only_what_is_ready_is_chosen() -> None:
    assert states_before(MOVES, E.HOLD) == ISSUABLE == {S.READY}
    assert states_before(MOVES, E.LOAD) == {S.HELD}
    assert states_before(MOVES, E.DELIVER) == {S.READY, S.HELD, S.LOADED}
    assert states_before(MOVES, E.PUT_AWAY) == {S.PASSED}
    assert states_before(MOVES, E.PASS) == {S.DECONTAMINATED}


def test_promise_4_no_chosen_step_leads_from_an_unfit_state_to_a_person() -> None:
    unfit = (S.RETURNED_DIRTY, S.DECONTAMINATED, S.IN_REPAIR, S.PASSED, S.QUARANTINED, S.ON_ORDER, *GONE)
    recorded_only = steps_only_by(MOVES, RECORDING)
    assert {(state.value, "ON_LOAN") for state in unfit} <= recorded_only
    assert all(
        ("HELD" not in pair[1] and pair[1] != "LOADED") or pair[0] in {"ON_LOAN", "GIFTED"} for pair in recorded_only
    )


def test_what_is_found_can_always_be_booked_in() -> None:
    assert states_before(MOVES, E.BOOK_IN_DIRTY) == set(S) - {S.RETURNED_DIRTY, S.ON_LOAN}
    assert states_before(MOVES, E.COLLECT) == {S.ON_LOAN}
    assert states_before(MOVES, E.RECORD_ON_LOAN) == set(S)


def test_groups() -> None:
    assert {S.HELD, S.LOADED} == COMMITTED
    assert IN_A_STORE | GONE | {S.ON_ORDER, S.LOADED, S.ON_LOAN} == set(S)
    assert states_before(MOVES, E.MOVE) == IN_A_STORE | {S.LOADED, S.ON_LOAN}
    assert INITIAL.isdisjoint(GONE | COMMITTED)
    assert final_states(MOVES, S) == set()
