"""What changes of terms by date share: their answer, and how one that is to come is taken back.
Refuses to take back what has begun, or what another change to come builds on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.rules.terms import plan_set_withdrawal
from handrail.partners.effective import Held

# The code list of the kinds of equipment.
CATEGORIES = "product_category"


@dataclass(frozen=True, slots=True)
class TermsChanged:
    """How many rows of terms ended, and how many began."""

    ended: int
    begun: int


@dataclass(frozen=True, slots=True)
class TermsWithdrawal:
    """What was to change on that day shall not."""

    from_on: date


def take_back[R](
    change: Change, model: type[actions.Terms], held: Sequence[Held[R]], from_on: date, *, named: str
) -> TermsChanged:
    """Take back what was to change on a day; the rows that it would have ended go on."""
    plan = plan_set_withdrawal(held, from_on=from_on, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    actions.take_back_terms(model, plan.takes_back)
    actions.end_terms(model, plan.goes_on, None)
    for row_id in (*plan.takes_back, *plan.goes_on):
        change.touched(named, row_id)
    return TermsChanged(len(plan.takes_back), len(plan.goes_on))
