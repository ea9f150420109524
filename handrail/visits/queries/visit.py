"""Reads one visit in full for the desk: what for, where it stands, everything that happened, proof.
Refuses (NOT_FOUND) a visit that the scope does not reach."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.loans.states import EndReason
from handrail.orders.states import LineState
from handrail.people.queries import CONTACT, MAY_BE_TOLD, SPEAKING, STAY, contact_read, speaking_of, stay_read
from handrail.people.queries.deaths import DIED_ON
from handrail.people.queries.read_through import their_record
from handrail.people.rules.contact import ContactWays
from handrail.people.rules.speaking import Speaking
from handrail.people.rules.stays import HospitalStay
from handrail.visits.codes import MeasuringResult, Outcome, TaskKind
from handrail.visits.queries.door_notes import DoorNote, door_notes
from handrail.visits.queries.driver import RECALLED
from handrail.visits.queries.lies_elsewhere import ON_ANOTHER_VAN
from handrail.visits.queries.measuring import LAST_FOUND, NAME
from handrail.visits.queries.recall_visits import ITS_RECALL
from handrail.visits.states import RunState, VisitState


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """One task as the desk sees it. `ended_at`: when its loan ended, at the visit or since, and `end_reason`: how.
    `recalled`: the alert that names what is kept for it, while it is to be brought; `elsewhere`: the other van that it
    lies on. `for_recall`: the alert for which it is fetched or seen to, which may be lifted meanwhile. `whose`:
    somebody else whose thing it is (two records were read as one), with `phones`. Of a measuring that was done, what it
    came to, and what was `found`."""

    kind: TaskKind
    outcome: Outcome
    product: str
    quantity: int
    quantity_done: int
    asset_number: str
    reason: str
    note: str
    weight_kg: float
    volume_l: float
    loan_id: UUID | None
    line_id: UUID | None
    line_state: LineState | None
    ended_at: datetime | None
    end_reason: EndReason | None
    order_id: UUID | None
    order_number: int | None
    recalled: str
    elsewhere: str
    for_recall: str
    recall_lifted: bool
    whose: str
    phones: tuple[str, ...]
    measuring_id: UUID | None
    result: MeasuringResult | None
    found: str


@dataclass(frozen=True, slots=True)
class StepSeen:
    """One state that the visit came to."""

    state: VisitState
    at: datetime
    recorded_at: datetime
    by: str
    reason: str
    why: str
    late: bool


@dataclass(frozen=True, slots=True)
class ProofSeen:
    """What the crew recorded, with the ids of its pictures: pairs of id and kind."""

    received_by: str
    relationship: str
    demonstrated: str
    demonstrated_note: str
    signed_name: str
    note: str
    at: datetime
    by: str
    pictures: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class VisitSeen:
    """One visit in full."""

    id: UUID
    number: int
    state: VisitState
    version: int
    kinds: tuple[str, ...]
    person_id: UUID
    person_name: str
    birth_on: date
    died_on: date | None
    ways: ContactWays
    address_lines: str
    town: str
    postcode: str
    depot_id: UUID
    depot: str
    due_at: datetime | None
    speed_code: str
    slot_from: datetime | None
    slot_until: datetime | None
    run_id: UUID | None
    run_on: date | None
    run_state: RunState | None
    van: str
    stop: int | None
    crew: int
    minutes: int
    note: str
    asked_by: str
    asked_at: datetime
    fail_code: str
    fail_note: str
    next_step: str
    next_step_owner: str
    next_step_done_at: datetime | None
    next_step_by: str
    next_step_note: str
    follows_id: UUID | None
    follows_number: int | None
    finished_at: datetime | None
    followed_id: UUID | None
    followed_number: int | None
    speaking: tuple[Speaking, ...]
    person_told_at: datetime | None
    news_channel: str
    news_state: str
    news_at: datetime | None
    parcel_reference: str
    by_post: bool
    stay: HospitalStay | None
    tasks: tuple[TaskSeen, ...] = ()
    steps: tuple[StepSeen, ...] = ()
    proofs: tuple[ProofSeen, ...] = ()
    notes: tuple[DoorNote, ...] = ()


_VISIT = f"""
    SELECT v.id, v.number, v.state, v.version, v.kinds, p.id, p.given_name || ' ' || p.family_name, p.birth_on,
        {DIED_ON.format(records="people_records(p.id)")}, {CONTACT.format(records="people_records(p.id)")},
        a.lines, a.town, a.postcode, d.id, d.name,
        v.due_at, v.speed_code, v.slot_from, v.slot_until, r.id, r."on", r.state, coalesce(n.name, ''), v.stop, v.crew,
        v.minutes, v.note, v.asked_by, v.asked_at, coalesce(c.label, v.fail_code), v.fail_note, v.next_step,
        v.next_step_owner, v.next_step_done_at, coalesce(i.name, ''), v.next_step_note,
        f.id, f.number, v.finished_at, b.id, b.number,
        {SPEAKING.format(records="people_records(p.id)")},
        v.person_told_at, coalesce(m.channel, ''), coalesce(m.state, ''), m.at,
        v.parcel_reference, coalesce(n.by_post, false),
        {STAY.format(records="people_records(p.id)")}
    FROM visits_visit v
    {their_record("v")}
    JOIN people_address a ON a.id = v.address_id
    JOIN partners_depot d ON d.id = v.depot_id
    LEFT JOIN visits_run r ON r.id = v.run_id
    LEFT JOIN visits_van n ON n.id = r.van_id
    LEFT JOIN visits_visit f ON f.id = v.follows_id
    LEFT JOIN identity_user i ON i.id = v.next_step_by_id
    LEFT JOIN LATERAL (SELECT x.id, x.number FROM visits_visit x WHERE x.follows_id = v.id
        ORDER BY x.number DESC LIMIT 1) b ON true
    LEFT JOIN LATERAL (SELECT x.channel, x.state, coalesce(x.sent_at, x.put_at) AS at FROM core_outboxmessage x
        WHERE x.person_id = v.person_id AND x.content->>'about_id' = v.id::text
        AND x.kind IN ('VISIT_BOOKED', 'VISIT_CHANGED')
        AND (x.content->>'slot_from')::timestamptz = v.slot_from ORDER BY x.put_at DESC, x.id DESC LIMIT 1) m ON true
    LEFT JOIN partners_code c ON c.contract_id = v.contract_id AND c.list = 'failed_visit' AND c.code = v.fail_code
        AND daterange(c.from_on, c.until_on) @> %(today)s::date
    WHERE v.contract_id = %(contract)s AND v.id = %(visit)s
"""
_THEIRS = "people_records(q.id)"
_TASKS = f"""
    SELECT t.kind, t.outcome, {NAME}, t.quantity, t.quantity_done,
        coalesce(a.number, (
            SELECT string_agg(g.number, ', ' ORDER BY g.number) FROM loans_loan n
            JOIN stock_asset g ON g.id = n.asset_id
            WHERE n.line_id = t.line_id AND n.started_at = v.finished_at),
            CASE WHEN v.finished_at IS NULL OR o.made_at <= v.finished_at THEN k.number END, ''), t.reason,
        coalesce(fault.label, t.note),
        coalesce(p.weight_kg, 0) * t.quantity, coalesce(p.packed_volume_l, 0) * t.quantity, t.loan_id, t.line_id,
        l.state, w.ended_at, w.end_reason, l.order_id, ordered.number,
        coalesce((SELECT min(y.reference) FROM ({RECALLED}) y), ''),
        CASE WHEN t.kind = 'DELIVER' AND t.outcome = 'OPEN' THEN coalesce({ON_ANOTHER_VAN.format(van="its.van_id")}, '')
            ELSE '' END,
        coalesce(alert.reference, ''), coalesce(alert.lifted, false),
        coalesce(other.name, ''), coalesce(other.phones, ARRAY[]::text[]), t.measuring_id,
        x.result, coalesce(x.said, '')
    FROM visits_visittask t
    JOIN visits_visit v ON v.id = t.visit_id
    LEFT JOIN visits_run its ON its.id = v.run_id
    LEFT JOIN catalogue_product p ON p.id = t.product_id
    LEFT JOIN orders_orderline l ON l.id = t.line_id
    LEFT JOIN orders_order ordered ON ordered.id = l.order_id
    LEFT JOIN stock_asset a ON a.id = t.asset_id
    LEFT JOIN orders_allocation o ON o.line_id = t.line_id AND o.ended_at IS NULL AND o.asset_id IS NOT NULL
    LEFT JOIN stock_asset k ON k.id = o.asset_id
    LEFT JOIN loans_loan w ON w.id = t.loan_id AND w.ended_at >= v.finished_at
    LEFT JOIN partners_code fault ON t.kind = 'REPAIR' AND fault.contract_id = t.contract_id
        AND fault.list = 'repair_fault'
        AND fault.code = t.note AND daterange(fault.from_on, fault.until_on) @> %(today)s::date
    LEFT JOIN LATERAL ({ITS_RECALL}) alert ON true
    LEFT JOIN LATERAL ({LAST_FOUND}) x ON true
    LEFT JOIN LATERAL (
        SELECT q.given_name || ' ' || q.family_name AS name, ARRAY(
            SELECT DISTINCT n.phone FROM people_person j CROSS JOIN LATERAL (VALUES (j.phone), (j.mobile)) n (phone)
            WHERE j.id = ANY (people_records(q.id)) AND n.phone <> '' AND {MAY_BE_TOLD.format(records=_THEIRS)}
            AND {DIED_ON.format(records=_THEIRS)} IS NULL) AS phones
        FROM loans_loan b JOIN people_person q ON q.id = people_root(b.person_id)
        WHERE b.id = t.loan_id AND b.person_id <> ALL (people_records(v.person_id))) other ON true
    WHERE t.contract_id = %(contract)s AND t.visit_id = %(visit)s
    ORDER BY t.kind DESC, coalesce(p.weight_kg, 0) DESC, p.name, t.id
"""
# What was done before its stop was taken off the run follows that step, and is told as of when it was done.
_STEPS = """
    SELECT h.to_state, CASE WHEN h.seq = v.state_seq THEN coalesce(v.finished_at, h.happened_at) ELSE h.happened_at END,
        h.recorded_at, coalesce(u.name, ''), h.reason, coalesce(a.reason, ''),
        coalesce(a.recorded_late, false)
    FROM visits_visit v JOIN visits_visithistory h ON h.subject_id = v.id
    LEFT JOIN identity_user u ON u.id = h.by_id
    LEFT JOIN core_audit a ON a.id = h.audit_id
    WHERE v.contract_id = %(contract)s AND v.id = %(visit)s ORDER BY h.seq
"""
_PROOFS = """
    SELECT o.received_by, o.relationship, o.demonstrated, o.demonstrated_note, o.signed_name, o.note, o.happened_at,
        coalesce(u.name, ''), ARRAY(SELECT f.id FROM visits_attachment f WHERE f.proof_id = o.id ORDER BY f.id),
        ARRAY(SELECT f.kind FROM visits_attachment f WHERE f.proof_id = o.id ORDER BY f.id)
    FROM visits_proof o LEFT JOIN identity_user u ON u.id = o.by_id
    WHERE o.contract_id = %(contract)s AND o.visit_id = %(visit)s ORDER BY o.id
"""


def visit_seen(scope: Scope, visit_id: UUID, today: date) -> VisitSeen:
    """A visit in full, in five statements. Raises `Refused(NOT_FOUND)`."""
    asked = {"contract": scope.contract_id, "visit": visit_id, "today": today}
    found = rows(lambda *row: row, _VISIT, asked)
    if not found:
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    values = list(found[0])
    values[2], values[4], values[9] = VisitState(values[2]), tuple(values[4]), contact_read(values[9])
    values[-1] = stay_read(values[-1])
    values[21] = RunState(values[21]) if values[21] else None
    values[41] = speaking_of(values[41])
    return replace(
        VisitSeen(*values),
        tasks=rows(_task, _TASKS, asked),
        steps=rows(_step, _STEPS, asked),
        proofs=rows(_proof, _PROOFS, asked),
        notes=door_notes(scope, visit_id, values[5], today),
    )


def proofs_of(scope: Scope, visit_id: UUID) -> tuple[ProofSeen, ...]:
    """What crews recorded at the door of a visit."""
    return rows(_proof, _PROOFS, {"contract": scope.contract_id, "visit": visit_id})


def _task(*row: Any) -> TaskSeen:
    values = list(row)
    values[0], values[1] = TaskKind(values[0]), Outcome(values[1])
    values[8], values[9] = float(values[8]), float(values[9])
    values[12] = LineState(values[12]) if values[12] else None
    values[14] = EndReason(values[14]) if values[14] else None
    values[22] = tuple(values[22])
    values[24] = MeasuringResult(values[24]) if values[24] else None
    return TaskSeen(*values)


def _step(*row: Any) -> StepSeen:
    return StepSeen(VisitState(row[0]), *row[1:])


def _proof(*row: Any) -> ProofSeen:
    values = [*row[:8], tuple(zip(row[8], row[9], strict=True))]
    return ProofSeen(*values)


@dataclass(frozen=True, slots=True)
class PictureSeen:
    """A picture of a visit: whose, of what type, under which hash."""

    person_id: UUID
    media_type: str
    sha256: str


def picture(scope: Scope, attachment_id: UUID, *, crew_only: bool) -> PictureSeen:
    """A picture that the scope reaches; for a crew, of a visit on its own runs only. Raises `Refused(NOT_FOUND)`."""
    found = rows(
        PictureSeen,
        """SELECT f.person_id, f.media_type, f.sha256 FROM visits_attachment f
           JOIN visits_proof o ON o.id = f.proof_id JOIN visits_visit v ON v.id = o.visit_id
           LEFT JOIN visits_run r ON r.id = v.run_id
           WHERE f.contract_id = %(contract)s AND f.id = %(id)s
           AND (NOT %(crew)s OR %(user)s IN (r.driver_id, r.second_id))""",
        {"contract": scope.contract_id, "id": attachment_id, "crew": crew_only, "user": scope.user_id},
    )
    if not found:
        raise refuse(CallReason.NOT_FOUND, "attachment_id")
    return found[0]
