"""What several pages about a person share: the banner, links that this installation may not have, words for a story.
Refuses queries: pages hand over what they read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from handrail.core.channels import Channel
from handrail.loans.states import EndReason, LoanState
from handrail.orders.states import LineState
from handrail.people.queries import AddressRow, MoveToCome, NoteRow, PersonFile
from handrail.people.rules.stays import HospitalStay
from handrail.people.states import ContactSubject, LifeEventKind, NoteList
from handrail.visits.codes import DoorFinding, MeasuringResult, TaskKind
from handrail.visits.queries.story import Happening
from handrail.visits.states import VisitState
from handrail.vouchers.rules.numbers import written_number
from handrail.web.shared.shapes import Address, Alert, Crumb, Link, PersonBanner, TimelineEntry, Tone
from handrail.wording import say, tag_of
from handrail.wording.reasons import why_in_words
from handrail.wording.shown import plural, short_day
from handrail.wording.speaking import how_to_speak
from handrail.wording.to_people import TITLES, TO_PEOPLE, words_to_person


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands above every page about one person: the way back, and who it is about."""

    crumbs: tuple[Crumb, ...]
    banner: PersonBanner
    person_href: str
    person_id: UUID


def frame_of(file: PersonFile, *, today: date) -> Frame:
    """The frame of a page beneath the person's own."""
    href = reverse("person:person", args=[file.person.id])
    crumbs = (Crumb("Find a person", reverse("person:find")), Crumb(file.person.name, href))
    return Frame(crumbs, banner_of(file, today=today, linked=True), href, file.person.id)


def banner_of(file: PersonFile, *, today: date, linked: bool = False) -> PersonBanner:
    """Who the page is about, with what everyone must see: hazards, how to speak with them."""
    person, home = file.person, file.lives_at
    return PersonBanner(
        name=f"{person.name} ({person.details.known_as})" if person.details.known_as else person.name,
        born_on=person.details.birth_on,
        today=today,
        nhs_number=file.ways.nhs_number,
        address=Address(home.shown) if home else None,
        phone=file.ways.phone,
        number=str(person.number),
        href=reverse("person:person", args=[person.id]) if linked else "",
        alerts=(*away_of(file, today), *moving_of(file), *alerts_of(file)),
        died_on=person.died_on,
    )


def away_of(file: PersonFile, today: date) -> tuple[Alert, ...]:
    """That nobody is at home, while the person is in hospital."""
    if not file.stay or not file.stay.lasts(today):
        return ()
    return (Alert(stay_words(file.stay), Tone.WARN),)


def moving_of(file: PersonFile) -> tuple[Alert, ...]:
    """That the person moves, and when, before that day."""
    return (Alert(move_words(file.move), Tone.WARN),) if file.move else ()


def move_words(move: MoveToCome) -> str:
    """Where somebody moves to, and on which day."""
    where = ", ".join(part for part in (move.lines, move.town, move.postcode) if part)
    return f"Moves to {where} on {short_day(move.on)}"


def stay_words(stay: HospitalStay) -> str:
    """Since when somebody is in hospital, and until when."""
    back = f"expected home on {short_day(stay.until)}" if stay.until else "nobody said until when"
    return f"In hospital since {short_day(stay.since)}, {back}"


def alerts_of(file: PersonFile) -> tuple[Alert, ...]:
    """Hazards first, then how to speak with the person."""
    hazards = [Alert(worded(note), Tone.WARN) for note in file.notes if note.list == NoteList.HAZARD]
    needs = how_to_speak(file.speaking)
    return (*hazards, *((Alert(". ".join(needs), Tone.CALM),) if needs else ()))


def told_to_crews(file: PersonFile) -> tuple[str, ...]:
    """What whoever goes there is told: notes about getting in and staying safe, and how to speak with the person."""
    return (*(worded(note) for note in file.notes), *how_to_speak(file.speaking))


def worded(note: NoteRow) -> str:
    """A note in one line."""
    return f"{note.label}: {note.detail}" if note.detail else note.label


def link_to(name: str, *args: UUID | str) -> str:
    """The address of a page of another audience; empty where this installation does not serve it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def address_line(address: AddressRow) -> str:
    """An address in one line."""
    return ", ".join(address.shown)


def timeline_of(
    story: tuple[Happening, ...], labels: Mapping[str, str], *, may_take_back: bool = False
) -> tuple[TimelineEntry, ...]:
    """What happened, in words; a life event in force leads to where it is taken back, for those who may. `labels`: of
    the reasons that are chosen from lists, by code."""
    withdrawn = {one.id for one in story if one.kind == "LIFE_WITHDRAWN"}
    return tuple(
        _entry(_reasoned(one, labels), may_take_back=may_take_back and one.id not in withdrawn) for one in story
    )


def _reasoned(one: Happening, labels: Mapping[str, str]) -> Happening:
    """With its reasons in words, where the kind has reasons. That of a loan's end is a code with words of its own."""
    if one.kind not in {"ORDER", "LINE", "VISIT", "LOAN"}:
        return one
    undone = [(name, _CHANGED.get(code) or why_in_words(code, labels)) for name, code in one.undone]
    did = [(kind, name, _did(kind, actions, labels), said) for kind, name, actions, said in one.seen_to]
    ends = one.kind == "LOAN" and one.code == LoanState.ENDED
    return replace(one, note=one.note if ends else why_in_words(one.note, labels), undone=undone, seen_to=did)


def _did(kind: str, actions: str, labels: Mapping[str, str]) -> str:
    """What was done, or what a measuring came to."""
    if kind == TaskKind.MEASURE:
        return say(MeasuringResult(actions)) if actions else ""
    return ", ".join(labels.get(code, why_in_words(code, {})) for code in actions.split())


def _entry(one: Happening, *, may_take_back: bool) -> TimelineEntry:
    title, detail = _TOLD[one.kind](one)
    tone = Tone.WARN if (one.kind, one.code) in _LOUD else Tone.CALM
    lines = tuple(line for line in detail if line)
    return TimelineEntry(title, one.at, one.by, lines, tone=tone, link=_link(one, may_take_back=may_take_back))


def _link(one: Happening, *, may_take_back: bool) -> Link | None:
    if one.kind == "LIFE":
        href = reverse("person:withdraw_life_event", args=[one.id]) if may_take_back else ""
        return Link("Take back", href, "what was recorded in error") if href else None
    page = {"ORDER": "prescriber:order", "LINE": "prescriber:order", "VISIT": "controller:visit"}.get(one.kind)
    href = link_to(page, one.id) if page else ""
    return Link("Open", href, f"{one.kind.lower()} {one.number}") if href else None


type Told = tuple[str, tuple[str, ...]]
# "Amended" is our word for it.
_CHANGED = {"amended": "The order was changed"}
_LOUD = {("VISIT", "FAILED"), ("LINE", "REFUSED"), ("LINE", "CANCELLED"), ("LIFE", "DEATH")}


def _order(one: Happening) -> Told:
    if one.code == "CHANGED":
        return f"Order {one.number} changed", (one.text, one.note)
    return f"Order {one.number} placed", (one.text, one.note)


def _line(one: Happening) -> Told:
    # Of lines that go ahead, those that had to wait for a decision alone are told.
    state = "approved" if one.code == LineState.AUTHORISED else say(LineState(one.code)).lower()
    return f"Order {one.number}: {state}", (one.text, one.note)


def _visit(one: Happening) -> Told:
    if one.code == VisitState.UNBOOKED:
        return f"Visit {one.number} asked for", (one.text, one.note)
    title = f"Visit {one.number}: {say(VisitState(one.code)).lower()}"
    did = tuple(_seen_to(*each) for each in one.seen_to)
    if not one.undone:
        return title, (one.text, *did, one.note)
    left = [f"{name} ({why})" if why else name for name, why in one.undone]
    done = f"Done: {one.text}" if one.text else ""
    return title, (done, *did, f"Not done: {'; '.join(left)}", one.note)


_DID = {
    TaskKind.REPAIR: "Repaired",
    TaskKind.SERVICE: "Serviced",
    TaskKind.REVIEW: "Looked at whether it is still needed",
    TaskKind.FIT: "Fitted",
    TaskKind.MEASURE: "Measured",
}


def _seen_to(kind: str, name: str, actions: str, said: str) -> str:
    """ "Repaired: Bed, profiling. Replaced a part. New handset"."""
    return ". ".join(filter(None, (f"{_DID[TaskKind(kind)]}: {name}", actions, said)))


_STILL_LENT = {
    "IMPORTED": "On loan since then, brought in from the records of another system",
    "AFTER_RETURN_REQUESTED": "Collection called off, still on loan",
    "AFTER_REVIEW_DUE": "Still needed, kept on loan",
    "AFTER_ENDED": "Put right: still on loan",
}


def _loan(one: Happening) -> Told:
    if one.code == LoanState.ENDED:
        ended = say(EndReason(one.note)).lower() if one.note else "ended"
        return f"No longer on loan: {ended}", (one.text,)
    if one.code in _STILL_LENT:
        return _STILL_LENT[one.code], (one.text, one.note)
    return say(LoanState(one.code)), (one.text, one.note)


def _life(one: Happening) -> Told:
    """The event with its day, and what was so before: the old home, or the earliest of the old dates of going home."""
    told = f"Told by {one.note}" if one.note else ""
    on, _, before = one.text.partition(" ")
    if before and one.code == LifeEventKind.DISCHARGE_DATE:
        before = f"It was {short_day(date.fromisoformat(before))}"
    elif before:
        before = f"From {before}"
    return f"{say(LifeEventKind(one.code))} on {short_day(date.fromisoformat(on))}", (before, told)


def _withdrawn(one: Happening) -> Told:
    on = short_day(date.fromisoformat(one.text))
    return f"Taken back: {say(LifeEventKind(one.code)).lower()} on {on}", ("It was entered in error.", one.note)


def _contact(one: Happening) -> Told:
    detail, _, outcome = one.note.partition("\x1f")
    return f"Contact: {say(ContactSubject(one.code)).lower()}", (f"Caller: {one.text}", detail, outcome)


def _message(one: Happening) -> Told:
    """What was written or said to the person, in the words that they got."""
    channel, _, state = one.text.partition(" ")
    content = json.loads(one.note)
    what = TITLES.get(one.code, "a message")
    to = "their helper" if content.get("helper") else "them"
    if state == "FAILED":
        return f"Could not be told by {say(Channel(channel)).lower()}: {what}", ()
    said = words_to_person(one.code, content)[1] if one.code in TO_PEOPLE else ""
    return f"Told {to} by {say(Channel(channel)).lower()}: {what}", (said,)


_JOINED = {
    "JOINED": "Another record was joined to this one",
    "PARTED": "A record that had been joined was parted",
    "JOINED_TO": "This record was joined to another one",
    "PARTED_FROM": "This record was parted from the other one",
}


def _joined(one: Happening) -> Told:
    return _JOINED[one.code], (one.note,)


def _unknown(one: Happening) -> Told:
    return say(DoorFinding(one.code)), (f"Code read: {one.text}", *one.note.splitlines())


def _mended(one: Happening) -> Told:
    return "Put right", (one.text, one.note)


_VOUCHER = {
    "ISSUED": "given", "REDEEMED": "used in a shop", "EXPIRED": "expired", "CANCELLED": "cancelled",
    "UNDONE": "can be used again: its use in a shop was taken back", "STOPPED": "stopped, because they have died",
}  # fmt: skip


def _voucher(one: Happening) -> Told:
    return f"Voucher {_VOUCHER[one.code]}", (one.text, written_number(one.note))


_SELF_PURCHASE = {"CHOSEN": "They buy it themselves", "ENDED": "They do not buy it themselves after all"}
_TOLD = {
    "ORDER": _order,
    "LINE": _line,
    "VISIT": _visit,
    "LOAN": _loan,
    "GIFT": lambda one: ("Given to keep", (one.text,)),
    "ADAPTATION": lambda one: ("Fitted to the home", (one.text,)),
    "VOUCHER": _voucher,
    "SELF_PURCHASE": lambda one: (_SELF_PURCHASE[one.code], (one.text, one.note)),
    "NEED": lambda one: ("Need recorded", (one.text, one.note)),
    "LIFE": _life,
    "LIFE_WITHDRAWN": _withdrawn,
    "CONTACT": _contact,
    "MESSAGE": _message,
    "JOIN": _joined,
    "UNKNOWN": _unknown,
    "MENDED": _mended,
}


def kinds_in_words(kinds: tuple[str, ...]) -> str:
    """What a visit is for: "Deliver and collect"."""
    words = [say(TaskKind(kind)).lower() for kind in kinds]
    joined = " and ".join(filter(None, [", ".join(words[:-1]), words[-1] if words else ""]))
    return begun(joined)


def begun(text: str) -> str:
    """The text with a capital at the beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def counted(quantity: int, product: str) -> str:
    """A product with its quantity, where there is more than one."""
    return product if quantity == 1 else f"{plural(quantity, 'item')}: {product}"


__all__ = [
    "Frame",
    "address_line",
    "alerts_of",
    "banner_of",
    "begun",
    "counted",
    "frame_of",
    "kinds_in_words",
    "link_to",
    "tag_of",
    "timeline_of",
    "worded",
]
