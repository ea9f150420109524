"""Reads which people have died, by all records that are read as one; held, so that a death waits or is seen.
Refuses nothing: who lives is not among the answers."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

# The day of death, on whichever record it stands; `{records}`: the ids of all records of the person.
DIED_ON = "(SELECT max(k.died_on) FROM people_person k WHERE k.id = ANY ({records}))"


def deaths_of(scope: Scope, person_ids: Iterable[UUID]) -> Mapping[UUID, date]:
    """The day of death by record, held until the change ends; one statement."""
    found = rows(
        lambda record, died_on: (record, died_on),
        f"""SELECT r.id, {DIED_ON.format(records="people_records(p.id)")}
           FROM people_person p, unnest(%(ids)s::uuid[]) r (id)
           WHERE p.contract_id = %(contract)s AND p.id = people_root(r.id) ORDER BY p.id FOR SHARE OF p""",
        {"contract": scope.contract_id, "ids": sorted(set(person_ids))},
    )
    return {record: died_on for record, died_on in found if died_on}
