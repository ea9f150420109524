"""Owns the start-up check of the application's database role, and the rights that the owner gives to it.

Refuses to start with a role that owns a table, is a superuser or can pass by row security: promise 7 would be void.
"""

from typing import Any, LiteralString

import psycopg
from django.db import connection
from psycopg import sql

from handrail.config.environment import SettingError

_UNSAFE: LiteralString = """
    SELECT r.rolsuper, r.rolbypassrls,
           EXISTS (SELECT FROM pg_class c
                   WHERE pg_has_role(r.oid, c.relowner, 'USAGE') AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                     AND c.relpersistence <> 't'),
           EXISTS (SELECT FROM pg_roles o
                   WHERE (o.rolsuper OR o.rolbypassrls) AND pg_has_role(r.oid, o.oid, 'MEMBER') AND o.oid <> r.oid)
    FROM pg_roles r WHERE r.rolname = current_user
"""


class UnsafeRole(SettingError):
    """The application's role can do more than it may. The message is one sentence for who starts Handrail."""


def reasons_against(superuser: bool, bypasses: bool, owns: bool, may_become: bool) -> list[str]:
    """What is wrong with a role of these rights, in words; empty means it is fit."""
    found = [
        (superuser, "it is a superuser"),
        (bypasses, "it can bypass row security"),
        (owns, "it owns a table"),
        (may_become, "it is a member of a role that is a superuser or can bypass row security"),
    ]
    return [words for wrong, words in found if wrong]


def refuse_unsafe_role() -> None:
    """Raise UnsafeRole where the connection's role could pass by row security."""
    with connection.cursor() as cursor:
        _refuse(cursor)


def refuse_unsafe_role_of(app_url: str) -> None:
    """The same for an address, before Django is ready."""
    with psycopg.connect(app_url) as app, app.cursor() as cursor:
        _refuse(cursor)


def _refuse(cursor: Any) -> None:
    cursor.execute(_UNSAFE)
    row = cursor.fetchone()
    cursor.execute("SELECT current_user")
    name = cursor.fetchone()[0]
    reasons = reasons_against(*row)
    if reasons:
        raise UnsafeRole(
            f"DATABASE_URL must name a role that owns nothing, but {name} is not fit: {', '.join(reasons)}."
        )


def give_rights(owner_url: str, app_role: str) -> None:
    """Let the application's role read and write what the owner makes from now on; migrations take back what it may not.

    Runs before each migration; running it again changes nothing.
    """
    role = sql.Identifier(app_role)
    with psycopg.connect(owner_url) as owner:
        if not owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [app_role]).fetchone():
            raise UnsafeRole(f"DATABASE_URL names the role {app_role}, which the database does not have.")
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {}",
        ):
            owner.execute(sql.SQL(statement).format(role))


def take_back_rights(owner_url: str, app_role: str) -> None:
    """Let the application's role only read which migrations ran: /healthz asks, and nothing else may say so."""
    with psycopg.connect(owner_url) as owner:
        statement = "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}"
        owner.execute(sql.SQL(statement).format(sql.Identifier(app_role)))
