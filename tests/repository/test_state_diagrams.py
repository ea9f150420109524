"""The pages in docs/states/ are what the code says, and every move table is sound."""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from handrail.core.moves import NoSuchMove, next_state

SCRIPT = run_path(str(Path(__file__).resolve().parents[2] / "scripts" / "state_diagrams.py"))
MACHINES: tuple[Any, ...] = SCRIPT["MACHINES"]
each_machine = pytest.mark.parametrize("machine", MACHINES, ids=[machine.stem for machine in MACHINES])


def test_the_pages_are_what_the_code_says() -> None:
    assert SCRIPT["stale_pages"]() == [], "run: python scripts/state_diagrams.py"


def test_check_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["state_diagrams.py", "--check"])
    assert SCRIPT["main"]() == 0
    assert "up to date" in capsys.readouterr().out


@each_machine
def test_every_pair_of_state_and_event_moves_or_is_refused(machine: Any) -> None:
    for state, event in product(machine.states, machine.events):
        if (state, event) in machine.moves:
            assert next_state(machine.moves, state, event) in machine.states
        else:
            with pytest.raises(NoSuchMove):
                next_state(machine.moves, state, event)


@each_machine
def test_every_state_can_be_reached_and_every_event_is_used(machine: Any) -> None:
    reached = set(machine.initial)
    waiting = list(reached)
    while waiting:
        for after in _next(machine, waiting.pop()):
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    assert reached == set(machine.states)
    assert {event for _state, event in machine.moves} == set(machine.events)


def _next(machine: Any, state: Any) -> Iterator[Any]:
    return (after for (before, _event), after in machine.moves.items() if before == state)


@each_machine
def test_codes_are_their_names(machine: Any) -> None:
    assert all(member.name == member.value for kind in (machine.states, machine.events) for member in kind)
