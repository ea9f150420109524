"""Owns the test databases: a migrated template, a second one that holds Northdown and Southmoor too, and
each test process's copies.

Refuses to let tests connect as any role but the application's; the owner migrates, the superuser only puts tables back
to what they were.
"""

import ast
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from pydantic import TypeAdapter

from handrail.config import postgres
from handrail.config.home import CHECKOUT, make_home
from handrail.simulation.set_up import County
from tests.environment import BINARIES, HOME

CLUSTER = postgres.Cluster(HOME, durable=False, binaries=Path(BINARIES) if BINARIES else None)
_TEMPLATES_KEPT = 3
_AGAIN: dict[str, Callable[[], None]] = {}
_WORDS_OF_THE_SET_UP = ("*.py", "*.csv", "*.csv.gz")


def superuser(database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    """A connection that may do anything, in autocommit."""
    return psycopg.connect(postgres.url(CLUSTER, postgres.SUPERUSER, database), autocommit=True)


@contextmanager
def copied_database(name: str, *, county: bool = False) -> Iterator[str]:
    """A database of this name, freshly copied from the migrated template, or from that with Northdown, for a block."""
    copy_database(name, county=county)
    try:
        yield name
    finally:
        with superuser() as connection:
            _drop(connection, name)


def copy_database(name: str, *, county: bool = False) -> None:
    """The same, to stay until a later run drops it, once the process whose number ends its name is no more."""
    template = _template_with_counties() if county else _migrated_template()
    with turn("test.copy"), superuser() as connection:
        _drop_left_behind(connection)
        _drop(connection, name)
        postgres.make_database(connection, name, template=template)


def stored_county(code: str) -> County:
    """Northdown, or Southmoor beside it, as it was set up in the template, in an object of its own."""
    return TypeAdapter(County).validate_json(_words_of_county(code))


@cache
def _words_of_county(code: str) -> str:
    with superuser(_template_with_counties()) as connection:
        row = connection.execute("SELECT made ->> %s FROM at_the_start.counties", [code]).fetchone()
    assert row is not None
    return str(row[0])


@contextmanager
def can_be_put_back(database: str) -> Iterator[None]:
    """For a block, `put_back` makes the tables again what they are now, after a test that committed.

    Only tables that changed are written anew, and by DELETE: emptying their files took longer than most tests. Triggers
    and policies are set aside: history refuses deletion on purpose.
    """
    with superuser(database) as connection:
        first = {str(row[0]) for row in connection.execute("SELECT name FROM at_the_start.filled_by_migrations")}
        names, aside = sorted(_tables(connection, "public") - first), _tables(connection, "at_the_start")
        other_now = sql.SQL(" UNION ALL ").join(_other_now(connection, name) for name in names)
        last = [_transaction(connection)]

        def again() -> None:
            changed = connection.execute(other_now, {"last": last[0]}, prepare=True).fetchall()
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")
                for table in map(str, (row[0] for row in changed)):
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                    if table in aside:
                        kept = sql.SQL("INSERT INTO {0} OVERRIDING SYSTEM VALUE SELECT * FROM at_the_start.{0}")
                        connection.execute(kept.format(sql.Identifier(table)))
            last[0] = _transaction(connection)

        _AGAIN[database] = again
        yield


def put_back(database: str) -> None:
    """Make the tables of a database that can be put back what they were. Raises KeyError for any other."""
    _AGAIN[database]()


def _other_now(connection: psycopg.Connection[tuple[object, ...]], name: str) -> sql.Composed:
    """Asks for the table's name if a row was written after transaction `last`, or one of before is gone."""
    table = sql.Identifier(name)
    rows = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
    assert rows is not None
    words = (
        "SELECT {} WHERE ({}, 0) <> (SELECT count(*), count(*) FILTER (WHERE xmin::text::bigint > %(last)s) FROM {})"
    )
    return sql.SQL(words).format(sql.Literal(name), sql.Literal(rows[0]), table)


def _transaction(connection: psycopg.Connection[tuple[object, ...]]) -> object:
    """The number of a transaction that comes after all that ended: rows written from now on have a higher one."""
    row = connection.execute("SELECT pg_current_xact_id()::xid::text::bigint").fetchone()
    assert row is not None
    return row[0]


def _tables(connection: psycopg.Connection[tuple[object, ...]], schema: str) -> set[str]:
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace", [schema]
    )
    return {str(row[0]) for row in found}


def _tables_with_rows(connection: psycopg.Connection[tuple[object, ...]]) -> set[str]:
    """The tables of the schema that hold at least one row."""
    parts = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in sorted(_tables(connection, "public"))
    ]
    return {str(row[0]) for row in connection.execute(sql.SQL(" UNION ALL ").join(parts))}


def _migrated_template() -> str:
    """The name of the template of the present schema; migrated by the first process that asks, others wait."""
    name = f"template_{_schema_digest()}"

    def fill(draft: str) -> None:
        _run(draft, "handrail.config", "migrate", "--verbosity", "0")
        with superuser(draft) as connection:
            first = sorted(_tables_with_rows(connection))
            connection.execute("CREATE SCHEMA at_the_start")
            connection.execute(
                "CREATE TABLE at_the_start.filled_by_migrations AS SELECT unnest(%s::text[]) AS name", [first]
            )

    return _template(name, "template0", fill)


@cache
def _template_with_counties() -> str:
    """The same with the two counties in it, and a copy of its rows aside, to put tables back from."""
    migrated = _migrated_template()
    name = f"counties_{county_digest()}"

    def fill(draft: str) -> None:
        counties = _run(draft, "tests.set_up_once")
        with superuser(draft) as connection:
            first = {str(row[0]) for row in connection.execute("SELECT name FROM at_the_start.filled_by_migrations")}
            for table in _tables_with_rows(connection) - first:
                aside = sql.SQL("CREATE TABLE at_the_start.{} AS TABLE public.{}")
                connection.execute(aside.format(sql.Identifier(table), sql.Identifier(table)))
            connection.execute("CREATE TABLE at_the_start.counties (made json)")
            connection.execute("INSERT INTO at_the_start.counties VALUES (%s)", [counties])
            connection.execute("ANALYZE")

    return _template(name, migrated, fill)


def _template(name: str, base: str, fill: Callable[[str], None]) -> str:
    """The name of this template; made from its base and filled by the first process that asks, others wait."""
    with turn("test.template"), superuser() as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        _drop_old_templates(connection, name.split("_")[0])
        draft = f"draft_{name}"
        _drop(connection, draft)
        postgres.make_database(connection, draft, template=base)
        fill(draft)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
        )
    return name


def _run(database: str, *words: str) -> str:
    """What a module prints that runs on this database, in a process of its own."""
    environment = dict(os.environ)
    environment["DATABASE_URL"] = postgres.url(CLUSTER, postgres.APP, database)
    environment["DATABASE_OWNER_URL"] = postgres.url(CLUSTER, postgres.OWNER, database)
    environment["SECRET_KEY"] = "for tests only"
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} fails:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def county_digest() -> str:
    """A name for all that may change what a set-up writes: Handrail's code and its data, pages apart."""
    digest = hashlib.sha256(_schema_digest().encode())
    places = (place for words in _WORDS_OF_THE_SET_UP for place in (CHECKOUT / "handrail").rglob(words))
    for place in sorted(place for place in places if place.relative_to(CHECKOUT).parts[1] not in {"web", "api"}):
        digest.update(str(place).encode() + place.read_bytes())
    digest.update((CHECKOUT / "tests/set_up_once.py").read_bytes())
    return digest.hexdigest()[:16]


@cache
def _schema_digest() -> str:
    """A name for all that the migrations are made of: themselves, and the modules that they import, however far."""
    digest = hashlib.sha256((CHECKOUT / "requirements.txt").read_bytes() + Path(__file__).read_bytes())
    found: set[Path] = set()
    waiting = sorted((CHECKOUT / "handrail").rglob("migrations/*.py"))
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting += _imported_by(place)
    for place in sorted(found):
        digest.update(str(place).encode() + place.read_bytes())
    return digest.hexdigest()[:16]


def _imported_by(place: Path) -> list[Path]:
    """The modules of Handrail that a module names in its imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    files = (CHECKOUT / f"{name.replace('.', '/')}.py" for name in names if name.startswith("handrail."))
    return [file for file in files if file.exists()]


def _drop_old_templates(connection: psycopg.Connection[tuple[object, ...]], kind: str) -> None:
    """Keep the newest few: another run, on slightly other code, may be about to copy one."""
    named = connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC", [f"{kind}\\_%"]
    )
    for (name,) in named.fetchall()[_TEMPLATES_KEPT:]:
        _drop(connection, str(name))


def _drop_left_behind(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Drop the copies of test processes that were killed: a copy's name ends in its process's number."""
    for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'").fetchall():
        if not Path("/proc", str(name).rsplit("_", 1)[-1]).exists():
            _drop(connection, str(name))


def _drop(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def turn(name: str) -> Iterator[None]:
    """One test process at a time."""
    make_home(HOME)
    with (HOME / name).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
