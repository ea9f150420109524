"""What is arranged for a visit beside its tasks: a prescriber who comes along, and miles outside the area.
Refuses both for a visit that is over; what a crew recorded of who came is put right by an operation of its own."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Router
from pydantic import AfterValidator, Field, StringConstraints

from handrail.api.rest.fields import Count, Day, Instant, Line, Sent, Supplier, Told, Words
from handrail.api.rest.operations import call_of, writes
from handrail.api.rest.token import CallerRequest
from handrail.core.text_guard import clean_line
from handrail.usecases.agree_distance import MilesWithdrawn, agree_distance, withdraw_distance
from handrail.usecases.arrange_joint_visit import JointArranged, JointWanted, arrange_joint_visit
from handrail.usecases.mend_joint_visit import JointMend, mend_joint_visit
from handrail.visits.rules.beside import Companion, JointTime, MilesAgreed

router = Router(tags=["Visits"])
Phone = Annotated[str, StringConstraints(max_length=30), AfterValidator(clean_line)]


class CompanionTold(Sent):
    """Who comes along: a user who prescribes, or a name and a number."""

    user_id: UUID | None = None
    name: Supplier = Field("", description="Of somebody who is no user.", examples=["Sam Okoro"])
    phone: Phone = ""
    meet_at: Instant | None = Field(None, description="When they meet the crew; within the time of the visit.")
    suits: Line = Field("", description="When it suits them, and for how long.", examples=["Mornings, half an hour"])

    def who(self) -> Companion:
        """As the use case takes it."""
        meet_at: datetime | None = self.meet_at
        return Companion(self.user_id, self.name, self.phone, meet_at, self.suits)


class JointBody(Told):
    """Who comes along to a visit; nobody any more where it is left out."""

    who: CompanionTold | None = None
    told: bool = Field(False, description="Somebody who is no user was told of the time just now.")
    reason: Words = ""


@router.post(
    "/visits/{visit_id}/joint-visit",
    **writes("arrange_joint_visit", "Say who comes along to a visit", JointArranged),
)
def arrange(request: CallerRequest, visit_id: UUID, body: JointBody) -> JointArranged:
    """What was said before is ended. Who does not plan visits may say it of themselves alone."""
    wanted = JointWanted(visit_id, body.who.who() if body.who else None, body.told, body.reason)
    return arrange_joint_visit(call_of(request, body), request=wanted)


class WhoCame(Sent):
    """Somebody who came: a user who prescribes, or a name."""

    user_id: UUID | None = None
    name: Supplier = Field("", description="Of somebody who is no user.", examples=["Sam Okoro"])


class CameBody(Told):
    """How it was with who came along, or was to."""

    came: bool
    minutes: Count = 0
    who: WhoCame | None = Field(
        None, description="Who came though nobody was to, or in the place of who was. Left out: who was to come."
    )
    why_wrong: Words = Field(description="What was wrong on the record.", examples=["They left after half an hour"])


class VisitBeside(Sent):
    """The visit that it is about."""

    visit_id: UUID


@router.post(
    "/visits/{visit_id}/joint-visit/mend",
    **writes("mend_joint_visit", "Put right what was recorded of who came along", VisitBeside),
)
def mend(request: CallerRequest, visit_id: UUID, body: CameBody) -> VisitBeside:
    """What was charged for it is taken back by an entry that names it, and charged anew."""
    who = Companion(body.who.user_id, body.who.name) if body.who else None
    wanted = JointMend(visit_id, JointTime(body.came, body.minutes), body.why_wrong, who)
    return VisitBeside(visit_id=mend_joint_visit(call_of(request, body), request=wanted))


class MilesBody(Told):
    """Miles outside the area that the payer agrees to for one visit."""

    miles: Count = Field(examples=[12])
    agreed_with: Supplier = Field(examples=["Ian Farrow"])
    agreed_on: Day
    why_there: Words = Field(examples=["The person moved over the border last week"])


@router.post("/visits/{visit_id}/miles", **writes("agree_distance", "Agree miles outside the area", VisitBeside))
def agree(request: CallerRequest, visit_id: UUID, body: MilesBody) -> VisitBeside:
    """By who approves orders. They are charged by the mile once the visit is done."""
    wanted = MilesAgreed(visit_id, body.miles, body.agreed_with, body.agreed_on, body.why_there)
    return VisitBeside(visit_id=agree_distance(call_of(request, body), request=wanted))


class MilesBackBody(Told):
    """Agreed miles that are not to be charged."""

    why_not: Words = Field(examples=["They went there for another visit"])


@router.post(
    "/visits/{visit_id}/miles/withdraw",
    **writes("withdraw_distance", "Take agreed miles back", VisitBeside),
)
def withdraw(request: CallerRequest, visit_id: UUID, body: MilesBackBody) -> VisitBeside:
    """Until the visit is recorded."""
    wanted = MilesWithdrawn(visit_id, body.why_not)
    return VisitBeside(visit_id=withdraw_distance(call_of(request, body), request=wanted))
