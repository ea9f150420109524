"""Brings people in, or finds those who are here already, by NHS number, old number, or name and birth date.
Refuses two people for one NHS number, and a postcode that no place is known for until somebody looked at it. A known
record is left as it is, because it may be the newer one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change
from handrail.intake import actions as intake_actions
from handrail.intake.queries import KnownPerson, known_people
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.intake.rules.reading import ReadRow
from handrail.partners.queries import partner_names
from handrail.people import actions as people_actions
from handrail.people.plans import NewAddress, NewPerson, NewReach
from handrail.people.queries.county import county_of
from handrail.people.rules.records import (
    AddressDetails,
    PersonDetails,
    PlacedAddress,
    cleaned_person,
    nhs_status,
    person_search_text,
    placed,
)
from handrail.people.states import AddressKind, PlacedBy
from handrail.stock import actions as stock_actions
from handrail.usecases._import_shapes import Ground, Taken, faults_of_refusal
from handrail.usecases._residence import with_council

_ADDRESS_COLUMNS = {"lines": "address"}
# Without these nobody can be added: who it is, and where they live.
_NEEDED = ("given_name", "family_name", "birth_on", "address", "postcode")


@dataclass(frozen=True, slots=True)
class Found:
    """Who a row is about, and at which address; `is_new`: made by this row."""

    person_id: UUID
    address_id: UUID
    is_new: bool


@dataclass(slots=True)
class _Pile:
    """What is to be written for one piece of the file."""

    people: list[NewPerson]
    addresses: list[NewAddress]
    reach: list[NewReach]
    references: list[tuple[UUID, UUID, str]]


class PeopleImporter:
    """Rows of people."""

    def __init__(self, ground: Ground) -> None:
        self.book = PeopleBook(ground, "reference")

    def take(self, rows: Sequence[ReadRow]) -> Taken:
        """Bring the people of a piece in."""
        taken = Taken()
        found = self.book.find(rows, taken)
        taken.added = sum(one.is_new for one in found.values())
        taken.known = len(found) - taken.added
        return taken


class PeopleBook:
    """Finds or makes the people that rows name. `reference` is our column of their number in the old system."""

    def __init__(self, ground: Ground, reference: str) -> None:
        self.ground, self.reference = ground, reference
        scope = ground.change.scope
        self.partners = partner_names(scope.contract_id, ground.today)
        self.county = county_of(scope)

    def find(self, rows: Sequence[ReadRow], taken: Taken, spoilt: Collection[int] = ()) -> dict[int, Found]:
        """By line: the person and address of each row that is right; what is wrong goes into `taken`. `spoilt`: lines
        that are wrong already. They are judged after the others, and nothing of them is written."""
        seen = _Seen(
            known_people(
                nhs_numbers=[row.values["nhs_number"] for row in rows if row.values["nhs_number"]],
                references=[row.values[self.reference] for row in rows if row.values[self.reference]],
                names=[name for row in rows if (name := name_of(row)) is not None],
            )
        )
        pile, of_spoilt = _Pile([], [], [], []), _Pile([], [], [], [])
        found: dict[int, Found] = {}
        judged = [(row, bool(row.faults) or row.line in spoilt) for row in rows]
        for row, is_spoilt in sorted(judged, key=lambda pair: pair[1]):
            one = self._of_row(row, seen, of_spoilt if is_spoilt else pile)
            if not isinstance(one, Found):
                taken.wrong(*one)
            elif not is_spoilt:
                found[row.line] = one
        self._write(pile)
        return found

    def _of_row(self, row: ReadRow, seen: "_Seen", pile: _Pile) -> Found | list[Fault]:
        known = seen.who(row, self.reference)
        if known is None:
            return self._new(row, seen, pile)
        if row.values["birth_on"] and known.birth_on != row.values["birth_on"]:
            return [row.fault("birth_on", ImportReason.OTHER_BIRTH_DATE, held=known.birth_on.isoformat())]
        reference = row.values[self.reference]
        if reference and reference not in seen.by_reference:
            pile.references.append((self.ground.change.new_id(), known.id, reference))
            seen.by_reference[reference] = known
        address = self._address(row, known, seen, pile)
        return address if isinstance(address, list) else Found(known.id, address, is_new=False)

    def _address(self, row: ReadRow, known: KnownPerson, seen: "_Seen", pile: _Pile) -> UUID | list[Fault]:
        """Where the row is: the home, another address that is known, or a new one beside the home."""
        postcode, lines = row.values["postcode"], row.values["address"]
        if not row.is_read("postcode", "address"):
            return []
        addresses = seen.addresses_of(known)
        if not postcode or (known.home is not None and postcode == addresses.get(known.home)):
            if known.home is not None:
                return known.home
            if not addresses:
                return [row.fault("address", ImportReason.NO_ADDRESS)]
            return next(iter(addresses))
        same = next((address for address, at in addresses.items() if at == postcode), None)
        if same is not None:
            return same
        if not lines:
            return known.home or [row.fault("address", ImportReason.NO_ADDRESS)]
        where = self._placed(row, AddressKind.OTHER)
        if isinstance(where, list):
            return where
        address_id = self.ground.change.new_id()
        pile.addresses.append(NewAddress(address_id, known.id, where, is_home=False, from_on=self.ground.today))
        addresses[address_id] = postcode
        return address_id

    def _new(self, row: ReadRow, seen: "_Seen", pile: _Pile) -> Found | list[Fault]:
        # Whose number cannot be read may be known by it: what only a new person needs is not asked for.
        faults = self._too_little(row) if row.is_read("nhs_number", self.reference) else []
        where, details = self._placed(row, AddressKind.HOME), self._details(row)
        empty = {row.headers.get(name, name) for name in _NEEDED if not row.values[name]}
        for part in (where, details):
            faults += [one for one in part if one.column not in empty] if isinstance(part, list) else []
        partner = row.values["partner"]
        if partner and partner.casefold() not in self.partners:
            faults.append(row.fault("partner", ImportReason.PARTNER_UNKNOWN))
        if faults or row.faults or isinstance(where, list) or isinstance(details, list):
            return faults
        new_id = self.ground.change.new_id
        person_id, address_id = new_id(), new_id()
        details = with_council(details, where, self.county)
        text = person_search_text(details, where.postcode)
        pile.people.append(NewPerson(person_id, details, nhs_status(details.nhs_number), text))
        pile.addresses.append(NewAddress(address_id, person_id, where, is_home=True, from_on=self.ground.today))
        if partner:
            pile.reach.append(NewReach(new_id(), person_id, self.partners[partner.casefold()]))
        if row.values[self.reference]:
            pile.references.append((new_id(), person_id, row.values[self.reference]))
        seen.add(person_id, address_id, details, where.postcode, row.values[self.reference])
        return Found(person_id, address_id, is_new=True)

    @staticmethod
    def _too_little(row: ReadRow) -> list[Fault]:
        """What a row must say before its person can be added; each matter is told at the first cell that lacks it."""
        lacks = ((ImportReason.PERSON_NOT_FOUND, _NEEDED[:3]), (ImportReason.NO_ADDRESS, _NEEDED[3:]))
        empty = ((why, [name for name in names if not row.values[name] and row.is_read(name)]) for why, names in lacks)
        return [row.fault(names[0], why) for why, names in empty if names]

    def _placed(self, row: ReadRow, kind: AddressKind) -> PlacedAddress | list[Fault]:
        lines = ", ".join(part for part in (row.values["address"], row.values["address_2"]) if part)
        details = AddressDetails(
            lines=lines, postcode=row.values["postcode"] or "", town=row.values["town"] or "", kind=kind.value,
            keep_unknown=True,
        )  # fmt: skip
        try:
            where = placed(details)
        except Refused as refused:
            return faults_of_refusal(row, refused, _ADDRESS_COLUMNS)
        if where.placed_by is PlacedBy.NONE and not self.ground.keep_postcodes:
            return [row.fault("postcode", ImportReason.POSTCODE_NO_PLACE)]
        return where

    def _details(self, row: ReadRow) -> PersonDetails | list[Fault]:
        values = row.values
        details = PersonDetails(
            given_name=values["given_name"] or "",
            family_name=values["family_name"] or "",
            birth_on=values["birth_on"] or self.ground.today,
            nhs_number=values["nhs_number"] or "",
            phone=values["phone"] or "",
            mobile=values["mobile"] or "",
            language=values.get("language") or "en",
            known_as=values.get("known_as") or "",
            sex=values.get("sex") or "",
            email=values.get("email") or "",
            gp_practice_code=values.get("gp_practice_code") or "",
            gp_practice_name=values.get("gp_practice_name") or "",
        )
        try:
            return cleaned_person(details, today=self.ground.today, demo=self.ground.setting.demo)
        except Refused as refused:
            return faults_of_refusal(row, refused)

    def _write(self, pile: _Pile) -> None:
        change: Change = self.ground.change
        scope = change.scope
        people_actions.add_people(scope, pile.people)
        people_actions.add_addresses(scope, pile.addresses)
        stock_actions.make_home_places([(row.id, row.person_id, scope.contract_id) for row in pile.addresses])
        people_actions.add_reach(scope, pile.reach, at=change.at.happened_at)
        intake_actions.add_references(pile.references, contract_id=scope.contract_id)
        for person in pile.people:
            change.touched("person", person.id, person.id)


class _Seen:
    """Who is known: from the tables, and from earlier rows of the same piece."""

    def __init__(self, people: Sequence[KnownPerson]) -> None:
        self.by_nhs = {person.nhs_number: person for person in people if person.nhs_number}
        self.by_reference = {reference: person for person in people for reference in person.references}
        self.by_name: dict[tuple[date, str, str], list[KnownPerson]] = {}
        self.addresses: dict[UUID, dict[UUID, str]] = {}
        for person in people:
            self.by_name.setdefault(_name(person.birth_on, person.family_name, person.given_name), []).append(person)

    def who(self, row: ReadRow, reference: str) -> KnownPerson | None:
        """The person of a row. By name only where nothing surer is given on either side that says otherwise."""
        number, old = row.values["nhs_number"], row.values[reference]
        if number and number in self.by_nhs:
            return self.by_nhs[number]
        if old and old in self.by_reference:
            return self.by_reference[old]
        name = name_of(row)
        alike = self.by_name.get(name, []) if name else []
        return next(
            (
                person
                for person in alike
                if not (number and person.nhs_number)
                and not (old and person.references)
                and row.values["postcode"] in {"", *self.addresses_of(person).values()}
            ),
            None,
        )

    def addresses_of(self, person: KnownPerson) -> dict[UUID, str]:
        """The person's addresses with their postcodes, those of this piece among them."""
        return self.addresses.setdefault(person.id, dict(person.addresses))

    def add(self, person_id: UUID, address_id: UUID, details: PersonDetails, postcode: str, reference: str) -> None:
        """A person made by a row of this piece."""
        person = KnownPerson(
            person_id, details.nhs_number, details.given_name, details.family_name, details.birth_on, None,
            (reference,) if reference else (), address_id, ((address_id, postcode),),
        )  # fmt: skip
        if person.nhs_number:
            self.by_nhs[person.nhs_number] = person
        if reference:
            self.by_reference[reference] = person
        self.by_name.setdefault(_name(person.birth_on, person.family_name, person.given_name), []).append(person)


def name_of(row: ReadRow) -> tuple[date, str, str] | None:
    """Birth date, last and first name in small letters; None where one is missing."""
    values: Mapping[str, object] = row.values
    born, family, given = values["birth_on"], values["family_name"], values["given_name"]
    if not (isinstance(born, date) and isinstance(family, str) and isinstance(given, str) and family and given):
        return None
    return _name(born, family, given)


def _name(born: date, family: str, given: str) -> tuple[date, str, str]:
    return born, family.lower(), given.lower()
