"""The pages that keep that two records are two people, and take that back.
Refuses nothing itself; the use cases say why it cannot be."""

from uuid import UUID

from django.http import HttpResponseBase

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.people.queries import open_apart
from handrail.usecases.tell_apart import PeopleToTellApart
from handrail.usecases.tell_apart import tell_apart as tell_now
from handrail.usecases.withdraw_apart import ApartToWithdraw
from handrail.usecases.withdraw_apart import withdraw_apart as withdraw_now
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page, submit
from handrail.wording.shown import short_day


class TellApartForm(HandrailForm):
    """How it is known that they are two."""

    one_id = fields.UuidField("Record")
    other_id = fields.UuidField("Other record")
    reason = fields.TextField("How do you know that they are two people?", longest=300)

    def to_request(self) -> PeopleToTellApart:
        """The pair."""
        typed = self.cleaned_data
        return PeopleToTellApart(typed["one_id"], typed["other_id"], typed["reason"])


@page(Permission.JOIN_PEOPLE)
def tell_apart(request: PageRequest, person_id: UUID, other_id: UUID) -> HttpResponseBase:
    """Asks how they are told apart, and keeps it."""
    file, other = file_for(request, person_id), file_for(request, other_id)
    first = {"one_id": file.person.id, "other_id": other.person.id}
    form = TellApartForm(request.POST) if request.method == "POST" else TellApartForm(initial=first)
    if request.method == "POST" and submit(request, form, tell_now) is not None:
        return go(request, "person:duplicates", flash="Kept: they are two people. This list no longer asks about them.")
    who = (
        f"Record {one.person.number}, {one.person.name}, born {short_day(one.person.details.birth_on)}."
        for one in (file, other)
    )
    lines = (*who, "Neither record changes. The list of look-alikes no longer asks about them. You can take this back.")
    return show(request, file, form, title="These are two people", button="Keep that they are two people", lines=lines)


class WithdrawApartForm(HandrailForm):
    """Why it no longer holds."""

    apart_id = fields.UuidField("What was said")
    reason = fields.TextField("Why may they be one person after all?", longest=300)

    def to_request(self) -> ApartToWithdraw:
        """What to take back."""
        return ApartToWithdraw(self.cleaned_data["apart_id"], self.cleaned_data["reason"])


@page(Permission.JOIN_PEOPLE)
def withdraw_apart(request: PageRequest, apart_id: UUID) -> HttpResponseBase:
    """Asks why, and asks about the pair again from now on."""
    with reading(request.scope):
        one_id, other_id = open_apart(request.scope, apart_id)
    file, other = file_for(request, one_id), file_for(request, other_id)
    form = (
        WithdrawApartForm(request.POST)
        if request.method == "POST"
        else WithdrawApartForm(initial={"apart_id": apart_id})
    )
    if request.method == "POST" and (back := submit(request, form, withdraw_now)) is not None:
        text = "Taken back. The list of look-alikes asks about these two again."
        return go(request, "person:join_people", back.one_id, back.other_id, flash=text)
    lines = (
        f"It was said that record {other.person.number}, {other.person.name}, is somebody else.",
        "Nothing is joined by this. You can compare the two records next.",
    )
    return show(request, file, form, title="They may be one person", button="Ask again", lines=lines)
