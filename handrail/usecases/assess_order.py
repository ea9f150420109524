"""Say what an order would become, without placing it: checks, questions, promises, what would wait for whom.
Refuses (NOT_FOUND) a person outside the scope; writes nothing, so it runs inside `reading`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.moment import Moment
from handrail.identity.scope import Scope
from handrail.needs.rules import NeedDetails
from handrail.orders.rules.facts import OrderRequest
from handrail.orders.rules.plan import Assessment
from handrail.orders.rules.plan import assess_order as assess
from handrail.partners.rules import SpeedOffer
from handrail.usecases._ordering import Gathered, gather, with_measures


@dataclass(frozen=True, slots=True)
class OrderOutlook:
    """What an order would become, with what the page needs to tell it."""

    assessment: Assessment
    gathered: Gathered

    @property
    def speeds(self) -> tuple[SpeedOffer, ...]:
        """The contract's speeds of delivery, quickest first."""
        return self.gathered.contract.speeds_for("deliver")

    def due_if_now(self, speed_code: str) -> datetime:
        """When something at this speed would be due if it were released now."""
        return self.gathered.due_of(speed_code, self.gathered.at.happened_at)

    def name_of(self, user_id: UUID) -> str:
        """The name of somebody concerned; empty for a stranger."""
        staff = self.gathered.staff.get(user_id)
        return staff.name if staff else ""


def assess_order(scope: Scope, at: Moment, request: OrderRequest, *, need: NeedDetails | None = None) -> OrderOutlook:
    """The outlook of an order as it stands, complete or not; `need` brings what was measured now. Five statements."""
    gathered = gather(scope, at, request)
    facts = with_measures(gathered.facts, need) if need else gathered.facts
    return OrderOutlook(assess(request, facts, gathered.due_of), gathered)
