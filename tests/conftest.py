"""Owns what every test stands on: the database as the application's role, a stopped clock, a closed network.

Refuses situations: those are built through real use cases in tests/situations.py.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import hypothesis
import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from handrail.config import postgres
from tests.database import CLUSTER, can_be_put_back, copied_database, put_back

# A Tuesday morning in winter: London and UTC agree, no bank holiday is near.
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# How quick a busy machine is decides no test: speed is measured by `make bench`.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")


def pytest_configure() -> None:
    """What only makes tests quicker: passwords hashed cheaply, static files not collected first, one processor each."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        _keep_to_one_processor(int(worker.removeprefix("gw")))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def _keep_to_one_processor(number: int) -> None:
    """This test process and the server processes of its connections share a processor: they work in turns, and waking
    another one for each turn took a quarter of the time."""
    all_of_them = sorted(os.sched_getaffinity(0))
    mine = {all_of_them[number % len(all_of_them)]}
    os.sched_setaffinity(0, mine)
    connect = psycopg.Connection.connect.__func__  # type: ignore[attr-defined]  # a class method's own function

    def connected(cls: type[psycopg.Connection[Any]], *args: Any, **options: Any) -> psycopg.Connection[Any]:
        made: psycopg.Connection[Any] = connect(cls, *args, **options)
        os.sched_setaffinity(made.info.backend_pid, mine)
        return made

    psycopg.Connection.connect = classmethod(connected)  # type: ignore[assignment,method-assign]  # put in its place
    psycopg.connect = psycopg.Connection.connect


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The system's own Chromium: no browser is downloaded."""
    program = os.environ.get("HANDRAIL_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": program, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """The clock stands at NOW; `clock.shift(...)` and `clock.move_to(...)` move it. Browser tests keep the real one."""
    if request.node.get_closest_marker("browser") or request.node.get_closest_marker("real_clock"):
        yield None
        return
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _own_database(config: pytest.Config, *, empty: bool) -> str:
    """The name of this test process's database: Northdown's, or the one without any county."""
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    return f"test_{worker}_{'empty_' if empty else ''}{os.getpid()}"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture: the test's connections go to the county, or to an empty database where it is marked so."""
    name = _own_database(item.config, empty=item.get_closest_marker("empty_database") is not None)
    if connection.settings_dict["NAME"] != name:
        # What the test before left open would go on serving the other database: closing the pool leaves it alone.
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it; the stubs know the base alone


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two databases for this test process, with the county and without any, reached as the application's role."""
    full, empty = (_own_database(request.config, empty=empty) for empty in (False, True))
    with (
        postgres.held(CLUSTER),
        copied_database(full, county=True),
        copied_database(empty),
        can_be_put_back(full),
        can_be_put_back(empty),
        pytest.MonkeyPatch.context() as patch,
    ):
        # Django would truncate as the application's role, which may not.
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _: put_back(str(connection.settings_dict["NAME"]))
        )
        yield
        with django_db_blocker.unblock():
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it; the stubs know the base alone
