"""Which way a scanned code goes, where a visit brings some things and fetches others."""

from dataclasses import replace
from uuid import UUID

import pytest

from handrail.stock.states import AssetState
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.rules.at_door import is_both_ways, sort_codes
from handrail.visits.rules.door_facts import TaskFact
from tests.visits.test_rules_handing_over import BED, FIRST, ITEM, SEAT, door, line

SEATS, DELIVER, COLLECT = "TOI-020", TaskKind.DELIVER, TaskKind.COLLECT


def task(kind: TaskKind, product_id: UUID, outcome: Outcome = Outcome.OPEN) -> TaskFact:
    return TaskFact(UUID(int=60), kind, outcome, 2, product_id)


@pytest.mark.parametrize(("tasks", "taken", "both"), [
    ((task(DELIVER, BED), task(COLLECT, SEAT)), True, False),
    ((task(DELIVER, SEAT), task(COLLECT, BED)), False, False),
    ((task(DELIVER, SEAT), task(COLLECT, SEAT)), False, True),
    ((task(DELIVER, BED), task(COLLECT, BED)), False, False),
    ((task(DELIVER, BED), task(DELIVER, SEAT, Outcome.CANCELLED), task(COLLECT, SEAT)), True, False),
    ((task(COLLECT, BED),), True, False),
    ((task(DELIVER, BED),), False, False),
])  # fmt: skip
def test_a_counted_thing_goes_the_way_in_whose_list_it_stands(
    tasks: tuple[TaskFact, ...], taken: bool, both: bool
) -> None:
    facts = door(line(FIRST), tasks=tasks)
    given = sort_codes(facts, [SEATS])
    assert (given.taken, given.handed) == (((SEATS,), ()) if taken else ((), (SEATS,)))
    assert is_both_ways(facts, SEATS) == both


@pytest.mark.parametrize(("state", "taken"), [(AssetState.LOADED, False), (AssetState.ON_LOAN, True)])
def test_a_numbered_thing_is_taken_along_where_somebody_has_it(state: AssetState, taken: bool) -> None:
    facts = door(item=replace(ITEM, state=state), tasks=(task(DELIVER, BED), task(COLLECT, SEAT)))
    assert sort_codes(facts, ["B1"]).taken == (("B1",) if taken else ())
