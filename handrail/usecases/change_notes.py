"""Add and end notes about a person's door and home: how to get in, what to beware of, the code of a key safe. Where a
note says that nobody goes alone, two go with visits to come.
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
from handrail.people.states import TWO_FOR_SAFETY, WITH_SECRET, NoteList, PersonReason
from handrail.usecases._divided import divide_off_runs
from handrail.visits import actions as visit_actions
from handrail.visits.queries.for_two import StillForTwo, sent_with_one, still_for_two, visits_for_one
from handrail.visits.queries.planning import bookings_locked
from handrail.visits.rules.booking import left_sent_runs, taken_off
from handrail.visits.rules.stop_order import MOVABLE
from handrail.visits.states import OPEN

LONGEST_DETAIL = 500
LONGEST_SECRET = 40
# A shorter code is found in words that do not tell it: "2" in "Ring twice, flat 12".
SHORTEST_TOLD = 3
TWO_NEEDED = "two people are needed there"


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
    """The notes to add and the ids of those that hold no longer. `for_one`: visits that were for two, for which one is
    enough now."""

    person_id: UUID
    add: tuple[NoteWanted, ...] = ()
    end: tuple[UUID, ...] = ()
    for_one: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class NotesChanged:
    """The notes that were added and ended. `for_two`: visits to come to which two go because of them, and `off_runs`:
    those of them that came off a run which was sent with one. `still_two`: visits to which two go although nothing that
    is known asks for them any more."""

    added: tuple[UUID, ...]
    ended: tuple[UUID, ...]
    for_two: tuple[UUID, ...] = ()
    off_runs: tuple[UUID, ...] = ()
    still_two: tuple[StillForTwo, ...] = ()
    for_one: tuple[UUID, ...] = ()


@use_case(Event.NOTE_CHANGED, needs=Permission.EDIT_PERSON)
def change_notes(change: Change, *, request: NotesToChange) -> NotesChanged:
    """Write the notes. Raises `Refused`: NOT_FOUND, STALE, CODE_UNKNOWN, SECRET_IN_OPEN, NOTHING_CHANGED."""
    if not (request.add or request.end or request.for_one):
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
    two = any((note.list, note.code) == (NoteList.HAZARD, TWO_FOR_SAFETY) for note in added)
    for_two, off_runs = _send_two(change, person_id) if two else ((), ())
    still = _still_two(change, person_id, request.for_one) if request.end or request.for_one else ()
    return NotesChanged(tuple(note.id for note in added), request.end, for_two, off_runs, still, request.for_one)


def _send_two(change: Change, person_id: UUID) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Two go with visits to come where the notes ask for them; off a run that was sent with one they come, and keep
    their time. Whoever is on the way reads the note at the stop. Answers all of them, and those that came off.

    A note that ends lowers nothing by itself: whoever ends it is told, and says for which visits one is enough."""
    facts = bookings_locked(change.scope, visits_for_one(change.scope, person_id))
    to_come = {fact.id: fact for fact in facts.values() if fact.state in OPEN}
    alone = sent_with_one(change.scope, to_come)
    two = tuple(fact.id for fact in to_come.values() if fact.id not in alone or fact.state in MOVABLE)
    off = [taken_off(to_come[visit_id]) for visit_id in two if visit_id in alone]
    visit_actions.book(off, reason=TWO_NEEDED)
    visit_actions.note_visits(two, crew=2)
    divide_off_runs(change, left_sent_runs(off, to_come))
    for visit_id in two:
        change.touched("visit", visit_id, to_come[visit_id].person_id)
    return two, tuple(one.id for one in off)


def _still_two(change: Change, person_id: UUID, for_one: Sequence[UUID]) -> tuple[StillForTwo, ...]:
    """One goes with these visits; the others to which two still go, as nobody said otherwise. Raises `Refused(STALE)`
    where two are needed for one of them after all."""
    bookings_locked(change.scope, for_one)
    still = still_for_two(change.scope, person_id)
    if set(for_one) - {visit.visit_id for visit in still}:
        raise refuse(CallReason.STALE, "for_one")
    visit_actions.note_visits(for_one, crew=1)
    for visit_id in for_one:
        change.touched("visit", visit_id, person_id)
    return tuple(visit for visit in still if visit.visit_id not in for_one)


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
