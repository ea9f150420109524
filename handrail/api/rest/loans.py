"""Loans: what is with whom; keeping, ending; asking for a collection, repair, swap or service.
Refuses a loan that is over or asked for already."""

from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Day, FilterText, Ids, Told, Words
from handrail.api.rest.operations import call_of, looked_at, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_id, page_of
from handrail.api.rest.token import CallerRequest
from handrail.identity.calls import reading
from handrail.loans.paged import LoanListed, loans_page
from handrail.loans.states import EndReason, LoanState
from handrail.usecases.end_loan import LoanEnd, LoansEnded, end_loan
from handrail.usecases.keep_loan import Keeping, LoansKept, keep_loan
from handrail.usecases.request_visit import VisitRequested, request_visit
from handrail.usecases.withdraw_request import Replacing, RequestWithdrawn, Withdrawal, withdraw_request
from handrail.visits.codes import AskedBy
from handrail.visits.rules.asking import AskedFor, Asking, Meanwhile

router = Router(tags=["Loans"])


@router.get("/loans", **reads("list_loans", "List loans", Page[LoanListed]))
def list_loans(
    request: CallerRequest,
    person_id: UUID | None = None,
    asset_number: FilterText = "",
    state: LoanState | None = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Page[LoanListed]:
    """The oldest first; of one person, of one item, or in a state."""
    with reading(request.auth):
        found = loans_page(
            request.auth,
            limit=limit + 1,
            after=after_id(cursor),
            person_id=person_id,
            asset_number=asset_number,
            state=state,
        )
        looked_at(request.auth, person_id, found)
    return page_of(found, limit, lambda loan: loan.loan_id)


class KeepBody(Told):
    """Loans that are kept."""

    loans: Ids
    review_on: Day
    note: Words = ""


@router.post("/loans/keep", **writes("keep_loans", "Keep loans", LoansKept))
def keep(request: CallerRequest, body: KeepBody) -> LoansKept:
    """Still needed: they are looked at again on a later day."""
    return keep_loan(call_of(request, body), request=Keeping(tuple(body.loans), body.review_on, body.note))


class EndBody(Told):
    """How loans end other than by a collection."""

    loans: Ids
    reason: EndReason
    note: Words


@router.post("/loans/end", **writes("end_loans", "End loans", LoansEnded))
def end(request: CallerRequest, body: EndBody) -> LoansEnded:
    """Lost, sold, given or transferred."""
    return end_loan(call_of(request, body), request=LoanEnd(tuple(body.loans), body.reason, body.note))


class AskBody(Told):
    """What is asked for one person's things."""

    asked_for: AskedFor = AskedFor.COLLECTION
    loans: Ids = Field(description="Loan ids, all of one person.")
    asked_by: AskedBy = AskedBy.CARER
    speed: Code = Field("", description="From GET /speeds; left out: the contract's usual one.")
    chosen_on: Day | None = Field(None, description="Of a service, the day by which it is done: needed.")
    fault: Code = Field("", description="For a repair: from code list repair_fault.")
    reason: Code = Field("", description="For a collection: from code list return_reason.")
    still_comes: bool = Field(
        False, description="After a move, death or stay: only these things go; what is on order comes all the same."
    )
    again: bool = Field(
        False,
        description="Somebody goes again for what a visit did not fetch, where its next step is still owed: the "
        "refusal NEXT_STEP_OPEN names that visit. The step is taken with this.",
    )
    meanwhile: Meanwhile | None = Field(
        None,
        description="What becomes of a repair that is to come for what is to be collected or swapped, or of a "
        "collection or swap for what is to be repaired: the refusals REPAIR_COMING and COLLECTION_COMING name its "
        "visit. Of a swap that is taken back, what was to come in its place ends too.",
    )
    note: Words = ""


@router.post("/visit-requests", **writes("request_visit", "Ask for a visit", VisitRequested, makes=True))
def ask(request: CallerRequest, body: AskBody) -> Status[VisitRequested]:
    """A collection, a repair, a swap or a service. The answer says by when somebody comes."""
    wanted = Asking(
        asked_for=body.asked_for,
        loan_ids=tuple(body.loans),
        asked_by=body.asked_by,
        speed_code=body.speed,
        chosen_on=body.chosen_on,
        fault=body.fault,
        reason=body.reason,
        note=body.note,
        still_comes=body.still_comes,
        again=body.again,
        meanwhile=body.meanwhile,
    )
    return Status(201, request_visit(call_of(request, body), request=wanted))


class WithdrawBody(Told):
    """What is no longer asked for, and why."""

    loans: Ids
    asked_for: AskedFor = AskedFor.COLLECTION
    reason: Words = ""
    replacement: Replacing | None = Field(
        None, description="What becomes of what a swap has on its way: the refusal REPLACEMENT_COMING names its line."
    )


@router.post("/visit-requests/withdraw", **writes("withdraw_request", "Take a request back", RequestWithdrawn))
def withdraw(request: CallerRequest, body: WithdrawBody) -> RequestWithdrawn:
    """Still needed after all, or working again."""
    wanted = Withdrawal(tuple(body.loans), body.asked_for, body.reason, body.replacement)
    return withdraw_request(call_of(request, body), request=wanted)
