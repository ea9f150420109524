"""The pages that record a death, a stay in hospital, a move or a new date of going home, and take one back.
Refuses nothing itself; what the event did is said on the next page, with what is left to do."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.people.queries import life_event
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.rules.records import AddressDetails
from handrail.people.states import LifeEventKind
from handrail.usecases.record_life_event import LifeEventRecorded
from handrail.usecases.record_life_event import record_life_event as record_now
from handrail.usecases.withdraw_life_event import EventToWithdraw
from handrail.usecases.withdraw_life_event import withdraw_life_event as withdraw_now
from handrail.web.person.forms import PinField
from handrail.web.person.parts import link_to
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm, When
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Notice, Tone
from handrail.web.shared.views import go, page, submit
from handrail.wording import say
from handrail.wording.shown import plural, short_day

_NEW_HOME = ("lines", "town", "postcode", "keep_unknown", "pin", "things_move")
KINDS = (
    Choice(LifeEventKind.DEATH, "They have died", "Everything stops. No van is sent", ("ask_from_on",)),
    Choice(
        LifeEventKind.ADMISSION, "They are in hospital", "Visits wait; orders wait too unless you say otherwise",
        ("home_again_on", "stop_orders"),
    ),
    Choice(
        LifeEventKind.MOVE, "They have moved or are moving", "On the day, loans go along inside the county", _NEW_HOME,
    ),
    Choice(LifeEventKind.DISCHARGE_DATE, "They go home on another day", "What is ordered for that day moves with it"),
)  # fmt: skip


class RecordLifeEventForm(HandrailForm):
    """What happened, when, who told us. The boxes of a new home are shown beneath the move only."""

    person_id = fields.UuidField("Person")
    event_kind = fields.RadiosField("What happened?", KINDS, missing="Say what happened")
    on = fields.DateField("On which day?", hint="For going home: the new day")
    told_by = fields.TextField("Who told you?", longest=120)
    ask_from_on = fields.DateField(
        "From when may we ask the family about the equipment?",
        future=True,
        required=False,
        hint="Leave empty unless they said. We wait, and ask kindly",
    )
    home_again_on = fields.DateField("When are they expected home?", required=False)
    stop_orders = fields.TickField("Stop what is on order", required=False)
    things_move = fields.YesNoField("Does the equipment go along?", required=False)
    lines = fields.TextField("House and street of the new home", longest=200, required=False, says_optional=False)
    town = fields.TextField("Town", longest=80, required=False)
    postcode = fields.PostcodeField(required=False, says_optional=False)
    keep_unknown = fields.TickField("Keep this postcode, it is right", required=False)
    pin = PinField()
    whens = (
        When("event_kind", frozenset({LifeEventKind.MOVE.value}), "lines"),
        When("event_kind", frozenset({LifeEventKind.MOVE.value}), "postcode"),
    )

    def to_request(self) -> LifeEventWanted:
        """The event."""
        typed: Mapping[str, Any] = self.cleaned_data
        kind = LifeEventKind(typed["event_kind"])
        return LifeEventWanted(
            person_id=typed["person_id"],
            kind=kind,
            on=typed["on"],
            told_by=typed["told_by"],
            new_home=AddressDetails(
                lines=typed["lines"],
                postcode=typed["postcode"],
                town=typed["town"] or "",
                keep_unknown=bool(typed["keep_unknown"]),
                pin=typed["pin"],
            )
            if kind is LifeEventKind.MOVE
            else None,
            things_move=typed["things_move"] is not False,
            home_again_on=typed["home_again_on"],
            stop_orders=bool(typed["stop_orders"]),
            ask_from_on=typed["ask_from_on"],
        )


@page(Permission.RECORD_LIFE_EVENT)
def record_life_event(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Asks what happened, carries it out, and says what it did."""
    file = file_for(request, person_id)
    kind = request.GET.get("kind", "")
    first = {"person_id": file.person.id, **({"event_kind": kind} if kind in set(LifeEventKind) else {})}
    form = RecordLifeEventForm(request.POST) if request.method == "POST" else RecordLifeEventForm(initial=first)
    if request.method == "POST" and (done := submit(request, form, record_now)) is not None:
        return go(request, "person:person", file.person.id, flash=told(done))
    notice = Notice(
        "Record it once", ("Orders, visits and messages follow by themselves. You can take it back.",), Tone.CALM
    )
    title = "Record a death, a move or a hospital stay"
    return show(request, file, form, title=title, button="Record this", notice=notice)


def told(done: LifeEventRecorded) -> str:
    """What the event did, in one or two sentences."""
    counts = (
        (len(done.stopped_lines), "item on order was stopped", "items on order were stopped"),
        (len(done.to_book), "visit is to be booked again", "visits are to be booked again"),
        (done.moved_pieces, "item moved along", "items moved along"),
        (done.vouchers_stopped, "voucher was stopped", "vouchers were stopped"),
        (done.messages_stopped, "message was stopped", "messages were stopped"),
    )
    said = [plural(count, one, many) for count, one, many in counts if count]
    said += [f"To do: {say(kind).lower()}" for kind in done.follow_ups]
    said += [_stays(one.number, one.on, one.days_before) for one in done.staying]
    if done.crew_at_door:
        said.append("A crew is at the door now: call them")
    if done.on_van:
        said.append("The driver brings back what is on the van")
    if done.takes_effect_on:
        said.append(f"Until {short_day(done.takes_effect_on)} all else stays as it is; then it follows by itself")
    return ". ".join(["Recorded", *said]) + "."


def _stays(number: int, on: date, days_before: int) -> str:
    """That a visit keeps its day, which is soon enough before they go home."""
    early = f": not too early, {plural(days_before, 'day')} before they go home" if days_before else ""
    return f"Visit {number} stays on {short_day(on)}{early}"


class WithdrawLifeEventForm(HandrailForm):
    """Why it was wrong."""

    life_event_id = fields.UuidField("Event")
    reason = fields.TextField("Why was it wrong?", longest=300)

    def to_request(self) -> EventToWithdraw:
        """The event to take back."""
        return EventToWithdraw(self.cleaned_data["life_event_id"], self.cleaned_data["reason"])


@page(Permission.RECORD_LIFE_EVENT)
def withdraw_life_event(request: PageRequest, life_event_id: UUID) -> HttpResponseBase:
    """Asks why, takes the event back, and lists what must be taken up by hand."""
    with reading(request.scope):
        event = life_event(request.scope, life_event_id)
    file = file_for(request, event.person_id)
    first = {"life_event_id": event.id}
    form = WithdrawLifeEventForm(request.POST) if request.method == "POST" else WithdrawLifeEventForm(initial=first)
    if request.method == "POST" and (done := submit(request, form, withdraw_now, why=request.POST.get("reason", ""))):
        orders = ", ".join(map(str, done.orders_to_take_up))
        visits = ", ".join(map(str, done.visits_to_book))
        listed = f" Book again, and tell the person: visits {visits}. They lost their time." if visits else ""
        listed += f" Take up again by hand: orders {orders}." if orders else ""
        call = link_to("controller:answer_call", done.person_id)
        if orders and call and request.scope.may(Permission.LOG_CONTACT):
            # There each stopped order has its link, and what is left to do is settled.
            return go(request, call, flash=f"Taken back.{listed}")
        return go(request, "person:person", done.person_id, flash=f"Taken back.{listed}")
    title = f"Take back: {say(event.kind).lower()} on {short_day(event.on)}"
    lines = ("Dates, home, loans and promises go back to what they were. Orders that were stopped are listed for you.",)
    return show(request, file, form, title=title, button="Take it back", lines=lines, kind="warning")
