"""What happens in someone's life, told once: a death, an admission, a move, a new date of going home; and two records
that are one person, or that are not.
Refuses a second death, days that cannot be, and taking back an event that a later one builds on."""

from collections.abc import Sequence
from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Day, Line, Told, Words
from handrail.api.rest.operations import call_of, looked_at, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, page_within
from handrail.api.rest.people import AddressTold, within
from handrail.api.rest.token import CallerRequest
from handrail.identity.calls import reading
from handrail.people.queries import ApartRow, record_ids, told_apart
from handrail.people.queries.follow_ups import FollowUpRow, LifeEventRow, follow_ups, life_events_of
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.usecases.join_people import PeopleJoined, PeopleToJoin, join_people
from handrail.usecases.part_people import PeopleParted, PeopleToPart, part_people
from handrail.usecases.record_life_event import LifeEventRecorded, record_life_event
from handrail.usecases.tell_apart import PeopleToTellApart, ToldApart, tell_apart
from handrail.usecases.withdraw_apart import ApartToWithdraw, ApartWithdrawn, withdraw_apart
from handrail.usecases.withdraw_life_event import EventToWithdraw, EventWithdrawn, withdraw_life_event

router = Router(tags=["Life events"])


@router.get("/people/{person_id}/life-events", **reads("list_life_events", "List life events", Page[LifeEventRow]))
def list_life_events(
    request: CallerRequest, person_id: UUID, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[LifeEventRow]:
    """Those in force, of every record of the person."""
    with reading(request.auth):
        ids = list(record_ids(request.auth, person_id))
        found = life_events_of(request.auth, ids) if ids else ()
        looked_at(request.auth, person_id, found)
    return page_within(found, cursor, limit, lambda row: f"{row.happened_at.isoformat()} {row.id}")


@router.get("/people/{person_id}/follow-ups", **reads("list_follow_ups", "List what is to be asked", Page[FollowUpRow]))
def list_follow_ups(
    request: CallerRequest, person_id: UUID, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[FollowUpRow]:
    """What the service desk still has to do after the person's life events."""
    with reading(request.auth):
        ids = list(record_ids(request.auth, person_id))
        found: Sequence[FollowUpRow] = follow_ups(request.auth, person_ids=ids) if ids else ()
        looked_at(request.auth, person_id, found)
    return page_within(found, cursor, limit, lambda row: f"{row.due_on.isoformat()} {row.id}")


class LifeEventBody(Told):
    """One event, told once."""

    kind: LifeEventKind
    on: Day = Field(
        examples=["2026-03-03"],
        description="A MOVE may be told before its day: all that is booked or due before it stays as it is until then.",
    )
    told_by: Line = Field("", examples=["Ivy Harker, daughter"])
    new_home: AddressTold | None = Field(None, description="With a MOVE.")
    things_move: bool = Field(True, description="The equipment goes along to the new home.")
    home_again_on: Day | None = Field(None, description="With an ADMISSION: when the person is expected back.")
    stop_orders: bool = Field(False, description="What is on order is not to come. After a death it never does.")
    ask_from_on: Day | None = Field(None, description="From when the family may be asked about the equipment.")

    def wanted(self, person_id: UUID) -> LifeEventWanted:
        """The event as the use case takes it."""
        home = self.new_home.told() if self.new_home else None
        return LifeEventWanted(
            person_id, self.kind, self.on, self.told_by, home, self.things_move, self.home_again_on, self.stop_orders,
            self.ask_from_on,
        )  # fmt: skip


@router.post(
    "/people/{person_id}/life-events",
    **writes("record_life_event", "Record a life event", LifeEventRecorded, makes=True),
)
def record(request: CallerRequest, person_id: UUID, body: LifeEventBody) -> Status[LifeEventRecorded]:
    """Open orders and visits stop or wait, messages stop, loans follow a move inside the county. What it did is in the
    answer; no van is sent by it."""
    with within(body, new_home=AddressTold):
        return Status(201, record_life_event(call_of(request, body), request=body.wanted(person_id)))


class ReasonBody(Told):
    """Why."""

    reason: Words = Field(examples=["Told about the wrong person"])


@router.post(
    "/life-events/{life_event_id}/withdrawal", **writes("withdraw_life_event", "Take a life event back", EventWithdrawn)
)
def withdraw(request: CallerRequest, life_event_id: UUID, body: ReasonBody) -> EventWithdrawn:
    """The latest first. What cannot be put back by itself becomes a follow-up of the desk."""
    return withdraw_life_event(call_of(request, body), request=EventToWithdraw(life_event_id, body.reason))


class JoinBody(ReasonBody):
    """Two records of one person."""

    kept_id: UUID = Field(description="The record that stays in front.")
    joined_id: UUID = Field(description="The record that is read through it.")
    overrules: list[UUID] = Field(
        default_factory=list,
        max_length=100,
        description="Where somebody has said that they are two people: the ids of that, from `told-apart`.",
    )


@router.post("/joins", **writes("join_people", "Join two records of one person", PeopleJoined, makes=True))
def join(request: CallerRequest, body: JoinBody) -> Status[PeopleJoined]:
    """Loans and history stay with their record and are shown together. It can be undone."""
    wanted = PeopleToJoin(body.kept_id, body.joined_id, body.reason, tuple(body.overrules))
    return Status(201, join_people(call_of(request, body), request=wanted))


@router.post("/joins/{join_id}/parting", **writes("part_people", "Part two records again", PeopleParted))
def part(request: CallerRequest, join_id: UUID, body: ReasonBody) -> PeopleParted:
    """Each record has again what it had. `join_id` is in the person's record, under `joins`."""
    return part_people(call_of(request, body), request=PeopleToPart(join_id, body.reason))


@router.get("/people/{person_id}/told-apart", **reads("list_told_apart", "List whom a person is not", Page[ApartRow]))
def list_told_apart(
    request: CallerRequest, person_id: UUID, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[ApartRow]:
    """Records that look alike and are somebody else's, with who said so and how they know."""
    with reading(request.auth):
        ids = list(record_ids(request.auth, person_id))
        found = told_apart(request.auth, ids) if ids else ()
        looked_at(request.auth, person_id, found)
    return page_within(found, cursor, limit, lambda row: f"{row.told_at.isoformat()} {row.id}")


class ApartBody(ReasonBody):
    """Two records of two people, in either order."""

    one_id: UUID
    other_id: UUID


@router.post("/told-apart", **writes("tell_apart", "Keep that two records are two people", ToldApart, makes=True))
def apart(request: CallerRequest, body: ApartBody) -> Status[ToldApart]:
    """The pair leaves the list of look-alikes. It can be taken back; joining the two overrules it by its id."""
    wanted = PeopleToTellApart(body.one_id, body.other_id, body.reason)
    return Status(201, tell_apart(call_of(request, body), request=wanted))


@router.post(
    "/told-apart/{apart_id}/withdrawal", **writes("withdraw_apart", "Ask again whether two are one", ApartWithdrawn)
)
def withdraw_told_apart(request: CallerRequest, apart_id: UUID, body: ReasonBody) -> ApartWithdrawn:
    """The pair is on the list of look-alikes again."""
    return withdraw_apart(call_of(request, body), request=ApartToWithdraw(apart_id, body.reason))
