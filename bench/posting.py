"""Section f: what the postings of a use case add to it: walked with them, and with what posts replaced by nothing.
Refuses to compare anything but medians of calls that took turns, run by run."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from unittest.mock import patch

from bench import cycle
from bench.county import people, van_of
from bench.cycle import PEOPLE_A_ROUND, Round
from bench.figures import Figure, middle
from bench.loan_cycles import Ground
from bench.progress import told

MOST = 1.3
# The use cases of a cycle that post, and what in each does it.
POSTS = {
    "place_order": "follow_new_lines",
    "give_release": "follow_waiting",
    "complete_visit": "follow_visit",
    "inspect": "follow_checked",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How many runs are walked each way; each has six cycles."""

    rounds: int = 84


QUICK = Plan(rounds=1)
type Times = dict[str, list[float]]


def measure(ground: Ground, plan: Plan) -> list[Figure]:
    """The figures of section f: medians with and without, and their ratio."""
    found: dict[bool, Times] = {posts: {name: [] for name in POSTS} for posts in (True, False)}
    walk = Round(ground.county, ground.order, van_of(ground.county, 0))
    for turn in range(2 * plan.rounds):
        if turn % 40 == 0:
            told(f"run {turn + 1} of {2 * plan.rounds}, with postings and without in turn")
        with _walked(found[turn % 2 == 0], posts=turn % 2 == 0):
            walk.go(ground.day(0), people(ground.county, PEOPLE_A_ROUND))
    return [figure for name in POSTS for figure in _figures(name, found)]


def _figures(name: str, found: dict[bool, Times]) -> Iterator[Figure]:
    with_it, without = (middle(found[posts][name]) * 1000 for posts in (True, False))
    yield Figure("f", f"{name}: median of {len(found[True][name])} without postings", without, "ms")
    yield Figure("f", f"{name}: with postings to without", with_it / without, "times", at_most=MOST)


@contextmanager
def _walked(times: Times, *, posts: bool) -> Iterator[None]:
    """The use cases of a cycle are timed; what posts does nothing where it should not."""
    with ExitStack() as patched:
        for name, follows in POSTS.items():
            patched.enter_context(patch.object(cycle, name, _timed(getattr(cycle, name), times[name])))
            if not posts:
                module = import_module(f"handrail.usecases.{name}")
                patched.enter_context(patch.object(module, follows, _nothing))
        yield


def _timed(use_case: Callable[..., Any], times: list[float]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        answer = use_case(*args, **kwargs)
        times.append(time.perf_counter() - began)
        return answer

    return call


def _nothing(*_: Any, **__: Any) -> None:
    return None
