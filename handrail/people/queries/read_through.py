"""Says which record a person is read through, where what is in hand names any of their records.
Refuses nothing."""

from collections.abc import Collection, Mapping
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


def their_record(of: str) -> str:
    """Joins, as `p`, the record that the person of row `of` is read through: what is known of them now stands there.

    Its id is worked out first: row security asks an index by a plain id alone."""
    return f"""CROSS JOIN LATERAL (SELECT people_root({of}.person_id) AS id OFFSET 0) front
    JOIN people_person p ON p.id = front.id"""


def same_door(address: str) -> str:
    """The addresses that are this home: each record of a person that was joined has a row of its own for it."""
    return f"""(SELECT b.id FROM people_address a
        CROSS JOIN LATERAL (SELECT people_records(a.person_id) AS ids OFFSET 0) r
        JOIN people_address b ON b.person_id = ANY (r.ids)
            AND (b.id = a.id OR b.postcode = a.postcode AND a.postcode <> '')
        WHERE a.id = {address})"""


def front_records(scope: Scope, person_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The record that each of these is read through: the same for those that were joined."""
    found = rows(
        lambda record, front: (record, front),
        """SELECT p.id, people_root(p.id) FROM people_person p
           WHERE p.contract_id = %(contract)s AND p.id = ANY(%(ids)s)""",
        {"contract": scope.contract_id, "ids": list(person_ids)},
    )
    return dict(found)
