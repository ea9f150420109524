"""The fields of a person, an address and a helper, which several pages share.
Refuses to save: each page's form makes the request of its use case from them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from handrail.core.map_pins import LONGEST, PinProblem, read_pin
from handrail.people.queries import AddressRow, ContactRow
from handrail.people.rules.records import AddressDetails, ContactDetails, PersonDetails
from handrail.people.states import AddressKind, CareRoute, CommunicationNeed, ContactAuthority, ContactBy, Sex
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.wording import say
from handrail.wording.languages import LANGUAGES

_COPIED = (
    "given_name", "family_name", "known_as", "birth_on", "nhs_number", "sex", "language", "communication_needs",
    "communication_note", "phone", "mobile", "email", "contact_by", "gp_practice_code", "gp_practice_name",
    "care_route", "care_route_from_on", "care_route_until_on",
)  # fmt: skip


# What each way of telling somebody needs, and what is asked where it is not there.
_LACKS = {
    ContactBy.PHONE.value: (("mobile", "phone"), "Give a phone number, or choose another way to tell them"),
    ContactBy.TEXT.value: (("mobile",), "Give a mobile phone, or choose another way to tell them"),
    ContactBy.EMAIL.value: (("email",), "Give an email address, or choose another way to tell them"),
}


class PersonFields(HandrailForm):
    """Who someone is and how to speak with them."""

    given_name = fields.TextField("First names", longest=80)
    family_name = fields.TextField("Last name", longest=80)
    known_as = fields.TextField("Known as", longest=80, required=False, hint="If they go by another name")
    birth_on = fields.DateField("Birth date", past=True, birthday=True, hint="For example, 27 3 1942")
    nhs_number = fields.NhsNumberField(required=False)
    sex = fields.SelectField("Sex", [(code.value, say(code)) for code in Sex], required=False, blank="Not recorded")
    mobile = fields.PhoneField("Mobile phone", required=False)
    phone = fields.PhoneField("Other phone", required=False)
    email = fields.EmailField(required=False)
    contact_by = fields.SelectField(
        "How they like to be told",
        [(code.value, say(code)) for code in ContactBy],
        blank="Choose",
        initial=ContactBy.PHONE,
    )
    language = fields.SelectField("Language", LANGUAGES, blank="Choose", initial="en")
    interpreter_needed = fields.TickField("They need an interpreter", required=False)
    communication_needs = fields.CheckboxesField(
        "What they need to understand and be understood",
        [(code.value, say(code)) for code in CommunicationNeed],
        required=False,
        small=True,
    )
    communication_note = fields.TextField("Anything else that helps", longest=300, required=False)
    gp_practice_name = fields.TextField("GP practice", longest=120, required=False)
    gp_practice_code = fields.TextField("Code of the GP practice", longest=10, width="10", required=False)
    residence_council_id = fields.SelectField("Council that pays for their care", required=False, blank="Not known")
    care_route = fields.SelectField(
        "Care route", [(code.value, say(code)) for code in CareRoute], blank="Choose", initial=CareRoute.STANDARD
    )
    care_route_from_on = fields.DateField("Care route from", required=False)
    care_route_until_on = fields.DateField("Care route until", required=False)

    def clean(self) -> dict[str, Any]:
        """Asks about a way of telling the person for which there is no number or address."""
        typed = super().clean()
        lacks = _LACKS.get(typed.get("contact_by") or "")
        if lacks and not any(typed.get(name) or name in self.errors for name in lacks[0]):
            self.add_error("contact_by", lacks[1])
        return typed

    def offer_councils(self, councils: tuple[tuple[UUID, str], ...]) -> None:
        """The councils to choose from."""
        field = self.fields["residence_council_id"]
        field.offer([(str(key), name) for key, name in councils])  # type: ignore[attr-defined]  # a SelectField

    def details(self) -> PersonDetails:
        """The details as typed."""
        typed = self.cleaned_data
        council = typed["residence_council_id"]
        return PersonDetails(
            **{name: typed[name] for name in _COPIED},
            interpreter_needed=bool(typed["interpreter_needed"]),
            residence_council_id=UUID(council) if council else None,
        )


def initial_of(details: PersonDetails) -> Mapping[str, Any]:
    """The details as the form shows them first."""
    return {
        **{name: getattr(details, name) for name in _COPIED},
        "interpreter_needed": details.interpreter_needed,
        "residence_council_id": str(details.residence_council_id or ""),
    }


class PinField(fields.TextField):
    """The place of a home whose postcode nobody knows yet, as it is copied from a map, or None."""

    def __init__(self) -> None:
        super().__init__(
            "Place on the map",
            longest=LONGEST,
            required=False,
            width="30",
            hint="Only if the postcode is new. Find the home on a map on your phone or computer, press and hold (or "
            "right-click) its door, and copy what it shows: two numbers like 52.3306, -0.1866, or the link that "
            "“Share” gives. A grid reference like TL 236 718 works too",
        )

    def read(self, text: str) -> Any:
        """The latitude and the longitude."""
        match read_pin(text):
            case PinProblem() as problem:
                raise self.fail(say(problem))
            case pin:
                return pin

    def nothing(self) -> Any:
        return None


class AddressFields(HandrailForm):
    """An address and its place."""

    kind = fields.SelectField("What is this place?", [(k.value, say(k)) for k in AddressKind], initial=AddressKind.HOME)
    address_name = fields.TextField(
        "Name of the place or of the people there",
        longest=120,
        required=False,
        hint="For a care home, ward or relative",
    )
    lines = fields.TextField("House and street", longest=200, autocomplete="off")
    town = fields.TextField("Town", longest=80, required=False)
    postcode = fields.PostcodeField()
    keep_unknown = fields.TickField("Keep this postcode, it is right", required=False)
    pin = PinField()
    accommodation_kind = fields.SelectField("Kind of home", required=False, blank="Not known")
    lift_or_stairs = fields.TextField("Floor, lift or stairs", longest=120, required=False)

    def offer_kinds(self, choices: tuple[tuple[str, str], ...]) -> None:
        """The kinds of home of the contract's list."""
        offer(self, "accommodation_kind", choices)

    def address(self) -> AddressDetails:
        """The address as typed."""
        typed = self.cleaned_data
        return AddressDetails(
            kind=typed["kind"],
            name=typed["address_name"],
            lines=typed["lines"],
            town=typed["town"],
            postcode=typed["postcode"],
            pin=typed["pin"],
            keep_unknown=typed["keep_unknown"],
            accommodation_kind=typed["accommodation_kind"],
            lift_or_stairs=typed["lift_or_stairs"],
        )


def initial_of_address(row: AddressRow) -> Mapping[str, Any]:
    """The address as the form shows it first. A postcode that was kept before is not asked about again."""
    return {
        "kind": row.kind,
        "address_name": row.name,
        "lines": row.lines,
        "town": row.town,
        "postcode": row.postcode,
        "keep_unknown": row.placed_by in {"OUTCODE", "NONE"},
        "accommodation_kind": row.accommodation_kind,
        "lift_or_stairs": row.lift_or_stairs,
    }


class ContactFields(HandrailForm):
    """Someone who may act for the person."""

    contact_name = fields.TextField("Name", longest=120)
    relationship = fields.TextField(
        "Who are they to the person?", longest=40, hint="For example, daughter or neighbour"
    )
    phone = fields.PhoneField(required=False)
    email = fields.EmailField(required=False)
    authority = fields.RadiosField(
        "May they decide for the person?",
        [Choice(code.value, say(code)) for code in ContactAuthority],
        initial=ContactAuthority.NONE,
    )
    authority_seen_on = fields.DateField("When did you see the papers?", past=True, required=False)
    authority_note = fields.TextField("What the papers say", longest=300, required=False)
    is_main = fields.TickField("Contact them first", required=False)

    def contact(self) -> ContactDetails:
        """The helper as typed."""
        typed = self.cleaned_data
        return ContactDetails(
            name=typed["contact_name"],
            relationship=typed["relationship"],
            phone=typed["phone"],
            email=typed["email"],
            authority=typed["authority"],
            authority_note=typed["authority_note"],
            authority_seen_on=typed["authority_seen_on"],
            is_main=typed["is_main"],
        )


def initial_of_contact(row: ContactRow) -> Mapping[str, Any]:
    """The helper as the form shows them first."""
    return {
        "contact_name": row.name,
        "relationship": row.relationship,
        "phone": row.phone,
        "email": row.email,
        "authority": row.authority,
        "authority_seen_on": row.authority_seen_on,
        "authority_note": row.authority_note,
        "is_main": row.is_main,
    }


__all__ = [
    "AddressFields",
    "ContactFields",
    "PersonFields",
    "initial_of",
    "initial_of_address",
    "initial_of_contact",
]
