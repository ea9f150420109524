"""Owns: what a move table is, and what can be read off one (next state, steps, path, diagram).
Refuses: a move that its table does not hold; it knows no table itself."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

type Moves[S: StrEnum, E: StrEnum] = Mapping[tuple[S, E], S]


class NoSuchMove(Exception):
    """The table holds no such move. A use case turns this into a Refused, with what the page should say."""

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        super().__init__(f"{type(state).__name__} {state} has no move {event}")
        self.state = state
        self.event = event


def next_state[S: StrEnum, E: StrEnum](moves: Moves[S, E], state: S, event: E) -> S:
    """The state after `event`; raises NoSuchMove."""
    after = moves.get((state, event))
    if after is None:
        raise NoSuchMove(state, event)
    return after


def path[S: StrEnum, E: StrEnum](moves: Moves[S, E], state: S, *events: E) -> tuple[S, ...]:
    """The states passed by `events` in turn, without the first: what an action sets as `state_path`."""
    passed: list[S] = []
    for event in events:
        state = next_state(moves, state, event)
        passed.append(state)
    return tuple(passed)


def events_from[S: StrEnum, E: StrEnum](moves: Moves[S, E], state: S) -> tuple[E, ...]:
    """What may happen in `state`, in the order of the table."""
    return tuple(event for (before, event) in moves if before == state)


def states_before[S: StrEnum, E: StrEnum](moves: Moves[S, E], event: E) -> frozenset[S]:
    """The states in which `event` may happen: what a query filters by."""
    return frozenset(before for (before, happening) in moves if happening == event)


def final_states[S: StrEnum, E: StrEnum](moves: Moves[S, E], states: Iterable[S]) -> frozenset[S]:
    """Those of `states` that nothing leaves."""
    return frozenset(states) - {before for (before, _event) in moves}


def steps[S: StrEnum, E: StrEnum](moves: Moves[S, E]) -> frozenset[tuple[str, str]]:
    """The (from, to) pairs that the move table of the database is loaded with."""
    return frozenset((before.value, after.value) for (before, _event), after in moves.items())


def steps_only_by[S: StrEnum, E: StrEnum](moves: Moves[S, E], events: Iterable[E]) -> frozenset[tuple[str, str]]:
    """The pairs that nothing but one of `events` takes: the database may ask an exception record for these."""
    named = frozenset(events)
    others: dict[tuple[S, E], S] = {key: after for key, after in moves.items() if key[1] not in named}
    return steps(moves) - steps(others)


def diagram[S: StrEnum, E: StrEnum](moves: Moves[S, E], initial: Iterable[S]) -> str:
    """A Mermaid state diagram: one arrow for each pair of states, labelled with the events that take it."""
    labels: dict[tuple[S, S], list[str]] = {}
    for (before, event), after in moves.items():
        labels.setdefault((before, after), []).append(event.value.lower().replace("_", " "))
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {state}" for state in sorted(initial)]
    lines += [f"    {before} --> {after}: {', '.join(events)}" for (before, after), events in labels.items()]
    return "\n".join(lines) + "\n"
