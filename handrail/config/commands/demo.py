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

from handrail.config import cli, postgres
from handrail.config.environment import SettingError
from handrail.config.home import handrail_home
from handrail.config.supervisor import only_one

_DEMO = "handrail.simulation.demo"


def main(arguments: Sequence[str]) -> int:
    """`start` makes what is missing and serves; `load` fills the database; `reset` deletes it."""
    parser = ArgumentParser(prog="handrail demo", description="The demo county.")
    parser.add_argument("what", choices=["start", "load", "reset"])
    options, rest = parser.parse_known_args(arguments)
    os.environ.setdefault("DEMO_MODE", "yes")
    match options.what:
        case "start":
            return _start()
        case "load":
            with cli.ready(cli.Needs.DATABASE):
                return int(import_module(_DEMO).load(rest))
        case _:
            return _reset()


def _start() -> int:
    """Database, migrations, county, service: each said with the time it took."""
    home = handrail_home()
    with only_one(home):
        pass  # A second copy is refused here, before it touches anything.
    loading, loaded = home / "demo.loading", home / "demo.loaded"
    if loading.exists() and not loaded.exists():
        print("The last loading was interrupted; starting anew.", flush=True)
        _reset()
    with ExitStack() as up:
        with _Step("Starting the database"):
            up.enter_context(cli.embedded_database())
        with _Step("Bringing the database up to this version"):
            _run("migrate", "--verbosity", "0")
        if not loaded.exists():
            with _Step("Loading the demo county"):
                loading.touch()
                with _running("demo", "load"):
                    # The loading keeps one processor busy; meanwhile another makes the style sheets ready.
                    up.enter_context(cli.ready(cli.Needs.DATABASE))
                    import_module("handrail.config.static_files").collect_if_changed()
                loaded.touch()
                loading.unlink()
        else:
            up.enter_context(cli.ready(cli.Needs.DATABASE))
        print("Starting the service ...", flush=True)
        return int(import_module("handrail.config.commands.serve").serve(when_ready=_show_users))


def _reset() -> int:
    """Delete the embedded database and what belongs to it. Another database is not ours to delete."""
    if os.environ.get("DATABASE_URL"):
        raise SettingError("DATABASE_URL is set; `make demo-reset` only deletes the embedded database.")
    home = handrail_home()
    with only_one(home):
        postgres.keep(postgres.Cluster(home), kept=False)
        postgres.remove(postgres.Cluster(home))
        for name in ("demo.loading", "demo.loaded", "secrets.json"):
            (home / name).unlink(missing_ok=True)
        shutil.rmtree(home / "mail", ignore_errors=True)
    print("The demo county is deleted.", flush=True)
    return 0


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
    """Says what begins, and how long it took when it was more than a blink."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        self._began = time.monotonic()
        print(f"{self._what} ...", flush=True)

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            print(f"{self._what}: done in {time.monotonic() - self._began:.1f} s", flush=True)
