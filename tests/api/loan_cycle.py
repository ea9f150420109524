"""The whole loan cycle of a bed, a mattress and rails through the API, call by call, as other systems walk it.
Refuses to look into the database: each step uses only what the calls before it answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON
from handrail.simulation.set_up import County
from tests.api.api_calls import Answer, Caller, caller
from tests.ordering import Someone, lines, someone, with_reasons
from tests.stock_situations import goods, main_depot

PRODUCTS = ("BED-010", "MAT-022", "BDA-012")
READINGS = {"insulation_megaohm": "20.5", "earth_continuity_ohm": "0.1"}
KINDS = ["LOOK", "ELECTRICAL_TEST"]


@dataclass
class Cycle:
    """One walk round the cycle; `around` is put round each call, to count what it costs."""

    county: County
    callers: dict[str, Caller]
    who: Someone
    order: dict[str, Any]
    around: Callable[[str, Callable[[], Answer]], Answer] = lambda _, call: call()
    calls: list[str] = field(default_factory=list)

    def post(self, by: str, path: str, body: Any) -> Any:
        """One call, which must succeed, under a key of its own."""
        sender = self.callers[by]
        answer = self.around(path, lambda: sender.post(path, body, key=str(fresh_id())))
        assert answer.status in (200, 201), (path, answer.body)
        self.calls.append(path)
        return answer.body

    def deliver(self) -> tuple[list[dict[str, str]], list[str], str]:
        """From the order to the room: order, authorise, allocate, run, book and release, load, deliver."""
        depot = str(main_depot(self.county))
        order = self.post("therapist", "/orders", self.order)
        assert {line["state"] for line in order["lines"]} == {"AWAITING_AUTHORITY"}
        given = self.post("adviser", "/releases/give", {"release_ids": order["release_ids"], "note": "Agreed"})
        wanted = [{"line_id": line["line_id"]} for line in given["lines"]]
        kept = self.post("depot", "/allocations", {"lines": wanted, "place_id": depot})
        items = [{"code": item["number"]} for line in kept["kept"] for item in line["items"]]
        run = self.a_run(depot)
        self.book(given["visit_ids"], run, hour=8, release=True)
        loaded = self.post("depot", f"/runs/{run}/load", {"items": items})
        assert loaded["left"] == 0
        report = {
            "other_day": True,
            "handed_over": items,
            "received": {"received_by": "Ivy Harker", "relationship": "daughter", "demonstrated": "YES"},
        }
        done = self.post("driver", f"/visits/{given['visit_ids'][0]}/complete", report)
        assert done["state"] == "COMPLETED", done
        assert not done["found"], done
        return items, [loan["loan_id"] for loan in done["loans"]], run

    def a_run(self, depot: str) -> str:
        """Tomorrow's run of the first van."""
        users, vans = self.county.users, self.county.made.vans
        wanted = {
            "depot_id": depot,
            "van_id": str(vans["Van 1"]),
            "on": (now().astimezone(LONDON).date() + timedelta(days=1)).isoformat(),
            "driver_id": str(users["driver"]),
            "second_id": str(users["driver3"]),
        }
        return str(self.post("desk", "/runs", wanted)["run_id"])

    def book(self, visit_ids: list[str], run: str, *, hour: int, release: bool = False) -> None:
        """Four hours of tomorrow from this hour, on the run."""
        begins = (now().astimezone(LONDON) + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)
        slot = {"slot_from": begins.isoformat(), "slot_until": (begins + timedelta(hours=4)).isoformat()}
        visits = [{"visit_id": visit_id, **slot, "told": True} for visit_id in visit_ids]
        self.post("desk", "/bookings", {"visits": visits, "run_id": run, "release": release})

    def bring_back(self, items: list[dict[str, str]], loans: list[str], run: str) -> None:
        """From the room to the shelf: ask, book, collect, receive, clean, test and put away."""
        depot = str(main_depot(self.county))
        asked = self.post("therapist", "/visit-requests", {"loans": loans, "asked_by": "CARER"})
        visit = asked["visits"][0]["visit_id"]
        self.book([visit], run, hour=13)
        done = self.post("driver", f"/visits/{visit}/complete", {"other_day": True, "taken_away": items})
        assert done["state"] == "COMPLETED", done
        assert len(done["ended_loan_ids"]) == len(items)
        van = str(self.county.made.vans["Van 1"])
        statement = {"contact_with": [], "infection_risk": "NO"}
        back = self.post(
            "depot", "/returns", {"place_id": depot, "van_id": van, "items": items, "statement": statement}
        )
        assert {item["state"] for item in back["items"]} == {"RETURNED_DIRTY"}, back
        steps = [{"method": "wash_chamber", "minutes": 60}]
        self.post(
            "depot", "/decontaminations", {"place_id": depot, "items": items, "steps": steps, "reason": "As labelled"}
        )
        tested = [
            {**item, "kinds": KINDS, "verdict": "PASS", "readings": READINGS, "condition_grade": "good"}
            for item in items
        ]
        ready = self.post("depot", "/inspections", {"place_id": depot, "items": tested, "put_away": True})
        assert {item["state"] for item in ready["items"]} == {"READY"}


def a_cycle(county: County, **also: Any) -> Cycle:
    """A cycle that is about to begin: a person at home, goods on the shelf, an order in the therapist's hand."""
    who = someone(county)
    for code in PRODUCTS:
        goods(county, code)
    asked = with_reasons(county, who, *lines(*PRODUCTS), by="therapist").order
    order = {
        "person_id": str(who.id),
        "address_id": str(who.address_id),
        "why": asked.why,
        "lines": [{"product_code": line.product_code, "speed_code": line.speed_code} for line in asked.lines],
        "answers": dict(asked.answers),
        "reasons": dict(asked.reasons),
    }
    staff = ("therapist", "adviser", "depot", "desk", "driver")
    return Cycle(county, {key: caller(county, key) for key in staff}, who, order, **also)
