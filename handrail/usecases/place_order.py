"""Place an order: lines are authorised or wait for a release, what goes is promised and gets its visit or voucher.
Refuses what can never be ordered, with every reason at once; above an authority nothing is refused, it waits."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from handrail.core import outbox
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.needs import actions as need_actions
from handrail.needs.queries import is_need_of
from handrail.needs.rules import NeedDetails, cleaned_need
from handrail.orders import actions
from handrail.orders.rules.facts import OrderReason, OrderRequest
from handrail.orders.rules.plan import OrderPlan, plan_order
from handrail.orders.states import LineState
from handrail.partners.queries import code_lists
from handrail.people.queries import hold_still
from handrail.usecases import _placing as placing
from handrail.usecases._kept_for_visits import with_visits
from handrail.usecases._money import follow_new_lines
from handrail.usecases._ordering import Gathered, gather, with_measures
from handrail.usecases._special_orders import follow_specials, hold_ordered_specials
from handrail.usecases._vouchers import issue_vouchers
from handrail.visits.rules.beside import BesideReason


@dataclass(frozen=True, slots=True)
class OrderToPlace:
    """An order with what goes along: the draft (and version) that it was, a note for the crew, and the assessment it
    rests on: one that is recorded already (`need_id`), or a new one (`need`). `seen_pence`: what the order came to when
    its prescriber looked at it; None: not compared. `joint_suits`: when it suits the prescriber to be there as it
    comes, and for how long; None: they do not come along.

    Whoever places it is who entered it; `order.entered_by_id` is not believed."""

    order: OrderRequest
    draft_id: UUID | None = None
    draft_version: int = 0
    need_id: UUID | None = None
    need: NeedDetails | None = None
    note: str = ""
    joint_suits: str | None = None
    seen_pence: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """How one line stands. `if_authorised_by`: the promise holds if the release is given by then. `goes_now`: it goes
    out before its release, by the contract's rule, and is reviewed afterwards."""

    line_id: UUID
    position: int
    product_code: str
    quantity: int
    state: LineState
    due_at: datetime | None
    if_authorised_by: datetime | None
    goes_now: bool = False


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """The order under its number, its lines, what it waits for, and the visits that will bring it; to `joint_visit_ids`
    its prescriber comes along."""

    order_id: UUID
    number: int
    lines: tuple[PlacedLine, ...]
    release_ids: tuple[UUID, ...]
    visit_ids: tuple[UUID, ...]
    joint_visit_ids: tuple[UUID, ...] = ()


# Whoever may see orders; which of two permissions to order is needed depends on the prescriber named.
@use_case(Event.ORDER_PLACED, needs=Permission.SEE_ORDERS)
def place_order(change: Change, *, request: OrderToPlace) -> OrderPlaced:
    """Decide and write the order. Raises `Refused` with the reasons of `orders.rules`, NOT_FOUND, NOT_ALLOWED, STALE
    for a draft that was sent or thrown away meanwhile, and PRICE_CHANGED for one that comes to another price now."""
    scope = change.scope
    wanted = replace(request.order, entered_by_id=scope.user_id, satellite_id=None)
    own = wanted.prescriber_id == scope.user_id
    scope.require(Permission.PLACE_ORDER if own else Permission.PLACE_ORDER_FOR_OTHERS)
    hold_still(scope, [wanted.person_id])
    hold_ordered_specials(change, (line.product_code for line in wanted.lines))
    gathered = gather(scope, change.at, wanted)
    need, plan = _decide(change, request, wanted, gathered)
    _drop_draft(change, request)
    need_id = _record_need(change, request, need)
    order_id = change.new_id()
    lines = with_visits(change, gathered, [placing.new_line(change, line, gathered) for line in plan.lines])
    releases = placing.new_releases(
        change,
        plan.releases,
        order_id=order_id,
        lines={line.position: (line.id, line.due_at) for line in lines},
        gathered=gathered,
    )
    number = actions.open_order(
        _head(change, order_id, replace(request, need_id=need_id), wanted, gathered),
        actions.OrderRows(
            lines=lines,
            answers=placing.new_answers(change, plan.answers, plan.checks),
            checks=placing.new_checks(change, plan.checks, _first_lines(plan, lines)),
            releases=releases,
        ),
    )
    visits = _supply(change, plan, lines, note=request.note, gathered=gathered)
    joint = placing.come_along(change, visits, prescriber_id=wanted.prescriber_id, suits=request.joint_suits)
    follow_new_lines(change, order_id, lines)
    follow_specials(change, gathered.catalogue.ids.items())
    placed = _placed_lines(plan, lines)
    priced = [(line.position, line.product_code, line.price_pence) for line in plan.lines]
    messages = placing.told_to_release(change, plan.releases, releases, priced, gathered)
    messages.append(_confirmation(change, order_id, number, wanted, gathered, placed))
    outbox.put(messages, contract_id=scope.contract_id, at=change.at.recorded_at)
    change.touched("order", order_id, wanted.person_id)
    return OrderPlaced(order_id, number, placed, tuple(release.id for release in releases), visits, joint)


def _decide(
    change: Change, request: OrderToPlace, wanted: OrderRequest, gathered: Gathered
) -> tuple[NeedDetails | None, OrderPlan]:
    """The need and the plan. Raises `Refused` with what is wrong with either, all at once."""
    reasons: list[Reason] = []
    need, facts = request.need, gathered.facts
    if need is not None:
        lists = code_lists(change.scope.contract_id, ["outcome_effect", "evidence_grade"], facts.today)
        effects, grades = ({choice.code for choice in choices} for choices in lists.values())
        try:
            need = cleaned_need(
                need, today=facts.today, born_on=gathered.person.born_on, effects=effects, grades=grades
            )
        except Refused as refused:
            reasons += [replace(reason, field=f"need.{reason.field}") for reason in refused.reasons]
        facts = with_measures(facts, need)
    try:
        said_now = [code for code, said in wanted.answers.items() if said.strip()]
        plan = plan_order(wanted, facts, gathered.due_of, said_now=said_now)
    except Refused as refused:
        raise Refused((*reasons, *refused.reasons)) from refused
    if request.joint_suits is not None and not any(line.promise for line in plan.lines):
        reasons.append(Reason(BesideReason.JOINT_NOTHING_COMES, "joint_suits"))
    if reasons:
        raise Refused(reasons)
    if request.seen_pence is not None and request.seen_pence != plan.order_pence:
        amounts = {"seen_pence": request.seen_pence, "order_pence": plan.order_pence}
        raise refuse(OrderReason.PRICE_CHANGED, "seen_pence", **amounts)
    return need, plan


def _drop_draft(change: Change, request: OrderToPlace) -> None:
    """The draft becomes the order, unless it was sent, thrown away or changed meanwhile."""
    if request.draft_id is None:
        return
    user_id, version = change.scope.user_id, request.draft_version or None
    if not actions.drop_draft(request.draft_id, user_id=user_id, seen_version=version):
        raise refuse(CallReason.STALE, "draft_id")
    # Whoever goes back to the draft is led to what it became.
    change.touched("draft", request.draft_id, request.order.person_id)


def _record_need(change: Change, request: OrderToPlace, need: NeedDetails | None) -> UUID | None:
    if need is None:
        if request.need_id is not None and not is_need_of(change.scope, request.need_id, request.order.person_id):
            raise refuse(CallReason.NOT_FOUND, "need_id")
        return request.need_id
    need_id = change.new_id()
    person_id = request.order.person_id
    # Whoever prescribes assessed, not whoever typed it.
    details = replace(need, assessed_by_id=need.assessed_by_id or request.order.prescriber_id)
    need_actions.record_need(change.scope, need_id, person_id=person_id, details=details, at=change.at.recorded_at)
    change.touched("need", need_id, person_id)
    return need_id


def _head(
    change: Change, order_id: UUID, request: OrderToPlace, wanted: OrderRequest, gathered: Gathered
) -> actions.NewOrder:
    address, discharge = gathered.person.address, wanted.discharge
    if address is None:
        raise AssertionError("an order without an address was refused")
    prescriber = gathered.staff[wanted.prescriber_id]
    return actions.NewOrder(
        id=order_id,
        contract_id=change.scope.contract_id,
        person_id=wanted.person_id,
        need_id=request.need_id,
        address_id=address.facts.address_id,
        team_id=prescriber.facts.team_id,
        partner_id=prescriber.partner_id,
        prescriber_id=wanted.prescriber_id,
        entered_by_id=wanted.entered_by_id,
        reason=wanted.why.strip(),
        note=request.note,
        ward=discharge.ward if discharge else "",
        discharge_on=discharge.expected_on if discharge else None,
        discharge_pathway=discharge.pathway if discharge else "",
        named_supervisor_id=wanted.supervisor_id,
        submitted_at=change.at.happened_at,
        recorded_at=change.at.recorded_at,
        joint_suits=request.joint_suits,
    )


def _first_lines(plan: OrderPlan, lines: list[actions.NewLine]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for planned, line in zip(plan.lines, lines, strict=True):
        found.setdefault(planned.product_code, line.id)
    return found


def _supply(
    change: Change, plan: OrderPlan, lines: list[actions.NewLine], *, note: str, gathered: Gathered
) -> tuple[UUID, ...]:
    """The vouchers and visits of the lines that wait for nobody."""
    pairs = [(planned, line) for planned, line in zip(plan.lines, lines, strict=True) if not planned.waits]
    issue_vouchers(
        change,
        [
            (line.id, line.product_id, line.quantity, line.spend_pence)
            for planned, line in pairs
            if placing.is_voucher(planned)
        ],
        valid_days=gathered.contract.terms.voucher_valid_days,
    )
    address = gathered.person.address
    if address is None:
        raise AssertionError("an order without an address was refused")
    visits = placing.ask_for_visits(
        change,
        [
            placing.going(line, gathered.facts.products[planned.product_code])
            for planned, line in pairs
            if planned.promise is not None
        ],
        person_id=gathered.person.person_id,
        address_id=address.facts.address_id,
        crew_at_least=address.facts.crew_at_least,
        easting=address.easting,
        northing=address.northing,
        note=note,
    )
    return visits.visit_ids


def _placed_lines(plan: OrderPlan, lines: list[actions.NewLine]) -> tuple[PlacedLine, ...]:
    return tuple(
        PlacedLine(
            line_id=line.id,
            position=line.position,
            product_code=planned.product_code,
            quantity=line.quantity,
            state=line.path[-1],
            due_at=line.due_at,
            if_authorised_by=planned.promise.if_authorised_by if planned.promise else None,
            goes_now=planned.goes_now,
        )
        for planned, line in zip(plan.lines, lines, strict=True)
    )


def _confirmation(
    change: Change,
    order_id: UUID,
    number: int,
    wanted: OrderRequest,
    gathered: Gathered,
    placed: tuple[PlacedLine, ...],
) -> outbox.Message:
    return placing.confirmation(
        change,
        order_id=order_id,
        number=number,
        version=1,
        recipient=gathered.staff[wanted.prescriber_id].email,
        lines=[
            {
                "product": gathered.facts.products[line.product_code].name,
                "quantity": line.quantity,
                "route": gathered.facts.products[line.product_code].supply_route.value,
                "state": line.state.value,
                "goes_now": line.goes_now,
                "due_at": line.due_at.isoformat() if line.due_at else None,
            }
            for line in placed
        ],
    )
