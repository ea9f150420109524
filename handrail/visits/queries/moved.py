"""Reads visits that a move to come is about, for booking: where the person lives on the day counts.
Refuses what somebody chose to send to the new home, what is fetched from the old one because it stays there, moves that
leave the county, and moves that are done or were taken back."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.queries.moves import STILL_TO_COME
from handrail.people.queries.read_through import same_home
from handrail.visits.rules.moved import Door, MovedVisit

_OLD_HOME = "nullif(x.details->>'old_home', '')::uuid"
# Of an event `x` and a visit `v`: the move is to come, and has sent the visit to the new home, or will on its day. Only
# a move inside the county keeps which visits it sent. Records that were joined each have a row of the old home.
MOVED = f"""x.contract_id = v.contract_id AND x.person_id = ANY (people_records(people_root(v.person_id)))
        AND (x.details->'visits_moved' ? v.id::text
            OR x.details ? 'visits_moved' AND v.address_id IN {same_home(_OLD_HOME)} AND EXISTS (
                SELECT FROM visits_visittask t LEFT JOIN loans_loan g ON g.id = t.loan_id
                    AND g.address_id IN {same_home(_OLD_HOME)}
                    AND coalesce((x.details->'told'->>'things_move')::boolean, true)
                WHERE t.visit_id = v.id AND (t.line_id IS NOT NULL OR g.id IS NOT NULL)))
        AND {STILL_TO_COME.format(records="people_records(people_root(v.person_id))")}"""
# The order goes along where no other visit brings something of it.
_MOVED = f"""
    SELECT v.id, v.person_id, x."on", v.address_id, o.id, o.easting, o.northing, n.id, n.easting, n.northing,
        ARRAY(SELECT DISTINCT l.order_id FROM visits_visittask t JOIN orders_orderline l ON l.id = t.line_id
            WHERE t.visit_id = v.id AND NOT EXISTS (SELECT FROM orders_orderline k
                JOIN visits_visittask u ON u.line_id = k.id AND u.outcome <> 'CANCELLED'
                WHERE k.order_id = l.order_id AND u.visit_id <> v.id) ORDER BY 1),
        x.id, x.details->'visits_moved' ? v.id::text
    FROM visits_visit v
    JOIN people_lifeevent x ON {MOVED}
    JOIN people_address n ON n.id = (x.details->>'new_home')::uuid
    JOIN people_address o ON o.id = CASE WHEN v.address_id = n.id THEN {_OLD_HOME} ELSE v.address_id END
    WHERE v.contract_id = %(contract)s AND v.id = ANY (%(ids)s)
    AND (v.address_id = n.id OR v.address_id IN {same_home(_OLD_HOME)})
    ORDER BY v.id
"""


def moved_visits(scope: Scope, visit_ids: Collection[UUID]) -> tuple[MovedVisit, ...]:
    """Those of these visits that a move to come is about; one statement."""
    return rows(_moved, _MOVED, {"contract": scope.contract_id, "ids": list(visit_ids)})


def _moved(*row: Any) -> MovedVisit:
    values = [*row[:4], Door(*row[4:7]), Door(*row[7:10]), tuple(row[10]), *row[11:]]
    return MovedVisit(*values)
