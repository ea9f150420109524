"""The pages that keep that two records are two people, list all such pairs, and take that back.
Refuses nothing itself; the use cases say why it cannot be."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.people.queries import ApartPair, open_apart, pairs_apart
from handrail.people.queries.apart_before import apart_before
from handrail.usecases.tell_apart import PeopleToTellApart
from handrail.usecases.tell_apart import tell_apart as tell_now
from handrail.usecases.withdraw_apart import ApartToWithdraw
from handrail.usecases.withdraw_apart import withdraw_apart as withdraw_now
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Row, Table
from handrail.web.shared.views import go, page, render, submit
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
    lines = (
        *who,
        "Neither record changes. The list of look-alikes no longer asks about them.",
        "You can take this back on the page of either person.",
    )
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
        before = apart_before(request.scope, apart_id)
        one_id, other_id = before or open_apart(request.scope, apart_id)
    if before:
        text = "It was taken back already that this is somebody else than a record that looks alike."
        return go(request, "person:person", one_id, flash=text)
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


@dataclass(frozen=True, slots=True)
class KeptApartPage:
    """The pairs, latest first."""

    crumbs: tuple[Crumb, ...]
    table: Table


@page(Permission.JOIN_PEOPLE, methods=("GET",))
def kept_apart(request: PageRequest) -> HttpResponseBase:
    """Lists every pair of which somebody said that they are two people: who, when, why, and where it is taken back."""
    listing = listing_of(request, sorts=("at",), default="-at", size=50)
    with reading(request.scope):
        found = pairs_apart(request.scope, after=listing.after, most=51)
    pairs = found[:50]
    table = Table(
        "Pairs that are kept apart",
        (Column("People"), Column("How we know"), Column("Take back", hidden_label=True)),
        tuple(_pair_row(pair) for pair in pairs),
        Empty("No pair is kept apart", "A pair that somebody says are two people comes here."),
        pager=listing.pager_by_cursor(shown=len(pairs), next_after=pairs[-1].cursor if len(found) > 50 else ""),
        caption_hidden=True,
        id="kept-apart",
    )
    crumbs = (Crumb("Look-alikes", reverse("person:duplicates")),)
    return render(request, "person/kept_apart.html", KeptApartPage(crumbs, table))


def _pair_row(pair: ApartPair) -> Row:
    both = f"{pair.one_name} and {pair.other_name}"
    numbers = (
        f"Record {pair.one_number}, born {short_day(pair.one_birth_on)}; "
        f"record {pair.other_number}, born {short_day(pair.other_birth_on)}"
    )
    return Row(
        (
            Cell(both, reverse("person:join_people", args=[pair.one_id, pair.other_id]), note=numbers),
            Cell(f"{pair.reason} ({pair.told_by}, {short_day(pair.told_at)})"),
            Cell("Take back", reverse("person:withdraw_apart", args=[pair.id]), hidden=f"that {both} are two people"),
        )
    )
