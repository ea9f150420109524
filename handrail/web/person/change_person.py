"""The page that changes who a person is. A stale page shows what others changed since it was opened.
Refuses nothing itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from pydantic import TypeAdapter, ValidationError

from handrail.core.clock import now
from handrail.core.refusal import CallReason, Refused
from handrail.core.versions import seen_number
from handrail.identity.calls import reading
from handrail.identity.queries.audit import last_change
from handrail.identity.roles import Permission
from handrail.partners.queries import councils
from handrail.people.queries import PersonFile, PersonRow, person
from handrail.people.rules.records import PersonDetails, differences
from handrail.people.states import ContactBy
from handrail.usecases.change_person import PersonToChange
from handrail.usecases.change_person import change_person as change_person_now
from handrail.web.person.forms import PersonFields, initial_of
from handrail.web.person.plain import file_for, show
from handrail.web.person.way_back import gone_back
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Change
from handrail.web.shared.views import call_of, page

_SEEN = TypeAdapter(PersonDetails)
BEHIND = (
    "This is what record {number} says, which is read through another one. How the person is reached is taken from all "
    "their records, the one in front first; what it says itself is changed on its own page."
)
_NO_NUMBER = "No number was known so far. If you add one, choose here how they like to be told now"
_NUMBER_NOW = "There is a number now. Choose how they like to be told, or tick that they like letters best"


class ChangePersonForm(PersonFields):
    """The details, and how they were when the page was opened."""

    person_id = fields.UuidField("Person")
    record_id = fields.UuidField("Record")
    seen = fields.HiddenField("What was seen", longest=6000)
    still_letters = fields.TickField("They like letters best all the same", required=False)
    asks_about_letters = False

    def clean(self) -> dict[str, Any]:
        """Who was written to for want of a number is asked about once there is one."""
        typed = super().clean()
        seen = self.details_seen()
        has_number = bool(typed.get("mobile") or typed.get("phone"))
        if seen and lacked_a_number(seen) and has_number and typed.get("contact_by") == ContactBy.LETTER:
            self.asks_about_letters = True
            if not typed.get("still_letters"):
                self.add_error("contact_by", _NUMBER_NOW)
        return typed

    def as_asked(self, record: PersonDetails) -> "ChangePersonForm":
        """The same form, which says beside its field what a new number means, and asks about letters only then."""
        if lacked_a_number(record):
            self.fields["contact_by"].help_text = _NO_NUMBER
        if not self.asks_about_letters:
            self.fields.pop("still_letters", None)
        return self

    def to_request(self) -> PersonToChange:
        """The details as they should be."""
        typed = self.cleaned_data
        kept = self.details_seen()
        details = replace(self.details(), ethnicity=kept.ethnicity if kept else "")
        return PersonToChange(typed["person_id"], seen_number(self.version), details, typed["record_id"])

    def details_seen(self) -> PersonDetails | None:
        """The details as they were when the page was opened; None where someone tampered with them."""
        try:
            return _SEEN.validate_json(self.cleaned_data.get("seen") or "")
        except ValidationError:
            return None


def lacked_a_number(details: PersonDetails) -> bool:
    """Whether they are told by letter and no number of theirs is known."""
    return details.contact_by == ContactBy.LETTER and not details.mobile and not details.phone


@page(Permission.EDIT_PERSON)
def change_person(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Shows the details and changes them: those of the record that the address names, be it joined to another."""
    file, record = file_for(request, person_id), _record(request, person_id)
    form = _form(request, file, record)
    if request.method == "POST" and form.is_valid():
        try:
            change_person_now(call_of(request, form.key), request=form.to_request())
        except Refused as refused:
            form.refuse(refused)
            if CallReason.STALE in {reason.code for reason in refused.reasons}:
                record = _record(request, person_id)
                with reading(request.scope):
                    by, at = last_change(request.scope, f"person:{record.id}", otherwise=now())
                form.show_changes(_changes(form, record, by, at), version=record.version)
                form.renew_key()
        else:
            return gone_back(request, file.person.id, flash="The details were changed.")
    lines = (BEHIND.format(number=record.number),) if record.joined_into_id else ()
    return show(
        request, file, form.as_asked(record.details), title="Change details", button="Save details", lines=lines
    )


def _record(request: PageRequest, record_id: UUID) -> PersonRow:
    with reading(request.scope):
        return person(request.scope, record_id)


def _form(request: PageRequest, file: PersonFile, record: PersonRow) -> ChangePersonForm:
    first = {
        **initial_of(record.details),
        "person_id": file.person.id,
        "record_id": record.id,
        "seen_version": record.version,
        "seen": _SEEN.dump_json(record.details).decode(),
    }
    form = ChangePersonForm(request.POST) if request.method == "POST" else ChangePersonForm(initial=first)
    with reading(request.scope):
        form.offer_councils(tuple((row.id, row.name) for row in councils()))
    return form


def _changes(form: ChangePersonForm, record: PersonRow, by: str, at: datetime) -> Iterator[Change]:
    """What differs between the record as it was seen and as it is now."""
    seen = form.details_seen()
    for one in differences(seen, record.details) if seen else ():
        label = str(form.fields[one.field].label) if one.field in form.fields else one.field.replace("_", " ")
        yield Change(label, one.before, one.after, by, at)
