"""Web processes and the database are killed while counted things are picked, loaded, left in part with a photo and
unloaded, and crews change: the promises hold, each call is answered once, each picture that a record names is there."""

import http.client
import json
import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from threading import Event, Thread
from typing import Any

import pytest
from PIL import Image

from bench.http_cycle import ROOT, Asked, Client, Day, make_run
from handrail.config import postgres
from handrail.config.postgres import Cluster
from tests.promises import broken, unaudited
from tests.resilience.test_kill import CHANGES, CLIENTS, KILLS, PATIENCE, Scene, _asking, scene

__all__ = ["scene"]
pytestmark = [pytest.mark.enable_socket, pytest.mark.real_clock, pytest.mark.slow]
SEAT, ROUNDS = "TOI-030", 1
EDGE = "handrail-kill"


def _photo(client: Client) -> str:
    """A new picture, sent until somebody answers."""
    made = BytesIO()
    Image.effect_noise((80, 60), 90).convert("RGB").save(made, "JPEG")
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n\r\n'
    body = head.encode() + made.getvalue() + f"\r\n--{EDGE}--\r\n".encode()
    headers = {
        "Authorization": f"Bearer {client.ticket.tokens['driver']}", "Idempotency-Key": str(uuid.uuid4()),
        "Content-Type": f"multipart/form-data; boundary={EDGE}",
    }  # fmt: skip
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        web = http.client.HTTPConnection("127.0.0.1", client.ticket.port, timeout=30)
        try:
            web.request("POST", f"{ROOT}/photos", body, headers)
            reply = web.getresponse()
            if reply.status == 201:
                return str(json.loads(reply.read())["photo"])
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            web.close()
    raise RuntimeError("nobody took the picture")


def _ordered(client: Client, head: dict[str, Any]) -> Any:
    """The order, with a reason for each check that asks for one, as for a person who has seats already."""
    first = client.send("urgent", "/orders", head, str(uuid.uuid4()))
    if first.status == 201:
        return first.answer
    reasons = {fault["field"].removeprefix("reasons."): "Seen at home" for fault in first.answer["faults"]}
    return client.post("urgent", "/orders", {**head, "reasons": reasons})


def _walk(client: Client, day: Day, person: str, address: str) -> None:
    """Three seats are ordered, two are left, one comes back."""
    ticket = client.ticket
    wanted = [{"product_code": SEAT, "quantity": 3, "speed_code": "deliver_5d"}]
    head = {"why": "To sit safely", "person_id": person, "address_id": address, "lines": wanted}
    order = _ordered(client, head)
    line = order["lines"][0]["line_id"]
    client.post("depot", "/allocations", {"lines": [{"line_id": line}], "place_id": ticket.depot})
    slots = [{"visit_id": visit, **day.slot, "told": True} for visit in order["visit_ids"]]
    client.post("desk", "/bookings", {"visits": slots, "run_id": day.run, "release": True, "without_stock": True})
    driver, second = ticket.crew
    crew = {"driver_id": driver, "second_id": second, "with_both": True, "lent": True}
    client.post("desk", f"/runs/{day.run}/crew", crew)
    client.post("depot", "/picks", {"items": [{"code": SEAT, "quantity": 3}], "run_id": day.run})
    client.post("depot", f"/runs/{day.run}/load", {"items": [{"code": SEAT, "quantity": 3}]})
    report = {
        "other_day": True, "handed_over": [{"line_id": line, "quantity": 2}], "photos": [_photo(client)],
        "received": {"received_by": "Ivy Harker", "demonstrated": "YES"},
    }  # fmt: skip
    client.post("driver", f"/visits/{order['visit_ids'][0]}/complete", report)
    back = {"place_id": ticket.depot, "items": [{"code": SEAT, "quantity": 1}], "keep": False, "reason": "Too many"}
    client.post("depot", f"/runs/{day.run}/unload", back)


def _count(client: Client) -> None:
    """A stock take that finds other numbers than are said to be there."""
    wanted = {"place_id": client.ticket.depot, "category": "toileting"}
    for quantity in (150, 140, 160):
        take = client.post("depot", "/stock-takes", wanted)["take_id"]
        client.post("depot", f"/stock-takes/{take}/counts", {"items": [{"code": SEAT, "quantity": quantity}]})
        client.post("depot", f"/stock-takes/{take}/closing", {"rest_is_missing": True})


def _one(scene: Scene, index: int, days: int, began: Event) -> list[Asked]:
    with Client(scene.ticket, patience=PATIENCE) as client:
        on = (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
        day = make_run(client, scene.vans[index], on)
        for person, address in scene.people[index::CLIENTS][:ROUNDS]:
            _walk(client, day, person, address)
            began.set()
        return client.asked


def _kill_web(scene: Scene) -> None:
    for process in scene.service.web_workers():
        os.kill(process, signal.SIGKILL)


def _kill_database(scene: Scene) -> None:
    server = postgres.server_pid(Cluster(scene.service.home))
    if server is not None:
        os.kill(server, signal.SIGKILL)
    time.sleep(0.5)


def _named_pictures(scene: Scene) -> Iterator[str]:
    with _asking(scene) as ask:
        yield from (str(row[0]) for row in ask("SELECT sha256 FROM visits_attachment"))


@pytest.mark.parametrize(("days", "kill"), [(3, _kill_web), (4, _kill_database)])
def test_what_happens_at_doors_is_whole_and_once(scene: Scene, days: int, kill: Callable[[Scene], None]) -> None:
    began, over = Event(), Event()
    with Client(scene.ticket, patience=PATIENCE) as client:
        lines = [{"code": SEAT, "quantity": 200}]
        client.post("depot", "/goods-in", {"place_id": scene.ticket.depot, "lines": lines, "put_away": True})

    def strike() -> None:
        began.wait(PATIENCE)
        for _ in range(KILLS):
            if not over.wait(0.6):
                kill(scene)
                scene.service.wait_until_ready()

    striker = Thread(target=strike)
    striker.start()
    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            done = list(pool.map(lambda index: _one(scene, index, days, began), range(CLIENTS)))
        with Client(scene.ticket, patience=PATIENCE) as client:
            _count(client)
            done.append(client.asked)
    finally:
        over.set()
        striker.join()
    with _asking(scene) as ask:
        assert (broken(ask), unaudited(ask)) == ([], [])
        before = ask(CHANGES)
    with Client(scene.ticket, patience=PATIENCE) as client:
        for one in (asked for found in done for asked in found if asked.status in (200, 201)):
            again = client.send(one.by, one.path, one.body, one.key)
            assert (again.status, again.answer) == (one.status, one.answer), one.path
    with _asking(scene) as ask:
        assert ask(CHANGES) == before, "A repeated call changes nothing."
    kept = {file.parent.name + file.name for file in scene.service.home.rglob("uploads/*/*")}
    named = list(_named_pictures(scene))
    assert len(named) >= CLIENTS * ROUNDS
    assert set(named) <= kept
