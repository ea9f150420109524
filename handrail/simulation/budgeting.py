"""What each team of a parish may spend in a year, and who answers for it.
Refuses to write a row itself."""

from datetime import date

from handrail.simulation.pool_agreed import for_people
from handrail.simulation.world import World
from handrail.usecases.set_budget import BudgetWanted, set_budget

# In whole pounds for the people of Northdown: together a little less than the pool is paid.
BUDGETS = (
    ("Fens community nursing", "leadnurse", 236_000),
    ("Ouse community therapy", "adviser", 164_000),
    ("Tissue viability", "adviser", 42_000),
    ("Urgent response", "adviser", 78_000),
    ("Hospital discharge team", "panel", 131_000),
    ("Ward 7, Northdown General", "panel", 54_000),
    ("Social care occupational therapy", "manager", 268_000),
    ("Reablement", "manager", 61_000),
    ("Children's therapy", "children", 47_000),
)


def set_budgets(world: World, population: int, year: date) -> None:
    """The budgets of the year that begins on this 1 April in a county of so many people, set by the pool manager."""
    made = world.county.made
    for team, owner, pounds in BUDGETS:
        request = BudgetWanted(made.teams[team], year, for_people(pounds, population) * 100, world.county.users[owner])
        set_budget(world.call("money"), request=request)
