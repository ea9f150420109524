"""Orders with their lines: place, list, look at, change, cancel, take up again.
Refuses what the ordering rules refuse; above an authority nothing is refused, it waits for a release."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Count, Day, Ids, Line, Sent, Told, Words
from handrail.api.rest.operations import call_of, looked_at, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_id, page_of
from handrail.api.rest.token import CallerRequest
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import reading
from handrail.orders.queries import paged
from handrail.orders.queries.orders import AnswerRow, CheckRow, StepRow, answers_of, checks_of, steps_of
from handrail.orders.rules.facts import CareRoute as FundedBy
from handrail.orders.rules.facts import Discharge, Funding, LineRequest, OrderRequest
from handrail.orders.states import LineState, ReleaseState
from handrail.people.states import CareRoute
from handrail.usecases.amend_order import OrderAmended, OrderAmendment, amend_order
from handrail.usecases.cancel_lines import LinesCancelled, LinesToCancel, cancel_lines
from handrail.usecases.place_order import OrderPlaced, OrderToPlace, place_order
from handrail.usecases.reinstate_lines import LinesAgain, LinesReinstated, reinstate_lines

router = Router(tags=["Orders"])


class LineAsked(Sent):
    """One line as asked for."""

    product_code: Code = Field(examples=["BED-010"])
    quantity: Count = Field(1, examples=[1], description="1 for serialised products; more for counted ones.")
    speed_code: Code = Field("", examples=["deliver_5d"], description="From GET /speeds.")
    chosen_on: Day | None = Field(None, description="For a speed that counts from a chosen date.")
    review_on: Day | None = Field(None, description="When to look whether it is still needed.")
    bundle_code: Code = ""
    measurements: dict[Code, Line] = Field({}, examples=[{"rail_length_mm": "450"}])

    def asked(self) -> LineRequest:
        """The line as the rules take it."""
        return LineRequest(
            product_code=self.product_code,
            quantity=self.quantity,
            speed_code=self.speed_code,
            chosen_on=self.chosen_on,
            review_on=self.review_on,
            bundle_code=self.bundle_code,
            measurements=tuple(self.measurements.items()),
        )


class DischargeTold(Sent):
    """Going home from hospital."""

    ward: Line = Field("", examples=["Ward 7"])
    expected_on: Day | None = None
    pathway: Code = Field("", description="From code list discharge_pathway.", examples=["pathway_1"])

    def told(self) -> Discharge:
        """The discharge as the rules take it."""
        return Discharge(self.ward, self.expected_on, self.pathway)


class FundingTold(Sent):
    """The funding facts, where they differ from the person's own."""

    council_id: UUID | None = None
    gp_practice_code: Code = ""
    care_route: CareRoute = CareRoute.STANDARD
    from_on: Day | None = None
    until_on: Day | None = None
    payer: Line = ""

    def told(self) -> Funding:
        """The facts as the rules take them."""
        route = FundedBy(self.care_route.value)
        return Funding(self.council_id, self.gp_practice_code, route, self.from_on, self.until_on, self.payer)


class OrderTold(Told):
    """An order with all its lines, as far as it is decided by rules."""

    person_id: UUID
    address_id: UUID = Field(description="Where it goes: one of the person's addresses.")
    lines: list[LineAsked] = Field(max_length=200)
    why: Words = Field("", examples=["To get in and out of bed safely"])
    prescriber_id: UUID | None = Field(None, description="Left out: the token's user. Another: both names are kept.")
    supervisor_id: UUID | None = None
    answers: dict[Code, Words] = Field({}, description="To the questions of the lines, by question code.")
    reasons: dict[Line, Words] = Field({}, description="To checks that ask for one, by the check's key.")
    discharge: DischargeTold | None = None
    funding: FundingTold | None = Field(None, description="Left out: the person's own.")
    follow_up_team: Code = ""

    def order(self, me: UUID) -> OrderRequest:
        """The order as the rules take it; `me` enters it."""
        return OrderRequest(
            person_id=self.person_id,
            prescriber_id=self.prescriber_id or me,
            entered_by_id=me,
            address_id=self.address_id,
            lines=tuple(line.asked() for line in self.lines),
            why=self.why,
            answers=self.answers,
            reasons=self.reasons,
            discharge=self.discharge.told() if self.discharge else None,
            funding=self.funding.told() if self.funding else None,
            supervisor_id=self.supervisor_id,
            follow_up_team=self.follow_up_team,
        )


class OrderBody(OrderTold):
    """An order to place."""

    need_id: UUID | None = Field(None, description="The assessment that the order rests on.")
    note: Words = Field("", description="For the crew.", examples=["Side gate, key safe by the door"])
    joint_suits: Line | None = Field(
        None,
        description="The prescriber wants to be there when it comes: when that suits, and for how long; may be empty.",
        examples=["Mornings, half an hour"],
    )
    seen_pence: Count | None = Field(
        None, description="`order_pence` of the assessment that somebody looked at: another price is refused."
    )


@router.post("/orders", **writes("place_order", "Place an order", OrderPlaced, makes=True))
def place(request: CallerRequest, body: OrderBody) -> Status[OrderPlaced]:
    """Lines within the prescriber's authority are authorised at once and get a visit. The others wait for a release:
    `release_ids` names it. A check that asks for a reason is refused with `reasons.KEY` as its field; send the order
    again with that reason."""
    order = body.order(request.auth.user_id)
    wanted = OrderToPlace(
        order, need_id=body.need_id, note=body.note, joint_suits=body.joint_suits, seen_pence=body.seen_pence
    )
    return Status(201, place_order(call_of(request, body), request=wanted))


@router.get("/orders", **reads("list_orders", "List orders", Page[paged.OrderListed]))
def list_orders(
    request: CallerRequest,
    person_id: UUID | None = None,
    state: LineState | None = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Page[paged.OrderListed]:
    """The newest first; of one person, or those with a line in a state."""
    with reading(request.auth):
        found = paged.orders_page(
            request.auth, limit=limit + 1, after=after_id(cursor), person_id=person_id, state=state
        )
        looked_at(request.auth, person_id, found)
    return page_of(found, limit, lambda order: order.order_id)


@dataclass(frozen=True, slots=True)
class OrderShown:
    """One order: its lines, what it waits for, what was answered and checked, and every step of it."""

    order: paged.OrderListed
    releases: tuple[paged.ReleaseListed, ...]
    answers: tuple[AnswerRow, ...]
    checks: tuple[CheckRow, ...]
    steps: tuple[StepRow, ...]


@router.get("/orders/{order_id}", **reads("get_order", "Look at an order", OrderShown))
def get_order(request: CallerRequest, order_id: UUID) -> OrderShown:
    """The order as it stands, with its whole history, the latest step first."""
    scope = request.auth
    with reading(scope):
        found = paged.orders_page(scope, limit=1, order_id=order_id)
        if not found:
            raise refuse(CallReason.NOT_FOUND, "order_id")
        looked_at(scope, found[0].person_id, found)
        return OrderShown(
            found[0],
            paged.releases_page(scope, limit=200, states=list(ReleaseState), order_id=order_id),
            answers_of(scope, order_id),
            checks_of(scope, order_id),
            steps_of(scope, order_id),
        )


class AmendBody(Told):
    """What changes in an order, and why. What is left out stays as it is."""

    seen_version: Count = Field(description="The `version` that the change builds on.", examples=[1])
    why: Words = Field(examples=["The family asked for a wider bed"])
    changed: dict[UUID, LineAsked] = Field({}, description="Whole new values, by line_id.")
    added: list[LineAsked] = Field([], max_length=200)
    address_id: UUID | None = None
    discharge: DischargeTold | None = None
    note: Words | None = None
    answers: dict[Code, Words] = {}
    reasons: dict[Line, Words] = {}


@router.post("/orders/{order_id}/amendments", **writes("amend_order", "Change an order", OrderAmended))
def amend(request: CallerRequest, order_id: UUID, body: AmendBody) -> OrderAmended:
    """Until a line is loaded. Lines that change are decided anew."""
    changed: Mapping[UUID, LineRequest] = {line_id: line.asked() for line_id, line in body.changed.items()}
    wanted = OrderAmendment(
        order_id=order_id,
        seen_version=body.seen_version,
        why=body.why,
        changed=changed,
        added=tuple(line.asked() for line in body.added),
        address_id=body.address_id,
        discharge=body.discharge.told() if body.discharge else None,
        note=body.note,
        answers=body.answers,
        reasons=body.reasons,
    )
    return amend_order(call_of(request, body), request=wanted)


class CancelBody(Told):
    """Which lines end and why."""

    line_ids: Ids
    reason_code: Code = Field(description="From code list cancel_order.", examples=["no_longer_needed"])
    note: Words = ""
    only_these: bool = Field(
        False, description="With reason died: the death is recorded elsewhere, or need not be; only these lines end."
    )


@router.post("/order-lines/cancellations", **writes("cancel_lines", "Cancel lines", LinesCancelled))
def cancel(request: CallerRequest, body: CancelBody) -> LinesCancelled:
    """Until they are handed over. What was kept for them goes back to the shelf; the crew sees it at once."""
    wanted = LinesToCancel(tuple(body.line_ids), body.reason_code, body.note, body.only_these)
    return cancel_lines(call_of(request, body), request=wanted)


class ReinstateBody(Told):
    """Which cancelled lines of one order go on, and why."""

    line_ids: Ids
    reason: Words
    reasons: dict[Line, Words] = Field({}, description="To checks that ask for one, by the check's key.")


@router.post("/order-lines/reinstatements", **writes("reinstate_lines", "Take up cancelled lines", LinesReinstated))
def reinstate(request: CallerRequest, body: ReinstateBody) -> LinesReinstated:
    """The lines are decided anew, at today's promise."""
    wanted = LinesAgain(tuple(body.line_ids), body.reason, tuple(body.reasons.items()))
    return reinstate_lines(call_of(request, body), request=wanted)
