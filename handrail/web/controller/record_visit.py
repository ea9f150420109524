"""Record for its crew what happened at a stop that they forgot: when it was, how the desk knows, and what was done.
A visit on no run has happened too: somebody took it along, or it left its run too late. Refuses a time to come."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON, when_clocks_showed
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.visits.queries.done_with import MayBeWith, SentRun, may_be_with
from handrail.visits.queries.driver import any_visit
from handrail.visits.rules.report import DoorReport
from handrail.web.driver.complete_visit import record_door, sent_key
from handrail.web.driver.door_form import DoorForm
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page
from handrail.wording.shown import clock_time, day


class ToldForm(DoorForm):
    """What happened at a door, as the desk was told."""

    # Whoever tells what was done had the thing, whatever lies where by the record.
    expects_missing = False

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
    """The same of a visit that is on no run, or on another than the one that was sent with it: who did it is asked, and
    with which van. One that came onto a run while it was told was still done by whom the desk names."""

    done_by = fields.TextField("Who did the visit?", longest=100, missing="Say who did the visit")
    done_with = fields.SelectField(
        "With which van was it done?", required=False, says_optional=False, blank="Not known",
        hint="What was taken along is on that van now, else at the depot",
    )  # fmt: skip

    may_be: MayBeWith
    own_run_id: UUID | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen, left = self.fields["done_with"], left_run(self.may_be, self.own_run_id)
        if isinstance(chosen, fields.SelectField):
            vans = [Choice(str(run.id), _run_words(run)) for run in self.may_be.runs]
            chosen.offer([*vans, Choice(str(self.may_be.depot_id), f"None of these: it is at {self.may_be.depot}")])
        chosen.initial = str(left.id if left else self.may_be.depot_id)
        self.fields["done_by"].initial = left.crew if left else ""

    def to_request(self) -> DoorReport:
        """The report, with the van on which things are now."""
        said = self.cleaned_data["done_with"]
        return replace(super().to_request(), done_with=UUID(said) if said else None)

    def call_options(self) -> Mapping[str, Any]:
        """Who did it stands before the reason."""
        options = super().call_options()
        its_run = self.own_run_id is None or self.cleaned_data["done_with"] == str(self.own_run_id)
        other = "" if its_run else ", not by the crew of its run"
        return {**options, "why": f"Done by {self.cleaned_data['done_by']}{other}. {options['why']}"}


class PostedForm(ToldForm):
    """The same of a parcel: the day it came, or that it did not, and who says so. Nobody was at the door."""

    by_post = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("received_by", "relationship", "demonstrated", "demonstrated_note", "photo", "other_day"):
            del self.fields[name]
        self.fields["happened_on"].label = "On which day did it come, or come back?"
        why = self.fields["why"]
        why.label, why.help_text = "Who says so?", "For example: the carrier's tracking, or the person told us"
        why.error_messages["required"] = "Say who told you"

    def _day_question(self, day: date | None) -> tuple[str, ...]:
        """The post brings it on whatever day."""
        del day
        return ()


def left_run(may_be: MayBeWith, own_run_id: UUID | None) -> SentRun | None:
    """The run whose crew had the visit before it was taken off, where that is not the one that it is on."""
    return next((run for run in may_be.runs if run.left and run.id != own_run_id), None)


def _run_words(run: SentRun) -> str:
    return f"{run.van}, {day(run.on)}: {run.crew}"


def _off_run(where: MayBeWith, run_id: UUID | None) -> type[OffRunForm]:
    """The form, knowing with which runs the visit may have been done."""

    class Known(OffRunForm):
        may_be, own_run_id = where, run_id

    return Known


@page(Permission.PLAN_VISITS)
def record_visit(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Record a visit for its crew, or for whoever did it off a run."""
    with reading(request.scope):
        today = now().astimezone(LONDON).date()
        found, may_be = any_visit(request.scope, visit_id, today), may_be_with(request.scope, visit_id, today)
    on_its_run = found.run_id and "done_by" not in request.POST and not left_run(may_be, found.run_id)
    on_it = PostedForm if found.by_post else ToldForm
    form = on_it if on_its_run else _off_run(may_be, found.run_id)
    done = record_door(request, found, form, "controller/record_visit.html")
    if isinstance(done, HttpResponse):
        return done
    return go(request, "controller:visit", visit_id, flash=done, recorded=sent_key(request))
