"""The pure reading of move tables, on a small table of its own."""

from enum import StrEnum

import pytest

from handrail.core import moves


class Door(StrEnum):
    OPEN = "OPEN"
    SHUT = "SHUT"
    BROKEN = "BROKEN"


class Happening(StrEnum):
    CLOSE = "CLOSE"
    OPEN_UP = "OPEN_UP"
    SLAM = "SLAM"
    KICK = "KICK"


DOOR: dict[tuple[Door, Happening], Door] = {
    (Door.OPEN, Happening.CLOSE): Door.SHUT,
    (Door.OPEN, Happening.SLAM): Door.SHUT,
    (Door.SHUT, Happening.OPEN_UP): Door.OPEN,
    (Door.SHUT, Happening.KICK): Door.BROKEN,
}


def test_next_state_follows_the_table() -> None:
    assert moves.next_state(DOOR, Door.OPEN, Happening.SLAM) is Door.SHUT


def test_a_move_outside_the_table_is_refused_with_both_codes() -> None:
    with pytest.raises(moves.NoSuchMove, match="Door BROKEN has no move OPEN_UP") as caught:
        moves.next_state(DOOR, Door.BROKEN, Happening.OPEN_UP)
    assert (caught.value.state, caught.value.event) == (Door.BROKEN, Happening.OPEN_UP)


def test_a_path_holds_the_states_passed_without_the_first() -> None:
    assert moves.path(DOOR, Door.OPEN, Happening.CLOSE, Happening.KICK) == (Door.SHUT, Door.BROKEN)
    assert moves.path(DOOR, Door.OPEN) == ()


def test_a_path_stops_at_the_first_wrong_step() -> None:
    with pytest.raises(moves.NoSuchMove):
        moves.path(DOOR, Door.OPEN, Happening.CLOSE, Happening.SLAM)


def test_events_states_before_and_final_states() -> None:
    assert moves.events_from(DOOR, Door.OPEN) == (Happening.CLOSE, Happening.SLAM)
    assert moves.states_before(DOOR, Happening.KICK) == {Door.SHUT}
    assert moves.final_states(DOOR, Door) == {Door.BROKEN}


def test_steps_are_plain_pairs_once_each() -> None:
    assert moves.steps(DOOR) == {("OPEN", "SHUT"), ("SHUT", "OPEN"), ("SHUT", "BROKEN")}


def test_steps_only_by_leaves_out_what_another_event_takes_too() -> None:
    assert moves.steps_only_by(DOOR, [Happening.SLAM, Happening.KICK]) == {("SHUT", "BROKEN")}


def test_the_diagram_joins_the_events_of_one_arrow() -> None:
    assert moves.diagram(DOOR, [Door.OPEN]) == (
        "stateDiagram-v2\n"
        "    [*] --> OPEN\n"
        "    OPEN --> SHUT: close, slam\n"
        "    SHUT --> OPEN: open up\n"
        "    SHUT --> BROKEN: kick\n"
    )
