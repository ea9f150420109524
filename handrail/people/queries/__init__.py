"""Reads people's records, always through the scope: the search, one person's file, who looks alike, what to follow up.
Refuses (NOT_FOUND) a person outside the scope, as if there were none."""

from handrail.people.queries.county import CountyRow, county_of
from handrail.people.queries.file import (
    AddressRow,
    ContactRow,
    JoinRow,
    NoteRow,
    PersonFile,
    PersonRow,
    person,
    person_file,
    record_ids,
    secret_of,
)
from handrail.people.queries.follow_ups import (
    FollowUpRow,
    LifeEventRow,
    follow_up,
    follow_ups,
    life_event,
    life_events_of,
)
from handrail.people.queries.joins import (
    is_joined,
    joins_beneath,
    open_join,
    own_postcode,
    reach_missing,
    reach_of,
    search_texts,
    told_when_added,
)
from handrail.people.queries.search import (
    FoundPerson,
    find_people,
    holder_of,
    known_alike,
    known_elsewhere,
    likely_pairs,
    texts_of_joined,
)

__all__ = [
    "AddressRow",
    "ContactRow",
    "CountyRow",
    "FollowUpRow",
    "FoundPerson",
    "JoinRow",
    "LifeEventRow",
    "NoteRow",
    "PersonFile",
    "PersonRow",
    "county_of",
    "find_people",
    "follow_up",
    "follow_ups",
    "holder_of",
    "is_joined",
    "joins_beneath",
    "known_alike",
    "known_elsewhere",
    "life_event",
    "life_events_of",
    "likely_pairs",
    "open_join",
    "own_postcode",
    "person",
    "person_file",
    "reach_missing",
    "reach_of",
    "record_ids",
    "search_texts",
    "secret_of",
    "texts_of_joined",
    "told_when_added",
]
