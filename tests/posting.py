"""Situations of the post: its run of a day, and a parcel that is handed to it. Made by walking the real use cases."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.usecases.edit_partners import VanShape, keep_van
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import HandedOver
from tests.ordering import Someone, lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.visiting import booked, load, recorded

# Light, given for good, and shown to nobody.
REACHER, SOCK_AID, SHOE_HORN = "DLV-030", "DLV-034", "DLV-032"
PARCEL, EACH = "delivery_small_parcel", 5_80


def the_post(county: County) -> UUID:
    """The post, kept like a van of the main depot."""
    shape = VanShape(main_depot(county), "By post", "Royal Mail", 1_000, 1_000, by_post=True)
    return keep_van(call_as(county.scopes["admin"]), request=shape)


def post_run(county: County, post_id: UUID, *, days: int = 0) -> UUID:
    """What goes by post today, or on a later day."""
    wanted = RunWanted(main_depot(county), post_id, now().astimezone(LONDON).date() + timedelta(days=days))
    return make_run(call_as(county.scopes["desk"]), request=wanted).run_id


@dataclass(frozen=True)
class Sent:
    """A visit whose things were handed to the post."""

    county: County
    who: Someone
    order_id: UUID
    visit_id: UUID
    run_id: UUID
    line_ids: tuple[UUID, ...]


def sent(
    county: County, *codes: str, quantity: int = 1, who: Someone | None = None, run_id: UUID | None = None
) -> Sent:
    """Small things ordered for somebody, and handed to the post."""
    who = who or someone(county)
    order = placed(county, who, *lines(*((code, quantity) for code in codes)), by="nurse")
    (visit_id,) = order.visit_ids
    run_id = run_id or post_run(county, the_post(county))
    booked(county, visit_id, run_id=run_id)
    for line, code in zip(order.lines, codes, strict=True):
        load(county, run_id, line.line_id, code, quantity)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    return Sent(county, who, order.order_id, visit_id, run_id, tuple(line.line_id for line in order.lines))


def sent_twice(county: County) -> tuple[Sent, Sent]:
    """Two parcels of one order, promised at two speeds."""
    who = someone(county)
    order = placed(county, who, *lines(REACHER), *lines(SOCK_AID, speed="deliver_next_day"), by="nurse")
    run_id = post_run(county, the_post(county))
    booked(county, *order.visit_ids, run_id=run_id)
    parcels = []
    for line, code in zip(order.lines, (REACHER, SOCK_AID), strict=True):
        load(county, run_id, line.line_id, code, 1)
        with reading(county.scopes["desk"]):
            visit_id = VisitTask.objects.get(line_id=line.line_id).visit_id
        parcels.append(Sent(county, who, order.order_id, visit_id, run_id, (line.line_id,)))
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    first, second = parcels
    return first, second


def arrived(parcel: Sent, *line_ids: UUID, quantity: int = 1) -> None:
    """All of it came, or these lines, as the desk was told."""
    there = tuple(HandedOver(line_id=one, quantity=quantity) for one in line_ids or parcel.line_ids)
    recorded(parcel.county, parcel.visit_id, by="desk", handed_over=there)
