"""One run: its stops in order, what could still go on it, its load; send it to the driver, close it.
Refuses what the use cases refuse, in words above the lists."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import contract_data
from handrail.usecases.close_run import CloseWanted, close_run
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.release_run import ReleaseWanted, RunReleased, release_run
from handrail.visits.queries.parcels import parcels_of
from handrail.visits.queries.runs import RunRow, StopOfRun, run_row, stops_of, waiting_for_a_run
from handrail.visits.queries.shortages import shortages
from handrail.visits.rules.by_post import may_all_go
from handrail.visits.rules.shortage import Shortage
from handrail.visits.rules.stop_order import MOVABLE, PlacedStop, in_order, may_swap, moved
from handrail.visits.states import OPEN, RunState, VisitState
from handrail.web.controller.runs import load_shown, nobody, to_come_shown
from handrail.web.controller.shown import kinds_shown, parcel_time, stop_time
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact, Link, Tag
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.posted import run_tag, stops_in_words, visit_tag
from handrail.wording.shortages import shortage_words
from handrail.wording.shown import day, plural

ON_A_RUN = MOVABLE - {VisitState.BOOKED}


class StopsForm(HandrailForm):
    """The order of the stops, what goes on the run and what comes off it."""

    def offer(
        self, run_id: UUID, stops: Sequence[StopOfRun], waiting: Sequence[StopOfRun], *, by_post: bool
    ) -> "StopsForm":
        """Add a field for each stop and each visit that waits; parcels go in no order."""
        self.run_id, self.stops, self.waiting = run_id, stops, waiting
        for at, stop in enumerate(stops, 1):
            if stop.state in OPEN and not by_post:
                self.fields[f"place_{stop.visit_id}"] = fields.NumberField(
                    f"Place of visit {stop.number}", least=1, most=200, initial=at, width="2", label_size="s"
                )
            if stop.state in ON_A_RUN:
                self.fields[f"off_{stop.visit_id}"] = fields.TickField(
                    f"Take visit {stop.number} off the run", required=False
                )
        for visit in waiting:
            self.fields[f"on_{visit.visit_id}"] = fields.TickField(
                f"Put visit {visit.number} on the run", required=False
            )
        return self

    def to_request(self) -> RunStops:
        """The stops in their new order: by place, then as they were; what is new among them, by when it is due. A stop
        that is done keeps its place."""
        cleaned = self.cleaned_data
        stood = {stop.visit_id: at for at, stop in enumerate(self.stops, 1)}
        off = [stop.visit_id for stop in self.stops if cleaned.get(f"off_{stop.visit_id}")]
        kept = [stop for stop in self.stops if stop.visit_id not in off]
        kept.sort(key=lambda s: (cleaned.get(f"place_{s.visit_id}", stood[s.visit_id]), s.stop or 0))
        on = [visit for visit in self.waiting if cleaned.get(f"on_{visit.visit_id}")]
        return RunStops(self.run_id, in_order(_placed(kept), _placed(on)), tuple(off))


class MoveForm(HandrailForm):
    """One stop a place earlier or later: the button that was pressed says which and whither."""

    # No hidden field: the buttons carry it.
    move = fields.TextField("Move", longest=40, missing="Choose which stop to move")

    def for_run(self, run_id: UUID, stops: Sequence[StopOfRun]) -> "MoveForm":
        """The same form, knowing its run and the stops as they stand."""
        self.run_id, self.stops = run_id, stops
        return self

    def to_request(self) -> RunStops:
        """The stops in their new order."""
        way, _, visit = self.cleaned_data["move"].partition(" ")
        number = int(visit) if visit.isascii() and visit.isdigit() and len(visit) < 16 else 0
        asked = next((stop.visit_id for stop in self.stops if stop.number == number), self.run_id)
        return RunStops(self.run_id, moved(_placed(self.stops), asked, earlier=way == "earlier"))


def _placed(stops: Sequence[StopOfRun]) -> list[PlacedStop]:
    """Those that have a place: what was cancelled is shown on the run, and nobody drives there."""
    there = [stop for stop in stops if stop.state is not VisitState.CANCELLED]
    return [PlacedStop(s.visit_id, s.number, s.state, s.slot_from, s.due_at, s.stop) for s in there]


class ReleaseForm(HandrailForm):
    """Send the run, with a tick where it leaves without something."""

    without_stock = fields.TickField(
        "I know that not everything will come on this run", required=False, hint="What is missing gets another visit"
    )

    def for_run(self, run_id: UUID) -> "ReleaseForm":
        """The same form, knowing its run."""
        self.run_id = run_id
        return self

    def to_request(self) -> ReleaseWanted:
        """What is sent."""
        return ReleaseWanted(self.run_id, bool(self.cleaned_data["without_stock"]))


class CloseForm(HandrailForm):
    """Close the run."""

    def for_run(self, run_id: UUID) -> "CloseForm":
        """The same form, knowing its run."""
        self.run_id = run_id
        return self

    def to_request(self) -> CloseWanted:
        """What is closed."""
        return CloseWanted(self.run_id)


@dataclass(frozen=True, slots=True)
class StopLine:
    """One stop in words, with the names of its fields."""

    href: str
    number: int
    name: str
    place: str
    when: str
    what: str
    state: Tag
    names: tuple[str, ...]
    short: tuple[str, ...]
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run."""

    run_id: UUID
    title: str
    back_href: str
    state: Tag
    facts: tuple[Fact, ...]
    stops: tuple[StopLine, ...]
    waiting: tuple[StopLine, ...]
    form: StopsForm
    move_form: MoveForm
    release_form: ReleaseForm
    close_form: CloseForm
    asked: HandrailForm
    can_plan: bool
    can_release: bool
    can_close: bool
    goes_without: str
    by_post: bool


@page(Permission.PLAN_VISITS)
def run(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """One run; posting sets its stops."""
    found, stops, waiting, short = _read(request, run_id)
    posted = request.method == "POST"
    form = (StopsForm(request.POST) if posted else StopsForm()).offer(run_id, stops, waiting, by_post=found.by_post)
    if posted and (planned := submit(request, form, plan_visits)):
        kept = "" if found.by_post else ", the order is kept"
        told = f"{planned.put_on} put on, {planned.taken_off} taken off{kept}."
        return go(request, "controller:run", run_id, flash=told)
    return render(request, "controller/run.html", _page(found, stops, waiting, short, form=form), form=form)


@page(Permission.PLAN_VISITS, methods=("POST",))
def move_stop(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """Put one stop earlier or later."""
    with reading(request.scope):
        run_row(request.scope, run_id)
        stops = stops_of(request.scope, run_id)
    form = MoveForm(request.POST).for_run(run_id, stops)
    if submit(request, form, plan_visits):
        return go(request, "controller:run", run_id, flash="The order of the stops is kept.")
    return _refused(request, run_id, move_form=form)


@page(Permission.PLAN_VISITS, methods=("POST",))
def release_run_page(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """Send a run to its driver."""
    with reading(request.scope):
        found = run_row(request.scope, run_id)
    form = ReleaseForm(request.POST).for_run(run_id)
    if done := submit(request, form, release_run):
        return go(request, "controller:run", run_id, flash=_sent(found, done))
    return _refused(request, run_id, release_form=form)


def _sent(found: RunRow, done: RunReleased) -> str:
    stops = stops_in_words(done.stops, by_post=found.by_post)
    return f"{stops} ready to be sent." if found.by_post else f"Sent on its way with {stops}."


@page(Permission.PLAN_VISITS, methods=("POST",))
def close_run_page(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """Close a run."""
    form = CloseForm(request.POST).for_run(run_id)
    if submit(request, form, close_run):
        return go(request, "controller:run", run_id, flash="The run is closed.")
    return _refused(request, run_id, close_form=form)


def _refused(
    request: PageRequest,
    run_id: UUID,
    *,
    release_form: ReleaseForm | None = None,
    close_form: CloseForm | None = None,
    move_form: MoveForm | None = None,
) -> HttpResponseBase:
    found, stops, waiting, short = _read(request, run_id)
    shown = _page(found, stops, waiting, short, release_form=release_form, close_form=close_form)
    if move_form:
        shown = replace(shown, asked=move_form)
    return render(request, "controller/run.html", shown, form=release_form or close_form or move_form)


type _Read = tuple[RunRow, tuple[StopOfRun, ...], tuple[StopOfRun, ...], Mapping[UUID, Shortage]]


def _read(request: PageRequest, run_id: UUID) -> _Read:
    """The run, its stops, what could go on it, and what of all this is not there to be brought."""
    with reading(request.scope):
        found = run_row(request.scope, run_id)
        begins = datetime.combine(found.on, time(), LONDON)
        waiting = waiting_for_a_run(
            request.scope, depot_id=found.depot_id, from_at=begins, until_at=begins + timedelta(days=1)
        )
        if found.by_post:
            waiting = _that_fit(request, waiting)
        stops = stops_of(request.scope, run_id)
        short = shortages(request.scope, [stop.visit_id for stop in (*stops, *waiting) if stop.state in OPEN])
        return found, stops, waiting, short


def _that_fit(request: PageRequest, waiting: Sequence[StopOfRun]) -> tuple[StopOfRun, ...]:
    """Those of which all may go in a parcel; the others are offered to vans alone."""
    under = contract_data(request.scope.contract_id, now().astimezone(LONDON).date()).terms.parcel_under_grams
    parcels = parcels_of(request.scope, [one.visit_id for one in waiting])
    fit = {one.visit_id for one in parcels if may_all_go([one], under_grams=under)}
    return tuple(one for one in waiting if one.visit_id in fit)


def _page(
    found: RunRow,
    stops: Sequence[StopOfRun],
    waiting: Sequence[StopOfRun],
    short: Mapping[UUID, Shortage],
    *,
    form: StopsForm | None = None,
    release_form: ReleaseForm | None = None,
    close_form: CloseForm | None = None,
) -> RunPage:
    stops_form = form or StopsForm().offer(found.id, stops, waiting, by_post=found.by_post)
    release, close = release_form or ReleaseForm(), close_form or CloseForm()
    placed = [] if found.by_post else _placed(stops)
    return RunPage(
        run_id=found.id,
        title=f"{found.van}, {day(found.on)}",
        back_href=f"{reverse('controller:runs')}?on={found.on}",
        state=run_tag(found.state, by_post=found.by_post),
        facts=tuple(_facts(found)),
        stops=tuple(
            replace(_line(found, stop, stops_form, ("place", "off"), short), moves=tuple(_moves(placed, stop.visit_id)))
            for stop in stops
        ),
        waiting=tuple(_line(found, stop, stops_form, ("on",), short) for stop in waiting),
        form=stops_form,
        move_form=MoveForm(auto_id="move-%s"),
        release_form=release,
        close_form=close,
        asked=release_form or close_form or stops_form,
        can_plan=found.state is not RunState.CLOSED,
        can_release=found.state is RunState.PLANNED,
        can_close=found.state in {RunState.RELEASED, RunState.OUT} and found.on <= now().astimezone(LONDON).date(),
        goes_without=_goes_without(found, stops, short) if found.state is not RunState.CLOSED else "",
        by_post=found.by_post,
    )


def _facts(found: RunRow) -> Iterable[Fact]:
    """Who goes, with how much; with the post nobody goes to any door."""
    crew = " and ".join(name for name in (found.driver, found.second) if name)
    yield Fact("Depot", found.depot)
    yield Fact("Crew", crew or nobody(found), action=_other_crew(found))
    load = "All parcels together" if found.by_post else "Load, at its most"
    yield Fact(load, load_shown(found), note=to_come_shown(found))
    if not found.by_post:
        yield Fact("Time at doors", f"{found.minutes} minutes", "without driving")


def _kilograms(kg: Decimal) -> str:
    """Whole kilograms; what is light is not nothing."""
    return "under 1 kg" if 0 < kg < 1 else f"{kg:.0f} kg"


def _other_crew(found: RunRow) -> Link | None:
    """Where the crew is changed; nowhere once the run is over, nor where nobody goes along."""
    if found.by_post or found.state in {RunState.CLOSED, RunState.CANCELLED}:
        return None
    return Link("Change", reverse("controller:change_crew", args=[found.id]), hidden="the crew")


def _moves(placed: Sequence[PlacedStop], visit_id: UUID) -> Iterator[str]:
    """Whither a stop can be moved."""
    at = next((at for at, stop in enumerate(placed) if stop.id == visit_id), None)
    if at is None:
        return
    if may_swap(placed, at - 1):
        yield "earlier"
    if may_swap(placed, at):
        yield "later"


def _goes_without(found: RunRow, stops: Sequence[StopOfRun], short: Mapping[UUID, Shortage]) -> str:
    """How many stops of the run will not get everything, where there are any."""
    count = sum(1 for stop in stops if stop.visit_id in short)
    if not count:
        return ""
    lacks = "will not have everything in" if found.by_post else "will not get everything"
    return f"{stops_in_words(count, by_post=found.by_post)} of {len(stops)} {lacks}"


def _line(
    run: RunRow, stop: StopOfRun, form: StopsForm, kinds: tuple[str, ...], short: Mapping[UUID, Shortage]
) -> StopLine:
    names = [f"{kind}_{stop.visit_id}" for kind in kinds]
    later = f" ({stop.kg_to_come:.0f} kg not set aside yet)" if stop.kg_to_come else ""
    crew = "" if run.by_post else f", {plural(stop.crew, 'person', 'people')}"
    return StopLine(
        href=reverse("controller:visit", args=[stop.visit_id]),
        number=stop.number,
        name=stop.person_name,
        place=", ".join(part for part in (stop.town, stop.postcode) if part),
        when=parcel_time(stop.slot_from, stop.finished_at)
        if run.by_post
        else stop_time(run.on, (stop.slot_from, stop.slot_until), (stop.arrived_at, stop.finished_at)),
        what=f"{kinds_shown(stop.kinds)}, {_kilograms(stop.kg)}{later}{crew}",
        state=visit_tag(stop.state, by_post=run.by_post),
        names=tuple(name for name in names if name in form.fields),
        short=shortage_words(short[stop.visit_id]) if stop.visit_id in short else (),
    )
