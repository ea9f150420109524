"""The page that finds a person: one box for name, birth date, postcode, NHS number, telephone, record or item number.
Refuses to list people for too little: one letter finds nobody."""

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.people.queries import FoundPerson, find_nearly, find_people, found_by_id
from handrail.people.rules.finding import LONGEST, Wish, read_wish
from handrail.people.rules.nearly import is_mistyped
from handrail.stock.queries.scans import what_is
from handrail.visits.queries import story
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Notice, Row, Table, Tag, Tone
from handrail.web.shared.views import page, render
from handrail.wording.shown import nhs_number, short_day

MOST = 20


NEAR = Notice(
    "Nobody has exactly this",
    ("These are one slip of the fingers away. Make sure who it is before you open a record.",),
    Tone.WARN,
)
NEAR_NAME = "Another spelling"
NOT_SEARCHED = "Nothing was searched. Type the birth date again, or leave it out."
NO_NHS_NUMBER = "This is not an NHS number: one of its ten figures is wrong"


class FindForm(FilterForm):
    """The one box."""

    q = fields.SearchField(
        "Name, birth date, postcode, NHS number, or the number on a label",
        longest=LONGEST,
        hint="Spelling need not be right. For example: peggy smyth, 3 May 1942, ME10 2AB, 999 123 4551, "
        "or A100023 off a bed. Streets are not searched.",
    )


@dataclass(frozen=True, slots=True)
class FindPage:
    """The box and who was found; `table` None before anything was typed."""

    form: FindForm
    table: Table | None
    near: Notice | None
    may_add: bool
    add_href: str


@page(Permission.FIND_PERSON, methods=("GET",))
def find(request: PageRequest) -> HttpResponseBase:
    """Shows the people that fit what was typed, likeliest first."""
    form = FindForm(request.GET or None, auto_id="%s")
    # Nothing else is done on this page before something is typed; afterwards the list is read first.
    form.fields["q"].look["autofocus"] = not form.is_bound  # type: ignore[attr-defined]  # a SearchField
    typed = str(form.cleaned_data.get("q", "")) if form.is_bound and form.is_valid() else ""
    table, near, add_href = None, None, add_href_of(typed)
    may_add = request.scope.may(Permission.EDIT_PERSON)
    if typed:
        wish = read_wish(typed, today=now().astimezone(LONDON).date())
        with reading(request.scope):
            people, slipped = people_for(request.scope, typed, wish)
        near = NEAR if slipped else None
        table = table_of(people, wish, add_href=add_href if may_add else "")
    return render(request, "person/find.html", FindPage(form, table, near, may_add, add_href))


def people_for(scope: Scope, typed: str, wish: Wish) -> tuple[tuple[FoundPerson, ...], bool]:
    """Who has the item, order or visit whose number was typed; else the people that fit what was typed, or nearly do.
    And whether they only nearly do."""
    if any(map(str.isdigit, typed)):
        scanned = what_is(scope, typed)
        behind = story.person_behind(scope, scanned.kind.value, scanned.id)
        if behind and (found := found_by_id(scope, behind)):
            return found, False
    return found_or_nearly(scope, wish)


def found_or_nearly(scope: Scope, wish: Wish) -> tuple[tuple[FoundPerson, ...], bool]:
    """The people that fit; where nobody does, those whose numbers are one slip away, and True."""
    if found := find_people(scope, wish, most=MOST):
        return found, False
    near = find_nearly(scope, wish, most=MOST)
    return near, bool(near)


def add_href_of(typed: str) -> str:
    """Where somebody new is added, with what was typed to find them."""
    return reverse("person:add_person", query={"q": typed} if typed else None)


def table_of(people: tuple[FoundPerson, ...], wish: Wish, *, add_href: str) -> Table:
    """The people with what tells them apart. `add_href`: where somebody new is added; empty for who may not. Beside
    names as typed, those that are only near say so: a name may be written down wrongly, so they stay in the list."""
    some_exact = not all(one.is_near for one in people)
    return Table(
        "People found",
        (Column("Name"), Column("Born"), Column("NHS number"), Column("Postcode"), Column("Record")),
        tuple(row_of(one, says_near=some_exact) for one in people),
        nobody(wish, add_href=add_href),
        caption_hidden=True,
        id="found",
    )


def row_of(one: FoundPerson, *, says_near: bool) -> Row:
    """One person. A death is said beside the name."""
    notes = (f"Known as {one.known_as}" if one.known_as else "", NEAR_NAME if says_near and one.is_near else "")
    return Row(
        (
            Cell(
                one.name,
                reverse("person:person", args=[one.person_id]),
                tag=Tag("Died") if one.died_on else None,
                note=". ".join(filter(None, notes)),
            ),
            Cell(short_day(one.birth_on)),
            Cell(nhs_number(one.nhs_number) if one.nhs_number else "Not known"),
            Cell(one.postcode or "Not known", note=one.first_line),
            Cell(str(one.number)),
        )
    )


def nobody(wish: Wish, *, add_href: str) -> Empty:
    """What to do when nobody was found: something else than what was typed."""
    if wish.no_day:
        return Empty(f"“{wish.no_day}” is not a day that anybody can have been born on", NOT_SEARCHED)
    if wish.is_empty:
        return Empty("Type a little more", "One letter would find too many people.")
    other = [
        *([] if wish.born else ["the birth date"]),
        *([] if wish.exact else ["the postcode"]),
        "fewer letters of the name" if wish.words else "the name",
    ]
    advice = f"Try {' or '.join(filter(None, [', '.join(other[:-1]), other[-1]]))}."
    link = Link("Add this person", add_href) if add_href else None
    return Empty("Nobody was found", f"{NO_NHS_NUMBER}. {advice}" if is_mistyped(wish) else advice, link)
