"""Reads whether a person is in hospital now, as the last thing that was told of it.
Refuses to guess: a stay of no known end lasts until somebody asked whether the equipment is still needed."""

from typing import Any

from pydantic import TypeAdapter

from handrail.core.select import value_of
from handrail.people.rules.stays import HospitalStay

# A stay as JSON, or nothing; `{records}`: the ids of all records of the person. What came later ended it.
STAY = """(SELECT jsonb_build_object('since', e."on", 'until', nullif(e.details->'told'->>'home_again_on', ''))
    FROM (SELECT x.id, x.kind, x."on", x.details FROM people_lifeevent x
        WHERE x.person_id = ANY ({records}) AND x.withdrawn_at IS NULL
        AND x.kind IN ('ADMISSION', 'DISCHARGE_DATE', 'DEATH')
        ORDER BY x.happened_at DESC, x.id DESC LIMIT 1) e
    WHERE e.kind = 'ADMISSION' AND (e.details->'told'->>'home_again_on' <> '' OR EXISTS (
        SELECT FROM people_followup f WHERE f.life_event_id = e.id AND f.done_at IS NULL)))"""

_READ: TypeAdapter[HospitalStay | None] = TypeAdapter(HospitalStay | None)


def stay_read(cell: Any) -> HospitalStay | None:
    """The stay of a cell that `STAY` filled; None: they are not away."""
    return _READ.validate_python(value_of(cell))
