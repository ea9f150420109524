"""Each use case that a history needs comes, at its first call there, from two desks in the same instant: one of them
does it, or doing it twice is no harm, and the promises hold."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier, current_thread, main_thread
from typing import Any

import pytest
from django.db import DatabaseError, connection

from handrail.core.refusal import Refused
from handrail.identity import calls
from handrail.simulation.command import simulate
from handrail.simulation.walk import History
from tests.database import superuser
from tests.promises import broken, unaudited

HISTORY = History(9_000, 30, 7, date(2026, 3, 3))
# What may be done twice, and why that is no harm. All else is done by one of the two.
BOTH_MAY = {
    "place_order": "an order each; whoever decides or orders next is shown the other",
    "record_need": "a need each: nothing hangs on one alone",
    "log_contact": "two calls may say the same",
    "save_draft": "a draft each, of which one is thrown away",
    "change_notes": "the note stands twice until one is ended",
    "record_life_event": "it is recorded again, and finds nothing left to stop",
    "count_stock": "the last count of a cell stands",
    "keep_levels": "the same levels again",
    "receive_goods": "counted goods: two deliveries may be alike",
    "issue_from_satellite": "two walking sticks, while there are two",
    "pick_lines": "picked is picked",
}


class Twice:
    """Carries out the first call of each use case twice at once; the walk goes on with what the winner was told."""

    def __init__(self, once: Callable[..., Any]) -> None:
        self._once = once
        self.won: dict[str, int] = {}

    def __call__(self, event: Any, call: Any, fingerprint: str, answers: Any, function: Any, **how: bool) -> Any:
        name = answers.function.__name__
        if name in self.won or current_thread() is not main_thread():
            return self._once(event, call, fingerprint, answers, function, **how)
        self.won[name] = 0
        together = Barrier(2)

        def carried_out() -> Any:
            together.wait(10)
            try:
                return self._tried(event, replace(call, key=""), answers, function, **how)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            first, second = (pool.submit(carried_out) for _ in range(2))
        told = [one for one in (first.result(), second.result()) if not isinstance(one, Exception)]
        self.won[name] = len(told)
        if not told:
            raise first.result()
        return told[0]

    def _tried(self, event: Any, call: Any, answers: Any, function: Any, **how: bool) -> Any:
        """The answer, or why it was refused; a deadlock is tried again, as every call is."""
        while True:
            try:
                return self._once(event, call, "", answers, function, **how)
            except Refused as refused:
                return refused
            except DatabaseError as error:
                if calls._sqlstate(error) in calls._TRY_AGAIN:
                    continue
                refusal = calls._refusal_of(error)
                if refusal is error:
                    raise
                return refusal


@pytest.mark.empty_database
@pytest.mark.django_db(transaction=True)
def test_each_use_case_of_a_history_is_done_once_by_two_at_once(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEMO_MODE = True
    twice = Twice(calls._once)
    monkeypatch.setattr(calls, "_once", twice)
    simulate(HISTORY, progress=lambda _: None)
    assert len(twice.won) >= 30, sorted(twice.won)
    both = {name for name, won in twice.won.items() if won == 2}
    assert both - set(BOTH_MAY) == set()
    with superuser(connection.settings_dict["NAME"]) as owner:

        def ask(text: str) -> Any:
            return owner.execute(text.encode()).fetchall()

        assert broken(ask) == []
        assert unaudited(ask) == []
