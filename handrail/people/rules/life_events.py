"""What a life event asks for: a death, a stay in hospital, a move, a new date of going home.
Refuses days that cannot be, a move without an address, and a second death."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, Reason
from handrail.people.rules.records import AddressDetails
from handrail.people.states import LifeEventKind, PersonReason


@dataclass(frozen=True, slots=True)
class LifeEventWanted:
    """One event, recorded once. `new_home` goes with a move, which may be told before its day; `things_move` says that
    the equipment goes along.

    `home_again_on`: when the person is expected back from hospital. `stop_orders`: what is on order is not to come
    (after a death it never does). `ask_from_on`: from which day the family may be asked about the equipment; None: as
    the contract lays down."""

    person_id: UUID
    kind: LifeEventKind
    on: date
    told_by: str = ""
    new_home: AddressDetails | None = None
    things_move: bool = True
    home_again_on: date | None = None
    stop_orders: bool = False
    ask_from_on: date | None = None


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event that is on the record already."""

    id: UUID
    kind: LifeEventKind
    on: date


def is_to_come(wanted: LifeEventWanted, today: date) -> bool:
    """Whether a move was told before its day: until then the person lives where they do."""
    return wanted.kind is LifeEventKind.MOVE and wanted.on > today


def is_from(day: date, *, slot_from: datetime | None, due_at: datetime | None) -> bool:
    """Whether something comes on that day or after it: when it is booked for, else when it is due. What has neither
    may come any day, and so before it."""
    comes = slot_from or due_at
    return comes is not None and comes.astimezone(LONDON).date() >= day


def reasons_against_recording(
    wanted: LifeEventWanted, *, born_on: date, died_on: date | None, today: date, moves_on: date | None = None
) -> tuple[Reason, ...]:
    """Why the event cannot be recorded; empty: it can. `moves_on`: the day of a move that is to come already."""
    return tuple(_against(wanted, born_on, died_on, today, moves_on))


def _against(
    wanted: LifeEventWanted, born_on: date, died_on: date | None, today: date, moves_on: date | None
) -> Iterator[Reason]:
    kind = wanted.kind
    if died_on:
        yield Reason(PersonReason.ALREADY_DIED, "kind", (("on", died_on.isoformat()),))
    if wanted.on < born_on:
        yield Reason(PersonReason.BEFORE_BIRTH, "on")
    if kind in {LifeEventKind.DEATH, LifeEventKind.ADMISSION} and wanted.on > today:
        yield Reason(PersonReason.DAY_IN_FUTURE, "on")
    if kind is LifeEventKind.DISCHARGE_DATE and wanted.on < today:
        yield Reason(PersonReason.DAY_IN_PAST, "on")
    if kind is LifeEventKind.MOVE and wanted.new_home is None:
        yield Reason(PersonReason.ADDRESS_NEEDED, "lines")
    if kind is LifeEventKind.MOVE and moves_on:
        yield Reason(PersonReason.MOVE_TO_COME, "kind", (("on", moves_on.isoformat()),))
    if wanted.home_again_on and wanted.home_again_on < wanted.on:
        yield Reason(PersonReason.DATES_IN_WRONG_ORDER, "home_again_on")
    if wanted.ask_from_on and wanted.ask_from_on < today:
        yield Reason(PersonReason.DAY_IN_PAST, "ask_from_on")


def reason_against_carrying_out(on: date, *, done: bool, died_on: date | None, today: date) -> Reason | None:
    """Why a move that was told before its day is not carried out now. `done`: it is, or it was taken back."""
    if done:
        return Reason(CallReason.STALE)
    if died_on:
        return Reason(PersonReason.ALREADY_DIED, None, (("on", died_on.isoformat()),))
    if on > today:
        return Reason(PersonReason.NOT_YET, None, (("on", on.isoformat()),))
    return None


def reason_against_withdrawing(event_id: UUID, known: Iterable[KnownEvent]) -> Reason | None:
    """Events are taken back latest first, so that what each restores is what was so before it. `known`: those in
    force, latest first."""
    latest = next(iter(known), None)
    if latest is None or latest.id == event_id:
        return None
    return Reason(PersonReason.LATER_EVENT, None, (("kind", latest.kind.value), ("on", latest.on.isoformat())))
