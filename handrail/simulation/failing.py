"""Says in one sentence at what a walk stopped: when, which step of whom, on which van and visit, about which pieces.
Refuses to mend anything; the whole load is undone."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from traceback import walk_tb
from types import FrameType
from typing import Any

from handrail.core.moment import LONDON
from handrail.core.refusal import Refused
from handrail.simulation.fleet import Team
from handrail.simulation.look import Stop
from handrail.simulation.supply import Trip
from handrail.simulation.world import World
from handrail.wording import say

USE_CASES = "handrail.usecases."
MOST_PIECES = 12


class WalkStopped(Exception):
    """A walk that could not go on; its words are the sentence."""


def stopped_at(world: World, error: Exception) -> str:
    """The sentence: what the walk was doing when it failed, as far as the call tells."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    held = [value for frame in frames for value in frame.f_locals.values()]
    parts = [f"The walk stopped on {world.now.astimezone(LONDON):%d %B %Y at %H:%M} in {_step(frames)}"]
    if world.caller:
        parts.append(f"by {world.caller}")
    if van := next((_van(value) for value in held if isinstance(value, Trip | Team)), ""):
        parts.append(f"on {van}")
    if stop := next((value for value in held if isinstance(value, Stop)), None):
        parts.append(f"at visit {stop.number}")
    if pieces := list(dict.fromkeys(_pieces(held))):
        rest = f" and {len(pieces) - MOST_PIECES} more" if len(pieces) > MOST_PIECES else ""
        parts.append(f"with {', '.join(pieces[:MOST_PIECES])}{rest}")
    return f"{' '.join(parts)}: {_why(error)}"


def _step(frames: list[FrameType]) -> str:
    """The use case, else the step of the walk itself."""
    modules = [(str(frame.f_globals.get("__name__", "")), frame.f_code.co_name) for frame in frames]
    cases = [name for module, name in modules if module.startswith(USE_CASES) and not name.startswith("<")]
    ours = [name for module, name in modules if module.startswith("handrail.simulation.")]
    return next(iter(cases), "") or next(reversed(ours), "its first step")


def _van(value: Trip | Team) -> str:
    return value.team.van if isinstance(value, Trip) else value.van


def _pieces(held: list[Any]) -> Iterator[str]:
    """The codes, with their counts, that the request of the use case names, however deep."""
    for value in held:
        if is_dataclass(value) and type(value).__module__.startswith(("handrail.usecases.", "handrail.visits.rules.")):
            yield from _codes(value)


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, tuple | list):
        for one in value:
            yield from _codes(one)
    elif is_dataclass(value):
        code, quantity = getattr(value, "code", ""), getattr(value, "quantity", 1)
        if isinstance(code, str) and code:
            yield f"{quantity} x {code}" if isinstance(quantity, int) and quantity > 1 else code
        for one in fields(value):
            inner = getattr(value, one.name)
            if isinstance(inner, tuple | list):
                yield from _codes(inner)


def _why(error: Exception) -> str:
    if isinstance(error, Refused):
        return "; ".join(f"{reason.code} ({say(reason.code, **dict(reason.params))})" for reason in error.reasons)
    return f"{type(error).__name__}: {error}".splitlines()[0]
