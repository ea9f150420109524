"""`handrail demo start` loads the county once, whole, and into a database that may hold it; what it cannot serve it
refuses before the work. What it calls is put aside here: databases and loading have tests of their own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handrail.config.cli import main
from handrail.config.commands import demo, serve
from handrail.config.environment import SettingError
from handrail.config.roles import UnsafeRole
from handrail.config.supervisor import only_one

OTHER = "postgresql://app@elsewhere/handrail"


@dataclass
class Steps:
    """What was called, in order; `loading` is done in the middle of the loading; what the database holds."""

    done: list[str] = field(default_factory=list)
    begun: bool = False

    def loading(self) -> None:
        """Nothing goes wrong."""

    def serve(self, **_: object) -> int:
        self.done.append("serve")
        return 0

    @contextmanager
    def running(self, *words: str) -> Iterator[None]:
        self.done.append(" ".join(words[:2]))
        if words == ("demo", "load"):
            self.begun = True
            self.loading()
        yield


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Steps:
    made = Steps()
    monkeypatch.setenv("HANDRAIL_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DEMO_MODE", "yes")  # The command sets it; what was before comes back after the test.
    monkeypatch.setattr("handrail.config.cli.embedded_database", nullcontext)
    monkeypatch.setattr("handrail.config.cli.ready", lambda _: nullcontext())
    monkeypatch.setattr(demo, "_running", made.running)
    monkeypatch.setattr("handrail.config.postgres.remove", lambda _: made.done.append("delete"))
    monkeypatch.setattr(demo, "refuse_unsafe_role_of", lambda _: made.done.append("role"))
    monkeypatch.setattr(serve, "refuse_taken_port", lambda: made.done.append("port"))
    monkeypatch.setattr(serve, "serve", made.serve)
    monkeypatch.setattr("handrail.config.static_files.collect_if_changed", lambda: False)
    monkeypatch.setattr("handrail.simulation.demo.is_begun", lambda: made.begun)
    return made


def test_the_first_start_loads_and_the_second_only_serves(steps: Steps) -> None:
    assert demo.main(["start"]) == 0
    assert steps.done == ["port", "migrate --verbosity", "role", "demo load", "serve"]
    steps.done.clear()
    assert demo.main(["start"]) == 0
    assert steps.done == ["port", "migrate --verbosity", "role", "serve"]


def test_a_larger_county_is_loaded_where_it_is_asked_for(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def running(*words: str) -> nullcontext[None]:
        asked.append(words)
        return nullcontext()

    monkeypatch.setattr(demo, "_running", running)
    assert demo.main(["start", "--county"]) == 0
    assert asked[-1] == ("demo", "load", "--county")


def test_a_second_copy_is_refused_while_the_first_still_loads(
    steps: Steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would take what is there for a loading that was interrupted, and delete it."""

    def another() -> None:
        with pytest.raises(SettingError, match="already runs"), only_one(tmp_path):
            steps.done.append("second")

    monkeypatch.setattr(steps, "loading", another)
    assert demo.main(["start"]) == 0
    assert "second" not in steps.done
    assert "delete" not in steps.done


def _interrupted(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(steps, "loading", stop)
        with pytest.raises(KeyboardInterrupt):
            demo.main(["start"])
    steps.done.clear()


def test_a_loading_that_was_stopped_says_what_follows_and_begins_anew(
    steps: Steps, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _interrupted(steps, monkeypatch)
    assert "Loading the demo county: stopped. The next start loads it anew." in capsys.readouterr().out
    assert demo.main(["start"]) == 0
    assert steps.done == ["delete", "port", "migrate --verbosity", "role", "demo load", "serve"]


def test_another_database_that_is_half_loaded_is_neither_deleted_nor_served_until_it_was_made_anew(
    steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", OTHER)
    _interrupted(steps, monkeypatch)
    with pytest.raises(SettingError, match="interrupted; make that database anew, empty"):
        demo.main(["start"])
    assert steps.done == ["port", "migrate --verbosity", "role"]
    steps.begun = False
    assert demo.main(["start"]) == 0
    assert steps.done[3:] == ["port", "migrate --verbosity", "role", "demo load", "serve"]


def test_what_one_database_holds_says_nothing_of_another(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    assert demo.main(["start"]) == 0
    monkeypatch.setenv("DATABASE_URL", OTHER)
    steps.begun = False
    assert demo.main(["start"]) == 0
    assert steps.done.count("demo load") == 2


def test_nothing_is_loaded_by_a_role_that_may_too_much(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise UnsafeRole("it owns a table")

    monkeypatch.setattr(demo, "refuse_unsafe_role_of", refuse)
    with pytest.raises(UnsafeRole):
        demo.main(["start"])
    assert "demo load" not in steps.done


def test_a_reset_takes_what_was_uploaded_too_and_leaves_another_database_alone(
    steps: Steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert demo.main(["start"]) == 0
    for folder in ("uploads", "mail"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "of the demo").touch()
    monkeypatch.setenv("DATABASE_URL", OTHER)
    with pytest.raises(SettingError, match="only deletes the embedded"):
        demo.main(["reset"])
    monkeypatch.delenv("DATABASE_URL")
    assert demo.main(["reset"]) == 0
    assert steps.done[-1] == "delete"
    assert {place.name for place in tmp_path.iterdir()} == {"serve.lock"}


@pytest.mark.enable_socket
def test_a_taken_port_is_told_before_the_work(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        environment = {**os.environ, "HANDRAIL_HOME": str(tmp_path), "PORT": str(other.getsockname()[1])}
        command = [sys.executable, "-m", "handrail.config", "demo", "start"]
        start = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (start.returncode, start.stdout) == (1, "")
    assert "set PORT to another number" in start.stderr
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("command", ["serve", "simulate", "work", "import", "token"])
def test_no_command_works_with_a_role_that_may_too_much(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise UnsafeRole("it can bypass row security.")

    monkeypatch.setattr("handrail.config.cli.refuse_no_service", lambda: None)
    monkeypatch.setattr("handrail.config.cli.ready", lambda _: nullcontext())
    monkeypatch.setattr("handrail.config.cli.refuse_unsafe_role", refuse)
    assert main([command]) == 1
    assert capsys.readouterr().err == "handrail: it can bypass row security.\n"
