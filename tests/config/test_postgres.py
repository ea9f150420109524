"""The embedded database is made once, survives being killed, and stops with its last user."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from handrail.config import postgres
from handrail.config.postgres import APP, OWNER, Cluster
from handrail.config.postgres_programs import PostgresError
from tests.environment import BINARIES


@contextmanager
def _place() -> Iterator[Cluster]:
    """A cluster that is not made yet, in a path that has a space."""
    with tempfile.TemporaryDirectory(prefix="handrail test ") as folder:
        Path(folder).chmod(0o755)
        place = Cluster(Path(folder) / "home", durable=True, binaries=Path(BINARIES) if BINARIES else None)
        yield place
        postgres.keep(place, kept=False)
        postgres.remove(place)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A cluster of its own, to be made by its first start."""
    with _place() as place:
        yield place


@pytest.fixture(scope="module")
def once_made() -> Iterator[Cluster]:
    """One that was started and stopped: most of a first start's time goes into making the data."""
    with _place() as place:
        postgres.start(place)
        postgres.stop(place)
        yield place


@pytest.fixture
def copied(once_made: Cluster) -> Iterator[Cluster]:
    """A copy of it, which was started before and does not run."""
    with _place() as place:
        subprocess.run(["/bin/cp", "-a", once_made.home, place.home], check=True)
        yield place


def _ask(cluster: Cluster, role: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(postgres.url(cluster, role), autocommit=True) as connection:
        return connection.execute(question.encode()).fetchall()


def _kill(cluster: Cluster) -> None:
    pid = postgres.server_pid(cluster)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def _waits_for(condition: object, seconds: float = 10.0) -> bool:
    assert callable(condition)
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_the_owner_owns_the_database_and_neither_role_is_above_the_rules(cluster: Cluster) -> None:
    assert postgres.start(cluster) is True
    assert postgres.start(cluster) is False
    rights = (
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname LIKE 'hand%'"
    )
    none = (False, False, False, False)
    assert sorted(_ask(cluster, APP, rights)) == [(APP, *none), (OWNER, *none)]
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert _ask(cluster, APP, owner) == [(OWNER,)]


def test_the_owner_may_add_the_extensions_that_handrail_uses(copied: Cluster) -> None:
    postgres.start(copied)
    with psycopg.connect(postgres.url(copied, OWNER)) as connection:
        wanted = {"pg_trgm", "btree_gist", "citext"}
        for name in wanted:
            connection.execute(f"CREATE EXTENSION {name}".encode())
        added = {name for (name,) in connection.execute("SELECT extname FROM pg_extension").fetchall()}
        assert wanted <= added


def test_the_application_may_not_make_tables(copied: Cluster) -> None:
    postgres.start(copied)
    with (
        psycopg.connect(postgres.url(copied, APP)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (id int)")


def test_what_was_committed_is_there_after_kill_9(copied: Cluster) -> None:
    postgres.start(copied)
    with psycopg.connect(postgres.url(copied, OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    _kill(copied)
    assert postgres.start(copied) is True
    assert _ask(copied, OWNER, "SELECT answer FROM kept") == [(42,)]


def test_an_interrupted_first_start_is_begun_again(cluster: Cluster) -> None:
    for half_made in (cluster.folder / "data.new" / "base", cluster.data / "base"):
        half_made.mkdir(parents=True)
    assert postgres.start(cluster) is True
    assert _ask(cluster, APP, "SELECT 1") == [(1,)]


def test_an_interruption_before_the_roles_are_made_is_mended(copied: Cluster) -> None:
    postgres.start(copied)
    with psycopg.connect(postgres.url(copied, postgres.SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE handrail")
        connection.execute("DROP ROLE handrail_app")
    postgres.stop(copied)
    postgres.start(copied)
    assert _ask(copied, APP, "SELECT 1") == [(1,)]


def test_the_process_number_of_a_stranger_is_not_taken_for_the_server(copied: Cluster) -> None:
    postgres.start(copied)
    postgres.stop(copied)
    (copied.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert postgres.server_pid(copied) is None
    postgres.stop(copied)


def test_the_last_user_to_leave_stops_it(copied: Cluster) -> None:
    with postgres.held(copied):
        with postgres.held(copied):
            pass
        assert postgres.is_running(copied)
    assert not postgres.is_running(copied)


def test_a_user_that_was_killed_does_not_keep_it_up(copied: Cluster) -> None:
    program = (
        "import sys, time; from pathlib import Path; from handrail.config import postgres\n"
        "with postgres.held(postgres.Cluster(Path(sys.argv[1]))): print('in', flush=True); time.sleep(60)"
    )
    user = subprocess.Popen([sys.executable, "-c", program, str(copied.home)], stdout=subprocess.PIPE)
    assert user.stdout is not None
    assert user.stdout.readline() == b"in\n"
    with postgres.held(copied):
        user.kill()
        user.wait()
        user.stdout.close()
    assert not postgres.is_running(copied)


def test_it_stays_up_when_kept(copied: Cluster) -> None:
    postgres.keep(copied, kept=True)
    with postgres.held(copied):
        pass
    assert postgres.is_running(copied)


def test_of_two_starts_at_once_one_starts_it_and_both_can_use_it(cluster: Cluster) -> None:
    program = (
        "import sys; from pathlib import Path; from handrail.config import postgres\n"
        "print(postgres.start(postgres.Cluster(Path(sys.argv[1]))))"
    )
    command = [sys.executable, "-c", program, str(cluster.home)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(each.communicate()[0].strip() for each in both) == ["False", "True"]


def test_other_passwords_than_those_it_was_made_with_are_named(copied: Cluster) -> None:
    postgres.start(copied)
    secrets = (copied.home / "secrets.json").rename(copied.home / "saved")
    with pytest.raises(PostgresError, match="made with other passwords"):
        postgres.start(copied)
    (copied.home / "saved").rename(secrets.with_name("secrets.json"))


def test_a_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    postgres.start(cluster)
    postgres.stop(cluster)
    with (cluster.data / "postgresql.conf").open("a") as file:
        file.write("\nno_such_setting = 1\n")
    with pytest.raises(PostgresError, match="no_such_setting"):
        postgres.start(cluster)


def test_a_home_too_deep_for_a_socket_gets_a_short_one_elsewhere(cluster: Cluster) -> None:
    deep = Cluster(cluster.home / ("x" * 80), durable=False, binaries=cluster.binaries)
    assert len(os.fsencode(deep.socket)) < 90
    postgres.start(deep)
    try:
        assert postgres.is_running(deep)
    finally:
        postgres.remove(deep)
    assert not deep.socket.exists()


def test_a_home_that_the_server_s_user_may_not_enter_keeps_its_data_elsewhere(cluster: Cluster) -> None:
    """As root the server runs as another user; else it runs as the user whose home it is."""
    locked = cluster.home / "locked"
    locked.mkdir(parents=True)
    locked.chmod(0o700)
    private = Cluster(locked / "home", durable=False, binaries=cluster.binaries)
    assert (locked in private.folder.parents) is (os.geteuid() != 0)
    try:
        assert postgres.start(private) is True
    finally:
        postgres.remove(private)
    assert not private.folder.exists()
