"""The promises hold when web processes or the database are killed in the middle of a load; every call is answered once.

A service of its own runs as in production. Four clients walk loan cycles through the API; whoever gets no answer sends
the same call again under the same key, as a scanner does. In the middle, something is killed with SIGKILL.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import psycopg
import pytest

from bench.http_cycle import Asked, Client, Day, Ticket, make_run, walk
from bench.served import Service
from handrail.config import postgres
from handrail.config.postgres import Cluster
from tests.own_home import own_home
from tests.promises import Ask, broken, unaudited

pytestmark = [pytest.mark.enable_socket, pytest.mark.real_clock, pytest.mark.slow]
# Twice: while it runs, and when it has only just come back.
CLIENTS, PEOPLE_EACH, KILLS = 4, 4, 2
PATIENCE = 60.0
# Made by the clients: jobs send messages meanwhile, which leaves audit rows of their own.
CHANGES = "SELECT count(*) FROM core_audit WHERE actor_id IN (SELECT user_id FROM identity_apitoken)"


@dataclass(frozen=True)
class Scene:
    """A running service, and what its clients know."""

    service: Service
    ticket: Ticket
    people: Sequence[tuple[str, str]]
    vans: Sequence[str]


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with own_home() as home:
        port = _port()
        settings = {"HANDRAIL_HOME": str(home.place), "LOG_LEVEL": "CRITICAL", "PORT": str(port), "WEB_WORKERS": "2"}
        command = [sys.executable, "-m", "handrail.config", "serve"]
        process = subprocess.Popen(
            command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        service = Service(process, port, home.place)
        told = home.told
        try:
            service.wait_until_ready()
            ticket = Ticket(**{**told["ticket"], "port": port, "crew": tuple(told["ticket"]["crew"])})
            yield Scene(service, ticket, [(one, two) for one, two in told["people"]], told["vans"])
        finally:
            process.terminate()
            process.wait()


def _run_of(client: Client, van: str, days: int) -> Day:
    return make_run(client, van, (datetime.now(UTC).date() + timedelta(days=days)).isoformat())


def _load(scene: Scene, people: Sequence[tuple[str, str]], days: int, began: Event) -> list[Asked]:
    """Four clients at once, a van each; `began` is set when the first cycle is done. Gives all calls with answers."""

    def one(index: int) -> list[Asked]:
        with Client(scene.ticket, patience=PATIENCE) as client:
            day = _run_of(client, scene.vans[index], days)
            for person, address in people[index::CLIENTS]:
                assert len(walk(client, day, person, address)) == 3
                began.set()
            return client.asked

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [asked for found in pool.map(one, range(CLIENTS)) for asked in found]


@contextmanager
def _asking(scene: Scene) -> Iterator[Ask]:
    address = postgres.url(Cluster(scene.service.home), postgres.SUPERUSER)
    with psycopg.connect(address, autocommit=True) as connection:
        yield lambda text: connection.execute(text.encode()).fetchall()


def _walked_while(scene: Scene, people: Sequence[tuple[str, str]], days: int, kill: Callable[[], None]) -> list[Asked]:
    """Walk the cycles, kill twice in the middle of them."""
    began, over = Event(), Event()

    def strike() -> None:
        began.wait(PATIENCE)
        for _ in range(KILLS):
            if not over.wait(0.7):
                kill()
                scene.service.wait_until_ready()

    striker = Thread(target=strike)
    striker.start()
    try:
        return _load(scene, people, days, began)
    finally:
        over.set()
        striker.join()


def _hold_to_promises(scene: Scene, asked: Sequence[Asked]) -> None:
    """No promise is broken; each call sent once more under its key gives the answer that was given."""
    with _asking(scene) as ask:
        assert broken(ask) == []
        assert unaudited(ask) == []
        counted = ask("SELECT count(*) FROM stock_asset WHERE state <> 'READY'")
        assert counted[0][0] == 0, "Each cycle was walked to its end, so every item is on the shelf again."
        before = ask(CHANGES)
    with Client(scene.ticket, patience=PATIENCE) as client:
        for one in asked:
            again = client.send(one.by, one.path, one.body, one.key)
            assert (again.status, again.answer) == (one.status, one.answer), one.path
    with _asking(scene) as ask:
        assert ask(CHANGES) == before, "A repeated call changes nothing."


def test_web_processes_are_killed_in_the_middle_of_a_load(scene: Scene) -> None:
    def kill() -> None:
        for process in scene.service.web_workers():
            os.kill(process, signal.SIGKILL)

    people = scene.people[: CLIENTS * PEOPLE_EACH]
    _hold_to_promises(scene, _walked_while(scene, people, 1, kill))


def test_the_database_is_killed_in_the_middle_of_a_load(scene: Scene) -> None:
    def kill() -> None:
        server = postgres.server_pid(Cluster(scene.service.home))
        if server is not None:
            os.kill(server, signal.SIGKILL)
        time.sleep(0.5)

    people = scene.people[CLIENTS * PEOPLE_EACH :]
    _hold_to_promises(scene, _walked_while(scene, people, 2, kill))
