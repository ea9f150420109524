"""Issue from a satellite store by scan: order, line and loan in one call, for a person and a purpose.
Refuses what is unfit or kept for another, a question without its answer, and what is above the issuer's authority."""

from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Day, Told, Words
from handrail.api.rest.operations import call_of, writes
from handrail.api.rest.scanned import ItemScanned, scans
from handrail.api.rest.token import CallerRequest
from handrail.usecases.issue_from_satellite import SatelliteIssue, SatelliteIssued, issue_from_satellite

router = Router(tags=["Satellite stores"])


class IssueBody(Told):
    """What goes to whom, from which store, what for."""

    place_id: UUID = Field(description="The satellite store: from GET /places.")
    person_id: UUID
    purpose: Code = Field(description="From code list satellite_purpose.", examples=["discharge"])
    items: list[ItemScanned] = Field(max_length=50)
    address_id: UUID | None = Field(None, description="Left out: the person's home.")
    reason: Words = Field("", description="Said to every check that asks for one.")
    note: Words = ""
    review_on: Day | None = Field(None, description="The day a trial ends, or when the loan is looked at.")
    answers: dict[Code, Words] = Field({}, description="To the clinical questions of the items, by question code.")


@router.post(
    "/satellite-issues", **writes("issue_from_satellite", "Issue from a satellite store", SatelliteIssued, makes=True)
)
def issue(request: CallerRequest, body: IssueBody) -> Status[SatelliteIssued]:
    """The items are with the person from then on. What the store runs short of is in the answer, under `refill`."""
    wanted = SatelliteIssue(
        body.place_id, body.person_id, body.purpose, scans(body.items), body.address_id, body.reason, body.note,
        body.review_on, body.answers,
    )  # fmt: skip
    return Status(201, issue_from_satellite(call_of(request, body), request=wanted))
