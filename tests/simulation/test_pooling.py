"""The pool of a county that is walked: each deed is done when those who look at the county expect it."""

from datetime import date

import pytest

from handrail.identity.calls import reading
from handrail.ledger.queries.pool import contributions_of, pools, years_of
from handrail.simulation.pooling import Pooling
from handrail.simulation.world import World, clock
from handrail.spending.budgets import budgets_of
from tests.situations import northdown

pytestmark = pytest.mark.django_db

FIRST_OF_APRIL = date(2026, 4, 1)


def test_on_the_first_day_of_a_year_its_contributions_are_agreed_and_teams_have_budgets() -> None:
    """Until then is what a demo shows that is started on 1 April."""
    county = northdown()
    world = World(county, seed=1, begins=clock(date(2026, 3, 5), 5))
    Pooling(world, 60_000).begin(FIRST_OF_APRIL)
    world.until(clock(FIRST_OF_APRIL, 0))
    scope = county.scopes["money"]
    with reading(scope):
        (pool,) = pools(scope)
        year = next(one for one in years_of(scope, pool.id) if one.from_on == FIRST_OF_APRIL)
        assert len(contributions_of(scope, year.id)) == 2
        assert budgets_of(scope, FIRST_OF_APRIL)
