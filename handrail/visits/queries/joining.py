"""Reads the open visits that can take on more for a person.
Refuses visits that are on a run already, as there van and day are reckoned, but for what belongs to the same order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.queries.driver import RECALLED
from handrail.visits.queries.parcels import BY_POST
from handrail.visits.rules.requests import JOINABLE, OpenVisit
from handrail.visits.states import VisitState

_JOINABLE = """
    SELECT v.id, v.person_id, v.address_id, v.depot_id, v.state, v.due_at, v.slot_from, v.slot_until, v.crew,
        (r.driver_id IS NOT NULL)::int + (r.second_id IS NOT NULL)::int, v.number
    FROM visits_visit v LEFT JOIN visits_run r ON r.id = v.run_id
    WHERE v.contract_id = %(contract)s AND v.person_id = ANY(%(people)s) AND (v.state = ANY(%(states)s)
        OR (v.state = 'PLANNED' AND r.state = 'PLANNED' AND EXISTS (
            SELECT FROM visits_visittask t JOIN orders_orderline l ON l.id = t.line_id WHERE t.visit_id = v.id
            AND l.order_id IN (SELECT order_id FROM orders_orderline WHERE id = ANY(%(lines)s)))))
    ORDER BY v.due_at, v.id
"""


def joinable(scope: Scope, person_ids: Collection[UUID], line_ids: Collection[UUID] = ()) -> tuple[OpenVisit, ...]:
    """The visits to people (to one, on any record) that are not on a run yet, and those on a run not sent yet that
    bring, or were to bring, something of the same order as these lines; soonest first."""
    states = [state.value for state in JOINABLE]
    asked = {"contract": scope.contract_id, "people": list(person_ids), "states": states, "lines": list(line_ids)}
    return rows(_open, _JOINABLE, asked)


def _open(*row: Any) -> OpenVisit:
    values = list(row)
    values[4] = VisitState(values[4])
    return OpenVisit(*values)


def open_visits_of(scope: Scope, line_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """The visits that still bring these lines."""
    return rows(
        lambda visit_id: visit_id,
        """SELECT DISTINCT visit_id FROM visits_visittask
           WHERE contract_id = %(contract)s AND line_id = ANY(%(lines)s) AND outcome = 'OPEN' ORDER BY visit_id""",
        {"contract": scope.contract_id, "lines": list(line_ids)},
    )


@dataclass(frozen=True, slots=True)
class VisitOfOrder:
    """A visit that brings lines of an order, with its slot where one is booked, and what was kept of it at the door:
    pairs of id and kind. `why`: why it could not be done, in the words of the contract's list; the next step and whose
    it is, as codes. `by_post`: nobody comes, it is sent."""

    id: UUID
    number: int
    state: VisitState
    due_at: datetime | None
    slot_from: datetime | None
    slot_until: datetime | None
    line_ids: Sequence[UUID]
    why: str
    next_step: str
    next_step_owner: str
    next_step_done: bool
    pictures: tuple[tuple[UUID, str], ...] = ()
    signed_name: str = ""
    by_post: bool = False


def visits_of_order(scope: Scope, order_id: UUID) -> tuple[VisitOfOrder, ...]:
    """The visits of an order, the latest first."""
    return rows(
        _of_order,
        f"""SELECT v.id, v.number, v.state, v.due_at, v.slot_from, v.slot_until, array_agg(t.line_id),
               coalesce(c.label, v.fail_code), v.next_step, v.next_step_owner, v.next_step_done_at IS NOT NULL,
               ARRAY(SELECT f.id FROM visits_attachment f JOIN visits_proof o ON o.id = f.proof_id
                   WHERE o.visit_id = v.id ORDER BY f.id),
               ARRAY(SELECT f.kind FROM visits_attachment f JOIN visits_proof o ON o.id = f.proof_id
                   WHERE o.visit_id = v.id ORDER BY f.id),
               coalesce((SELECT max(o.signed_name) FROM visits_proof o WHERE o.visit_id = v.id), ''), ({BY_POST})
           FROM visits_visit v JOIN visits_visittask t ON t.visit_id = v.id
           JOIN orders_orderline l ON l.id = t.line_id
           LEFT JOIN partners_code c ON c.contract_id = v.contract_id AND c.list = 'failed_visit'
               AND c.code = v.fail_code
               AND daterange(c.from_on, c.until_on) @> (v.finished_at AT TIME ZONE 'Europe/London')::date
           WHERE v.contract_id = %(contract)s AND l.order_id = %(order)s
           GROUP BY v.id, c.label ORDER BY v.asked_at DESC, v.id""",
        {"contract": scope.contract_id, "order": order_id},
    )


def _of_order(*row: Any) -> VisitOfOrder:
    values = list(row)
    values[2] = VisitState(row[2])
    values[11:13] = [tuple(zip(row[11], row[12], strict=True))]
    return VisitOfOrder(*values)


@dataclass(frozen=True, slots=True)
class PartDelivery:
    """A visit that left some of a counted line, and `left` for later; `why` in the words of the contract's list."""

    line_id: UUID
    done: int
    left: int
    visit_number: int
    at: datetime
    by_name: str
    why: str


def part_deliveries(scope: Scope, order_id: UUID) -> tuple[PartDelivery, ...]:
    """What of an order was handed over in part, the latest first."""
    return rows(
        PartDelivery,
        """SELECT t.line_id, t.quantity_done, t.quantity - t.quantity_done, v.number, v.finished_at,
               coalesce(u.name, ''), coalesce(c.label, t.reason)
           FROM visits_visittask t
           JOIN orders_orderline l ON l.id = t.line_id
           JOIN visits_visit v ON v.id = t.visit_id
           LEFT JOIN visits_visithistory h ON h.subject_id = v.id AND h.seq = v.state_seq
           LEFT JOIN identity_user u ON u.id = h.by_id
           LEFT JOIN partners_code c ON c.contract_id = t.contract_id AND c.list = 'failed_visit'
               AND c.code = t.reason
               AND daterange(c.from_on, c.until_on) @> (v.finished_at AT TIME ZONE 'Europe/London')::date
           WHERE t.contract_id = %(contract)s AND l.order_id = %(order)s AND t.kind = 'DELIVER'
           AND t.quantity_done > 0 AND t.quantity_done < t.quantity AND v.finished_at IS NOT NULL
           ORDER BY v.finished_at DESC, t.id""",
        {"contract": scope.contract_id, "order": order_id},
    )


def recalled_on_its_way(scope: Scope, order_id: UUID) -> dict[UUID, str]:
    """The lines of an order whose things were recalled once they were kept, each with the alert."""
    return dict(
        rows(
            lambda line_id, reference: (line_id, reference),
            f"""SELECT t.line_id, min(y.reference) FROM visits_visittask t JOIN orders_orderline l ON l.id = t.line_id
                CROSS JOIN LATERAL ({RECALLED}) y
                WHERE t.contract_id = %(contract)s AND l.order_id = %(order)s GROUP BY t.line_id""",
            {"contract": scope.contract_id, "order": order_id},
        )
    )
