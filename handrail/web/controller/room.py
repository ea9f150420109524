"""The control room: what is late, at risk or waiting, now; every number opens the list behind it.
Refuses to count history: it shows what is open only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.states import LineState
from handrail.partners.queries import contract_data
from handrail.stock.states import AssetState
from handrail.visits.queries.lists import AT_RISK, LATE
from handrail.visits.queries.room import LATE_DAYS, Clock, RoomNumbers, room_numbers
from handrail.visits.rules.next_steps import Owner
from handrail.visits.states import RunState, VisitState
from handrail.web.shared.live import live_part
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import StatTile, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.shown import plural


@dataclass(frozen=True, slots=True)
class TileGroup:
    """Tiles under one heading."""

    title: str
    tiles: tuple[StatTile, ...]


@dataclass(frozen=True, slots=True)
class RoomPage:
    """The whole room."""

    groups: tuple[TileGroup, ...]


@page(Permission.SEE_CONTROL_ROOM, methods=("GET",))
def room(request: PageRequest) -> HttpResponseBase:
    """The control room."""
    return render(request, "controller/room.html", room_page(_numbers(request)))


@page(Permission.SEE_CONTROL_ROOM, methods=("GET",))
def room_part(request: PageRequest) -> HttpResponseBase:
    """The part of it that renews itself."""
    return live_part(request, "controller/_room.html", room_page(_numbers(request)))


def _numbers(request: PageRequest) -> RoomNumbers:
    at = now()
    today = at.astimezone(LONDON).date()
    with reading(request.scope):
        terms = contract_data(request.scope.contract_id, today).terms
        return room_numbers(request.scope, now=at, today=today, at_risk_minutes=terms.at_risk_minutes)


def room_page(numbers: RoomNumbers) -> RoomPage:
    """The numbers as tiles."""
    return RoomPage(
        (
            TileGroup("Needs someone now", tuple(_urgent(numbers))),
            TileGroup("Open orders", tuple(_lines(numbers.lines))),
            TileGroup("Visits", tuple(_visits(numbers))),
            TileGroup("Runs today", tuple(_runs(numbers.runs))),
            TileGroup("Equipment with us", tuple(_stock(numbers))),
        )
    )


def _href(name: str, **query: str) -> str:
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def _tone(count: int, tone: Tone) -> Tone:
    return tone if count else Tone.CALM


def _urgent(numbers: RoomNumbers) -> Iterable[StatTile]:
    lines, unbooked = numbers.of_lines(), numbers.visits.get(VisitState.UNBOOKED, Clock())
    owed = sum(numbers.next_steps.values())
    found = sum(numbers.discrepancies.values())
    yield StatTile("Orders late", lines.late, _href("controller:orders", clock=LATE), "", _tone(lines.late, Tone.STOP))
    yield StatTile(
        "Orders at risk", lines.at_risk, _href("controller:orders", clock=AT_RISK), "Due soon",
        _tone(lines.at_risk, Tone.WARN),
    )  # fmt: skip
    yield StatTile(
        "Visits not booked", unbooked.all, _href("controller:visits", state=VisitState.UNBOOKED),
        f"{unbooked.late} late", _tone(unbooked.all, Tone.STOP if unbooked.late else Tone.WARN),
    )  # fmt: skip
    yield StatTile(
        "Visits without next step", owed, _href("controller:next_steps"), _owners(numbers.next_steps),
        _tone(owed, Tone.STOP),
    )  # fmt: skip
    yield StatTile(
        "Waiting for approval", numbers.releases, _href("controller:orders", state=LineState.AWAITING_AUTHORITY),
        f"{numbers.urgent_releases} urgent", _tone(numbers.urgent_releases, Tone.STOP),
    )  # fmt: skip
    yield StatTile(
        "Discrepancies", found, _href("controller:discrepancies"), _owners(numbers.discrepancies),
        _tone(found, Tone.WARN),
    )  # fmt: skip
    yield StatTile(
        "Recorded late", numbers.recorded_late, _href("controller:recorded_late"), f"In the last {LATE_DAYS} days"
    )


def _owners(counts: Mapping[str, int]) -> str:
    known = {owner.value for owner in Owner}
    return ", ".join(
        f"{count} {say(Owner(role)).lower() if role in known else role.lower()}" for role, count in counts.items()
    )


def _lines(lines: Mapping[str, Clock]) -> Iterable[StatTile]:
    for state in LineState:
        clock = lines.get(state.value)
        if clock:
            href = _href("controller:orders", state=state)
            yield StatTile(say(state), clock.all, href, _clock(clock), _tone(clock.late, Tone.WARN))


def _clock(clock: Clock) -> str:
    parts = [f"{clock.late} late"] if clock.late else []
    return ", ".join([*parts, *([f"{clock.at_risk} at risk"] if clock.at_risk else [])])


def _visits(numbers: RoomNumbers) -> Iterable[StatTile]:
    for state in VisitState:
        clock = numbers.visits.get(state.value)
        if clock:
            href = _href("controller:visits", state=state)
            yield StatTile(say(state), clock.all, href, _clock(clock), _tone(clock.late, Tone.WARN))


def _runs(runs: Mapping[str, int]) -> Iterable[StatTile]:
    for state in (RunState.PLANNED, RunState.RELEASED, RunState.OUT, RunState.CLOSED):
        if runs.get(state.value):
            yield StatTile(say(state), runs[state.value], _href("controller:runs"))


# In the order in which equipment passes them on its way back to the shelf.
_STATES = (
    AssetState.RETURNED_DIRTY,
    AssetState.DECONTAMINATED,
    AssetState.IN_REPAIR,
    AssetState.PASSED,
    AssetState.READY,
    AssetState.HELD,
    AssetState.LOADED,
    AssetState.QUARANTINED,
    AssetState.ON_ORDER,
)


def _stock(numbers: RoomNumbers) -> Iterable[StatTile]:
    for state in _STATES:
        items, pieces = numbers.assets.get(state.value, 0), numbers.counted.get(state.value, 0)
        if items or pieces:
            note = f"and {plural(pieces, 'counted piece')}" if pieces else ""
            label = "To be cleaned" if state is AssetState.RETURNED_DIRTY else say(state)
            yield StatTile(label, items, _href("controller:items", state=state), note)
