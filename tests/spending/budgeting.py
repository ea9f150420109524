"""Budgets of teams for tests.
Refuses nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

from handrail.identity.calls import reading
from handrail.partners.queries.registers import team_register
from handrail.simulation.set_up import County
from handrail.usecases.set_budget import BudgetWanted

YEAR = date(2025, 4, 1)


def budget_of(county: County, **changed: Any) -> BudgetWanted:
    """£1,000 for the nurse's team; the commissioner is told."""
    scope = county.scopes["nurse"]
    with reading(scope):
        team = scope.team_id or next(row.id for row in team_register(scope.contract_id, YEAR))
    return replace(BudgetWanted(team, YEAR, 100_000, county.users["commissioner"]), **changed)
