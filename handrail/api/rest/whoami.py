"""Tells a system whom its token stands for and what it may do.
Refuses to name tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ninja import Router

from handrail.api.rest.operations import reads
from handrail.api.rest.token import CallerRequest

router = Router(tags=["Token"])


@dataclass(frozen=True, slots=True)
class Caller:
    """The user that the token acts as, the contract, and what it may do there."""

    user_id: UUID
    user_name: str
    contract_id: UUID
    contract_name: str
    partner_id: UUID
    depot_id: UUID | None
    roles: Sequence[str]
    permissions: Sequence[str]
    scopes: Sequence[str]


@router.get("/me", **reads("who_am_i", "Ask whom the token stands for", Caller))
def who_am_i(request: CallerRequest) -> Caller:
    """Needs no scope: any valid token is answered."""
    who = request.auth
    return Caller(
        user_id=who.user_id,
        user_name=who.user_name,
        contract_id=who.contract_id,
        contract_name=who.contract_name,
        partner_id=who.partner_id,
        depot_id=who.depot_id,
        roles=sorted(who.roles),
        permissions=sorted(who.permissions),
        scopes=sorted(who.api_scopes or ()),
    )
