"""The pages that join two records of one person, part them again, and list pairs that look alike.
Refuses nothing itself; both records stand side by side before anyone decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.matching import PersonTraits, compare
from handrail.core.moment import LONDON
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.people.queries import (
    ApartRow,
    PersonFile,
    find_people,
    known_alike,
    likely_pairs,
    open_join,
    person_file,
    told_apart,
    told_when_added,
)
from handrail.people.rules.contact import after_join
from handrail.people.rules.finding import read_wish
from handrail.people.rules.likeness import KnownPerson, lookalikes
from handrail.usecases.join_people import PeopleToJoin
from handrail.usecases.join_people import join_people as join_now
from handrail.usecases.part_people import PeopleToPart
from handrail.usecases.part_people import part_people as part_now
from handrail.visits.queries.belongings import Belongings, belongings
from handrail.web.person.parts import Frame, frame_of, move_words, worded
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import FilterForm, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Fact, Link, Notice, Row, Table, Tone
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say, tag_of
from handrail.wording.contact import emails, nhs_numbers, phones, stands_in_front, two_numbers
from handrail.wording.shown import plural, short_day
from handrail.wording.speaking import how_to_speak

ALL_THE_SAME = "They are one person all the same"


class FindOtherForm(FilterForm):
    """The other record."""

    q = fields.SearchField("Name, birth date, NHS number or record number")


class JoinPeopleForm(HandrailForm):
    """Which record stays in front, and why they are one person."""

    one_id = fields.UuidField("Record")
    other_id = fields.UuidField("Other record")
    kept_id = fields.RadiosField("Which record stays in front?", missing="Choose which record stays in front")
    reason = fields.TextField("How do you know that they are one person?", longest=300)
    overrules = fields.CheckboxesField(
        "Somebody has said that they are two people",
        required=False,
        says_optional=False,
        hint="Tick it only if you know better.",
    )

    def offer(self, files: Sequence[PersonFile], apart: Sequence[ApartRow]) -> None:
        """The two records to choose from, and what was said against joining them."""
        kept: Any = self.fields["kept_id"]
        overrules: Any = self.fields["overrules"]
        kept.choices = [
            Choice(
                str(front.person.id),
                f"Record {front.person.number}: {front.person.name}",
                hint=stands_in_front(after_join(front.ways, behind.ways)),
            )
            for front, behind in (files, reversed(files))
        ]
        overrules.choices = [Choice(str(one.id), ALL_THE_SAME, hint=_said(one)) for one in apart]
        if not apart:
            del self.fields["overrules"]

    def to_request(self) -> PeopleToJoin:
        """The join."""
        typed = self.cleaned_data
        kept = UUID(typed["kept_id"])
        joined = typed["other_id"] if kept == typed["one_id"] else typed["one_id"]
        overrules = tuple(UUID(one) for one in typed.get("overrules", ()))
        return PeopleToJoin(kept, joined, typed["reason"], overrules)


@dataclass(frozen=True, slots=True)
class JoinPeoplePage:
    """First a list of those who look alike, those who are told apart, and a box for others; then both records side by
    side with the reasons; `said`: who said that they are two, `apart_href`: where to say it; `numbers`: that they have
    two NHS numbers."""

    frame: Frame
    alike: Table
    find: FindOtherForm
    found: Table | None
    form: JoinPeopleForm | None = None
    one: tuple[Fact, ...] = ()
    other: tuple[Fact, ...] = ()
    reasons: tuple[str, ...] = ()
    apart: Table | None = None
    said: Notice | None = None
    numbers: Notice | None = None
    apart_href: str = ""


@page(Permission.JOIN_PEOPLE)
def join_people(request: PageRequest, person_id: UUID, other_id: UUID | None = None) -> HttpResponseBase:
    """Shows who may be the same person; with another record, both side by side, and joins them."""
    file = file_for(request, person_id)
    if other_id is not None:
        return _side_by_side(request, file, file_for(request, other_id))
    find = FindOtherForm(request.GET or None, auto_id="%s")
    typed = str(find.cleaned_data.get("q", "")) if find.is_bound and find.is_valid() else ""
    today = now().astimezone(LONDON).date()
    with reading(request.scope):
        apart = told_apart(request.scope, file.record_ids)
        but = (*file.record_ids, *(one.person_id for one in apart))
        known = known_alike(request.scope, traits_of(file), but=but)
        people = find_people(request.scope, read_wish(typed, today=today)) if typed else ()
    alike = [one.known for one in lookalikes(traits_of(file), known)]
    rows = tuple(_row(file, one) for one in alike)
    found = tuple(
        Row(
            (
                Cell(one.name, reverse("person:join_people", args=[file.person.id, one.person_id])),
                Cell(short_day(one.birth_on)),
                Cell(str(one.number)),
            )
        )
        for one in people
        if one.person_id not in file.record_ids
    )
    columns = (Column("Name"), Column("Born"), Column("Record"))
    shown = JoinPeoplePage(
        frame_of(file, today=today),
        Table("People who look alike", (*columns, Column("Why")), rows, Empty("Nobody looks alike"), id="alike"),
        find,
        Table("People found", columns, found, Empty("Nobody was found"), id="found") if typed else None,
        apart=_apart_table(apart) if apart else None,
    )
    return render(request, "person/join_people.html", shown)


def _side_by_side(request: PageRequest, file: PersonFile, other: PersonFile) -> HttpResponseBase:
    first = {"one_id": file.person.id, "other_id": other.person.id}
    form = JoinPeopleForm(request.POST) if request.method == "POST" else JoinPeopleForm(initial=first)
    with reading(request.scope):
        told = told_when_added(request.scope, [*file.record_ids, *other.record_ids])
        apart = [one for one in told_apart(request.scope, file.record_ids) if one.person_id in other.record_ids]
        mine, theirs = (belongings(request.scope, one.record_ids) for one in (file, other))
    form.offer((file, other), apart)
    if request.method == "POST" and (joined := submit(request, form, join_now)) is not None:
        text = "The two records are read as one now. You can part them again."
        return go(request, "person:person", joined.kept_id, flash=text)
    likeness = compare(traits_of(file), traits_of(other))
    shown = JoinPeoplePage(
        frame_of(file, today=form.today),
        Table("", (), (), Empty("")),
        FindOtherForm(auto_id="%s"),
        None,
        form,
        facts_of(file, told, mine),
        facts_of(other, told, theirs),
        (say(likeness.verdict), *(say(reason) for reason in likeness.reasons)),
        said=_said_of_both(apart[0]) if apart else None,
        numbers=_numbers(file, other),
        apart_href="" if apart else reverse("person:tell_apart", args=[file.person.id, other.person.id]),
    )
    return render(request, "person/join_people.html", shown, form=form)


def traits_of(file: PersonFile) -> PersonTraits:
    """What is compared of a person."""
    details, home = file.person.details, file.lives_at
    return PersonTraits(
        details.given_name,
        details.family_name,
        details.birth_on,
        file.ways.nhs_number or None,
        home.postcode if home else "",
        home.lines if home else "",
        file.ways.phone,
    )


def facts_of(file: PersonFile, told: Mapping[UUID, str], has: Belongings) -> tuple[Fact, ...]:
    """A record for comparing, with what hangs on it. `told`: why it was added although somebody looked alike."""
    said = [told[record] for record in file.record_ids if record in told]
    details, home = file.person.details, file.lives_at
    return (
        Fact("Record", str(file.person.number)),
        Fact("Name", file.person.name),
        Fact("Known as", details.known_as or "The same"),
        Fact("Born", short_day(details.birth_on)),
        Fact("NHS number", lines=nhs_numbers(file.ways)),
        Fact("Home", lines=home.shown if home else ("Not known",)),
        Fact("Phone", lines=phones(file.ways)),
        Fact("Email", lines=emails(file.ways)),
        Fact("Likes to be told by", say(file.ways.contact_by)),
        Fact("GP practice", details.gp_practice_name or "Not known"),
        Fact("Speaking with them", lines=how_to_speak(file.speaking) or ("Nothing recorded",)),
        Fact("Getting in and staying safe", lines=tuple(worded(note) for note in file.notes) or ("Nothing recorded",)),
        *((Fact("Moves", move_words(file.move)),) if file.move else ()),
        Fact("On loan", plural(has.lent, "item") if has.lent else "Nothing"),
        Fact(
            "Orders", str(has.orders) if has.orders else "None", note=f"{has.coming} still to come" * bool(has.coming)
        ),
        Fact("Who sees it", lines=has.partners or ("Nobody",)),
        *((Fact("Said when it was added", lines=said),) if said else ()),
    )


def _row(file: PersonFile, known: KnownPerson) -> Row:
    likeness = compare(traits_of(file), known.traits)
    traits = known.traits
    return Row(
        (
            Cell(
                f"{traits.given_name} {traits.family_name}",
                reverse("person:join_people", args=[file.person.id, known.person_id]),
            ),
            Cell(short_day(traits.born_on) if traits.born_on else "Not known"),
            Cell(str(known.number)),
            Cell(tag=tag_of(likeness.verdict), note=", ".join(say(reason) for reason in likeness.reasons)),
        )
    )


def _said(one: ApartRow) -> str:
    return f"{one.reason} ({one.told_by}, {short_day(one.told_at)})"


def _said_of_both(one: ApartRow) -> Notice:
    back = Link("Take that back", reverse("person:withdraw_apart", args=[one.id]))
    return Notice("Somebody has said that they are two people", (_said(one),), Tone.WARN, back)


def _numbers(file: PersonFile, other: PersonFile) -> Notice | None:
    both = after_join(file.ways, other.ways)
    said = two_numbers(both)
    return Notice("The records have different NHS numbers", (*nhs_numbers(both), said), Tone.WARN) if said else None


def _apart_table(apart: tuple[ApartRow, ...]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.name, note=f"Record {one.number}"),
                Cell(short_day(one.birth_on)),
                Cell(_said(one)),
                Cell(
                    "Take back", reverse("person:withdraw_apart", args=[one.id]), hidden=f"that {one.name} is another"
                ),
            )
        )
        for one in apart
    )
    columns = (Column("Name"), Column("Born"), Column("How we know"), Column("Take back", hidden_label=True))
    return Table("Other people, as somebody has said", columns, rows, Empty(""), id="apart")


class PartPeopleForm(HandrailForm):
    """Why they are two people after all."""

    join_id = fields.UuidField("Join")
    reason = fields.TextField("Why are they two people?", longest=300)

    def to_request(self) -> PeopleToPart:
        """The join to undo."""
        return PeopleToPart(self.cleaned_data["join_id"], self.cleaned_data["reason"])


@page(Permission.JOIN_PEOPLE)
def part_people(request: PageRequest, join_id: UUID) -> HttpResponseBase:
    """Asks why and parts the records."""
    call = call_of(request)
    with reading(request.scope):
        kept_id, joined_id = open_join(request.scope, join_id)
        file = person_file(request.scope, kept_id, on=call.at.today)
        opened(request.scope, file.person.id, call.at)
    other = next(join for join in file.joins if join.person_id == joined_id)
    form = PartPeopleForm(request.POST) if request.method == "POST" else PartPeopleForm(initial={"join_id": join_id})
    if request.method == "POST" and (parted := submit(request, form, part_now)) is not None:
        return go(request, "person:person", parted.joined_id, flash="These are two records again.")
    lines = (f"Record {other.number}, {other.name}, will stand by itself again with all that belongs to it.",)
    return show(request, file, form, title="Part two records", button="Part them", lines=lines, kind="warning")


@dataclass(frozen=True, slots=True)
class DuplicatesPage:
    """Pairs of records that may be one person."""

    table: Table


@page(Permission.JOIN_PEOPLE, methods=("GET",))
def duplicates(request: PageRequest) -> HttpResponseBase:
    """Lists pairs of one birth date with names that are near: the newest records first, the likeliest atop a page."""
    listing = listing_of(request, sorts=("number",), default="number", size=50)
    after = listing.after
    with reading(request.scope):
        begun = {"before": int(after)} if after.isascii() and after.isdigit() and len(after) < 18 else {}
        pairs, further = likely_pairs(request.scope, **begun)
    compared = [(compare(one.traits, other.traits), one, other) for one, other in pairs]
    alike = sorted((pair for pair in compared if pair[0].verdict != "DIFFERENT"), key=lambda pair: -pair[0].score)
    rows = tuple(
        Row(
            (
                Cell(
                    f"{other.traits.given_name} {other.traits.family_name} and "
                    f"{one.traits.given_name} {one.traits.family_name}",
                    reverse("person:join_people", args=[one.person_id, other.person_id]),
                    note=f"Records {other.number} and {one.number}",
                ),
                Cell(short_day(one.traits.born_on) if one.traits.born_on else ""),
                Cell(tag=tag_of(likeness.verdict), note=", ".join(say(reason) for reason in likeness.reasons)),
            )
        )
        for likeness, one, other in alike
    )
    table = Table(
        "Records that look alike",
        (Column("People"), Column("Born"), Column("Why")),
        rows,
        Empty(
            "No records look alike here",
            "Look at the next page." if further else "Come back after new people were added.",
        ),
        pager=listing.pager_by_cursor(shown=len(rows), next_after=str(further or "")),
        caption_hidden=True,
    )
    return render(request, "person/duplicates.html", DuplicatesPage(table))
