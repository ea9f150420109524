"""Reads people's records, always through the scope: the search, one person's file, who looks alike, what to follow up.
Refuses (NOT_FOUND) a person outside the scope, as if there were none."""

from handrail.people.queries.county import CountyRow, county_of
from handrail.people.queries.elsewhere import alike_elsewhere, asker, known_elsewhere, times_told
from handrail.people.queries.file import (
    AddressRow,
    ContactRow,
    JoinRow,
    NoteRow,
    PersonFile,
    PersonRow,
    hold_still,
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
    "alike_elsewhere",
    "asker",
    "county_of",
    "find_people",
    "follow_up",
    "follow_ups",
    "hold_still",
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
    "times_told",
    "told_when_added",
]
