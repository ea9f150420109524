"""Two calls in every order that two connections can have: the second runs whole between two statements of the first.
Refuses to say what is right: whoever uses it looks at what both answered and at what is there afterwards."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from contextlib import suppress
from typing import Any

from django.db import connection

from handrail.core.refusal import Refused

type Work = Callable[[], Any]

# The second waits for a lock of the first if it is not done by then, and goes on once the first is.
WAITS_AFTER = 0.25


def _whole(work: Work) -> Any:
    """What it came to; a refusal is an answer too."""
    try:
        return work()
    except Refused as refused:
        return refused


def _elsewhere(work: Work) -> Any:
    try:
        return _whole(work)
    finally:
        connection.close()


def between(first: Work, second: Work, after: int | str) -> tuple[Any, Any, bool]:
    """Run `second` once `first` has sent `after` statements, or the first with these words in it: what each
    came to, and whether there were as many."""
    begun: list[Future[Any]] = []
    sent = 0
    with ThreadPoolExecutor(1) as pool:

        def counted(execute: Any, sql: str, params: Sequence[Any], many: bool, context: Any) -> Any:
            nonlocal sent
            answer = execute(sql, params, many, context)
            sent += 1
            if not begun and (sent == after if isinstance(after, int) else after in sql):
                begun.append(pool.submit(_elsewhere, second))
                with suppress(StillWaiting):
                    begun[0].result(timeout=WAITS_AFTER)
            return answer

        with connection.execute_wrapper(counted):
            one = _whole(first)
        if not begun:
            return one, None, False
        return one, begun[0].result(timeout=20), True
