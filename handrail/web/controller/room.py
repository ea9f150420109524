"""The control room: what needs someone now, then the day in pictures; every number opens the list behind it.
Refuses to count history: it shows what is open only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
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
from handrail.visits.queries.by_hand import count_to_tell
from handrail.visits.queries.lists import AT_RISK, LATE, TIME_OVER
from handrail.visits.queries.room import LATE_DAYS, Clock, RoomNumbers, room_numbers
from handrail.visits.queries.runs import RunRow, runs_of
from handrail.visits.rules.next_steps import Owner
from handrail.visits.states import VisitState
from handrail.web.shared.bars import Bar, BarPart, Bars, bars_of
from handrail.web.shared.live import live_part
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link, StatTile, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.shown import clock_time, plural, short_day


@dataclass(frozen=True, slots=True)
class RoomPage:
    """The whole room. `at` is when it was read; `renews`: it asks for itself, until it is told to keep still."""

    at: str
    tiles: tuple[StatTile, ...]
    bars: tuple[Bars, ...]
    renews: bool = True


@dataclass(frozen=True, slots=True)
class Read:
    """What the room read, in four statements."""

    numbers: RoomNumbers
    runs: tuple[RunRow, ...]
    to_tell: int


@page(Permission.SEE_CONTROL_ROOM, methods=("GET",))
def room(request: PageRequest) -> HttpResponseBase:
    """The control room. `?still` keeps it as it is, for who reads slowly or listens to it."""
    return render(request, "controller/room.html", _page(request, renews="still" not in request.GET))


@page(Permission.SEE_CONTROL_ROOM, methods=("GET",))
def room_part(request: PageRequest) -> HttpResponseBase:
    """The part of it that renews itself."""
    return live_part(request, "controller/_room.html", _page(request))


def _page(request: PageRequest, *, renews: bool = True) -> RoomPage:
    at = now()
    today = at.astimezone(LONDON).date()
    with reading(request.scope):
        terms = contract_data(request.scope.contract_id, today).terms
        numbers = room_numbers(request.scope, now=at, today=today, at_risk_minutes=terms.at_risk_minutes)
        read = Read(numbers, runs_of(request.scope, today, and_still_sent=True), count_to_tell(request.scope, at=at))
    may = request.scope.may
    bars = (
        bars_of("Open order lines", _lines(numbers.lines), clocked=True),
        bars_of("Open visits", _visits(numbers.visits), clocked=True),
        bars_of("Runs today", _runs(read.runs, today, opens=may(Permission.PLAN_VISITS)), whole=True),
        bars_of("Equipment with us", _stock(numbers)),
    )
    return RoomPage(clock_time(at), tuple(_tiles(read, calls=may(Permission.LOG_CONTACT))), bars, renews)


def _href(name: str, **query: str) -> str:
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def _tone(count: int, tone: Tone) -> Tone:
    return tone if count else Tone.CALM


def _tiles(read: Read, *, calls: bool) -> Iterable[StatTile]:
    """What needs someone, the most pressing first."""
    numbers = read.numbers
    lines, unbooked = numbers.of_lines(), numbers.visits.get(VisitState.UNBOOKED, Clock())
    owed, found = sum(numbers.next_steps.values()), sum(numbers.discrepancies.values())
    yield StatTile(
        "Order lines late", lines.late, _href("controller:orders", clock=LATE), "Not there by the time promised",
        _tone(lines.late, Tone.STOP),
    )  # fmt: skip
    yield StatTile(
        "Order lines at risk", lines.at_risk, _href("controller:orders", clock=AT_RISK), "Due soon, or not in stock",
        _tone(lines.at_risk, Tone.WARN),
    )  # fmt: skip
    yield StatTile(
        "Visits past the time told", numbers.time_over, _href("controller:visits", clock=TIME_OVER),
        "The hours told are over, and no crew is there. The bars go by what was promised",
        _tone(numbers.time_over, Tone.STOP),
    )  # fmt: skip
    yield StatTile(
        "Visits not booked", unbooked.all, _href("controller:visits", state=VisitState.UNBOOKED),
        "", _tone(unbooked.all, Tone.STOP if unbooked.late else Tone.WARN),
        _clocked_links(unbooked, "visits not booked", "controller:visits", state=VisitState.UNBOOKED),
    )  # fmt: skip
    yield StatTile(
        "Visits without next step", owed, _href("controller:next_steps"), "", _tone(owed, Tone.STOP),
        _owners(numbers.next_steps, "controller:next_steps"),
    )  # fmt: skip
    yield StatTile(
        "Approvals to give", numbers.releases, _href("controller:releases"),
        "One may be about several lines of an order",
        _tone(numbers.urgent_releases, Tone.STOP),
        _links((numbers.urgent_releases, "urgent", _href("controller:releases", urgent="yes")), about="of these"),
    )  # fmt: skip
    if calls:
        yield StatTile(
            "People to tell", read.to_tell, _href("controller:people_to_tell"), "To ring or write to",
            _tone(read.to_tell, Tone.WARN),
        )  # fmt: skip
        yield StatTile(
            "To follow up", numbers.follow_ups, _href("person:follow_ups", due="now"),
            "After a death, a move or a stay", _tone(numbers.follow_ups, Tone.WARN),
        )  # fmt: skip
    yield from _queues(numbers)
    yield StatTile(
        "Discrepancies", found, _href("controller:discrepancies"), "", _tone(found, Tone.WARN),
        _owners(numbers.discrepancies, "controller:discrepancies"),
    )  # fmt: skip
    yield StatTile(
        "Recorded late", numbers.recorded_late, _href("controller:recorded_late"), f"In the last {LATE_DAYS} days"
    )


def _queues(numbers: RoomNumbers) -> Iterable[StatTile]:
    """What waits for stock, and what stock waits for: always in the same place, so that the eye finds it."""
    waiting = numbers.lines.get(LineState.BACK_ORDERED, Clock())
    dirty, pieces = (counts.get(AssetState.RETURNED_DIRTY, 0) for counts in (numbers.assets, numbers.counted))
    yield StatTile(
        "Waiting for stock", waiting.all, _href("controller:orders", state=LineState.BACK_ORDERED),
        "", _tone(waiting.all, Tone.STOP if waiting.late else Tone.WARN),
        _clocked_links(waiting, "waiting for stock", "controller:orders", state=LineState.BACK_ORDERED),
    )  # fmt: skip
    yield StatTile(
        "To be cleaned", dirty, _href("controller:items", state=AssetState.RETURNED_DIRTY),
        parts=_pieces(pieces, AssetState.RETURNED_DIRTY, "to be cleaned"),
    )  # fmt: skip


def _links(*numbers: tuple[int, str, str], about: str) -> tuple[Link, ...]:
    """A link for each number that is not nought: how many, of what, where its list is. `about` is for who hears it."""
    return tuple(Link(f"{count} {what}", href, about) for count, what, href in numbers if count)


def _owners(counts: Mapping[str, int], name: str) -> tuple[Link, ...]:
    return _links(
        *((n, say(Owner(role)).lower(), _href(name, owner=role)) for role, n in counts.items()), about="to act"
    )


def _clocked_links(clock: Clock, about: str, name: str, **query: str) -> tuple[Link, ...]:
    return _links(
        (clock.late, "late", _href(name, **query, clock=LATE)),
        (clock.at_risk, "at risk", _href(name, **query, clock=AT_RISK)),
        about=about,
    )


def _clocked(label: str, clock: Clock, name: str, state: str) -> Bar:
    in_time = clock.all - clock.late - clock.at_risk
    parts = (BarPart("late", clock.late), BarPart("risk", clock.at_risk), BarPart("fine", in_time))
    links = _clocked_links(clock, label.lower(), name, state=state)
    return Bar(label, clock.all, _href(name, state=state), "", parts, links=links)


def _lines(lines: Mapping[str, Clock]) -> Iterable[Bar]:
    for state in LineState:
        if clock := lines.get(state.value):
            yield _clocked(say(state), clock, "controller:orders", state)


def _visits(visits: Mapping[str, Clock]) -> Iterable[Bar]:
    for state in VisitState:
        if clock := visits.get(state.value):
            yield _clocked(say(state), clock, "controller:visits", state)


def _runs(runs: Iterable[RunRow], today: date, *, opens: bool) -> Iterable[Bar]:
    """How far each van is."""
    for run in runs:
        href = reverse("controller:run" if opens else "controller:run_visits", args=[run.id])
        shift = "" if run.shift == "day" else f", {run.shift}"
        shift += "" if run.on == today else f", {short_day(run.on)}"
        note = ", ".join(part for part in (say(run.state), run.driver) if part)
        parts = (BarPart("done", run.done), BarPart("left", run.stops - run.done))
        yield Bar(f"{run.van}{shift}", run.stops, href, note, parts, shown=f"{run.done} of {run.stops}")


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

# Where the room's word and the depot's must not be taken for each other: what comes in on a van is counted there.
_LABELS = {AssetState.RETURNED_DIRTY: "To be cleaned", AssetState.LOADED: "On a van, going out"}


def _pieces(count: int, state: AssetState, about: str) -> tuple[Link, ...]:
    href = _href("controller:counted", state=state)
    return (Link(f"and {plural(count, 'counted piece')}", href, about),) if count else ()


def _stock(numbers: RoomNumbers) -> Iterable[Bar]:
    for state in _STATES:
        items, pieces = numbers.assets.get(state.value, 0), numbers.counted.get(state.value, 0)
        if items or pieces:
            label = _LABELS.get(state) or say(state)
            tone = "risk" if state is AssetState.QUARANTINED else "fine"
            yield Bar(
                label,
                items,
                _href("controller:items", state=state),
                "",
                (BarPart(tone, items),),
                links=_pieces(pieces, state, label.lower()),
            )
