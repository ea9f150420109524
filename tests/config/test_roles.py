"""The application's role may not pass by row security, and the start refuses one that could."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import pytest
from django.db import ProgrammingError, connection
from django.db.utils import ConnectionHandler
from psycopg import sql

from handrail.config import postgres, roles
from handrail.config.home import local_secrets
from handrail.config.roles import UnsafeRole, reasons_against, refuse_unsafe_role
from tests.database import CLUSTER, superuser


def test_a_fit_role_has_nothing_against_it() -> None:
    assert reasons_against(superuser=False, bypasses=False, owns=False, may_become=False) == []


@pytest.mark.parametrize("wrong", ["superuser", "bypasses", "owns", "may_become"])
def test_each_unfit_right_is_named(wrong: str) -> None:
    rights = dict.fromkeys(["superuser", "bypasses", "owns", "may_become"], False)
    assert len(reasons_against(**{**rights, wrong: True})) == 1


@pytest.mark.django_db
def test_the_tests_connect_as_a_fit_role() -> None:
    refuse_unsafe_role()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("handrail_app",)


@pytest.fixture
def made_role(db: None) -> Iterator[str]:
    """The name of a role that may enter the database, and that a test gives rights to; gone afterwards."""
    name, database = f"made_{os.getpid()}", str(connection.settings_dict["NAME"])
    role, password = sql.Identifier(name), sql.Literal(connection.settings_dict["PASSWORD"])
    with superuser(database) as anything:
        anything.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, password))
        anything.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), role))
        yield name
        anything.execute(sql.SQL("DROP OWNED BY {}").format(role))
        anything.execute(sql.SQL("DROP ROLE {}").format(role))


def refusal_as(role: str, password: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a start says whose connection is this role's."""
    settings = {**connection.settings_dict, "USER": role, "PASSWORD": password, "OPTIONS": {}}
    other = ConnectionHandler({"default": settings})["default"]
    monkeypatch.setattr(roles, "connection", other)
    try:
        with pytest.raises(UnsafeRole) as refused:
            refuse_unsafe_role()
    finally:
        other.close()
    return str(refused.value)


def passwords() -> dict[str, str]:
    made = local_secrets(CLUSTER.home)
    return {postgres.OWNER: made.owner, postgres.SUPERUSER: made.superuser}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "words"),
    [
        (postgres.OWNER, "it owns a table"),
        (postgres.SUPERUSER, "it is a superuser, it can bypass row security, it owns a table"),
    ],
)
def test_the_owner_and_a_superuser_are_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, role: str, words: str
) -> None:
    said = refusal_as(role, passwords()[role], monkeypatch)
    assert said.startswith(f"DATABASE_URL must name a role that owns nothing, but {role} is not fit: {words}")
    assert said.count(".") == 1


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("ALTER ROLE {} BYPASSRLS", "it can bypass row security"),
        ("ALTER ROLE {} SUPERUSER NOBYPASSRLS", "it is a superuser, it owns a table"),
        ("GRANT handrail_owner TO {}", "it owns a table"),
    ],
)
def test_a_role_that_was_given_one_right_too_many_is_refused_for_it(
    monkeypatch: pytest.MonkeyPatch, made_role: str, right: LiteralString, words: str
) -> None:
    with superuser() as anything:
        anything.execute(sql.SQL(right).format(sql.Identifier(made_role)))
    said = refusal_as(made_role, connection.settings_dict["PASSWORD"], monkeypatch)
    assert f"{made_role} is not fit: {words}" in said


def test_a_role_that_may_become_one_that_passes_by_row_security_is_refused(
    monkeypatch: pytest.MonkeyPatch, made_role: str
) -> None:
    """Though it inherits nothing: it would only have to say SET ROLE."""
    with superuser() as anything:
        anything.execute(sql.SQL("ALTER ROLE {} NOINHERIT").format(sql.Identifier(made_role)))
        anything.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier("postgres"), sql.Identifier(made_role)))
    said = refusal_as(made_role, connection.settings_dict["PASSWORD"], monkeypatch)
    assert said.endswith("it is a member of a role that is a superuser or can bypass row security.")


@pytest.mark.django_db
@pytest.mark.enable_socket
def test_a_start_with_the_owners_address_ends_with_that_sentence(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = postgres.url(CLUSTER, postgres.OWNER, str(connection.settings_dict["NAME"]))
    environment = {"DATABASE_URL": address, "HANDRAIL_HOME": str(tmp_path), "SECRET_KEY": "for tests only"}
    command = [sys.executable, "-m", "handrail.config", "serve"]
    environment = {**os.environ, **environment, "PORT": port}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as start:
        try:
            printed, said = start.communicate(timeout=60)
        finally:
            start.terminate()
    assert (start.returncode, printed) == (1, "")
    assert said == (
        "handrail: DATABASE_URL must name a role that owns nothing, but handrail_owner is not fit: it owns a table.\n"
    )


@pytest.mark.django_db
def test_the_role_cannot_change_the_schema() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_gone_after_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('x', 'x', now())")
        assert cursor.rowcount == 1


@pytest.mark.django_db(transaction=True)
def test_what_another_test_committed_is_not_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
