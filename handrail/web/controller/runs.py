"""The runs of a day, depot by depot: vans, crews, load; and a form to make one.
Refuses what the use cases refuse, beside the field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import depots
from handrail.usecases.make_run import RunWanted, make_run
from handrail.visits.queries.planning import drivers
from handrail.visits.queries.runs import RunRow, VanRow, runs_of, vans
from handrail.visits.rules.booking import CrewMember
from handrail.web.controller.crew_form import CrewQuestions
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table, Tone
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.posted import run_tag, stops_in_words
from handrail.wording.shown import day

SHIFTS = (("day", "Day"), ("evening", "Evening"), ("night", "Night"))


class RunForm(CrewQuestions):
    """A van, its shift and its crew."""

    van_id = fields.SelectField("Van", missing="Choose a van")
    shift = fields.SelectField("Shift", SHIFTS, initial="day")
    driver_id = fields.SelectField("Driver", required=False, says_optional=False, blank="Nobody")
    second_id = fields.SelectField("Second person", required=False, blank="Nobody")

    def for_day(
        self, on: date, offered: tuple[VanRow, ...], crew: Iterable[CrewMember], depots: Mapping[UUID, str]
    ) -> "RunForm":
        """The same form with the vans and people of a day, each with the name of their depot."""
        self.on, self.depots = on, {str(van.id): van.depot_id for van in offered}
        self.by_post = {str(van.id) for van in offered if van.by_post}
        self.offer_crew(crew)
        choices = [
            Choice(str(v.id), f"{v.name}, {depots[v.depot_id]}" + ("" if v.by_post else _carries(v))) for v in offered
        ]
        field = self.fields["van_id"]
        if isinstance(field, fields.SelectField):
            field.offer(choices)
        return self

    def clean(self) -> dict[str, Any]:
        """Somebody drives a van; nobody goes with the post."""
        cleaned = super().clean()
        van_id = cleaned.get("van_id")
        if van_id and van_id not in self.by_post and not cleaned.get("driver_id") and "driver_id" not in self.errors:
            self.add_error("driver_id", "Choose who drives")
        return cleaned

    def to_request(self) -> RunWanted:
        """The run as it is made."""
        cleaned = self.cleaned_data
        return RunWanted(
            self.depots[cleaned["van_id"]], UUID(cleaned["van_id"]), self.on, cleaned["shift"],
            UUID(cleaned["driver_id"]) if cleaned["driver_id"] else None,
            UUID(cleaned["second_id"]) if cleaned["second_id"] else None,
            cleaned["with_both"],
            cleaned["lent"],
        )  # fmt: skip


def _carries(van: VanRow) -> str:
    return f" ({van.capacity_kg} kg, {van.capacity_l} litres)"


@dataclass(frozen=True, slots=True)
class RunsPage:
    """The runs of a day, and the form."""

    title: str
    table: Table
    form: RunForm
    before: Link
    after: Link
    action: str


@page(Permission.PLAN_VISITS)
def runs(request: PageRequest) -> HttpResponseBase:
    """Runs of a day."""
    today = now().astimezone(LONDON).date()
    on = _day(request.GET.get("on", ""), today)
    with reading(request.scope):
        found = runs_of(request.scope, on)
        offered = vans(request.scope, on)
        crew = drivers(request.scope, on).values()
        names = {depot.id: depot.name for depot in depots(request.scope.contract_id)}
    own = request.scope.depot_id
    # The depot of whoever makes the run first; then by depot and name.
    offered = tuple(sorted(offered, key=lambda van: van.depot_id != own))
    members = sorted(crew, key=lambda one: one.depot_id != own)
    posted = request.method == "POST"
    form = (RunForm(request.POST) if posted else RunForm()).for_day(on, offered, members, names)
    if posted and (made := submit(request, form, make_run)):
        return go(request, "controller:run", made.run_id, flash="The run was made.")
    here = reverse("controller:runs")
    shown = RunsPage(
        title=f"Runs on {day(on)}",
        table=_table(found),
        form=form,
        before=Link("Day before", f"{here}?on={on - timedelta(days=1)}"),
        after=Link("Day after", f"{here}?on={on + timedelta(days=1)}"),
        action=f"{here}?on={on}",
    )
    return render(request, "controller/runs.html", shown, form=form)


def _day(asked: str, today: date) -> date:
    try:
        on = date.fromisoformat(asked)
    except ValueError:
        return today
    # The first and the last day that there are have none beside them.
    return on if date.min < on < date.max else today


def _table(found: tuple[RunRow, ...]) -> Table:
    columns = (
        Column("Van"), Column("State"), Column("Crew"), Column("Stops"), Column("Time"), Column("Load"),
    )  # fmt: skip
    advice = "Make one below, then put booked visits on it."
    return Table(
        "Runs", columns, [_row(run) for run in found], Empty("No runs on this day", advice), caption_hidden=True
    )


def _row(run: RunRow) -> Row:
    crew = " and ".join(name for name in (run.driver, run.second) if name) or nobody(run)
    over = run.kg > run.capacity_kg or run.litres > run.capacity_l
    much = "More than the post takes" if run.by_post else "Too much for this van"
    notes = (much if over else "", to_come_shown(run))
    return Row(
        (
            Cell(run.van, reverse("controller:run", args=[run.id]), note=f"{run.depot}, {run.shift}"),
            Cell(tag=run_tag(run.state, by_post=run.by_post)),
            Cell(crew),
            Cell(stops_in_words(run.stops, by_post=run.by_post), note=f"{run.done} done"),
            _time(run),
            Cell(load_shown(run), note=". ".join(filter(None, notes))),
        ),
        tone=Tone.WARN if over else Tone.CALM,
    )


def _time(run: RunRow) -> Cell:
    """How long its crew is at doors; nobody is at one with the post."""
    return Cell("None") if run.by_post else Cell(f"{run.minutes} minutes", note="at doors, without driving")


def nobody(run: RunRow) -> str:
    """What stands where a crew would."""
    return "Nobody goes along" if run.by_post else "Nobody yet"


def load_shown(run: RunRow) -> str:
    """The most that is on the van at any moment against what it can carry."""
    kg = f"{run.kg:.1f}" if run.by_post else f"{run.kg:.0f}"
    return f"{kg} of {run.capacity_kg} kg, {run.litres:.0f} of {run.capacity_l} litres"


def to_come_shown(run: RunRow) -> str:
    """What nothing is kept for yet, and whether it would still fit; empty where all is kept."""
    if not (run.kg_to_come or run.litres_to_come):
        return ""
    fits = run.kg + run.kg_to_come <= run.capacity_kg and run.litres + run.litres_to_come <= run.capacity_l
    said = f"{run.kg_to_come:.0f} kg, {run.litres_to_come:.0f} litres not set aside yet"
    return said if fits else f"{said}, which is more than still fits"
