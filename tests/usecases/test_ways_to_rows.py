"""What the database walks to find rows: no index beside one that does its work, and no walk through all that ever was.

Test tables are nearly empty, so the planner is told to avoid such walks: those that are left have no other way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection

from handrail.core.clock import now
from handrail.ledger.queries.terms import charged_between
from handrail.orders.states import LineState
from handrail.simulation.set_up import County
from handrail.visits.queries.desk import waiting_lines
from handrail.visits.queries.door import door_facts, visits_locked
from tests.ordering import statements
from tests.repository.sources import modules
from tests.visiting import a_stop, seen_by

pytestmark = pytest.mark.django_db

OURS = (
    "catalogue", "core", "identity", "intake", "ledger", "loans", "needs", "orders", "partners", "people", "stock",
    "visits",
)  # fmt: skip


class Plans:
    """Writes down how the database would answer each statement, instead of walking through whole tables."""

    def __init__(self) -> None:
        self.text = ""

    def __call__(self, execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")) and "core_" not in statement:
            execute("SET LOCAL enable_seqscan = off", None, False, context)
            execute(f"EXPLAIN {statement}", params, many, context)
            self.text += "\n".join(str(row[0]) for row in context["cursor"].fetchall())
            execute("SET LOCAL enable_seqscan = on", None, False, context)
        return execute(statement, params, many, context)


@contextmanager
def plans() -> Iterator[Plans]:
    written = Plans()
    with connection.execute_wrapper(written):
        yield written


def test_no_index_stands_beside_one_that_begins_with_the_same_columns(db: None) -> None:
    """A narrower index costs every write of its table and finds nothing that the wider one would not."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH i AS (
                   SELECT indrelid, indexrelid::regclass::text AS name, indisunique, indexprs, relname,
                       string_to_array(indkey::text, ' ') AS columns,
                       -- Whoever looks for a value of the first column looks among the rows that have one.
                       coalesce(pg_get_expr(indpred, indrelid)
                           = '(' || pg_get_indexdef(indexrelid, 1, false) || ' IS NOT NULL)', true) AS whole,
                       indpred IS NULL AS all_rows
                   FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE relnamespace = 'public'::regnamespace)
               SELECT a.name || ' beside ' || b.name FROM i a JOIN i b ON a.indrelid = b.indrelid AND a.name <> b.name
               WHERE NOT a.indisunique AND a.all_rows AND a.indexprs IS NULL AND b.whole
               AND a.columns = b.columns[1:array_length(a.columns, 1)]
               AND split_part(a.relname, '_', 1) = ANY(%s)
               AND pg_get_indexdef(a.name::regclass) NOT LIKE '%%pattern_ops%%' ORDER BY 1""",
            [list(OURS)],
        )
        assert [row[0] for row in cursor.fetchall()] == []


def test_the_promises_of_what_was_charged_are_worked_out_once(county: County) -> None:
    """Not for each charge anew: a preview of prices then takes a second for a hundred and a day for ten thousand."""
    with seen_by(county, "money"), plans() as written:
        charged_between(county.scopes["money"], date(2026, 3, 1), date(2026, 4, 1))
    assert "CTE promised" in written.text


def test_a_door_is_found_without_a_walk_through_all_loans_items_and_cells(county: County) -> None:
    stop = a_stop(county, "BED-010", ("BDA-020", 2))
    with seen_by(county, "desk"):
        scope = county.scopes["desk"]
        (visit,) = visits_locked(scope, [stop.visit_id], at=now())
        with plans() as written:
            facts = door_facts(scope, visit, list(stop.numbers))
    assert len(facts.tasks) == 2
    for table in ("loans_loan", "stock_asset", "stock_stockcell"):
        assert f" on {table}" in written.text
        assert f"Seq Scan on {table}" not in written.text


def test_no_row_is_found_by_a_text_that_is_made_of_its_key() -> None:
    """An index of keys does not serve it: every row that there ever was is made into a text and compared."""
    made_of_key = re.compile(r"'\w+:' \|\| \w+\.id = .*|\w+\.id::text = .*")
    found = [(name, made) for name, _, text in modules() for made in made_of_key.findall(text)]
    assert found == []


def test_the_statement_of_waiting_lines_says_what_the_index_of_open_lines_asks(county: County) -> None:
    """Without it the index cannot be used, and every line that there ever was is looked at."""
    with seen_by(county, "depot"), statements() as made:
        waiting_lines(county.scopes["depot"], states=(LineState.AUTHORISED,), today=date(2026, 3, 3))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'line_open'::regclass")
        closed = re.findall("'([A-Z_]+)'", cursor.fetchone()[0])
    listed = re.search(r"l\.state NOT IN \(([^)]*)\)", made[-1])
    assert listed is not None
    assert sorted(re.findall("'([A-Z_]+)'", listed[1])) == sorted(closed)
