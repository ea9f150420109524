"""What the use cases share that arrange something beside a visit: who writes about which visit.
Refuses nothing."""

from handrail.identity.calls import Change
from handrail.visits.actions.beside import By
from handrail.visits.rules.beside import ArrangedVisit


def by_of(change: Change, visit: ArrangedVisit) -> By:
    """Who writes about a visit, and when it happened."""
    return By(change.scope.contract_id, visit.id, visit.person_id, change.scope.user_id, change.at.happened_at)
