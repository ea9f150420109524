"""Reads what a person has, what is coming and what happened, over all nouns below; and who is expected at a door.
Refuses those outside the scope: row security and the contract bound every statement."""

from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.states import VisitState

_ON_THE_WAY = [VisitState.RELEASED.value, VisitState.EN_ROUTE.value, VisitState.ARRIVED.value]


def is_expected_there(scope: Scope, person_id: UUID, *, address_id: UUID | None, on: date) -> bool:
    """Whether the user is of the crew that has an open visit to the person (at the address, if one is named) today."""
    return bool(
        rows(
            bool,
            """SELECT true FROM visits_visit v JOIN visits_run r ON r.id = v.run_id
               WHERE v.contract_id = %(contract)s AND v.person_id = ANY (people_records(%(person)s))
               AND v.state = ANY (%(states)s) AND r."on" = %(on)s AND %(user)s IN (r.driver_id, r.second_id)
               AND (%(address)s::uuid IS NULL OR v.address_id = %(address)s) LIMIT 1""",
            {
                "contract": scope.contract_id,
                "person": person_id,
                "states": _ON_THE_WAY,
                "on": on,
                "user": scope.user_id,
                "address": address_id,
            },
        )
    )
