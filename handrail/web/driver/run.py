"""The crew's runs of today and tomorrow, stop by stop.
Refuses runs of others: they are as if they were not there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import contract_data
from handrail.visits.queries.driver import StopRow, my_stops
from handrail.visits.queries.on_van import not_going
from handrail.visits.states import DONE, VisitState
from handrail.web.driver.changed import run_address
from handrail.web.driver.promise import PromiseLine, promise_line
from handrail.web.shared.on_van import take_off_lines
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Tag
from handrail.web.shared.views import page, render
from handrail.wording import tag_of
from handrail.wording.meetings import meet_words
from handrail.wording.shown import clock_time, near_day, plural
from handrail.wording.speaking import died_in_words, speaking_with


@dataclass(frozen=True, slots=True)
class StopCard:
    """One stop as a card: its place in the order, when, who, where, what."""

    place: str
    href: str
    name: str
    address: str
    when: str
    what: str
    state: Tag
    done: bool
    cancelled: bool
    bring_back: bool
    hazards: str
    recalled: bool
    two_people: bool
    meet: str
    died: str
    speaking: str
    promise: PromiseLine | None


@dataclass(frozen=True, slots=True)
class RunCard:
    """One run: the day, the van, who goes, and its stops."""

    title: str
    van: str
    crew: str
    left: str
    take_off: tuple[str, ...]
    stops: tuple[StopCard, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """The runs of today and tomorrow, and where the open page asks whether they changed."""

    runs: tuple[RunCard, ...]
    changed_href: str


@page(Permission.DO_VISITS, methods=("GET",))
def run(request: PageRequest) -> HttpResponseBase:
    """My run."""
    at = now()
    today = at.astimezone(LONDON).date()
    with reading(request.scope):
        rows = my_stops(request.scope, today)
        lying = not_going(request.scope, {row.run_id for row in rows})
        soon = timedelta(minutes=contract_data(request.scope.contract_id, today).terms.at_risk_minutes)
    runs = tuple(
        _run(list(stops), take_off_lines([one for one in lying if one.run_id == run_id]), at, soon)
        for run_id, stops in groupby(rows, key=lambda row: row.run_id)
    )
    return render(request, "driver/run.html", RunPage(runs, run_address(rows)))


def _run(rows: list[StopRow], take_off: tuple[str, ...], at: datetime, soon: timedelta) -> RunCard:
    first, today = rows[0], at.astimezone(LONDON).date()
    left = sum(1 for row in rows if row.state not in DONE and row.state is not VisitState.CANCELLED)
    return RunCard(
        title=near_day(first.run_on, at).capitalize()
        if first.run_on >= today
        else f"Not finished yet, from {near_day(first.run_on, at)}",
        van=first.van,
        crew=" and ".join(name for name in (first.driver, first.second) if name),
        left=f"{plural(left, 'stop')} to go" if left else "Every stop is recorded",
        take_off=take_off,
        stops=tuple(_stop(row, at, soon) for row in rows),
    )


def _stop(row: StopRow, at: datetime, soon: timedelta) -> StopCard:
    things = (
        ("to deliver", row.deliver),
        ("to collect", row.collect),
        ("to see to", row.other),
        ("not on the van", row.missing),
    )
    return StopCard(
        place=str(row.stop or "-"),
        href=reverse("driver:stop", args=[row.visit_id]),
        name=row.person_name,
        address=f"{row.address}, {row.postcode}",
        when=window(row.slot_from, row.slot_until),
        what=", ".join(f"{count} {word}" for word, count in things if count) or "Nothing left to do",
        state=tag_of(row.state),
        done=row.state in DONE,
        cancelled=row.state is VisitState.CANCELLED,
        bring_back=row.on_van,
        hazards=plural(row.hazards, "hazard note") if row.hazards else "",
        recalled=row.recalled,
        two_people=row.crew > 1,
        meet=meet_words(row.joint, row.meet_at, row.slot_from, row.slot_until) if row.joint else "",
        died=died_in_words(row.died_on, row.person_name),
        speaking=". ".join(speaking_with(row.died_on, row.speaking)),
        promise=promise_line(row.state, row.due_at, row.slot_until, at, soon),
    )


def window(starts: datetime | None, ends: datetime | None) -> str:
    """A slot as people say it: "midday to 4pm"."""
    return " to ".join(clock_time(at) for at in (starts, ends) if at)
