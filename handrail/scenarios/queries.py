"""Reads saved scenarios: the newest of each, the versions of one, and whose a name is.
Refuses those of another contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope

_VERSIONS = """SELECT v.scenario_id, v.version, v.name, v.content, u.name AS saved_by, v.saved_at
    FROM scenarios_scenarioversion v JOIN identity_user u ON u.id = v.saved_by_id"""
_NEWEST = (
    f"""SELECT DISTINCT ON (scenario_id) * FROM ({_VERSIONS} WHERE v.contract_id = %(contract)s) AS all_versions"""
)


@dataclass(frozen=True, slots=True)
class SavedVersion:
    """One version as it was saved; `content` is the file of docs/scenario.md."""

    scenario_id: UUID
    version: int
    name: str
    content: str
    saved_by: str
    saved_at: datetime


def newest_versions(scope: Scope, *, most: int) -> tuple[SavedVersion, ...]:
    """The newest version of each scenario, the one that was saved last first."""
    return rows(
        SavedVersion,
        f"SELECT * FROM ({_NEWEST} ORDER BY scenario_id, version DESC) AS newest ORDER BY saved_at DESC, name"
        " LIMIT %(most)s",
        {"contract": scope.contract_id, "most": most},
    )


def newest_of(scope: Scope, scenario_ids: Sequence[UUID]) -> tuple[SavedVersion, ...]:
    """The newest versions of these scenarios, in this order; those that are not there are left out."""
    found = rows(
        SavedVersion,
        f"{_NEWEST} WHERE scenario_id = ANY (%(ids)s) ORDER BY scenario_id, version DESC",
        {"contract": scope.contract_id, "ids": list(scenario_ids)},
    )
    by_id = {one.scenario_id: one for one in found}
    return tuple(by_id[one] for one in dict.fromkeys(scenario_ids) if one in by_id)


def versions_of(scope: Scope, scenario_id: UUID, *, most: int = 200) -> tuple[SavedVersion, ...]:
    """All versions of a scenario, the newest first. Raises `Refused` with NOT_FOUND."""
    found = rows(
        SavedVersion,
        f"{_VERSIONS} WHERE v.contract_id = %(contract)s AND v.scenario_id = %(scenario)s"
        " ORDER BY v.version DESC LIMIT %(most)s",
        {"contract": scope.contract_id, "scenario": scenario_id, "most": most},
    )
    if not found:
        raise refuse(CallReason.NOT_FOUND, "scenario_id")
    return found


def scenario_named(scope: Scope, name: str) -> UUID | None:
    """Which scenario has this name, or had it in an earlier version; capitals do not count."""
    found = rows(
        UUID,
        "SELECT scenario_id::text FROM scenarios_scenarioversion WHERE contract_id = %(contract)s"
        " AND lower(name) = lower(%(name)s) LIMIT 1",
        {"contract": scope.contract_id, "name": name},
    )
    return found[0] if found else None
