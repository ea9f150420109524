"""Change who goes with a run: somebody is ill, or a stop needs a second person.
Refuses what the use case refuses, beside the field."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.change_crew import CrewWanted, change_crew
from handrail.visits.queries.planning import drivers
from handrail.visits.queries.runs import RunRow, run_row
from handrail.visits.rules.booking import BookingReason
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import day


class CrewForm(HandrailForm):
    """Who drives, and who goes along."""

    driver_id = fields.SelectField("Driver", required=False, blank="Nobody yet")
    second_id = fields.SelectField("Second person", required=False, blank="Nobody")
    with_both = fields.TickField("They go with both vans", required=False)
    crew_is_out = False

    def for_run(self, run_id: UUID, crew: Mapping[UUID, str]) -> "CrewForm":
        """The same form with the people of the run's day."""
        self.run_id = run_id
        for name in ("driver_id", "second_id"):
            field = self.fields[name]
            if isinstance(field, fields.SelectField):
                field.offer([Choice(str(user_id), person) for user_id, person in crew.items()])
        return self

    @property
    def asks(self) -> bool:
        """Whether somebody of the crew goes with another van then, or that was ticked before."""
        return bool(self["with_both"].value()) or self.crew_is_out

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """The box to tick comes with the question."""
        self.crew_is_out = any(reason.code is BookingReason.CREW_IS_OUT for reason in refused.reasons)
        super().refuse(refused, renamed)

    def to_request(self) -> CrewWanted:
        """The crew as it is from now on."""
        driver, second = (self.cleaned_data[name] for name in ("driver_id", "second_id"))
        return CrewWanted(
            self.run_id,
            UUID(driver) if driver else None,
            UUID(second) if second else None,
            bool(self.cleaned_data["with_both"]),
        )


@dataclass(frozen=True, slots=True)
class CrewPage:
    """The form, and which run it is."""

    form: CrewForm
    run_id: UUID
    title: str


@page(Permission.PLAN_VISITS)
def change_crew_page(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """Change the crew of a run."""
    with reading(request.scope):
        found: RunRow = run_row(request.scope, run_id)
        people = drivers(request.scope, found.on)
    initial = {"driver_id": str(found.driver_id or ""), "second_id": str(found.second_id or "")}
    form = (CrewForm(request.POST) if request.method == "POST" else CrewForm(initial=initial)).for_run(run_id, people)
    if request.method == "POST" and submit(request, form, change_crew) is not None:
        return go(request, "controller:run", run_id, flash="The crew was changed.")
    shown = CrewPage(form, run_id, f"Crew of {found.van}, {day(found.on)}")
    return render(request, "controller/change_crew.html", shown, form=form)
