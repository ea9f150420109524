"""Who is the cause of a recall: the provider's word waits, the last decision holds, what stands is not said twice."""

from datetime import UTC, datetime
from itertools import product

import pytest

from handrail.stock.codes import RecallCause, StockReason
from handrail.stock.rules.recall_causes import (
    CauseSaid,
    decided_of,
    is_charged,
    proposed_of,
    reasons_against_saying,
    times_taken_back,
)

P, N, U = RecallCause.PROVIDER, RecallCause.NEITHER, RecallCause.NOT_KNOWN
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def said(*causes: tuple[RecallCause, bool]) -> tuple[CauseSaid, ...]:
    return tuple(CauseSaid(cause, decided, "its notice", AT, "Pat") for cause, decided in causes)


@pytest.mark.parametrize(
    ("history", "decided", "proposed", "charged", "taken_back"),
    [
        ((), None, None, False, 0),
        (((N, False),), None, N, False, 0),
        (((N, False), (N, True)), N, None, True, 0),
        (((N, True), (P, False)), N, P, True, 0),
        (((N, True), (P, True)), P, None, False, 1),
        (((N, True), (P, False), (N, True)), N, None, True, 0),
        (((P, True), (N, True)), N, None, True, 0),
        (((N, True), (U, True), (N, True), (P, True), (U, True), (N, True)), N, None, True, 2),
    ],
)
def test_what_stands_of_a_cause(
    history: tuple[tuple[RecallCause, bool], ...],
    decided: RecallCause | None,
    proposed: RecallCause | None,
    charged: bool,
    taken_back: int,
) -> None:
    found = said(*history)
    last, word = decided_of(found), proposed_of(found)
    assert (last.cause if last else None, word.cause if word else None) == (decided, proposed)
    assert (is_charged(found), times_taken_back(found)) == (charged, taken_back)


def against(history: tuple[CauseSaid, ...], cause: str, *, decided: bool, reason: str = "why") -> list[str]:
    return [one.code for one in reasons_against_saying(history, cause, reason, decided=decided)]


def test_what_stands_is_not_said_again_but_a_word_is_answered_with_what_stands() -> None:
    stands = [StockReason.RECALL_CAUSE_STANDS]
    for cause, decided in product(RecallCause, (True, False)):
        assert against((), cause, decided=decided) == (stands if cause is U else [])
    assert against(said((N, True)), N, decided=True) == stands
    assert against(said((N, True)), N, decided=False) == stands
    assert against(said((N, True)), U, decided=True) == []
    answered = said((N, True), (P, False))
    assert against(answered, N, decided=True) == []
    assert against(answered, P, decided=True) == []
    assert against(answered, P, decided=False) == stands
    assert against(answered, N, decided=False) == []


def test_each_thing_wrong_is_told() -> None:
    assert against((), "MOON", decided=True, reason=" ") == [
        StockReason.RECALL_CAUSE_UNKNOWN,
        StockReason.REASON_MISSING,
    ]
