"""Owns keeping a set of child processes and the embedded database alive, and ending them together.

Refuses to know what the children do.
"""

import fcntl
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from handrail.config.environment import SettingError
from handrail.config.home import make_home

_LOOK_SECONDS = 0.5
_STOP_SECONDS = 15.0
_QUICK_DEATH_SECONDS = 5.0
_QUICK_DEATHS_ALLOWED = 5
_MARK = "HANDRAIL_SUPERVISED"


class GaveUp(SettingError):
    """A child ends again and again right after its start. The message names it."""


@dataclass(slots=True)
class Child:
    """A process to keep alive: its name for messages, its command, and how its last starts went."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0
    environment: dict[str, str] = field(default_factory=dict)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the home for this process; ends what a killed predecessor left. Raises SettingError when it is held."""
    make_home(home)
    with (home / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SettingError(f"Handrail already runs with HANDRAIL_HOME {home}; stop it first.") from error
        _end_orphans(home)
        yield


def supervise(home: Path, children: Sequence[Child], *, watch: Callable[[], None], ready: Callable[[], bool]) -> None:
    """Run the children until SIGTERM or SIGINT; start again each that ends. Raises GaveUp.

    `watch` is called twice a second (it looks after the database); `ready` as often until it gives True.
    """
    ending = threading.Event()
    before = {number: signal.signal(number, lambda *_: ending.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    is_ready = False
    try:
        while not ending.is_set():
            watch()
            for child in children:
                _keep_alive(home, child)
            is_ready = is_ready or ready()
            ending.wait(_LOOK_SECONDS)
    finally:
        _stop_all(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def _keep_alive(home: Path, child: Child) -> None:
    """Start the child if it does not run."""
    if child.process is not None:
        code = child.process.poll()
        if code is None:
            return
        _end_group(child.process.pid)
        quick = time.monotonic() - child.started < _QUICK_DEATH_SECONDS
        child.quick_deaths = child.quick_deaths + 1 if quick else 0
        if child.quick_deaths >= _QUICK_DEATHS_ALLOWED:
            raise GaveUp(
                f"The {child.name} process ends right after its start, again and again (last with code {code})."
            )
        print(f"The {child.name} process ended (code {code}); starting it again.", flush=True)
    # setpriv makes the kernel end the child when this process is killed, so that its port is free for the next start.
    command = ["setpriv", "--pdeathsig", "TERM", "--", *child.command]
    marked = {**os.environ, **child.environment, _MARK: str(home)}
    child.process = subprocess.Popen(command, env=marked, stdin=subprocess.DEVNULL, start_new_session=True)
    child.started = time.monotonic()


def _stop_all(children: Sequence[Child]) -> None:
    """Ask each to end, wait, then end what is left."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        if process.poll() is None:
            process.terminate()
    give_up = time.monotonic() + _STOP_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"Process {process.pid} did not end in {_STOP_SECONDS:.0f} seconds; ending it by force.", flush=True)
        _end_group(process.pid)
        process.wait()


def _end_group(leader: int) -> None:
    """End what a child started and left behind: each child leads a process group of its own."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return  # Nothing was left.


def _end_orphans(home: Path) -> None:
    """End the children of a supervisor that was killed; they carry its home as a mark in their environment."""
    wanted = f"{_MARK}={home}".encode()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) == os.getpid():
            continue
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)
        except (OSError, ProcessLookupError):
            continue  # It ended meanwhile, or is another user's.
