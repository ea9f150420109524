"""Owns `handrail simulate`: a history of any size, made by walking the real use cases.
Refuses a live service: the people are made up, their NHS numbers are of the test range."""

import gc
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from math import ceil
from random import Random
from traceback import print_exception
from typing import Any

import psycopg
from django.conf import settings

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.queries import demo_users
from handrail.simulation.bulk import copy_county, sequences
from handrail.simulation.failing import WalkStopped, stopped_at
from handrail.simulation.fleet import PEOPLE_A_FLEET
from handrail.simulation.northdown import NORTHDOWN, STARTS_ON
from handrail.simulation.quick import quick_connection
from handrail.simulation.set_up import County, set_up_northdown
from handrail.simulation.walk import History, Walk
from handrail.simulation.world import parish_ids

type Owner = psycopg.Connection[tuple[Any, ...]]

# A county of more people than this becomes several, each a contract of its own.
ONE_COUNTY = 600_000
SMALLEST, MOST_COUNTIES = 500, 2_000
# Statements are planned by what the statistics say; a database that was empty a moment ago has none to say.
STATISTICS_AFTER_DAYS = frozenset({3, 12, 50, 200, 800})


def main(arguments: Sequence[str]) -> int:
    """Make the counties and their history in an empty database. 0: done; 1: stopped on the way; 2: cannot be
    asked so."""
    options = _parser().parse_args(arguments)
    until = options.until or now().astimezone(LONDON).date()
    history = History(options.population, options.days, options.seed, until)
    counties = options.counties or ceil(options.population / ONE_COUNTY)
    problem = why_not(history, counties)
    if not settings.DEMO_MODE:
        problem = "set DEMO_MODE=yes; made-up people have no place in a live service."
    elif not settings.DATABASE_OWNER_URL:
        problem = "set DATABASE_OWNER_URL too; the owner of the tables keeps their statistics meanwhile."
    elif not problem and demo_users(today=until):
        problem = "the database holds a county already; start with an empty one."
    if problem:
        print(f"handrail simulate: {problem}", file=sys.stderr)
        return 2
    return told_if_stopped(lambda: simulate(history, counties=counties, bulk=options.bulk, progress=_printed))


def told_if_stopped(load: Callable[[], None]) -> int:
    """Load. 0: done; 1: the walk stopped, which is told with its trace, the sentence that says where last."""
    try:
        load()
    except WalkStopped as stopped:
        print_exception(stopped.__cause__)
        print(stopped, file=sys.stderr, flush=True)
        return 1
    return 0


def why_not(history: History, counties: int) -> str:
    """Why a history cannot be made; empty when it can."""
    if not 1 <= counties <= MOST_COUNTIES or history.population // counties < SMALLEST:
        return f"there must be 1 to {MOST_COUNTIES:,} counties of at least {SMALLEST} people."
    if history.population // counties > ONE_COUNTY:
        return f"a county has at most {ONE_COUNTY:,} people; ask for more counties."
    if not 1 <= history.days <= 1_000:
        return "the days must be between 1 and 1,000."
    if history.first_day <= STARTS_ON:
        return f"the history would begin on {history.first_day}, before the contract, which began on {STARTS_ON}."
    return ""


def simulate(history: History, *, counties: int = 1, bulk: bool = False, progress: Callable[[str], None]) -> None:
    """Set up the counties and walk one after the other through its history; with `bulk` the first is walked and the
    others are copied from it by the owner of the tables, while nobody works in the database."""
    share = replace(history, population=history.population // counties)
    with _owner() as owner, ThreadPoolExecutor(1) as beside, quick_connection(), _rarely_tidied():
        before = sequences(owner) if bulk else {}
        for number in range(1, 2 if bulk else counties + 1):
            _one_county(share, number, progress, lambda: beside.submit(owner.execute, "ANALYZE"))
        if bulk:
            step = {name: last - before[name] for name, last in sequences(owner).items()}
            for number in range(2, counties + 1):
                began = time.monotonic()
                copied = copy_county(owner, number, step=step)
                progress(f"{county_name(number)[0]}: {copied:,} rows copied in {time.monotonic() - began:.1f} s")


@contextmanager
def _rarely_tidied() -> Iterator[None]:
    """Look for garbage a fiftieth as often: a history keeps most of what it makes, and the looking took one part in 25
    of Python's time."""
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 50, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _owner() -> Owner:
    return psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True)


def _one_county(
    history: History, number: int, progress: Callable[[str], None], statistics: Callable[[], Future[Any]]
) -> None:
    began = time.monotonic()
    code, name = county_name(number)
    progress(f"Setting up {name}, {history.population:,} people, {history.days} days until {history.until}")

    gathering: list[Future[Any]] = []

    def at_night(days: int) -> None:
        if days in STATISTICS_AFTER_DAYS:
            gathering.append(statistics())

    walk = Walk(set_up(history, number), history, parish=number, progress=progress, at_night=at_night)
    try:
        walk.run()
    except Exception as error:
        raise WalkStopped(stopped_at(walk.world, error)) from error
    for done in gathering:
        done.result()
    progress(f"{code}: {walk.world.calls:,} calls in {time.monotonic() - began:.1f} s")


def county_name(number: int) -> tuple[str, str]:
    """The code and the name of a county: the first is Northdown, the others are numbered."""
    if number == 1:
        return NORTHDOWN.code, NORTHDOWN.county
    return f"{NORTHDOWN.code}-{number}", f"{NORTHDOWN.county} {number}"


def set_up(history: History, number: int = 1) -> County:
    """The county of this number on its first morning, with the same ids for the same seed."""
    at = datetime(STARTS_ON.year, STARTS_ON.month, STARTS_ON.day, 8, tzinfo=LONDON)
    ids = parish_ids(Random(f"{history.seed} shared"), number, lambda: at)
    code, name = county_name(number)
    contract = NORTHDOWN.name if number == 1 else f"{name} community equipment"
    return set_up_northdown(at=at, new_id=ids, code=code, name=contract, population=history.population)


def _printed(line: str) -> None:
    print(line, flush=True)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="handrail simulate", description="Make a county with a history of any size.")
    parser.add_argument("--population", type=int, default=PEOPLE_A_FLEET, help="people who live there (60000)")
    parser.add_argument("--counties", type=int, help=f"how many counties share them (one for each {ONE_COUNTY:,})")
    parser.add_argument("--bulk", action="store_true", help="walk the first county only and copy the others from it")
    parser.add_argument("--days", type=int, default=150, help="days of history (150)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes another history")
    parser.add_argument("--until", type=date.fromisoformat, help="the morning after the last day (today)")
    return parser
