"""Ids sort as they were made, by one maker, whatever the clock does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random

from hypothesis import given
from hypothesis import strategies as some

from handrail.core.ids import fresh_id, seeded_ids

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@given(some.lists(some.integers(-5000, 5000), max_size=60))
def test_ids_rise_while_the_clock_stands_or_is_set_back(milliseconds: list[int]) -> None:
    at = iter([NOON + timedelta(milliseconds=one) for one in milliseconds])
    new_id = seeded_ids(Random(1), lambda: next(at))
    made = [new_id() for _ in milliseconds]
    assert made == sorted(set(made))
    assert {one.version for one in made} <= {7}
    assert {one.variant for one in made} <= {"specified in RFC 4122"}


def test_an_id_holds_its_time() -> None:
    (made,) = {seeded_ids(Random(1), lambda: NOON)() for _ in range(2)}
    assert made.int >> 80 == int(NOON.timestamp() * 1000)


def test_more_than_a_millisecond_holds_goes_on_in_the_next() -> None:
    new_id = seeded_ids(Random(1), lambda: NOON)
    made = [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert made[-1].int >> 80 == int(NOON.timestamp() * 1000) + 1


def test_threads_of_a_process_get_ids_that_rise_in_each() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: [fresh_id() for _ in range(500)], range(4)))
    assert all(ids == sorted(ids) for ids in made)
    assert len(set(chain.from_iterable(made))) == 2000
