"""The page that adds, changes or ends someone who helps a person or may act for them.
Refuses nothing itself."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase

from handrail.identity.roles import Permission
from handrail.people.queries import ContactRow, PersonFile
from handrail.usecases.change_contact import ContactToChange, contact_version
from handrail.usecases.change_contact import change_contact as change_contact_now
from handrail.web.person.forms import ContactFields, initial_of_contact
from handrail.web.person.plain import file_for, seen_of, show, tell_changes
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import call_of, go, page, submit


class ChangeContactForm(ContactFields):
    """The helper as they should be."""

    person_id = fields.UuidField("Person")
    contact_id = fields.UuidField("Helper", required=False)
    seen = fields.HiddenField("What was seen", longest=6000)

    def to_request(self) -> ContactToChange:
        """The helper, built on what was seen."""
        typed = self.cleaned_data
        return ContactToChange(typed["person_id"], typed["contact_id"], self.contact(), self.version)


@page(Permission.EDIT_PERSON)
def change_contact(request: PageRequest, person_id: UUID, contact_id: UUID | None = None) -> HttpResponseBase:
    """Shows the helper and writes them; the second button says that they act no more."""
    file = file_for(request, person_id)
    row = _row(file, contact_id) if contact_id else None
    first = _first(file, row)
    form = ChangeContactForm(request.POST) if request.method == "POST" else ChangeContactForm(initial=first)
    if request.method == "POST":
        if row and "ends" in request.POST:
            ended = ContactToChange(file.person.id, row.id, None, str(request.POST.get("seen_version", "")))
            change_contact_now(call_of(request, form.key), request=ended)
            return go(request, "person:person", file.person.id, flash=f"{row.name} is no longer noted.")
        if submit(request, form, change_contact_now) is not None:
            return go(request, "person:person", file.person.id, flash="Saved.")
        if form.is_stale and contact_id:
            file = file_for(request, person_id)
            tell_changes(request, form, _first(file, _row(file, contact_id)), f"contact:{contact_id}")
    title = f"Change {row.name}" if row else "Add someone who helps"
    return show(request, file, form, title=title, button="Save", ends="They help no more" if row else "")


def _first(file: PersonFile, row: ContactRow | None) -> dict[str, Any]:
    """The helper as the form shows them, with what that builds on."""
    if row is None:
        return {"person_id": file.person.id}
    shown = dict(initial_of_contact(row))
    ids = {"person_id": file.person.id, "contact_id": row.id, "seen_version": contact_version(row)}
    return {**shown, **ids, "seen": seen_of(shown)}


def _row(file: PersonFile, contact_id: UUID) -> ContactRow:
    row = next((row for row in file.contacts if row.id == contact_id), None)
    if row is None:
        raise Http404
    return row
