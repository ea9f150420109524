"""The vans and crews of a county: Northdown's own, and for a larger county the same again and again.
Refuses to change Northdown's: a county of its size has exactly the vans and the staff that are named there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from handrail.identity.roles import Role
from handrail.simulation.northdown import MAIN_DEPOT, NORTHDOWN, PROVIDER, SECOND_DEPOT, STAFF, StaffMember
from handrail.simulation.people_made import FAMILIES, MEN, WOMEN
from handrail.usecases.set_up_contract import ContractWanted

# Northdown's six vans and nine drivers are enough for so many people.
PEOPLE_A_FLEET = 60_000
VANS, DRIVERS = 6, 9


@dataclass(frozen=True, slots=True)
class Team:
    """A van with its crew; without a second person it takes no job for two."""

    van: str
    driver: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """A depot: its store-keeper, its vans, and the vans that go out for what is urgent."""

    name: str
    keeper: str
    teams: tuple[Team, ...]
    urgent: tuple[Team, ...]


MAIN = Base(
    MAIN_DEPOT,
    "depot",
    (Team("Van 1", "driver", "driver3"), Team("Van 2", "driver2", "driver5"), Team("Van 3", "driver4")),
    (Team("Van 4", "driver7", "driver8"),),
)
SECOND = Base(SECOND_DEPOT, "depot2", (Team("Van 5", "driver6", "driver9"),), (Team("Van 6", "driver6", "driver9"),))


def fleets_for(population: int) -> int:
    """How many times Northdown's fleet so many people need."""
    return max(1, ceil(population / PEOPLE_A_FLEET))


def staff_of(fleets: int) -> tuple[StaffMember, ...]:
    """Everybody who works in a county: Northdown's staff, and the crews of its further fleets."""
    return (*STAFF, *(driver for fleet in range(1, fleets) for driver in _drivers(fleet)))


def contract_of(population: int) -> ContractWanted:
    """Northdown's contract for so many people: with the vans that they need, at the fee of their number."""
    fleets = fleets_for(population)
    more = [
        replace(van, name=_van(van.name, fleet), registration=f"NY{fleet * VANS + at:02} FEN")
        for fleet in range(1, fleets)
        for at, van in enumerate(NORTHDOWN.vans, 1)
    ]
    return replace(NORTHDOWN, vans=(*NORTHDOWN.vans, *more), population=population)


def with_fleets(base: Base, fleets: int) -> Base:
    """A depot with the teams of so many fleets."""
    return replace(
        base,
        teams=tuple(_team(team, fleet) for fleet in range(fleets) for team in base.teams),
        urgent=tuple(_team(team, fleet) for fleet in range(fleets) for team in base.urgent),
    )


def _team(team: Team, fleet: int) -> Team:
    return Team(_van(team.van, fleet), _key(team.driver, fleet), _key(team.second, fleet) if team.second else "")


def _van(name: str, fleet: int) -> str:
    return f"Van {int(name.removeprefix('Van ')) + fleet * VANS}"


def _key(driver: str, fleet: int) -> str:
    return f"driver{int(driver.removeprefix('driver') or 1) + fleet * DRIVERS}" if fleet else driver


def _drivers(fleet: int) -> Iterator[StaffMember]:
    known = {member.key: member for member in STAFF}
    given = (*WOMEN, *MEN)
    for number in range(1, DRIVERS + 1):
        model = known[f"driver{number}" if number > 1 else "driver"]
        at = fleet * DRIVERS + number
        # Steps that share no factor with the length of a list go through all of it before a name comes again.
        name = f"{given[at * 7 % len(given)]} {FAMILIES[at * 11 % len(FAMILIES)]}"
        yield StaffMember(_key(model.key, fleet), name, PROVIDER, (Role.DRIVER,), depot=model.depot, says=model.says)
