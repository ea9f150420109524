"""Reads one order: its head, what was answered and checked, and everything that happened to it.
Refuses orders of another contract or out of reach: they are as if they were not there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.orders.queries.releases import Door
from handrail.orders.rules.basis import Basis, basis_of
from handrail.orders.rules.changing import OrderedBy
from handrail.people.queries.deaths import DIED_ON
from handrail.people.queries.for_two import two_needed
from handrail.stock.codes import MISTAKES


@dataclass(frozen=True, slots=True)
class OrderHead:
    """An order with the names on it. `version` is what a change must have seen."""

    id: UUID
    number: int
    version: int
    person_id: UUID
    person_name: str
    person_born_on: date
    person_died_on: date | None
    need_id: UUID | None
    reason: str
    note: str
    ward: str
    discharge_on: date | None
    discharge_pathway: str
    prescriber_id: UUID
    prescriber_name: str
    prescriber_email: str
    entered_by_id: UUID
    entered_by_name: str
    supervisor_id: UUID | None
    team_id: UUID | None
    team_name: str
    partner_id: UUID
    partner_name: str
    submitted_at: datetime
    address_lines: str
    address_town: str
    address_postcode: str
    address_kind: str
    address_name: str
    door: Door

    @property
    def ordered_by(self) -> OrderedBy:
        """Who answers for it."""
        return OrderedBy(
            order_id=self.id,
            number=self.number,
            prescriber_id=self.prescriber_id,
            prescriber_name=self.prescriber_name,
            prescriber_email=self.prescriber_email,
            entered_by_id=self.entered_by_id,
            supervisor_id=self.supervisor_id,
            team_id=self.team_id,
            team_name=self.team_name,
        )


_DIED_ON = DIED_ON.format(records="people_records(o.person_id)")
_HEAD = f"""
    SELECT o.id, o.number, o.version, o.person_id, p.given_name || ' ' || p.family_name, p.birth_on,
        {_DIED_ON},
        o.need_id, o.reason, o.note, o.ward, o.discharge_on, o.discharge_pathway, o.prescriber_id, u.name, u.email,
        o.entered_by_id, e.name, o.named_supervisor_id, o.team_id, coalesce(t.name, ''), o.partner_id, r.name,
        o.submitted_at, a.lines, a.town, a.postcode, a.kind, a.name,
        o.address_id, a.easting, a.northing,
        {two_needed("o.person_id", "o.address_id")}, o.joint_suits
    FROM orders_order o
    JOIN people_person p ON p.id = o.person_id
    JOIN people_address a ON a.id = o.address_id
    JOIN identity_user u ON u.id = o.prescriber_id
    JOIN identity_user e ON e.id = o.entered_by_id
    JOIN partners_partner r ON r.id = o.partner_id
    LEFT JOIN partners_team t ON t.id = o.team_id
    WHERE o.contract_id = %(contract)s AND o.id = %(id)s
"""


def order_head(scope: Scope, order_id: UUID, *, lock: bool = False) -> OrderHead | None:
    """One order; locked when it is to be changed."""
    sql = f"{_HEAD} FOR NO KEY UPDATE OF o" if lock else _HEAD
    found = rows(_head, sql, {"contract": scope.contract_id, "id": order_id})
    return found[0] if found else None


def _head(*row: Any) -> OrderHead:
    *values, address_id, easting, northing, two, suits = row
    named = dict(zip(OrderHead.__slots__, values, strict=False))
    return OrderHead(**named, door=Door(address_id, easting, northing, 2 if two else 1, named["note"], suits))


def ordered_by(scope: Scope, order_ids: Collection[UUID]) -> tuple[OrderedBy, ...]:
    """Who answers for each of these orders."""
    return rows(
        OrderedBy,
        """SELECT o.id, o.number, o.prescriber_id, u.name, u.email, o.entered_by_id, o.named_supervisor_id, o.team_id,
               coalesce(t.name, '')
           FROM orders_order o JOIN identity_user u ON u.id = o.prescriber_id
           LEFT JOIN partners_team t ON t.id = o.team_id
           WHERE o.contract_id = %(contract)s AND o.id = ANY (%(ids)s) ORDER BY o.id""",
        {"contract": scope.contract_id, "ids": list(order_ids)},
    )


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as given, with the flag it raised. `line_id`: the one item that it is about; None: all that ask.
    `reworded`: the question has other words since, which this is no answer to."""

    question_code: str
    asked_at: str
    answer: str
    action: str
    reason: str
    happened_at: datetime
    line_id: UUID | None = None
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check that spoke up. `found` holds its key, kind, products, against, rule_code, text and numbers."""

    line_id: UUID | None
    code: str
    severity: str
    found: Mapping[str, Any]
    reason: str
    by_name: str
    happened_at: datetime


def answers_of(scope: Scope, order_id: UUID) -> tuple[AnswerRow, ...]:
    """The answers of an order; where one was given anew, the last."""
    return rows(
        AnswerRow,
        """SELECT DISTINCT ON (question_code, asked_at, line_id) question_code, asked_at, answer, action, reason,
               happened_at, line_id, EXISTS (
                   SELECT FROM orders_orderline l JOIN catalogue_product p ON p.id = l.product_id
                   JOIN catalogue_question q ON q.contract_id = a.contract_id AND q.set_code = p.clinical_questions
                       AND q.question_code = a.question_code AND q.asked_at = a.asked_at
                   JOIN catalogue_questionwording w ON w.question_id = q.id AND w.since > a.happened_at
                   WHERE l.order_id = a.order_id)
           FROM orders_answer a WHERE contract_id = %(contract)s AND order_id = %(id)s
           ORDER BY question_code, asked_at, line_id, happened_at DESC, id DESC""",
        {"contract": scope.contract_id, "id": order_id},
    )


def checks_of(scope: Scope, order_id: UUID) -> tuple[CheckRow, ...]:
    """The checks of an order in the order in which they spoke up."""
    return rows(
        lambda line, code, severity, found, *rest: CheckRow(line, code, severity, value_of(found), *rest),
        """SELECT c.line_id, c.code, c.severity, c.numbers, c.reason, u.name, c.happened_at
           FROM orders_check c JOIN identity_user u ON u.id = c.by_id
           WHERE c.contract_id = %(contract)s AND c.order_id = %(id)s ORDER BY c.happened_at, c.id""",
        {"contract": scope.contract_id, "id": order_id},
    )


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a line or release: what became of it, when, who made the step, why. `basis`: on what a line was
    authorised. BEFORE_APPROVAL is the contract's rule, asked for by `by_name`: nobody has approved it thereby."""

    kind: str
    subject_id: UUID
    seq: int
    from_state: str | None
    to_state: str
    happened_at: datetime
    recorded_at: datetime
    by_name: str
    reason: str
    basis: Basis | None = None


def steps_of(scope: Scope, order_id: UUID) -> tuple[StepRow, ...]:
    """All steps of an order's lines and releases, the latest first. What goes out before its approval is known by the
    review that was asked for in the same change, whatever anybody wrote and whatever became of the review: a line that
    waits for its release is not authorised in that change."""
    return rows(
        _step,
        """SELECT s.kind, s.subject_id, s.seq, s.from_state, s.to_state, s.happened_at, s.recorded_at, u.name, s.reason,
               s.kind = 'LINE' AND EXISTS (
                   SELECT FROM orders_release r JOIN orders_releasehistory asked ON asked.subject_id = r.id
                   WHERE r.order_id = %(id)s AND s.subject_id = ANY (r.line_ids)
                   AND asked.from_state IS NULL AND asked.recorded_at = s.recorded_at)
           FROM (
               SELECT 'LINE' AS kind, h.* FROM orders_linehistory h
               WHERE h.subject_id IN (SELECT id FROM orders_orderline
                   WHERE contract_id = %(contract)s AND order_id = %(id)s)
               UNION ALL
               SELECT 'RELEASE', h.* FROM orders_releasehistory h
               WHERE h.subject_id IN (SELECT id FROM orders_release
                   WHERE contract_id = %(contract)s AND order_id = %(id)s)
           ) s LEFT JOIN identity_user u ON u.id = s.by_id
           ORDER BY s.happened_at DESC, s.kind, s.subject_id, s.seq DESC""",
        {"contract": scope.contract_id, "id": order_id},
    )


def _step(*row: Any) -> StepRow:
    *columns, reviewed = row
    step = StepRow(*columns)
    if step.kind != "LINE":
        return step
    return replace(step, basis=basis_of(step.from_state, step.to_state, reviewed_afterwards=reviewed))


@dataclass(frozen=True, slots=True)
class MendRow:
    """A wrong count of a line that was put right: when, by whom, why and from which number to which."""

    line_id: UUID
    at: datetime
    by_name: str
    why: str


def mends_of(scope: Scope, line_ids: Collection[UUID]) -> tuple[MendRow, ...]:
    """What was put right of these lines, the latest first. A mending names its line and its story in the audit log."""
    lines = {f"line:{line_id}": line_id for line_id in line_ids}
    return rows(
        lambda subject, *told: MendRow(lines[subject], *told),
        """SELECT s.subject, a.happened_at, coalesce(u.name, ''), d.detail
           FROM core_auditsubject s JOIN core_audit a ON a.id = s.audit_id AND a.event = 'SCAN_MENDED'
           JOIN core_auditsubject t ON t.audit_id = a.id
           -- The story is found by its id, worked out first: row security lets no index be asked by what may fail.
           CROSS JOIN LATERAL (SELECT CASE WHEN t.subject LIKE 'discrepancy:%%' THEN substr(t.subject, 13)::uuid END
               AS id OFFSET 0) k
           JOIN stock_discrepancy d ON d.id = k.id AND d.kind = ANY(%(mistakes)s)
           LEFT JOIN identity_user u ON u.id = a.actor_id
           WHERE s.contract_id = %(contract)s AND s.subject = ANY(%(subjects)s)
           ORDER BY a.happened_at DESC, s.id""",
        {
            "contract": scope.contract_id,
            "subjects": list(lines),
            "mistakes": [kind.value for kind in MISTAKES],
        },
    )


def order_dates(scope: Scope, order_ids: Collection[UUID]) -> dict[UUID, date]:
    """The day of going home of each of these orders that names one."""
    return dict(
        rows(
            lambda *row: (row[0], row[1]),
            """SELECT id, discharge_on FROM orders_order
               WHERE contract_id = %(contract)s AND id = ANY (%(ids)s) AND discharge_on IS NOT NULL""",
            {"contract": scope.contract_id, "ids": list(order_ids)},
        )
    )
