"""By what a record is found, and each that it is read through in its turn: its own names and numbers, and those of the
records that are read through it.
Refuses nothing."""

from uuid import UUID

from handrail.identity.scope import Scope
from handrail.people import actions, queries
from handrail.people.rules.finding import with_texts
from handrail.people.rules.records import person_search_text


def write_texts(scope: Scope, record_id: UUID) -> None:
    """Write anew by what this record is found, then up to the one in front."""
    at: UUID | None = record_id
    while at is not None:
        row = queries.person(scope, at)
        own = person_search_text(row.details, queries.own_postcode(scope, at))
        actions.set_search_text({at: with_texts(own, queries.texts_of_joined(scope, [at]))})
        at = row.joined_into_id
