"""What a contract knows that a post may name: partners, teams, stores, job categories, colleagues.
Refuses nothing; `identity.rules` judges by it."""

from datetime import date
from uuid import UUID

from handrail.identity.queries.locked import users_with_post
from handrail.identity.rules import PostFacts
from handrail.identity.scope import Scope
from handrail.partners.queries import code_lists, depots, partners_of
from handrail.partners.queries.registers import team_register


def post_facts(scope: Scope, today: date, *, user_id: UUID | None = None) -> PostFacts:
    """The facts of a day, in five statements."""
    contract_id = scope.contract_id
    return PostFacts(
        user_id=user_id,
        partners=frozenset(row.id for row in partners_of(contract_id, today)),
        teams={row.id: row.partner_id for row in team_register(contract_id, today) if row.closed_on is None},
        depots=frozenset(row.id for row in depots(contract_id)),
        jobs=frozenset(row.code for row in code_lists(contract_id, ["job_category"], today)["job_category"]),
        users=users_with_post(scope),
    )
