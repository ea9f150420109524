"""What the use cases share that arrange something beside a visit: who writes about which visit, and who comes along.
Refuses nothing."""

from dataclasses import replace

from handrail.identity.calls import Change
from handrail.identity.queries.users import colleagues
from handrail.identity.roles import Role
from handrail.visits.actions.beside import By
from handrail.visits.rules.beside import ArrangedVisit, Companion


def by_of(change: Change, visit: ArrangedVisit) -> By:
    """Who writes about a visit, and when it happened."""
    return By(change.scope.contract_id, visit.id, visit.person_id, change.scope.user_id, change.at.happened_at)


def named(change: Change, who: Companion | None) -> tuple[Companion | None, bool]:
    """A user by the name that the contract knows; and whether it knows who is a user as one who prescribes."""
    if who is None or who.user_id is None:
        return who, True
    name = dict(colleagues(change.scope, Role.PRESCRIBER, today=change.at.today)).get(who.user_id, "")
    return replace(who, name=name), bool(name)
