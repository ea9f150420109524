"""The order of the stops of a run: by slot and due moment, by hand where somebody moved them."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from handrail.visits.rules.stop_order import MOVABLE, PlacedStop, in_order, may_swap, moved, named_first
from handrail.visits.states import VisitState

NINE = datetime(2026, 3, 3, 9, tzinfo=UTC)
NOON = NINE + timedelta(hours=3)


def stop(
    n: int, slot: datetime | None = NINE, due: datetime | None = NOON, state: VisitState = VisitState.PLANNED
) -> PlacedStop:
    return PlacedStop(UUID(int=n), n, state, slot, due)


STOPS = (stop(1), stop(2, due=NOON + timedelta(hours=1)), stop(3, due=None), stop(4, NOON), stop(5, None))
IDS = tuple(one.id for one in STOPS)


def test_however_they_come_they_stand_by_slot_then_by_due_moment() -> None:
    for some in permutations(STOPS):
        assert in_order((), some) == IDS
        assert in_order(STOPS[1:4], (one for one in some if one in (STOPS[0], STOPS[4]))) == IDS


def test_what_was_moved_by_hand_stays() -> None:
    assert in_order((STOPS[3], STOPS[0]), (STOPS[1],)) == (STOPS[3].id, STOPS[0].id, STOPS[1].id)


@pytest.mark.parametrize("state", VisitState)
def test_nothing_comes_before_what_is_under_way_or_over(state: VisitState) -> None:
    late = stop(9, NOON + timedelta(hours=5), state=state)
    first, second = in_order((late,), (STOPS[0],))
    assert (first == late.id) is (state not in MOVABLE)
    assert may_swap((late, STOPS[0]), 0) is (state in MOVABLE)
    assert moved((late, STOPS[0]), STOPS[0].id, earlier=True)[0] == (STOPS[0].id if state in MOVABLE else late.id)
    assert {first, second} == {late.id, STOPS[0].id}


@pytest.mark.parametrize(
    ("named", "order"),
    [
        ((), (9, 1, 2, 3)),
        ((3,), (9, 3, 1, 2)),
        ((2, 1), (9, 2, 1, 3)),
        ((3, 9), (3, 9, 1, 2)),
        ((3, 2, 1), (9, 3, 2, 1)),
    ],
)
def test_those_that_are_named_come_first_but_for_what_is_begun(named: tuple[int, ...], order: tuple[int, ...]) -> None:
    there = (*STOPS[:2], stop(9, state=VisitState.COMPLETED), STOPS[2])
    assert named_first(there, [UUID(int=n) for n in named]) == tuple(UUID(int=n) for n in order)


@pytest.mark.parametrize(
    ("which", "way", "order"),
    [(1, "earlier", (1, 2, 3)), (1, "later", (2, 1, 3)), (2, "earlier", (2, 1, 3)), (2, "later", (1, 3, 2)),
     (3, "later", (1, 2, 3)), (7, "earlier", (1, 2, 3))],
)  # fmt: skip
def test_a_stop_is_moved_by_one(which: int, way: str, order: tuple[int, ...]) -> None:
    assert moved(STOPS[:3], UUID(int=which), earlier=way == "earlier") == tuple(UUID(int=n) for n in order)
