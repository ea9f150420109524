"""Reads how a person is spoken with, as all records that are read as one say it: a join loses nothing of it.
Refuses nothing."""

from typing import Any

from pydantic import TypeAdapter

from handrail.core.select import value_of
from handrail.people.rules.speaking import Speaking

# As JSON, the record in front first; `{records}`: the ids of all records of the person. `speaking_of` reads it.
SPEAKING = """(SELECT jsonb_agg(jsonb_build_object('number', k.number, 'needs', k.communication_needs,
        'language', k.language, 'interpreter_needed', k.interpreter_needed, 'note', k.communication_note)
        ORDER BY k.joined_into_id IS NOT NULL, k.number)
    FROM people_person k WHERE k.id = ANY ({records}))"""

_SPEAKING: TypeAdapter[tuple[Speaking, ...]] = TypeAdapter(tuple[Speaking, ...])


def speaking_of(cell: Any) -> tuple[Speaking, ...]:
    """How a person is spoken with, from `SPEAKING`."""
    return _SPEAKING.validate_python(value_of(cell) or [])
