"""`handrail serve` brings the service up, heals it, and leaves nothing behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from handrail.config import postgres
from handrail.config.postgres import Cluster
from tests.own_home import own_home

pytestmark = [pytest.mark.enable_socket, pytest.mark.real_clock]
SECONDS = 60.0


@dataclass(frozen=True)
class Service:
    """A running service: its process, its port, its home."""

    process: subprocess.Popen[str]
    port: int
    home: Path

    def wait_until_it_says_so(self) -> None:
        """Wait for this process's own word: a predecessor that is still ending may answer on the same port."""
        assert self.process.stdout is not None
        assert any("is ready" in line for line in self.process.stdout), "The service ended."

    def health(self) -> int:
        """The status of /healthz, or 0 where nobody answers."""
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            web.request("GET", "/healthz")
            return web.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            web.close()

    def processes(self) -> list[int]:
        """Its web and job processes, found by the mark that they carry."""
        mark = f"HANDRAIL_SUPERVISED={self.home}".encode()
        return [int(place.parent.name) for place in Path("/proc").glob("[0-9]*/environ") if mark in _content(place)]

    def wait_until_ready(self) -> None:
        give_up = time.monotonic() + SECONDS
        while self.health() != 200:
            assert self.process.poll() is None, "The service ended."
            assert time.monotonic() < give_up, "The service is not ready in time."
            time.sleep(0.1)


def _content(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError:
        return b""  # It ended meanwhile.


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _handrail(*words: str) -> list[str]:
    return [sys.executable, "-m", "handrail.config", *words]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A migrated home of its own."""
    with own_home() as made:
        yield made.place


def _serve(home: Path, port: int) -> Service:
    environment = {**os.environ, "HANDRAIL_HOME": str(home), "PORT": str(port), "WEB_WORKERS": "1"}
    process = subprocess.Popen(_handrail("serve"), env=environment, stdout=subprocess.PIPE, text=True)
    return Service(process, port, home)


@pytest.fixture
def service(home: Path) -> Iterator[Service]:
    running = _serve(home, _free_port())
    with running.process:
        try:
            running.wait_until_it_says_so()
            yield running
        finally:
            running.process.kill()
            running.process.wait()
            for left in running.processes():
                os.kill(left, signal.SIGKILL)


def test_it_heals_when_its_web_processes_and_its_database_are_killed_and_ends_cleanly(service: Service) -> None:
    database = postgres.server_pid(Cluster(service.home))
    assert database is not None
    for process in [*service.processes(), database]:
        os.kill(process, signal.SIGKILL)
    time.sleep(1)
    service.wait_until_ready()
    assert service.process.poll() is None
    assert service.processes()
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(timeout=30) == 0
    assert service.processes() == []
    assert not postgres.is_running(Cluster(service.home))


def test_the_next_start_works_after_it_was_killed_itself(service: Service) -> None:
    service.process.kill()
    service.process.wait()
    again = _serve(service.home, service.port)
    with again.process:
        try:
            again.wait_until_it_says_so()
            assert again.health() == 200
            again.process.terminate()
            assert again.process.wait(timeout=30) == 0
        finally:
            again.process.kill()


def test_told_to_end_while_it_still_starts_it_leaves_nothing(home: Path) -> None:
    starting = _serve(home, _free_port())
    with starting.process:
        give_up = time.monotonic() + SECONDS
        while not postgres.is_running(Cluster(home)):
            assert time.monotonic() < give_up, "The database is not up in time."
            time.sleep(0.01)
        starting.process.terminate()
        assert starting.process.wait(timeout=30) in (0, 128 + signal.SIGTERM)
    assert starting.processes() == []
    assert not postgres.is_running(Cluster(home))


def test_a_second_copy_is_refused_in_one_sentence(service: Service) -> None:
    environment = {**os.environ, "HANDRAIL_HOME": str(service.home), "PORT": str(_free_port())}
    second = subprocess.run(_handrail("serve"), env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "already runs" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1


@contextmanager
def _folder() -> Iterator[tuple[Path, dict[str, str]]]:
    """A place where nobody made a service yet, and the environment that names it."""
    with tempfile.TemporaryDirectory(prefix="handrail serve ") as folder:
        Path(folder).chmod(0o755)
        place = Path(folder) / "home"
        yield place, {**os.environ, "HANDRAIL_HOME": str(place), "PORT": str(_free_port())}


@pytest.mark.parametrize("words", [["serve"], ["token", "nadia.admin@northdown.example"]])
def test_a_database_of_an_older_version_is_refused(words: list[str]) -> None:
    with _folder() as (place, environment):
        postgres.start(Cluster(place))
        refused = subprocess.run(_handrail(*words), env=environment, capture_output=True, text=True, check=False)
        postgres.remove(Cluster(place))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "handrail: The database is not at this version; run `handrail migrate` first.\n"


@pytest.mark.parametrize("words", [["token", "nadia.admin@northdown.example"], ["work"], ["demo", "load"]])
def test_without_a_service_a_command_says_what_to_do_and_makes_no_database(words: list[str]) -> None:
    with _folder() as (place, environment):
        refused = subprocess.run(_handrail(*words), env=environment, capture_output=True, text=True, check=False)
        assert not place.exists()
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"handrail: There is no service in {place}. Set HANDRAIL_HOME to the folder of")
    assert len(refused.stderr.splitlines()) == 1


def test_help_is_told_without_a_service() -> None:
    with _folder() as (place, environment):
        told = subprocess.run(_handrail("token", "--help"), env=environment, capture_output=True, text=True, check=True)
        assert not place.exists()
    assert "the user that it acts as" in told.stdout
