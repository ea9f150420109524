"""To which home a visit goes that a move to come is about: until the day the person lives at the old one.
Refuses to send a crew to the new home before the day, unless whoever books says so."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.core.moment import LONDON


@dataclass(frozen=True, slots=True)
class Door:
    """An address of the person and where it lies."""

    id: UUID
    easting: int | None
    northing: int | None


@dataclass(frozen=True, slots=True)
class MovedVisit:
    """A visit of somebody who moves `on` a day to come; `address_id`: where it goes as things stand. `order_ids`: the
    orders that only this visit brings. `listed`: the event of the move knows it as one that it sent."""

    visit_id: UUID
    person_id: UUID
    on: date
    address_id: UUID
    old: Door
    new: Door
    order_ids: tuple[UUID, ...]
    event_id: UUID
    listed: bool


def home_on_the_day(visit: MovedVisit, slot_from: datetime, *, new_home_early: bool) -> Door:
    """The home where the crew finds the person, or the new one where it is wanted there before they move."""
    lives_there = slot_from.astimezone(LONDON).date() >= visit.on
    return visit.new if lives_there or new_home_early else visit.old
