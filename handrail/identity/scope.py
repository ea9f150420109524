"""Whose eyes a query sees with: the user, the contract, the partner's reach, and what the user may do.
Refuses a permission the user does not hold, before any query is made."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.roles import Permission, Role


@dataclass(frozen=True, slots=True)
class Scope:
    """The first argument of every query. Made by `identity.queries` only, from a user's post on a day."""

    user_id: UUID
    user_name: str
    contract_id: UUID
    contract_name: str
    partner_id: UUID
    reach: str
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    job_category: str = ""
    team_id: UUID | None = None
    depot_id: UUID | None = None
    late_after_minutes: int = 240
    api_scopes: frozenset[str] | None = None
    token_id: UUID | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the user holds the permission."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise `Refused(NOT_ALLOWED)` unless the user holds the permission."""
        if permission not in self.permissions:
            raise refuse(CallReason.NOT_ALLOWED, permission=permission.value)
