"""What a contract lays down is kept while it stands, and not a moment longer."""

from datetime import date
from uuid import UUID

from handrail.core.remembered import MOST_OF_A_CONTRACT, Days, Lasting, in_force, remembered, standing

HERE, THERE = UUID(int=1), UUID(int=2)


class Read:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_it_is_read_once_while_the_data_stand() -> None:
    read = Read()
    for _ in range(3):
        with standing(HERE, 901):
            assert remembered(HERE, "once", read) == 1
    assert read.times == 1


def test_nothing_is_found_as_well() -> None:
    times: list[int] = []
    with standing(HERE, 902):
        for _ in range(2):
            assert remembered(HERE, "nothing", lambda: times.append(1)) is None
    assert len(times) == 1


def test_another_state_of_the_data_is_read_anew() -> None:
    read = Read()
    for at, change in enumerate((903, 904, 903), 1):
        with standing(HERE, change):
            assert remembered(HERE, "anew", read) == at


def test_another_contract_and_a_block_that_knows_no_state_are_read_anew() -> None:
    read = Read()
    with standing(HERE, 905):
        assert remembered(HERE, "of here", read) == 1
        assert remembered(THERE, "of here", read) == 2
        with standing(HERE, None):
            assert remembered(HERE, "of here", read) == 3
        assert remembered(HERE, "of here", read) == 1
    assert remembered(HERE, "of here", read) == 4


def test_a_contract_is_kept_within_bounds() -> None:
    read = Read()
    with standing(HERE, 906):
        for number in range(MOST_OF_A_CONTRACT + 1):
            remembered(HERE, number, read)
        assert remembered(HERE, MOST_OF_A_CONTRACT, read) == MOST_OF_A_CONTRACT + 1
        assert remembered(HERE, 0, read) == MOST_OF_A_CONTRACT + 2


def test_what_holds_for_some_days_is_read_once_for_all_days() -> None:
    times: list[int] = []

    def read() -> list[Lasting[str]]:
        times.append(1)
        return [
            (date(2026, 1, 1), date(2026, 3, 1), "until February"),
            (date(2026, 1, 1), None, "always"),
            (date(2026, 3, 1), None, "from March"),
            (date(2026, 4, 1), date(2026, 4, 1), "never"),
        ]

    with standing(HERE, 907):
        found = {
            on: in_force(HERE, "rules", on, read)
            for on in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 1))
        }
    assert list(found.values()) == [
        (),
        ("until February", "always"),
        ("until February", "always"),
        ("always", "from March"),
        ("always", "from March"),
    ]
    assert times == [1]


def test_what_is_made_of_what_holds_is_made_once_for_as_long_as_it_holds() -> None:
    days = Days([(date(2026, 4, 1), date(2026, 5, 1), "spring"), (date(2026, 5, 1), None, "summer")])
    made: list[tuple[str, ...]] = []

    def make(held: tuple[str, ...]) -> int:
        made.append(held)
        return len(made)

    found = [days.made(date(2026, month, day), make) for month, day in ((4, 1), (4, 30), (5, 1), (4, 7), (6, 1))]
    assert found == [1, 1, 2, 1, 2]
    assert made == [("spring",), ("summer",)]
