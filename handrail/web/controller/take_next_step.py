"""Take the next step after a visit that failed or was half done.
Refuses what the use case refuses, beside the field."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.visits.codes import Outcome
from handrail.visits.queries.driver import visit_numbers
from handrail.visits.queries.visit import TaskSeen, VisitSeen, visit_seen
from handrail.visits.rules.next_steps import NextStep, Owner
from handrail.web.controller.request_visit import event_page
from handrail.web.controller.visit import step_taken
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm, When
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say

CHOICES = (
    Choice(Taken.VISIT_AGAIN, "Visit again", "What was left gets a visit of its own, under the same promise"),
    Choice(Taken.WITHDRAWN, "It is not wanted any more", "A collection that was asked for is taken back"),
    Choice(Taken.SETTLED, "It was settled another way"),
)


class NextStepForm(HandrailForm):
    """What was done, and a word on it."""

    taken = fields.RadiosField("What is done now?", CHOICES)
    note = fields.TextAreaField(
        "A word on it",
        required=False,
        says_optional=False,
        rows=3,
        hint="Needed unless you visit again",
        missing="Say in a word why, or how it was settled",
    )
    whens = (When("taken", frozenset({Taken.WITHDRAWN.value, Taken.SETTLED.value}), "note"),)

    def for_visit(self, found: VisitSeen) -> "NextStepForm":
        """The same form, knowing its visit."""
        self.visit_id = found.id
        chosen = self.fields["taken"]
        if isinstance(chosen, fields.RadiosField):
            offered = [Choice(choice.value, choice.label, choice.hint) for choice in CHOICES]
            collects = any(task.loan_id for task in found.tasks)
            chosen.offer(choice for choice in offered if collects or choice.value != Taken.WITHDRAWN)
        return self

    def clean(self) -> dict[str, object]:
        """The note is dropped by no choice: a visit again may have one too."""
        typed = self.cleaned_data.get("note")
        cleaned = super().clean()
        if cleaned.get("taken") == Taken.VISIT_AGAIN:
            cleaned["note"] = typed
        return cleaned

    def to_request(self) -> NextStepWanted:
        """The step as it is taken."""
        return NextStepWanted(self.visit_id, Taken(self.cleaned_data["taken"]), self.cleaned_data["note"] or "")


@dataclass(frozen=True, slots=True)
class TakeNextStepPage:
    """The form, and what happened. `taken`: what was done already, and `again` the visit that goes on with it: nothing
    is asked then."""

    form: NextStepForm
    visit_id: UUID
    number: int
    name: str
    why: str
    wanted: str
    left: tuple[str, ...]
    record_href: str
    taken: str
    again: Link | None


def left_of(found: VisitSeen) -> tuple[str, ...]:
    """What the visit left undone: what, of which number, and why."""
    return tuple(
        f"{say(task.kind)}: {one_or_more(task)}. {': '.join(part for part in (say(task.outcome), task.note) if part)}"
        for task in found.tasks
        if task.outcome not in {Outcome.DONE, Outcome.CANCELLED}
    )


def one_or_more(task: TaskSeen) -> str:
    """The item with its number, or how many are left of what is counted."""
    left = task.quantity - task.quantity_done
    return f"{left} x {task.product}" if left > 1 else f"{task.product} {task.asset_number}".strip()


def _again(found: VisitSeen) -> Link | None:
    if not found.followed_id:
        return None
    return Link(f"Visit {found.followed_number}", reverse("controller:visit", args=[found.followed_id]))


@page(Permission.ASK_FOR_VISIT)
def take_next_step_page(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Take the next step after a visit."""
    with reading(request.scope):
        found = visit_seen(request.scope, visit_id, now().astimezone(LONDON).date())
    posted = request.method == "POST"
    form = (NextStepForm(request.POST) if posted else NextStepForm()).for_visit(found)
    if posted and (done := submit(request, form, take_next_step)):
        told = "The next step was taken."
        if done.follow_up_visit_ids:
            with reading(request.scope):
                numbers = visit_numbers(request.scope, done.follow_up_visit_ids)
            named = " and ".join(f"visit {number}" for number in numbers)
            told = f"Another visit was asked for: {named}."
        return go(request, "controller:visit", visit_id, flash=told)
    wanted = ""
    if found.next_step:
        wanted = f"{say(NextStep(found.next_step))} ({say(Owner(found.next_step_owner)).lower()})"
    shown = TakeNextStepPage(
        form, visit_id, found.number, found.person_name, found.fail_code, wanted, left_of(found),
        event_page(request, found.person_id) if found.next_step == NextStep.CHECK_RECORD else "",
        ". ".join(step_taken(found)), _again(found),
    )  # fmt: skip
    return render(request, "controller/take_next_step.html", shown, form=form)
