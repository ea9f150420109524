"""People: find, look at, add, change; their addresses and needs.
Refuses people whom the user's partner does not serve: they are not found. Each look at a record is audited."""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Count, Day, Line, Sent, Told, Words
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, page_within
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import Refused
from handrail.core.text_guard import clean_line
from handrail.identity.calls import opened, reading
from handrail.needs.rules import NeedDetails
from handrail.people.queries import AddressRow, FoundPerson, PersonFile, find_people, person_file
from handrail.people.rules.finding import read_wish
from handrail.people.rules.records import AddressDetails, PersonDetails
from handrail.people.states import AddressKind, CareRoute, ContactBy
from handrail.usecases.add_address import AddressAdded, AddressToAdd, add_address
from handrail.usecases.add_person import PersonAdded, PersonToAdd, add_person
from handrail.usecases.change_address import AddressChanged, AddressToChange, address_version, change_address
from handrail.usecases.change_person import PersonChanged, PersonToChange, change_person
from handrail.usecases.record_need import NeedRecorded, NeedToRecord, record_need

router = Router(tags=["People"])

Words120 = Annotated[
    str,
    Query(min_length=1, max_length=120, description="Name, birth date, postcode, NHS number, telephone, in any order."),
]


@router.get("/people", **reads("find_people", "Find people", Page[FoundPerson]))
def find(request: CallerRequest, q: Words120) -> Page[FoundPerson]:
    """The 20 likeliest, the best first; typing errors are forgiven. There is no further page: say more instead."""
    wish = read_wish(q, today=now_is(now()).today)
    with reading(request.auth):
        return Page(items=find_people(request.auth, wish))


@router.get("/people/{person_id}", **reads("get_person", "Look at a person's record", PersonFile))
def get_person(request: CallerRequest, person_id: UUID) -> PersonFile:
    """The record, addresses, helpers and notes. The look is written down in the audit log."""
    at = now_is(now())
    with reading(request.auth):
        found = person_file(request.auth, person_id, on=at.today)
        opened(request.auth, found.person.id, at)
    return found


class DetailsTold(Sent):
    """Who someone is, how to speak with them, and by which duty they are served."""

    given_name: Line = Field(examples=["Winifred"])
    family_name: Line = Field(examples=["Harker"])
    birth_on: Day = Field(examples=["1941-05-09"])
    known_as: Line = ""
    nhs_number: Line = Field("", description="Ten digits or nothing.", examples=["999 000 0018"])
    sex: Code = ""
    ethnicity: Code = ""
    language: Code = "en"
    interpreter_needed: bool = False
    communication_needs: list[Code] = Field([], max_length=20)
    communication_note: Words = ""
    phone: Line = ""
    mobile: Line = ""
    email: Line = ""
    contact_by: ContactBy = ContactBy.PHONE
    gp_practice_code: Code = ""
    gp_practice_name: Line = ""
    residence_council_id: UUID | None = None
    care_route: CareRoute = CareRoute.STANDARD
    care_route_from_on: Day | None = None
    care_route_until_on: Day | None = None

    def told(self) -> PersonDetails:
        """The details as the use cases take them."""
        return PersonDetails(**_plain(self))


class AddressTold(Sent):
    """An address as typed."""

    lines: Line = Field(examples=["14 Sallow Lane"])
    postcode: Line = Field(examples=["PE29 3RB"])
    town: Line = Field("", examples=["Huntingdon"])
    kind: AddressKind = AddressKind.HOME
    name: Line = ""
    uprn: Code = ""
    accommodation_kind: Code = Field("", description="From code list accommodation_kind.")
    owner_permission: Code = ""
    lift_or_stairs: Line = ""
    pin: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = Field(
        None, description="A point of the map: latitude, longitude."
    )
    keep_unknown: bool = Field(False, description="Keep a postcode that we do not know.")

    def told(self) -> AddressDetails:
        """The address as the use cases take it."""
        return AddressDetails(**_plain(self))


def _plain(sent: Sent) -> dict[str, Any]:
    """The values of a body by name, as a frozen value takes them: codes as text, lists as tuples."""
    found = sent.model_dump()
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


@contextmanager
def within(body: Sent, **parts: type[Sent]) -> Iterator[None]:
    """Refusals of the block name a value by its path in the body: the rules know the details, not where they stood.
    What the body itself has stays as it is named."""
    own = type(body).model_fields
    try:
        yield
    except Refused as refused:
        named = [replace(reason, field=_path(reason.field, own, parts)) for reason in refused.reasons]
        raise Refused(named) from refused


def _path(field: str | None, own: Container[str], parts: Mapping[str, type[Sent]]) -> str | None:
    first = (field or "").partition(".")[0]
    part = next((name for name, sent in parts.items() if first in sent.model_fields and first not in own), None)
    return f"{part}.{field}" if part else field


class PersonBody(Told):
    """A person with their home."""

    details: DetailsTold
    home: AddressTold
    why_new: Words = Field("", description="Why someone who looks alike is another person.")
    takes_on: bool = Field(False, description="Serve a person whom another partner added.")


@router.post("/people", **writes("add_person", "Add a person", PersonAdded, makes=True))
def add(request: CallerRequest, body: PersonBody) -> Status[PersonAdded]:
    """Someone who looks like a known person is refused with how alike they are; say `why_new` to go on. Of those whom
    other partners know it is told that there is one, and whether the birth date or the postcode is the same."""
    wanted = PersonToAdd(body.details.told(), body.home.told(), body.why_new, body.takes_on)
    # As on the page, why somebody who looks alike is another person is kept with the change.
    with within(body, details=DetailsTold, home=AddressTold):
        return Status(201, add_person(replace(call_of(request, body), why=clean_line(body.why_new)), request=wanted))


class ChangeBody(Told):
    """The details as they should be, all of them."""

    seen_version: Count = Field(description="The `version` that the change builds on.", examples=[1])
    details: DetailsTold


@router.put("/people/{person_id}", **writes("change_person", "Change a person's details", PersonChanged))
def change(request: CallerRequest, person_id: UUID, body: ChangeBody) -> PersonChanged:
    """Refused (409) when someone changed the record since it was read."""
    wanted = PersonToChange(person_id, body.seen_version, body.details.told())
    with within(body, details=DetailsTold):
        return change_person(call_of(request, body), request=wanted)


class AddressBody(Told):
    """An address, and from which day it holds."""

    address: AddressTold
    from_on: Day | None = Field(None, description="Left out: today.")
    is_home: bool = Field(False, description="The first known home.")


@router.post("/people/{person_id}/addresses", **writes("add_address", "Add an address", AddressAdded, makes=True))
def add_to(request: CallerRequest, person_id: UUID, body: AddressBody) -> Status[AddressAdded]:
    """A relative's, a school's, a care home's, or a first home."""
    wanted = AddressToAdd(person_id, body.address.told(), body.from_on, body.is_home)
    with within(body, address=AddressTold):
        return Status(201, add_address(call_of(request, body), request=wanted))


@dataclass(frozen=True, slots=True)
class AddressSeen:
    """An address, and the version that a change of it builds on."""

    version: str
    address: AddressRow


@router.get("/people/{person_id}/addresses", **reads("list_addresses", "List addresses", Page[AddressSeen]))
def list_addresses(
    request: CallerRequest, person_id: UUID, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[AddressSeen]:
    """Those of every record of the person, past ones too. The look is written down in the audit log."""
    at = now_is(now())
    with reading(request.auth):
        found = person_file(request.auth, person_id, on=at.today)
        opened(request.auth, found.person.id, at)
    seen = [AddressSeen(address_version(row), row) for row in found.addresses]
    return page_within(seen, cursor, limit, lambda one: f"{one.address.from_on.isoformat()} {one.address.id}")


class AddressChangeBody(Told):
    """The address as it should be, all of it."""

    seen_version: Line = Field(description="The `version` that the change builds on, from the list of addresses.")
    address: AddressTold
    until_on: Day | None = Field(None, description="The last day there. A home is ended by a life event: MOVE.")


@router.put(
    "/people/{person_id}/addresses/{address_id}", **writes("change_address", "Put an address right", AddressChanged)
)
def change_one(request: CallerRequest, person_id: UUID, address_id: UUID, body: AddressChangeBody) -> AddressChanged:
    """The person did not move: it was written wrongly, or holds no longer. Refused (409) when someone changed it since
    it was read."""
    wanted = AddressToChange(address_id, person_id, body.seen_version, body.address.told(), body.until_on)
    with within(body, address=AddressTold):
        return change_address(call_of(request, body), request=wanted)


class NeedBody(Told):
    """An assessment: what the person wants to be able to do, and what was found."""

    goal: Words = Field(examples=["To get in and out of bed without help"])
    assessed_on: Day
    assessed: Words = ""
    effect: Code = ""
    evidence_grade: Code = ""
    weight_kg: Annotated[Decimal, Field(max_digits=6, decimal_places=2, allow_inf_nan=False)] | None = None
    height_cm: Count | None = None
    paid_carers: bool = False
    assessed_by_id: UUID | None = None


@router.post("/people/{person_id}/needs", **writes("record_need", "Record a need", NeedRecorded, makes=True))
def need(request: CallerRequest, person_id: UUID, body: NeedBody) -> Status[NeedRecorded]:
    """An order may rest on it."""
    details = NeedDetails(**body.model_dump(exclude={"happened_at"}))
    return Status(201, record_need(call_of(request, body), request=NeedToRecord(person_id, details)))
