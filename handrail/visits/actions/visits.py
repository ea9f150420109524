"""Writes visits and their tasks.
Refuses (STALE) a visit that is no longer in the state that the caller saw."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from handrail.core.insert import insert_rows, insert_with_parts
from handrail.core.refusal import CallReason, refuse
from handrail.core.steps import move
from handrail.visits.codes import TaskKind
from handrail.visits.models import Visit, VisitTask
from handrail.visits.rules.plans import (
    BookedVisit,
    TaskClose,
    TaskCount,
    TaskPlan,
    VisitJoin,
    VisitPlan,
)
from handrail.visits.rules.requests import ARRIVING_MINUTES, SETS_UP, TASK_MINUTES
from handrail.visits.states import OPEN, VisitState


def open_visits(rows: Sequence[VisitPlan], *, contract_id: UUID) -> dict[UUID, int]:
    """Open visits with their tasks, in one statement. Answers the number that people see, by id."""
    made = insert_with_parts(
        Visit,
        [
            {
                "id": row.id, "contract_id": contract_id, "person_id": row.person_id, "address_id": row.address_id,
                "depot_id": row.depot_id, "kinds": row.kinds, "speed_code": row.speed_code, "asked_at": row.asked_at,
                "asked_by": row.asked_by, "asked_by_id": row.asked_by_id, "due_at": row.due_at, "crew": row.crew,
                "minutes": row.minutes, "note": row.note, "follows_id": row.follows_id,
                "state_path": [VisitState.UNBOOKED.value],
            }
            for row in rows
        ],
        VisitTask,
        _task_rows([(row.id, row.person_id, task) for row in rows for task in row.tasks], contract_id),
        returning=("id", "number"),
    )  # fmt: skip
    return dict(made)


def join_visits(rows: Sequence[VisitJoin], *, contract_id: UUID) -> None:
    """Add tasks to visits that are not sent to a crew yet, in two statements; the earlier due moment holds.

    Raises `Refused(STALE)` when one of them has been sent meanwhile."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE visits_visit v SET
                   kinds = ARRAY(SELECT DISTINCT k FROM unnest(v.kinds || string_to_array(j.kinds, ',')) k ORDER BY k),
                   crew = greatest(v.crew, j.crew), minutes = v.minutes + j.minutes,
                   due_at = least(v.due_at, j.due_at), version = v.version + 1
               FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::int[], %s::timestamptz[])
                   AS j (visit_id, kinds, crew, minutes, due_at)
               WHERE v.id = j.visit_id AND v.state IN ('UNBOOKED', 'BOOKED', 'PLANNED')""",
            [
                [row.visit_id for row in rows],
                [",".join(sorted({task.kind.value for task in row.tasks})) for row in rows],
                [row.crew for row in rows], [row.minutes for row in rows], [row.due_at for row in rows],
            ],
        )  # fmt: skip
        if cursor.rowcount != len(rows):
            raise refuse(CallReason.STALE)
    tasks = [(row.visit_id, row.person_id, task) for row in rows for task in row.tasks]
    insert_rows(VisitTask, _task_rows(tasks, contract_id))


def _task_rows(rows: Sequence[tuple[UUID, UUID, TaskPlan]], contract_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "id": task.id, "contract_id": contract_id, "visit_id": visit_id, "person_id": person_id,
            "kind": task.kind.value, "line_id": task.line_id, "loan_id": task.loan_id,
            "product_id": task.product_id, "asset_id": task.asset_id, "quantity": task.quantity, "note": task.note,
            "measuring_id": task.measuring_id,
        }
        for visit_id, person_id, task in rows
    ]  # fmt: skip


def move_visits(
    ids: Collection[UUID],
    *,
    expected: Collection[VisitState],
    path: Sequence[VisitState],
    reason: str = "",
    **also: Any,
) -> None:
    """Move visits along `path`, with `also` set in the same statement; `Refused(STALE)` where one had moved on."""
    move(Visit, ids, expected=expected, path=path, reason=reason, **also)


def close_tasks(rows: Sequence[TaskClose]) -> None:
    """Write how open tasks went, in one statement. Raises `Refused(STALE)` when one was closed meanwhile."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE visits_visittask t SET outcome = c.outcome, quantity_done = c.done, reason = c.reason,
                   note = CASE WHEN c.note = '' THEN t.note ELSE c.note END
               FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::text[], %s::text[])
                   AS c (id, outcome, done, reason, note)
               WHERE t.id = c.id AND t.outcome IN ('OPEN', 'CANCELLED')""",
            [
                [row.id for row in rows], [row.outcome.value for row in rows], [row.quantity_done for row in rows],
                [row.reason for row in rows], [row.note for row in rows],
            ],
        )  # fmt: skip
        if cursor.rowcount != len(rows):
            raise refuse(CallReason.STALE)


def book(rows: Sequence[BookedVisit], *, reason: str = "") -> None:
    """Give visits their slots, and their runs and stops, in one statement; `Refused(STALE)` where one had moved on.
    What a crew had scanned for a visit goes with it to no other run: the next crew scans for itself.
    What was told is told of the slot. A run that was sent with a visit and loses it is remembered: of a day the first,
    unless what the visit brings lies on the van of a later one."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH b AS (SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[],
                   %s::timestamptz[], %s::uuid[], %s::int[], %s::timestamptz[])
                   AS b (id, was, path, slot_from, slot_until, run_id, stop, told_at)),
               scans AS (DELETE FROM visits_doorscan s USING b, visits_visit v
                   WHERE s.visit_id = b.id AND v.id = b.id AND v.run_id IS DISTINCT FROM b.run_id)
               UPDATE visits_visit v SET state_path = string_to_array(b.path, '>')::varchar[], state_reason = %s,
                   slot_from = b.slot_from, slot_until = b.slot_until, run_id = b.run_id, stop = b.stop,
                   left_run_id = CASE WHEN v.state IN ('RELEASED', 'EN_ROUTE') AND v.run_id IS DISTINCT FROM b.run_id
                       AND NOT EXISTS (SELECT FROM visits_run first, visits_run later
                           WHERE first.id = v.left_run_id AND later.id = v.run_id AND first."on" = later."on"
                           AND NOT EXISTS (SELECT FROM visits_visittask t
                               JOIN stock_asset a ON a.held_for_line_id = t.line_id AND a.state = 'LOADED'
                               JOIN visits_van n ON n.place_id = a.place_id AND n.id = later.van_id
                               WHERE t.visit_id = v.id))
                       THEN v.run_id ELSE v.left_run_id END,
                   version = v.version + 1, person_told_at = coalesce(b.told_at,
                       CASE WHEN (v.slot_from, v.slot_until) = (b.slot_from, b.slot_until) THEN v.person_told_at END)
               FROM b WHERE v.id = b.id AND v.state = b.was""",
            [
                [row.id for row in rows], [row.was.value for row in rows], [">".join(row.path) for row in rows],
                [row.slot_from for row in rows], [row.slot_until for row in rows], [row.run_id for row in rows],
                [row.stop for row in rows], [row.told_at for row in rows], reason,
            ],
        )  # fmt: skip
        if cursor.rowcount != len(rows):
            raise refuse(CallReason.STALE)


def recount_tasks(rows: Sequence[TaskCount]) -> tuple[UUID, ...]:
    """Say anew how many open tasks are about, and for which loan, in one statement. Answers the visits touched."""
    if not rows:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH n AS (SELECT * FROM unnest(%s::uuid[], %s::int[], %s::uuid[], %s::int[])
                   AS n (id, quantity, loan_id, minutes)),
               told AS (UPDATE visits_visittask t SET quantity = n.quantity, loan_id = coalesce(n.loan_id, t.loan_id)
                   FROM n WHERE t.id = n.id AND t.outcome = 'OPEN' RETURNING t.visit_id, n.minutes)
               UPDATE visits_visit v SET version = v.version + 1, minutes = greatest(1, v.minutes + m.minutes)
               FROM (SELECT visit_id, sum(minutes)::int AS minutes FROM told GROUP BY visit_id) m
               WHERE v.id = m.visit_id RETURNING v.id""",
            [
                [row.id for row in rows], [row.quantity for row in rows], [row.loan_id for row in rows],
                [row.minutes for row in rows],
            ],
        )  # fmt: skip
        return tuple(row[0] for row in cursor.fetchall())


_MINUTES = " ".join(
    f"WHEN '{kind}' THEN {minutes}{' + p.fitting_minutes * x.quantity' if kind in SETS_UP else ''}"
    for kind, minutes in TASK_MINUTES.items()
)


# One statement: the tasks are struck out, and a visit that has nothing left to do is cancelled with them. It keeps its
# run, so that the crew sees at once that the stop has gone.
_CANCEL = """
    WITH gone AS (
        UPDATE visits_visittask SET outcome = 'CANCELLED', reason = %s
        WHERE outcome = 'OPEN' AND (line_id = ANY(%s::uuid[]) OR loan_id = ANY(%s::uuid[]) OR id = ANY(%s::uuid[]))
        AND kind = ANY(%s::text[])
        RETURNING id, visit_id, kind, product_id, quantity
    ), rest AS (
        SELECT g.visit_id, coalesce(array_agg(DISTINCT t.kind) FILTER (WHERE t.id IS NOT NULL), '{}') AS kinds,
            CASE WHEN bool_and(l.due_at IS NOT NULL) THEN min(l.due_at) END AS due, g.less
        FROM (SELECT x.visit_id, sum(CASE x.kind {minutes} END) AS less
            FROM gone x LEFT JOIN catalogue_product p ON p.id = x.product_id GROUP BY x.visit_id) g
        LEFT JOIN visits_visittask t ON t.visit_id = g.visit_id AND t.outcome <> 'CANCELLED'
            AND t.id NOT IN (SELECT id FROM gone)
        LEFT JOIN orders_orderline l ON l.id = t.line_id GROUP BY g.visit_id, g.less
    )
    UPDATE visits_visit v SET
        state_path = CASE WHEN r.kinds = '{}' AND %s THEN ARRAY['CANCELLED'] END,
        state_reason = CASE WHEN r.kinds = '{}' AND %s THEN %s ELSE v.state_reason END,
        kinds = CASE WHEN r.kinds = '{}' THEN v.kinds ELSE r.kinds END,
        due_at = coalesce(due, due_at), minutes = greatest({arriving}, minutes - less), version = version + 1
    FROM rest r WHERE v.id = r.visit_id AND v.state = ANY(%s)
    RETURNING v.id, v.person_id
""".replace("{minutes}", _MINUTES).replace("{arriving}", str(ARRIVING_MINUTES))


def cancel_tasks(
    *,
    line_ids: Collection[UUID] = (),
    loan_ids: Collection[UUID] = (),
    task_ids: Collection[UUID] = (),
    kinds: Collection[TaskKind] = tuple(TaskKind),
    ends: bool = True,
    reason: str = "",
) -> dict[UUID, UUID]:
    """Strike out the open tasks (of these kinds) for these lines and loans, and these, in one statement. A visit left
    with nothing to do is CANCELLED, but where `ends` is false: then it gets something else to do, or `end_empty` ends
    it. What is left takes less time and is due with its first. Answers the visits touched, each with its person."""
    if not line_ids and not loan_ids and not task_ids:
        return {}
    about: list[Any] = [reason[:60], list(line_ids), list(loan_ids), list(task_ids), [kind.value for kind in kinds]]
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, [*about, ends, ends, reason, [state.value for state in OPEN]])
        return dict(cursor.fetchall())


def end_empty(ids: Collection[UUID], *, reason: str) -> None:
    """Cancel those of these visits that have nothing left to do, in one statement."""
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE visits_visit v SET state_path = ARRAY['CANCELLED'], state_reason = %s, version = version + 1
               WHERE v.id = ANY(%s) AND v.state = ANY(%s) AND NOT EXISTS (
                   SELECT FROM visits_visittask t WHERE t.visit_id = v.id AND t.outcome <> 'CANCELLED')""",
            [reason, list(ids), [state.value for state in OPEN]],
        )


def note_visits(ids: Collection[UUID], **columns: Any) -> None:
    """Set columns of visits that have no state to change (slot told, crew), in one statement, none for no visits."""
    Visit.objects.filter(pk__in=ids).update(**columns)


def hand_over(ids: Collection[UUID], *, person_id: UUID) -> None:
    """These visits are to this person, whose loans they are about, and to where those stand; in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH t AS (UPDATE visits_visittask SET person_id = %s WHERE visit_id = ANY (%s) AND outcome = 'OPEN'
                   RETURNING visit_id, loan_id),
               j AS (UPDATE visits_jointvisit SET person_id = %s WHERE visit_id = ANY (%s)),
               d AS (UPDATE visits_agreeddistance SET person_id = %s WHERE visit_id = ANY (%s))
               UPDATE visits_visit v SET person_id = %s, address_id = l.address_id, version = v.version + 1
               FROM t JOIN loans_loan l ON l.id = t.loan_id WHERE v.id = t.visit_id""",
            [person_id, list(ids), person_id, list(ids), person_id, list(ids), person_id],
        )
