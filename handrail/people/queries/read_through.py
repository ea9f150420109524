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
            AND (b.id = a.id OR b.person_id <> a.person_id AND b.postcode = a.postcode AND a.postcode <> '')
        WHERE a.id = {address})"""


# Of addresses `a` and `b`: they are one home, as two records of a person each wrote it down. `homes.place_of` says the
# same of rows that were read.
_WORDS = "lower(btrim(regexp_replace({of}.lines, '[\\s,]+', ' ', 'g')))"
ONE_HOME = f"b.postcode = a.postcode AND a.postcode <> '' AND {_WORDS.format(of='b')} = {_WORDS.format(of='a')}"


def same_home(address: str) -> str:
    """The addresses by which the records of one person know this home, itself among them."""
    return f"""(SELECT b.id FROM people_address a
        CROSS JOIN LATERAL (SELECT people_records(a.person_id) AS ids OFFSET 0) r
        JOIN people_address b ON b.person_id = ANY (r.ids) AND (b.id = a.id OR {ONE_HOME})
        WHERE a.id = {address})"""


def at_one_door(scope: Scope, address_ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, UUID]]:
    """For each of these addresses the record that its person is read through, and the row by which that record, or else
    the first that has one, knows the same home: what is asked for on several records is one person's, at one door."""
    found = rows(
        lambda address, front, door: (address, (front, door)),
        f"""SELECT a.id, r.ids[1], d.id
            FROM people_address a
            CROSS JOIN LATERAL (SELECT people_records(a.person_id) AS ids OFFSET 0) r
            CROSS JOIN LATERAL (SELECT b.id FROM people_address b
                WHERE b.person_id = ANY (r.ids) AND (b.id = a.id OR {ONE_HOME} AND b.until_on IS NULL)
                ORDER BY b.person_id <> r.ids[1], b.id <> a.id AND b.person_id = a.person_id, b.id LIMIT 1) d
            WHERE a.contract_id = %(contract)s AND a.id = ANY (%(ids)s)""",
        {"contract": scope.contract_id, "ids": sorted(set(address_ids))},
    )
    return dict(found)
