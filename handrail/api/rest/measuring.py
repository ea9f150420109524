"""Measuring: ask for something to be measured at a home, call that off, read and put right what was found.
Refuses what says nothing to measure, and a finding without its measurements."""

from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Sent, Told, Words
from handrail.api.rest.operations import call_of, looked_at, reads, writes
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.people.queries import person_file
from handrail.usecases.ask_for_measuring import (
    MeasuringAsked,
    MeasuringToWithdraw,
    MeasuringWithdrawn,
    ask_for_measuring,
    withdraw_measuring,
)
from handrail.usecases.mend_measuring import MeasuringMend, MeasuringMended, mend_measuring
from handrail.visits.codes import AskedBy, MeasuringResult
from handrail.visits.queries.measuring import MeasuredRow, measured_for
from handrail.visits.rules.measuring import Found, MeasuringWanted

router = Router(tags=["Measuring"])


class MeasuringBody(Told):
    """What is to be measured: a product of the catalogue, or what the words say, or both."""

    person_id: UUID
    address_id: UUID = Field(description="One of the person's addresses.")
    asked_by: AskedBy = AskedBy.PRESCRIBER
    product_code: Code = Field("", examples=["HST-040"])
    words: Code = Field("", description="What is to be measured.", examples=["Stairs, both sides"])
    access: Words = Field("", description="How to get in.")
    suits: Code = Field("", description="When somebody is there.", examples=["Weekday mornings"])


@router.post("/measurings", **writes("ask_for_measuring", "Ask for measuring", MeasuringAsked, makes=True))
def ask(request: CallerRequest, body: MeasuringBody) -> Status[MeasuringAsked]:
    """Somebody comes by appointment. The visit's report says what was found (`seen_to`)."""
    wanted = MeasuringWanted(
        body.person_id, body.address_id, body.asked_by, body.product_code, body.words, body.access, body.suits
    )
    return Status(201, ask_for_measuring(call_of(request, body), request=wanted))


class MeasuringOffBody(Told):
    """Why it need not be measured."""

    reason: Code = ""


@router.post(
    "/measurings/{measuring_id}/withdraw",
    **writes("withdraw_measuring", "Call a measuring off", MeasuringWithdrawn),
)
def withdraw(request: CallerRequest, measuring_id: UUID, body: MeasuringOffBody) -> MeasuringWithdrawn:
    """Before a crew was there. A visit that is left with nothing to do is cancelled."""
    return withdraw_measuring(call_of(request, body), request=MeasuringToWithdraw(measuring_id, body.reason))


class FoundTold(Sent):
    """What a measuring came to."""

    result: MeasuringResult = MeasuringResult.MEASURED
    found: Words = Field("", description="The measurements, in words.")
    why_not: Words = Field("", description="Why it cannot be fitted.")


class MeasuringMendBody(Told):
    """What is right, and what was wrong."""

    right: FoundTold
    why: Words
    again: bool = Field(False, description="Of what was NOT_MEASURED: somebody goes again.")


@router.post("/measurings/{measuring_id}/mend", **writes("mend_measuring", "Put measurements right", MeasuringMended))
def mend(request: CallerRequest, measuring_id: UUID, body: MeasuringMendBody) -> MeasuringMended:
    """A finding beside the old one. What was not measured after all is charged to nobody."""
    found = Found(body.right.result, body.right.found, body.right.why_not)
    wanted = MeasuringMend(measuring_id, found, body.why, body.again)
    return mend_measuring(call_of(request, body), request=wanted)


@router.get("/people/{person_id}/measurings", **reads("list_measured", "List what was measured", list[MeasuredRow]))
def list_measured(request: CallerRequest, person_id: UUID) -> list[MeasuredRow]:
    """What was measured for a person, the latest first; of each the finding that counts."""
    with reading(request.auth):
        records = person_file(request.auth, person_id, on=now_is(now()).today).record_ids
        found = list(measured_for(request.auth, records))
        looked_at(request.auth, person_id, found)
    return found
