"""Section b: loan cycles through the HTTP API: CPU, statements, waiting times, and the race of two desks for one item.
Section e, the memory of a web worker after all that. Refuses to count transaction control and trigger bodies."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import psycopg

from bench.county import PRODUCTS, Someone, goods, people, van_of
from bench.cycle import PEOPLE_A_ROUND
from bench.figures import Figure, middle, p95
from bench.http_cycle import Asked, Client, Ticket, make_run, walk
from bench.loan_cycles import Ground
from bench.progress import told
from bench.served import Service, cpu_seconds, resident_megabytes, ticket_of
from bench.settled import settle
from handrail.config import postgres
from handrail.config.home import handrail_home

_STATEMENT = re.compile(r"LOG:  (?:execute [^:]*|statement): *(.*)")
_CONTROL = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET |RESET|DEALLOCATE|$)", re.I)
CLIENTS = 4
CYCLES_COUNTED = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: rounds a client, how often, races."""

    rounds: int = 3
    times: int = 5
    races: int = 1000


QUICK = Plan(rounds=1, times=1, races=20)


def measure(ground: Ground, running: Service, plan: Plan) -> list[Figure]:
    """The figures of section b, and of e: both need the service warm."""
    ticket = ticket_of(ground.county, ground.order, running.port)
    _round(ground, ticket)
    # Each of a worker's connections keeps statements from their third run on, and plans them five times; the statistics
    # are those of a database that has been up for a while: what is measured is a warm service.
    _all_at_once(ground, ticket, _groups(ground, plan.rounds))
    settle()
    _all_at_once(ground, ticket, _groups(ground, plan.rounds))
    spent, asked = [], []
    for _ in range(plan.times):
        groups = _groups(ground, plan.rounds)
        before = cpu_seconds(running)
        asked += _all_at_once(ground, ticket, groups)
        spent.append((cpu_seconds(running) - before) / (CLIENTS * plan.rounds * PEOPLE_A_ROUND))
    figures = [Figure("b", "CPU a cycle, web and database", middle(spent), "s", at_most=0.15)]
    figures += _waiting(asked)
    told("counting statements")
    figures += _statements(ground, ticket)
    told(f"{plan.races} races")
    figures.append(_races(ground, ticket, plan.races))
    sizes = [resident_megabytes(pid) for pid in running.web_workers()]
    return [*figures, Figure("e", "resident memory of a web worker", max(sizes), "MB", at_most=200)]


def _round(ground: Ground, ticket: Ticket, van: int = 0, group: Sequence[Someone] = ()) -> list[Asked]:
    """One run with its six cycles, by one client."""
    with Client(ticket) as client:
        day = make_run(client, str(van_of(ground.county, van)), ground.day(van).isoformat())
        for who in group or people(ground.county, PEOPLE_A_ROUND):
            walk(client, day, str(who.id), str(who.address_id))
        return client.asked


type Groups = list[list[Sequence[Someone]]]


def _groups(ground: Ground, rounds: int) -> Groups:
    """The people of so many rounds of each client, added beforehand."""
    return [[people(ground.county, PEOPLE_A_ROUND) for _ in range(rounds)] for _ in range(CLIENTS)]


def _all_at_once(ground: Ground, ticket: Ticket, groups: Groups) -> list[Asked]:
    """Four clients, each with its own van."""
    told(f"{CLIENTS} clients, {len(groups[0])} rounds each")

    def one(van: int) -> list[Asked]:
        return [asked for group in groups[van] for asked in _round(ground, ticket, van, group)]

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [asked for found in pool.map(one, range(CLIENTS)) for asked in found]


def _waiting(asked: Sequence[Asked]) -> list[Figure]:
    """The p95 of each kind of call; the slowest of them is held to the bound."""
    kinds: dict[str, list[float]] = {}
    for one in asked:
        kinds.setdefault(re.sub(r"/[0-9a-f-]{36}", "/...", one.path), []).append(one.seconds * 1000)
    slowest = max(kinds, key=lambda kind: p95(kinds[kind]))
    rows = [Figure("b", f"p95 of {kind}", p95(times), "ms") for kind, times in sorted(kinds.items())]
    return [*rows, Figure("b", f"slowest p95 ({slowest})", p95(kinds[slowest]), "ms", at_most=150)]


def _statements(ground: Ground, ticket: Ticket) -> list[Figure]:
    """Statements and calls of a cycle, over several: the server writes all of them down, those of the jobs among
    them, which do in one batch what many cycles left."""
    group = people(ground.county, 1 + CYCLES_COUNTED)
    with Client(ticket) as client:
        day = make_run(client, str(van_of(ground.county, 0)), ground.day(0).isoformat())
        walk(client, day, str(group[0].id), str(group[0].address_id))
        client.asked.clear()
        with logged() as lines:
            for who in group[1:]:
                walk(client, day, str(who.id), str(who.address_id))
    return [
        Figure("b", "calls a cycle", len(client.asked) / CYCLES_COUNTED, "", at_most=14),
        Figure("b", "statements a cycle", statements_in(lines()) / CYCLES_COUNTED, "", at_most=120),
    ]


@contextmanager
def logged() -> Iterator[Callable[[], list[str]]]:
    """Let the server log each statement for a block; gives what reads the lines of the block."""
    cluster = postgres.Cluster(handrail_home())
    place, begins = cluster.log, cluster.log.stat().st_size
    with psycopg.connect(postgres.url(cluster, postgres.SUPERUSER), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("SELECT pg_reload_conf()")
        try:
            yield partial(_lines, place, begins)
        finally:
            connection.execute("ALTER SYSTEM RESET log_statement")
            connection.execute("SELECT pg_reload_conf()")


def _lines(place: Path, begins: int) -> list[str]:
    with place.open("rb") as log:
        log.seek(begins)
        return log.read().decode(errors="replace").splitlines()


def statements_in(lines: Sequence[str]) -> int:
    """How many statements the log tells of, without transaction control and the measuring itself."""
    found = [match[1] for line in lines if (match := _STATEMENT.search(line))]
    return sum(1 for text in found if not _CONTROL.match(text.strip()))


def _races(ground: Ground, ticket: Ticket, trials: int) -> Figure:
    """Two desks scan the same last item for two lines at the same instant, again and again."""
    county = ground.county
    (item,) = goods(county, 1)
    number = item[PRODUCTS.index("MAT-012")].number
    right = 0
    with ThreadPoolExecutor(2) as pool, Client(ticket, 30) as one, Client(ticket, 30) as other:
        desks = (one, other)
        lines = [_waiting_line(one, who) for who in people(county, 2)]
        for _ in range(trials):
            start = Barrier(2)

            def take(which: int, start: Barrier = start) -> int:
                body = {"lines": [{"line_id": lines[which], "code": number}], "place_id": ticket.depot}
                start.wait()
                return desks[which].send("depot", "/allocations", body, str(uuid4())).status

            statuses = list(pool.map(take, range(2)))
            winners = [line for line, status in zip(lines, statuses, strict=True) if status == 200]
            right += len(winners) == 1 and all(status in (200, 409, 422) for status in statuses)
            if winners:
                desks[0].post("depot", "/allocations/release", {"line_ids": winners, "reason": "Next trial"})
    return Figure("b", f"races of two desks that exactly one won, of {trials}", right, "", at_least=trials)


def _waiting_line(client: Client, who: Someone) -> str:
    """A line of the mattress that is authorised and waits for stock."""
    body = {**client.ticket.order, "person_id": str(who.id), "address_id": str(who.address_id)}
    order = client.post("urgent", "/orders", body)
    return str(next(line["line_id"] for line in order["lines"] if line["product_code"] == "MAT-012"))
