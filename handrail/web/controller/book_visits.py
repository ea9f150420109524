"""Book one visit or many together: choose a slot, and put them on a run of that day in the same step.
Refuses what the use case refuses, beside the field, and a visit that moved while the page was open: it says how."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.calendars import WorkingCalendar
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import contract_data
from handrail.partners.rules import ContractData
from handrail.people.rules.stays import HospitalStay
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.visits.queries.parcels import parcels_of
from handrail.visits.queries.runs import RunRow, runs_between
from handrail.visits.queries.shortages import shortages
from handrail.visits.queries.to_book import SameDoor, ToBook, same_door, visits_to_book
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.by_post import may_all_go
from handrail.visits.rules.shortage import Shortage
from handrail.visits.rules.slots import Slot, slots_for
from handrail.visits.states import RunState
from handrail.web.controller.shown import kinds_shown, slot_shown
from handrail.web.controller.ticked import UNTICKED, list_shown
from handrail.web.person.parts import move_words, stay_words
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Change, Column, Empty, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.promises import promise_while_away
from handrail.wording.shortages import shortage_words
from handrail.wording.shown import clock_time, day, due, phone, plural
from handrail.wording.speaking import died_in_words, speaking_with

DAYS_AHEAD = 10
MOST_TOGETHER = 60


class BookForm(HandrailForm):
    """When, on which run, and whether the person knows."""

    slot = fields.SelectField("When", missing="Choose a time")
    run_id = fields.SelectField("Run", required=False, blank="Not on a run yet", hint="A run of the same day and depot")
    told = fields.TickField("The person has been told of this time", required=False)
    new_home_early = fields.TickField(
        "Go to the new home also before they move", required=False, hint="Until that day the crew goes to the old home"
    )
    in_hospital = fields.TickField(
        "Somebody lets the crew in while the person is in hospital", required=False,
        hint="Else choose a day from which they are at home again",
    )  # fmt: skip
    without_stock = fields.TickField(
        "Go all the same, without what is not in stock", required=False, hint="What is missing gets another visit"
    )
    reason = fields.TextField("Why the time changes", required=False, longest=200)

    def for_visits(self, found: Sequence[ToBook], slots: Sequence[Slot], runs: Sequence[RunRow]) -> "BookForm":
        """The same form with the choices of these visits: the runs of the day that is wanted come first."""
        self.found, self.runs = found, {str(run.id): run for run in runs}
        wanted = self._day_wanted(slots)
        fit = sorted(runs, key=lambda run: run.on != wanted) if wanted else runs
        chosen, on_run = self.fields["slot"], self.fields["run_id"]
        if isinstance(chosen, fields.SelectField) and isinstance(on_run, fields.SelectField):
            stays = [one.stay for one in found if one.stay]
            chosen.offer(Choice(_value(slot), _words(slot, stays)) for slot in slots)
            crew = max((one.crew for one in found), default=1)
            on_run.offer(Choice(str(run.id), _run_words(run, wanted, crew)) for run in fit)
        return self

    def may_go_by_post(self) -> None:
        """Say at the run that nobody need go for these."""
        ready = any(run.by_post for run in self.runs.values())
        how = "choose a run of the post" if ready else "make a run of the post first"
        self.fields["run_id"].help_text = f"These can go by post: {how}. Or a run of the same day and depot"

    def _day_wanted(self, slots: Sequence[Slot]) -> date | None:
        """The day of the time that was chosen, else of the time that stands, else the day that was asked for."""
        chosen = str(self["slot"].value() or "").partition("/")[0]
        known = {slot.starts.astimezone(UTC).isoformat(): slot for slot in slots}
        if chosen in known:
            return known[chosen].starts.astimezone(LONDON).date()
        booked = {one.slot_from.astimezone(LONDON).date() for one in self.found if one.slot_from}
        asked = {one.asked_on for one in self.found if one.asked_on}
        days = booked or asked
        return min(days) if len(days) == 1 else None

    def clean(self) -> dict[str, Any]:
        """A run goes on one day: a time of another day is said at the run, before anything is asked of the record."""
        cleaned = super().clean()
        run, slot = self.runs.get(cleaned.get("run_id") or ""), cleaned.get("slot")
        if run and slot:
            on = datetime.fromisoformat(slot.partition("/")[0]).astimezone(LONDON).date()
            if on != run.on:
                self.add_error("run_id", f"This run goes on {day(run.on)}. Choose a run of {day(on)}, or another time")
        return cleaned

    def warning(self) -> str:
        """What is still to be done for the run that was chosen: a crew of one cannot do what needs two."""
        run = self.runs.get(self.cleaned_data["run_id"] or "")
        short = [str(one.number) for one in self.found if run and one.crew > _crew(run)]
        if run is None or run.by_post or not short:
            return ""
        return f" Two people are needed for visit {', '.join(short)}, and {run.van} has a crew of one: add the second."

    def tell_changes(self) -> None:
        """A visit moved since the page was opened: say how, and keep what was chosen."""
        self.show_changes(tuple(_changes(self.seen(), self.found)), version=_seen(self.found))

    def seen(self) -> dict[str, tuple[str, str]]:
        """Version and slot of each visit, by number, as the page showed them."""
        given = str(self["seen_version"].value() or "").split(";")
        parts = (row.split("/", 2) for row in given if row.count("/") >= 2)
        return {number: (version, slot) for number, version, slot in parts}

    def to_request(self) -> Bookings:
        """The bookings as they are carried out, all or none."""
        starts, _, ends = self.cleaned_data["slot"].partition("/")
        seen, times = self.seen(), (datetime.fromisoformat(starts), datetime.fromisoformat(ends))
        bookings = []
        for one in self.found:
            # What was seen, not what stands now: a double tap is the same wish, and a stale page is known as one.
            version, slot = seen.get(str(one.number), ("", slot_shown(one.slot_from, one.slot_until)))
            known = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
            again, told = slot != slot_shown(None, None), bool(self.cleaned_data["told"])
            early = bool(self.cleaned_data["new_home_early"])
            let_in = bool(self.cleaned_data["in_hospital"])
            bookings.append(
                Booking(
                    one.id, *times, again=again, told=told, version=known, new_home_early=early, in_hospital=let_in
                )
            )  # fmt: skip
        run_id = UUID(self.cleaned_data["run_id"]) if self.cleaned_data["run_id"] else None
        without = bool(self.cleaned_data["without_stock"])
        reason = self.cleaned_data["reason"] or ""
        return Bookings(tuple(bookings), run_id, reason, without_stock=without, in_time=True)


def _seen(found: Sequence[ToBook]) -> str:
    """What the page showed: of each visit its number, version and slot."""
    return ";".join(f"{one.number}/{one.version}/{slot_shown(one.slot_from, one.slot_until)}" for one in found)


def _changes(seen: Mapping[str, tuple[str, str]], found: Sequence[ToBook]) -> Iterator[Change]:
    for one in found:
        version, slot = seen.get(str(one.number), (str(one.version), ""))
        if version != str(one.version):
            stands = f"{slot_shown(one.slot_from, one.slot_until)} ({say(one.state).lower()})"
            yield Change(f"Visit {one.number}", slot, stands, one.moved_by, one.moved_at)


def _value(slot: Slot) -> str:
    return f"{slot.starts.astimezone(UTC).isoformat()}/{slot.ends.astimezone(UTC).isoformat()}"


def _words(slot: Slot, stays: Iterable[HospitalStay]) -> str:
    late = " (late)" if slot.late else ""
    begun = " (has begun)" if slot.starts < now() else ""
    on = slot.starts.astimezone(LONDON).date()
    away = " (in hospital)" if any(stay.lasts(on) for stay in stays) else ""
    return f"{day(slot.starts)}, {clock_time(slot.starts)} to {clock_time(slot.ends)}{begun}{away}{late}"


def _number(given: str) -> tuple[str, str]:
    """The number to ring, and its link."""
    return (phone(given), f"tel:{given}") if given else ("No number known", "")


def _crew(run: RunRow) -> int:
    """How many people go; the first is found for every run before it is sent."""
    return 2 if run.driver_id and run.second else 1


def _run_words(run: RunRow, wanted: date | None, crew: int) -> str:
    other = "Another day: " if wanted and run.on != wanted else ""
    if run.by_post:
        return f"{other}{day(run.on)}: {run.van}, {plural(run.stops, 'stop')}"
    short = ". One person, two are needed" if crew > _crew(run) else ""
    return f"{other}{day(run.on)}: {run.van}, {run.driver or 'no driver yet'}, {plural(run.stops, 'stop')}{short}"


def _first_slot(found: Sequence[ToBook], slots: Sequence[Slot]) -> str:
    """The first time of the day that was asked for, where one was and nothing is booked."""
    asked = {one.asked_on for one in found if one.asked_on and not one.slot_from}
    return next((_value(slot) for slot in slots if slot.starts.astimezone(LONDON).date() in asked), "")


@dataclass(frozen=True, slots=True)
class BookVisitPage:
    """The form, and what is being booked. `back` says where one came from; `moves`: a time is changed."""

    form: BookForm
    title: str
    back: tuple[str, str]
    action: str
    table: Table
    moves: bool
    short: tuple[str, ...]
    same_door: tuple[str, ...]
    asks_stock: bool
    asks_home: bool
    asks_hospital: bool


@page(Permission.PLAN_VISITS)
def book_visit_page(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Book one visit."""
    return _book(request, [visit_id])


@page(Permission.PLAN_VISITS)
def book_together(request: PageRequest) -> HttpResponseBase:
    """Book the visits that were ticked in the list: one time, and one run, for all of them."""
    try:
        ids = [UUID(text) for text in request.GET.getlist("visits")]
    except ValueError as error:
        raise Http404 from error
    if not ids:
        return go(request, list_shown(request, "controller:visits", **{UNTICKED: "yes"}))
    return _book(request, ids[:MOST_TOGETHER])


def _book(request: PageRequest, ids: Sequence[UUID]) -> HttpResponseBase:
    at = now()
    today = at.astimezone(LONDON).date()
    with reading(request.scope):
        found = visits_to_book(request.scope, ids)
        short = shortages(request.scope, ids)
        beside = same_door(request.scope, ids)
        data = contract_data(request.scope.contract_id, today)
        home_from = max((one.stay.until for one in found if one.stay and one.stay.until), default=None)
        away = max(0, (home_from - today).days) if home_from else 0
        runs = runs_between(request.scope, today, days=away + DAYS_AHEAD, depot_id=found[0].depot_id)
        parcels = parcels_of(request.scope, ids)
    first_due = min((one.due_at for one in found if one.due_at), default=None)
    asked = {one.asked_on for one in found if one.asked_on}
    slots = slots_for(
        at, first_due, _calendar(data), hours=data.terms.slot_hours, days=DAYS_AHEAD, asked=asked, home_from=home_from
    )
    posted = request.method == "POST"
    form = (
        BookForm(request.POST)
        if posted
        else BookForm(initial={"seen_version": _seen(found), "slot": _first_slot(found, slots)})
    )
    form.for_visits(found, slots, _open_runs(runs, today))
    if may_all_go(parcels, under_grams=data.terms.parcel_under_grams):
        form.may_go_by_post()
    if posted and submit(request, form, book_visits) is not None:
        if len(found) == 1:
            return go(
                request, "controller:visit", found[0].id, flash=f"Visit {found[0].number} is booked.{form.warning()}"
            )
        listed = list_shown(request, "controller:visits")
        return go(request, listed, flash=f"{plural(len(found), 'visit')} booked.{form.warning()}")
    if form.is_stale:
        form.tell_changes()
    return render(request, "controller/book_visits.html", _page(request, form, found, short, beside, at), form=form)


def _page(
    request: PageRequest,
    form: BookForm,
    found: Sequence[ToBook],
    short: Mapping[UUID, Shortage],
    beside: Sequence[SameDoor],
    at: datetime,
) -> BookVisitPage:
    one = found[0] if len(found) == 1 else None
    visit_href = reverse("controller:visit", args=[one.id]) if one else list_shown(request, "controller:visits")
    return BookVisitPage(
        form=form,
        title=f"Book visit {one.number}" if one else f"Book {plural(len(found), 'visit')} together",
        back=(f"Back to visit {one.number}" if one else "Back to the visits", visit_href),
        action=request.get_full_path(),
        table=_table(found, at),
        moves=any(one.slot_from for one in found),
        short=tuple(_short(found, short)),
        same_door=tuple(_beside(other) for other in beside),
        asks_stock=any(one.waiting for one in short.values()),
        asks_home=any(one.move for one in found),
        asks_hospital=any(one.stay and one.stay.lasts(at.astimezone(LONDON).date()) for one in found),
    )


def _short(found: Sequence[ToBook], short: Mapping[UUID, Shortage]) -> Iterator[str]:
    """What will not come, and with which visit where there are several."""
    for one in found:
        for words in shortage_words(short[one.id]) if one.id in short else ():
            yield words if len(found) == 1 else f"Visit {one.number}. {words}"


def _beside(other: SameDoor) -> str:
    """A visit to the same door, in words: when, and with which van where it is on a run."""
    van = f" with {other.van}" if other.van else ""
    return f"Visit {other.number} goes there on {slot_shown(other.slot_from, other.slot_until)}{van}"


def _table(found: Sequence[ToBook], at: datetime) -> Table:
    rows = [
        Row(
            (
                Cell(str(one.number), reverse("controller:visit", args=[one.id])),
                _person(one, at.astimezone(LONDON).date()),
                _to_ring(one),
                Cell(kinds_shown(one.kinds), note="Two people" if one.crew > 1 else ""),
                Cell(
                    due(one.due_at, at).capitalize() if one.due_at else "No promise",
                    note=". ".join(_about_day(one)),
                ),
                Cell(slot_shown(one.slot_from, one.slot_until)),
            )
        )
        for one in found
    ]
    columns = [Column(name) for name in ("Visit", "Person", "To ring", "What for", "Due", "Booked now")]
    return Table("What is booked", columns, rows, Empty("Nothing is to be booked"), caption_hidden=True)


def _about_day(one: ToBook) -> Iterator[str]:
    """The day that was asked for, who comes along, and that the promise stands while nobody is at home."""
    if one.asked_on:
        yield f"Asked for {day(one.asked_on)}"
    if one.joint:
        yield f"Comes along: {one.joint}"
    if words := promise_while_away(one.stay, one.due_at):
        yield words


def _to_ring(one: ToBook) -> Cell:
    """Their own number, or that they have died, and who else is there to ring."""
    died = died_in_words(one.died_on)
    text, href = (died, "") if died else _number(one.ways.phone)
    return Cell(text, href, note=". ".join((*speaking_with(one.died_on, one.speaking), *one.helpers)))


def _person(one: ToBook, today: date) -> Cell:
    """Who and where; that nobody is at home, while they are in hospital; and where they move to, before that day."""
    away = (stay_words(one.stay),) if one.stay and one.stay.lasts(today) else ()
    moving = (move_words(one.move),) if one.move else ()
    where = ", ".join(part for part in (one.town, one.postcode) if part)
    return Cell(one.person_name, note=". ".join((*away, where, *moving)))


def _calendar(data: ContractData) -> WorkingCalendar:
    """The long days if the contract has them: visits go out at weekends too."""
    return data.calendars.get("7day_8_20") or next(iter(data.calendars.values()))


def _open_runs(runs: tuple[RunRow, ...], today: date) -> tuple[RunRow, ...]:
    return tuple(run for run in runs if run.state is not RunState.CLOSED and run.on >= today)
