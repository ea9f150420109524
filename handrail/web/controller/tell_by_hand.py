"""Whom the desk has to ring or write to, with the words to say; each is told, or could not be reached.
Refuses to show what a machine sends: that is in the person's time line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.channels import Channel
from handrail.core.clock import now
from handrail.core.csv_writing import Cell as CsvCell
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.tell_by_hand import ToldByHand, tell_by_hand
from handrail.usecases.tell_people import in_daytime
from handrail.visits.queries.by_hand import SORTS, ToTell, count_to_tell
from handrail.visits.queries.by_hand import people_to_tell as waiting_to_be_told
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import FilterForm, Listing, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.shown import near_day_and_time, phone, plural, short_day_and_time
from handrail.wording.speaking import how_to_speak
from handrail.wording.to_people import TITLES, words_to_person

A_PAGE = 50


class TellForm(HandrailForm):
    """One message: told, or not reached."""

    message_id = fields.UuidField("Message")
    reached = fields.HiddenField("Reached")

    def to_request(self) -> ToldByHand:
        """What became of it."""
        return ToldByHand(self.cleaned_data["message_id"], self.cleaned_data["reached"] == "yes")


class TellFilters(FilterForm):
    """Whom of them."""

    words = fields.SearchField("Person or NHS number")


@dataclass(frozen=True, slots=True)
class Line:
    """One person to tell. `how` is how to speak with them, `dial` the number as a link takes it."""

    name: str
    href: str
    title: str
    who: str
    way: str
    dial: str
    how: str
    words: str
    tried: str
    by_letter: bool
    form: TellForm


@dataclass(frozen=True, slots=True)
class PeopleToTellPage:
    """The list, with the form of each row by its value, and what was refused."""

    table: Table
    lines: Mapping[str, Line]
    form: TellForm
    listing: Listing


@page(Permission.LOG_CONTACT)
def people_to_tell(request: PageRequest) -> HttpResponseBase:
    """Shows whom to tell, the next visit first, and takes what became of it."""
    form = TellForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and submit(request, form, tell_by_hand) is not None:
        reached = form.cleaned_data["reached"] == "yes"
        told = "Thank you. It is in the person's time line." if reached else "It comes back to this list in two hours."
        return go(request, request.get_full_path(), flash=told)
    at = now()
    listing = listing_of(request, sorts=tuple(SORTS), default="visit", filters=TellFilters, size=A_PAGE)
    words = str(listing.filters.get("words") or "")
    asked: dict[str, Any] = {
        "at": at, "today": at.astimezone(LONDON).date(), "sort": listing.sort, "descending": listing.descending,
        "words": words,
    }  # fmt: skip
    if listing.wants_csv:
        heads = ("Person", "About", "How", "Number or address", "Speak with", "Needs", "What to say", "Tried", "Since")
        return stream_csv(
            request.scope, "people-to-tell", heads,
            lambda: (_file_row(one, at) for one in waiting_to_be_told(request.scope, limit=10_000, **asked)),
        )  # fmt: skip
    with reading(request.scope):
        found = waiting_to_be_told(request.scope, limit=listing.size, offset=listing.offset, **asked)
        total = count_to_tell(request.scope, at=at, words=words)
    if total and not found:
        # The last of a page was told.
        return go(request, listing.href(page=None))
    lines = {str(one.id): _line(one, at) for one in found}
    shown = PeopleToTellPage(_table(found, lines, listing, total), lines, form, listing)
    return render(request, "controller/people_to_tell.html", shown, form=form)


def _table(found: Sequence[ToTell], lines: Mapping[str, Line], listing: Listing, total: int) -> Table:
    """Whom to tell, how, and what to say."""
    return Table(
        "People to tell",
        (
            Column("Person", "name"), Column("How to reach them"), Column("What to say", "visit"),
            Column("Waiting since", "since"), Column("Tried", "tried", numeric=True),
        ),
        tuple(_row(one, lines[str(one.id)]) for one in found),
        _nobody(filtered=listing.is_filtered),
        sorting=listing.sorting(),
        pager=listing.pager(shown=len(found), total=total),
        csv_href=listing.csv_href,
        caption_hidden=True,
        id="to-tell",
    )  # fmt: skip


def _nobody(*, filtered: bool) -> Empty:
    return Empty("Nobody here", "Nothing fits what is asked for now.") if filtered else Empty("Nobody waits to be told")


def _row(one: ToTell, line: Line) -> Row:
    return Row(
        (
            Cell(line.name, line.href, note=line.title),
            Cell(line.way, f"tel:{line.dial}" if line.dial else "", note=". ".join(filter(None, (line.who, line.how)))),
            Cell(line.words),
            Cell(short_day_and_time(one.put_at), note=line.tried),
            Cell(str(one.tried)),
        ),
        value=str(one.id),
    )


def _file_row(one: ToTell, at: datetime) -> tuple[CsvCell, ...]:
    line = _line(one, at)
    way = say(Channel(one.channel))
    return cells(
        line.name, line.title, way, one.recipient, one.helper if line.who else "", line.how, line.words, one.tried,
        one.put_at,
    )  # fmt: skip


def _line(one: ToTell, at: datetime) -> Line:
    by_letter = one.channel == Channel.LETTER
    morning = in_daytime(at)
    wakes = morning > at and not by_letter
    number = "" if by_letter or one.channel == Channel.EMAIL else one.recipient
    failed = {Channel.EMAIL: "The email could not be sent", Channel.SMS: "The text could not be sent"}
    return Line(
        name=one.person_name,
        href=reverse("controller:answer_call", args=[one.person_id]),
        title=TITLES.get(one.kind, ""),
        who=f"Speak with {one.helper}" if one.content.get("helper") and one.helper else "",
        way=f"Write to {one.recipient}" if by_letter else f"Ring {phone(number)}" if number else "Find their number",
        dial="".join(sign for sign in number if sign.isdigit() or sign == "+"),
        how=". ".join(
            (
                *([f"Not before {near_day_and_time(morning, at)}"] if wakes else []),
                *how_to_speak(one.speaking),
            )
        ),
        words=words_to_person(one.kind, one.content)[1],
        tried=failed.get(Channel(one.channel), f"Tried {plural(one.tried, 'time')}" if one.tried else ""),
        by_letter=by_letter,
        form=TellForm(initial={"message_id": one.id}, auto_id=f"m{one.id}-%s"),
    )
