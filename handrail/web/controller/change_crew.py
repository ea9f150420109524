"""Change who goes with a run: somebody is ill, or a stop needs a second person.
Refuses what the use case refuses, beside the field."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.change_crew import CrewWanted, change_crew
from handrail.visits.queries.planning import drivers
from handrail.visits.queries.runs import RunRow, run_row
from handrail.visits.rules.booking import CrewMember
from handrail.web.controller.crew_form import CrewQuestions
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import day


class CrewForm(CrewQuestions):
    """Who drives, and who goes along."""

    driver_id = fields.SelectField("Driver", required=False, blank="Nobody yet")
    second_id = fields.SelectField("Second person", required=False, blank="Nobody")

    def for_run(self, run_id: UUID, crew: Iterable[CrewMember]) -> "CrewForm":
        """The same form with the people of the run's day."""
        self.run_id = run_id
        self.offer_crew(crew)
        return self

    def to_request(self) -> CrewWanted:
        """The crew as it is from now on."""
        driver, second = (self.cleaned_data[name] for name in ("driver_id", "second_id"))
        return CrewWanted(
            self.run_id,
            UUID(driver) if driver else None,
            UUID(second) if second else None,
            bool(self.cleaned_data["with_both"]),
            bool(self.cleaned_data["lent"]),
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
        # The depot of the run first; then by depot and name.
        people = sorted(drivers(request.scope, found.on).values(), key=lambda one: one.depot_id != found.depot_id)
    initial = {"driver_id": str(found.driver_id or ""), "second_id": str(found.second_id or "")}
    form = (CrewForm(request.POST) if request.method == "POST" else CrewForm(initial=initial)).for_run(run_id, people)
    if request.method == "POST" and submit(request, form, change_crew) is not None:
        return go(request, "controller:run", run_id, flash="The crew was changed.")
    shown = CrewPage(form, run_id, f"Crew of {found.van}, {day(found.on)}")
    return render(request, "controller/change_crew.html", shown, form=form)
