"""What becomes of what was found: a row for each kind of difference, in the rules and in docs/invariants.md."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from handrail.core.moves import next_state
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.rules.doubt import (
    IN_STORES,
    Aftermath,
    SetApartItem,
    path_back,
    path_when_counted,
    reasons_against_clearing,
)
from handrail.stock.states import MOVES, AssetEvent, AssetState
from handrail.visits.codes import DoorFinding
from handrail.visits.rules.aftermath import AT_DOORS, DOUBTFUL

INVARIANTS = Path(__file__).parents[2] / "docs" / "invariants.md"
_S = AssetState


def told() -> Iterator[tuple[str, str]]:
    for line in INVARIANTS.read_text(encoding="utf-8").splitlines():
        found = re.match(r"\| ([A-Z_]+) \| ([A-Z_]+) \| \S", line)
        if found:
            yield found[1], found[2]


def test_each_kind_of_difference_has_its_aftermath_and_the_page_tells_it() -> None:
    assert set(AT_DOORS) == set(DoorFinding)
    assert set(IN_STORES) == set(DepotFinding)
    rules = {kind.value: what.value for kind, what in (*AT_DOORS.items(), *IN_STORES.items())}
    assert dict(told()) == rules


def test_what_is_set_apart_came_back_first_and_is_cleaned_once_it_is_cleared() -> None:
    assert path_back(Aftermath.CLEAN) == (_S.RETURNED_DIRTY,)
    dirty, apart = path_back(Aftermath.SET_APART)
    assert (dirty, next_state(MOVES, dirty, AssetEvent.QUARANTINE)) == (_S.RETURNED_DIRTY, apart)
    assert next_state(MOVES, apart, AssetEvent.CLEAR_TO_CLEAN) is dirty


@pytest.mark.parametrize("state", list(AssetState))
def test_a_stock_take_sets_apart_what_was_with_somebody_or_gone(state: AssetState) -> None:
    stored = {_S.READY, _S.RETURNED_DIRTY, _S.DECONTAMINATED, _S.IN_REPAIR, _S.PASSED, _S.QUARANTINED}
    found = path_when_counted(state)
    if state is _S.HELD:
        assert found == (_S.RETURNED_DIRTY,)
    else:
        assert found == ((state,) if state in stored else (_S.RETURNED_DIRTY, _S.QUARANTINED))


SETTLED, OTHER = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("item", "settled", "codes"),
    [
        (SetApartItem("A1", "", {SETTLED: "RETURNED_NOT_EXPECTED"}), [SETTLED], []),
        (SetApartItem("A1", "", {SETTLED: "RETURNED_NOT_EXPECTED"}), [], [StockReason.STILL_IN_DOUBT]),
        (
            SetApartItem("A1", "", {SETTLED: "RETURNED_NOT_EXPECTED", OTHER: "TAKEN_FROM_ANOTHER"}),
            [SETTLED],
            [StockReason.STILL_IN_DOUBT],
        ),
        (SetApartItem("A1", "", {OTHER: "HANDED_OVER_NOT_LOADED"}), [], []),
        (SetApartItem("A1", "NatPSA/1", {SETTLED: "RETURNED_FOREIGN"}), [SETTLED], [StockReason.STILL_UNDER_ALERT]),
        # Lifting the alert itself is what `lift_quarantine` is for.
        (SetApartItem("A1", "NatPSA/1", {}), [], []),
    ],
)
def test_what_keeps_a_thing_in_quarantine(item: SetApartItem, settled: list[object], codes: list[StockReason]) -> None:
    found = reasons_against_clearing(item, settled=settled, doubtful=DOUBTFUL)  # type: ignore[arg-type]  # ids of the table
    assert [reason.code for reason in found] == codes
