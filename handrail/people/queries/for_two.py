"""Says at which homes nobody goes alone: a note on any record of a person asks for two.
Refuses to say why two are needed: whoever set the note keeps that."""

from collections.abc import Collection
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.queries.read_through import same_door
from handrail.people.states import TWO_FOR_SAFETY, NoteList


def two_needed(person: str, address: str) -> str:
    """Whether two go to this person at this address, as SQL; a note without an address holds wherever they are."""
    return f"""EXISTS (SELECT FROM people_note h WHERE h.person_id = ANY (people_records({person}))
        AND h.list = '{NoteList.HAZARD}' AND h.code = '{TWO_FOR_SAFETY}' AND h.ended_at IS NULL
        AND (h.address_id IS NULL OR h.address_id IN {same_door(address)}))"""


def homes_for_two(scope: Scope, address_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these addresses to which two go."""
    return frozenset(
        rows(
            lambda address_id: address_id,
            f"""SELECT d.id FROM people_address d WHERE d.contract_id = %(contract)s AND d.id = ANY (%(ids)s)
                AND {two_needed("d.person_id", "d.id")}""",
            {"contract": scope.contract_id, "ids": sorted(set(address_ids))},
        )
    )
