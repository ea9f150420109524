"""Owns `handrail simulate`: a history of any size, made by walking the real use cases.
Refuses a live service: the people are made up, their NHS numbers are of the test range."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from math import ceil
from random import Random

from django.conf import settings

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.queries import demo_users
from handrail.simulation.northdown import NORTHDOWN, STARTS_ON
from handrail.simulation.quick import quick_connection
from handrail.simulation.set_up import County, set_up_northdown
from handrail.simulation.walk import History, Walk
from handrail.simulation.world import parish_ids

# A county of more people than this becomes several, each a contract of its own.
ONE_COUNTY = 60_000
SMALLEST, LARGEST = 500, 6_000_000


def main(arguments: Sequence[str]) -> int:
    """Make the county and its history in an empty database. 0: done; 2: cannot be asked so."""
    options = _parser().parse_args(arguments)
    until = options.until or now().astimezone(LONDON).date()
    history = History(options.population, options.days, options.seed, until)
    if not settings.DEMO_MODE:
        print("handrail simulate: set DEMO_MODE=yes; made-up people have no place in a live service.", file=sys.stderr)
        return 2
    if problem := why_not(history):
        print(f"handrail simulate: {problem}", file=sys.stderr)
        return 2
    if demo_users(today=until):
        print("handrail simulate: the database holds a county already; start with an empty one.", file=sys.stderr)
        return 2
    with quick_connection():
        simulate(history, progress=_printed)
    return 0


def why_not(history: History) -> str:
    """Why a history cannot be made; empty when it can."""
    if not SMALLEST <= history.population <= LARGEST:
        return f"the population must be between {SMALLEST:,} and {LARGEST:,}."
    if not 1 <= history.days <= 1_000:
        return "the days must be between 1 and 1,000."
    if history.first_day <= STARTS_ON:
        return f"the history would begin on {history.first_day}, before the contract, which began on {STARTS_ON}."
    return ""


def simulate(history: History, *, progress: Callable[[str], None]) -> tuple[County, ...]:
    """Set up as many counties as the population needs, and walk one after the other through its history."""
    counties = ceil(history.population / ONE_COUNTY)
    share = replace(history, population=history.population // counties)
    return tuple(_one_county(share, number, progress) for number in range(1, counties + 1))


def _one_county(history: History, number: int, progress: Callable[[str], None]) -> County:
    began = time.monotonic()
    code, name = county_name(number)
    progress(f"Setting up {name}, {history.population:,} people, {history.days} days until {history.until}")
    county = set_up(history.seed, number)
    walk = Walk(county, history, parish=number, progress=progress)
    walk.run()
    progress(f"{code}: {walk.world.calls:,} calls in {time.monotonic() - began:.1f} s")
    return county


def county_name(number: int) -> tuple[str, str]:
    """The code and the name of a county: the first is Northdown, the others are numbered."""
    if number == 1:
        return NORTHDOWN.code, NORTHDOWN.county
    return f"{NORTHDOWN.code}-{number}", f"{NORTHDOWN.county} {number}"


def set_up(seed: int, number: int = 1) -> County:
    """The county of this number on its first morning, with the same ids for the same seed."""
    at = datetime(STARTS_ON.year, STARTS_ON.month, STARTS_ON.day, 8, tzinfo=LONDON)
    ids = parish_ids(Random(f"{seed} shared"), number, lambda: at)
    code, name = county_name(number)
    contract = NORTHDOWN.name if number == 1 else f"{name} community equipment"
    return set_up_northdown(at=at, new_id=ids, code=code, name=contract)


def _printed(line: str) -> None:
    print(line, flush=True)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="handrail simulate", description="Make a county with a history of any size.")
    parser.add_argument("--population", type=int, default=ONE_COUNTY, help="people who live there (60000)")
    parser.add_argument("--days", type=int, default=150, help="days of history (150)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes another history")
    parser.add_argument("--until", type=date.fromisoformat, help="the morning after the last day (today)")
    return parser
