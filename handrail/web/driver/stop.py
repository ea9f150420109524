"""One stop: who lives there, what to know before knocking, what to bring and take, and where the crew is.
Refuses a stop that is not on the user's own run; a key safe's code is asked for by itself, which is written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.orders.queries.given_answers import GivenAnswer, answers_for_crew
from handrail.orders.states import LineState
from handrail.partners.queries import contract_data
from handrail.usecases.show_secret import SecretWanted, show_secret
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.queries.door_notes import DoorNote
from handrail.visits.queries.driver import Stop, StopTask, my_stop
from handrail.visits.rules.shortage import Shortage, shortage_of
from handrail.visits.states import DONE, ON_THE_WAY, OPEN, VisitState
from handrail.web.driver.changed import on_my_run, stop_address
from handrail.web.driver.promise import PromiseLine, promise_line
from handrail.web.driver.run import window
from handrail.web.person.parts import stay_words
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Alert, Fact, Tag, Tone
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say, tag_of
from handrail.wording.answers import answer_words, flag_words
from handrail.wording.meetings import meet_words
from handrail.wording.recalls import for_recall_in_words
from handrail.wording.repairs import what_to_bring
from handrail.wording.shortages import shortage_words
from handrail.wording.shown import day, near_day, phone
from handrail.wording.speaking import died_in_words, speaking_with

ASK_FIRST = "Ask the service desk before you take it"
CARRIED = frozenset({TaskKind.DELIVER, TaskKind.COLLECT, TaskKind.SWAP})


class StepForm(HandrailForm):
    """Where the crew is now."""

    step = fields.RadiosField("Where are you?", [Choice(step.value, step.value) for step in Step])

    def for_visit(self, visit_id: UUID) -> "StepForm":
        """The same form, knowing its visit."""
        self.visit_id = visit_id
        return self

    def to_request(self) -> StepTaken:
        """The step as it is carried out."""
        return StepTaken(self.visit_id, Step(self.cleaned_data["step"]))


class SecretForm(HandrailForm):
    """Ask for a code."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One thing to do, in words."""

    kind: Tag
    product: str
    detail: str
    outcome: Tag | None
    cancelled: bool
    alert: str = ""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note: its words, and the code once it was asked for. `shown_on`: when a code that is kept back is shown."""

    id: str
    label: str
    detail: str
    has_secret: bool
    secret: str = ""
    shown_on: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """Somebody to ring."""

    name: str
    shown: str
    href: str


@dataclass(frozen=True, slots=True)
class StopPage:
    """Everything about one stop."""

    visit_id: UUID
    title: str
    number: int
    when: str
    state: Tag
    address: tuple[str, ...]
    map_href: str
    web_map_href: str
    alerts: tuple[Alert, ...]
    speaking: tuple[str, ...]
    notes: tuple[NoteLine, ...]
    rings: tuple[Ring, ...]
    tasks: tuple[TaskLine, ...]
    note: str
    facts: tuple[str, ...]
    home: tuple[Fact, ...]
    measures: tuple[Fact, ...]
    promise: PromiseLine | None
    can_set_off: bool
    can_arrive: bool
    can_turn_back: bool
    can_record: bool
    cancelled: bool
    bring_back: bool
    changed_href: str
    step_form: HandrailForm
    secret_form: HandrailForm


@dataclass(frozen=True, slots=True)
class StopRead:
    """A stop as it was read. `answers`: what was said about the way in and the place when it was ordered."""

    found: Stop
    answers: Sequence[GivenAnswer]
    promise: PromiseLine | None


@page(Permission.DO_VISITS, methods=("GET",))
@on_my_run
def stop(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """One stop of my run."""
    return render(request, "driver/stop.html", stop_page(_read(request, visit_id)))


@page(Permission.DO_VISITS, methods=("POST",))
@on_my_run
def start_visit_page(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Say where the crew is."""
    form = StepForm(request.POST).for_visit(visit_id)
    if submit(request, form, start_visit):
        return go(request, "driver:stop", visit_id)
    return render(request, "driver/stop.html", stop_page(_read(request, visit_id), step_form=form), form=form)


@page(Permission.DO_VISITS, methods=("POST",))
@on_my_run
def secret(request: PageRequest, visit_id: UUID, note_id: UUID) -> HttpResponseBase:
    """Show the code of a key safe on this one answer; the page itself never holds it."""
    read = _read(request, visit_id)
    if not _is_now(read.found, now()):
        return go(request, "driver:stop", visit_id, flash=f"The code was not shown. {_shown_on(read.found)}.")
    shown = show_secret(call_of(request, why=f"Stop {read.found.number} of my run"), request=SecretWanted(note_id))
    return render(request, "driver/stop.html", stop_page(read, secrets={note_id: shown.code}))


def _read(request: PageRequest, visit_id: UUID) -> StopRead:
    at = now()
    at = now()
    with reading(request.scope):
        found = my_stop(request.scope, visit_id, now_is(at).today)
        brought = [task.line_id for task in found.tasks if task.line_id and task.outcome is not Outcome.CANCELLED]
        answers = answers_for_crew(request.scope, brought)
        soon = timedelta(minutes=contract_data(request.scope.contract_id, now_is(at).today).terms.at_risk_minutes)
        opened(request.scope, found.person_id, call_of(request).at)
    return StopRead(found, answers, promise_line(found.state, found.due_at, found.slot_until, at, soon))


def stop_page(
    read: StopRead, *, secrets: dict[UUID, str] | None = None, step_form: HandrailForm | None = None
) -> StopPage:
    """The stop in words."""
    found = read.found
    open_stop = found.state not in DONE and found.state is not VisitState.CANCELLED
    return StopPage(
        visit_id=found.visit_id,
        title=found.person_name,
        number=found.number,
        when=_when(found),
        state=tag_of(found.state),
        address=tuple(line for line in (found.address_lines, found.town, found.postcode) if line),
        map_href=_map(found),
        web_map_href=_web_map(found),
        alerts=tuple(_alerts(found)),
        speaking=speaking_with(found.died_on, found.speaking),
        notes=tuple(_note(found, note, secrets or {}) for note in found.notes if not note.is_hazard),
        rings=tuple(_rings(found)),
        tasks=tuple(task_line(task) for task in found.tasks),
        note=found.note,
        facts=tuple(_facts(found)),
        home=tuple(_answered(given for given in read.answers if not given.measure)),
        measures=tuple(_answered(given for given in read.answers if given.measure)),
        promise=read.promise,
        can_set_off=found.state is VisitState.RELEASED,
        can_arrive=found.state in {VisitState.RELEASED, VisitState.EN_ROUTE},
        can_turn_back=found.state in {VisitState.EN_ROUTE, VisitState.ARRIVED},
        can_record=open_stop or found.state is VisitState.CANCELLED,
        cancelled=found.state is VisitState.CANCELLED,
        bring_back=found.on_van,
        changed_href=stop_address(found),
        step_form=step_form or StepForm(),
        secret_form=SecretForm(),
    )


def _when(found: Stop) -> str:
    """The day and the slot: "Today, midday to 4pm"."""
    times = window(found.slot_from, found.slot_until)
    return f"{near_day(found.run_on, now()).capitalize()}, {times}" if found.run_on else times


def _map(found: Stop) -> str:
    """The phone's own map: a place name any map program takes."""
    words = ", ".join(line for line in (found.address_lines, found.town, found.postcode) if line)
    return f"geo:0,0?q={words.replace(' ', '+')}"


def _web_map(found: Stop) -> str:
    """A map in the browser, which any phone or desk has. It is told the postcode, and only when it is chosen."""
    return f"https://www.openstreetmap.org/search?{urlencode({'query': found.postcode})}" if found.postcode else ""


def _alerts(found: Stop) -> list[Alert]:
    died = died_in_words(found.died_on, found.person_name)
    alerts = [Alert(died)] if died else []
    if died and not found.contacts:
        alerts.append(Alert("No number of the family is on record. Ask the service desk before you go"))
    if found.stay and found.run_on and found.stay.lasts(found.run_on) and found.state in OPEN and not died:
        alerts.append(Alert(f"{stay_words(found.stay)}. Somebody else is to let you in"))
    alerts += [Alert(note.words, Tone.STOP) for note in found.notes if note.is_hazard]
    alerts += [Alert(f"{task.product_name}. {stays_on_van(task)}", Tone.STOP) for task in found.tasks if task.alert]
    alerts += [
        Alert(f"{task.product_name}. {for_recall_in_words(task.for_recall, lifted=True, ask=ASK_FIRST)}")
        for task in found.tasks
        if task.recall_lifted
    ]
    alerts += [Alert(words) for words in shortage_words(stop_shortage(found.tasks))]
    if found.joint and found.state in OPEN:
        alerts.append(Alert(meet_words(found.joint.name, found.joint.meet_at, found.slot_from, found.slot_until)))
    if found.crew > 1:
        alerts.append(Alert("Two people are needed here"))
    return alerts


def stop_shortage(tasks: Iterable[StopTask]) -> Shortage:
    """What of these tasks is not there to be brought."""
    brought = [task for task in tasks if task.kind is TaskKind.DELIVER and task.outcome is Outcome.OPEN]
    return shortage_of(
        ((task.product_name, LineState(task.line_state)) for task in brought if task.line_state),
        (f"{task.product_name} ({task.elsewhere})" for task in brought if task.elsewhere),
    )


def _note(found: Stop, note: DoorNote, secrets: dict[UUID, str]) -> NoteLine:
    later = "" if not note.has_secret or _is_now(found, now()) else _shown_on(found)
    return NoteLine(str(note.id), note.label, note.detail, note.has_secret, secrets.get(note.id, ""), later)


def _is_now(found: Stop, at: datetime) -> bool:
    """Whether the crew is on its way there or at the door: a code is shown then, on the day of the run and past its
    midnight."""
    today = now_is(at).today
    return found.run_on in (today, today - timedelta(days=1)) and found.state in ON_THE_WAY


def _shown_on(found: Stop) -> str:
    """Until when, or from when, a code is kept back."""
    if found.run_on and found.state in ON_THE_WAY:
        return f"The code is shown here on {day(found.run_on)}"
    return "The code is shown while the visit is on its way"


def _rings(found: Stop) -> list[Ring]:
    # The number of somebody who has died may be in the hands of whoever mourns them: the family is rung by name.
    own = [] if found.died_on else [(found.person_name, number) for number in found.ways.phones]
    others = [(f"{contact.name}, {contact.relationship}", contact.phone) for contact in found.contacts]
    beside = [(f"{other.name}, whose things this visit is about too", other.phone) for other in found.beside]
    meet = [(f"{found.joint.name}, who comes along", found.joint.phone)] if found.joint and found.joint.phone else []
    return [Ring(name, phone(number), f"tel:{number}") for name, number in (*meet, *own, *others, *beside)]


def _facts(found: Stop) -> list[str]:
    facts = [f"About {found.minutes} minutes at the door"]
    if found.known_as and not found.died_on:
        facts.append(f"Likes to be called {found.known_as}")
    if found.lift_or_stairs:
        facts.append(found.lift_or_stairs)
    return facts


def _answered(answers: Iterable[GivenAnswer]) -> Iterable[Fact]:
    """What was asked when it was ordered, for the crew; what needs a second look says so."""
    for given in answers:
        flag = flag_words(given)
        yield Fact(given.question, answer_words(given), note=f"{flag}. {given.product}" if flag else given.product)


def task_line(task: StopTask) -> TaskLine:
    """A task in words: what, and what is to be scanned."""
    cancelled = task.outcome is Outcome.CANCELLED or task.line_state == "CANCELLED"
    if cancelled:
        return TaskLine(
            tag_of(task.kind), task.product_name, _left_of(task), Tag(say(Outcome.CANCELLED), "red"), cancelled
        )
    detail = f"Scan {task.expected}" if task.expected else f"{task.quantity} of them" if task.quantity > 1 else ""
    if (task.elsewhere or not task.expected) and stop_shortage([task]):
        detail = f"{detail}. Not on the van" if detail else "Not on the van"
    if task.weight_kg and task.kind in CARRIED:
        heavy = f"{task.weight_kg * task.quantity:g} kg"
        detail = f"{detail}. {heavy}" if detail else heavy
    if task.kind is TaskKind.REPAIR and task.note:
        fault = f"Fault: {task.fault or task.note}. {what_to_bring(task.note)}"
        detail = f"{detail}. {fault}" if detail else fault
    outcome = tag_of(task.outcome) if task.outcome is not Outcome.OPEN else None
    alert = stays_on_van(task) or for_recall_in_words(task.for_recall, lifted=task.recall_lifted, ask=ASK_FIRST)
    return TaskLine(tag_of(task.kind), task.product_name, detail, outcome, cancelled, alert)


def stays_on_van(task: StopTask) -> str:
    """What a crew must know of a thing that was recalled since it was loaded; empty of all others."""
    if not task.alert:
        return ""
    what = f"Lot {task.recalled_lots} was recalled" if task.recalled_lots else "It was recalled"
    return f"{what} ({task.alert}). Do not hand it over. Keep it on the van"


def _left_of(task: StopTask) -> str:
    """What a crew does with a thing that it is not to hand over any more."""
    if task.line_state == LineState.DELIVERED:
        return "It was handed over at another stop"
    if task.kind is not TaskKind.DELIVER:
        return "Leave it as it is"
    return f"Do not hand it over. Bring back {task.expected}" if task.expected else "Do not hand it over"
