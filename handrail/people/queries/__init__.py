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
from handrail.people.queries.joins import open_join, reach_missing, reach_pairs, search_texts, told_when_added
from handrail.people.queries.search import (
    FoundPerson,
    find_people,
    found_by_id,
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
    "found_by_id",
    "holder_of",
    "known_alike",
    "known_elsewhere",
    "life_event",
    "life_events_of",
    "likely_pairs",
    "open_join",
    "person",
    "person_file",
    "reach_missing",
    "reach_pairs",
    "record_ids",
    "search_texts",
    "secret_of",
    "texts_of_joined",
    "told_when_added",
]
