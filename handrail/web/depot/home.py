"""The depot's first page: what waits at each step, and a box that takes any code.
Refuses to change anything."""

from dataclasses import dataclass, replace

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.stock.queries import KeptLevel, Scanned, ScannedKind, low_levels, what_is
from handrail.stock.queries.recalls import count_open_recalls
from handrail.visits.queries.desk import QueueCounts, queue_counts
from handrail.visits.queries.left_on_vans import count_left_on_vans
from handrail.visits.queries.to_put_right import count_to_put_right
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm
from handrail.web.shared.navigation import address_of, may_open
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Notice, Row, StatTile, Table, Tone
from handrail.web.shared.views import go, page, render
from handrail.wording import say


class FindForm(FilterForm):
    """Any code: an item's, a product's, an order's."""

    code = fields.CodeField(
        "Scan or type any code",
        required=False,
        says_optional=False,
        hint="An item, a product, a van or an order",
        width="20",
    )


@dataclass(frozen=True, slots=True)
class HomePage:
    """The queues of a depot, and what satellites run out of."""

    depot: str
    everywhere: bool
    orders: tuple[StatTile, ...]
    workshop: tuple[StatTile, ...]
    care: tuple[StatTile, ...]
    low: Table
    find: FindForm


@page(Permission.SEE_STOCK, Permission.LOAD_RUN, Permission.KEEP_STOCK, methods=("GET",))
def home(request: PageRequest) -> HttpResponseBase:
    """The queues of the user's depot; of all depots for those who belong to none, or by `?all=1`."""
    scope, at = request.scope, now()
    everywhere = scope.depot_id is None or "all" in request.GET
    today = at.astimezone(LONDON)
    began = today.replace(hour=0, minute=0, second=0, microsecond=0)
    depot = None if everywhere else scope.depot_id
    with reading(scope):
        counts = queue_counts(scope, today=today.date(), since=began, depot_id=depot)
        left = count_left_on_vans(scope, today=today.date(), depot_id=depot)
        low = low_levels(scope)
        recalled = count_open_recalls(scope)
        wrong = count_to_put_right(scope, depot_id=depot) if scope.may(Permission.KEEP_STOCK) else None
    shown = _page(counts, Beside(left, recalled, wrong), low, everywhere=everywhere)
    orders, workshop, care = (_as_open_to(scope, tiles) for tiles in (shown.orders, shown.workshop, shown.care))
    return render(request, "depot/home.html", replace(shown, orders=orders, workshop=workshop, care=care))


def _as_open_to(scope: Scope, tiles: tuple[StatTile, ...]) -> tuple[StatTile, ...]:
    """Whoever only looks reads every number; those whose lists they may not open lead nowhere."""
    return tuple(tile if may_open(scope, tile.href) else replace(tile, href="") for tile in tiles)


@dataclass(frozen=True, slots=True)
class Beside:
    """How much is to be looked into beside the queues. `wrong` None: it is not for this user to put right."""

    left: int
    recalled: int
    wrong: int | None


def _page(counts: QueueCounts, beside: Beside, low: tuple[KeptLevel, ...], *, everywhere: bool) -> HomePage:
    c = counts
    return HomePage(
        depot="All depots" if everywhere else "Your depot",
        everywhere=everywhere,
        orders=(
            _tile("To allocate", c.to_allocate, "depot:allocate", "Released lines that wait for an item", warn=True),
            _tile("On back-order", c.back_ordered, "depot:back_orders", f"{c.back_ordered_ready} could be filled now"),
            _tile("To pick", c.to_pick, "depot:pick", "Reserved, still on the shelf"),
            _tile("To load", c.to_load, "depot:pick", "Picked, not on a van yet"),
        ),
        workshop=(
            _tile("Returned today", c.returned_today, "depot:workshop", "Items booked in since midnight"),
            _tile("To clean", c.to_clean, "depot:workshop", "Came back and wait to be cleaned"),
            _tile("To test", c.to_test, "depot:workshop", "Wait for their test", "to-test"),
            _tile("In repair", c.in_repair, "depot:workshop", "Then they are tested again", "in-repair"),
            _tile("To put away", c.to_put_away, "depot:workshop", "Passed, or picked and not needed", "to-put-away"),
        ),
        care=_to_look_into(c, beside, everywhere=everywhere),
        low=_low(low),
        find=FindForm(auto_id="%s"),
    )


def _to_look_into(c: QueueCounts, beside: Beside, *, everywhere: bool) -> tuple[StatTile, ...]:
    everyones = "?all=1" if everywhere else ""
    return (
        _tile("Recalls that stand", beside.recalled, "depot:recalls", "Nothing of them goes out", warn=True),
        _tile("Set apart", c.set_apart, "depot:workshop", "Alerts, damage and doubts", "set-apart", warn=True),
        _tile(
            "Overdue on the shelf",
            c.overdue_on_shelf,
            "depot:overdue",
            "Test them before they can go out",
            warn=True,
        ),
        _tile("On vans, coming in", c.on_the_way, "depot:move_stock", "Between stores, or collected and not booked in"),
        StatTile(
            "Left on vans",
            beside.left,
            address_of("depot:left_on_vans") + everyones,
            "No stop to come brings it: take it off",
            Tone.WARN if beside.left else Tone.CALM,
        ),
        *_to_put_right(beside.wrong, everyones),
        _tile(
            "Differences to settle",
            c.discrepancies,
            "depot:discrepancies",
            "Found otherwise than recorded",
            warn=True,
        ),
    )


def _to_put_right(count: int | None, everyones: str) -> tuple[StatTile, ...]:
    if count is None:
        return ()
    href = address_of("depot:put_right") + everyones
    tone = Tone.WARN if count else Tone.CALM
    return (StatTile("To put right", count, href, "A visit failed for it: see to it and say so", tone),)


def _tile(label: str, count: int, page_name: str, note: str, part: str = "", *, warn: bool = False) -> StatTile:
    href = address_of(page_name) + (f"#{part}" if part else "")
    return StatTile(label, count, href, note, Tone.WARN if warn and count else Tone.CALM)


def _low(rows: tuple[KeptLevel, ...]) -> Table:
    return Table(
        "Satellite stores to fill up",
        (Column("Product"), Column("Store"), Column("There now", numeric=True), Column("Bring", numeric=True)),
        tuple(
            Row(
                (
                    Cell(row.product_name, note=row.product_code),
                    Cell(row.place_name),
                    Cell(str(row.ready)),
                    Cell(str(row.wanted)),
                )
            )
            for row in rows
        ),
        Empty("Every satellite store has enough"),
        id="low",
    )


@dataclass(frozen=True, slots=True)
class FindPage:
    """What a code is, where it does not lead to one page."""

    form: FindForm
    code: str
    notice: Notice
    choices: Table | None


@page(Permission.SEE_STOCK, Permission.LOAD_RUN, Permission.KEEP_STOCK, Permission.DO_VISITS, methods=("GET",))
def find(request: PageRequest) -> HttpResponseBase:
    """Says what a code is, and goes to its page where there is one."""
    form = FindForm(request.GET, auto_id="%s")
    code = request.GET.get("code", "")[:500]
    with reading(request.scope):
        found = what_is(request.scope, code)
    href = href_of(found)
    if href:
        return go(request, href)
    return render(request, "depot/find.html", FindPage(form, code, _notice(found), _choices(found)))


def href_of(found: Scanned) -> str:
    """The page of a thing; empty where it has none here."""
    match found.kind:
        case ScannedKind.ASSET:
            return f"/a/{found.label}"
        case ScannedKind.PRODUCT:
            return f"{address_of('depot:stock')}products/{found.id}/"
        case ScannedKind.PLACE:
            return f"{address_of('depot:stock')}?place={found.id}"
        case _:
            return ""


def _notice(found: Scanned) -> Notice:
    match found.kind:
        case ScannedKind.SEVERAL:
            return Notice(f"{len(found.others)} things have this code", ("Choose which one you mean.",), Tone.WARN)
        case ScannedKind.ORDER | ScannedKind.VISIT | ScannedKind.PERSON:
            words = {"ORDER": "an order", "VISIT": "a visit", "PERSON": "a person's record"}[found.kind]
            return Notice(f"{found.label} is the number of {words}", ("The service desk can open it.",))
        case ScannedKind.UNREADABLE:
            return Notice(say(found.problem) if found.problem else "This code cannot be read", (), Tone.WARN)
        case _:
            lines = ("If the item is in front of you, book it in as found.",)
            link = Link("Book in a return", address_of("depot:returns"))
            return Notice("Nothing here has this code", lines, Tone.WARN, link)


def _choices(found: Scanned) -> Table | None:
    if not found.others:
        return None
    rows = tuple(Row((Cell(one.label, href_of(one)), Cell(one.product_name))) for one in found.others)
    return Table("What has this code", (Column("Number"), Column("Product")), rows, Empty("Nothing"))
