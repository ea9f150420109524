"""Web processes and the database are killed while deaths are recorded and taken back: each is recorded whole and once.
The database is killed in the middle of an import: nothing of the file is kept, and it comes in whole afterwards."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from bench.http_cycle import Asked, Client
from handrail.config import postgres
from handrail.config.postgres import Cluster
from tests.promises import broken, unaudited
from tests.resilience.test_kill import CHANGES, CLIENTS, KILLS, PATIENCE, Scene, _asking, scene
from tests.resilience.test_kill_at_the_door import SEAT, _kill_database, _kill_web, _ordered

__all__ = ["scene"]
pytestmark = [pytest.mark.enable_socket, pytest.mark.real_clock, pytest.mark.slow]
PEOPLE_EACH = 2
# Nothing goes to the dead, and each death stands once; said of everybody, so that what is half done is seen.
HALF_DONE = """
    SELECT p.id, l.state, v.state FROM people_person p
    LEFT JOIN orders_orderline l ON l.person_id = p.id AND l.state NOT IN ('CANCELLED', 'REFUSED', 'DELIVERED')
    LEFT JOIN visits_visit v ON v.person_id = p.id AND v.state <> 'CANCELLED'
    WHERE p.died_on IS NOT NULL AND (l.id IS NOT NULL OR v.id IS NOT NULL)
    UNION ALL
    SELECT p.id, p.died_on::text, count(e.id)::text FROM people_person p
    LEFT JOIN people_lifeevent e ON e.person_id = p.id AND e.kind = 'DEATH' AND e.withdrawn_at IS NULL
    GROUP BY p.id HAVING count(e.id) <> (p.died_on IS NOT NULL)::int"""
HEAD = "reference,given_name,family_name,birth_on,address,postcode\n"
ROWS = 2_400


def _deaths(scene: Scene, people: list[tuple[str, str]], over: Event, began: Event) -> list[Asked]:
    """Something is ordered, the person dies, that is taken back: round and round until all was killed that shall be."""
    today = datetime.now(UTC).date().isoformat()
    with Client(scene.ticket, patience=PATIENCE) as client:
        while True:
            for person, address in people:
                wanted = [{"product_code": SEAT, "quantity": 1, "speed_code": "deliver_5d"}]
                head = {"why": "To sit safely", "person_id": person, "address_id": address, "lines": wanted}
                _ordered(client, head)
                told = {"kind": "DEATH", "on": today, "told_by": "Her daughter", "stop_orders": True}
                event = client.post("desk", f"/people/{person}/life-events", told)["life_event_id"]
                began.set()
                if not over.is_set():
                    client.post("desk", f"/life-events/{event}/withdrawal", {"reason": "Another person"})
            if over.is_set():
                return client.asked


def _struck(scene: Scene, kill: Callable[[Scene], None], work: Callable[[Event, Event], list[Asked]]) -> list[Asked]:
    began, over = Event(), Event()

    def strike() -> None:
        try:
            began.wait(PATIENCE)
            for _ in range(KILLS):
                over.wait(0.7)
                kill(scene)
                scene.service.wait_until_ready()
        finally:
            over.set()

    striker = Thread(target=strike)
    striker.start()
    try:
        return work(over, began)
    finally:
        over.set()
        striker.join()


@pytest.mark.parametrize(("first", "kill"), [(0, _kill_web), (CLIENTS * PEOPLE_EACH, _kill_database)])
def test_a_death_is_recorded_whole_and_once(scene: Scene, first: int, kill: Callable[[Scene], None]) -> None:
    people = list(scene.people[first : first + CLIENTS * PEOPLE_EACH])

    def work(over: Event, began: Event) -> list[Asked]:
        with ThreadPoolExecutor(CLIENTS) as pool:
            done = pool.map(lambda index: _deaths(scene, people[index::CLIENTS], over, began), range(CLIENTS))
            return [asked for found in done for asked in found]

    done = _struck(scene, kill, work)
    with _asking(scene) as ask:
        assert (broken(ask), unaudited(ask), ask(HALF_DONE)) == ([], [], [])
        before = ask(CHANGES)
    with Client(scene.ticket, patience=PATIENCE) as client:
        for one in (asked for asked in done if asked.status in (200, 201)):
            again = client.send(one.by, one.path, one.body, one.key)
            assert (again.status, again.answer) == (one.status, one.answer), one.path
    with _asking(scene) as ask:
        assert ask(CHANGES) == before, "A repeated call changes nothing."


def _importing(scene: Scene, file: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "handrail.config", "import", "people", str(file), "--contract", "northdown"]
    settings = {"HANDRAIL_HOME": str(scene.service.home), "LOG_LEVEL": "CRITICAL"}
    return subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _held(scene: Scene) -> int:
    """How many people of the file are there."""
    with _asking(scene) as ask:
        (row,) = ask("SELECT count(*) FROM people_person WHERE family_name LIKE 'Okafor%'")
    return int(row[0])


def test_an_import_of_which_the_database_is_killed_leaves_nothing(scene: Scene, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    rows = (f"L{n},Ada,Okafor{n},12/05/1943,{n} Mill Lane,CB7 4AB\n" for n in range(1, ROWS + 1))
    file.write_text(HEAD + "".join(rows))
    with _importing(scene, file) as killed:
        assert killed.stderr is not None
        assert "2,000 rows" in killed.stderr.readline()
        server = postgres.server_pid(Cluster(scene.service.home))
        assert server is not None
        os.kill(server, signal.SIGKILL)
        out, said = killed.communicate()
    assert killed.returncode == 1, out + said
    assert "nothing was kept" in out, out + said
    assert "Traceback" not in said, said
    scene.service.wait_until_ready()
    assert _held(scene) == 0
    with _importing(scene, file) as whole:
        out, err = whole.communicate()
    assert (whole.returncode, f"{ROWS:,} new" in out) == (0, True), out + err
    assert _held(scene) == ROWS
    with _asking(scene) as ask:
        assert (broken(ask), unaudited(ask)) == ([], [])
