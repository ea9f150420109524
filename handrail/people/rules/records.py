"""What may be written into a person's record: who someone is, where they live, who speaks for them.
Refuses what cannot be so; what is only unlikely is asked about and then kept."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from handrail.core.emails import is_email
from handrail.core.geography import Location, Precision, locate, place_pin
from handrail.core.nhs_number import NhsNumberProblem, check_nhs_number
from handrail.core.postcodes import Postcode, check_postcode
from handrail.core.refusal import Reason, Refused
from handrail.core.text_guard import TextProblem, clean_line, clean_lines
from handrail.people.rules.finding import search_text_of
from handrail.people.states import (
    PAPERS,
    AddressKind,
    CareRoute,
    CommunicationNeed,
    ContactAuthority,
    ContactBy,
    NhsNumberStatus,
    PersonReason,
    PlacedBy,
    Sex,
)

OLDEST_YEARS = 125
_LONG_FIELDS = {"communication_note": 2000, "authority_note": 2000}
_LONGEST = {
    "given_name": 80, "family_name": 80, "known_as": 80, "phone": 30, "mobile": 30, "email": 254,
    "gp_practice_code": 10, "gp_practice_name": 120, "language": 40, "ethnicity": 4, "name": 120, "lines": 200,
    "town": 80, "uprn": 12, "lift_or_stairs": 120, "accommodation_kind": 40, "owner_permission": 20, "relationship": 40,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """Who someone is, how to speak with them and under which duty they are served. `nhs_number` is ten digits or
    nothing; telephones in international form; `language` a code of ISO 639 or a name."""

    given_name: str
    family_name: str
    birth_on: date
    known_as: str = ""
    nhs_number: str = ""
    sex: str = ""
    ethnicity: str = ""
    language: str = "en"
    interpreter_needed: bool = False
    communication_needs: tuple[str, ...] = ()
    communication_note: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    contact_by: str = ContactBy.PHONE.value
    gp_practice_code: str = ""
    gp_practice_name: str = ""
    residence_council_id: UUID | None = None
    care_route: str = CareRoute.STANDARD.value
    care_route_from_on: date | None = None
    care_route_until_on: date | None = None


@dataclass(frozen=True, slots=True)
class AddressDetails:
    """An address as typed. `pin` is a point of the map in degrees (latitude, longitude); `keep_unknown` says that the
    user was asked about an unknown postcode and keeps it."""

    lines: str
    postcode: str
    town: str = ""
    kind: str = AddressKind.HOME.value
    name: str = ""
    uprn: str = ""
    accommodation_kind: str = ""
    owner_permission: str = ""
    lift_or_stairs: str = ""
    pin: tuple[float, float] | None = None
    keep_unknown: bool = False


@dataclass(frozen=True, slots=True)
class PlacedAddress:
    """An address that may be written: its postcode as the Royal Mail writes it, and where it is on the grid."""

    details: AddressDetails
    postcode: str
    easting: int | None
    northing: int | None
    district_code: str
    placed_by: PlacedBy


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Someone who may act for the person. Papers count from the day on which a member of staff saw them."""

    name: str
    relationship: str
    phone: str = ""
    email: str = ""
    authority: str = ContactAuthority.NONE.value
    authority_note: str = ""
    authority_seen_on: date | None = None
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions hold differently; values as text."""

    field: str
    before: str
    after: str


def cleaned_person(details: PersonDetails, *, today: date, demo: bool) -> PersonDetails:
    """The details without what nobody can see. Raises `Refused` with every reason: `demo` takes NHS numbers of the
    999 test range only, a live service none that begin with 9."""
    clean = _cleaned(details)
    reasons = tuple(_against_person(clean, today, demo))
    if reasons:
        raise Refused(reasons)
    number = check_nhs_number(clean.nhs_number, allow_test=demo, only_test=demo)
    return replace(clean, nhs_number="" if isinstance(number, NhsNumberProblem) else number.digits)


def _against_person(details: PersonDetails, today: date, demo: bool) -> Iterator[Reason]:
    for name in ("given_name", "family_name"):
        if not getattr(details, name):
            yield Reason(PersonReason.NAME_MISSING, name)
    if details.birth_on > today:
        yield Reason(PersonReason.BIRTH_IN_FUTURE, "birth_on")
    if today.year - details.birth_on.year > OLDEST_YEARS:
        yield Reason(PersonReason.BIRTH_TOO_LONG_AGO, "birth_on", (("years", OLDEST_YEARS),))
    problem = check_nhs_number(details.nhs_number, allow_test=demo, only_test=demo)
    if details.nhs_number and isinstance(problem, NhsNumberProblem):
        yield Reason(problem, "nhs_number")
    yield from _against_email(details.email)
    begins, ends = details.care_route_from_on, details.care_route_until_on
    if begins and ends and ends < begins:
        yield Reason(PersonReason.DATES_IN_WRONG_ORDER, "care_route_until_on")
    yield from _against_codes(details)


def _against_email(email: str) -> Iterator[Reason]:
    """A message to what is no address would fail alone, long after whoever typed it has gone."""
    if email and not is_email(email):
        yield Reason(PersonReason.EMAIL_NOT_VALID, "email")


def _against_codes(details: PersonDetails) -> Iterator[Reason]:
    given: tuple[tuple[str, type[StrEnum], tuple[str, ...]], ...] = (
        ("sex", Sex, (details.sex,) if details.sex else ()),
        ("contact_by", ContactBy, (details.contact_by,)),
        ("care_route", CareRoute, (details.care_route,)),
        ("communication_needs", CommunicationNeed, details.communication_needs),
    )
    for field, codes, values in given:
        for value in values:
            if value not in set(codes):
                yield Reason(PersonReason.CODE_UNKNOWN, field, (("code", value[:40]),))


def placed(details: AddressDetails, *, field: str = "postcode") -> PlacedAddress:
    """The address with its place: by a pin if there is one, else by postcode, else by outward code. Raises `Refused`:
    an impossible postcode always, an unknown one until the user has been asked and keeps it."""
    clean = _cleaned(details)
    if not clean.lines:
        raise Refused([Reason(PersonReason.ADDRESS_NEEDED, "lines")])
    found = check_postcode(clean.postcode)
    if not isinstance(found, Postcode):
        raise Refused([Reason(found, field)])
    if found.is_pseudo:
        return PlacedAddress(clean, str(found), None, None, "", PlacedBy.NONE)
    where = locate(str(found))
    if clean.pin is not None:
        return _at(clean, found, _pinned(clean.pin, where), PlacedBy.PIN)
    match where.precision:
        case Precision.POSTCODE | Precision.PIN:
            return _at(clean, found, where, PlacedBy.POSTCODE)
        case Precision.OUTCODE if clean.keep_unknown:
            return _at(clean, found, where, PlacedBy.OUTCODE)
        case Precision.UNKNOWN if clean.keep_unknown:
            return _at(clean, found, where, PlacedBy.NONE)
        case Precision.OUTCODE:
            raise Refused([Reason(PersonReason.POSTCODE_UNKNOWN, field, (("postcode", str(found)),))])
        case _:
            raise Refused([Reason(PersonReason.POSTCODE_NO_PLACE, field, (("postcode", str(found)),))])


def _pinned(pin: tuple[float, float], by_postcode: Location) -> Location:
    """The point of the map; where no known postcode is near it, the district is the typed postcode's."""
    try:
        point = place_pin(*pin)
    except ValueError as error:
        raise Refused([Reason(PersonReason.PIN_OUTSIDE, "pin")]) from error
    return point if point.district_code else replace(point, district_code=by_postcode.district_code)


def _at(details: AddressDetails, postcode: Postcode, where: Location, by: PlacedBy) -> PlacedAddress:
    return PlacedAddress(details, str(postcode), where.easting, where.northing, where.district_code or "", by)


def cleaned_contact(details: ContactDetails, *, today: date) -> ContactDetails:
    """The helper's details. Raises `Refused`: no name, no such e-mail, an unknown authority, papers that nobody saw."""
    clean = _cleaned(details)
    reasons = []
    if not clean.name:
        reasons.append(Reason(PersonReason.NAME_MISSING, "name"))
    reasons += _against_email(clean.email)
    if clean.authority not in set(ContactAuthority):
        reasons.append(Reason(PersonReason.CODE_UNKNOWN, "authority", (("code", clean.authority[:40]),)))
    elif ContactAuthority(clean.authority) in PAPERS and clean.authority_seen_on is None:
        reasons.append(Reason(PersonReason.AUTHORITY_NOT_SEEN, "authority_seen_on"))
    if clean.authority_seen_on and clean.authority_seen_on > today:
        reasons.append(Reason(PersonReason.DAY_IN_FUTURE, "authority_seen_on"))
    if reasons:
        raise Refused(reasons)
    return clean


def nhs_status(number: str, before: str = "", status: str = "") -> str:
    """How sure the number is: typed by hand it was not traced; a number left as it was keeps what is known of it."""
    if not number:
        return NhsNumberStatus.NOT_PRESENT
    return status if status and number == before else NhsNumberStatus.NOT_TRACED


def person_search_text(details: PersonDetails, postcode: str) -> str:
    """The text that the record is found by."""
    return search_text_of(
        names=(details.given_name, details.family_name, details.known_as),
        postcodes=(postcode,) if postcode else (),
        nhs_number=details.nhs_number,
        phones=(details.phone, details.mobile),
    )


def differences[T: (PersonDetails, AddressDetails, ContactDetails)](before: T, after: T) -> tuple[Difference, ...]:
    """The fields that differ, in the order of the record."""
    pairs = ((field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(before))
    return tuple(Difference(name, _text(old), _text(new)) for name, old, new in pairs if old != new)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _cleaned[T: (PersonDetails, AddressDetails, ContactDetails)](details: T) -> T:
    """Each text without what nobody can see. Raises `Refused` for what is longer than its column."""
    typed = {field.name: getattr(details, field.name) for field in fields(details)}
    changed = {
        name: clean_lines(value) if name in _LONG_FIELDS else clean_line(value)
        for name, value in typed.items()
        if isinstance(value, str)
    }
    too_long = [
        Reason(TextProblem.TOO_LONG, name, (("field", name), ("most", most)))
        for name, most in {**_LONGEST, **_LONG_FIELDS}.items()
        if len(changed.get(name, "")) > most
    ]
    if too_long:
        raise Refused(too_long)
    return replace(details, **changed)  # type: ignore[arg-type]  # only fields that were text are replaced, by text
