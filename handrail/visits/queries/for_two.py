"""Reads which visits to come are for one person where two are needed now, and which for two where none are.
Refuses to lock them: whoever changes them holds them, and reads again who goes with their runs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.queries.for_two import two_needed
from handrail.visits.codes import TaskKind
from handrail.visits.states import OPEN, RunState, VisitState


def visits_for_one(scope: Scope, person_id: UUID) -> tuple[UUID, ...]:
    """The open visits to this person, on any record of theirs, that one goes to where two are needed."""
    return rows(
        lambda visit_id: visit_id,
        f"""SELECT v.id FROM visits_visit v WHERE v.contract_id = %(contract)s AND v.state = ANY (%(open)s)
            AND v.person_id = ANY (people_records(%(person)s)) AND v.crew < 2
            AND {two_needed("v.person_id", "v.address_id")} ORDER BY v.id""",
        {"contract": scope.contract_id, "person": person_id, "open": [state.value for state in OPEN]},
    )


def sent_with_one(scope: Scope, visit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these visits whose run was sent with one person."""
    return frozenset(
        rows(
            lambda visit_id: visit_id,
            """SELECT v.id FROM visits_visit v JOIN visits_run r ON r.id = v.run_id
               WHERE v.contract_id = %(contract)s AND v.id = ANY (%(ids)s) AND r.state = ANY (%(sent)s)
               AND (r.driver_id IS NULL OR r.second_id IS NULL)""",
            {"contract": scope.contract_id, "ids": list(visit_ids), "sent": [RunState.RELEASED, RunState.OUT]},
        )
    )


@dataclass(frozen=True, slots=True)
class StillForTwo:
    """A visit to which two go although neither a note nor a thing that is carried asks for them any more."""

    visit_id: UUID
    number: int
    slot_from: datetime | None


def still_for_two(scope: Scope, person_id: UUID) -> tuple[StillForTwo, ...]:
    """The visits to this person, on any record of theirs, for which one may be enough; whoever is on the way goes as
    they are. One statement."""
    return rows(
        StillForTwo,
        f"""SELECT v.id, v.number, v.slot_from FROM visits_visit v
            WHERE v.contract_id = %(contract)s AND v.state = ANY (%(waiting)s) AND v.crew > 1
            AND v.person_id = ANY (people_records(%(person)s)) AND NOT {two_needed("v.person_id", "v.address_id")}
            AND NOT EXISTS (SELECT FROM visits_visittask t JOIN catalogue_product p ON p.id = t.product_id
                WHERE t.visit_id = v.id AND t.outcome = 'OPEN' AND t.kind = ANY (%(carried)s) AND p.crew > 1)
            ORDER BY v.number""",
        {
            "contract": scope.contract_id,
            "person": person_id,
            "waiting": [state.value for state in OPEN - {VisitState.EN_ROUTE, VisitState.ARRIVED}],
            "carried": [TaskKind.DELIVER.value, TaskKind.COLLECT.value, TaskKind.SWAP.value],
        },
    )
