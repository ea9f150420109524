"""Each use case, at its situation of tests/usecases/tried: a failure at its very last step leaves nothing; of two desks
that ask for it in the same instant one does it, or doing it twice is no harm; the same call sent again changes nothing
and gives the same answer (promise 6); and it writes the tables that it names, no other.

Refuses a use case without a situation, and one whose rows no test shows."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

import handrail.usecases
from handrail.core.refusal import Refused
from handrail.identity import calls
from handrail.identity.calls import Call
from handrail.simulation.set_up import County
from handrail.usecases.edit_partners import VanShape, keep_van
from handrail.usecases.inspect import Inspected
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from tests.database import put_back, superuser
from tests.ordering import codes
from tests.promises import broken, unaudited
from tests.simulation.walked import tables
from tests.situations import call_as, northdown
from tests.stock_situations import clean, inspected, main_depot
from tests.usecases.test_allocation_race import at_once
from tests.usecases.tried import invoices, jobs, office, orders, people, pool, road, specials, stock, vouchers
from tests.usecases.tried.case import Case
from tests.usecases.tried.told import TOLD
from tests.visiting import on_loan

CASES: dict[str, Case] = {
    name: case
    for module in (people, orders, stock, road, office, jobs, pool, invoices, vouchers, specials)
    for name, case in module.CASES.items()
}
TESTS = Path(__file__).parent.parent
FAILS = "SELECT no_such_function(%s, %s, %s, %s)"
KILLED = "SELECT pg_terminate_backend(pg_backend_pid()), %s::text, %s::text, %s::text, %s::text"
# Every call writes these, and the tests of promises 6 and 8 tell what.
LOG = {"core_audit", "core_auditsubject", "core_answeredcall"}
# What is called without a key, and why it need not be answered the same again.
WITHOUT_A_KEY = {
    "show_secret": "a secret is kept nowhere else, and each look at it has its own reason",
    "receive_file": "the file's own id makes it happen once",
    "receive_invoice": "the invoice's own id makes it happen once",
    "check_invoice": "an invoice that is checked waits no more",
    "import_file": "each row knows what it was before",
}
_number = count(10)


class Held:
    """All rows of the database: how many of each table, and the newest change that wrote one of them."""

    def __init__(self, owner: psycopg.Connection[tuple[object, ...]]) -> None:
        self._owner = owner
        parts = [
            sql.SQL("SELECT {}, count(*), max(xmin::text::bigint) FROM {}").format(
                sql.Literal(name), sql.Identifier(name)
            )
            for name in tables(owner)
        ]
        self._all = sql.SQL(" UNION ALL ").join(parts)

    def now(self) -> dict[str, tuple[object, ...]]:
        """The rows as they are, by table."""
        return {str(name): tuple(rest) for name, *rest in self._owner.execute(self._all).fetchall()}

    def told(self) -> int:
        """The newest line of the log that says what a call was about."""
        return int(self.ask("SELECT coalesce(max(id), 0) FROM core_auditsubject")[0][0])

    def told_since(self, last: int) -> set[str]:
        """What calls after that line were about, each kind once; with `*` where it is of a person's record."""
        kind = "split_part(subject, ':', 1) || CASE WHEN person_id IS NULL THEN '' ELSE '*' END"
        return {str(row[0]) for row in self.ask(f"SELECT DISTINCT {kind} FROM core_auditsubject WHERE id > {last}")}

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of a SELECT, whoever's they are."""
        return self._owner.execute(text.encode()).fetchall()


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[County, Held]]:
    """One county for all: each use case has its own people, stock and vans there. It is put back once, at the end."""
    name = str(connection.settings_dict["NAME"])
    with django_db_blocker.unblock(), superuser(name) as owner:
        county = northdown()
        assert county.scopes
        held = Held(owner)
        ((begun,),) = held.ask("SELECT pg_current_xact_id()::text::bigint % 4294967296")
        yield county, held
        connection.close()
        try:
            assert broken(held.ask) == []
            assert unaudited(held.ask, since=begun) == []
        finally:
            put_back(name)


def with_vans(county: County, name: str) -> None:
    """No other situation's runs go with these."""
    for van in ("Van 1", "Van 2"):
        wanted = VanShape(main_depot(county), f"{van} of {name}", f"{van} {next(_number)}", 1200, 11000)
        county.made.vans[van] = keep_van(call_as(county.scopes["admin"]), request=wanted)


def fails_at_the_end(case: Case, call: Call, asked: dict[str, Any], patch: pytest.MonkeyPatch) -> None:
    with patch.context() as patched:
        patched.setattr(calls, "_FINISH", FAILS)
        with pytest.raises(DatabaseError, match="no_such_function"):
            case.use_case(call, **asked)


def one_won(case: Case, answers: list[Any]) -> None:
    """One of the two did it, and the other was told so; or both did, which is no harm."""
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    told = [answer for answer in answers if not isinstance(answer, Refused)]
    assert told, answers
    if case.both_may:
        return
    if case.nothing is not ...:
        assert sum(answer == case.nothing for answer in told) == 1, answers
    else:
        assert len(refused) == 1, answers
        assert codes(refused[0]) <= {"STALE", *case.refused.split()}, answers


@pytest.mark.shared_database
@pytest.mark.parametrize("name", sorted(CASES))
def test_promise_6_it_is_done_whole_once_and_by_one(
    shared: tuple[County, Held], name: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEMO_MODE = True
    (county, held), case = shared, CASES[name]
    with_vans(county, name)
    asked = case.arguments(county)
    failing, *both = (case.called(call_as(county.scopes[case.by])) for _ in range(3))
    assert all(call.key for call in both) is (name not in WITHOUT_A_KEY)
    before = held.now()
    fails_at_the_end(case, failing, asked, monkeypatch)
    assert held.now() == before, "something was left when the last step failed"
    last = held.told()
    answers = at_once(*(lambda call=call: case.use_case(call, **asked) for call in both))
    after = held.now()
    one_won(case, answers)
    assert held.told_since(last) == set(TOLD.get(name, "").split())
    assert {table for table in after if after[table] != before[table]} - LOG == set(case.writes.split())
    for call, answer in zip(both, answers, strict=True):
        if call.key and not isinstance(answer, Refused):
            assert case.use_case(call, **asked) == answer
    assert held.now() == after, "sent again it wrote something"


def came_back(county: County) -> Inspected:
    """What a person had, cleaned since: when it passes, it is credited and its work is charged."""
    stop, _ = on_loan(county, "BED-010")
    (number,) = stop.numbers
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(number),)))
    clean(county, number)
    return Inspected(main_depot(county), (inspected(number),))


KILLED_AT = {
    name: CASES[name]
    for name in (
        "join_people", "close_stock_take", "record_life_event", "start_import", "mend_row", "complete_visit",
        "cancel_lines", "mend_scan", "lift_recall", "put_right",
    )
} | {
    "inspect": replace(
        CASES["inspect"],
        asked=came_back,
        writes=f"{CASES['inspect'].writes} ledger_balance ledger_entry ledger_posting loans_tosettle",
    )
}  # fmt: skip


@pytest.mark.shared_database
@pytest.mark.parametrize("name", sorted(KILLED_AT))
def test_promise_6_what_is_killed_at_its_last_step_left_nothing_and_the_same_form_does_it_whole(
    shared: tuple[County, Held], name: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEMO_MODE = True
    (county, held), case = shared, KILLED_AT[name]
    with_vans(county, f"{name}, killed")
    asked = case.arguments(county)
    call = case.called(call_as(county.scopes[case.by]))
    before = held.now()
    with monkeypatch.context() as patched:
        patched.setattr(calls, "_FINISH", KILLED)
        with pytest.raises(DatabaseError, match="terminating connection"):
            case.use_case(call, **asked)
    connection.close()
    assert held.now() == before, "something was left by a connection that was killed"
    answer = case.use_case(call, **asked)
    after = held.now()
    assert {table for table in after if after[table] != before[table]} - LOG == set(case.writes.split())
    assert case.use_case(call, **asked) == answer
    assert held.now() == after, "sent again it wrote something"


def test_every_use_case_has_its_situation() -> None:
    found = set()
    for module in pkgutil.iter_modules(handrail.usecases.__path__):
        of_module = vars(importlib.import_module(f"handrail.usecases.{module.name}"))
        found |= {
            name for name, value in of_module.items() if hasattr(value, "event") and hasattr(value, "__wrapped__")
        }
    assert found == set(CASES)
    assert {name for name, case in CASES.items() if case.use_case.__name__ != name} == set()


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_test_that_shows_its_rows_is_there(name: str) -> None:
    place, _, function = CASES[name].shown.partition("::")
    tree = ast.parse((TESTS / place).read_text(encoding="utf-8"))
    assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
