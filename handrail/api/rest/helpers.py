"""What is known beside a person's record: notes for whoever comes, those who may act for the person, calls.
Refuses codes that are not in the contract's lists."""

from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Day, Line, Sent, Told, Words
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import Call
from handrail.people.rules.records import ContactDetails
from handrail.people.states import CallerKind, Channel, CheckedHow, ContactAuthority, ContactSubject
from handrail.usecases.change_contact import ContactChanged, ContactToChange, change_contact
from handrail.usecases.change_notes import NotesChanged, NotesToChange, NoteWanted, change_notes
from handrail.usecases.log_contact import ContactLogged, ContactToLog, log_contact
from handrail.usecases.show_secret import SecretShown, SecretWanted, show_secret

router = Router(tags=["People"])


class NoteTold(Sent):
    """One note: a code of one of the contract's lists, with a detail in words."""

    list: Code = Field(examples=["access_note"])
    code: Code = Field(examples=["key_safe"])
    detail: Words = ""
    secret: Line = Field("", description="A key code or the like; shown only to whoever asks for it.")
    address_id: UUID | None = None


class NotesBody(Told):
    """Notes to add, and those that hold no longer."""

    add: list[NoteTold] = Field([], max_length=50)
    end: list[UUID] = Field([], max_length=50)
    for_one: list[UUID] = Field(
        [], max_length=50, description="Of `still_two` of an earlier answer: the visits for which one person is enough."
    )


@router.post("/people/{person_id}/notes", **writes("change_notes", "Add or end notes", NotesChanged))
def notes(request: CallerRequest, person_id: UUID, body: NotesBody) -> NotesChanged:
    """Access notes, hazards and communication needs. Ended notes stay in the history."""
    add = tuple(NoteWanted(**note.model_dump()) for note in body.add)
    return change_notes(
        call_of(request, body), request=NotesToChange(person_id, add, tuple(body.end), tuple(body.for_one))
    )


class CodeBody(Sent):
    """For what work the code is needed. It is written down beside who looked."""

    why: Line = Field(examples=["Visit 800123 today"])


@router.post("/notes/{note_id}/code", **reads("show_secret", "See the code of a key safe or gate", SecretShown))
def code(request: CallerRequest, note_id: UUID, body: CodeBody) -> SecretShown:
    """Each look is a line of the audit log. It takes no `Idempotency-Key`: the answer is kept nowhere."""
    return show_secret(Call(request.auth, now_is(now()), why=body.why), request=SecretWanted(note_id))


class HelperBody(Told):
    """Someone who may act for the person. Papers count from the day on which a member of staff saw them."""

    name: Line = Field(examples=["Ivy Harker"])
    relationship: Code = Field(examples=["daughter"])
    phone: Line = ""
    email: Line = ""
    authority: ContactAuthority = ContactAuthority.NONE
    authority_note: Words = ""
    authority_seen_on: Day | None = None
    is_main: bool = False


@router.post("/people/{person_id}/helpers", **writes("add_helper", "Add a helper", ContactChanged, makes=True))
def helper(request: CallerRequest, person_id: UUID, body: HelperBody) -> Status[ContactChanged]:
    """A carer, relative or proxy, with the authority that was seen."""
    given = body.model_dump(exclude={"happened_at"})
    details = ContactDetails(**given | {"authority": body.authority.value})
    return Status(201, change_contact(call_of(request, body), request=ContactToChange(person_id, details=details)))


class ContactBody(Told):
    """A call or letter: who, how they were known, what about, what came of it."""

    caller: Line = Field(examples=["Ivy Harker"])
    caller_kind: CallerKind
    checked_how: CheckedHow
    subject: ContactSubject
    channel: Channel = Channel.PHONE
    contact_id: UUID | None = Field(None, description="A helper on the record.")
    detail: Words = ""
    outcome: Words = ""


@router.post("/people/{person_id}/contact-log", **writes("log_contact", "Log a contact", ContactLogged, makes=True))
def log(request: CallerRequest, person_id: UUID, body: ContactBody) -> Status[ContactLogged]:
    """It stands in the person's time line."""
    given = body.model_dump(mode="json", exclude={"happened_at", "contact_id"}) | {"contact_id": body.contact_id}
    return Status(201, log_contact(call_of(request, body), request=ContactToLog(person_id, **given)))
