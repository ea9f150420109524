"""How wishes become visits: what goes together, what joins, with how many people and minutes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from handrail.core.ids import NewId
from handrail.visits.codes import AskedBy, TaskKind
from handrail.visits.rules import requests
from handrail.visits.rules.requests import Asked, OpenVisit, Wish, may_join, people_for, visits_for
from handrail.visits.states import VisitState

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
DUE = datetime(2026, 3, 10, 17, tzinfo=UTC)
PERSON, HOME, DEPOT, PRODUCT, USER = (UUID(int=n) for n in range(1, 6))
ASKED = Asked(AskedBy.ORDER, USER, NOW, "Ring twice")
WISH = Wish(TaskKind.DELIVER, PERSON, HOME, DEPOT, PRODUCT, DUE, "deliver_5d", crew=1, fitting_minutes=20)
OPEN = OpenVisit(UUID(int=99), PERSON, HOME, DEPOT, VisitState.UNBOOKED, DUE, None, None, 1)


def ids() -> NewId:
    numbers = count(1000)
    return lambda: UUID(int=next(numbers))


def test_what_is_for_one_door_and_day_goes_together() -> None:
    earlier = replace(WISH, due_at=DUE - timedelta(hours=3), crew=2, speed_code="deliver_next_day")
    made = visits_for([WISH, earlier], asked=ASKED, new_id=ids())
    (visit,) = made.new
    assert (visit.crew, visit.minutes) == (2, 10 + 2 * (3 + 20))
    assert (visit.due_at, visit.speed_code) == (earlier.due_at, "deliver_next_day")
    assert (visit.kinds, visit.note, len(visit.tasks)) == (["DELIVER"], "Ring twice", 2)


@pytest.mark.parametrize(
    "other",
    [
        replace(WISH, address_id=UUID(int=50)),
        replace(WISH, person_id=UUID(int=51)),
        replace(WISH, depot_id=UUID(int=52)),
        replace(WISH, due_at=DUE + timedelta(days=1)),
        replace(WISH, due_at=None),
    ],
)
def test_another_door_depot_or_day_is_another_visit(other: Wish) -> None:
    made = visits_for([WISH, other], asked=ASKED, new_id=ids())
    assert len(made.new) == 2


def test_a_wish_joins_the_open_visit_of_its_day() -> None:
    collect = replace(WISH, kind=TaskKind.COLLECT, loan_id=UUID(int=7))
    made = visits_for([collect], asked=ASKED, new_id=ids(), open_visits=(OPEN,))
    assert made.new == ()
    (join,) = made.joins
    assert (join.visit_id, join.minutes, join.due_at) == (OPEN.id, 5, DUE)


def test_a_wish_is_held_against_the_open_visits_of_its_own_door_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recall asks ten thousand homes at once, each with a visit to come."""
    homes = [UUID(int=n) for n in range(100, 200)]
    wishes = [replace(WISH, address_id=home) for home in homes]
    visits = [replace(OPEN, id=home, address_id=home) for home in reversed(homes)]
    compared: list[bool] = []

    def counted(visit: OpenVisit, together: Sequence[Wish], now: datetime) -> bool:
        compared.append(may_join(visit, together, now))
        return compared[-1]

    monkeypatch.setattr(requests, "may_join", counted)
    made = visits_for(wishes, asked=ASKED, new_id=ids(), open_visits=visits)
    assert (len(made.joins), len(made.new), len(compared)) == (len(homes), 0, len(homes))


TOMORROW = NOW + timedelta(days=1)
BOOKED = replace(OPEN, state=VisitState.BOOKED, slot_from=TOMORROW, slot_until=TOMORROW + timedelta(hours=4))


@pytest.mark.parametrize(
    ("visit", "due", "joins"),
    [
        (OPEN, DUE, True),
        (OPEN, DUE + timedelta(days=1), False),
        (replace(OPEN, address_id=UUID(int=8)), DUE, False),
        (replace(OPEN, state=VisitState.PLANNED), DUE, False),
        (BOOKED, DUE, True),
        (BOOKED, None, True),
        (BOOKED, NOW + timedelta(hours=2), False),
        (replace(BOOKED, slot_from=NOW - timedelta(hours=1)), DUE, False),
    ],
)
def test_only_a_visit_that_keeps_the_promise_takes_more(visit: OpenVisit, due: datetime | None, joins: bool) -> None:
    assert may_join(visit, [replace(WISH, due_at=due)], NOW) is joins


def test_a_planned_visit_takes_more_where_its_crew_is_enough() -> None:
    planned = replace(BOOKED, state=VisitState.PLANNED, run_crew=1)
    for_two = replace(WISH, crew=2)
    assert may_join(planned, [WISH], NOW)
    assert not may_join(planned, [WISH, for_two], NOW)
    assert may_join(replace(planned, run_crew=2), [for_two], NOW)
    # Nobody is named yet: whoever sends the run sees that two are needed.
    assert may_join(replace(planned, run_crew=0), [for_two], NOW)
    assert not may_join(planned, [replace(WISH, due_at=NOW + timedelta(hours=2))], NOW)


@pytest.mark.parametrize("kind", list(TaskKind))
def test_what_is_seen_to_where_it_stands_takes_one_whoever_would_carry_it(kind: TaskKind) -> None:
    stays = kind in {TaskKind.REPAIR, TaskKind.SERVICE, TaskKind.REVIEW, TaskKind.MEASURE}
    assert people_for(kind, 2) == (1 if stays else 2)
