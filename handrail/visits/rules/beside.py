"""Decides what may be arranged for a visit beside its tasks: a prescriber who comes along, miles outside the area.
Refuses what is arranged for a visit that is over, a meeting outside its time, and who cannot be told of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.visits.rules.booking import BookingReason
from handrail.visits.states import DONE, OPEN, VisitState

LONGEST_MINUTES = 600
MOST_MILES = 500
LONGEST_SUITS = 200


class BesideReason(StrEnum):
    """Why something cannot be arranged, or told, beside a visit."""

    JOINT_WHO = "JOINT_WHO"
    JOINT_WHO_CAME = "JOINT_WHO_CAME"
    JOINT_UNKNOWN = "JOINT_UNKNOWN"
    JOINT_NOT_FOR_OTHERS = "JOINT_NOT_FOR_OTHERS"
    JOINT_NO_TIME = "JOINT_NO_TIME"
    JOINT_OUTSIDE_SLOT = "JOINT_OUTSIDE_SLOT"
    JOINT_NONE = "JOINT_NONE"
    JOINT_MINUTES = "JOINT_MINUTES"
    JOINT_NOT_RECORDED = "JOINT_NOT_RECORDED"
    JOINT_SAYS_SO = "JOINT_SAYS_SO"
    JOINT_NOTHING_COMES = "JOINT_NOTHING_COMES"
    BESIDE_BY_POST = "BESIDE_BY_POST"
    DISTANCE_MILES = "DISTANCE_MILES"
    DISTANCE_AGREED = "DISTANCE_AGREED"
    DISTANCE_NONE = "DISTANCE_NONE"
    DISTANCE_DAY_TO_COME = "DISTANCE_DAY_TO_COME"
    BESIDE_WHY = "BESIDE_WHY"


@dataclass(frozen=True, slots=True)
class Joint:
    """Who comes along: a user, or somebody with a name and a number. `came` None: not recorded."""

    id: UUID
    user_id: UUID | None
    name: str
    phone: str
    meet_at: datetime | None = None
    suits: str = ""
    came: bool | None = None
    minutes: int = 0
    told_from: datetime | None = None
    told_until: datetime | None = None
    told_meet: datetime | None = None


@dataclass(frozen=True, slots=True)
class Distance:
    """So many miles that were agreed for a visit."""

    id: UUID
    miles: int


@dataclass(frozen=True, slots=True)
class ArrangedVisit:
    """A visit with what is arranged beside it. `by_post`: nobody goes there."""

    id: UUID
    number: int
    person_id: UUID
    state: VisitState
    slot_from: datetime | None
    slot_until: datetime | None
    finished_at: datetime | None
    by_post: bool = False
    joint: Joint | None = None
    distance: Distance | None = None


@dataclass(frozen=True, slots=True)
class Companion:
    """Who is to come along, and when they meet the crew: a user, or a name and a number. `suits`: when it suits them,
    and for how long, before a time is booked."""

    user_id: UUID | None = None
    name: str = ""
    phone: str = ""
    meet_at: datetime | None = None
    suits: str = ""


@dataclass(frozen=True, slots=True)
class JointWish:
    """A prescriber who wants to be there when what they ordered comes, and when that suits them."""

    user_id: UUID
    suits: str


@dataclass(frozen=True, slots=True)
class JointTime:
    """What a crew says of who was to come along: whether they came, and for how long they worked together."""

    came: bool
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class MilesAgreed:
    """So many miles for one visit: with whom that was agreed, on which day, and why."""

    visit_id: UUID
    miles: int
    agreed_with: str
    agreed_on: date
    why: str


def reasons_against_arranging(
    visit: ArrangedVisit, who: Companion | None, *, only: UUID | None, known: bool
) -> Iterator[Reason]:
    """What stands against it; `who` None: nobody comes along any more. `only`: the one user for whom it may be said
    (None: for anybody); `known`: whether that user may prescribe under the contract."""
    yield from _over(visit)
    standing = visit.joint
    if who is None:
        if standing is None:
            yield Reason(BesideReason.JOINT_NONE, "visit_id", (("number", visit.number),))
        elif only and standing.user_id != only:
            yield Reason(BesideReason.JOINT_NOT_FOR_OTHERS, "user_id")
        return
    yield from _nobody_goes(visit)
    if only and (who.user_id != only or (standing and standing.user_id != only)):
        yield Reason(BesideReason.JOINT_NOT_FOR_OTHERS, "user_id")
    elif who.user_id and not known:
        yield Reason(BesideReason.JOINT_UNKNOWN, "user_id")
    if not who.user_id and not (who.name.strip() and who.phone.strip()):
        yield Reason(BesideReason.JOINT_WHO, "name")
    if who.meet_at and visit.slot_from is None:
        yield Reason(BesideReason.JOINT_NO_TIME, "meet_at")
    elif who.meet_at and not in_slot(who.meet_at, visit.slot_from, visit.slot_until):
        yield Reason(BesideReason.JOINT_OUTSIDE_SLOT, "meet_at")


def in_slot(meet_at: datetime, slot_from: datetime | None, slot_until: datetime | None) -> bool:
    """Whether a meeting is within the time of its visit."""
    return bool(slot_from and slot_until and slot_from <= meet_at < slot_until)


def reasons_against_time(told: JointTime | None, joint: Joint | None) -> Iterator[Reason]:
    """What in a crew's word on who came along cannot be read; None: nothing was said."""
    if told is None:
        return
    if joint is None:
        yield Reason(BesideReason.JOINT_NONE, "joint")
    elif not (1 <= told.minutes <= LONGEST_MINUTES if told.came else told.minutes == 0):
        yield Reason(BesideReason.JOINT_MINUTES, "joint.minutes", (("most", LONGEST_MINUTES),))


def reasons_against_mending(
    visit: ArrangedVisit, told: JointTime, why: str, *, who: Companion | None = None, known: bool = True
) -> Iterator[Reason]:
    """What stands against putting it right. `who`: somebody who came and was not to (None: it is about who was);
    `known`: whether that user may prescribe under the contract."""
    if visit.state not in DONE or visit.state is VisitState.FAILED:
        yield Reason(BesideReason.JOINT_NOT_RECORDED, "visit_id", (("number", visit.number),))
    yield from _who_came(visit, told, who, known=known) if who else reasons_against_time(told, visit.joint)
    same = visit.joint and (who is None or (who.user_id, who.name) == (visit.joint.user_id, visit.joint.name))
    if visit.joint and same and (visit.joint.came, visit.joint.minutes) == (told.came, told.minutes):
        yield Reason(BesideReason.JOINT_SAYS_SO, "minutes")
    if not why.strip():
        yield Reason(BesideReason.BESIDE_WHY, "why")


def _who_came(visit: ArrangedVisit, told: JointTime, who: Companion, *, known: bool) -> Iterator[Reason]:
    yield from _nobody_goes(visit)
    if who.user_id and not known:
        yield Reason(BesideReason.JOINT_UNKNOWN, "user_id")
    elif not who.user_id and not who.name.strip():
        yield Reason(BesideReason.JOINT_WHO_CAME, "name")
    if not told.came or not 1 <= told.minutes <= LONGEST_MINUTES:
        yield Reason(BesideReason.JOINT_MINUTES, "joint.minutes", (("most", LONGEST_MINUTES),))


def reasons_against_distance(visit: ArrangedVisit, said: MilesAgreed, today: date) -> Iterator[Reason]:
    """What stands against agreeing to so many miles."""
    yield from _over(visit)
    yield from _nobody_goes(visit)
    if visit.distance:
        yield Reason(BesideReason.DISTANCE_AGREED, "miles", (("miles", visit.distance.miles),))
    if not 1 <= said.miles <= MOST_MILES:
        yield Reason(BesideReason.DISTANCE_MILES, "miles", (("most", MOST_MILES),))
    if said.agreed_on > today:
        yield Reason(BesideReason.DISTANCE_DAY_TO_COME, "agreed_on")
    if not said.agreed_with.strip():
        yield Reason(BesideReason.BESIDE_WHY, "agreed_with")
    if not said.why.strip():
        yield Reason(BesideReason.BESIDE_WHY, "why")


def reasons_against_withdrawing(visit: ArrangedVisit, why: str) -> Iterator[Reason]:
    """What stands against taking agreed miles back."""
    yield from _over(visit)
    if visit.distance is None:
        yield Reason(BesideReason.DISTANCE_NONE, "visit_id", (("number", visit.number),))
    if not why.strip():
        yield Reason(BesideReason.BESIDE_WHY, "why")


def _nobody_goes(visit: ArrangedVisit) -> Iterator[Reason]:
    if visit.by_post:
        yield Reason(BesideReason.BESIDE_BY_POST, "visit_id", (("number", visit.number),))


def _over(visit: ArrangedVisit) -> Iterator[Reason]:
    if visit.state not in OPEN:
        over = BookingReason.VISIT_CANCELLED if visit.state is VisitState.CANCELLED else BookingReason.VISIT_OVER
        yield Reason(over, "visit_id", (("number", visit.number),))
