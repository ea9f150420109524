"""Children that end are started again; all end together; what a killed supervisor left behind is ended."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from handrail.config.environment import SettingError
from handrail.config.supervisor import Child, GaveUp, only_one, supervise

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def _stop_soon(seconds: float) -> None:
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM)).start()


def _nothing() -> None:
    """A database that needs no care."""


def test_a_killed_child_is_started_again_and_ends_with_the_rest(tmp_path: Path) -> None:
    child = Child("sleeper", SLEEPER)
    seen: list[int] = []

    def watch() -> None:
        if child.process is not None and child.process.pid not in seen:
            seen.append(child.process.pid)
            if len(seen) == 1:
                child.process.kill()

    _stop_soon(3)
    supervise(tmp_path, [child], watch=watch, ready=lambda: True)
    assert len(seen) == 2
    assert child.process is not None
    assert child.process.returncode is not None


def test_a_child_that_ends_at_once_again_and_again_is_given_up(tmp_path: Path) -> None:
    child = Child("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(GaveUp, match=r"The broken process ends right after its start.*code 3"):
        supervise(tmp_path, [child], watch=_nothing, ready=lambda: False)


def test_ready_is_asked_until_it_is_so(tmp_path: Path) -> None:
    answers = iter([False, True])
    _stop_soon(2)
    supervise(tmp_path, [Child("sleeper", SLEEPER)], watch=_nothing, ready=lambda: next(answers))


def test_a_second_copy_on_the_same_home_is_refused(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(SettingError, match="already runs"), only_one(tmp_path):
        pass


def test_what_a_killed_supervisor_left_is_ended_by_the_next(tmp_path: Path) -> None:
    orphan = subprocess.Popen(SLEEPER, env={**os.environ, "HANDRAIL_SUPERVISED": str(tmp_path)})
    stranger = subprocess.Popen(SLEEPER, env={**os.environ, "HANDRAIL_SUPERVISED": str(tmp_path / "other")})
    time.sleep(0.2)  # Until both carry their own environment.
    with only_one(tmp_path):
        assert orphan.wait(timeout=5) == -signal.SIGKILL
        assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
