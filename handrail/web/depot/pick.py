"""Runs to pick and load, the pick list of a run on screen and on paper, and loading by scan.
Refuses nothing itself; a wrong scan is answered with what it is and why it does not go."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.states import LineState
from handrail.stock.codes import StockReason
from handrail.stock.rules.scan_lines import read_line
from handrail.stock.rules.shelves import walking_key
from handrail.usecases.load_run import Loading, RunLoaded, load_run
from handrail.usecases.pick_lines import ToPick, pick_lines
from handrail.visits.queries.depot import DepotRun, RunLine, depot_run, depot_runs, pick_list
from handrail.visits.queries.off_runs import OffRunLine, kept_off_runs
from handrail.visits.queries.on_van import not_going
from handrail.visits.rules.shortage import shortage_of
from handrail.web.depot.scanning import HOME, ScansField, submit_work
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm, reasons_in_words
from handrail.web.shared.on_van import stop_word, take_off_lines
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Notice, Row, ScanBox, Table, Tone
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording import say, tag_of
from handrail.wording.meetings import meet_words
from handrail.wording.posted import line_tag, run_tag
from handrail.wording.shortages import shortage_words
from handrail.wording.shown import day, plural, short_day

RUNS = Crumb("Pick and load", "/depot/pick/")
THERE_ALREADY = frozenset({StockReason.LOADED_ALREADY, StockReason.COUNT_LOADED_ALREADY})
LOOK_AHEAD = timedelta(days=2)
LOAD_HINT = "Asset number, serial number or GS1 barcode. For counted things like BDA-020 x 4"


@dataclass(frozen=True, slots=True)
class RunsPage:
    """The runs of today and the next days, with what is left to do for each; and what is kept and on none of them."""

    table: Table
    off_runs: Table
    sums: tuple[str, ...]
    crumbs: tuple[Crumb, ...]


@page(Permission.LOAD_RUN, methods=("GET",))
def pick(request: PageRequest) -> HttpResponseBase:
    """The runs to pick and load."""
    today = now().astimezone(LONDON).date()
    with reading(request.scope):
        depot = None if "all" in request.GET else request.scope.depot_id
        runs = depot_runs(request.scope, from_on=today, until_on=today + LOOK_AHEAD, depot_id=depot)
        kept = kept_off_runs(request.scope, run_ids=[run.run_id for run in runs], depot_id=depot)
    shown = RunsPage(_runs(runs, today), _off_runs(kept), tuple(_sums(runs, kept)), (HOME,))
    return render(request, "depot/pick.html", shown)


def _sums(runs: Sequence[DepotRun], kept: Sequence[OffRunLine]) -> Iterator[str]:
    """The numbers of the depot's first page, and where they come from."""
    for word, state, here in (
        ("to pick", LineState.ALLOCATED, sum(run.to_pick for run in runs)),
        ("to load", LineState.PICKED, sum(run.to_load for run in runs)),
    ):
        apart = sum(line.state is state for line in kept)
        yield f"{plural(here + apart, 'line')} {word}: {here} on these runs, {apart} on none of them"


def _off_runs(kept: Sequence[OffRunLine]) -> Table:
    return Table(
        f"Reserved, but not on one of these runs: {plural(len(kept), 'line')}",
        (Column("Order"), Column("Item"), Column("Shelf"), Column("Visit"), Column("State")),
        tuple(
            Row(
                (
                    Cell(str(line.order_number), note=f"Due {short_day(line.due_at)}" if line.due_at else ""),
                    Cell(
                        line.number or f"{line.quantity} of {line.product_code}",
                        f"/a/{line.number}" if line.number else "",
                        note=line.product_name,
                    ),
                    Cell(line.shelf or "No shelf named", note=line.place),
                    _visit_of(line),
                    Cell(tag=tag_of(line.state)),
                )
            )
            for line in kept
        ),
        Empty("Everything that is reserved is on one of these runs"),
        id="off-runs",
    )


def _visit_of(line: OffRunLine) -> Cell:
    """The visit that brings it; where the last one could not, what that waits for and whose it is."""
    if line.failed and line.next_step and line.owner:
        waits = f"Next step: {say(line.next_step)} ({say(line.owner).lower()})"
        return Cell(f"Visit {line.failed} could not be done", note=waits)
    where = f"{line.van}, {short_day(line.run_on)}" if line.run_on else "On no run yet"
    return Cell(str(line.visit_number or "No visit yet"), note=where)


def crew_words(run: DepotRun) -> str:
    """Who goes with a run; nobody goes with the post."""
    return run.crew or ("Nobody goes along" if run.by_post else "No driver yet")


def _runs(runs: tuple[DepotRun, ...], today: date) -> Table:
    return Table(
        "Runs",
        (
            Column("Van"), Column("Day"), Column("Stops", numeric=True), Column("Without an item", numeric=True),
            Column("To pick", numeric=True), Column("To load", numeric=True), Column("Loaded", numeric=True),
        ),
        tuple(
            Row(
                (
                    Cell(run.van, f"/depot/runs/{run.run_id}/", note=crew_words(run)),
                    Cell(
                        "Today" if run.on == today else short_day(run.on),
                        tag=run_tag(run.state, by_post=run.by_post),
                    ),
                    Cell(str(run.stops)), Cell(str(run.without_stock)), Cell(str(run.to_pick)),
                    Cell(str(run.to_load)), Cell(str(run.loaded)),
                ),
                Tone.WARN if run.without_stock and run.on == today else Tone.CALM,
            )
            for run in runs
        ),
        Empty("No run is planned", "The service desk puts visits on runs."),
        id="runs",
    )  # fmt: skip


class PickForm(HandrailForm):
    """The lines ticked as picked, and items scanned."""

    lines = fields.CheckboxesField("Lines", required=False)
    items = ScansField("Or scan the items that you have picked", required=False, rows=3, first=False)

    def for_run(self, run_id: UUID) -> "PickForm":
        """The same form, knowing its run."""
        self.run_id = run_id
        return self

    def to_request(self) -> ToPick:
        """Ticks and scans together."""
        ticked = tuple(UUID(value) for value in self.cleaned_data["lines"])
        return ToPick(ticked, self.cleaned_data["items"], self.run_id)


@dataclass(frozen=True, slots=True)
class PickListPage:
    """The list of one run, shelf by shelf, to tick off on screen or paper."""

    run: DepotRun
    title: str
    day: str
    form: PickForm
    table: Table
    crumbs: tuple[Crumb, ...]
    load_href: str
    unload_href: str
    short: tuple[str, ...]
    take_off: tuple[str, ...]
    meets: tuple[str, ...]
    crew: str


def run_or_404(request: PageRequest, run_id: UUID) -> tuple[DepotRun, tuple[RunLine, ...]]:
    with reading(request.scope):
        run = depot_run(request.scope, run_id)
        lines = pick_list(request.scope, run_id) if run else ()
    if run is None:
        raise Http404
    return run, lines


@page(Permission.LOAD_RUN)
def run_list(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """The pick list of a run; lines are ticked or scanned as they are picked."""
    run, lines = run_or_404(request, run_id)
    form = (PickForm(request.POST) if request.method == "POST" else PickForm()).for_run(run_id)
    offer(form, "lines", ((str(line.line_id), line.product_name) for line in lines))
    if request.method == "POST" and (done := submit_work(request, form, pick_lines)):
        new = len(done.new_line_ids)
        said = f"{plural(new, 'line')} picked." if new else "Nothing new: all of it was picked before."
        return go(request, "depot:run_list", run_id, flash=said)
    shown = PickListPage(
        run, f"Pick list: {run.van}", day(run.on), form, _list(lines, tick=True), (HOME, RUNS),
        f"/depot/runs/{run_id}/load/", f"/depot/runs/{run_id}/unload/",
        _short(lines), _take_off(request, run_id),
        tuple(
            f"Stop {one.stop or '-'}: {meet_words(one.name, one.meet_at, one.slot_from, one.slot_until)}"
            for one in run.meets
        ),
        crew_words(run),
    )  # fmt: skip
    return render(request, "depot/run_list.html", shown, form=form)


def _take_off(request: PageRequest, run_id: UUID) -> tuple[str, ...]:
    with reading(request.scope):
        return take_off_lines(not_going(request.scope, [run_id]))


def _short(lines: tuple[RunLine, ...]) -> tuple[str, ...]:
    """What will not be on the van as things stand, by stop."""
    by_visit: dict[tuple[int, int], dict[UUID, RunLine]] = {}
    for line in lines:
        by_visit.setdefault((line.stop or 0, line.visit_number), {})[line.line_id] = line
    return tuple(
        f"{stop_word(there.values())} {stop or '-'}, visit {number}. {words}"
        for (stop, number), there in sorted(by_visit.items())
        for words in shortage_words(
            shortage_of(
                ((line.product_name, line.line_state) for line in there.values()),
                (f"{line.product_name} ({line.elsewhere})" for line in there.values() if line.elsewhere),
            )
        )
    )


def _list(lines: tuple[RunLine, ...], *, tick: bool) -> Table:
    # A picker walks from shelf to shelf; a van is loaded stop by stop.
    walked = sorted(lines, key=lambda line: walking_key(line.place, line.shelf)) if tick else lines
    return Table(
        plural(len({line.line_id for line in lines}), "line"),
        (Column("Shelf"), Column("Take"), Column(stop_word(lines), numeric=True), Column("Order"), Column("State")),
        tuple(
            Row(
                (
                    _where(line),
                    Cell(
                        line.number or f"{line.kept or line.quantity} of {line.product_code}",
                        f"/a/{line.number}" if line.number else "",
                        note=", ".join(_what(line)),
                    ),
                    Cell(str(line.stop or "")),
                    Cell(str(line.order_number), note=f"Visit {line.visit_number}"),
                    Cell(f"On {line.elsewhere}: take it off there")
                    if line.elsewhere
                    else Cell(tag=line_tag(line.line_state, by_post=line.by_post)),
                ),
                Tone.WARN
                if line.elsewhere or not line.kept
                else Tone.GOOD
                if line.line_state is LineState.LOADED
                else Tone.CALM,
                value=str(line.line_id),
                selected=line.line_state is LineState.PICKED,
                named=_named(line),
            )
            for line in walked
        ),
        Empty("Nothing is to be picked for this run"),
        select="lines" if tick else "",
        id="list",
    )


def _named(line: RunLine) -> str:
    """What the box of a line is for, to who hears the page."""
    thing = line.number or f"{line.kept or line.quantity} of"
    return f"{thing} {line.product_name}, order {line.order_number}"


def _where(line: RunLine) -> Cell:
    """The shelf it is taken from, with its store."""
    if not line.kept:
        return Cell("Nothing reserved yet")
    return Cell(line.shelf or "No shelf named", note=line.place)


def _what(line: RunLine) -> Iterator[str]:
    """What it is, its batch, and whether it was with somebody before."""
    yield line.product_name
    if line.lot:
        yield f"lot {line.lot}"
    if line.kept:
        yield "used" if line.recycled else "new"


class LoadForm(HandrailForm):
    """One scan at the van."""

    code = fields.CodeField("Scan or type a code", longest=500, missing="Scan or type a code")
    carrier_reference = fields.TextField(
        "The carrier's number of this parcel",
        required=False,
        longest=60,
        hint="If there is one. Type it before you scan",
    )


@dataclass(frozen=True, slots=True)
class LoadPage:
    """Loading by scan: the box, what the last scan was, and the list with what is still missing."""

    run: DepotRun
    title: str
    form: LoadForm
    box: ScanBox
    notice: Notice | None
    left: int
    table: Table
    crumbs: tuple[Crumb, ...]
    short: tuple[str, ...]
    take_off: tuple[str, ...]


@page(Permission.LOAD_RUN)
def load(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """One scan after the other: each is right, or the page says in large letters why not."""
    notice, status, typed, done = None, 200, "", None
    if request.method == "POST":
        posted = LoadForm(request.POST)
        notice, done = _scan(request, run_id, posted)
        status = 422 if notice and notice.tone is not Tone.GOOD else 200
        typed = request.POST.get("carrier_reference", "")
    run, lines = run_or_404(request, run_id)
    form = LoadForm(initial={"carrier_reference": "" if done and _whole(done, lines) else typed})
    # What nothing is kept for cannot be loaded: it is said apart, so that the count comes to none.
    left = len(
        {line.line_id for line in lines if (line.elsewhere or line.line_state is not LineState.LOADED) and line.kept}
    )
    crumbs = (HOME, RUNS, Crumb(run.van, f"/depot/runs/{run_id}/"))
    shown = LoadPage(
        run, f"{run.van}: hand to the carrier" if run.by_post else f"Load {run.van}", form,
        ScanBox(hint=LOAD_HINT, button="Load"), _right(done, by_post=run.by_post) if done else notice, left,
        _list(lines, tick=False), crumbs, _short(lines), _take_off(request, run_id),
    )  # fmt: skip
    return render(request, "depot/load.html", shown, status=status)


def _whole(done: RunLoaded, lines: Iterable[RunLine]) -> bool:
    """Whether the parcels that something was put in are complete. What goes in one parcel is scanned thing by thing, so
    its number stays until then; the next person's parcel has another."""
    visits = {line.visit_number for line in done.loaded}
    return not any(
        line.visit_number in visits and line.kept and line.line_state is not LineState.LOADED for line in lines
    )


def _scan(request: PageRequest, run_id: UUID, form: LoadForm) -> tuple[Notice | None, RunLoaded | None]:
    """What was loaded, or why nothing new was."""
    if not form.is_valid():
        wrong, *rest = (error.text for error in form.error_list())
        return Notice(wrong, tuple(rest), Tone.WARN), None
    code, reference = form.cleaned_data["code"], form.cleaned_data["carrier_reference"] or ""
    try:
        done = load_run(call_of(request, form.key), request=Loading(run_id, (read_line(code),), reference))
    except Refused as refused:
        if all(reason.code in THERE_ALREADY for reason in refused.reasons):
            # Scanned a second time: nothing is wrong with it, and nobody should take it off again.
            return Notice("Loaded already", (*reasons_in_words(refused.reasons), "Leave it there"), Tone.GOOD), None
        return Notice(f"Do not load {code}", reasons_in_words(refused.reasons), Tone.STOP), None
    return None, done


def _right(done: RunLoaded, *, by_post: bool) -> Notice:
    stop = "parcel" if by_post else "stop"
    lines = tuple(
        f"{line.quantity} {line.product} for order {line.order_number}" + (f", {stop} {line.stop}" if line.stop else "")
        for line in done.loaded
    )
    names = "; ".join(line.number or line.product for line in done.loaded)
    rest = (
        f"{plural(done.left, 'line')} still to load."
        if done.left
        else "Everything is with the carrier."
        if by_post
        else "Everything is on the van."
    )
    return Notice(f"Right: {names}", (*lines, rest), Tone.GOOD)
