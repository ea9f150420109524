"""Writes what is recorded at a door: how a visit ended, what was scanned, the proof of it.
Refuses (STALE) a visit that is no longer in the state that the caller saw."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from handrail.core.insert import insert_rows
from handrail.core.refusal import CallReason, refuse
from handrail.visits.models import DoorScan
from handrail.visits.rules.outcomes import VisitEnd
from handrail.visits.rules.plans import (
    ProofPlan,
    StoredFile,
)
from handrail.visits.states import VisitState


def end_visit(
    visit_id: UUID,
    *,
    run_id: UUID | None,
    expected: VisitState,
    path: Sequence[VisitState],
    end: VisitEnd,
    arrived_at: datetime | None,
    finished_at: datetime,
    note: str = "",
) -> None:
    """Bring a visit to its end, and a run that was only released on its way, in one statement; `Refused(STALE)`. What
    was kept of its scans goes. `finished_at` says when it was done, also where it was taken off its run, or cancelled,
    before that was told: its step then follows that one at once."""
    follow = end.follow
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH off AS (UPDATE visits_run SET state_path = ARRAY['OUT'] WHERE id = %s AND state = 'RELEASED'
                   AND state_at <= %s),
               scans AS (DELETE FROM visits_doorscan WHERE visit_id = %s)
               UPDATE visits_visit SET state_path = %s::varchar[], state_reason = %s, arrived_at = %s, finished_at = %s,
                   fail_code = %s, fail_side = %s, fail_note = %s, next_step = %s, next_step_owner = %s,
                   next_step_done_at = %s, version = version + 1
               WHERE id = %s AND state = %s""",
            [
                run_id, finished_at, visit_id, [state.value for state in path], end.fail_code, arrived_at, finished_at,
                end.fail_code, end.fail_side, note, follow.step.value if follow else "",
                follow.owner.value if follow else "", finished_at if end.visit_again else None,
                visit_id, expected.value,
            ],
        )  # fmt: skip
        if cursor.rowcount != 1:
            raise refuse(CallReason.STALE)


def keep_scan(
    *, scan_id: UUID, contract_id: UUID, visit_id: UUID, person_id: UUID, code: str, by_id: UUID, at: datetime
) -> None:
    """Keep a code that was scanned at a door; one that is there already stays as it is."""
    insert_rows(
        DoorScan,
        [
            {
                "id": scan_id, "contract_id": contract_id, "visit_id": visit_id, "person_id": person_id, "code": code,
                "by_id": by_id, "scanned_at": at,
            }
        ],
        unless_there=True,
    )  # fmt: skip


def drop_scan(visit_id: UUID, code: str) -> None:
    """Take a code off what was scanned at a door."""
    DoorScan.objects.filter(visit_id=visit_id, code=code).delete()


def add_proof(plan: ProofPlan, files: Sequence[tuple[UUID, StoredFile]]) -> None:
    """Add what was recorded at a door, with its signature and photos, in one statement. Contract, user and times come
    from the open change."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PROOF,
            {
                "id": plan.id,
                "visit": plan.visit_id,
                "person": plan.person_id,
                "received_by": plan.received_by,
                "relationship": plan.relationship,
                "demonstrated": plan.demonstrated,
                "demonstrated_note": plan.demonstrated_note,
                "signed_name": plan.signed_name,
                "note": plan.note,
                "mends": plan.mends_id,
                "ids": [file_id for file_id, _ in files],
                "kinds": [file.kind for _, file in files],
                "types": [file.media_type for _, file in files],
                "sizes": [file.size_bytes for _, file in files],
                "hashes": [file.sha256 for _, file in files],
            },
        )


_PROOF = """
    WITH proof AS (
        INSERT INTO visits_proof (id, contract_id, visit_id, person_id, received_by, relationship, demonstrated,
            demonstrated_note, signed_name, note, by_id, happened_at, recorded_at, mends_id)
        VALUES (%(id)s, core_setting('app.contract_id')::uuid, %(visit)s, %(person)s, %(received_by)s,
            %(relationship)s, %(demonstrated)s, %(demonstrated_note)s, %(signed_name)s, %(note)s,
            core_setting('app.actor')::uuid, core_setting('app.happened_at')::timestamptz,
            core_setting('app.recorded_at')::timestamptz, %(mends)s)
    )
    INSERT INTO visits_attachment (id, contract_id, proof_id, person_id, kind, media_type, size_bytes, sha256)
    SELECT f.id, core_setting('app.contract_id')::uuid, %(id)s, %(person)s, f.kind, f.media_type, f.size, f.sha256
    FROM unnest(%(ids)s::uuid[], %(kinds)s::text[], %(types)s::text[], %(sizes)s::int[], %(hashes)s::text[])
        AS f (id, kind, media_type, size, sha256)
"""
