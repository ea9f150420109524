"""Who was told of a recall and who not, for the desk that tells them: those not reached first, and as a file.
Refuses people's names to whoever may not see people."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.queries.recalls import RecallRow, recall_row
from handrail.visits.queries.recall_told import TOLD_SORTS, ThingToTell, ToldPart, things_to_tell
from handrail.web.controller.listed import (
    ListPage,
    csv_of,
    everything_of,
    link_of,
    of_people,
    person_cell,
    sorts_of,
    table_of,
    wanted_of,
)
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Link, Row, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.held import HELD_FOR_GOOD
from handrail.wording.recalls import PARTS
from handrail.wording.shown import phone, plural, short_day, short_day_and_time
from handrail.wording.speaking import died_in_words, speaking_with

HEADS = (
    "Alert", "Product", "Item", "Lot", "Pieces", "Since", "How", "Came back", "Told", "Told how", "Told by",
    "Still used", "What was said", "Tries", "Person", "Phone", "Postcode", "Speaking with them",
)  # fmt: skip


class ToldFilters(FilterForm):
    """Which part of the list."""

    part = fields.SelectField(
        "Which", [(one.value, words) for one, words in PARTS.items()], blank="All of it", says_optional=False
    )


@page(Permission.SEE_STOCK, methods=("GET",))
def recall_told(request: PageRequest, recall_id: UUID) -> HttpResponseBase:
    """What people have, or had, of a recall, and whether they were told."""
    at, named = now(), request.scope.may(Permission.SEE_PERSON)
    sorts = sorts_of(TOLD_SORTS, named=named)
    listing = listing_of(request, sorts=sorts, default="told", filters=ToldFilters)
    chosen = str(listing.filters.get("part") or "")
    part = ToldPart(chosen) if chosen else None
    with reading(request.scope):
        recall = recall_row(request.scope, recall_id)
        if recall is None:
            raise Http404
        found, total = things_to_tell(request.scope, wanted_of(request, listing, at), recall, part)
    if listing.wants_csv:
        return csv_of(
            request, "recall-told", HEADS,
            lambda: things_to_tell(request.scope, everything_of(request, listing, at), recall, part)[0],
            lambda one: cells(recall.reference, recall.product_name, *_in_file(one, named=named)),
        )  # fmt: skip
    columns = (
        of_people("Person", "person", named=named), Column("Phone"), Column("Item"), Column("Since", "since"),
        Column("Told", "told"), Column("What was said"),
    )  # fmt: skip
    tells = named and request.scope.may(Permission.LOG_CONTACT)
    plans = named and request.scope.may(Permission.PLAN_VISITS)
    rows = [_row(one, recall, named=named, tells=tells, plans=plans) for one in found]
    title = f"Recall {recall.reference} of {recall.product_name}: {plural(total, 'entry', 'entries')}"
    if part:
        title += f", {PARTS[part].lower()}"
    back = Link("Back to the recall", reverse("depot:recall", args=[recall_id]))
    shown = ListPage(title, table_of(title, columns, rows, listing, total), listing, ("part",), back=back)
    return render(request, "controller/list.html", shown)


def _row(one: ThingToTell, recall: RecallRow, *, named: bool, tells: bool, plans: bool) -> Row:
    tell = Link("Record telling", reverse("controller:tell_recalled", args=[recall.id, one.person_id]), one.person_name)
    undo = link_of("controller:take_back_telling", one.telling_id) if one.telling_id else ""
    take_back = Link("Take it back", undo, f"that {one.person_name} was told")
    links = (
        (*((tell,) if may_be_told(one) and recall.lifted_at is None else ()), *((take_back,) if undo else ()))
        if tells
        else ()
    )
    mend = plans and one.kind == "ADAPTATION"
    mends = reverse("controller:mend_fitted", args=[recall.id, one.thing_id]) if mend else ""
    return Row(
        (
            person_cell(one.person_name, one.person_id, one.postcode, named=named),
            _to_ring(one) if named else Cell("Not shown"),
            Cell(
                one.asset_number or "Counted",
                f"/a/{one.asset_number}" if one.asset_number else "",
                note=_what(one),
                links=(Link("Put right", mends, f"whether it was taken down, {one.person_name}"),) if mends else (),
            ),
            Cell(short_day(one.started_at)),
            Cell(_told(one), note=one.told_by, links=links),
            Cell(one.said if named else "", note=say(one.still_used) if one.still_used else ""),
        ),
        tone=Tone.WARN if one.telling_id is None and one.back_at is None else Tone.CALM,
    )


def may_be_told(one: ThingToTell) -> bool:
    """Whoever has stopped using it, or gave it back, needs to hear no more."""
    return one.back_at is None and (one.still_used is None or one.still_used != "STOPPED")


def _told(one: ThingToTell) -> str:
    if one.how and one.told_at:
        return f"{say(one.how)}, {short_day_and_time(one.told_at)}"
    tried = f", tried {plural(one.tries, 'time')}" if one.tries else ""
    return f"Not told yet{tried}"


def _what(one: ThingToTell) -> str:
    went = "Came back" if one.kind == "LOAN" else "Taken down"
    back = f"{went} {short_day(one.back_at)}" if one.back_at else HELD_FOR_GOOD.get(one.kind, "")
    lot = f"Lot {one.lot}" if one.lot else "Lot not known"
    pieces = plural(one.pieces, "piece") if one.pieces > 1 else ""
    return ". ".join(filter(None, (pieces, lot, back)))


def _to_ring(one: ThingToTell) -> Cell:
    """Their number and how to speak with them; of the dead the way to whoever stands on their record."""
    if died := died_in_words(one.died_on):
        family = Link("Who to ring", link_of("person:person", one.person_id), f"about what {one.person_name} had")
        return Cell(died, links=(family,))
    return Cell(phone(one.phone) or "Not known", note=". ".join(speaking_with(one.died_on, one.speaking)))


def _in_file(one: ThingToTell, *, named: bool) -> tuple[object, ...]:
    who = (
        one.person_name, died_in_words(one.died_on) or one.phone, one.postcode,
        ". ".join(speaking_with(one.died_on, one.speaking)),
    )  # fmt: skip
    return (
        one.asset_number, one.lot or "not known", one.pieces, one.started_at, HELD_FOR_GOOD.get(one.kind, "On loan"),
        one.back_at, one.told_at, say(one.how) if one.how else "", one.told_by,
        say(one.still_used) if one.still_used else "", one.said if named else "", one.tries,
        *(who if named else ("",) * len(who)),
    )  # fmt: skip
