"""A connection that the pool lends again knows nothing of whoever had it before; dead ones hold nobody up."""

import time
from contextlib import suppress

import psycopg
import pytest
from django.db import DatabaseError, connection
from psycopg.pq import TransactionStatus

pytestmark = pytest.mark.django_db(transaction=True)


def ask(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def lent_again() -> None:
    """Give the connection back, and take until the very same one is lent again."""
    mine = ask("SELECT pg_backend_pid()")
    connection.close()
    while ask("SELECT pg_backend_pid()") != mine:
        connection.close()


@pytest.mark.parametrize(
    ("left_behind", "looked_at", "found"),
    [
        ("SELECT set_config('handrail.contract', 'theirs', false)", "SELECT current_setting('handrail.contract')", ""),
        ("SELECT set_config('search_path', 'pg_catalog', false)", "SHOW search_path", '"$user", public'),
        ("SELECT set_config('default_transaction_read_only', 'on', false)", "SHOW transaction_read_only", "off"),
        ("SELECT set_config('row_security', 'off', false)", "SHOW row_security", "on"),
        ("SELECT set_config('timezone', 'Asia/Tokyo', false)", "SHOW timezone", "UTC"),
    ],
)
def test_no_setting_of_a_session_reaches_the_next_user(left_behind: str, looked_at: str, found: str) -> None:
    ask(left_behind)
    lent_again()
    assert ask(looked_at) == found


@pytest.mark.parametrize("statement", ["SELECT 1 / 0", "SELECT set_config('handrail.contract', 'theirs', false)"])
def test_no_transaction_reaches_the_next_user_aborted_or_open(statement: str) -> None:
    mine = ask("SELECT pg_backend_pid()")
    raw = connection.connection
    raw.autocommit = False
    with suppress(psycopg.errors.DivisionByZero):
        raw.execute(statement)
    assert raw.info.transaction_status != TransactionStatus.IDLE
    connection.close()
    while ask("SELECT pg_backend_pid()") != mine:
        connection.close()
    assert ask("SELECT coalesce(current_setting('handrail.contract', true), '')") == ""
    assert connection.connection.autocommit


def test_nothing_can_stand_before_a_table_in_a_session() -> None:
    with pytest.raises(DatabaseError, match="permission denied to create temporary tables"):
        ask("CREATE TEMPORARY TABLE orders_order (id int)")


def test_after_the_database_was_away_the_first_request_does_not_wait_long() -> None:
    ask("SELECT 1")
    pool = connection.pool  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it; the stubs know the base alone
    lent = [pool.getconn() for _ in range(6)]
    every = ", ".join(str(one.info.backend_pid) for one in lent)
    for one in lent:
        pool.putconn(one)
    ended = ask(
        f"SELECT count(pg_terminate_backend(pid)) FROM unnest(ARRAY[{every}]) pid WHERE pid <> pg_backend_pid()"
    )
    assert int(ended) >= 5
    connection.close()
    began = time.perf_counter()
    assert ask("SELECT 1") == "1"
    assert time.perf_counter() - began < 5
