"""Save a scenario, or a new version of one; what was saved before stays as it was.
Refuses what is no scenario, a name that another has, a version built on one that is not the newest, and nothing new."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.forecasting.filing import filed
from handrail.forecasting.reading import read_scenario
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.scenarios import actions, queries
from handrail.scenarios.codes import SavingReason


@dataclass(frozen=True, slots=True)
class ScenarioToSave:
    """`content` is the file of docs/scenario.md. With `scenario_id` it is the next version after `seen_version`."""

    content: str
    scenario_id: UUID | None = None
    seen_version: int = 0


@dataclass(frozen=True, slots=True)
class ScenarioSaved:
    """The scenario, and which version of it this is."""

    scenario_id: UUID
    version: int


@use_case(Event.SCENARIO_SAVED, needs=Permission.PLAN_SCENARIOS)
def save_scenario(change: Change, *, request: ScenarioToSave) -> ScenarioSaved:
    """Save it. Raises `Refused`: those of `forecasting.reading`, NOT_FOUND, STALE, NAME_TAKEN, NOTHING_NEW."""
    scenario = read_scenario(request.content.encode())
    if request.scenario_id is not None:
        newest = queries.versions_of(change.scope, request.scenario_id, most=1)[0]
        if newest.version != request.seen_version:
            raise refuse(CallReason.STALE)
        if read_scenario(newest.content.encode()) == scenario:
            raise refuse(SavingReason.NOTHING_NEW)
    named = queries.scenario_named(change.scope, scenario.name)
    if named is not None and named != request.scenario_id:
        raise refuse(SavingReason.NAME_TAKEN, "name", name=scenario.name)
    scenario_id, version = request.scenario_id or change.new_id(), request.seen_version + 1
    actions.add_version(
        change.scope,
        change.new_id(),
        scenario_id=scenario_id,
        version=version,
        name=scenario.name,
        content=filed(scenario),
        at=change.at.recorded_at,
    )
    change.touched("scenario", scenario_id)
    return ScenarioSaved(scenario_id, version)
