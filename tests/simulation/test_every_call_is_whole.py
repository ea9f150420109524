"""Each use case that a county's history needs, at its first call there: a failure at the very last step leaves nothing,
and the same call sent again changes nothing and gives the same answer (promise 6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection
from psycopg import sql

from handrail.core.refusal import Refused
from handrail.identity import calls
from handrail.simulation.command import simulate
from handrail.simulation.walk import History
from tests.database import superuser
from tests.simulation.walked import tables

FAILS = "SELECT no_such_function(%s, %s, %s, %s)"
HISTORY = History(9_000, 30, 7, date(2026, 3, 3))


class Held:
    """All rows of the database: how many of each table, and the newest that wrote one of them."""

    def __init__(self, database: str) -> None:
        self._database = database
        with superuser(database) as owner:
            parts = [
                sql.SQL("SELECT {} AS t, count(*), max(xmin::text::bigint) FROM {}").format(
                    sql.Literal(name), sql.Identifier(name)
                )
                for name in tables(owner)
            ]
        self._all = sql.SQL(" UNION ALL ").join(parts)

    def now(self) -> list[tuple[Any, ...]]:
        """The rows as they are."""
        with superuser(self._database) as owner:
            return sorted(owner.execute(self._all).fetchall())


class Trying:
    """Stands before `calls._once`: the first call of each use case fails at its end, is sent, is sent again."""

    def __init__(self, once: Callable[..., Any], held: Held, patch: pytest.MonkeyPatch) -> None:
        self.tried: set[str] = set()
        self._once, self._held, self._patch = once, held, patch

    def __call__(
        self, event: Any, call: Any, fingerprint: str, answers: Any, function: Callable[..., Any], **how: bool
    ) -> Any:
        name = answers.function.__name__
        if name in self.tried or not self._fails(name, event, call, answers, function, **how):
            return self._once(event, call, fingerprint, answers, function, **how)
        self.tried.add(name)
        keyed = replace(call, key=name)
        first = self._once(event, keyed, name, answers, function, **how)
        after = self._held.now()
        assert self._once(event, keyed, name, answers, function, **how) == first, name
        assert self._held.now() == after, f"{name} sent again wrote something"
        return first

    def _fails(self, name: str, event: Any, call: Any, answers: Any, function: Callable[..., Any], **how: bool) -> bool:
        """Whether it came as far as its last step, which failed and left nothing."""
        before = self._held.now()
        with self._patch.context() as patched:
            patched.setattr(calls, "_FINISH", FAILS)
            with pytest.raises((Refused, DatabaseError)) as stopped:
                self._once(event, call, "", answers, function, **how)
        if isinstance(stopped.value, Refused):
            return False
        assert "no_such_function" in str(stopped.value)
        assert self._held.now() == before, f"{name} left something when its last step failed"
        return True


@pytest.mark.empty_database
@pytest.mark.django_db(transaction=True)
def test_promise_6_each_use_case_of_a_history_is_done_whole_and_once(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEMO_MODE = True
    trying = Trying(calls._once, Held(connection.settings_dict["NAME"]), monkeypatch)
    monkeypatch.setattr(calls, "_once", trying)
    simulate(HISTORY, progress=lambda _: None)
    assert len(trying.tried) >= 30, sorted(trying.tried)
