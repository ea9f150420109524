"""Record why equipment is asked for: the person's goal, what was assessed, weight and height as measured.
Refuses measures that no one has and codes that the contract does not list."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.queries import known_here
from handrail.identity.roles import Permission
from handrail.needs import actions
from handrail.needs.rules import NeedDetails, cleaned_need
from handrail.partners.queries import code_lists
from handrail.people import queries


@dataclass(frozen=True, slots=True)
class NeedToRecord:
    """An assessment of a person."""

    person_id: UUID
    details: NeedDetails


@dataclass(frozen=True, slots=True)
class NeedRecorded:
    """The need, which an order may rest on."""

    need_id: UUID
    person_id: UUID


@use_case(Event.NEED_RECORDED, needs=Permission.EDIT_PERSON)
def record_need(change: Change, *, request: NeedToRecord) -> NeedRecorded:
    """Write down the assessment. Raises `Refused`: NOT_FOUND and the reasons of `needs.rules`."""
    file = queries.person_file(change.scope, request.person_id, on=change.at.today)
    lists = code_lists(change.scope.contract_id, ["outcome_effect", "evidence_grade"], change.at.today)
    details = cleaned_need(
        request.details,
        today=change.at.today,
        born_on=file.person.details.birth_on,
        effects={choice.code for choice in lists["outcome_effect"]},
        grades={choice.code for choice in lists["evidence_grade"]},
    )
    assessor = details.assessed_by_id
    if assessor is not None and not known_here(change.scope, assessor):
        raise refuse(CallReason.NOT_FOUND, "assessed_by_id")
    need_id = change.new_id()
    actions.record_need(change.scope, need_id, person_id=file.person.id, details=details, at=change.at.recorded_at)
    change.touched("need", need_id, file.person.id)
    return NeedRecorded(need_id, file.person.id)
