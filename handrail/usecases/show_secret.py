"""Show the code of a key safe or a gate, for a reason of work that is written down with it.
Refuses whoever has no such reason, a driver without a visit there today, and to keep the code in an answer."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people import queries
from handrail.people.states import PersonReason
from handrail.visits.queries.story import is_expected_there


@dataclass(frozen=True, slots=True)
class SecretWanted:
    """Which note. The reason travels in the call (`why`), so that the audit row holds it."""

    note_id: UUID


@dataclass(frozen=True, slots=True)
class SecretShown:
    """The code; `repr` leaves it out, so that it does not end in a log."""

    note_id: UUID
    code: str

    def __repr__(self) -> str:
        return f"SecretShown({self.note_id})"


# Whoever may record what happens at a door or change a record; which of them it is decides what is asked below.
@use_case(Event.SECRET_SHOWN, needs=Permission.SEE_CATALOGUE)
def show_secret(change: Change, *, request: SecretWanted) -> SecretShown:
    """The code. Raises `Refused`: NOT_FOUND, NOT_ALLOWED, REASON_NEEDED, NO_SECRET; ValueError for a call with a key,
    whose answer would be kept."""
    if change.call.key:
        raise ValueError("what a secret is must not be kept as an answer: call without a key")
    if not change.call.why.strip():
        raise refuse(PersonReason.REASON_NEEDED, "why")
    person_id, address_id, secret = queries.secret_of(change.scope, request.note_id)
    scope = change.scope
    if not scope.may(Permission.EDIT_PERSON) and not (
        scope.may(Permission.DO_VISITS)
        and is_expected_there(scope, person_id, address_id=address_id, on=change.at.today)
    ):
        raise refuse(CallReason.NOT_ALLOWED)
    if not secret:
        raise refuse(PersonReason.NO_SECRET)
    change.touched("note", request.note_id, person_id)
    return SecretShown(request.note_id, secret)
