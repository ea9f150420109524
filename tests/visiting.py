"""Situations of the road: a run with a driver, visits on it, things on its van. Made by walking the real use cases.
Refuses to write a row itself."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.stock.codes import ExaminationVerdict
from handrail.stock.plans import ItemScan
from handrail.usecases.allocate_lines import LineWanted, Wanted, allocate_lines
from handrail.usecases.book_visits import Bookings, VisitsBooked, book_visits
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.complete_visit import VisitRecorded, complete_visit
from handrail.usecases.keep_scan import DoorScanned, keep_scan
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.request_visit import VisitRequested, request_visit
from handrail.visits.codes import AskedBy
from handrail.visits.models import Visit
from handrail.visits.rules.asking import AskedFor, Asking
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.report import DoorReport, Examined, HandedOver, Received
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
        main_depot(county),
        county.made.vans[van],
        day,
        driver_id=county.users[driver],
        second_id=county.users[SECOND],
        with_both=True,
    )
    return make_run(call_as(county.scopes["desk"]), request=wanted).run_id


def booked(county: County, *visit_ids: UUID, run_id: UUID | None = None, days: int = 0, **also: Any) -> VisitsBooked:
    """Visits with a slot, on a run where one is named."""
    begins, ends = slot(days=days)
    wanted = Bookings(tuple(Booking(visit_id, begins, ends, **also) for visit_id in visit_ids), run_id)
    return book_visits(call_as(county.scopes["desk"]), request=wanted)


def cancelled(county: County, line_id: UUID) -> None:
    """A line cancelled by the desk while it is on the van."""
    request = LinesToCancel((line_id,), "no_longer_needed")
    cancel_lines(call_as(county.scopes["desk"]), request=request)


@dataclass(frozen=True)
class Stop:
    """A visit on a released run, with what is on the van for it."""

    county: County
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
    days: int = 0,
) -> Stop:
    """Something ordered for a person, on the van of a released run of today; counted stock by (code, quantity)."""
    wanted = [(code, 1) if isinstance(code, str) else code for code in codes]
    who = who or someone(county)
    order = placed(county, who, *lines(*wanted), by=by)
    run_id = a_run(county, van=van, driver=driver, days=days)
    booked(county, *order.visit_ids, run_id=run_id, days=days)
    numbers: list[str] = []
    if loaded:
        for line, (code, quantity) in zip(order.lines, wanted, strict=True):
            numbers += load(county, run_id, line.line_id, code, quantity)
    if released:
        release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id, without_stock=not loaded))
    return Stop(county, who, order, order.visit_ids[0], run_id, tuple(numbers))


def scanned(stop: Stop, *codes: str) -> str:
    """These codes kept with the visit as a phone does, and as its page carries them."""
    for code in codes:
        keep_scan(call_as(stop.county.scopes["desk"]), request=DoorScanned(stop.visit_id, code))
    return json.dumps(codes)


def load(county: County, run_id: UUID, line_id: UUID, code: str, quantity: int) -> list[str]:
    """New goods kept for a line and scanned onto the van; the asset's number where it has one."""
    numbers = list(goods(county, code, quantity))
    depot = county.scopes["depot"]
    allocate_lines(
        call_as(depot), request=Wanted((LineWanted(line_id, numbers[0] if numbers else ""),), main_depot(county))
    )
    items = (ItemScan(numbers[0]),) if numbers else (ItemScan(code, quantity),)
    load_run(call_as(depot), request=Loading(run_id, items))
    return numbers


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


def on_loan(county: County, *codes: str | tuple[str, int], days: int = 0) -> tuple[Stop, VisitRecorded]:
    """Things that were delivered now, from a run of today or later."""
    stop = a_stop(county, *codes, days=days)
    counted = tuple(
        HandedOver(line_id=line.line_id, quantity=line.quantity) for line in stop.order.lines if line.quantity > 1
    )
    things = (*handed(*stop.numbers), *counted)
    return stop, recorded(county, stop.visit_id, handed_over=things, received=received(), other_day=bool(days))


def lent_to_lift(county: County, *codes: str, **stop: Any) -> VisitRecorded:
    """Hoists and slings, delivered now."""
    there = a_stop(county, *codes, by="therapist", **stop)
    given, late = handed(*there.numbers), bool(stop.get("days"))
    return recorded(county, there.visit_id, handed_over=given, received=received(), other_day=late)


def examined_at_home(
    county: County, *loans: UUID, van: str = "Van 2", verdict: ExaminationVerdict = ExaminationVerdict.PASS,
    defects: str = "", **stop: Any,
) -> VisitRecorded:  # fmt: skip
    """These loans examined at a planned service, and found safe unless something else is said."""
    on = now().astimezone(LONDON).date() + timedelta(days=9)
    visit_id = asked(county, *loans, asked_for=AskedFor.SERVICE, chosen_on=on).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van=van, **stop), **stop)
    reports = tuple(Examined(loan_id, verdict, "Sam Field", defects, report="R-1") for loan_id in loans)
    return recorded(county, visit_id, examined=reports, other_day=bool(stop))


def asked(county: County, *loans: UUID, by: str = "nurse", **also: Any) -> VisitRequested:
    """A visit for these loans, a collection unless something else is asked for."""
    wanted: dict[str, Any] = {"asked_for": AskedFor.COLLECTION, "loan_ids": loans, "asked_by": AskedBy.CARER, **also}
    return request_visit(call_as(county.scopes[by]), request=Asking(**wanted))


def collection(county: County, *codes: str | tuple[str, int]) -> tuple[Stop, tuple[UUID, ...], UUID]:
    """Things on loan that a crew is to fetch on a released run: the stop, the loans, the visit."""
    stop, done = on_loan(county, *codes)
    loans = tuple(loan.loan_id for loan in done.loans)
    visit_id = asked(county, *loans).visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    return stop, loans, visit_id
