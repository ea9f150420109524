"""Add and end notes about a person's door and home: how to get in, what to beware of, the code of a key safe.
Refuses a note that is on no list of the contract, a secret with a note that has none, or that stands in the open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.core.text_guard import clean_line, clean_lines
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners.queries import code_lists
from handrail.people import actions, queries
from handrail.people.plans import NewNote
from handrail.people.states import WITH_SECRET, NoteList, PersonReason

LONGEST_DETAIL = 500
LONGEST_SECRET = 40
# A shorter code is found in words that do not tell it: "2" in "Ring twice, flat 12".
SHORTEST_TOLD = 3


@dataclass(frozen=True, slots=True)
class NoteWanted:
    """One note: a code of the contract's list, a detail in words, the secret kept apart from both."""

    list: str
    code: str
    detail: str = ""
    secret: str = ""
    address_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NotesToChange:
    """The notes to add and the ids of those that hold no longer."""

    person_id: UUID
    add: tuple[NoteWanted, ...] = ()
    end: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class NotesChanged:
    """The notes that were added and ended."""

    added: tuple[UUID, ...]
    ended: tuple[UUID, ...]


@use_case(Event.NOTE_CHANGED, needs=Permission.EDIT_PERSON)
def change_notes(change: Change, *, request: NotesToChange) -> NotesChanged:
    """Write the notes. Raises `Refused`: NOT_FOUND, STALE, CODE_UNKNOWN, SECRET_IN_OPEN, NOTHING_CHANGED."""
    if not (request.add or request.end):
        raise refuse(PersonReason.NOTHING_CHANGED)
    file = queries.person_file(change.scope, request.person_id, on=change.at.today)
    person_id = file.person.id
    lists = code_lists(change.scope.contract_id, [one.value for one in NoteList], change.at.today)
    known = {name: {choice.code for choice in choices} for name, choices in lists.items()}
    reasons = [reason for wanted in request.add for reason in _against(wanted, known)]
    reasons += _in_open(request.add)
    if reasons:
        raise Refused(reasons)
    if {wanted.address_id for wanted in request.add if wanted.address_id} - {row.id for row in file.addresses}:
        raise refuse(CallReason.NOT_FOUND, "address_id")
    if set(request.end) - {row.id for row in file.notes}:
        raise refuse(CallReason.STALE)
    added = [_new(change, person_id, wanted) for wanted in request.add]
    actions.add_notes(change.scope, added, at=change.at.happened_at)
    actions.end_notes(request.end, at=change.at.happened_at)
    for note_id in (*(note.id for note in added), *request.end):
        change.touched("note", note_id, person_id)
    return NotesChanged(tuple(note.id for note in added), request.end)


def _against(wanted: NoteWanted, known: dict[str, set[str]]) -> Iterator[Reason]:
    if wanted.code not in known.get(wanted.list, set()):
        yield Reason(PersonReason.CODE_UNKNOWN, "code", (("code", wanted.code[:40]),))
    if clean_line(wanted.secret) and wanted.code not in WITH_SECRET:
        yield Reason(PersonReason.NO_SECRET, "secret")
    for field, most in (("detail", LONGEST_DETAIL), ("secret", LONGEST_SECRET)):
        if len(getattr(wanted, field)) > most:
            yield Reason(PersonReason.NOTE_TOO_LONG, field, (("most", most),))


def _in_open(notes: Sequence[NoteWanted]) -> list[Reason]:
    """Whether a code that is kept apart can be read in the words of one of these notes, however it is spaced."""
    secrets = {sign for note in notes if len(sign := _signs(note.secret)) >= SHORTEST_TOLD}
    told = any(secret in _signs(note.detail) for secret in secrets for note in notes)
    return [Reason(PersonReason.SECRET_IN_OPEN, "detail")] if told else []


def _signs(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _new(change: Change, person_id: UUID, wanted: NoteWanted) -> NewNote:
    return NewNote(
        id=change.new_id(),
        person_id=person_id,
        list=wanted.list,
        code=wanted.code,
        detail=clean_lines(wanted.detail),
        secret=clean_line(wanted.secret),
        address_id=wanted.address_id,
    )
