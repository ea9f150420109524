"""The tables of what a person has and what is coming, as several pages show them.
Refuses queries."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from handrail.core.moment import LONDON
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.loans.states import LoanState
from handrail.orders.states import LineState
from handrail.people.queries import FollowUpRow
from handrail.people.states import FollowUpKind
from handrail.visits.codes import MeasuringResult, TaskKind
from handrail.visits.queries.coming import ComingLine, ComingSpecial, ComingVisit, MeasuredThing
from handrail.visits.queries.story import Possession
from handrail.visits.states import VisitState
from handrail.vouchers.rules.numbers import written_number
from handrail.web.person import parts
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table, Tag, Tone
from handrail.wording import tag_of
from handrail.wording.posted import visit_tag
from handrail.wording.promises import promise_words
from handrail.wording.shown import clock_time, near_day, short_day

# Where the person or the family is asked whether what is lent is still needed.
_ABOUT_LENT = {FollowUpKind.CHECK_STILL_NEEDED, FollowUpKind.PROPOSE_COLLECTION}
_HOW = {
    "LOAN": Tag("On loan", "blue"),
    "GIFT": Tag("Their own", "green"),
    "ADAPTATION": Tag("Fitted", "aqua-green"),
    "VOUCHER": Tag("Voucher", "purple"),
}


def possessions_table(things: tuple[Possession, ...], *, at: datetime, select: str = "") -> Table:
    """What the person has. With `select` the loans have tick boxes of that name."""
    rows = [possession_row(thing, at=at) for thing in things if not select or thing.kind == "LOAN"]
    return Table(
        "What they have",
        (Column("What"), Column("How"), Column("Since"), Column("Where")),
        tuple(rows),
        Empty("Nothing", "Nothing is on loan, fitted or given."),
        caption_hidden=True,
        select=select,
        id="has",
    )


# What may be asked for about things on loan and taken back again.
_ASKED_FOR = {TaskKind.COLLECT, TaskKind.REPAIR, TaskKind.SWAP, TaskKind.SERVICE}


def lent_links(
    person_id: UUID,
    things: tuple[Possession, ...],
    scope: Scope,
    *,
    visits: tuple[ComingVisit, ...],
    follow_ups: tuple[FollowUpRow, ...],
    died: bool,
    query: str = "",
) -> tuple[Link, ...]:
    """What this user may do about what is on loan, beside asking for a visit; nothing where nothing is on loan. What
    was asked, of the person or for them, is answered or taken back; where nothing was, that is not offered. Nobody who
    has died keeps anything."""
    states = {thing.state for thing in things if thing.kind == "LOAN"}
    kept = states - {LoanState.RETURN_REQUESTED}
    is_asked = LoanState.REVIEW_DUE in states or any(one.kind in _ABOUT_LENT for one in follow_ups)
    wanted = LoanState.RETURN_REQUESTED in states or any(_ASKED_FOR & set(visit.kinds) for visit in visits)
    offered = [
        (
            Permission.ASK_FOR_VISIT,
            "controller:keep_lent",
            "Keep it after all" if is_asked else "Set another day for the review",
            kept and not died,
        ),
        (Permission.ASK_FOR_VISIT, "controller:take_request_back", "Take the request back", states and wanted),
        (Permission.SETTLE_DISCREPANCY, "controller:end_lent", "It is lost, sold or theirs now", states),
    ]
    links = [
        Link(text, parts.link_to(name, person_id)) for needed, name, text, some in offered if some and scope.may(needed)
    ]
    return tuple(Link(link.text, f"{link.href}{query}") for link in links if link.href)


def possession_row(thing: Possession, *, at: datetime) -> Row:
    """One thing; a loan whose review is due or which is asked back says so."""
    tag = tag_of(thing.state) if thing.state and thing.state is not LoanState.ACTIVE else _HOW[thing.kind]
    ends = {"LOAN": "Review", "VOUCHER": "Use by"}.get(thing.kind, "")
    note = f"{ends} {short_day(thing.until_on)}" if ends and thing.until_on else ""
    is_voucher = thing.kind == "VOUCHER"
    asset_href = reverse("asset:asset", args=[thing.asset_number]) if thing.asset_number and not is_voucher else ""
    href = parts.link_to("prescriber:voucher", thing.id) if is_voucher else asset_href
    number = written_number(thing.asset_number) if is_voucher else thing.asset_number
    what = parts.counted(thing.quantity, thing.product)
    return Row(
        (
            Cell(what, href, note=" ".join(filter(None, [thing.product_code, number]))),
            Cell(tag=tag, note=f"Safety alert {thing.alert}" if thing.alert else note),
            Cell(short_day(thing.since)),
            Cell(thing.where or "With the person"),
        ),
        tone=Tone.STOP if thing.alert else Tone.CALM,
        value=str(thing.id),
    )


def coming_tables(
    lines: tuple[ComingLine, ...], visits: tuple[ComingVisit, ...], *, at: datetime
) -> tuple[Table, Table]:
    """What was ordered and is not there, and the visits that will bring or fetch it."""
    return (
        Table(
            "Ordered",
            (Column("What"), Column("Order"), Column("State"), Column("Promised by")),
            tuple(line_row(entry, at=at) for entry in together(lines)),
            Empty("Nothing is on order"),
            caption_hidden=True,
            id="ordered",
        ),
        Table(
            "Visits",
            (Column("Visit"), Column("State"), Column("When"), Column("For what")),
            tuple(visit_row(visit, at=at) for visit in visits),
            Empty("No visit is planned"),
            caption_hidden=True,
            id="visits",
        ),
    )


def specials_table(specials: tuple[ComingSpecial, ...], *, at: datetime) -> Table:
    """The specials that were asked for and are not on order yet."""
    return Table(
        "Specials",
        (Column("What"), Column("State"), Column("Since"), Column("Needed by")),
        tuple(special_row(special, at=at) for special in specials),
        Empty("No special is asked for"),
        caption_hidden=True,
        id="specials",
    )


def special_row(special: ComingSpecial, *, at: datetime) -> Row:
    """One special; late where the day by which it is needed is over."""
    late = special.wanted_by is not None and special.wanted_by < at.astimezone(LONDON).date()
    return Row(
        (
            Cell(special.what, reverse("specials:special", args=[special.special_id])),
            Cell(tag=tag_of(special.state)),
            Cell(short_day(special.since)),
            Cell(short_day(special.wanted_by) if special.wanted_by else "No day given"),
        ),
        tone=Tone.WARN if late else Tone.CALM,
    )


def measured_table(things: tuple[MeasuredThing, ...], scope: Scope) -> Table:
    """What was measured at their home, and what is to be."""
    return Table(
        "Measured at home",
        (Column("What"), Column("Visit"), Column("Found")),
        tuple(measured_row(thing, scope) for thing in things),
        Empty("Nothing was measured"),
        caption_hidden=True,
        id="measured",
    )


def measured_row(thing: MeasuredThing, scope: Scope) -> Row:
    """One thing; who may calls it off, or puts it right."""
    off = _measuring_link(scope, Permission.ASK_FOR_VISIT, "call_off_measuring", "Call it off", thing)
    right = _measuring_link(scope, Permission.PLAN_VISITS, "mend_measured", "Put it right", thing)
    stands = thing.result not in {None, MeasuringResult.NOT_MEASURED}
    found = Cell(
        thing.found, tag=tag_of(thing.result) if thing.result else Tag("To be measured", "blue"),
        links=off if thing.to_come else right if stands else (),
    )  # fmt: skip
    visit = Cell(
        str(thing.visit_number), parts.link_to("controller:visit", thing.visit_id),
        note=short_day(thing.at) if thing.at else "",
    )  # fmt: skip
    return Row((Cell(thing.what), visit, found))


def _measuring_link(scope: Scope, needed: Permission, name: str, text: str, thing: MeasuredThing) -> tuple[Link, ...]:
    href = parts.link_to(f"controller:{name}", thing.measuring_id)
    return (Link(text, href, thing.what),) if href and scope.may(needed) else ()


def together(lines: Iterable[ComingLine]) -> tuple[tuple[ComingLine, ...], ...]:
    """The lines of one order that stand alike and are promised for one moment, in the order of the first of them."""
    found: dict[tuple[UUID, LineState, datetime | None], list[ComingLine]] = {}
    for line in lines:
        found.setdefault((line.order_id, line.state, line.due_at), []).append(line)
    return tuple(map(tuple, found.values()))


def line_row(entry: tuple[ComingLine, ...], *, at: datetime) -> Row:
    """Lines that stand alike, with their promise."""
    line = entry[0]
    order = parts.link_to("prescriber:order", line.order_id)
    late = line.due_at is not None and line.due_at < at
    return Row(
        (
            Cell("; ".join(parts.counted(one.quantity, one.product) for one in entry)),
            Cell(str(line.order_number), order, note=line.prescriber),
            Cell(tag=tag_of(line.state)),
            Cell(parts.begun(near_day(line.due_at, at)), note=promise_words(line.state, line.due_at, at, line.expected))
            if line.due_at
            else Cell("Not promised yet"),
        ),
        tone=Tone.WARN if late else Tone.CALM,
    )


def _which(visit: ComingVisit) -> Cell:
    """The visit by its number; of one to somebody else, as far as the reader may know, to whom."""
    kinds = parts.kinds_in_words(visit.kinds)
    if visit.number is None or visit.visit_id is None:
        return Cell("Together with another record at the same home", note=kinds)
    note = f"{kinds}, together with what {visit.front} has" if visit.together else kinds
    return Cell(str(visit.number), parts.link_to("controller:visit", visit.visit_id), note=note)


def visit_row(visit: ComingVisit, *, at: datetime) -> Row:
    """One visit with the time that was promised."""
    if visit.slot_from and visit.by_post:
        when = f"By post, about {near_day(visit.slot_from, at)}"
    elif visit.slot_from and visit.slot_until:
        times = f"{clock_time(visit.slot_from)} to {clock_time(visit.slot_until)}"
        when = f"{parts.begun(near_day(visit.slot_from, at))}, {times}"
    else:
        when = "No time agreed yet"
    note = f"Due {near_day(visit.due_at, at)}" if visit.due_at else ""
    late = visit.due_at is not None and visit.due_at < at
    return Row(
        (
            _which(visit),
            Cell(tag=visit_tag(visit.state, by_post=visit.by_post)),
            Cell(when, note=note),
            Cell(visit.items, note=visit.where),
        ),
        tone=Tone.WARN if late and visit.state is not VisitState.ARRIVED else Tone.CALM,
    )
