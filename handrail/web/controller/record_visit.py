"""Record for its crew what happened at a stop that they forgot: when it was, how the desk knows, and what was done.
A visit on no run has happened too: somebody took it along, or it left its run too late. Refuses a time to come."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON, when_clocks_showed
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.visits.queries.driver import any_visit
from handrail.web.driver.complete_visit import record_door, sent_key
from handrail.web.driver.door_form import DoorForm
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page
from handrail.wording.shown import clock_time


class ToldForm(DoorForm):
    """What happened at a door, as the desk was told."""

    happened_on = fields.DateField("On which day was it?", past=True)
    happened_time = fields.TimeField("At what time?", hint="For example, 4:30pm. About the time will do")
    why = fields.TextField(
        "Who told you, and why was it not recorded then?",
        longest=300,
        hint="For example: Sam's phone was flat",
        missing="Say who told you, and why it was not recorded then",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nobody signs at the desk.
        del self.fields["signature"], self.fields["second_photo"]
        self.fields["other_day"].label = "Yes, it was done on another day than planned"

    def clean(self) -> dict[str, Any]:
        """A visit has happened, so its time has passed."""
        cleaned = super().clean()
        on, at = cleaned.get("happened_on"), cleaned.get("happened_time")
        if on and at and not when_clocks_showed(on, at):
            self.add_error("happened_time", f"No clock showed {clock_time(at)} that night: it was put forward an hour")
        happened_at = self._happened_at(cleaned)
        if happened_at and happened_at > now():
            self.add_error("happened_time", "This time is still to come. Enter when the visit was")
        return cleaned

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """A time that cannot be is said at the time."""
        super().refuse(refused, {**(renamed or {}), "happened_at": "happened_time"})

    def _happened_at(self, cleaned: Mapping[str, Any]) -> datetime | None:
        """The moment that was told. A time that came twice is the later one: what is recorded is over, and comes after
        the step before it."""
        on, at = cleaned.get("happened_on"), cleaned.get("happened_time")
        moments = when_clocks_showed(on, at) if on and at else ()
        over = [moment for moment in moments if moment <= now()]
        return next(reversed(over or moments[:1]), None)

    def done_on(self, cleaned: Mapping[str, Any]) -> date | None:
        """The day that the desk was told."""
        told: date | None = cleaned.get("happened_on")
        return told

    def call_options(self) -> Mapping[str, Any]:
        """When it happened, and the reason for recording it only now."""
        return {"happened_at": self._happened_at(self.cleaned_data), "why": self.cleaned_data["why"]}


class OffRunForm(ToldForm):
    """The same of a visit that is on no run, so that no crew is known. One that came onto a run while it was told was
    still done by whom the desk names."""

    done_by = fields.TextField("Who did the visit?", longest=100, missing="Say who did the visit")

    def call_options(self) -> Mapping[str, Any]:
        """Who did it stands before the reason."""
        options = super().call_options()
        other = "" if self.run_on is None else ", not by the crew of its run"
        return {**options, "why": f"Done by {self.cleaned_data['done_by']}{other}. {options['why']}"}


@page(Permission.PLAN_VISITS)
def record_visit(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Record a visit for its crew, or for whoever did it off a run."""
    with reading(request.scope):
        found = any_visit(request.scope, visit_id, now().astimezone(LONDON).date())
    form = ToldForm if found.run_id and "done_by" not in request.POST else OffRunForm
    done = record_door(request, found, form, "controller/record_visit.html")
    if isinstance(done, HttpResponse):
        return done
    return go(request, "controller:visit", visit_id, flash=done, recorded=sent_key(request))
