"""Answer a call on one page: find the person, check the caller, see what they have and what is coming, act, log.
Refuses nothing itself; each part of the page is one use case, and what was typed in the others stays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.http import HttpResponseBase, QueryDict
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.loans.states import LoanState
from handrail.orders.states import LineState
from handrail.partners.queries import CodeChoice, code_lists
from handrail.people.queries import FollowUpRow, PersonFile, follow_ups, person_file
from handrail.people.rules.finding import LONGEST, read_wish
from handrail.people.states import FollowUpKind, NoteList
from handrail.stock.queries.scans import Scanned, ScannedKind, what_is
from handrail.stock.states import AssetState
from handrail.usecases.change_notes import change_notes
from handrail.usecases.log_contact import log_contact
from handrail.usecases.request_visit import request_visit
from handrail.visits.queries import story
from handrail.visits.queries.coming import Coming, ComingVisit, coming
from handrail.visits.queries.lent import LentRow, PersonWithThings
from handrail.web.controller.call_forms import CallForm, CallNoteForm, CallVisitForm
from handrail.web.controller.request_visit import asks_first, choices_for, event_page, told
from handrail.web.person import parts
from handrail.web.person.find import NEAR, add_href_of, found_or_nearly, table_of
from handrail.web.person.things import coming_tables, lent_links, possessions_table, specials_table
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import FilterForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact, Link, Notice, PersonBanner, Row, Table, Tone
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say
from handrail.wording.shown import clock_time, day, near_day, plural, short_day

DONE, TYPED = "call_done", "call_typed"
PARTS = ("ask", "note", "log")
# While an order waits for a decision, nothing is promised.
UNDECIDED = {LineState.AWAITING_AUTHORITY, LineState.RETURNED_FOR_INFORMATION}


class CallerForm(FilterForm):
    """Who calls, or what the label on the item says."""

    q = fields.SearchField(
        "Name, birth date, postcode, or the number on a label", longest=LONGEST,
        hint="For example: margaret smith, 3 May 1942, ME10 2AB, or A100023 off the bed",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FindCallerPage:
    """The box and who was found. `item`: what is said of a label's number that leads to nobody."""

    form: CallerForm
    table: Table | None
    item: Notice | None = None
    near: Notice | None = None


@page(Permission.LOG_CONTACT, methods=("GET",))
def find_caller(request: PageRequest) -> HttpResponseBase:
    """Leads to the person behind a label at once; else lists the people that fit."""
    form = CallerForm(request.GET or None, auto_id="%s")
    typed = str(form.cleaned_data.get("q", "")) if form.is_bound and form.is_valid() else ""
    table = item = near = None
    if typed:
        wish = read_wish(typed, today=now().astimezone(LONDON).date())
        with reading(request.scope):
            scanned = what_is(request.scope, typed)
            behind = story.person_behind(request.scope, scanned.kind.value, scanned.id)
            people, slipped = found_or_nearly(request.scope, wish) if behind is None else ((), False)
        if behind:
            return go(request, "controller:answer_call", behind)
        add_href = add_href_of(typed) if request.scope.may(Permission.EDIT_PERSON) else ""
        found = table_of(people, wish, add_href=add_href)
        table = _to_calls(found, [one.person_id for one in people])
        item = _nobody_has(scanned)
        near = NEAR if slipped and not item else None
        table = None if item and (slipped or not people) else table
    return render(request, "controller/find_caller.html", FindCallerPage(form, table, item, near))


# A letter or three and a number, as labels have them.
_LABEL = re.compile(r"[A-Za-z]{1,3}-?[0-9]{5,9}")


def _nobody_has(scanned: Scanned) -> Notice | None:
    """What is said of an item that nobody has, or somebody out of reach; or of a number that no item has. None where no
    label was typed."""
    if scanned.kind is ScannedKind.ASSET and scanned.state:
        about = f"{scanned.label}, {scanned.product_name}: {say(scanned.state).lower()}."
        look = Link("See where it is", reverse("asset:asset", args=[scanned.label]))
        lines = (about, "Read the number once more, or find the person by name.")
        title = "Nobody has this item on loan"
        if scanned.state is AssetState.ON_LOAN:
            title = "This item is with somebody whom you cannot see"
        return Notice(title, lines, Tone.WARN, look)
    if scanned.kind is ScannedKind.UNKNOWN and _LABEL.fullmatch(scanned.code.strip()):
        title = f"No item has the number {scanned.code.strip()}"
        return Notice(title, ("Read it once more, or find the person by name.",), Tone.WARN)
    return None


def _to_calls(table: Table, ids: list[UUID]) -> Table:
    """The same list, leading to the call instead of the person's page."""
    rows = [
        Row((replace(row.cells[0], href=reverse("controller:answer_call", args=[person])), *row.cells[1:]))
        for row, person in zip(table.rows, ids, strict=True)
    ]
    return Table(table.caption, table.columns, tuple(rows), table.empty, caption_hidden=True, id=table.id)


@dataclass(frozen=True, slots=True)
class AnswerCallPage:
    """One call. `next_words` is what to say first: when something comes next; `late_words`, what should have been there
    already, empty where nothing is late."""

    banner: PersonBanner
    person_href: str
    next_words: str
    late_words: str
    done: tuple[str, ...]
    checks: tuple[Fact, ...]
    possessions: Table
    lines: Table
    visits: Table
    specials: Table
    access: tuple[str, ...]
    follow_ups: tuple[tuple[str, str], ...]
    take_up: tuple[Link, ...]
    log: CallForm
    ask: CallVisitForm
    note: CallNoteForm
    has_things: bool
    lent_links: tuple[Link, ...]
    event_href: str
    measure_href: str


@dataclass(frozen=True, slots=True)
class Read:
    """What the page read."""

    file: PersonFile
    things: tuple[story.Possession, ...]
    coming: Coming
    follow_ups: tuple[FollowUpRow, ...]
    stopped: tuple[tuple[UUID, int], ...]
    lists: dict[str, tuple[CodeChoice, ...]]


@page(Permission.LOG_CONTACT)
def answer_call(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Shows everything for the call and takes what was asked, noted or said."""
    at = now()
    read = _read(request, person_id, at.astimezone(LONDON).date())
    which = request.POST.get("which", "") if request.method == "POST" else ""
    posted = {name: request.POST if which == name else None for name in PARTS}
    kept = {"person_id": read.file.person.id}
    ask = CallVisitForm(
        posted["ask"], prefix="ask", initial={"asked_by": asks_first(died=bool(read.file.person.died_on)).value}
    )
    ask.offer_choices(choices_for(request, _lent(read), at.astimezone(LONDON).date()))
    note = CallNoteForm(posted["note"], prefix="note", initial=kept)
    note.offer_of(read.lists)
    done = _done(request, read.file.person.id)
    log = CallForm(posted["log"], prefix="log", initial={**kept, "outcome": "\n".join(done)})
    log.offer_of(read.file, read.follow_ups)
    _carry(request, read.file.person.id, {"ask": ask, "note": note, "log": log}, which)
    if (event := ask.first_recorded()) and (href := event_page(request, read.file.person.id, event)):
        _keep_typed(request, read.file.person.id)
        return go(request, href)
    if which == "ask" and (asked := submit(request, ask, request_visit)):
        return _again(request, read, told(asked), f"{say(ask.wanted())}. {told(asked)}")
    if step := ask.step_page():
        _keep_typed(request, read.file.person.id)
        return go(request, step)
    if which == "note" and submit(request, note, change_notes) is not None:
        return _again(request, read, "The note was added. Crews see it at once.", "Access note added.")
    if which == "log" and submit(request, log, log_contact) is not None:
        request.session.pop(DONE, None)
        request.session.pop(TYPED, None)
        return go(request, "controller:call", flash=f"The contact with {read.file.person.name} was logged.")
    links = lent_links(
        read.file.person.id,
        read.things,
        request.scope,
        visits=read.coming.visits,
        follow_ups=read.follow_ups,
        died=read.file.person.died_on is not None,
        query="?from=call",
    )
    shown = _page(read, ask=ask, note=note, log=log, done=done, links=links)
    wrong = {"ask": ask, "note": note, "log": log}.get(which)
    return render(request, "controller/answer_call.html", shown, form=wrong)


def _read(request: PageRequest, person_id: UUID, today: date) -> Read:
    scope = request.scope
    with reading(scope):
        file = person_file(scope, person_id, on=today)
        opened(scope, file.person.id, call_of(request).at)
        to_do = follow_ups(scope, person_ids=list(file.record_ids))
        by_hand = any(one.kind is FollowUpKind.PUT_BACK_BY_HAND for one in to_do)
        return Read(
            file=file,
            things=story.possessions(scope, file.record_ids, on=today),
            coming=coming(scope, file.record_ids),
            follow_ups=to_do,
            stopped=story.stopped_orders(scope, file.record_ids) if by_hand else (),
            lists=code_lists(
                scope.contract_id, [*[kind.value for kind in NoteList], "repair_fault", "return_reason"], today
            ),
        )


def _lent(read: Read) -> PersonWithThings:
    lent = tuple(
        LentRow(
            thing.id,
            thing.product,
            thing.asset_number,
            thing.quantity,
            thing.state is LoanState.RETURN_REQUESTED,
            True,
            thing.where,
        )
        for thing in read.things
        if thing.kind == "LOAN"
    )
    return PersonWithThings(read.file.person.id, read.file.person.name, lent)


def _done(request: PageRequest, person_id: UUID) -> list[str]:
    """What was done in this call so far, kept in the session until the contact is logged."""
    kept = request.session.get(DONE) or {}
    return list(kept.get(str(person_id), ()))


def note_done(request: PageRequest, person_id: UUID, done: str) -> None:
    """Keep in mind what was done in this call, until the contact is logged; it joins what was typed of it so far."""
    request.session[DONE] = {str(person_id): [*_done(request, person_id), done]}
    kept = (request.session.get(TYPED) or {}).get(str(person_id), {})
    if "log-outcome" in kept:
        said = "\n".join(part for part in (*kept["log-outcome"], done) if part)
        request.session[TYPED] = {str(person_id): {**kept, "log-outcome": [said]}}


def _carry(request: PageRequest, person_id: UUID, forms: Mapping[str, HandrailForm], which: str) -> None:
    """Put into each part but the one that was sent what was typed there so far: before this answer, or before the last
    part was sent."""
    typed: QueryDict = request.POST
    if request.method != "POST":
        typed = QueryDict(mutable=True)
        for name, values in (request.session.get(TYPED) or {}).get(str(person_id), {}).items():
            typed.setlist(name, values)
    for part, form in forms.items():
        if part != which and any(name.startswith(f"{part}-") for name in typed):
            form.carry(typed)


def _keep_typed(request: PageRequest, person_id: UUID) -> None:
    """Keep what was typed in the other parts of the page."""
    others = tuple(f"{part}-" for part in PARTS if part != request.POST["which"])
    typed = {name: values for name, values in request.POST.lists() if name.startswith(others)}
    request.session[TYPED] = {str(person_id): typed}


def _again(request: PageRequest, read: Read, flash: str, done: str) -> HttpResponseBase:
    person_id = read.file.person.id
    _keep_typed(request, person_id)
    note_done(request, person_id, done)
    return go(request, "controller:answer_call", person_id, flash=flash)


def _page(
    read: Read, *, ask: CallVisitForm, note: CallNoteForm, log: CallForm, done: list[str], links: tuple[Link, ...]
) -> AnswerCallPage:
    moment = now()
    lines, visits = coming_tables(read.coming.lines, read.coming.visits, at=moment)
    person = read.file.person
    return AnswerCallPage(
        banner=parts.banner_of(read.file, today=moment.astimezone(LONDON).date(), linked=True),
        person_href=reverse("person:person", args=[person.id]),
        next_words=next_words(read),
        late_words=late_words(read),
        done=tuple(done),
        checks=_checks(read.file),
        possessions=possessions_table(read.things, at=moment),
        lines=lines,
        visits=visits,
        specials=specials_table(read.coming.specials, at=moment),
        access=tuple(parts.worded(note) for note in read.file.notes if note.list == NoteList.ACCESS),
        follow_ups=tuple((f"{say(one.kind)} (from {short_day(one.due_on)})", one.note) for one in read.follow_ups),
        take_up=tuple(
            Link(f"Take up order {number} again", parts.link_to("prescriber:reinstate_lines", order_id))
            for order_id, number in read.stopped
        ),
        log=log,
        ask=ask,
        note=note,
        has_things=any(thing.kind == "LOAN" for thing in read.things),
        lent_links=links,
        event_href="" if person.died_on else parts.link_to("person:record_life_event", person.id),
        measure_href="" if person.died_on else f"{reverse('controller:ask_measuring', args=[person.id])}?from=call",
    )


def next_words(read: Read) -> str:
    """What can be said to the caller about the next date."""
    moment = now()
    booked = next((visit for visit in read.coming.visits if visit.slot_from and visit.slot_until), None)
    if booked and booked.slot_from and booked.slot_until:
        what = parts.kinds_in_words(booked.kinds).lower()
        times = f"between {clock_time(booked.slot_from)} and {clock_time(booked.slot_until)}"
        when = f"{near_day(booked.slot_from, moment)}, {times}, to {what}: {booked.items}{_with_whom(booked)}"
        late = booked.slot_until < moment
        return f"A visit was promised for {when}. It is not done yet." if late else f"The next visit is {when}."
    due = next((visit.due_at for visit in read.coming.visits if visit.due_at), None)
    if due:
        return f"A visit is due by {day(due)}. No time is agreed yet."
    waiting = next((line for line in read.coming.lines), None)
    if waiting:
        if waiting.due_at is None or waiting.state in UNDECIDED:
            promised = "No date is promised yet."
        elif waiting.due_at < moment:
            promised = "No new date is set."
        else:
            promised = f"It is promised by {near_day(waiting.due_at, moment)}."
        return f"{waiting.product} is on order: {say(waiting.state).lower()}. {promised}"
    if special := next(iter(read.coming.specials), None):
        return f"A special is wanted and not on order yet: {say(special.state).lower()}, since {day(special.since)}."
    return "Nothing is on order and no visit is planned."


def _with_whom(visit: ComingVisit) -> str:
    if not visit.together:
        return ""
    if not visit.number:
        return ", together with another record at the same home"
    return f", by visit {visit.number}, together with what {visit.front} has"


def late_words(read: Read) -> str:
    """What is late, to be said before all else: an order that should be there, or a visit past its day."""
    at = now()
    lines = [line for line in read.coming.lines if line.due_at and line.due_at < at]
    visits = [visit for visit in read.coming.visits if visit.due_at and visit.due_at < at]
    if lines:
        orders = len({line.order_id for line in lines})
        first = min(line.due_at for line in lines if line.due_at)
        what = f"{plural(len(lines), 'item')} of {plural(orders, 'order')}"
        return f"{what} {'is' if len(lines) == 1 else 'are'} late: promised by {near_day(first, at)}."
    if visits:
        first = min(visit.due_at for visit in visits if visit.due_at)
        return f"{plural(len(visits), 'visit')} {'is' if len(visits) == 1 else 'are'} late: due {near_day(first, at)}."
    return ""


def _checks(file: PersonFile) -> tuple[Fact, ...]:
    """What to ask the caller for, and who may speak for the person."""
    details, home = file.person.details, file.lives_at
    return (
        Fact("Birth date", short_day(details.birth_on)),
        Fact("First line of the address", home.lines if home else "Not known"),
        Fact("Postcode", home.postcode if home else "Not known"),
    )
