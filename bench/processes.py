"""Owns doing the same kind of work in several processes at once: all are made ready first, then all begin together.
Refuses to count the making ready."""

import pickle
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from typing import Any

import django

_SECONDS_TO_GET_READY = 600.0


@dataclass(frozen=True, slots=True)
class Work:
    """Work for one process: `module:function`, which is called with `given` and gives the callable to be timed."""

    function: str
    given: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """What one process did: how many of its units, from when to when (monotonic seconds), and its own CPU seconds."""

    done: int
    began: float
    ended: float
    cpu: float


def together(works: Sequence[Work]) -> list[Span]:
    """Do all works at once, each in a process of its own. Raises RuntimeError when one fails."""
    context = get_context("spawn")
    barrier, answers = context.Barrier(len(works)), context.Queue()
    # Packed by hand: what is given names modules that can only be imported once Django is set up over there.
    packed = [(work.function, pickle.dumps(work.given)) for work in works]
    processes = [context.Process(target=_carry_out, args=(*work, barrier, answers), daemon=True) for work in packed]
    for process in processes:
        process.start()
    spans: list[Span] = []
    for _ in works:
        answer = answers.get(timeout=_SECONDS_TO_GET_READY)
        if isinstance(answer, str):
            raise RuntimeError(answer)
        spans.append(answer)
    for process in processes:
        process.join()
    return spans


def rate(spans: Sequence[Span]) -> float:
    """Units a second of all processes together."""
    return sum(one.done for one in spans) / (max(one.ended for one in spans) - min(one.began for one in spans))


def _carry_out(function: str, packed: bytes, barrier: Any, answers: Any) -> None:
    try:
        django.setup()
        module, name = function.split(":")
        given = pickle.loads(packed)  # noqa: S301 - made a moment ago by our own parent process
        timed: Callable[[], int] = getattr(import_module(module), name)(*given)
        barrier.wait(_SECONDS_TO_GET_READY)
        cpu, began = _cpu(), time.monotonic()
        done = timed()
        answers.put(Span(done, began, time.monotonic(), _cpu() - cpu))
    except Exception as error:
        barrier.abort()
        answers.put(f"{function}: {type(error).__name__}: {error}")
        raise


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
