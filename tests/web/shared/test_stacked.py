"""Bars in pieces: each piece where it belongs, and none told by its colour alone."""

from decimal import Decimal

import pytest

from handrail.web.shared.stacked import MOST_PIECES, Amounts, stacked_of


def pieces(*rows: tuple[int, ...]) -> list[list[tuple[str, str, float, float]]]:
    """Of each row: letter of its kind, letter that is written, where it begins, how long it is."""
    names = [f"Column {at}" for at, _ in enumerate(rows[0])]
    drawn = stacked_of("By team and month", names, [Amounts("Team", "", "", row) for row in rows])
    assert drawn
    return [
        [(one.kind.letter, one.letter, float(one.begins), float(one.length)) for one in bar.pieces]
        for bar in drawn.bars
    ]


def test_pieces_follow_each_other_on_one_scale() -> None:
    assert pieces((50, 25, 25), (0, 3, 17)) == [
        [("A", "A", 0, 50), ("B", "B", 50, 25), ("C", "C", 75, 25)],
        [("B", "", 0, 3), ("C", "C", 3, 17)],
    ]


def test_what_came_back_lies_to_the_left_of_nought() -> None:
    assert pieces((60, -20), (-40, 10)) == [
        [("A", "A", 40, 60), ("B", "B", 20, 20)],
        [("A", "A", 0, 40), ("B", "B", 40, 10)],
    ]
    drawn = stacked_of("", ["A", "B"], [Amounts("", "", "", (60, -20)), Amounts("", "", "", (-40, 10))])
    assert drawn
    assert drawn.nought == Decimal(40)


def test_what_is_there_at_all_can_be_seen() -> None:
    assert pieces((1_000_000, 1))[0][1] == ("B", "", 99.9, 0.1)


def test_each_piece_has_a_letter_and_a_look_of_its_own() -> None:
    names = [str(at) for at in range(MOST_PIECES)]
    drawn = stacked_of("", names, [Amounts("", "", "", [1] * MOST_PIECES)])
    assert drawn
    assert len({kind.letter for kind in drawn.key}) == MOST_PIECES
    assert len({(kind.colour, kind.pattern) for kind in drawn.key}) == MOST_PIECES
    assert [kind.words for kind in drawn.key] == names
    with pytest.raises(ValueError, match="look alike"):
        stacked_of("", [*names, "one more"], [])


def test_of_nothing_there_is_no_chart() -> None:
    assert stacked_of("", ["A"], [Amounts("", "", "", (0,))]) is None
    assert stacked_of("", [], []) is None
