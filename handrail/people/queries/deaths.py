"""Reads which people have died, by all records that are read as one; held, so that a death waits or is seen.
Refuses nothing: who lives is not among the answers."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

# The day of death, on whichever record it stands; `{records}`: the ids of all records of the person.
DIED_ON = "(SELECT max(k.died_on) FROM people_person k WHERE k.id = ANY ({records}))"
_ROOTS = """FROM people_person p, unnest(%(ids)s::uuid[]) r (id)
    WHERE p.contract_id = %(contract)s AND p.id = people_root(r.id)"""


def deaths_of(scope: Scope, person_ids: Iterable[UUID]) -> Mapping[UUID, date]:
    """The day of death by record, held until the change ends. Two statements: who waited for a death to be recorded
    would still read what was there when the first began."""
    asked = {"contract": scope.contract_id, "ids": sorted(set(person_ids))}
    rows(bool, f"SELECT true {_ROOTS} ORDER BY p.id FOR SHARE OF p", asked)
    died_on = DIED_ON.format(records="people_records(p.id)")
    found = rows(lambda record, died: (record, died), f"SELECT r.id, {died_on} {_ROOTS} ORDER BY r.id", asked)
    return {record: died for record, died in found if died}
