"""Short words that the pages of orders share.
Refuses to read the clock."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from handrail.catalogue.rules.facts import ProductFacts
from handrail.core.calendars import CountedLater, Later
from handrail.core.refusal import Reason
from handrail.orders.queries import LineRow
from handrail.orders.queries.orders import StepRow
from handrail.orders.queries.releases import ReleaseRow
from handrail.orders.rules.authority import ReleaseNeeded
from handrail.orders.states import LineState, ReleaseState
from handrail.web.shared.shapes import Fact
from handrail.wording import say
from handrail.wording.reasons import listed_in_words, why_in_words
from handrail.wording.shown import clock_time, day, local, near_day, near_day_and_time

# Where the rest of a count is of which some were handed over.
_REST = {
    LineState.LOADED: "on the van",
    LineState.PICKED: "picked at the depot",
    LineState.ALLOCATED: "kept at the depot",
    LineState.BACK_ORDERED: "waiting for stock",
    LineState.CANCELLED: "not coming",
    LineState.REFUSED: "not coming",
}
GOES_NOW = "Goes out before approval; an authoriser reviews it afterwards"


def when(moment: datetime, now: datetime) -> str:
    """A moment at the start of a line: "Tomorrow at 5pm"."""
    said = near_day_and_time(moment, now)
    return said[:1].upper() + said[1:]


def going_home(on: date, ward: str, pathway: str) -> Fact:
    """The day of going home, from which ward, by which pathway."""
    return Fact("Going home", day(on), note=", ".join(part for part in (ward, pathway) if part))


def be_there(suits: str, prescriber: str) -> Fact:
    """That the prescriber comes along as it is brought, and when that suits them."""
    return Fact("Comes along when it is brought", prescriber, note=suits)


def reasoned_lines(lines: Iterable[LineRow], labels: Mapping[str, str], *, names: bool = True) -> tuple[LineRow, ...]:
    """Lines whose reasons are in words. `labels`: of what is chosen from lists, by code. Without `names` nothing that
    somebody wrote: it may tell of a person."""
    say_why = why_in_words if names else listed_in_words
    return tuple(replace(line, state_reason=say_why(line.state_reason, labels)) for line in lines)


def reasoned_steps(steps: Iterable[StepRow], labels: Mapping[str, str], *, names: bool = True) -> tuple[StepRow, ...]:
    """Steps whose reasons are in words, as those of lines."""
    say_why = why_in_words if names else listed_in_words
    return tuple(replace(step, reason=say_why(step.reason, labels)) for step in steps)


def parts_in_words(line: LineRow) -> str:
    """Of a count that comes in parts, how many are with the person and where the rest is; empty for all else."""
    if not line.quantity_delivered or line.state is LineState.DELIVERED:
        return ""
    rest = _REST.get(line.state, "still to come")
    return f"{line.quantity_delivered} of {line.quantity} handed over, {line.quantity_left} {rest}"


def why_later(counted: CountedLater | None, start: datetime, now: datetime, *, done: str = "ordered") -> str:
    """Why a promise is not counted from when it was ordered (or `done`): "ordered after 3pm, so counted from tomorrow";
    or why it goes on another day. Empty where it is counted without a break."""
    if counted is None:
        return ""
    clock = clock_time(counted.clock) if counted.clock else ""
    if counted.why is Later.BEFORE_OPENING:
        return f"{done} before {clock or 'opening'}, so counted from then"
    if counted.why is Later.OVER_CLOSING:
        return f"the hours stop at {clock} and go on {near_day(counted.counted_from, now)}"
    closed = {Later.CLOSED_DAY: f"on a {local(start):%A}", Later.BANK_HOLIDAY: "on a bank holiday"}
    because = closed.get(counted.why) or f"after {clock or 'closing'}"
    return f"{done} {because}, so counted from {near_day(counted.counted_from, now)}"


def why_it_waits(reasons: Iterable[Reason], products: Mapping[str, ProductFacts]) -> tuple[str, ...]:
    """Reasons in words with their numbers, each once; an item by its name, which says more than its place."""
    said = []
    for reason in reasons:
        params = dict(reason.params)
        code = str(params.get("product", ""))
        named = {"product": products[code].name} if code in products else {}
        said.append(say(reason.code, **{**params, **named}))
    return tuple(dict.fromkeys(said))


def what_waits(
    releases: Iterable[ReleaseNeeded], products: Mapping[str, ProductFacts], names: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why something waits for approval, and why something that goes out before it is reviewed afterwards. `names`: of
    staff by id, so that a supervisor or colleague of whom it is asked is named."""
    asked = tuple(releases)
    waits = (reason for release in asked if not release.afterwards for reason in release.reasons)
    reviews = (reason for release in asked if release.afterwards for reason in release.reasons)
    named = dict.fromkeys(
        f"Asked of {name}" for release in asked if not release.afterwards and (name := names.get(str(release.asked_of)))
    )
    return (*why_it_waits(waits, products), *named), why_it_waits(reviews, products)


def asked_whom(row: ReleaseRow, beside: Iterable[ReleaseRow]) -> str:
    """Of whom a decision is asked by name while it waits; of an urgent one also when it goes to the next person.
    `beside`: the releases of the order. Who gave the one kind does not give the other."""
    gave = {one.answered_by_id for one in beside if one.state is ReleaseState.GIVEN and one.kind is not row.kind}
    if row.state is not ReleaseState.PENDING:
        return ""
    if row.asked_of_name:
        return f"Asked of {row.asked_of_name}"
    name = row.on_call_name
    if not name or row.on_call_user_id in gave:
        return ""
    if row.escalated_at:
        return f"Passed on to {name} at {clock_time(row.escalated_at)}"
    until = f", until {clock_time(row.escalate_at)}; then of the next person" if row.escalate_at else ""
    return f"Asked of {name}, who is on call{until}"
