"""Owns a county with very many past loans: real ones, walked through the use cases, are copied again and again in SQL.
For speed alone: copies share their assets and have no asset moves, answers or audit rows. Refuses open loans.

The service's own way to large histories is `handrail simulate`; this one makes a million loans within minutes.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from bench.progress import told
from bench.settled import settle
from handrail.config import postgres
from handrail.config.home import handrail_home
from handrail.simulation.people_made import FAMILIES, MEN, WOMEN

# What is copied, parents first, and which ids in it are those of a copy.
TABLES = (
    "people_person", "people_address", "people_reach", "stock_place", "orders_order", "orders_orderline",
    "orders_linehistory", "orders_allocation", "visits_run", "visits_visit", "visits_visithistory", "visits_visittask",
    "loans_loan", "loans_loanhistory",
)  # fmt: skip
_COPIED_IDS = {"id", "person_id", "person_key_id", "address_id", "order_id", "line_id", "visit_id", "run_id", "loan_id"}
# A quarter of an hour apart, back from now: a million loans of three make nine years.
_APART = "interval '15 minutes'"


@dataclass(frozen=True, slots=True)
class Names:
    """The names that copies are given, by chance that is the same each time."""

    given: Sequence[str] = (*WOMEN, *MEN)
    family: Sequence[str] = FAMILIES


@contextmanager
def as_superuser() -> Iterator[psycopg.Connection[Any]]:
    """A connection for which triggers, keys between tables and row security are set aside."""
    address = postgres.url(postgres.Cluster(handrail_home()), postgres.SUPERUSER)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET work_mem = '256MB'")
        yield connection


def keep_models(connection: psycopg.Connection[Any]) -> int:
    """Set aside what will be copied: every person's past as it is now. Gives the number of loans."""
    open_loans = connection.execute("SELECT count(*) FROM loans_loan WHERE ended_at IS NULL").fetchone()
    if open_loans is None or open_loans[0]:
        raise ValueError("only what has ended is copied")
    for table in TABLES:
        here = sql.SQL("WHERE kind = 'HOME'") if table == "stock_place" else sql.SQL("")
        connection.execute(
            sql.SQL("CREATE UNLOGGED TABLE {} AS SELECT * FROM {} {}").format(
                sql.Identifier(f"bench_{table}"), sql.Identifier(table), here
            )
        )
    found = connection.execute("SELECT count(*) FROM bench_loans_loan").fetchone()
    return int(found[0]) if found else 0


def copy_up_to(connection: psycopg.Connection[Any], loans: int, *, models: int, before: int) -> int:
    """Copy until there are so many past loans or more; `before` copies were made. Gives the number of copies now."""
    copies = max(before, -(-loans // models) - 1)
    for table in TABLES:
        told(f"{table}, copies {before + 1} to {copies}")
        connection.execute(_copy(connection, table), {"first": before + 1, "last": copies, **_names()})
    connection.execute(
        """INSERT INTO people_namekey (contract_id, key)
           SELECT DISTINCT p.contract_id, k FROM people_person p, unnest(people_keys(p.search_text)) AS k
           ON CONFLICT DO NOTHING"""
    )
    settle()
    return copies


def _names() -> dict[str, list[str]]:
    names = Names()
    return {"given": list(names.given), "family": list(names.family)}


def _copy(connection: psycopg.Connection[Any], table: str) -> sql.Composed:
    columns = connection.execute(
        """SELECT column_name, data_type FROM information_schema.columns
           WHERE table_schema = 'public' AND table_name = %s
           AND NOT (column_name = 'id' AND data_type = 'bigint') AND is_generated = 'NEVER'
           ORDER BY ordinal_position""",
        [table],
    ).fetchall()
    special = _special(table)
    values = [special.get(name) or _value(name, kind) for name, kind in columns]
    return sql.SQL(
        "INSERT INTO {} ({}) SELECT {} FROM {} t, generate_series(%(first)s::int, %(last)s::int) AS k"
    ).format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
        sql.SQL(", ").join(sql.SQL(value) for value in values),
        sql.Identifier(f"bench_{table}"),
    )


def _value(name: str, kind: str) -> str:
    """How a column of a copy comes from that of its model."""
    copied = name in _COPIED_IDS or name == "subject_id"
    if kind == "uuid" and copied:
        return f"md5(t.{name}::text || k)::uuid"
    if kind == "timestamp with time zone":
        return f't."{name}" - k * {_APART}'
    if kind == "date":
        return f't."{name}" - k / 96'
    return f't."{name}"'


_PICK = "(('x' || substr(md5(t.id::text || k || '{salt}'), 1, 7))::bit(28)::int"
_GIVEN = f"(%(given)s::text[])[1 + {_PICK.format(salt='g')} %% cardinality(%(given)s::text[]))]"
_FAMILY = f"(%(family)s::text[])[1 + {_PICK.format(salt='f')} %% cardinality(%(family)s::text[]))]"


def _special(table: str) -> Mapping[str, str]:
    """The columns that must differ between copies."""
    match table:
        case "people_person":
            return {
                "number": "nextval('people_number')",
                "given_name": _GIVEN,
                "family_name": _FAMILY,
                "birth_on": f"t.birth_on + {_PICK.format(salt='b')} %% 9000)",
                "search_text": f"' ' || lower({_GIVEN}) || ' ' || lower({_FAMILY}) || ' pe293rb pe29 '",
            }
        case "orders_order":
            return {"number": "nextval('orders_number')"}
        case "visits_visit":
            return {"number": "nextval('visits_number')"}
        case "visits_run":
            # Runs of the models may lie days ahead, the control room shows today's, and copies were run before.
            # Two runs of a van come to one day then, so each has a shift of its own.
            past = 'least(t."on", current_date) - 1 - k / 96'
            return {"shift": "left(md5(t.id::text || k), 20)", "state": "'CLOSED'", "on": past}
        case _:
            return {}
