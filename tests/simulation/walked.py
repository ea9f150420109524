"""Databases that hold a walked history, each made by `handrail simulate` in a process and a database of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import psycopg
from psycopg import sql

from handrail.config import postgres
from tests.database import CLUSTER, copy_database, superuser, turn
from tests.environment import HOME

DAYS, SEED, UNTIL = 35, 7, "2026-03-03"
# Of one county that is looked at, and of two that are compared.
POPULATION, OF_TWO = 24_000, 16_000


@dataclass(frozen=True, slots=True)
class Walked:
    """A database and what the command printed while it was filled."""

    database: str
    printed: str

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a SELECT, seen by the superuser: no policy hides any."""
        with superuser(self.database) as connection:
            return connection.execute(query).fetchall()

    def number(self, query: str) -> int:
        """The first column of the first row, a number."""
        return int(str(self.rows(query)[0][0]))


def one_walk() -> Walked:
    """One county, walked."""
    (walked,) = _runs(["--population", str(POPULATION), "--days", str(DAYS)])
    return walked


def one_year() -> Walked:
    """A county of few people with a whole year, over the end of a financial year."""
    (walked,) = _runs(["--population", "1500", "--days", "365"], until="2026-04-15")
    return walked


def walked_and_bulk() -> tuple[Walked, ...]:
    """The same two counties, both walked and one copied in bulk: side by side, with different hashes of strings."""
    walked = ["--population", str(OF_TWO), "--counties", "2", "--days", str(DAYS)]
    return _runs(walked, [*walked, "--bulk"])


def _runs(*words: list[str], until: str = UNTIL) -> tuple[Walked, ...]:
    """The command with these words each, side by side, in databases of their own. The first test process of a run that
    asks makes them for all."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    what = sha256(repr((words, until)).encode()).hexdigest()[:8]
    printed = HOME / f"walk_{what}_{run}"
    names = [f"test_walk_{what}_{at}_{run}" for at in range(len(words))]
    with turn(f"test.walk_{what}"):
        if not printed.exists():
            for old in HOME.glob(f"walk_{what}_*"):
                old.unlink()
            printed.write_text("\0".join(_walked(names, [[*some, "--until", until] for some in words])))
    return tuple(Walked(name, said) for name, said in zip(names, printed.read_text().split("\0"), strict=True))


def _walked(names: list[str], words: Sequence[list[str]]) -> list[str]:
    for name in names:
        copy_database(name)
    running = [_run(name, at, some) for at, (name, some) in enumerate(zip(names, words, strict=True), 1)]
    said = [process.communicate(timeout=600)[0] for process in running]
    for process, text in zip(running, said, strict=True):
        assert process.returncode == 0, text
    return said


def _run(database: str, hash_seed: int, words: list[str]) -> subprocess.Popen[str]:
    settings = {
        "DATABASE_URL": postgres.url(CLUSTER, postgres.APP, database),
        "DATABASE_OWNER_URL": postgres.url(CLUSTER, postgres.OWNER, database),
        "DEMO_MODE": "yes",
        "SECRET_KEY": "only for made-up people",
        "PYTHONHASHSEED": str(hash_seed),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "handrail.config", "simulate", *words, "--seed", str(SEED)],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def hashes(database: str) -> dict[str, str]:
    """A hash of all rows of each table that is not empty, whatever their order in it."""
    with superuser(database) as connection:
        return {name: _hash_of(connection, name) for name in tables(connection)}


def tables(connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    found = connection.execute(
        """SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
           AND relname NOT LIKE 'django%' ORDER BY relname"""
    )
    return [str(row[0]) for row in found]


# The server's own numbers of the transaction and the process, the noise that stands where a user has no password, the
# order of one entry's postings, and what is over the text of an invoice's file, in which numbers of orders stand.
NOT_OURS = {
    "core_audit": ["xact"],
    "identity_user": ["password"],
    "invoices_invoice": ["sha256", "size_bytes"],
    "ledger_balance": ["part"],
    "ledger_posting": ["id"],
}


def _left_out(table: str) -> list[str]:
    """The columns that are no part of the history. Rows of one statement enter their history in the order in which the
    planner finds them; what counts there is the subject and its own gapless number."""
    history = table.endswith("history") or table == "stock_assetmove"
    return ["id"] if history else NOT_OURS.get(table, [])


def _hash_of(connection: psycopg.Connection[tuple[object, ...]], table: str) -> str:
    left_out = sql.Literal(_left_out(table))
    found = connection.execute(
        sql.SQL("SELECT (to_jsonb(t) - {}::text[])::text FROM {} t").format(left_out, sql.Identifier(table))
    )
    rows = sorted(str(row[0]) for row in found)
    return f"{len(rows)} {sha256(chr(10).join(rows).encode()).hexdigest()}"


def sequences(database: str) -> dict[str, int]:
    """How far each sequence has come."""
    with superuser(database) as connection:
        found = connection.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences ORDER BY 1")
        return {str(name): int(str(last)) for name, last in found}
