"""Whom other partners know, for a partner that sees only those it serves; and how often it was told so.
Refuses to be shown: what it gives is compared and then told of without saying who."""

from datetime import datetime
from uuid import UUID

from handrail.core.matching import PersonTraits
from handrail.core.select import rows
from handrail.identity.events import Event
from handrail.identity.scope import Scope
from handrail.people.queries.search import alike_params
from handrail.people.rules.likeness import KnownPerson


def known_elsewhere(scope: Scope, nhs_number: str) -> KnownPerson | None:
    """The record out of reach that has this NHS number, for a partner that sees only those it serves."""
    found = rows(
        lambda *row: KnownPerson(row[0], 0, PersonTraits(row[1], row[2], row[3], nhs_number), tuple(row[4])),
        "SELECT person_id, given_name, family_name, birth_on, records FROM people_known_elsewhere(%(nhs)s)",
        {"nhs": nhs_number},
    )
    return found[0] if found else None


def alike_elsewhere(scope: Scope, traits: PersonTraits) -> tuple[KnownPerson, ...]:
    """Records out of reach that have the birth date or the postcode, for a partner that sees only those it serves."""
    return rows(
        lambda *row: KnownPerson(row[0], 0, PersonTraits(row[1], row[2], row[3], row[4] or None, row[5])),
        """SELECT person_id, given_name, family_name, birth_on, nhs_number, postcode
           FROM people_alike_elsewhere(%(words)s, %(swaps)s, %(place)s, %(on)s)""",
        {**alike_params(traits), "on": traits.born_on},
    )


def asker(user_id: UUID) -> str:
    """Under which subject of the audit it stands who was told."""
    return f"asker:{user_id}"


def times_told(scope: Scope, *, since: datetime, most: int) -> int:
    """How often the user was told of records out of reach, counted up to `most`."""
    return rows(
        int,
        """SELECT count(*) FROM (
               SELECT s.audit_id FROM core_auditsubject s
               WHERE s.contract_id = %(contract)s AND s.subject = %(asker)s ORDER BY s.audit_id DESC LIMIT %(most)s
           ) s JOIN core_audit a ON a.id = s.audit_id
           WHERE a.contract_id = %(contract)s AND a.event = %(event)s AND a.recorded_at > %(since)s""",
        {
            "contract": scope.contract_id,
            "asker": asker(scope.user_id),
            "event": Event.TOLD_OF_ELSEWHERE.value,
            "since": since,
            "most": most,
        },
    )[0]
