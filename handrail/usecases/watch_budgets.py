"""Count what teams have used of their budgets, and tell the owner of one that nears its end or is used up.
Refuses to tell more than once a month for each threshold. A job calls it; no order waits for it or is refused."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from handrail.core import outbox
from handrail.core.moment import year_of
from handrail.core.outbox import Channel, Message
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.spending import actions
from handrail.spending.budgets import BudgetRow, budgets_of, folded_to, used_by_team
from handrail.spending.models import BudgetUse
from handrail.spending.rules import warns_at

BUDGET_USED = "BUDGET_USED"


@use_case(Event.BUDGETS_WATCHED, needs=Permission.RUN_JOBS)
def watch_budgets(change: Change) -> int:
    """Count and tell; how many budgets there are."""
    scope, at = change.scope, change.at
    year = year_of(at.today)
    used, found = used_by_team(scope, year), budgets_of(scope, year)
    actions.keep_use(
        BudgetUse(
            contract_id=scope.contract_id, from_on=year, folded_to=folded_to(scope), reckoned_at=at.recorded_at,
            teams=dict(used),
        )
    )  # fmt: skip
    outbox.put(list(_warnings(change, found, used, at.today)), contract_id=scope.contract_id, at=at.recorded_at)
    change.touched("contract", scope.contract_id, None)
    return len(found)


def _warnings(change: Change, found: Sequence[BudgetRow], used: Mapping[str, int], today: date) -> Iterator[Message]:
    for one in found:
        pence = used.get(str(one.team_id), 0)
        percent = warns_at(pence, one.pence)
        if percent and one.email:
            yield Message(
                id=change.new_id(),
                key=f"budget:{one.team_id}:{percent}:{today:%Y-%m}",
                kind=BUDGET_USED,
                channel=Channel.EMAIL,
                recipient=one.email,
                content={"team": one.team, "percent": percent, "used": pence, "budget": one.pence},
            )
