"""Writes runs, their stops and crews, and vans.
Refuses (STALE) a run that is no longer in the state that the caller saw."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from handrail.core.insert import insert_rows
from handrail.core.steps import move
from handrail.visits.models import Run, Van, Visit
from handrail.visits.rules.plans import (
    RunPlan,
)
from handrail.visits.states import RunState


def set_stops(rows: Sequence[tuple[UUID, int]]) -> None:
    """Number the stops of a run anew, in one statement: pairs of a visit's id and its place in the order."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE visits_visit v SET stop = s.stop, version = v.version + 1
               FROM unnest(%s::uuid[], %s::int[]) AS s (id, stop) WHERE v.id = s.id""",
            [[row[0] for row in rows], [row[1] for row in rows]],
        )


def name_parcels(visit_ids: Collection[UUID], reference: str) -> None:
    """The number by which the carrier finds what these visits bring."""
    Visit.objects.filter(pk__in=sorted(visit_ids)).update(parcel_reference=reference)


def make_runs(rows: Sequence[RunPlan], *, contract_id: UUID) -> None:
    """Make runs, in one statement. The database refuses two open runs of one van, day and shift."""
    insert_rows(
        Run,
        [
            {
                "id": row.id, "contract_id": contract_id, "depot_id": row.depot_id, "van_id": row.van_id, "on": row.on,
                "shift": row.shift, "driver_id": row.driver_id, "second_id": row.second_id,
                "state_path": [RunState.PLANNED.value],
            }
            for row in rows
        ],
    )  # fmt: skip


def move_runs(
    ids: Collection[UUID],
    *,
    expected: Collection[RunState],
    path: Sequence[RunState],
    reason: str = "",
    **also: Any,
) -> None:
    """Move runs along `path`; `Refused(STALE)` where one had moved on."""
    move(Run, ids, expected=expected, path=path, reason=reason, **also)


def set_crew(run_id: UUID, *, driver_id: UUID | None, second_id: UUID | None) -> None:
    """Who goes with a run from now on. The database refuses too few for what it has yet to do."""
    Run.objects.filter(pk=run_id).update(driver_id=driver_id, second_id=second_id)


def add_vans(rows: Sequence[Van]) -> None:
    """Add vans to a depot. Each van's place must be there already, with the van's own id."""
    Van.objects.bulk_create(rows)


def change_van(van_id: UUID, **columns: Any) -> None:
    """New values for a van's columns."""
    Van.objects.filter(pk=van_id).update(**columns)
