"""Reads what teams may spend in a year and what they have used of it.
Refuses to add up on the way: a job counts after each fold, so that a page reads one row for each team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.core.moment import LONDON, year_of
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.spending.codes import By
from handrail.spending.pairs import Pair

BY_TEAM = Pair(By.MONTH, By.TEAM)
# The newest version of each. Before the first count nothing is known of its use.
_BUDGETS = """
    SELECT DISTINCT ON (t.name, b.team_id) b.team_id, t.name, b.version, b.pence, b.owner_id, w.name,
        CASE WHEN w.is_active THEN w.email ELSE '' END, x.reckoned_at,
        CASE WHEN x.from_on IS NOT NULL THEN coalesce((x.teams ->> b.team_id::text)::bigint, 0) END
    FROM spending_teambudget b JOIN partners_team t ON t.id = b.team_id JOIN identity_user w ON w.id = b.owner_id
    LEFT JOIN spending_budgetuse x ON x.contract_id = b.contract_id AND x.from_on = b.from_on
    WHERE b.contract_id = %(contract)s AND b.from_on = %(year)s
    ORDER BY t.name, b.team_id, b.version DESC
"""
# What is kept stays so from year to year; all else is of the year.
_USED = f"""
    SELECT w.value, sum(c.reserved_pence)
        + coalesce(sum(c.equipment_pence + c.activity_pence + c.vat_pence + c.credited_pence)
            FILTER (WHERE c.year = %(year)s), 0)
    FROM spending_cross c JOIN spending_word w ON w.id = c.second
    WHERE c.contract_id = %(contract)s AND c.pair = '{BY_TEAM.code}' AND c.year <= %(year)s AND w.value <> ''
    GROUP BY w.value
"""  # noqa: S608 - only constants of this module
_FOLDED = "SELECT coalesce((SELECT folded_to FROM spending_folded WHERE contract_id = %(contract)s), 0)"
_WAITS = f"""
    SELECT EXISTS (SELECT FROM spending_teambudget b WHERE b.contract_id = %(contract)s AND b.from_on = %(year)s
        AND NOT EXISTS (SELECT FROM spending_budgetuse x WHERE x.contract_id = b.contract_id
            AND x.from_on = b.from_on AND x.folded_to = ({_FOLDED}) AND x.reckoned_at >= b.recorded_at))
"""  # noqa: S608 - only constants of this module


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A team's budget. `email`: its owner's, empty once they have left; `used_pence`: as counted at a time."""

    team_id: UUID
    team: str
    version: int
    pence: int
    owner_id: UUID
    owner: str
    email: str
    counted_at: datetime | None
    used_pence: int | None


def budgets_of(scope: Scope, year: date) -> Sequence[BudgetRow]:
    """The budgets of a year by the name of the team. One statement."""
    return rows(BudgetRow, _BUDGETS, {"contract": scope.contract_id, "year": year})


def used_by_team(scope: Scope, year: date) -> Mapping[str, int]:
    """What teams have spent and kept, by id. One statement."""
    found = rows(lambda team, pence: (team, int(pence)), _USED, {"contract": scope.contract_id, "year": year})
    return dict(found)


def folded_to(scope: Scope) -> int:
    """How far postings are folded."""
    return rows(int, _FOLDED, {"contract": scope.contract_id})[0]


def budgets_to_watch(scope: Scope, at: datetime) -> bool:
    """Whether anything was folded, or a budget set, since use was counted last."""
    asked = {"contract": scope.contract_id, "year": year_of(at.astimezone(LONDON).date())}
    return rows(bool, _WAITS, asked)[0]
