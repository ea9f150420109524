"""Section a: full loan cycles a second through the use cases, against the statements that write the same rows.
Refuses to measure anything but whole rounds of whole cycles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import psycopg

from bench.county import PRODUCTS, Someone, an_order, day_after, goods, people, van_of
from bench.cycle import PEOPLE_A_ROUND, Round
from bench.figures import Figure, middle
from bench.floor import Swap, replayed, scripted
from bench.processes import Work, rate, together
from bench.progress import told
from bench.recording import Recording, recorded
from handrail.core.ids import fresh_id
from handrail.orders.rules.facts import OrderRequest
from handrail.simulation.northdown import SECOND_DEPOT
from handrail.simulation.set_up import County

LEAST = {1: 0.35, 4: 0.20}


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: with how many workers, how many rounds each, how often."""

    workers: tuple[int, ...] = (1, 4)
    rounds: int = 3
    times: int = 3


QUICK = Plan(workers=(1,), rounds=1, times=1)


@dataclass(slots=True)
class Ground:
    """The county with what every measurement needs; vans' days are given out once."""

    county: County
    order: OrderRequest
    days: dict[int, Any] = field(default_factory=dict)

    def day(self, van: int) -> date:
        """A day on which this van has no run yet."""
        return day_after(next(self.days.setdefault(van, count(1))))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded round, and what in it others stand for: its run's van and day, its people, its items by product."""

    recording: Recording
    made: frozenset[UUID]
    van_id: UUID
    on: date
    people: tuple[Someone, ...]
    items: tuple[tuple[UUID, ...], ...]


def measure(ground: Ground, address: str, plan: Plan) -> list[Figure]:
    """The figures of section a. `address` is the database's, as the application's role."""
    sets = sum(plan.workers) * (plan.rounds + 1) * plan.times * PEOPLE_A_ROUND
    told(f"{sets} sets of three items for the floor")
    spare = goods(ground.county, sets, store=SECOND_DEPOT, by="depot2")
    shelf = iter([tuple(item.asset_id for item in one if item.asset_id) for one in spare])
    model = record(ground)
    figures = [
        Figure("a", "transactions a cycle", len(model.recording.transactions) / PEOPLE_A_ROUND, ""),
        Figure("a", "writing statements a cycle", model.recording.statements / PEOPLE_A_ROUND, ""),
    ]
    for workers in plan.workers:
        ratios, floors, products, cpus = [], [], [], []
        for turn in range(plan.times):
            floor = rate(together(_floor_works(ground, model, shelf, address, workers, plan.rounds)))
            spans = together(_product_works(ground, workers, plan.rounds))
            floors.append(floor)
            products.append(rate(spans))
            ratios.append(rate(spans) / floor)
            cpus.append(sum(one.cpu for one in spans) / sum(one.done for one in spans))
            told(f"{workers} workers, {turn + 1} of {plan.times}: {products[-1]:.1f} of {floor:.1f} cycles a second")
        figures += [
            Figure("a", f"cycles a second, {workers} workers", middle(products), "1/s"),
            Figure("a", f"floor, {workers} workers", middle(floors), "1/s"),
            Figure("a", f"ratio to the floor, {workers} workers", middle(ratios), "", at_least=LEAST.get(workers)),
            Figure("a", f"web CPU a cycle, {workers} workers", middle(cpus), "s"),
        ]
    return figures


def ground_of(county: County) -> Ground:
    """The ground, with stock for the product's own cycles and one round gone, so that all is warm."""
    told("people and stock")
    goods(county, 8 * PEOPLE_A_ROUND)
    group = people(county, PEOPLE_A_ROUND)
    ground = Ground(county, an_order(county, group[0]))
    Round(county, ground.order, van_of(county, 0)).go(ground.day(0), group)
    return ground


def record(ground: Ground) -> Recorded:
    """Walk one round and keep what it writes."""
    county, day = ground.county, ground.day(0)
    group = people(county, PEOPLE_A_ROUND)
    made: set[UUID] = set()

    def new_id() -> UUID:
        one = fresh_id()
        made.add(one)
        return one

    walk = Round(county, ground.order, van_of(county, 0), new_id, new_id)
    with recorded() as recording:
        kept = walk.go(day, group)
    return Recorded(recording, frozenset(made), walk.van_id, day, tuple(group), tuple(kept))


# The floor


def _floor_works(ground: Ground, model: Recorded, shelf: Any, address: str, workers: int, rounds: int) -> list[Work]:
    works = []
    for worker in range(workers):
        swaps = [_swap(ground, model, worker, shelf) for _ in range(rounds + 1)]
        works.append(Work("bench.loan_cycles:floor_work", (address, model.recording, swaps)))
    return works


def _swap(ground: Ground, model: Recorded, worker: int, shelf: Any) -> Swap:
    """Other people, other items of the same products, another van and day."""
    others = people(ground.county, len(model.people))
    ids = {model.van_id: van_of(ground.county, worker)}
    for was, now in zip(model.people, others, strict=True):
        ids |= {was.id: now.id, was.address_id: now.address_id}
    sets = [next(shelf) for _ in model.people]
    for product in range(len(PRODUCTS)):
        used = list(dict.fromkeys(kept[product] for kept in model.items))
        ids |= dict(zip(used, (one[product] for one in sets), strict=False))
    later = ground.day(worker % 4) - model.on
    return Swap(ids, model.made, model.on, timedelta(days=later.days))


def floor_work(address: str, recording: Recording, swaps: Sequence[Swap]) -> Callable[[], int]:
    """Say the rounds again, each as others; the first of them untimed, so that all is prepared."""
    first, *scripts = [scripted(recording, swap) for swap in swaps]
    connection = psycopg.connect(address)
    replayed(connection, first)

    def go() -> int:
        for script in scripts:
            replayed(connection, script)
        return len(scripts) * PEOPLE_A_ROUND

    return go


# The product


def _product_works(ground: Ground, workers: int, rounds: int) -> list[Work]:
    works = []
    for worker in range(workers):
        days = [ground.day(worker % 4) for _ in range(rounds + 1)]
        group = people(ground.county, len(days) * PEOPLE_A_ROUND)
        walk = Round(ground.county, ground.order, van_of(ground.county, worker))
        works.append(Work("bench.loan_cycles:product_work", (walk, days, group)))
    return works


def product_work(walk: Round, days: Sequence[date], group: Sequence[Someone]) -> Callable[[], int]:
    """Walk the rounds through the use cases; the first of them untimed, as for the floor."""
    parts = [group[start : start + PEOPLE_A_ROUND] for start in range(0, len(group), PEOPLE_A_ROUND)]
    walk.go(days[0], parts[0])

    def go() -> int:
        for day, part in zip(days[1:], parts[1:], strict=True):
            walk.go(day, part)
        return len(group) - PEOPLE_A_ROUND

    return go
