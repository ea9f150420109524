"""Book a visit: choose a slot, and put it on a run of that day in the same step.
Refuses what the use case refuses, beside the field; a late slot may be chosen, and is marked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.calendars import WorkingCalendar
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import contract_data
from handrail.partners.rules import ContractData
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.visits.queries.runs import RunRow, runs_between
from handrail.visits.queries.visit import VisitSeen, visit_seen
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.slots import Slot, slots_for
from handrail.visits.states import RunState
from handrail.web.controller.shown import kinds_shown, slot_shown
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import clock_time, day, due

DAYS_AHEAD = 10


class BookForm(HandrailForm):
    """When, on which run, and whether the person knows."""

    slot = fields.SelectField("When", missing="Choose a time")
    run_id = fields.SelectField("Run", required=False, blank="Not on a run yet", hint="A run of the same day and depot")
    told = fields.TickField("The person has been told of this time", required=False)
    reason = fields.TextField("Why the time changes", required=False, longest=200)

    def for_visit(self, found: VisitSeen, slots: tuple[Slot, ...], runs: tuple[RunRow, ...]) -> "BookForm":
        """The same form with the choices of this visit."""
        self.found = found
        chosen, on_run = self.fields["slot"], self.fields["run_id"]
        if isinstance(chosen, fields.SelectField) and isinstance(on_run, fields.SelectField):
            chosen.offer(Choice(_value(slot), _words(slot)) for slot in slots)
            on_run.offer(
                Choice(str(run.id), f"{day(run.on)}: {run.van}, {run.driver or 'no driver yet'}") for run in runs
            )
        return self

    def to_request(self) -> Bookings:
        """The booking as it is carried out."""
        starts, _, ends = self.cleaned_data["slot"].partition("/")
        booking = Booking(
            self.found.id, datetime.fromisoformat(starts), datetime.fromisoformat(ends),
            again=self.found.slot_from is not None, told=bool(self.cleaned_data["told"]),
        )  # fmt: skip
        run_id = UUID(self.cleaned_data["run_id"]) if self.cleaned_data["run_id"] else None
        return Bookings((booking,), run_id, self.cleaned_data["reason"] or "")


def _value(slot: Slot) -> str:
    return f"{slot.starts.astimezone(UTC).isoformat()}/{slot.ends.astimezone(UTC).isoformat()}"


def _words(slot: Slot) -> str:
    late = " (late)" if slot.late else ""
    return f"{day(slot.starts)}, {clock_time(slot.starts)} to {clock_time(slot.ends)}{late}"


def _run_words(run: RunRow) -> str:
    return f"{day(run.on)}: {run.van}, {run.driver or 'no driver yet'}"


@dataclass(frozen=True, slots=True)
class BookVisitPage:
    """The form, and what is being booked."""

    form: BookForm
    visit_id: UUID
    number: int
    name: str
    what: str
    due: str
    booked: str


@page(Permission.PLAN_VISITS)
def book_visit_page(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Book a visit."""
    at = now()
    today = at.astimezone(LONDON).date()
    with reading(request.scope):
        found = visit_seen(request.scope, visit_id, today)
        data = contract_data(request.scope.contract_id, today)
        runs = runs_between(request.scope, today, days=DAYS_AHEAD, depot_id=found.depot_id)
    slots = slots_for(at, found.due_at, _calendar(data), hours=data.terms.slot_hours, days=DAYS_AHEAD)
    posted = request.method == "POST"
    form = (BookForm(request.POST) if posted else BookForm()).for_visit(found, slots, _open_runs(runs, today))
    if posted and submit(request, form, book_visits) is not None:
        return go(request, "controller:visit", visit_id, flash=f"Visit {found.number} is booked.")
    shown = BookVisitPage(
        form=form,
        visit_id=visit_id,
        number=found.number,
        name=found.person_name,
        what=kinds_shown(found.kinds),
        due=due(found.due_at, at) if found.due_at else "No promise was made",
        booked=slot_shown(found.slot_from, found.slot_until) if found.slot_from else "",
    )
    return render(request, "controller/book_visits.html", shown, form=form)


def _calendar(data: ContractData) -> WorkingCalendar:
    """The long days if the contract has them: visits go out at weekends too."""
    return data.calendars.get("7day_8_20") or next(iter(data.calendars.values()))


def _open_runs(runs: tuple[RunRow, ...], today: date) -> tuple[RunRow, ...]:
    return tuple(run for run in runs if run.state is not RunState.CLOSED and run.on >= today)
