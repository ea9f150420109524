"""Reads one person's file: the record, its addresses, helpers, notes, other records joined to it.
Refuses (NOT_FOUND) a person outside the scope; a record that was joined answers with the one it was joined to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic import TypeAdapter

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.people.queries.contact import CONTACT, contact_read
from handrail.people.queries.deaths import DIED_ON
from handrail.people.queries.joins import ApartRow
from handrail.people.queries.moves import MOVE_TO_COME, MoveToCome
from handrail.people.queries.speaking import SPEAKING, speaking_of
from handrail.people.queries.stays import STAY, stay_read
from handrail.people.rules.contact import ContactWays
from handrail.people.rules.homes import each_place_once, place_of
from handrail.people.rules.records import PersonDetails
from handrail.people.rules.speaking import Speaking
from handrail.people.rules.stays import HospitalStay


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person's own record. `details` are what may be changed; `version` is what a change builds on."""

    id: UUID
    number: int
    version: int
    died_on: date | None
    nhs_number_status: str
    joined_into_id: UUID | None
    council: str
    details: PersonDetails

    @property
    def name(self) -> str:
        """The name as written on letters."""
        return f"{self.details.given_name} {self.details.family_name}"


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where a person lives, lived or stays. Grid metres are None where the place is not known."""

    id: UUID
    person_id: UUID
    kind: str
    name: str
    lines: str
    town: str
    postcode: str
    uprn: str
    easting: int | None
    northing: int | None
    district_code: str
    placed_by: str
    accommodation_kind: str
    owner_permission: str
    lift_or_stairs: str
    is_home: bool
    from_on: date
    until_on: date | None

    @property
    def shown(self) -> tuple[str, ...]:
        """The address as lines, without those that are empty."""
        return tuple(line for line in (self.name, self.lines, self.town, self.postcode) if line)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A helper or proxy."""

    id: UUID
    person_id: UUID
    name: str
    relationship: str
    phone: str
    email: str
    authority: str
    authority_note: str
    authority_seen_on: date | None
    is_main: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note in force, with its words from the contract's code list. The secret itself is never in a list."""

    id: UUID
    person_id: UUID
    list: str
    code: str
    label: str
    meaning: str
    detail: str
    has_secret: bool
    address_id: UUID | None
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class JoinRow:
    """A record that was joined to this one and may be parted again, with the name it has."""

    id: UUID
    person_id: UUID
    number: int
    name: str
    birth_on: date
    nhs_number: str
    reason: str
    joined_by: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class PersonFile:
    """All that the record itself holds: of every record of this person, the kept one first. `apart`: who looks
    alike and is somebody else, as somebody said. `move`: one that was told before its day, which is still to come.
    `ways` and `speaking`: how they are reached and spoken with, as all records say it; `person.details` has what the
    record in front says itself, which is what a change of it builds on."""

    person: PersonRow
    record_ids: tuple[UUID, ...]
    ways: ContactWays
    addresses: tuple[AddressRow, ...]
    contacts: tuple[ContactRow, ...]
    notes: tuple[NoteRow, ...]
    joins: tuple[JoinRow, ...]
    apart: tuple[ApartRow, ...] = ()
    stay: HospitalStay | None = None
    move: MoveToCome | None = None
    speaking: tuple[Speaking, ...] = ()

    @property
    def places(self) -> tuple[AddressRow, ...]:
        """The addresses, those that several records have in common once."""
        return each_place_once(self.addresses, front_id=self.person.id)

    def same_home(self, row: AddressRow | None) -> frozenset[UUID]:
        """The addresses by which the records of this person know one home, itself among them; none of no home."""
        return frozenset(
            a.id for a in self.addresses if row and (a == row or (row.postcode and place_of(a) == place_of(row)))
        )

    @property
    def home(self) -> AddressRow | None:
        """Where the person lives now, as the record in front says."""
        return next((a for a in self._homes if a.person_id == self.person.id), None)

    @property
    def lives_at(self) -> AddressRow | None:
        """Where the person lives now, as the record in front says, or else one that is read through it."""
        return self.home or next((a for a in self._homes if a in self.places), None)

    @property
    def _homes(self) -> tuple[AddressRow, ...]:
        return tuple(a for a in self.addresses if a.is_home and a.until_on is None)


_DETAILS = (
    "given_name, family_name, birth_on, known_as, nhs_number, sex, ethnicity, language, interpreter_needed, "
    "communication_needs, communication_note, phone, mobile, email, contact_by, gp_practice_code, gp_practice_name, "
    "residence_council_id, care_route, care_route_from_on, care_route_until_on"
)
_PERSON = f"""
    SELECT p.id, p.number, p.version, p.died_on, p.nhs_number_status, p.joined_into_id,
        coalesce((SELECT c.name FROM partners_partner c WHERE c.id = p.residence_council_id), '') AS council,
        {", ".join(f"p.{name}" for name in _DETAILS.split(", "))}
    FROM people_person p WHERE p.contract_id = %(contract)s AND p.id = %(person)s
"""


def person(scope: Scope, person_id: UUID, *, lock: bool = False) -> PersonRow:
    """A person's own record; `lock` keeps others from changing it meanwhile. Raises `Refused(NOT_FOUND)`."""
    end = " FOR UPDATE OF p" if lock else ""
    found = rows(_person, _PERSON + end, {"contract": scope.contract_id, "person": person_id})
    if not found:
        raise refuse(CallReason.NOT_FOUND, "person_id")
    return found[0]


def all_seen(scope: Scope, person_ids: Collection[UUID]) -> bool:
    """Whether each of these records is there for who asks."""
    (seen,) = rows(
        lambda *row: int(row[0]),
        "SELECT count(*) FROM people_person WHERE contract_id = %(contract)s AND id = ANY (%(ids)s)",
        {"contract": scope.contract_id, "ids": sorted(set(person_ids))},
    )
    return seen == len(set(person_ids))


def hold_still(scope: Scope, person_ids: Iterable[UUID]) -> None:
    """Keep these records as they are until the change ends: nobody records a death or a move, or joins them, meanwhile.
    Whoever else only builds on them may do so at the same time."""
    rows(
        bool,
        """SELECT true FROM people_person WHERE contract_id = %(contract)s AND id = ANY (%(ids)s)
           ORDER BY id FOR SHARE""",
        {"contract": scope.contract_id, "ids": sorted(set(person_ids))},
    )


def _person(*row: Any) -> PersonRow:
    details = list(row[7:])
    details[9] = tuple(details[9])
    return PersonRow(*[*row[:7], PersonDetails(*details)])


def record_ids(scope: Scope, person_id: UUID) -> tuple[UUID, ...]:
    """The ids of all records of a person, whichever of them is given; the kept one first. Empty outside the scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(people_records(%s))", [person_id])
        return tuple(row[0] for row in cursor.fetchall())


# A death holds on whichever record it stands.
_ROOT = _PERSON.replace("%(person)s", "people_root(%(person)s)").replace(
    "p.died_on", f"{DIED_ON.format(records='people_records(p.id)')} AS died_on"
)


def secret_of(scope: Scope, note_id: UUID) -> tuple[UUID, UUID | None, str]:
    """Whose note it is, at which address, and its secret. For `show_secret` alone, which writes down who asked and
    why. Raises `Refused(NOT_FOUND)`."""
    found = rows(
        lambda *row: (row[0], row[1], row[2]),
        """SELECT person_id, address_id, secret FROM people_note
           WHERE contract_id = %(contract)s AND id = %(note)s AND ended_at IS NULL""",
        {"contract": scope.contract_id, "note": note_id},
    )
    if not found:
        raise refuse(CallReason.NOT_FOUND, "note_id")
    return found[0]


# One statement for the whole file: a page of the person has twelve, and needs most of them for what happened.
_FILE = f"""
    WITH records (ids) AS MATERIALIZED (SELECT people_records(%(person)s)), person AS ({_ROOT})
    SELECT r.ids, (SELECT to_jsonb(x) FROM person x),
        (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.until_on DESC NULLS FIRST, a.is_home DESC, a.from_on DESC, a.id)
            FROM people_address a WHERE a.person_id = ANY (r.ids)),
        (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.is_main DESC, c.name, c.id)
            FROM people_contact c WHERE c.person_id = ANY (r.ids) AND c.ended_on IS NULL),
        (SELECT jsonb_agg(jsonb_build_object('id', n.id, 'person_id', n.person_id, 'list', n.list, 'code', n.code,
                'label', coalesce(k.label, n.code), 'meaning', coalesce(k.meaning, ''), 'detail', n.detail,
                'has_secret', n.secret <> '', 'address_id', n.address_id, 'added_by', coalesce(u.name, ''),
                'added_at', n.added_at) ORDER BY n.list DESC, k.position, n.id)
            FROM people_note n LEFT JOIN identity_user u ON u.id = n.added_by_id
            LEFT JOIN partners_code k ON k.contract_id = n.contract_id AND k.list = n.list AND k.code = n.code
                AND daterange(k.from_on, k.until_on) @> %(day)s::date
            WHERE n.person_id = ANY (r.ids) AND n.ended_at IS NULL),
        (SELECT jsonb_agg(jsonb_build_object('id', j.id, 'person_id', o.id, 'number', o.number,
                'name', o.given_name || ' ' || o.family_name, 'birth_on', o.birth_on, 'nhs_number', o.nhs_number,
                'reason', j.reason, 'joined_by', coalesce(u.name, ''), 'joined_at', j.joined_at) ORDER BY j.joined_at)
            FROM people_join j JOIN people_person o ON o.id = j.joined_id
            LEFT JOIN identity_user u ON u.id = j.joined_by_id
            WHERE j.joined_id = ANY (r.ids) AND j.parted_at IS NULL),
        (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'person_id', o.id, 'number', o.number,
                'name', o.given_name || ' ' || o.family_name, 'birth_on', o.birth_on, 'reason', t.reason,
                'told_by', coalesce(u.name, ''), 'told_at', t.told_at) ORDER BY t.told_at DESC, t.id)
            FROM people_apart t
            JOIN people_person o ON o.id = CASE WHEN t.one_id = ANY (r.ids) THEN t.other_id ELSE t.one_id END
            LEFT JOIN identity_user u ON u.id = t.told_by_id
            WHERE (t.one_id = ANY (r.ids) OR t.other_id = ANY (r.ids)) AND t.withdrawn_at IS NULL),
        {STAY.format(records="r.ids")},
        {MOVE_TO_COME.format(records="r.ids")},
        {SPEAKING.format(records="r.ids")},
        {CONTACT.format(records="r.ids")}
    FROM records r
"""


def person_file(scope: Scope, person_id: UUID, *, on: date) -> PersonFile:
    """The whole file of a person, whichever of their records is given; `on` is the day of the code lists' words.

    One statement. Raises `Refused(NOT_FOUND)`."""
    with connection.cursor() as cursor:
        cursor.execute(_FILE, {"contract": scope.contract_id, "person": person_id, "day": on})
        row = cursor.fetchone()
    if row is None or not value_of(row[1]):
        raise refuse(CallReason.NOT_FOUND, "person_id")
    *stored, stay, move, speaking, contact = row[1:]
    stored = [value_of(cell) for cell in stored]
    addresses, contacts, notes, joins, apart = (
        made.validate_python(cell or []) for made, cell in zip(_ROWS, stored[1:], strict=True)
    )
    return PersonFile(
        _stored_person(stored[0]), tuple(row[0]), contact_read(contact), addresses, contacts, notes, joins, apart,
        stay_read(stay), _MOVE.validate_python(value_of(move)), speaking_of(speaking),
    )  # fmt: skip


def _stored_person(row: dict[str, Any]) -> PersonRow:
    details = _DETAILS_FROM_JSON.validate_python({name: row.pop(name) for name in _DETAILS.split(", ")})
    return _PERSON_FROM_JSON.validate_python({**row, "details": details})


_DETAILS_FROM_JSON = TypeAdapter(PersonDetails)
_PERSON_FROM_JSON = TypeAdapter(PersonRow)
_MOVE: TypeAdapter[MoveToCome | None] = TypeAdapter(MoveToCome | None)
_ROWS: Sequence[TypeAdapter[Any]] = (
    TypeAdapter(tuple[AddressRow, ...]),
    TypeAdapter(tuple[ContactRow, ...]),
    TypeAdapter(tuple[NoteRow, ...]),
    TypeAdapter(tuple[JoinRow, ...]),
    TypeAdapter(tuple[ApartRow, ...]),
)
