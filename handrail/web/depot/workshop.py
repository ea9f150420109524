"""The workshop: what is to be cleaned, tested, repaired, put away or looked into, and the lists that lead to each.
Refuses to change anything: each step has a page of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.queries import AssetRow, CellRow
from handrail.stock.queries.lists import StockFilter, counted_items, items
from handrail.stock.queries.stated import known_risks, why_apart
from handrail.stock.rules.care import InfectionRisk
from handrail.stock.rules.fitness import NEVER_DONE
from handrail.stock.states import AssetState
from handrail.web.depot.code_words import words_of
from handrail.web.depot.scanning import HOME
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Row, Table, Tag, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.shown import ago, plural, short_day
from handrail.wording.stored import reason_in_words

MOST = 200
# What was stated of a thing holds until it is cleaned.
NOT_CLEANED = frozenset({AssetState.RETURNED_DIRTY, AssetState.QUARANTINED})
INFECTED = Tag(say(InfectionRisk.YES), "red")
COUNTED = Tag("Counted", "white")


@dataclass(frozen=True, slots=True)
class Queue:
    """One list of the workshop, and what may be done with what is ticked: (label, address). `condition`: of all."""

    id: str
    title: str
    table: Table
    ways: tuple[Link, ...]
    condition: AssetState


@dataclass(frozen=True, slots=True)
class WorkshopPage:
    """All lists of a workshop, in the order of the work."""

    queues: tuple[Queue, ...]
    crumbs: tuple[Crumb, ...]


_CLEAN = (
    Link("Clean", "/depot/clean/"),
    Link("State contamination", "/depot/contamination/"),
    Link("Scrap", "/depot/scrap/"),
)
_TEST = (
    Link("Inspect and test", "/depot/inspect/"),
    Link("Repair", "/depot/repair/"),
    Link("Set apart", "/depot/set-apart/"),
)
_REPAIR = (Link("Record the repair", "/depot/repair/"), Link("Scrap", "/depot/scrap/"))
_SHELF = (Link("Put away", "/depot/put-away/"), Link("Print labels", "/depot/labels/"))
_APART = (Link("Clear it", "/depot/clear/"), Link("Scrap", "/depot/scrap/"))
QUEUES: tuple[tuple[str, str, AssetState, tuple[Link, ...]], ...] = (
    ("to-clean", "To clean", AssetState.RETURNED_DIRTY, _CLEAN),
    ("to-test", "To inspect and test", AssetState.DECONTAMINATED, _TEST),
    ("in-repair", "In repair", AssetState.IN_REPAIR, _REPAIR),
    ("to-put-away", "To put away", AssetState.PASSED, _SHELF),
    ("set-apart", "Set apart", AssetState.QUARANTINED, _APART),
)


@page(Permission.CARE_FOR_EQUIPMENT, Permission.KEEP_STOCK, methods=("GET",))
def workshop(request: PageRequest) -> HttpResponseBase:
    """The lists of the user's depot, longest waiting first."""
    states = [state for _, _, state, _ in QUEUES]
    wanted = StockFilter(states=states, place_id=request.scope.depot_id)
    with reading(request.scope):
        found = items(request.scope, wanted, sort="since", limit=MOST * len(states))
        counted = counted_items(request.scope, wanted)
        risks = known_risks(
            request.scope,
            [one.id for one in found if one.state in NOT_CLEANED],
            {one.product_id for one in counted if one.condition in NOT_CLEANED},
        )
        apart = why_apart(
            request.scope,
            [one.id for one in found if one.state is AssetState.QUARANTINED],
            {one.product_id for one in counted if one.condition is AssetState.QUARANTINED},
        )
    why = {_thing(one.asset_id, one.product_id, one.place_id, one.lot): reason_in_words(one.reason) for one in apart}
    methods = words_of(request, "decontamination_method")
    infected = frozenset(_thing(risk.asset_id, risk.product_id, risk.place_id, risk.lot) for risk in risks)
    queues = tuple(
        Queue(
            id_,
            title,
            _table(
                id_,
                title,
                [i for i in found if i.state is state],
                [c for c in counted if c.condition is state],
                infected if state in NOT_CLEANED else frozenset(),
                methods if id_ == "to-clean" else NO_WORDS,
                why if state is AssetState.QUARANTINED else NO_REASONS,
            ),
            ways,
            state,
        )
        for id_, title, state, ways in QUEUES
    )
    return render(request, "depot/workshop.html", WorkshopPage(queues, (HOME,)))


@page(Permission.CARE_FOR_EQUIPMENT, Permission.KEEP_STOCK, methods=("GET",))
def overdue(request: PageRequest) -> HttpResponseBase:
    """Items on the shelf whose test or examination has run out."""
    today = now().astimezone(LONDON).date().isoformat()
    wanted = StockFilter(states=(AssetState.READY,), place_id=request.scope.depot_id, overdue_on=today)
    with reading(request.scope):
        found = items(request.scope, wanted, sort="since", limit=MOST)
    queue = Queue(
        "overdue", "Overdue on the shelf", _table("overdue", "Overdue on the shelf", found, ()), _TEST, AssetState.READY
    )
    return render(request, "depot/workshop.html", WorkshopPage((queue,), (HOME,)))


NO_WORDS: Mapping[str, str] = MappingProxyType({})
type Thing = UUID | tuple[UUID | None, UUID | None, str]
NO_REASONS: Mapping[Thing, str] = MappingProxyType({})


def _thing(asset_id: UUID | None, product_id: UUID | None, place_id: UUID | None, lot: str) -> Thing:
    """An item, or the pieces of a counted product and lot in one store."""
    return asset_id or (product_id, place_id, lot)


def _table(
    id_: str,
    title: str,
    found: Sequence[AssetRow],
    counted: Sequence[CellRow],
    infected: frozenset[Thing] = frozenset(),
    methods: Mapping[str, str] = NO_WORDS,
    why: Mapping[Thing, str] = NO_REASONS,
) -> Table:
    at = now()
    rows = [
        Row(
            (
                Cell(one.number, f"/a/{one.number}", note=one.product_name),
                Cell(one.place_name or "With a person"),
                Cell(f"{ago(one.state_at, at)}"),
                Cell(
                    tag=INFECTED if one.id in infected else _mark(one),
                    note=why.get(one.id) or methods.get(one.decontamination_method, "") or _shelf(id_, one),
                ),
            ),
            Tone.STOP if one.alert_reference or one.id in infected else Tone.CALM,
            value=one.number,
        )
        for one in found[:MOST]
    ]
    things = [(_thing(None, one.product_id, one.place_id, one.lot), one) for one in counted]
    rows += [_counted(one, infected=thing in infected, why=why.get(thing, "")) for thing, one in things]
    total = len(found) + sum(one.quantity for one in counted)
    return Table(
        f"{title}: {plural(total, 'item')}",
        (Column("Item"), Column("Where"), Column("Since"), Column("Note")),
        tuple(rows),
        Empty("Nothing waits here"),
        select="code",
        caption_hidden=True,
        id=f"list-{id_}",
    )


def _counted(one: CellRow, *, infected: bool, why: str) -> Row:
    return Row(
        (
            Cell(
                f"{one.quantity} {one.product_name}",
                note=f"{one.product_code}" + (f", lot {one.lot}" if one.lot else ""),
            ),
            Cell(one.place_name),
            Cell(""),
            Cell(tag=INFECTED if infected else COUNTED, note=why),
        ),
        Tone.STOP if infected else Tone.CALM,
        value=f"{one.product_code}{f' lot {one.lot}' if one.lot else ''} x {one.quantity}",
    )


def _shelf(id_: str, one: AssetRow) -> str:
    """The shelf that it belongs on, where it is to be put away."""
    return f"Belongs on shelf {one.bin}" if id_ == "to-put-away" and one.bin else ""


def _mark(one: AssetRow) -> Tag | None:
    if one.alert_reference:
        return Tag(f"Alert {one.alert_reference}", "red")
    if one.discrepancy_id:
        return Tag("Differs from the record", "orange")
    due = min((d for d in (one.electrical_test_due_on, one.examination_due_on) if d), default=None)
    if due == NEVER_DONE:
        return Tag("Test date not known", "orange")
    return Tag(f"Due {short_day(due)}", "grey") if due else None
