"""Owns what `handrail demo` loads and shows: Northdown with its history up to today, and its users.
Refuses to load twice."""

from collections.abc import Sequence
from datetime import date

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.queries import demo_users
from handrail.identity.roles import Role
from handrail.simulation.command import simulate, told_if_stopped
from handrail.simulation.northdown import NORTHDOWN, STAFF
from handrail.simulation.walk import History
from handrail.wording import say

# People and days: of the county that is there in a minute, and of one with a whole year for those who look at money.
USUAL, WHOLE_YEAR = (60_000, 150), (500_000, 365)
SEED = 1


def load(arguments: Sequence[str]) -> int:
    """Make the demo county up to this morning, once."""
    population, days = WHOLE_YEAR if "--county" in arguments else USUAL
    today = _today()
    if is_begun():
        print(f"{NORTHDOWN.county} is loaded already; `make demo-reset` starts anew.", flush=True)
        return 0
    history = History(population, days, SEED, today)
    return told_if_stopped(lambda: simulate(history, progress=lambda line: print(line, flush=True)))


def is_begun() -> bool:
    """Whether the database holds the county, or a part of it that an interrupted loading left."""
    return bool(demo_users(today=_today()))


def _today() -> date:
    return now().astimezone(LONDON).date()


def users() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Those to sign in as by what they do, in the order of the first page: the role, then names with what they do."""
    staff = sorted(STAFF, key=lambda member: member.name)
    grouped = ((role, [member for member in staff if member.roles[0] is role]) for role in Role)
    return tuple(
        (say(role), tuple((member.name, member.says) for member in members)) for role, members in grouped if members
    )
