"""Reads how people can be reached now: their own ways, by all their records, and the helper with authority to speak for
them. Refuses the dead: they are not among the answers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.queries.contact import CONTACT, contact_read
from handrail.people.queries.deaths import DIED_ON
from handrail.people.queries.speaking import SPEAKING, speaking_of
from handrail.people.rules.telling import Listener, Reachable

# For statements that have the person as `p` and `%(today)s`; `reachable_of` reads the columns.
REACHABLE_COLUMNS = f"""{CONTACT.format(records="people_records(p.id)")}, h.name, h.phone, h.email, p.birth_on,
        {SPEAKING.format(records="people_records(p.id)")},
        coalesce((SELECT a.lines || ', ' || a.postcode FROM people_address a
            WHERE a.person_id = ANY (people_records(p.id)) AND a.is_home AND a.until_on IS NULL
            ORDER BY a.person_id <> p.id, a.from_on DESC, a.id LIMIT 1), '')"""
HELPER = """LEFT JOIN LATERAL (
        SELECT k.name, k.phone, k.email, k.relationship FROM people_contact k
        WHERE k.person_id = ANY (people_records(p.id)) AND k.authority <> 'NONE'
        AND (k.ended_on IS NULL OR k.ended_on > %(today)s) ORDER BY k.is_main DESC, k.name, k.id LIMIT 1
    ) h ON true"""


def reachable_of(*row: Any) -> Reachable:
    """How to reach one person, from `REACHABLE_COLUMNS`."""
    contact, helper, helper_phone, helper_email, birth_on, speaking, address = row
    known, records = contact_read(contact), speaking_of(speaking)
    return Reachable(
        person=Listener("", known.phones, known.email),
        helper=Listener(helper, (helper_phone,), helper_email) if helper else None,
        birth_on=birth_on,
        contact_by=known.contact_by,
        needs=tuple(dict.fromkeys(need for one in records for need in one.needs)),
        interpreter_needed=any(one.interpreter_needed for one in records),
        address=address,
    )


def reachable(scope: Scope, person_ids: Iterable[UUID], *, today: date) -> Mapping[UUID, Reachable]:
    """How those of these people who live can be reached, by the record that was asked for; one statement."""
    found = rows(
        lambda record, *known: (record, reachable_of(*known)),
        f"""SELECT r.id, {REACHABLE_COLUMNS} FROM unnest(%(ids)s::uuid[]) r (id)
            JOIN people_person p ON p.id = people_root(r.id) {HELPER}
            WHERE p.contract_id = %(contract)s AND {DIED_ON.format(records="people_records(p.id)")} IS NULL""",
        {"contract": scope.contract_id, "ids": sorted(set(person_ids)), "today": today},
    )
    return dict(found)
