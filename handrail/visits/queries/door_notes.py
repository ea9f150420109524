"""Reads what whoever goes to the door of a visit must know: how to get in, and what to beware of.
Refuses a note of another home of the person, and the code of a key safe: that is asked for by itself."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.queries.read_through import same_door
from handrail.people.states import NoteList


@dataclass(frozen=True, slots=True)
class DoorNote:
    """An access note or hazard. `has_secret`: a key safe's code goes with it, which is asked for by itself."""

    id: UUID
    list: str
    code: str
    label: str
    detail: str
    has_secret: bool

    @property
    def is_hazard(self) -> bool:
        """Something to beware of, not a way in."""
        return self.list == NoteList.HAZARD

    @property
    def words(self) -> str:
        """The note in one line."""
        return f"{self.label}: {self.detail}" if self.detail else self.label


_NOTES = f"""
    SELECT n.id, n.list, n.code, coalesce(c.label, n.code), n.detail, n.secret <> ''
    FROM people_note n
    LEFT JOIN partners_code c ON c.contract_id = n.contract_id AND c.list = n.list AND c.code = n.code
        AND daterange(c.from_on, c.until_on) @> %(today)s::date
    WHERE n.contract_id = %(contract)s AND n.person_id = ANY (people_records(%(person)s)) AND n.ended_at IS NULL
    AND (n.address_id IS NULL OR n.address_id IN
        {same_door("(SELECT address_id FROM visits_visit WHERE id = %(visit)s)")})
    ORDER BY n.list DESC, c.position, n.id
"""


def door_notes(scope: Scope, visit_id: UUID, person_id: UUID, today: date) -> tuple[DoorNote, ...]:
    """The notes of all records of this person that hold at the door of this visit; one statement."""
    asked = {"contract": scope.contract_id, "visit": visit_id, "person": person_id, "today": today}
    return rows(DoorNote, _NOTES, asked)
