"""Owns the test databases: one migrated template per version of the schema, one copy per test process.

Refuses to let tests connect as any role but the application's; the owner migrates, the superuser only empties tables.
"""

import ast
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from handrail.config import postgres
from handrail.config.home import CHECKOUT, make_home
from tests.environment import BINARIES, HOME

CLUSTER = postgres.Cluster(HOME, durable=False, binaries=Path(BINARIES) if BINARIES else None)
_TEMPLATES_KEPT = 3


def superuser(database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    """A connection that may do anything, in autocommit."""
    return psycopg.connect(postgres.url(CLUSTER, postgres.SUPERUSER, database), autocommit=True)


@contextmanager
def copied_database(name: str) -> Iterator[str]:
    """A database of this name, freshly copied from the migrated template, for a block."""
    template = _migrated_template()
    with _turn("test.copy"), superuser() as connection:
        _drop_left_behind(connection)
        _drop(connection, name)
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(postgres.OWNER), sql.Identifier(template)
            )
        )
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(postgres.APP))
        )
    try:
        yield name
    finally:
        with superuser() as connection:
            _drop(connection, name)


def tables_with_rows(connection: psycopg.Connection[tuple[object, ...]]) -> set[str]:
    """The tables of the schema that hold at least one row."""
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    names = [str(row[0]) for row in found]
    if not names:
        return set()
    parts = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in names
    ]
    return {str(row[0]) for row in connection.execute(sql.SQL(" UNION ALL ").join(parts))}


def empty_tables(database: str, *, but: set[str]) -> None:
    """Delete what a test committed. Triggers and policies are set aside: history refuses deletion on purpose."""
    with superuser(database) as connection:
        filled = sorted(tables_with_rows(connection) - but)
        if not filled:
            return
        connection.execute("SET session_replication_role = replica")
        names = sql.SQL(", ").join(sql.Identifier(name) for name in filled)
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))


def _migrated_template() -> str:
    """The name of the template of the present schema; migrated by the first process that asks, others wait."""
    name = f"template_{_schema_digest()}"
    with _turn("test.template"), superuser() as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        _drop_old_templates(connection)
        draft = f"draft_{name}"
        _drop(connection, draft)
        postgres.make_database(connection, draft)
        _migrate(draft)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
        )
    return name


def _migrate(database: str) -> None:
    environment = dict(os.environ)
    environment["DATABASE_URL"] = postgres.url(CLUSTER, postgres.APP, database)
    environment["DATABASE_OWNER_URL"] = postgres.url(CLUSTER, postgres.OWNER, database)
    environment["SECRET_KEY"] = "for tests only"
    command = [sys.executable, "-m", "handrail.config", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"The migrations fail:\n{done.stdout}\n{done.stderr}")


def _schema_digest() -> str:
    """A name for all that the migrations are made of: themselves, and the modules that they import, however far."""
    digest = hashlib.sha256((CHECKOUT / "requirements.txt").read_bytes())
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


def _drop_old_templates(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Keep the newest few: another run, on slightly other code, may be about to copy one."""
    named = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%' ORDER BY oid DESC")
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
def _turn(name: str) -> Iterator[None]:
    """One test process at a time."""
    make_home(HOME)
    with (HOME / name).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
