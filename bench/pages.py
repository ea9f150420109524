"""Section c: how long pages take on the server and how many queries they make, with 100,000 and 1 million past loans.
Refuses to count transaction control; the time is from the request to the whole answer, without the network."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from bench.county import DESK, PRESCRIBER, STORE, an_order, goods, people, van_of
from bench.cycle import PEOPLE_A_ROUND, Round
from bench.figures import Figure, p95
from bench.loan_cycles import Ground
from bench.many import as_superuser, copy_up_to, keep_models
from bench.progress import told
from handrail.config.static_files import collect_if_changed
from handrail.simulation.people_made import FAMILIES, WOMEN
from handrail.simulation.set_up import County

MOST_MS, MOST_QUERIES, MOST_GROWTH = 120, 12, 1.5


@dataclass(frozen=True, slots=True)
class Plan:
    """With how many past loans pages are measured, and how often each is opened."""

    loans: tuple[int, ...] = (100_000, 1_000_000)
    times: int = 204


QUICK = Plan(loans=(1_000,), times=8)


@dataclass(slots=True)
class Measured:
    """One page: milliseconds of each opening, and the most queries."""

    times: list[float] = field(default_factory=list)
    queries: int = 0


def measure(ground: Ground, plan: Plan) -> list[Figure]:
    """The figures of section c. All loans of the county must have ended; they are what is copied."""
    collect_if_changed()
    settings.DEMO_MODE = True  # Else each page first asks for a second factor to be set up.
    with as_superuser() as owner:
        models, copies = keep_models(owner), 0
        run = _a_planned_run(ground)
        found: dict[int, Mapping[str, Measured]] = {}
        for loans in plan.loans:
            copies = copy_up_to(owner, loans, models=models, before=copies)
            told(f"pages with {loans} past loans")
            chosen = owner.execute(
                "SELECT id, family_name FROM people_person ORDER BY md5(id::text) LIMIT %s", [plan.times]
            ).fetchall()
            found[loans] = _opened(ground.county, [str(row[0]) for row in chosen], run, plan.times)
    return [figure for name in found[plan.loans[0]] for figure in _figures(name, found)]


def _figures(name: str, found: Mapping[int, Mapping[str, Measured]]) -> Iterator[Figure]:
    for loans, pages in found.items():
        page = pages[name]
        yield Figure("c", f"{name}: p95 with {loans:,} past loans", p95(page.times), "ms", at_most=MOST_MS)
        yield Figure("c", f"{name}: queries with {loans:,} past loans", page.queries, "", at_most=MOST_QUERIES)
    first, *_, last = list(found.values()) if len(found) > 1 else [None, None]
    if first and last:
        growth = p95(last[name].times) / p95(first[name].times)
        yield Figure("c", f"{name}: growth", growth, "times", at_most=MOST_GROWTH)


def _a_planned_run(ground: Ground) -> str:
    """A run of twelve stops whose things are kept and wait to be picked."""
    county, day = ground.county, ground.day(1)
    group = people(county, 2 * PEOPLE_A_ROUND)
    goods(county, len(group))
    walk = Round(county, an_order(county, group[0]), van_of(county, 1))
    return str(walk.planned(day, group))


def _opened(county: County, person_ids: Sequence[str], run: str, times: int) -> dict[str, Measured]:
    """Open each page so often, each time for somebody else."""
    random = Random(1)
    people_found = iter([*person_ids, *person_ids])
    pages: dict[str, tuple[str, Callable[[], tuple[str, Mapping[str, str]]]]] = {
        "person search": (
            DESK,
            lambda: ("/people/", {"q": f"{random.choice(WOMEN)} {random.choice(FAMILIES)}"}),
        ),
        "person page": (DESK, lambda: (f"/people/{next(people_found)}/", {})),
        "prescriber's order page": (PRESCRIBER, lambda: (f"/prescribing/people/{next(people_found)}/order/", {})),
        "pick list": (STORE, lambda: (f"/depot/runs/{run}/", {})),
        "control room": (DESK, lambda: ("/desk/", {})),
    }
    found = {}
    for name, (who, address) in pages.items():
        client = signed_in(county, who)
        for _ in range(4):
            open_page(client, *address())
        found[name] = Measured()
        for _ in range(times - 4):
            spent, queries = open_page(client, *address())
            found[name].times.append(spent)
            found[name].queries = max(found[name].queries, queries)
        told(f"  {name}: {p95(found[name].times):.0f} ms, {found[name].queries} queries")
    return found


def open_page(client: Client, address: str, asked: Mapping[str, str]) -> tuple[float, int]:
    """Milliseconds and queries of one opening. Raises RuntimeError for any answer but a page."""
    with counted() as made:
        began = time.perf_counter()
        answer = client.get(address, asked)
        spent = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return spent, len(made)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of a block; beginning and ending transactions is not among what Django's wrappers see."""
    made: list[str] = []

    def take(execute: Callable[..., Any], text: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        made.append(text)
        return execute(text, params, many, context)

    with connection.execute_wrapper(take):
        yield made


def signed_in(county: County, who: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    user = get_user_model().objects.get(pk=county.users[who])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
