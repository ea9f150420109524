"""Section f: what the postings of a use case add to it: walked with them, and with what posts replaced by nothing.
Refuses to compare anything but medians of calls that took turns, run by run, each with its own work alone."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from unittest.mock import patch

from bench import cycle
from bench.county import STORE, call_of, people, van_of
from bench.cycle import PEOPLE_A_ROUND, Round
from bench.figures import Figure, middle
from bench.loan_cycles import Ground
from bench.progress import told
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission

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
# What a use case would have been asked to post.
type Left = list[tuple[Any, ...]]
# It settles every loan that its things came back from. What a turn without postings leaves would be done by the next
# with them, which meets the same things.
SETTLES = "inspect"


def measure(ground: Ground, plan: Plan) -> list[Figure]:
    """The figures of section f: medians with and without, and their ratio."""
    found: dict[bool, Times] = {posts: {name: [] for name in POSTS} for posts in (True, False)}
    walk = Round(ground.county, ground.order, van_of(ground.county, 0))
    for turn in range(2 * plan.rounds):
        if turn % 40 == 0:
            told(f"run {turn + 1} of {2 * plan.rounds}, with postings and without in turn")
        left: Left = []
        with _walked(found[turn % 2 == 0], None if turn % 2 == 0 else left):
            walk.go(ground.day(0), people(ground.county, PEOPLE_A_ROUND))
        _catch_up(call_of(ground.county, STORE, ""), left=left)
    return [figure for name in POSTS for figure in _figures(name, found)]


def _figures(name: str, found: dict[bool, Times]) -> Iterator[Figure]:
    with_it, without = (middle(found[posts][name]) * 1000 for posts in (True, False))
    yield Figure("f", f"{name}: median of {len(found[True][name])} without postings", without, "ms")
    yield Figure("f", f"{name}: with postings to without", with_it / without, "times", at_most=MOST)


@contextmanager
def _walked(times: Times, left: Left | None) -> Iterator[None]:
    """The use cases of a cycle are timed. `left`: what posts does nothing, and what it left undone stands here."""
    with ExitStack() as patched:
        for name, follows in POSTS.items():
            patched.enter_context(patch.object(cycle, name, _timed(getattr(cycle, name), times[name])))
            if left is not None:
                nothing = _left_in(left) if name == SETTLES else _nothing
                patched.enter_context(patch.object(_module(name), follows, nothing))
        yield


@use_case(Event.INSPECTED, needs=Permission.CARE_FOR_EQUIPMENT)
def _catch_up(change: Change, *, left: Left) -> None:
    for one in left:
        getattr(_module(SETTLES), POSTS[SETTLES])(change, *one)


def _module(name: str) -> Any:
    return import_module(f"handrail.usecases.{name}")


def _left_in(left: Left) -> Callable[..., None]:
    def leave(_: Change, *asked: Any) -> None:
        left.append(asked)

    return leave


def _timed(use_case: Callable[..., Any], times: list[float]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        answer = use_case(*args, **kwargs)
        times.append(time.perf_counter() - began)
        return answer

    return call


def _nothing(*_: Any, **__: Any) -> None:
    return None
