"""Situations of the road: a run with a driver, visits on it, things on its van. Made by walking the real use cases.
Refuses to write a row itself, but for what is put on the van (`on_van`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from handrail.catalogue.models import Product
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders.actions import NewAllocation, allocate, end_allocations, move_lines
from handrail.orders.states import CANCELLABLE, LineState
from handrail.simulation.set_up import County
from handrail.stock.actions import move_assets, move_counted
from handrail.stock.models import Asset
from handrail.stock.plans import CountedMove
from handrail.stock.states import AssetState
from handrail.usecases.book_visits import Bookings, VisitsBooked, book_visits
from handrail.usecases.complete_visit import VisitRecorded, complete_visit
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.actions import cancel_tasks
from handrail.visits.models import Visit
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.report import DoorReport, HandedOver, Received
from tests.ordering import Someone, lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import goods, main_depot

SECOND = "driver3"


def slot(*, days: int = 0, hour: int = 12) -> tuple[datetime, datetime]:
    """Four hours from this hour (London) of today or a later day."""
    day = now().astimezone(LONDON).date() + timedelta(days=days)
    begins = datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)
    return begins, begins + timedelta(hours=4)


def a_run(county: County, *, van: str = "Van 1", driver: str = "driver", days: int = 0) -> UUID:
    """A run of today (or later) with two people."""
    day = now().astimezone(LONDON).date() + timedelta(days=days)
    wanted = RunWanted(
        main_depot(county), county.made.vans[van], day, driver_id=county.users[driver], second_id=county.users[SECOND]
    )
    return make_run(call_as(county.scopes["desk"]), request=wanted).run_id


def booked(county: County, *visit_ids: UUID, run_id: UUID | None = None, days: int = 0, **also: Any) -> VisitsBooked:
    """Visits with a slot, on a run where one is named."""
    begins, ends = slot(days=days)
    wanted = Bookings(tuple(Booking(visit_id, begins, ends, **also) for visit_id in visit_ids), run_id)
    return book_visits(call_as(county.scopes["desk"]), request=wanted)


@use_case(Event.RUN_LOADED, needs=Permission.LOAD_RUN)
def on_van(
    change: Change, *, line_id: UUID, asset_id: UUID | None, product_id: UUID, quantity: int, van: UUID, store: UUID
) -> None:
    """Keep stock for a line, pick it and load it."""
    scope = change.scope
    row = NewAllocation(fresh_id(), line_id, asset_id, "", quantity, van, recycled=False)
    allocate(contract_id=scope.contract_id, rows=[row], by_id=scope.user_id, at=change.at.happened_at)
    if asset_id:
        move_assets(
            [asset_id],
            expected=[AssetState.READY],
            path=[AssetState.HELD, AssetState.LOADED],
            place_id=van,
            held_for=line_id,
        )
    else:
        steps = [(store, AssetState.READY, store, AssetState.HELD), (store, AssetState.HELD, van, AssetState.LOADED)]
        for from_place, was, to_place, now_is in steps:
            move_counted(
                [CountedMove(fresh_id(), product_id, quantity, from_place, was, to_place, now_is, line_id=line_id)]
            )
    move_lines(
        [line_id], expected=[LineState.AUTHORISED], path=[LineState.ALLOCATED, LineState.PICKED, LineState.LOADED]
    )


@use_case(Event.LINES_CANCELLED, needs=Permission.CHANGE_ORDER)
def _cancel(change: Change, *, line_id: UUID) -> None:
    move_lines([line_id], expected=list(CANCELLABLE), path=[LineState.CANCELLED], reason="no_longer_needed")
    end_allocations([line_id], at=change.at.happened_at, how="CANCELLED")
    cancel_tasks(line_ids=[line_id], reason="no_longer_needed")


def cancelled(county: County, line_id: UUID) -> None:
    """A line cancelled by the desk while it is on the van."""
    _cancel(call_as(county.scopes["desk"]), line_id=line_id)


@dataclass(frozen=True)
class Stop:
    """A visit on a released run, with what is on the van for it."""

    who: Someone
    order: OrderPlaced
    visit_id: UUID
    run_id: UUID
    numbers: tuple[str, ...]


def a_stop(
    county: County,
    *codes: str | tuple[str, int],
    loaded: bool = True,
    van: str = "Van 1",
    driver: str = "driver",
    who: Someone | None = None,
    released: bool = True,
    by: str = "nurse",
) -> Stop:
    """Something ordered for a person, on the van of a released run of today; counted stock by (code, quantity)."""
    wanted = [(code, 1) if isinstance(code, str) else code for code in codes]
    who = who or someone(county)
    order = placed(county, who, *lines(*wanted), by=by)
    run_id = a_run(county, van=van, driver=driver)
    booked(county, *order.visit_ids, run_id=run_id)
    numbers: list[str] = []
    if loaded:
        for line, (code, quantity) in zip(order.lines, wanted, strict=True):
            numbers += load(county, line.line_id, code, quantity, van)
    if released:
        release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    return Stop(who, order, order.visit_ids[0], run_id, tuple(numbers))


def load(county: County, line_id: UUID, code: str, quantity: int, van: str = "Van 1") -> list[str]:
    """New goods on the van for a line; the asset's number where it has one."""
    numbers = list(goods(county, code, quantity))
    scope = county.scopes["depot"]
    with reading(scope):
        asset = Asset.objects.filter(number__in=numbers).first()
    with seen_by(county, "depot"):
        product_id = asset.product_id if asset else product_of(code)
    on_van(
        call_as(scope), line_id=line_id, asset_id=asset.pk if asset else None, product_id=product_id,
        quantity=quantity, van=county.made.vans[van], store=main_depot(county),
    )  # fmt: skip
    return numbers


def product_of(code: str) -> UUID:
    """The product's id; inside `seen_by`."""
    return Product.objects.get(code=code).pk


@contextmanager
def seen_by(county: County, key: str) -> Iterator[None]:
    """Reads as this member of staff."""
    with reading(county.scopes[key]):
        yield


def recorded(
    county: County, visit_id: UUID, *, by: str = "driver", key: str | None = None, **report: Any
) -> VisitRecorded:
    """A report from the door."""
    return complete_visit(call_as(county.scopes[by], key=key), request=DoorReport(visit_id=visit_id, **report))


def handed(*codes: str) -> tuple[HandedOver, ...]:
    """Scans of what was handed over."""
    return tuple(HandedOver(code) for code in codes)


def received() -> Received:
    """A daughter took it and was shown how."""
    return Received("Ivy Harker", "daughter", "YES", signed_name="I Harker")


def visit_row(county: County, visit_id: UUID) -> Visit:
    """The visit as the desk sees it."""
    with seen_by(county, "desk"):
        return Visit.objects.get(pk=visit_id)


def on_loan(county: County, *codes: str | tuple[str, int]) -> tuple[Stop, VisitRecorded]:
    """Things that were delivered today."""
    stop = a_stop(county, *codes)
    counted = tuple(
        HandedOver(line_id=line.line_id, quantity=line.quantity) for line in stop.order.lines if line.quantity > 1
    )
    return stop, recorded(county, stop.visit_id, handed_over=(*handed(*stop.numbers), *counted), received=received())
