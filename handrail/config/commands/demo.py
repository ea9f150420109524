"""Owns `handrail demo`: the demo county from nothing to a running service, and back to nothing.

Refuses to listen to other machines (config.settings), and to reset a database that it did not make.
"""

import os
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path

from django.conf import settings

from handrail.config import cli, postgres
from handrail.config.environment import SettingError, text
from handrail.config.home import demo_marks, handrail_home
from handrail.config.roles import refuse_unsafe_role_of
from handrail.config.supervisor import only_one

_DEMO = "handrail.simulation.demo"
_SERVE = "handrail.config.commands.serve"


def main(arguments: Sequence[str]) -> int:
    """`start` makes what is missing and serves; `load` fills the database; `reset` deletes it."""
    parser = ArgumentParser(prog="handrail demo", description="The demo county.")
    parser.add_argument("what", choices=["start", "load", "reset"])
    parser.add_argument("--county", action="store_true", help="a year of 500,000 people, for looking at money")
    options = parser.parse_args(arguments)
    size = ["--county"] if options.county else []
    os.environ.setdefault("DEMO_MODE", "yes")
    match options.what:
        case "start":
            return _start(size)
        case "load":
            cli.refuse_no_service()
            with cli.ready(cli.Needs.DATABASE):
                return int(import_module(_DEMO).load(size))
        case _:
            return _reset()


def _start(size: Sequence[str]) -> int:
    """Database, migrations, county, service: each said with the time it took."""
    with ExitStack() as up:
        # Held until the county is there: a second copy would take it for one that was left half-loaded, and delete it.
        with only_one(handrail_home()):
            _prepare(handrail_home(), up, size)
        print("Starting the service ...", flush=True)
        return int(import_module(_SERVE).serve(when_ready=_show_users))


def _prepare(home: Path, up: ExitStack, size: Sequence[str]) -> None:
    """Bring up the database with a county of this size. What would refuse the service refuses here, before the work."""
    loading, loaded = demo_marks(home, _other_database())
    if loading.exists() and not loaded.exists() and not _other_database():
        print("The last loading was interrupted; starting anew.", flush=True)
        _delete(home)
    import_module(_SERVE).refuse_taken_port()
    with _Step("Starting the database"):
        up.enter_context(cli.embedded_database())
    with _Step("Bringing the database up to this version"):
        _run("migrate", "--verbosity", "0")
    refuse_unsafe_role_of(settings.DATABASE_URL)
    if loaded.exists():
        up.enter_context(cli.ready(cli.Needs.DATABASE))
        return
    if loading.exists():
        up.enter_context(cli.ready(cli.Needs.DATABASE))
        _refuse_half_loaded()
    with _Step("Loading the demo county", if_stopped="The next start loads it anew."):
        loading.touch()
        with _running("demo", "load", *size):
            # The loading keeps one processor busy; meanwhile another makes the style sheets ready.
            up.enter_context(cli.ready(cli.Needs.DATABASE))
            import_module("handrail.config.static_files").collect_if_changed()
        loaded.touch()
        loading.unlink()


def _other_database() -> str:
    """The address of a database that is not the embedded one, else nothing."""
    return text("DATABASE_URL", "")


def _refuse_half_loaded() -> None:
    """Another database is not ours to delete: who keeps it makes it anew."""
    if import_module(_DEMO).is_begun():
        raise SettingError(
            "The last loading into the database of DATABASE_URL was interrupted; make that database anew, empty, "
            "and start again."
        )


def _reset() -> int:
    """Delete the embedded database and what belongs to it. Another database is not ours to delete."""
    if _other_database():
        raise SettingError("DATABASE_URL is set; `make demo-reset` only deletes the embedded database.")
    with only_one(handrail_home()):
        _delete(handrail_home())
    return 0


def _delete(home: Path) -> None:
    postgres.keep(postgres.Cluster(home), kept=False)
    postgres.remove(postgres.Cluster(home))
    for mark in (*demo_marks(home, ""), home / "secrets.json"):
        mark.unlink(missing_ok=True)
    for folder in ("mail", "uploads"):
        shutil.rmtree(home / folder, ignore_errors=True)
    print("The demo county is deleted.", flush=True)


def _run(*words: str) -> None:
    """Run a subcommand in a process of its own: each has its own database role. Raises SettingError if it fails."""
    with _running(*words):
        pass


@contextmanager
def _running(*words: str) -> Iterator[None]:
    """The same beside a block, and waits for it at the end."""
    with subprocess.Popen([sys.executable, "-m", "handrail.config", *words]) as running:
        try:
            yield
        except BaseException:
            running.terminate()
            raise
    if running.returncode != 0:
        raise SettingError(f"`handrail {' '.join(words)}` failed; what it said is above.")


def _show_users() -> None:
    print("Demo users (choose one on the first page; no password is needed):", flush=True)
    for role, members in import_module(_DEMO).users():
        print(f"  {role}", flush=True)
        for name, does in members:
            print(f"    {name:<20} {does}", flush=True)
    print(f"No mail leaves the demo: each is written to {handrail_home() / 'mail'}.", flush=True)
    print("Stop with Ctrl-C; the data stays. `make demo-reset` starts anew.", flush=True)


class _Step:
    """Says what begins, and how long it took; and what follows where somebody stops it."""

    def __init__(self, what: str, *, if_stopped: str = "") -> None:
        self._what, self._if_stopped = what, if_stopped

    def __enter__(self) -> None:
        self._began = time.monotonic()
        print(f"{self._what} ...", flush=True)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            print(f"{self._what}: done in {time.monotonic() - self._began:.1f} s", flush=True)
        elif not issubclass(kind, Exception):
            print(f"\n{self._what}: stopped. {self._if_stopped}".rstrip(), flush=True)
