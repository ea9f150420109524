"""Finds people by what was typed, and those that look alike.
Refuses to look beyond the scope: the functions of `people.search` repeat the bounds of row security."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.matching import PersonTraits
from handrail.core.names import name_keys
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.queries.contact import NHS_NUMBER
from handrail.people.queries.deaths import DIED_ON
from handrail.people.rules.finding import Wish, search_text_of, swaps_of
from handrail.people.rules.likeness import KnownPerson, birth_dates_to_try
from handrail.people.rules.nearly import nearly

MOST_FOUND = 20
SCANNED = 1000
LAST_NUMBER = 2**62
# The lowest score of those whose names begin as typed; whoever is below was found by names nearby.
NAMES_BEGIN_SO = 3


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """One person in the list of results, with what tells people apart. `score` is for the order, and for `is_near`."""

    person_id: UUID
    number: int
    given_name: str
    family_name: str
    known_as: str
    birth_on: date
    died_on: date | None
    nhs_number: str
    postcode: str
    first_line: str
    score: float

    @property
    def name(self) -> str:
        """The name as written on letters."""
        return f"{self.given_name} {self.family_name}"

    @property
    def is_near(self) -> bool:
        """Whether a name is spelt otherwise than what was typed, and does not begin with it: see `people.search`."""
        return self.score < NAMES_BEGIN_SO


_DIED_ON = DIED_ON.format(records="people_records(p.id)")
_FIND = f"""
    SELECT p.id, p.number, p.given_name, p.family_name, p.known_as, p.birth_on,
        {_DIED_ON}, {NHS_NUMBER},
        coalesce(a.postcode, ''), coalesce(a.lines, ''), f.score
    FROM people_find(%(words)s, %(swaps)s, %(number)s, %(exact)s, %(born)s::date[], %(most)s) f
    JOIN people_person p ON p.id = f.person_id
    LEFT JOIN people_address a ON a.person_id = p.id AND a.is_home AND a.until_on IS NULL
    ORDER BY f.score DESC, p.family_name, p.given_name, p.id
"""


def find_people(scope: Scope, wish: Wish, *, most: int = MOST_FOUND) -> tuple[FoundPerson, ...]:
    """The likeliest people for what was typed, best first; one statement, none for too little to go by, nor for a birth
    date that is none: who typed it did not ask for everybody of that name."""
    return () if wish.is_empty or wish.no_day else rows(FoundPerson, _FIND, {**_params(wish), "most": most})


def find_nearly(scope: Scope, wish: Wish, *, most: int = MOST_FOUND) -> tuple[FoundPerson, ...]:
    """Those whose birth date, postcode or NHS number is one slip away from what was typed, where nobody has these."""
    meant = nearly(wish)
    return find_people(scope, meant, most=most) if meant else ()


def found_by_id(scope: Scope, person_id: UUID) -> tuple[FoundPerson, ...]:
    """One person as the list of results shows them; nobody outside the scope."""
    return rows(
        FoundPerson,
        f"""SELECT p.id, p.number, p.given_name, p.family_name, p.known_as, p.birth_on,
        {_DIED_ON}, {NHS_NUMBER},
               coalesce(a.postcode, ''), coalesce(a.lines, ''), 5.0
           FROM people_person p
           LEFT JOIN people_address a ON a.person_id = p.id AND a.is_home AND a.until_on IS NULL
           WHERE p.id = %(id)s AND p.contract_id = %(contract)s""",
        {"id": person_id, "contract": scope.contract_id},
    )


def _params(wish: Wish) -> dict[str, Any]:
    return {
        "words": list(wish.words),
        "swaps": [",".join(swaps_of(word)) for word in wish.words],
        "number": wish.number,
        "exact": list(wish.exact),
        "born": list(wish.born),
    }


# The birth date also with day and month changed over.
_ALIKE = """
    SELECT p.id, p.number, p.given_name, p.family_name, p.birth_on, p.nhs_number, coalesce(a.postcode, ''),
        coalesce(a.lines, ''), CASE WHEN p.mobile <> '' THEN p.mobile ELSE p.phone END
    FROM people_alike(%(words)s, %(swaps)s, %(place)s, %(nhs)s, %(born)s::date[]) f (id)
    JOIN people_person p ON p.id = f.id
    LEFT JOIN people_address a ON a.person_id = p.id AND a.is_home AND a.until_on IS NULL
    WHERE p.id <> ALL (%(but)s::uuid[])
"""


def known_alike(scope: Scope, traits: PersonTraits, *, but: Iterable[UUID] = ()) -> tuple[KnownPerson, ...]:
    """The records worth comparing with these traits, in no order; one statement."""
    return rows(_known, _ALIKE, {**alike_params(traits), "but": list(but)})


def alike_params(traits: PersonTraits) -> dict[str, Any]:
    """What the functions that look for those alike are asked with."""
    words = [key for name in (traits.given_name, traits.family_name) for key in _parts(name)]
    place = search_text_of(names=(), postcodes=(traits.postcode,) if traits.postcode else (), nhs_number="", phones=())
    return {
        "words": words,
        "swaps": [",".join(swaps_of(word)) for word in words],
        "born": list(birth_dates_to_try(traits.born_on)) if traits.born_on else [],
        "place": place.split()[:1],
        "nhs": [traits.nhs_number] if traits.nhs_number else [],
    }


def _parts(name: str) -> Sequence[str]:
    """The first given or last family name would do; all parts make the search stricter than a duplicate is."""
    return [key for key in name_keys(name)[:1] if key.isalpha()]


def _known(*row: Any) -> KnownPerson:
    person_id, number, given, family, birth_on, nhs_number, postcode, line, phone = row
    traits = PersonTraits(given, family, birth_on, nhs_number or None, postcode, line, phone)
    return KnownPerson(person_id, number, traits)


def holder_of(scope: Scope, nhs_number: str, *, but: UUID | None = None) -> tuple[UUID, int] | None:
    """The record within reach that has this NHS number: its id and number. None for no number and for nobody."""
    found = rows(
        lambda *row: (row[0], row[1]),
        """SELECT id, number FROM people_person WHERE contract_id = %(contract)s AND nhs_number = %(nhs)s
           AND nhs_number <> '' AND joined_into_id IS NULL AND id IS DISTINCT FROM %(but)s""",
        {"contract": scope.contract_id, "nhs": nhs_number, "but": but},
    )
    return found[0] if found else None


def texts_of_joined(scope: Scope, record_ids: Iterable[UUID]) -> tuple[str, ...]:
    """By what the records that are read through these are found."""
    return rows(
        str,
        """SELECT search_text FROM people_person WHERE contract_id = %(contract)s
           AND joined_into_id = ANY (%(ids)s) ORDER BY number""",
        {"contract": scope.contract_id, "ids": list(record_ids)},
    )


# One NHS number cannot be on two records; what is left are one birth date and names that begin alike. The newest
# records first, so many a page: a comparison of all with all would read the whole county. Whom somebody told apart is
# not asked about again.
_PAIRS = """
    SELECT o.id, o.number, o.given_name, o.family_name, o.birth_on, o.nhs_number, coalesce(b.postcode, ''),
        coalesce(b.lines, ''), CASE WHEN o.mobile <> '' THEN o.mobile ELSE o.phone END,
        p.id, p.number, p.given_name, p.family_name, p.birth_on, p.nhs_number, coalesce(a.postcode, ''),
        coalesce(a.lines, ''), CASE WHEN p.mobile <> '' THEN p.mobile ELSE p.phone END
    FROM (
        SELECT * FROM people_person n
        WHERE n.contract_id = %(contract)s AND n.joined_into_id IS NULL AND n.number < %(before)s
        ORDER BY n.number DESC LIMIT %(scanned)s
    ) p
    CROSS JOIN LATERAL (
        SELECT * FROM people_person n
        WHERE n.contract_id = p.contract_id AND n.birth_on = p.birth_on AND n.number < p.number
        AND n.joined_into_id IS NULL AND left(lower(n.family_name), 1) = left(lower(p.family_name), 1)
        AND left(lower(n.given_name), 1) = left(lower(p.given_name), 1)
        AND NOT EXISTS (SELECT FROM people_apart t WHERE t.contract_id = n.contract_id AND t.withdrawn_at IS NULL
            AND t.one_id = least(n.id, p.id) AND t.other_id = greatest(n.id, p.id))
        ORDER BY n.number LIMIT 5
    ) o
    LEFT JOIN people_address a ON a.person_id = p.id AND a.is_home AND a.until_on IS NULL
    LEFT JOIN people_address b ON b.person_id = o.id AND b.is_home AND b.until_on IS NULL
    ORDER BY p.number DESC, o.number
"""
_NEXT = """
    SELECT min(number), count(*) FROM (
        SELECT n.number FROM people_person n
        WHERE n.contract_id = %(contract)s AND n.joined_into_id IS NULL AND n.number < %(before)s
        ORDER BY n.number DESC LIMIT %(scanned)s
    ) x
"""


def likely_pairs(
    scope: Scope, *, before: int = LAST_NUMBER
) -> tuple[tuple[tuple[KnownPerson, KnownPerson], ...], int | None]:
    """Pairs of records with one birth date and the same initials, newest first, among the next so many records; and
    the number before which the next page begins, None after the last. Two statements."""
    asked = {"contract": scope.contract_id, "before": before, "scanned": SCANNED}
    pairs = rows(lambda *row: (_known(*row[:9]), _known(*row[9:])), _PAIRS, asked)
    ((lowest, count),) = rows(lambda *row: (row[0], row[1]), _NEXT, asked)
    return pairs, lowest if count == SCANNED else None
