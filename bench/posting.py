"""Section f: what the postings of a use case add to it: walked with them, with what posts replaced by nothing, and with
nothing done for money.
Refuses to compare anything but medians of calls that took turns, run by run, each with its own work alone."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
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
from handrail.usecases import _posting

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


class Way(StrEnum):
    """How a run is walked. ALONE: what posts is replaced by nothing. BARE: so is all that a use case does for money, as
    to look up who paid for what came back and to settle it."""

    WHOLE = "with its postings"
    ALONE = "with the posting replaced by nothing"
    BARE = "with nothing done for money"


def measure(ground: Ground, plan: Plan) -> list[Figure]:
    """The figures of section f: medians of each way, and their ratios."""
    found: dict[Way, Times] = {way: {name: [] for name in POSTS} for way in Way}
    walk = Round(ground.county, ground.order, van_of(ground.county, 0))
    for turn in range(plan.rounds):
        if turn % 20 == 0:
            told(f"run {turn + 1} of {plan.rounds}, three ways in turn")
        for way in Way:
            left: Left = []
            with _walked(found[way], way, left):
                walk.go(ground.day(0), people(ground.county, PEOPLE_A_ROUND))
            _catch_up(call_of(ground.county, STORE, ""), left=left)
    return [figure for name in POSTS for figure in _figures(name, found)]


def _figures(name: str, found: dict[Way, Times]) -> Iterator[Figure]:
    whole, alone, bare = (middle(found[way][name]) * 1000 for way in Way)
    yield Figure("f", f"{name}: median of {len(found[Way.ALONE][name])}, {Way.ALONE}", alone, "ms")
    yield Figure("f", f"{name}: {Way.WHOLE}, to the same {Way.ALONE}", whole / alone, "times", at_most=MOST)
    yield Figure("f", f"{name}: {Way.WHOLE}, to the same {Way.BARE}", whole / bare, "times")


@contextmanager
def _walked(times: Times, way: Way, left: Left) -> Iterator[None]:
    """The use cases of a cycle are timed. `left`: what settles undone by it."""
    with ExitStack() as patched:
        for name, follows in POSTS.items():
            patched.enter_context(patch.object(cycle, name, _timed(getattr(cycle, name), times[name])))
            if way is Way.BARE:
                nothing = _left_in(left) if name == SETTLES else _nothing
                patched.enter_context(patch.object(_module(name), follows, nothing))
        if way is Way.ALONE:
            patched.enter_context(patch.object(_posting, "with_vat", _no_posts))
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


def _no_posts(*_: Any) -> tuple[()]:
    """In the place of the last that stands before the ledger: it is handed nothing to write."""
    return ()
