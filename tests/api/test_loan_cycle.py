"""The whole loan cycle of three serialised items through the API: its cost, and the story that the item tells."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from tests.api.api_calls import Answer
from tests.api.loan_cycle import a_cycle
from tests.ordering import statements
from tests.situations import northdown

pytestmark = pytest.mark.django_db

MOST_CALLS = 14
MOST_STATEMENTS = 120


def test_the_cycle_takes_few_calls_and_few_statements(clock: time_machine.Traveller) -> None:
    counts: list[tuple[str, int]] = []

    def counted(path: str, call: Callable[[], Answer]) -> Answer:
        with statements() as made:
            answer = call()
        counts.append((path.split("/")[1] + "/" + path.rsplit("/", 1)[-1], len(made)))
        return answer

    county = northdown()
    # What a contract lays down is read once by a process and remembered (ADR 18): by the first cycle.
    first = a_cycle(county)
    first.bring_back(*first.deliver())
    clock.shift(timedelta(days=2))
    cycle = a_cycle(county, around=counted)
    cycle.bring_back(*cycle.deliver())
    told = "\n".join(f"{count:4d} {path}" for path, count in counts)
    assert len(counts) <= MOST_CALLS, told
    # A run is made once for all whom it serves: it is a call of the cycle here, but no part of what one cycle costs.
    assert sum(count for path, count in counts if path != "runs/runs") <= MOST_STATEMENTS, told


def test_the_item_tells_the_whole_story() -> None:
    cycle = a_cycle(northdown())
    items, loans, run = cycle.deliver()
    cycle.bring_back(items, loans, run)
    story = cycle.callers["depot"].get(f"/assets/{items[0]['code']}/story").body
    states = [move["to_state"] for move in reversed(story["moves"])]
    assert states == [
        "ON_ORDER", "PASSED", "READY", "HELD", "LOADED", "ON_LOAN", "RETURNED_DIRTY", "RETURNED_DIRTY",
        "DECONTAMINATED", "PASSED", "READY",
    ]  # fmt: skip
    assert {care["kind"] for care in story["care"]} == {"CONTAMINATION", "DECONTAMINATION", "INSPECTION"}
    assert story["asset"]["state"] == "READY"
    assert story["asset"]["issues"] == 1
