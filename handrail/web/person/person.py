"""The page of one person: what all must see, what they have, what is coming, what happened, where they are.
Refuses whoever has no permission for people; opening it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.moment import LONDON
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.needs.queries import NeedRow, needs_of
from handrail.people.queries import ApartRow, FollowUpRow, NoteRow, PersonFile, follow_ups, person_file
from handrail.people.rules.homes import may_be_one
from handrail.people.states import (
    AddressKind,
    CareRoute,
    ContactAuthority,
    NhsNumberStatus,
    NoteList,
    PlacedBy,
)
from handrail.visits.queries import story
from handrail.visits.queries.coming import Coming, coming
from handrail.visits.queries.reasons import reason_labels
from handrail.visits.queries.unsafe import UnsafeRow, unsafe_with
from handrail.web.person import parts
from handrail.web.person.things import (
    coming_tables,
    lent_links,
    measured_table,
    possessions_table,
    specials_table,
)
from handrail.web.shared.listing import listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Alert, Crumb, Fact, Link, Notice, Pager, PersonBanner, Table, TimelineEntry, Tone
from handrail.web.shared.views import call_of, page, render
from handrail.wording import say
from handrail.wording.contact import emails, nhs_numbers, no_contact_by, phones, two_numbers
from handrail.wording.languages import language_name
from handrail.wording.shown import phone, short_day
from handrail.wording.unsafe import not_safe_now

STORY_PAGE = 25


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note with the address that shows its code, where it has one."""

    text: str
    meaning: str
    secret_href: str


@dataclass(frozen=True, slots=True)
class JoinedRecord:
    """Another record, of the same person or of one who only looks alike, and where that is undone; `edit_href`: where
    what it says of the person is changed."""

    text: str
    reason: str
    undo_href: str
    edit_href: str = ""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All of one person that is shown."""

    crumbs: tuple[Crumb, ...]
    banner: PersonBanner
    main: Link | None
    more: tuple[Link, ...]
    possessions: Table
    lent_links: tuple[Link, ...]
    to_do: Notice | None
    lines: Table
    visits: Table
    specials: Table
    measured: Table
    entries: tuple[TimelineEntry, ...]
    pager: Pager
    details: tuple[Fact, ...]
    addresses: tuple[Fact, ...]
    contacts: tuple[Fact, ...]
    access: tuple[NoteLine, ...]
    hazards: tuple[NoteLine, ...]
    needs: tuple[Fact, ...]
    joined: tuple[JoinedRecord, ...]
    apart: tuple[JoinedRecord, ...]
    may_edit: bool
    links: dict[str, str]


@page(Permission.SEE_PERSON, methods=("GET",))
def person(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Shows the person. The time line is paged; the rest stays the same on each page of it."""
    call = call_of(request)
    listing = listing_of(request, sorts=("at",), default="-at", size=STORY_PAGE)
    today = call.at.today
    with reading(request.scope):
        file = person_file(request.scope, person_id, on=today)
        opened(request.scope, file.person.id, call.at)
        happened = story.what_happened(request.scope, file.record_ids, after=listing.after, most=STORY_PAGE + 1)
        possessions = story.possessions(request.scope, file.record_ids, on=today)
        # Of somebody who lives and has nothing of ours, what is to do stands in the list of it alone.
        asks = bool(possessions) or file.person.died_on is not None
        read = Read(
            file=file,
            needs=needs_of(request.scope, file.record_ids, most=5),
            possessions=possessions,
            coming=coming(request.scope, file.record_ids),
            happened=happened[:STORY_PAGE],
            labels=reason_labels(request.scope, today),
            unsafe=unsafe_with(request.scope, file.record_ids),
            follow_ups=follow_ups(request.scope, person_ids=list(file.record_ids)) if asks else (),
        )
    last = happened[STORY_PAGE - 1].cursor if len(happened) > STORY_PAGE else ""
    pager = listing.pager_by_cursor(shown=len(read.happened), next_after=last)
    return render(request, "person/person.html", page_of(read, pager, scope=request.scope, at=call.at.recorded_at))


@dataclass(frozen=True, slots=True)
class Read:
    """What the page read: eight statements, after the file."""

    file: PersonFile
    needs: tuple[NeedRow, ...]
    possessions: tuple[story.Possession, ...]
    coming: Coming
    happened: tuple[story.Happening, ...]
    labels: Mapping[str, str]
    unsafe: tuple[UnsafeRow, ...] = ()
    follow_ups: tuple[FollowUpRow, ...] = ()


def page_of(read: Read, pager: Pager, *, scope: Scope, at: datetime) -> PersonPage:
    """The page from what was read."""
    file, today = read.file, at.astimezone(LONDON).date()
    lines, visits = coming_tables(read.coming.lines, read.coming.visits, at=at)
    main, more = actions_of(file, scope, lent=any(thing.kind == "LOAN" for thing in read.possessions))
    notes = {kind: tuple(note_line(note, scope) for note in file.notes if note.list == kind) for kind in NoteList}
    return PersonPage(
        crumbs=(Crumb("Find a person", reverse("person:find")),),
        banner=warned(parts.banner_of(file, today=today), read.unsafe),
        main=main,
        more=more,
        possessions=possessions_table(read.possessions, at=at),
        lent_links=lent_links(
            file.person.id,
            read.possessions,
            scope,
            visits=read.coming.visits,
            follow_ups=read.follow_ups,
            died=file.person.died_on is not None,
        ),
        to_do=to_do_of(read, today) if scope.may(Permission.LOG_CONTACT) or file.person.died_on else None,
        lines=lines,
        visits=visits,
        specials=specials_table(read.coming.specials, at=at),
        measured=measured_table(read.coming.measured, scope),
        entries=parts.timeline_of(read.happened, read.labels, may_take_back=scope.may(Permission.RECORD_LIFE_EVENT)),
        pager=pager,
        details=details_of(file),
        addresses=addresses_of(file, scope),
        contacts=contacts_of(file, scope),
        access=notes[NoteList.ACCESS],
        hazards=notes[NoteList.HAZARD],
        needs=needs_facts(read.needs),
        joined=joined_of(file, scope),
        apart=apart_of(file.apart, scope),
        may_edit=scope.may(Permission.EDIT_PERSON),
        links={name: reverse(f"person:{name}", args=[file.person.id]) for name in EDIT_PAGES},
    )


def warned(banner: PersonBanner, unsafe: tuple[UnsafeRow, ...]) -> PersonBanner:
    """The banner with what stands with the person and is not safe, before all else."""
    alerts = (Alert(words, Tone.STOP) for words in not_safe_now(unsafe))
    return replace(banner, alerts=(*alerts, *banner.alerts))


def to_do_of(read: Read, today: date) -> Notice | None:
    """What is to be done after a death, a move or a stay, for as long as it is not done."""
    said = [
        f"{say(one.kind)}: {'now' if one.due_on <= today else f'from {short_day(one.due_on)}'}"
        + (f" ({one.note})" if one.note else "")
        for one in read.follow_ups
    ]
    return Notice("What is to do", said, Tone.WARN) if said else None


EDIT_PAGES = ("change_person", "add_address", "change_contact", "change_notes", "record_need")


# What is not offered for somebody who has died.
RECORD_EVENT = "Record a death, move or hospital stay"
BUYS_IT = "They would rather buy it themselves"
SPECIAL = "Ask for a special"
MEASURE = "Ask for measuring"
FOR_THE_LIVING = {"Order equipment", "Record a need", MEASURE, SPECIAL, BUYS_IT, RECORD_EVENT}


def actions_of(file: PersonFile, scope: Scope, *, lent: bool) -> tuple[Link | None, tuple[Link, ...]]:
    """What this user can do from here: the one main thing, and the others."""
    person_id = file.person.id
    offered = [
        (Permission.PLACE_ORDER, "Order equipment", parts.link_to("prescriber:place_order", person_id)),
        (Permission.LOG_CONTACT, "Answer a call", parts.link_to("controller:answer_call", person_id)),
        (
            Permission.ASK_FOR_VISIT,
            "Ask for a collection" if file.person.died_on else "Ask for a collection, repair, swap or service",
            parts.link_to("controller:request_visit", person_id) if lent else "",
        ),
        (Permission.ASK_FOR_VISIT, MEASURE, parts.link_to("controller:ask_measuring", person_id)),
        (Permission.EDIT_PERSON, "Record a need", parts.link_to("person:record_need", person_id)),
        (Permission.PLACE_ORDER, SPECIAL, parts.link_to("specials:ask", person_id)),
        (Permission.EDIT_PERSON, BUYS_IT, parts.link_to("person:record_self_purchase", person_id)),
        (
            Permission.RECORD_LIFE_EVENT,
            RECORD_EVENT,
            parts.link_to("person:record_life_event", person_id),
        ),
        (Permission.JOIN_PEOPLE, "Join with another record", parts.link_to("person:join_people", person_id)),
    ]
    links = [Link(text, href) for needed, text, href in offered if href and scope.may(needed)]
    if file.person.died_on:
        links = [link for link in links if link.text not in FOR_THE_LIVING]
    return (links[0], tuple(links[1:])) if links else (None, ())


def details_of(file: PersonFile) -> tuple[Fact, ...]:
    """Who the person is, in full."""
    details = file.person.details
    reached = file.ways
    status = say(NhsNumberStatus(reached.nhs_number_status)) if reached.nhs_number else ""
    route = say(CareRoute(details.care_route))
    return (
        *([Fact("Known as", details.known_as)] if details.known_as else []),
        Fact("NHS number", lines=nhs_numbers(reached), note=two_numbers(reached) or status),
        Fact("Phone", lines=phones(reached)),
        Fact("Email", lines=emails(reached)),
        Fact("Likes to be told by", say(reached.contact_by), note=no_contact_by(reached)),
        Fact("Language", language_name(details.language)),
        Fact("GP practice", details.gp_practice_name or "Not known", note=details.gp_practice_code),
        Fact("Council that pays", file.person.council or "Not known"),
        Fact("Care route", route, note=days(details.care_route_from_on, details.care_route_until_on)),
    )


def days(begins: date | None, ends: date | None) -> str:
    """From when until when, as far as it is known."""
    return " ".join(
        [*([f"from {short_day(begins)}"] if begins else []), *([f"until {short_day(ends)}"] if ends else [])]
    )


def addresses_of(file: PersonFile, scope: Scope) -> tuple[Fact, ...]:
    """The home first, then other places, then those of the past, each once. Where they never lived, because a move was
    entered in error, is none of them."""
    may_edit = scope.may(Permission.EDIT_PERSON)
    facts = []
    for row in file.places:
        if row.until_on and row.until_on <= row.from_on:
            continue
        placed = say(PlacedBy(row.placed_by)) if row.placed_by != PlacedBy.POSTCODE else ""
        since = "From" if file.move and file.move.address_id == row.id else "Since"
        until = f"Until {short_day(row.until_on)}" if row.until_on else f"{since} {short_day(row.from_on)}"
        change = Link(
            "Change", reverse("person:change_address", args=[file.person.id, row.id]), f"the address {row.lines}"
        )
        if file.home and may_be_one(row, file.home):
            change = Link("Is it the same home?", f"{change.href}?same_as={file.home.id}", row.lines)
        facts.append(
            Fact(
                say(AddressKind(row.kind)) if row.is_home or row.kind != AddressKind.HOME else "Another home",
                lines=row.shown,
                note=". ".join(filter(None, [until, placed])),
                action=change if may_edit and not row.until_on else None,
            )
        )
    return tuple(facts)


def contacts_of(file: PersonFile, scope: Scope) -> tuple[Fact, ...]:
    """Carers and others who may act for the person, with what was seen of their right to."""
    may_edit = scope.may(Permission.EDIT_PERSON)
    facts = []
    for row in file.contacts:
        seen = f"Papers seen on {short_day(row.authority_seen_on)}" if row.authority_seen_on else ""
        edit = reverse("person:change_contact", args=[file.person.id, row.id])
        facts.append(
            Fact(
                f"{row.name} (main)" if row.is_main else row.name,
                lines=[line for line in (row.relationship, phone(row.phone), row.email) if line],
                note=". ".join(filter(None, [say(ContactAuthority(row.authority)), seen, row.authority_note])),
                action=Link("Change", edit, row.name) if may_edit else None,
            )
        )
    return tuple(facts)


def note_line(note: NoteRow, scope: Scope) -> NoteLine:
    """A note; its code is on a page of its own that asks why."""
    may_see = note.has_secret and scope.may(Permission.EDIT_PERSON)
    return NoteLine(parts.worded(note), note.meaning, reverse("person:show_secret", args=[note.id]) if may_see else "")


def needs_facts(needs: tuple[NeedRow, ...]) -> tuple[Fact, ...]:
    """The latest assessments, each beside its day: what the person wants to do needs the width."""
    facts = []
    for need in needs:
        measures = [
            f"{need.weight_kg:g} kg" if need.weight_kg else "",
            f"{need.height_cm} cm" if need.height_cm else "",
        ]
        told = (need.goal, need.assessed, ", ".join(filter(None, measures)), need.effect_label)
        lines = [line for line in told if line]
        facts.append(Fact(short_day(need.assessed_on), lines=lines, note=f"Assessed by {need.assessed_by}"))
    return tuple(facts)


def joined_of(file: PersonFile, scope: Scope) -> tuple[JoinedRecord, ...]:
    """The other records of this person."""
    may_part, may_edit = scope.may(Permission.JOIN_PEOPLE), scope.may(Permission.EDIT_PERSON)
    return tuple(
        JoinedRecord(
            f"Record {join.number}: {join.name}, born {short_day(join.birth_on)}",
            f"{join.reason} ({join.joined_by}, {short_day(join.joined_at)})",
            reverse("person:part_people", args=[join.id]) if may_part else "",
            reverse("person:change_person", args=[join.person_id]) if may_edit else "",
        )
        for join in file.joins
    )


def apart_of(apart: tuple[ApartRow, ...], scope: Scope) -> tuple[JoinedRecord, ...]:
    """Those who look alike and are somebody else, as somebody has said."""
    may_undo = scope.may(Permission.JOIN_PEOPLE)
    return tuple(
        JoinedRecord(
            f"Record {one.number}: {one.name}, born {short_day(one.birth_on)}",
            f"{one.reason} ({one.told_by}, {short_day(one.told_at)})",
            reverse("person:withdraw_apart", args=[one.id]) if may_undo else "",
        )
        for one in apart
    )
