"""Reads moves that were told before their day: whether one is to come, and those whose day is here.
Refuses to tell of a move of somebody who died before it: nobody moves then."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class MoveToCome:
    """On which day the person moves, and where to. `address_id`: of the new home, which is none of theirs before."""

    event_id: UUID
    on: date
    address_id: UUID
    lines: str
    town: str
    postcode: str


# Of an event `x`: a move that is to come; `{records}`: the ids of all records of the person.
STILL_TO_COME = """x.kind = 'MOVE' AND x.carried_out_at IS NULL AND x.withdrawn_at IS NULL AND NOT EXISTS (
        SELECT FROM people_person d WHERE d.id = ANY ({records}) AND d.died_on IS NOT NULL)"""

# A move to come as JSON, or nothing; `{records}`: the ids of all records of the person.
MOVE_TO_COME = f"""(SELECT jsonb_build_object('event_id', e.id, 'on', e."on", 'address_id', a.id, 'lines', a.lines,
        'town', a.town, 'postcode', a.postcode)
    FROM (SELECT x.id, x."on", x.details->>'new_home' AS new_home FROM people_lifeevent x
        WHERE x.person_id = ANY ({{records}}) AND {STILL_TO_COME} ORDER BY x."on", x.id LIMIT 1) e
    JOIN people_address a ON a.id = e.new_home::uuid)"""


def due_moves(scope: Scope, today: date, *, at_most: int) -> tuple[UUID, ...]:
    """The moves whose day is here and that nobody carried out, the longest ago first."""
    still = STILL_TO_COME.format(records="people_records(x.person_id)")
    return rows(
        UUID,
        f"""SELECT x.id::text FROM people_lifeevent x
            WHERE x.contract_id = %(contract)s AND x."on" <= %(today)s AND {still}
            ORDER BY x."on", x.id LIMIT %(most)s""",
        {"contract": scope.contract_id, "today": today, "most": at_most},
    )
