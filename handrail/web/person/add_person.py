"""The page that adds a person: who they are, where they live; those who look alike are shown with the reasons why.
Refuses nothing itself; the use case asks for an explanation where somebody looks alike."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.matching import LikenessReason, Verdict
from handrail.core.moment import LONDON
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import code_lists, councils
from handrail.partners.queries.registers import desk_phone
from handrail.people.rules.finding import recognise
from handrail.people.rules.likeness import OUT_OF_SIGHT
from handrail.people.states import ContactBy, PersonReason
from handrail.usecases.add_person import PersonToAdd
from handrail.usecases.add_person import add_person as add_person_now
from handrail.web.person.forms import AddressFields, PersonFields
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Tag
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import phone, short_day

WHO = ("given_name", "family_name", "known_as", "birth_on", "nhs_number")
WHERE = (
    "kind", "address_name", "lines", "town", "postcode", "keep_unknown", "pin", "accommodation_kind", "lift_or_stairs"
)  # fmt: skip
TO_TAKE_ON = (
    "You cannot see that record. If it may be the same person, enter the NHS number or call the service desk{on}. "
    "If not, say why this is someone else"
)
FROM_HOME = "The council that pays is filled in from the postcode. Change it if another council pays."


class AddPersonForm(PersonFields, AddressFields):
    """Someone new and their home, in the order of the page, so that what is wrong is listed from the top."""

    field_order = ("why_new", "takes_on", *WHO, *WHERE)

    residence_council_id = fields.SelectField(
        "Council that pays for their care",
        required=False,
        blank="Not known",
        hint="If you leave this, it is filled in from the postcode of a home in the county",
    )
    contact_by = fields.SelectField(
        "How they like to be told",
        [(code.value, say(code)) for code in ContactBy],
        required=False,
        blank="By phone if you give a number, else by letter",
    )
    why_new = fields.TextField("Why is this someone else?", longest=300, required=False, says_optional=False)
    takes_on = fields.TickField("I look after this person now", required=False)

    def clean(self) -> dict[str, Any]:
        """Where nothing was chosen, the person is told by phone if there is a number, else by letter."""
        typed = super().clean()
        if "contact_by" in typed and not typed["contact_by"]:
            typed["contact_by"] = (
                ContactBy.PHONE if typed.get("mobile") or typed.get("phone") else ContactBy.LETTER
            ).value
        return typed

    def to_request(self) -> PersonToAdd:
        """The person with the home."""
        typed = self.cleaned_data
        return PersonToAdd(self.details(), self.address(), typed["why_new"], typed["takes_on"])


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Someone who may be the same person: who, where they live, how likely, and the reasons in words."""

    name: str
    note: str
    home: str
    href: str
    verdict: Tag
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddPersonPage:
    """The form, in two parts, and those who look alike."""

    form: AddPersonForm
    alike: tuple[Lookalike, ...] = ()
    asks_why: bool = False
    asks_to_take_on: bool = False
    asks_to_keep: bool = False
    crumbs: tuple[Crumb, ...] = field(default_factory=lambda: (Crumb("Find a person", reverse("person:find")),))


@page(Permission.EDIT_PERSON)
def add_person(request: PageRequest) -> HttpResponseBase:
    """Shows the form and adds the person."""
    form = AddPersonForm(request.POST) if request.method == "POST" else AddPersonForm(initial=from_search(request))
    _offer(request, form)
    shown = AddPersonPage(form)
    if request.method == "POST" and form.is_valid():
        try:
            # Why somebody who looks alike is another person is kept with the change: who joins records reads it.
            call = call_of(request, form.key, why=form.cleaned_data["why_new"])
            made = add_person_now(call, request=form.to_request())
        except Refused as refused:
            shown = refused_page(form, refused, desk_phone(request.scope.contract_id))
        else:
            text = "You can see this person's record now." if made.was_known else f"Added as record {made.number}."
            text += f" {FROM_HOME}" if made.council_from_home else ""
            return go(request, "person:person", made.person_id, flash=text)
    return render(request, "person/add_person.html", shown, form=form)


def from_search(request: PageRequest) -> dict[str, object]:
    """What was typed to find the person, in the fields that it belongs to."""
    found = recognise(request.GET.get("q", ""), today=now().astimezone(LONDON).date())
    mobile = found.phone.startswith("07")
    known = {
        "given_name": found.given_name,
        "family_name": found.family_name,
        "birth_on": found.birth_on,
        "nhs_number": found.nhs_number,
        "mobile" if mobile else "phone": found.phone,
        "postcode": found.postcode,
    }
    return {name: value for name, value in known.items() if value}


def _offer(request: PageRequest, form: AddPersonForm) -> None:
    today = now().astimezone(LONDON).date()
    with reading(request.scope):
        form.offer_councils(tuple((row.id, row.name) for row in councils()))
        kinds = code_lists(request.scope.contract_id, ["accommodation_kind"], today)["accommodation_kind"]
    form.offer_kinds(tuple((kind.code, kind.label) for kind in kinds))


def refused_page(form: AddPersonForm, refused: Refused, desk: str) -> AddPersonPage:
    """The reasons beside their fields; who looks alike is shown as a list, with one message for all. `desk`: the number
    to call."""
    alike = [reason for reason in refused.reasons if reason.code is PersonReason.LOOKS_ALIKE]
    hidden = [reason for reason in refused.reasons if reason.code in OUT_OF_SIGHT]
    others = [reason for reason in refused.reasons if reason not in alike and reason not in hidden]
    if others:
        form.refuse(Refused(others), {"name": "address_name"})
    if alike:
        form.add_error("why_new", "This may be someone who has a record. Open it, or say why this is someone else")
    for reason in hidden:
        form.add_error("why_new", f"{say(reason.code)}. {TO_TAKE_ON.format(on=f' on {phone(desk)}' if desk else '')}")
    if alike or hidden:
        # What is sent again with an explanation is another submission.
        form.renew_key()
    codes = {reason.code for reason in others}
    return AddPersonPage(
        form,
        tuple(_lookalike(reason) for reason in alike),
        asks_why=bool(alike or hidden) or PersonReason.ASKED_TOO_OFTEN in {reason.code for reason in others},
        asks_to_take_on=PersonReason.KNOWN_ELSEWHERE in codes,
        asks_to_keep=bool(codes & {PersonReason.POSTCODE_UNKNOWN, PersonReason.POSTCODE_NO_PLACE}),
    )


def _lookalike(reason: Reason) -> Lookalike:
    said = {name: str(value) for name, value in reason.params}
    born = f"born {short_day(date.fromisoformat(said['born_on']))}, " if said["born_on"] else ""
    return Lookalike(
        name=said["name"],
        note=f"{born}record {said['number']}",
        home=", ".join(part for part in (said["address"], said["postcode"]) if part) or "No home in the record",
        href=reverse("person:person", args=[UUID(said["person_id"])]),
        verdict=tag_of(Verdict(said["verdict"])),
        reasons=tuple(say(LikenessReason(code)) for code in said["reasons"].split()),
    )
