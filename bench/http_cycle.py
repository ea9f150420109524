"""Owns one full loan cycle through the HTTP API, as another system would walk it: call by call, on one connection.
Refuses to know Handrail's code: only addresses and JSON, and a patience for a service that is being restarted."""

import http.client
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

ROOT = "/api/v1"
KINDS = ["LOOK", "ELECTRICAL_TEST", "EXAMINATION"]
READINGS = {"insulation_megaohm": "20.5", "earth_continuity_ohm": "0.1"}
_BUSY = {500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a client is told: the port, a token for each member of staff, ids, and an order that does for anybody."""

    port: int
    tokens: dict[str, str]
    depot: str
    crew: tuple[str, str]
    order: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that was answered: by whom, where, with what, under which key; status, answer and seconds."""

    by: str
    path: str
    body: dict[str, Any]
    key: str
    status: int
    answer: Any
    seconds: float


@dataclass(slots=True)
class Client:
    """One client with one connection. `patience`: for so many seconds a call without an answer is sent again."""

    ticket: Ticket
    patience: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    again: int = 0
    _web: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def _hang_up(self) -> None:
        if self._web is not None:
            self._web.close()
            self._web = None

    def post(self, by: str, path: str, body: dict[str, Any], key: str | None = None) -> Any:
        """The answer of a call that must succeed. Raises RuntimeError with what was said instead."""
        one = self.send(by, path, body, key or str(uuid.uuid4()))
        if one.status not in (200, 201):
            raise RuntimeError(f"{path}: {one.status} {one.answer}")
        return one.answer

    def send(self, by: str, path: str, body: dict[str, Any], key: str) -> Asked:
        """The call with whatever answer it gets; sent again under the same key while nobody answers."""
        give_up = time.monotonic() + self.patience
        while True:
            began = time.perf_counter()
            try:
                status, answer = self._once(by, path, body, key)
                if status not in _BUSY or time.monotonic() > give_up:
                    one = Asked(by, path, body, key, status, answer, time.perf_counter() - began)
                    self.asked.append(one)
                    return one
            except (OSError, http.client.HTTPException):
                self._hang_up()
                if time.monotonic() > give_up:
                    raise
            self.again += 1
            time.sleep(0.2)

    def _once(self, by: str, path: str, body: dict[str, Any], key: str) -> tuple[int, Any]:
        web = self._web = self._web or http.client.HTTPConnection("127.0.0.1", self.ticket.port, timeout=30)
        headers = {
            "Authorization": f"Bearer {self.ticket.tokens[by]}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        web.request("POST", ROOT + path, json.dumps(body), headers)
        reply = web.getresponse()
        text = reply.read()
        return reply.status, json.loads(text) if text else None


@dataclass(frozen=True, slots=True)
class Day:
    """A run that was made: its id, its van, and the time of its day in which visits are promised."""

    run: str
    van: str
    slot: dict[str, str]


def make_run(client: Client, van: str, day: str) -> Day:
    """A run of a van on a day."""
    driver, second = client.ticket.crew
    body = {
        "depot_id": client.ticket.depot,
        "van_id": van,
        "on": day,
        "driver_id": driver,
        "second_id": second,
        "with_both": True,
    }
    run = client.post("desk", "/runs", body)["run_id"]
    return Day(run, van, {"slot_from": f"{day}T09:00:00Z", "slot_until": f"{day}T13:00:00Z"})


def walk(client: Client, day: Day, person: str, address: str) -> list[str]:
    """One full cycle of the three items for a person. Gives the numbers of the items, READY again."""
    ticket = client.ticket
    order = client.post("urgent", "/orders", {**ticket.order, "person_id": person, "address_id": address})
    note = {"release_ids": order["release_ids"], "note": "Agreed"}
    given = client.post("adviser", "/releases/give", note)
    wanted = [{"line_id": line["line_id"]} for line in order["lines"]]
    kept = client.post("depot", "/allocations", {"lines": wanted, "place_id": ticket.depot})
    items = [{"code": item["number"]} for line in kept["kept"] for item in line["items"]]
    visits = list(dict.fromkeys([*order["visit_ids"], *given["visit_ids"]]))
    _book(client, day, visits, release=True)
    client.post("depot", f"/runs/{day.run}/load", {"items": items})
    received = {"received_by": "Ivy Harker", "relationship": "daughter", "demonstrated": "YES"}
    report = {"other_day": True, "handed_over": items, "received": received}
    done = [client.post("driver", f"/visits/{visit}/complete", report) for visit in visits]
    loans = [loan["loan_id"] for one in done for loan in one["loans"]]
    asked = client.post("urgent", "/visit-requests", {"loans": loans, "asked_by": "CARER"})
    fetches = [visit["visit_id"] for visit in asked["visits"]]
    _book(client, day, fetches, release=False)
    for visit in fetches:
        client.post("driver", f"/visits/{visit}/complete", {"other_day": True, "taken_away": items})
    return _made_ready(client, day, items)


def _book(client: Client, day: Day, visits: Sequence[str], *, release: bool) -> None:
    slots = [{"visit_id": visit, **day.slot, "told": True} for visit in visits]
    client.post("desk", "/bookings", {"visits": slots, "run_id": day.run, "release": release})


def _made_ready(client: Client, day: Day, items: list[dict[str, str]]) -> list[str]:
    depot = client.ticket.depot
    statement = {"contact_with": [], "infection_risk": "NO"}
    client.post("depot", "/returns", {"place_id": depot, "van_id": day.van, "items": items, "statement": statement})
    steps = [{"method": "wash_chamber", "minutes": 60}]
    client.post(
        "depot", "/decontaminations", {"place_id": depot, "items": items, "steps": steps, "reason": "As labelled"}
    )
    tested = [
        {**item, "kinds": KINDS, "verdict": "PASS", "readings": READINGS, "condition_grade": "good"} for item in items
    ]
    client.post("depot", "/inspections", {"place_id": depot, "items": tested, "put_away": True})
    return [item["code"] for item in items]
