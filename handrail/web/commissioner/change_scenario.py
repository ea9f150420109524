"""The page on which a scenario is made or changed: its boxes, and what it comes to.
Refuses nothing itself; every reason stands beside its box with what was typed kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.refusal import Refused
from handrail.forecasting.draws import SEED
from handrail.forecasting.example import EXAMPLE
from handrail.forecasting.model import Scenario
from handrail.forecasting.reading import LARGEST_BYTES, read_scenario
from handrail.forecasting.words import said
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.scenarios.queries import SavedVersion, newest_of, versions_of
from handrail.usecases.save_scenario import save_scenario
from handrail.web.admin.shapes import london_today
from handrail.web.commissioner.outcome import OutcomePart, outcome_part
from handrail.web.commissioner.own_spend import FROM_LEDGER, Measured, may_measure, measured
from handrail.web.commissioner.scenario_form import ScenarioForm, initial_of, with_a_year, without_last_year
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest, ids_of
from handrail.web.shared.shapes import Change, Crumb, Link
from handrail.web.shared.views import go, page, render, submit

# What is wrong with a file is said in so many sentences; the next try says the rest.
MOST_REASONS = 10
_GROWN = {"add_year": with_a_year, "drop_year": without_last_year}


class FileForm(HandrailForm):
    """A scenario that is brought as a file."""

    file = fields.FileField(
        "File of a scenario", hint="As docs/scenario.md describes it", endings=(".json",), most_megabytes=1
    )

    def read(self) -> Scenario | None:
        """The scenario; none where the file holds none, and then what is wrong stands at the box."""
        if not self.is_valid():
            return None
        try:
            return read_scenario(self.cleaned_data["file"].read(LARGEST_BYTES + 1))
        except Refused as refused:
            for reason in refused.reasons[:MOST_REASONS]:
                self.add_error("file", said(reason))
            return None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """The boxes, and what they come to; nothing where they hold no scenario. `file`: only where a scenario is new.
    `measured`: our own spend, where it begins with that; `can_measure`: it may."""

    crumbs: Sequence[Crumb]
    title: str
    form: ScenarioForm
    file: FileForm | None
    outcome: OutcomePart | None
    button: str
    cancel: Link
    measured: Measured | None = None
    can_measure: bool = False


@page(Permission.PLAN_SCENARIOS)
def new_scenario(request: PageRequest) -> HttpResponseBase:
    """A new one: empty, from the example, from our own spend, from a saved one, or from a file."""
    if request.method == "POST" and request.POST.get("do") == "file":
        file = FileForm(request.POST, request.FILES)
        scenario = file.read()
        form = ScenarioForm(initial=initial_of(scenario) if scenario else {"years": "1"})
        return _shown(request, form, scenario, None, file)
    if request.method == "POST":
        return _sent(request, None)
    own = measured(request.scope, london_today()) if _wants_own(request) else None
    scenario, name = (own.scenario, own.name) if own else _begun_with(request)
    initial = {**initial_of(scenario), "name": name} if scenario else {"years": "1"}
    return _shown(request, ScenarioForm(initial=initial), scenario, None, own=own)


def _begun_with(request: PageRequest) -> tuple[Scenario | None, str]:
    """The example, or a saved scenario, which is another one only under another name."""
    asked = request.GET.get("from", "")
    if asked == "example":
        example = read_scenario(EXAMPLE)
        return example, example.name
    with reading(request.scope):
        saved = newest_of(request.scope, [UUID(one) for one in ids_of([asked])])
    return (read_scenario(saved[0].content.encode()), "") if saved else (None, "")


def _wants_own(request: PageRequest) -> bool:
    """Whether it is to begin with our own spend, which is then measured once."""
    return request.GET.get("from") == FROM_LEDGER and may_measure(request.scope)


@page(Permission.PLAN_SCENARIOS)
def change_scenario(request: PageRequest, scenario_id: UUID) -> HttpResponseBase:
    """The newest version of a saved one, to be saved as the next."""
    with reading(request.scope):
        saved = versions_of(request.scope, scenario_id, most=1)[0]
    if request.method == "POST":
        return _sent(request, saved)
    scenario = read_scenario(saved.content.encode())
    initial = {**initial_of(scenario), "seen_version": str(saved.version)}
    return _shown(request, ScenarioForm(initial=initial, of=scenario_id), scenario, saved)


def _sent(request: PageRequest, saved: SavedVersion | None) -> HttpResponseBase:
    """What a button of the form asks for: years more or fewer, the figures, or to be saved."""
    of, do = saved.scenario_id if saved else None, request.POST.get("do", "")
    if do in _GROWN:
        return _shown(request, ScenarioForm(initial=_GROWN[do](_typed(request)), of=of), None, saved)
    form = ScenarioForm(request.POST, of=of)
    if do == "save":
        done = submit(request, form, save_scenario)
        if done is not None:
            return go(request, "commissioner:scenario", done.scenario_id, flash=f"Version {done.version} is saved")
        if form.is_stale and saved is not None:
            _say_what_changed(request, form, saved)
        return _shown(request, form, form.scenario, saved)
    form.is_valid()
    return _shown(request, form, form.scenario, saved, draws=do != "look")


def _typed(request: PageRequest) -> Mapping[str, Any]:
    """What was typed, unjudged."""
    return {name: value for name, value in request.POST.items() if name not in ("do", "csrfmiddlewaretoken")}


def _say_what_changed(request: PageRequest, form: ScenarioForm, saved: SavedVersion) -> None:
    """Somebody saved another version meanwhile: this one would come after it."""
    now = f"Version {saved.version}: {saved.name}"
    change = Change("Scenario", f"Version {form.version}", now, saved.saved_by, saved.saved_at)
    form.show_changes([change], version=saved.version)


def _shown(
    request: PageRequest,
    form: ScenarioForm,
    scenario: Scenario | None,
    saved: SavedVersion | None,
    file: FileForm | None = None,
    *,
    draws: bool = True,
    own: Measured | None = None,
) -> HttpResponseBase:
    crumbs = [Crumb("Scenarios", reverse("commissioner:scenarios"))]
    if saved:
        crumbs.append(Crumb(saved.name, reverse("commissioner:scenario", args=[saved.scenario_id])))
    shown = ChangePage(
        crumbs=crumbs,
        title=f"Change “{saved.name}”" if saved else "New scenario",
        form=form,
        file=None if saved else file or FileForm(),
        outcome=outcome_part(scenario, seed=SEED if draws else None) if scenario else None,
        button=f"Save as version {saved.version + 1}" if saved else "Save",
        cancel=Link("Cancel", crumbs[-1].href),
        measured=own,
        can_measure=saved is None and may_measure(request.scope),
    )
    wrong = file if file is not None and file.errors else form
    return render(request, "commissioner/change_scenario.html", shown, form=wrong)
