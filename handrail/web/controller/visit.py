"""One visit for the desk: what for, where it stands, what happened, and what to do next: book it, take the next step.
Refuses to change it here: each button leads to the form of one use case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import NoReverseMatch, reverse

from handrail.adapters.file_store import read_file, small_picture
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.loans.states import EndReason
from handrail.orders.queries.given_answers import GivenAnswer, answers_of_lines
from handrail.visits.codes import AskedBy, Outcome, TaskKind
from handrail.visits.queries.beside import BesideSeen, beside_seen
from handrail.visits.queries.visit import ProofSeen, StepSeen, TaskSeen, VisitSeen, picture, visit_seen
from handrail.visits.rules.next_steps import NextStep, Owner
from handrail.visits.rules.shortage import Shortage, shortage_of
from handrail.visits.states import DONE, NEEDS_NEXT_STEP, OPEN, VisitState
from handrail.web.controller.beside_shown import beside_facts, beside_links
from handrail.web.controller.shown import kinds_shown, parcel_time, slot_shown
from handrail.web.controller.told import TimeNews, told_in_words
from handrail.web.person.parts import stay_words
from handrail.web.shared.given_answers import given_answers_table
from handrail.web.shared.proof_pictures import SMALL, pictures_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import (
    Address,
    Alert,
    Cell,
    Column,
    Empty,
    Fact,
    Link,
    PersonBanner,
    Picture,
    Row,
    Table,
    Tag,
    TimelineEntry,
)
from handrail.web.shared.views import call_of, page, render
from handrail.wording import say, tag_of
from handrail.wording.posted import visit_tag
from handrail.wording.promises import promise_while_away
from handrail.wording.recalls import for_recall_in_words
from handrail.wording.shortages import shortage_words
from handrail.wording.shown import due, phone, plural, short_day_and_time, span
from handrail.wording.speaking import how_to_speak

DEMONSTRATED = {"YES": "Shown how to use it", "NO": "Not shown how to use it", "NOT_NEEDED": "No showing needed"}


@dataclass(frozen=True, slots=True)
class ProofShown:
    """What the crew recorded, with its pictures."""

    lines: tuple[str, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class VisitPage:
    """One visit."""

    number: int
    state: Tag
    banner: PersonBanner
    facts: tuple[Fact, ...]
    tasks: Table
    timeline: tuple[TimelineEntry, ...]
    proofs: tuple[ProofShown, ...]
    links: tuple[Link, ...]
    owed: str
    short: tuple[str, ...]
    answers: Table


@page(Permission.SEE_PERSON, methods=("GET",))
def visit(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """One visit."""
    at = now()
    with reading(request.scope):
        found = visit_seen(request.scope, visit_id, at.astimezone(LONDON).date())
        opened(request.scope, found.person_id, call_of(request).at)
        line_ids = [task.line_id for task in found.tasks if task.line_id and found.finished_at]
        answers = answers_of_lines(request.scope, line_ids, at=found.finished_at)
        beside = beside_seen(request.scope, visit_id)
    return render(request, "controller/visit.html", _page(request, found, answers, beside))


def _page(request: PageRequest, found: VisitSeen, answers: tuple[GivenAnswer, ...], beside: BesideSeen) -> VisitPage:
    owed = found.state in NEEDS_NEXT_STEP and found.next_step_done_at is None
    return VisitPage(
        number=found.number,
        state=visit_tag(found.state, by_post=found.by_post),
        banner=_banner(found),
        facts=(
            *_facts(found, opens_run=request.scope.may(Permission.PLAN_VISITS)),
            *beside_facts(found, beside),
        ),
        tasks=_tasks(found.tasks, _caption(found.state)),
        timeline=tuple(
            TimelineEntry(visit_tag(step.state, by_post=found.by_post).text, step.at, step.by, tuple(_words(step)))
            for step in reversed(_told(found.steps))
        ),
        proofs=tuple(_proof(proof, found.number) for proof in found.proofs),
        links=(
            *_links(request, found, owed=owed),
            *beside_links(request.scope, found, beside),
        ),
        owed=f"{say(NextStep(found.next_step))} ({say(Owner(found.next_step_owner)).lower()})" if owed else "",
        short=shortage_words(_shortage(found.tasks)) if found.state in OPEN else (),
        answers=given_answers_table(answers),
    )


_ON_THE_WAY = frozenset({VisitState.EN_ROUTE, VisitState.ARRIVED})


def _told(steps: Sequence[StepSeen]) -> list[StepSeen]:
    """The steps that somebody took, by when it was. One that the next took along was told by nobody, nor was any that
    the end of the visit took along."""
    ended = {_telling(step) for step in steps if step.state in DONE}
    told = [step for step in steps if step.state in DONE or _telling(step) not in ended]
    passed = {at for at, (step, after) in enumerate(pairwise(told)) if _telling(step) == _telling(after)}
    found = (step for at, step in enumerate(told) if not (at in passed and step.state in _ON_THE_WAY))
    return sorted(found, key=lambda step: step.at)


def _telling(step: StepSeen) -> tuple[datetime, str]:
    return step.recorded_at, step.by


def _shortage(tasks: Iterable[TaskSeen]) -> Shortage:
    brought = [task for task in tasks if task.kind is TaskKind.DELIVER and task.outcome is Outcome.OPEN]
    return shortage_of(
        ((task.product, task.line_state) for task in brought if task.line_state),
        (f"{task.product} ({task.elsewhere})" for task in brought if task.elsewhere),
    )


def _words(step: StepSeen) -> Iterable[str]:
    """What somebody wrote, and how long after it was recorded; a bare code is told elsewhere in its own words."""
    yield from (text for text in (step.reason, step.why) if " " in text)
    if step.late:
        yield f"Recorded late, {span(step.recorded_at - step.at)} afterwards"


def _banner(found: VisitSeen) -> PersonBanner:
    lines = [line for line in (found.address_lines, found.town, found.postcode) if line]
    try:
        href = reverse("person:person", args=[found.person_id])
    except NoReverseMatch:
        href = ""
    return PersonBanner(
        found.person_name, found.birth_on, now().astimezone(LONDON).date(), found.ways.nhs_number,
        Address(lines), found.ways.phone, href=href, died_on=found.died_on,
        alerts=tuple(_alerts(found)),
    )  # fmt: skip


def _alerts(found: VisitSeen) -> Iterable[Alert]:
    """That nobody may be at home on the day of a visit to come, and what to beware of there."""
    on = (found.slot_from or now()).astimezone(LONDON).date()
    if found.stay and found.stay.lasts(on) and found.state in OPEN:
        yield Alert(stay_words(found.stay))
    yield from (Alert(note.words) for note in found.notes if note.is_hazard)


def _who_goes(found: VisitSeen) -> Iterable[Fact]:
    """How many people; of a parcel, that nobody goes, and by which number it is found."""
    if not found.by_post:
        yield Fact("Crew", plural(found.crew, "person", "people"), f"About {found.minutes} minutes at the door")
    else:
        yield Fact("Crew", "Nobody goes along: it is sent by post")
    if found.parcel_reference:
        yield Fact("The carrier's number", found.parcel_reference)


def _facts(found: VisitSeen, *, opens_run: bool) -> Iterable[Fact]:
    at = now()
    yield from _person_facts(found)
    yield from _beside(found.tasks)
    ways_in = [note.words for note in found.notes if not note.is_hazard]
    if ways_in:
        yield Fact("Getting in", lines=ways_in)
    yield Fact("What for", kinds_shown(found.kinds))
    yield Fact("Due", short_day_and_time(found.due_at) if found.due_at else "No promise",
               ". ".join(_promised(found, at)))  # fmt: skip
    yield Fact("Booked for", _slot(found))
    if found.run_id:
        stop = found.van if found.by_post else f"{found.van}, stop {found.stop or '-'}"
        yield Fact("Run", Link(stop, reverse("controller:run", args=[found.run_id])) if opens_run else stop)
    yield Fact("Depot", found.depot)
    yield from _who_goes(found)
    orders = {task.order_id: task.order_number for task in found.tasks if task.order_id}
    for order_id, number in orders.items():
        yield Fact("Order", Link(f"Order {number}", reverse("prescriber:order", args=[order_id])))
    yield Fact("Asked for by", say(AskedBy(found.asked_by)), short_day_and_time(found.asked_at))
    if found.note:
        yield Fact("Note", found.note)
    if found.fail_code:
        yield Fact("Why it was not done", found.fail_code, found.fail_note)
    elif found.fail_note:
        yield Fact("Said at the door", found.fail_note)
    if found.state in NEEDS_NEXT_STEP and found.next_step_done_at:
        yield Fact("Next step", say(NextStep(found.next_step)), ". ".join(step_taken(found)))
    if found.follows_id:
        yield Fact(
            "Follows", Link(f"Visit {found.follows_number}", reverse("controller:visit", args=[found.follows_id]))
        )
    if found.followed_id:
        again = Link(f"Visit {found.followed_number}", reverse("controller:visit", args=[found.followed_id]))
        yield Fact("Goes on with", again)


def _slot(found: VisitSeen) -> str:
    """The hours in which somebody comes; the post comes when it comes."""
    if found.by_post:
        return parcel_time(found.slot_from, None)
    return slot_shown(found.slot_from, found.slot_until)


def _promised(found: VisitSeen, at: datetime) -> Iterable[str]:
    """How far off the promise is, and that it stands while nobody is at home."""
    if found.due_at and found.state in OPEN:
        yield due(found.due_at, at)
        yield from filter(None, (promise_while_away(found.stay, found.due_at),))


def step_taken(found: VisitSeen) -> Iterable[str]:
    """When the next step was taken, by whom, and what was done; nothing while it is owed."""
    if found.next_step_done_at:
        by = f" by {found.next_step_by}" if found.next_step_by else ""
        yield f"Done {short_day_and_time(found.next_step_done_at)}{by}"
    if found.next_step_note:
        yield found.next_step_note


def _person_facts(found: VisitSeen) -> Iterable[Fact]:
    """How to speak with the person, and whether they know of the time."""
    if found.died_on:
        return
    speaking = how_to_speak(found.speaking)
    if speaking:
        yield Fact("Speaking with them", ". ".join(speaking))
    if found.slot_from and found.state in OPEN:
        yield Fact("Told of the time", *told_in_words(_news(found)))


def _beside(tasks: Iterable[TaskSeen]) -> Iterable[Fact]:
    """Whose things it is about too, and how to ring them."""
    others = {task.whose: task.phones for task in tasks if task.whose and task.outcome is not Outcome.CANCELLED}
    if others:
        lines = [", ".join((name, *map(phone, phones))) for name, phones in others.items()]
        yield Fact("Also about the things of", lines=lines)


def _news(found: VisitSeen) -> TimeNews:
    return TimeNews(found.person_told_at, found.news_channel, found.news_state, found.news_at)


def _caption(state: VisitState) -> str:
    """The list of tasks by its time: a visit that is over has been done, or not."""
    if state in OPEN:
        return "What is to be done"
    return "What was done" if state in {VisitState.COMPLETED, VisitState.PART_COMPLETED} else "What was to be done"


def _tasks(tasks: Iterable[TaskSeen], caption: str) -> Table:
    rows = [
        Row(
            (
                Cell(task.product, note=". ".join(filter(None, (task.asset_number, task.whose)))),
                Cell(tag=tag_of(task.kind)),
                Cell(str(task.quantity), note=f"{task.quantity_done} done" if task.quantity_done else ""),
                Cell(
                    tag=tag_of(task.outcome), note=_supply(task) or _since(task) or _for_recall(task) or _measured(task)
                ),
                Cell(f"{task.weight_kg:g} kg" if task.weight_kg else ""),
            )
        )
        for task in tasks
    ]
    columns = (
        Column("Item"), Column("What"), Column("How many", numeric=True), Column("Outcome"),
        Column("Weight", numeric=True),
    )  # fmt: skip
    return Table(caption, columns, rows, Empty("Nothing is to be done"))


def _supply(task: TaskSeen) -> str:
    """Where the thing itself is, while it is still to be brought."""
    still = task.kind is TaskKind.DELIVER and task.outcome is Outcome.OPEN and task.line_state
    words = say(task.line_state) if still and task.line_state else ""
    words = f"{words} on {task.elsewhere}, which is another van than its run's" if task.elsewhere else words
    return f"{words}. Recalled ({task.recalled}): it is not handed over" if task.recalled else words


def _measured(task: TaskSeen) -> str:
    """What a measuring came to."""
    return ". ".join(filter(None, (say(task.result) if task.result else "", task.found)))


def _for_recall(task: TaskSeen) -> str:
    """That a thing is fetched for a safety alert; once that is lifted, nobody need go."""
    return for_recall_in_words(task.for_recall, lifted=task.recall_lifted, ask="Nobody need go for it")


_NOT_FETCHED = frozenset({Outcome.NOT_DONE, Outcome.MISSING, Outcome.REFUSED, Outcome.STILL_NEEDED})


def _since(task: TaskSeen) -> str:
    """What became of a thing that was not fetched at this visit."""
    if task.ended_at is None or task.end_reason is None or task.outcome not in _NOT_FETCHED:
        return ""
    came = "Came back" if task.end_reason is EndReason.RETURNED else say(task.end_reason)
    return f"{came} {short_day_and_time(task.ended_at)}"


def _proof(proof: ProofSeen, number: int) -> ProofShown:
    who = f"{proof.received_by}, {proof.relationship}" if proof.relationship else proof.received_by
    lines = [
        f"Received by {who}" if who else "",
        DEMONSTRATED.get(proof.demonstrated, ""),
        proof.demonstrated_note,
        f"Signed by {proof.signed_name}" if proof.signed_name else "",
        proof.note,
        f"{proof.by}, {short_day_and_time(proof.at)}",
    ]
    pictures = pictures_of(proof.pictures, number, proof.signed_name)
    return ProofShown(tuple(line for line in lines if line), pictures)


def _links(request: PageRequest, found: VisitSeen, *, owed: bool) -> Iterable[Link]:
    if found.state in OPEN and request.scope.may(Permission.PLAN_VISITS):
        text = "Book it" if found.slot_from is None else "Book another time"
        yield Link(text, reverse("controller:book_visits", args=[found.id]))
    if found.state not in DONE and request.scope.may(Permission.PLAN_VISITS):
        text = "Record it for the crew" if found.run_id else "Record what happened there"
        text = "Record what came of it" if found.by_post else text
        if found.state is VisitState.CANCELLED:
            text = "It was done all the same"
        yield Link(text, reverse("controller:record_visit", args=[found.id]))
    if owed and request.scope.may(Permission.ASK_FOR_VISIT):
        yield Link("Take the next step", reverse("controller:take_next_step", args=[found.id]))


@page(Permission.SEE_PERSON, Permission.DO_VISITS, methods=("GET",))
def photo(request: PageRequest, attachment_id: UUID) -> HttpResponseBase:
    """A signature or photo, for those who may see the person or were on the crew. Opening it is written down, small
    or large."""
    with reading(request.scope):
        found = picture(request.scope, attachment_id, crew_only=not request.scope.may(Permission.SEE_PERSON))
        opened(request.scope, found.person_id, call_of(request).at)
    try:
        content = read_file(Path(settings.MEDIA_ROOT), found.sha256)
    except FileNotFoundError as missing:
        raise Http404 from missing
    if request.GET.get("size") == SMALL:
        content = small_picture(content)
    response = HttpResponse(content, content_type=found.media_type)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
