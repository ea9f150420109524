"""The pages that add an address and put one right.
Refuses nothing itself: a home is ended by recording a move."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import code_lists
from handrail.people.queries import AddressRow, PersonFile
from handrail.people.states import AddressKind
from handrail.usecases.add_address import AddressToAdd
from handrail.usecases.add_address import add_address as add_address_now
from handrail.usecases.change_address import AddressToChange, address_version
from handrail.usecases.change_address import change_address as change_address_now
from handrail.web.person.forms import AddressFields, initial_of_address
from handrail.web.person.plain import file_for, seen_of, show, tell_changes
from handrail.web.person.way_back import gone_back
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page, submit

_AS_HOME = (
    "It is written here as the home is. Save it if it is the same home: the two are one then. If it is another, cancel."
)
RENAMED = {"name": "address_name"}


class AddAddressForm(AddressFields):
    """Another place of the person."""

    person_id = fields.UuidField("Person")
    from_on = fields.DateField("From which day?", required=False, hint="Leave empty for today")

    def to_request(self) -> AddressToAdd:
        """The address. The first home known becomes the home."""
        typed = self.cleaned_data
        is_home = typed["kind"] == AddressKind.HOME
        return AddressToAdd(typed["person_id"], self.address(), typed["from_on"], is_home)


class ChangeAddressForm(AddressFields):
    """The address as it should be."""

    person_id = fields.UuidField("Person")
    address_id = fields.UuidField("Address")
    seen = fields.HiddenField("What was seen", longest=6000)
    until_on = fields.DateField("Until which day?", required=False, hint="Only if the person is not there any more")

    def to_request(self) -> AddressToChange:
        """The address, built on what was seen."""
        typed = self.cleaned_data
        return AddressToChange(typed["address_id"], typed["person_id"], self.version, self.address(), typed["until_on"])


@page(Permission.EDIT_PERSON)
def add_address(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Shows the form and adds the address."""
    file = file_for(request, person_id)
    first = {"person_id": file.person.id, "kind": AddressKind.RELATIVE if file.home else AddressKind.HOME}
    form = AddAddressForm(request.POST) if request.method == "POST" else AddAddressForm(initial=first)
    _offer(request, form)
    if request.method == "POST" and submit(request, form, add_address_now) is not None:
        return gone_back(request, file.person.id, flash="The address was added.")
    return show(request, file, form, title="Add an address", button="Add this address")


@page(Permission.EDIT_PERSON)
def change_address(request: PageRequest, person_id: UUID, address_id: UUID) -> HttpResponseBase:
    """Shows the address and puts it right."""
    file = file_for(request, person_id)
    row = _row(file, address_id)
    first = _first(file, row)
    home = next((one for one in file.addresses if str(one.id) == request.GET.get("same_as")), None)
    as_home = {"lines": home.lines, "town": home.town} if home else {}
    form = ChangeAddressForm(request.POST) if request.method == "POST" else ChangeAddressForm(initial=first | as_home)
    _offer(request, form)
    if request.method == "POST":
        if submit(request, form, change_address_now) is not None:
            return go(request, "person:person", file.person.id, flash="The address was changed.")
        if form.is_stale:
            file = file_for(request, person_id)
            tell_changes(request, form, _first(file, _row(file, address_id)), f"address:{address_id}")
    lines = (
        _AS_HOME if home else "This is for putting the address right. If the person moved, record a move instead.",
    )
    return show(request, file, form, title="Change an address", button="Save address", lines=lines)


def _first(file: PersonFile, row: AddressRow) -> dict[str, Any]:
    """The address as the form shows it, with what that builds on."""
    shown = dict(initial_of_address(row))
    ids = {"person_id": file.person.id, "address_id": row.id, "seen_version": address_version(row)}
    return {**shown, **ids, "seen": seen_of(shown)}


def _row(file: PersonFile, address_id: UUID) -> AddressRow:
    row = next((row for row in file.addresses if row.id == address_id), None)
    if row is None:
        raise Http404
    return row


def _offer(request: PageRequest, form: AddressFields) -> None:
    today = now().astimezone(LONDON).date()
    with reading(request.scope):
        kinds = code_lists(request.scope.contract_id, ["accommodation_kind"], today)["accommodation_kind"]
    form.offer_kinds(tuple((kind.code, kind.label) for kind in kinds))
