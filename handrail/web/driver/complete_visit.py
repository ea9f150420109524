"""Record what happened at a stop: scan after scan, then who received it, in one page that works without a script.
Refuses a stop that is not on the user's own run; a wrong scan is said at once, before anything is handed over. What was
scanned stays when the page is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict

from handrail.catalogue.queries import products, questions
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.scan_codes import clean_code
from handrail.core.text_guard import clean_line
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.queries.given_answers import answers_for_crew
from handrail.partners.queries import code_lists
from handrail.stock.rules.doubt import Aftermath
from handrail.usecases.complete_visit import VisitRecorded, complete_visit
from handrail.visits.codes import DoorFinding, Outcome, TaskKind
from handrail.visits.queries.checking import check_door
from handrail.visits.queries.driver import Stop, StopTask, answered_already, my_stop
from handrail.visits.queries.unsafe import unsafe_at
from handrail.visits.rules.aftermath import AT_DOORS
from handrail.visits.states import DONE, VisitState
from handrail.web.driver.changed import on_my_run, stop_address
from handrail.web.driver.door_form import DoorForm
from handrail.web.driver.door_questions import DoorQuestions
from handrail.web.driver.follow_ups import another_visit, numbered
from handrail.web.driver.kept_scans import scans_now, scans_to_record
from handrail.web.driver.pictures import carry_photos, kept_pictures
from handrail.web.driver.scanned import ScannedLine, answer_to, scanned_lines
from handrail.web.driver.scans_carried import LONGEST_CODE, codes_from, stored_codes
from handrail.web.driver.stop import TaskLine, task_line
from handrail.web.driver.unsent import stop_in_words
from handrail.web.shared.fields.dates import dates_typed
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Notice, ScanBox
from handrail.web.shared.stated import STATED
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.unsafe import not_safe_now, what_to_do


@dataclass(frozen=True, slots=True)
class ThingToDo:
    """One task with the fields that belong to it."""

    line: TaskLine
    scanned: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompleteVisitPage:
    """The form, what was scanned so far, and what is to be done."""

    form: DoorForm
    visit_id: UUID
    name: str
    stop: str
    cancelled: bool
    box: ScanBox
    box_first: bool
    answer: Notice | None
    scanned: tuple[ScannedLine, ...]
    things: tuple[ThingToDo, ...]
    question_names: tuple[str, ...]
    stated_names: tuple[str, ...]
    delivers: bool
    wrong: bool
    planned: tuple[str, ...]
    changed_href: str
    keeps: str


@page(Permission.DO_VISITS)
@on_my_run
def complete_visit_page(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Record a stop."""
    with reading(request.scope):
        found = my_stop(request.scope, visit_id, now().astimezone(LONDON).date())
    done = record_door(request, found, DoorForm, "driver/complete_visit.html")
    return done if isinstance(done, HttpResponse) else go(request, "driver:run", flash=done, recorded=sent_key(request))


def sent_key(request: PageRequest) -> str:
    """The submission key of the form that was sent."""
    return clean_line(request.POST.get("idempotency_key", ""))


def record_door(request: PageRequest, found: Stop, make: type[DoorForm], template: str) -> HttpResponse | str:
    """The page on which a stop is recorded, or what to tell once it is."""
    at = now()
    posted = request.POST if request.method == "POST" else QueryDict()
    left = _left_in_box(found, posted)
    records = posted.get("do") == "record" and not left
    codes, message = _scans(request, found, posted, records=records)
    if left:
        message = f"The visit is not recorded yet: {left} was still in the box. {message}"
    with reading(request.scope):
        lists = code_lists(request.scope.contract_id, ["failed_visit", "repair_action"], at.astimezone(LONDON).date())
        asked = _questions(request, found, at.astimezone(LONDON).date())
        check = check_door(request.scope, found.visit_id, codes, at=at)
        # What was scanned is with the person by now, so the same form would be read as something else.
        again = records and answered_already(request.scope, sent_key(request))
    if again:
        _warn(request, found)
        return "This visit is recorded."
    # What another phone scanned or took off is looked at before it is recorded with the rest.
    records = records and not message
    form = _form(request, posted, codes, make, bound=records)
    form.check, form.office, form.run_on = check, found.office, found.run_on
    form.meets(found.joint)
    tasks = _open_tasks(found)
    form.offer(found.visit_id, tasks, lists["failed_visit"], lists["repair_action"], asked)
    if records and form.is_valid():
        form.pictures = kept_pictures(
            form, settings.MEDIA_ROOT, photos=("photo", "second_photo"), signature="signature"
        )
        if not form.errors and (done := submit(request, form, complete_visit, **form.call_options())):
            _warn(request, found)
            return _told(request, done)
    carry_photos(form, settings.MEDIA_ROOT, posted, request.FILES)
    read = "" if records or posted.get("drop") else clean_code(posted.get("code", ""))[:LONGEST_CODE]
    return render(request, template, _page(form, found, tasks, message, read=read, left=left), form=form)


def _left_in_box(found: Stop, posted: QueryDict) -> str:
    """A code that stands in the box when the visit is recorded, and is not listed: it is read first, like any scan, so
    that what is wrong with the thing is seen."""
    code = clean_code(posted.get("code", ""))[:LONGEST_CODE]
    recorded = found.state in DONE or posted.get("do") != "record"
    return "" if recorded or code in codes_from(posted.get("scanned", "")) else code


def _scans(request: PageRequest, found: Stop, posted: QueryDict, *, records: bool) -> tuple[list[str], str]:
    """The codes to show or to record, and a word on them. A visit that is recorded keeps none any more."""
    if not records:
        return scans_now(request, found.visit_id, posted)
    if found.state in DONE:
        return codes_from(posted.get("scanned", "")), ""
    return scans_to_record(request, found.visit_id, posted)


def _warn(request: PageRequest, found: Stop) -> None:
    """Say in red what was left although it is not safe, and whom to ring."""
    with reading(request.scope):
        left = unsafe_at(request.scope, found.visit_id)
    if left:
        messages.error(request, ". ".join((*not_safe_now(left), what_to_do(found.office))) + ".")


def _form(
    request: PageRequest, posted: QueryDict, codes: Sequence[str], make: type[DoorForm], *, bound: bool
) -> DoorForm:
    """The form as it was posted; while things are still being scanned, with what was typed but without complaints."""
    if bound:
        data = posted.copy()
        data["scanned"] = stored_codes(codes)
        return make(data, request.FILES)
    typed: dict[str, Any] = {name: posted.get(name) for name in posted if name not in {"code", "do", "drop"}}
    # A signature has two parts, and of boxes several may be ticked.
    own = {name: field.widget for name, field in make.base_fields.items() if name in posted}
    typed |= {name: widget.value_from_datadict(posted, {}, name) for name, widget in own.items()}
    return make(initial=typed | dates_typed(posted) | {"scanned": stored_codes(codes)})


def _questions(request: PageRequest, found: Stop, on: date) -> DoorQuestions:
    brought = [task for task in found.tasks if task.kind is TaskKind.DELIVER and task.outcome is not Outcome.CANCELLED]
    asking = {task.product_id for task in brought if task.question_set and task.product_id}
    if not asking:
        return DoorQuestions()
    facts = tuple(record.facts for record in products(request.scope, ids=asking).values())
    rows = questions(request.scope, {fact.question_set for fact in facts}, on)
    sets = {name: [row for row in rows if row.set_code == name] for name in {row.set_code for row in rows}}
    answers = answers_for_crew(request.scope, [task.line_id for task in brought if task.line_id])
    return DoorQuestions(facts, sets, [given for given in answers if given.measure])


def _open_tasks(found: Stop) -> tuple[StopTask, ...]:
    return tuple(task for task in found.tasks if task.outcome is Outcome.OPEN)


def _page(
    form: DoorForm, found: Stop, tasks: Sequence[StopTask], message: str, *, read: str, left: str
) -> CompleteVisitPage:
    """`read`: the code that was scanned just now; `left`: the same, where the visit was to be recorded with it."""
    done = {code.task_id for code in form.check.codes}
    # Who records for a crew at the desk writes down what has happened: a phone has the thing in hand.
    on_phone = type(form) is DoorForm
    answer = next((answer_to(code) for code in form.check.codes if on_phone and code.code == read), None)
    return CompleteVisitPage(
        form=form,
        visit_id=found.visit_id,
        name=found.person_name,
        stop=stop_in_words(found),
        cancelled=found.state is VisitState.CANCELLED,
        box=ScanBox(
            hint="The number on the item's label. For counted things like BDA-020 x 4",
            message="" if answer and not left else message,
            # After a refusal the summary of errors has the focus.
            autofocus=not form.errors,
        ),
        # What is measured has no number: there the box stands last, for what is handed over all the same.
        box_first=any(task.kind is not TaskKind.MEASURE for task in found.tasks) or bool(read or form.check.codes),
        answer=answer,
        scanned=scanned_lines(form.check.codes, before=on_phone),
        things=tuple(
            ThingToDo(task_line(task), task.id in done, (*form.field_names(at), *form.questions_at(at)))
            for at, task in enumerate(tasks)
        ),
        question_names=form.questions_about_people(),
        stated_names=tuple(name for name in STATED if name in form.fields),
        delivers=any(task.kind is TaskKind.DELIVER for task in found.tasks),
        wrong=bool(form.check.wrong or form.doubts),
        planned=form.day_question(),
        # The desk may look at stops of anybody's run: a phone asks for its own.
        changed_href=stop_address(found) if on_phone else "",
        # What is recorded already is not typed anew.
        keeps="" if found.state in DONE else " ".join(str(task.id) for task in tasks),
    )


def _told(request: PageRequest, done: VisitRecorded) -> str:
    words = [f"Visit {done.number}: {say(done.state).lower()}."]
    if done.next_step:
        again = another_visit(request, done.follow_up_visit_ids)
        words.append(again or "The office takes the next step.")
    if done.swap_visit_ids:
        wrong = (DoorFinding(found.kind) for found in done.found)
        words += [f"{say(kind)}." for kind in dict.fromkeys(wrong) if AT_DOORS[kind] is Aftermath.SWAP_NOW]
        words.append(f"Another item will be brought at once: {numbered(request, done.swap_visit_ids)}.")
    if done.repair_visit_ids:
        words.append(f"What the examination found will be mended: {numbered(request, done.repair_visit_ids)}.")
    return " ".join(words)
