"""The only code that writes saved scenarios. Needs an open change.
Refuses nothing: the use case decided."""

from datetime import datetime
from uuid import UUID

from handrail.core.insert import insert_rows
from handrail.identity.scope import Scope
from handrail.scenarios.models import ScenarioVersion


def add_version(
    scope: Scope, row_id: UUID, *, scenario_id: UUID, version: int, name: str, content: str, at: datetime
) -> None:
    """Save a version of a scenario; its first makes the scenario."""
    row = {
        "id": row_id,
        "contract_id": scope.contract_id,
        "scenario_id": scenario_id,
        "version": version,
        "name": name,
        "content": content,
        "saved_by_id": scope.user_id,
        "saved_at": at,
    }
    insert_rows(ScenarioVersion, [row])
