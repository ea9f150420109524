"""What is typed or ticked of a counted product: the code, the lot and how many, and which lot is meant of what lies
there."""

import pytest

from handrail.stock.plans import ItemScan
from handrail.stock.rules.lots import lot_meant, lots_in_words
from handrail.stock.rules.scan_lines import read_line, wrong_count


@pytest.mark.parametrize(
    ("line", "scan"),
    [
        ("ADP-011", ItemScan("ADP-011")),
        ("ADP-011 x 5", ItemScan("ADP-011", 5)),
        ("ADP-011 lot 2609B x 5", ItemScan("ADP-011", 5, "2609B")),
        ("ADP-011, LOT 2609b", ItemScan("ADP-011", None, "2609b")),
        ("(01)00200104160116(10)2609B x 5", ItemScan("(01)00200104160116(10)2609B", 5)),
        ("ADP-011lot 5", ItemScan("ADP-011lot 5")),
    ],
)
def test_a_line_says_the_lot_and_how_many(line: str, scan: ItemScan) -> None:
    assert read_line(line) == scan


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("BDA-060 x -3", "-3"),
        ("BDA-060 x two", "two"),
        ("BDA-060 x 99999999999", "99999999999"),
        ("BDA-060 x 10000", "10000"),
        ("BDA-060 x 1.5", "1.5"),
        ("BDA-060 lot 7 x 2,5", "2,5"),
        ("BDA-060 x 9999", ""),
        ("BDA-060 x 0", ""),
        ("BDA-060", ""),
        ("old seat, 2 x legs", ""),
        ("LOT x", ""),
    ],
)
def test_a_count_that_is_none_is_told_from_a_code(line: str, wrong: str) -> None:
    assert wrong_count(line) == wrong


@pytest.mark.parametrize(
    ("typed", "lying", "meant"),
    [
        ("2609b", {"2609B": 5, "": 1}, "2609B"),
        ("", {"2609B": 5}, "2609B"),
        ("", {"2609B": 5, "": 1}, ""),
        ("", {"2609B": 5, "2610A": 1}, None),
        ("", {}, ""),
        ("2611", {"2609B": 5}, "2611"),
    ],
)
def test_the_lot_that_is_meant_is_one_that_lies_there(typed: str, lying: dict[str, int], meant: str | None) -> None:
    assert lot_meant(typed, lying) == meant


def test_what_lies_there_is_said_as_it_is_typed() -> None:
    assert lots_in_words({"B": 2, "": 3}) == "3 without a lot; lot B x 2"
    assert lots_in_words({}) == "none"
