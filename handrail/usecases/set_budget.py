"""Set what a team may spend in a year, and who is told when it nears its end.
Refuses a team that is closed, an owner who neither approves nor sees money; an order is never refused for a budget."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.queries import holders_of
from handrail.identity.roles import Permission
from handrail.partners.queries.registers import team_register
from handrail.spending import actions
from handrail.spending.budgets import budgets_of
from handrail.spending.codes import BudgetReason
from handrail.spending.models import TeamBudget


@dataclass(frozen=True, slots=True)
class BudgetWanted:
    """A team's budget of the year from a 1 April."""

    team_id: UUID
    from_on: date
    pence: int
    owner_id: UUID


@use_case(Event.BUDGET_SET, needs=Permission.KEEP_POOL)
def set_budget(change: Change, *, request: BudgetWanted) -> UUID:
    """Set it, first or anew; an earlier version stays in the record. Gives its id."""
    scope, today = change.scope, change.at.today
    teams = {row.id for row in team_register(scope.contract_id, today) if row.closed_on is None}
    owners = {
        one.user_id for may in (Permission.RELEASE_ORDER, Permission.SEE_MONEY)
        for one in holders_of(scope, may, today=today)
    }  # fmt: skip
    wrong = (
        (request.team_id not in teams, BudgetReason.NO_SUCH_TEAM, "team_id"),
        ((request.from_on.day, request.from_on.month) != (1, 4), BudgetReason.YEAR_BEGINS_APRIL, "from_on"),
        (request.pence <= 0, BudgetReason.NOT_AN_AMOUNT, "pence"),
        (request.owner_id not in owners, BudgetReason.OWNER_UNKNOWN, "owner_id"),
    )
    if reasons := [Reason(code, field) for is_wrong, code, field in wrong if is_wrong]:
        raise Refused(reasons)
    before = next((one for one in budgets_of(scope, request.from_on) if one.team_id == request.team_id), None)
    row = TeamBudget(
        id=change.new_id(), contract_id=scope.contract_id, team_id=request.team_id, from_on=request.from_on,
        version=before.version + 1 if before else 1, pence=request.pence, owner_id=request.owner_id,
        recorded_at=change.at.recorded_at,
    )  # fmt: skip
    actions.set_budget(row)
    change.touched("budget", row.id)
    return row.id
