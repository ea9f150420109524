"""Owns: who may change, cancel or take up again what was ordered: those who answer for it, and the service desk.
Refuses: nothing; it returns the reason against, and an empty answer means that they may."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope


class ChangeReason(StrEnum):
    """Why somebody may not touch an order."""

    OF_ANOTHER_TEAM = "CHANGE_OF_ANOTHER_TEAM"


@dataclass(frozen=True, slots=True)
class OrderedBy:
    """Who answers for an order. `supervisor_id`: the named supervisor or registered colleague."""

    order_id: UUID
    number: int
    prescriber_id: UUID
    prescriber_name: str
    prescriber_email: str
    entered_by_id: UUID
    supervisor_id: UUID | None
    team_id: UUID | None
    team_name: str


@dataclass(frozen=True, slots=True)
class Changer:
    """Who wants to change it. `for_others`: the service desk, which acts for whoever rings it."""

    user_id: UUID
    team_id: UUID | None
    for_others: bool


def changer_of(scope: Scope) -> Changer:
    """The user of a scope as these rules see them."""
    return Changer(scope.user_id, scope.team_id, scope.may(Permission.CHANGE_ORDERS_OF_OTHERS))


def reasons_against_changing(changer: Changer, order: OrderedBy) -> tuple[Reason, ...]:
    """Why this person may not change this order. A team answers for its orders together, so that leave and shifts stop
    nothing; another team did not assess the person, and asks."""
    own = changer.user_id in {order.prescriber_id, order.entered_by_id, order.supervisor_id}
    same_team = order.team_id is not None and order.team_id == changer.team_id
    if own or same_team or changer.for_others:
        return ()
    params = (("prescriber", order.prescriber_name), ("team", order.team_name), ("number", order.number))
    return (Reason(ChangeReason.OF_ANOTHER_TEAM, None, params),)
