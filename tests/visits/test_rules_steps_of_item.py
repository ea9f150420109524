"""To which order and visit a step of an item belongs, by its moment."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from handrail.visits.rules.steps_of_item import Tie, Tied, ties_at

DAY = datetime(2026, 3, 3, tzinfo=UTC)


def day(n: int) -> datetime:
    return DAY + timedelta(days=n)


# Kept on day 1; the first visit fails on day 3, the second hands it over on day 5; fetched on day 9. Kept again on 12.
TIES = (
    Tie(Tied.ORDER, UUID(int=1), 1000, day(1), day(5)),
    Tie(Tied.ORDER, UUID(int=1), 1000, day(5), day(9)),
    Tie(Tied.VISIT, UUID(int=2), 2000, day(1), day(3)),
    Tie(Tied.VISIT, UUID(int=3), 2001, day(1), day(5)),
    Tie(Tied.VISIT, UUID(int=4), 2002, day(9), day(9)),
    Tie(Tied.ORDER, UUID(int=5), 1001, day(12), None),
    Tie(Tied.VISIT, UUID(int=6), 2003, day(12), None),
)


@pytest.mark.parametrize(
    ("on", "numbers"),
    [(0, ()), (1, (1000, 2000)), (3, (1000, 2000)), (4, (1000, 2001)), (5, (1000, 2001)), (7, (1000,)),
     (9, (1000, 2002)), (10, ()), (12, (1001, 2003)), (99, (1001, 2003))],
)  # fmt: skip
def test_each_step_has_its_order_and_its_visit(on: int, numbers: tuple[int, ...]) -> None:
    assert tuple(tie.number for tie in ties_at(day(on), TIES)) == numbers
    assert tuple(tie.number for tie in ties_at(day(on), reversed(TIES))) == numbers
