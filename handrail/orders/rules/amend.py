"""Owns: what a change to an order does to its lines: the order is decided anew as it should become.
Refuses: a change to what is already on the van or past it, and whatever `plan` refuses (Refused, all reasons)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.states import Tracking
from handrail.core.moves import path
from handrail.core.refusal import Reason, Refused
from handrail.orders.rules.authority import AuthorityReason, ReleaseNeeded
from handrail.orders.rules.facts import DueOf, LineRequest, OrderFacts, OrderRequest
from handrail.orders.rules.plan import OrderPlan, PlannedLine, ReasonedCheck, plan_order, visit_line
from handrail.orders.rules.visiting import PlannedVisit, Promise, plan_visits
from handrail.orders.states import AMENDABLE, HOLDS_STOCK, MOVES, LineEvent, LineState


class AmendReason(StrEnum):
    """Why a change cannot be made."""

    REASON_MISSING = "AMEND_REASON_MISSING"
    NOTHING_CHANGED = "AMEND_NOTHING_CHANGED"
    UNKNOWN_LINE = "AMEND_UNKNOWN_LINE"
    NOT_AMENDABLE = "AMEND_NOT_AMENDABLE"
    PART_DELIVERED = "AMEND_PART_DELIVERED"
    ADDRESS_FIXED = "AMEND_ADDRESS_FIXED"
    SERIALISED_QUANTITY = "AMEND_SERIALISED_QUANTITY"


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line as it stands. `due_at` None: a voucher. `part_delivered`: some of the count are with the person."""

    line_id: UUID
    position: int
    product: ProductFacts
    quantity: int
    state: LineState
    speed_code: str
    due_at: datetime | None
    chosen_on: date | None = None
    review_on: date | None = None
    bundle_code: str = ""
    measurements: tuple[tuple[str, str], ...] = ()
    part_delivered: bool = False

    def as_asked(self) -> LineRequest:
        """The line as a request that would make it."""
        return LineRequest(
            self.product.code,
            self.quantity,
            self.speed_code,
            self.chosen_on,
            self.review_on,
            self.bundle_code,
            self.measurements,
        )


@dataclass(frozen=True, slots=True)
class AmendRequest:
    """What is to change, and why. `order` says everything of the order but its lines as it should become (address,
    answers, reasons, discharge); `changed` are whole new values by line; `added` are new lines; `answered` the
    questions that are answered otherwise than before."""

    order: OrderRequest
    why_changed: str
    changed: Mapping[UUID, LineRequest]
    added: tuple[LineRequest, ...] = ()
    answered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AmendedLine:
    """A line that changes. `state_path` may be empty: nothing is decided anew. `drops_stock`: what was allocated goes
    back to the shelf. `drops_visit`: it leaves its visit; where it goes on, it is in one of the plan's visits."""

    line_id: UUID
    asked: LineRequest
    promise: Promise | None
    state_path: tuple[LineState, ...]
    drops_stock: bool
    drops_visit: bool


@dataclass(frozen=True, slots=True)
class AmendmentPlan:
    """What a change does. `decided_anew`: pending and returned releases of the order are withdrawn, and `releases`
    take their place. Positions in `releases` and `visits` are positions in the order."""

    lines: tuple[AmendedLine, ...]
    added: tuple[PlannedLine, ...]
    releases: tuple[ReleaseNeeded, ...]
    visits: tuple[PlannedVisit, ...]
    checks: tuple[ReasonedCheck, ...]
    answers: tuple[tuple[str, str], ...]
    decided_anew: bool


_UNDECIDED = frozenset({LineState.SUBMITTED, LineState.AWAITING_AUTHORITY, LineState.RETURNED_FOR_INFORMATION})
# On the van or handed over: spent already, and out of reach of an amendment.
_OUT = frozenset({LineState.LOADED, LineState.DELIVERED})


def plan_amendment(
    request: AmendRequest, lines: Sequence[LineNow], address_now: UUID, facts: OrderFacts, due_of: DueOf
) -> AmendmentPlan:
    """What the change does. `facts` leave this order out of the person's holdings and other orders. Raises Refused."""
    moved = request.order.address_id != address_now
    reasons = tuple(_reasons(request, lines, moved))
    if reasons:
        raise Refused(reasons)
    open_lines = [line for line in lines if line.state in AMENDABLE]
    order, facts, kept = as_it_should_become(request, lines, facts)
    asked = order.lines[: len(open_lines)]
    plan = plan_order(order, facts, due_of, kept, request.answered)
    pairs = list(zip(open_lines, asked, plan.lines[: len(open_lines)], strict=True))
    decide = _to_decide(request, plan, pairs, facts)
    anew = bool(request.added or decide) or any(now.state in _UNDECIDED for now, _new, _planned in pairs)
    decide |= {now.line_id for now, _new, _planned in pairs if anew and now.state in _UNDECIDED}
    amended = tuple(
        line
        for now, new, planned in pairs
        if (line := _amended(now, new, planned, moved=moved, decide=now.line_id in decide))
    )
    return _joined(plan, open_lines, amended, facts, next_position=1 + max(line.position for line in lines), anew=anew)


def as_it_should_become(
    request: AmendRequest, lines: Sequence[LineNow], facts: OrderFacts
) -> tuple[OrderRequest, OrderFacts, frozenset[int]]:
    """The order with its open lines changed and the new ones added, what it is decided by, and which lines are kept as
    they stand. What is out already counts as another order."""
    open_lines = [line for line in lines if line.state in AMENDABLE]
    asked = [request.changed.get(line.line_id, line.as_asked()) for line in open_lines]
    kept = frozenset(index for index, line in enumerate(open_lines) if asked[index] == line.as_asked())
    out_pence = sum(line.product.price_pence * line.quantity for line in lines if line.state in _OUT)
    return (
        replace(request.order, lines=(*asked, *request.added)),
        replace(facts, other_orders_pence=facts.other_orders_pence + out_pence),
        kept,
    )


def _reasons(request: AmendRequest, lines: Sequence[LineNow], moved: bool) -> Iterable[Reason]:
    if not request.why_changed.strip():
        yield Reason(AmendReason.REASON_MISSING, "why_changed")
    by_id = {line.line_id: line for line in lines}
    really = {key for key, new in request.changed.items() if key not in by_id or by_id[key].as_asked() != new}
    if not (really or request.added or request.answered or moved):
        yield Reason(AmendReason.NOTHING_CHANGED)
    for line_id in sorted(really):
        line = by_id.get(line_id)
        if line is None:
            yield Reason(AmendReason.UNKNOWN_LINE, "changed", (("line_id", str(line_id)),))
        elif line.state not in AMENDABLE:
            state = (("line", line.position), ("state", line.state.value))
            yield Reason(AmendReason.NOT_AMENDABLE, f"changed.{line_id}", state)
        elif line.part_delivered:
            yield Reason(AmendReason.PART_DELIVERED, f"changed.{line_id}", (("line", line.position),))
        elif line.product.tracking is Tracking.SERIALISED and request.changed[line_id].quantity != line.quantity:
            # Each serialised item is a line of its own: more are added, fewer are cancelled.
            yield Reason(AmendReason.SERIALISED_QUANTITY, f"changed.{line_id}.quantity", (("line", line.position),))
    if moved and any(line.part_delivered or line.state in _OUT for line in lines):
        yield Reason(AmendReason.ADDRESS_FIXED, "address_id")


def _to_decide(
    request: AmendRequest,
    plan: OrderPlan,
    pairs: Iterable[tuple[LineNow, LineRequest, PlannedLine]],
    facts: OrderFacts,
) -> set[UUID]:
    """The lines that need a new decision: more than was released, or an answer that now asks for a second person."""
    asked = {
        position
        for release in plan.releases
        for reason in release.reasons
        if reason.code is AuthorityReason.ANSWER_NEEDS_ANOTHER
        and dict(reason.params).get("question_code") in request.answered
        for position in release.lines
    }
    return {now.line_id for now, new, planned in pairs if _needs_decision(now, new, facts) or planned.position in asked}


def _needs_decision(now: LineNow, new: LineRequest, facts: OrderFacts) -> bool:
    """More than was released, or quicker: an address, a later day or fewer pieces need no new yes."""
    faster = new.speed_code != now.speed_code and new.speed_code in facts.speeds and facts.speeds[new.speed_code].fast
    return new.product_code != now.product.code or new.quantity > now.quantity or faster


def _amended(now: LineNow, new: LineRequest, planned: PlannedLine, *, moved: bool, decide: bool) -> AmendedLine | None:
    changed = new != now.as_asked()
    if not (changed or decide or moved):
        return None
    same_time = (new.speed_code, new.chosen_on) == (now.speed_code, now.chosen_on)
    # The clock that runs is kept: only another speed or day, or a new decision, makes another promise.
    kept = Promise(now.due_at) if now.due_at else None
    # What is not decided anew is approved already: its new promise waits for nobody.
    new_promise = planned.promise if decide or planned.promise is None else Promise(planned.promise.due_at)
    drops_stock = now.state in HOLDS_STOCK and (
        (decide and planned.waits) or (new.product_code, new.quantity) != (now.product.code, now.quantity)
    )
    return AmendedLine(
        line_id=now.line_id,
        asked=new,
        promise=kept if same_time and not decide else new_promise,
        state_path=_path(now, planned, decide=decide, drops_stock=drops_stock),
        drops_stock=drops_stock,
        drops_visit=moved or decide or not same_time,
    )


def _path(now: LineNow, planned: PlannedLine, *, decide: bool, drops_stock: bool) -> tuple[LineState, ...]:
    if not decide:
        return path(MOVES, now.state, LineEvent.RELEASE_STOCK) if drops_stock else ()
    if planned.waits:
        return path(MOVES, now.state, LineEvent.AMEND, LineEvent.WAIT_FOR_AUTHORITY)
    events = [LineEvent.AMEND, LineEvent.AUTHORISE]
    if now.state in HOLDS_STOCK and not drops_stock:
        events.append(LineEvent.ALLOCATE)
        if now.state is LineState.PICKED:
            events.append(LineEvent.PICK)
    return path(MOVES, now.state, *events)


def _joined(
    plan: OrderPlan,
    open_lines: Sequence[LineNow],
    amended: Sequence[AmendedLine],
    facts: OrderFacts,
    *,
    next_position: int,
    anew: bool,
) -> AmendmentPlan:
    """Puts the answer into the order's own positions, and keeps to the lines that were decided or moved."""
    added = plan.lines[len(open_lines) :]
    positions = [line.position for line in open_lines] + [next_position + index for index in range(len(added))]
    by_id = {line.line_id: line for line in amended}
    decided = {line.position for line in open_lines if line.line_id in by_id and by_id[line.line_id].state_path}
    decided |= set(positions[len(open_lines) :])
    releases = (
        replace(release, lines=tuple(place for at in release.lines if (place := positions[at - 1]) in decided))
        for release in plan.releases
    )
    new_lines = tuple(
        replace(line, position=position) for line, position in zip(added, positions[len(open_lines) :], strict=True)
    )
    return AmendmentPlan(
        lines=tuple(amended),
        added=new_lines,
        releases=tuple(release for release in releases if release.lines) if anew else (),
        visits=_visits(plan, open_lines, by_id, new_lines, facts),
        checks=plan.checks,
        answers=plan.answers,
        decided_anew=anew,
    )


def _visits(
    plan: OrderPlan,
    open_lines: Sequence[LineNow],
    amended: Mapping[UUID, AmendedLine],
    added: Sequence[PlannedLine],
    facts: OrderFacts,
) -> tuple[PlannedVisit, ...]:
    address = facts.address
    going = [(line, line.promise) for line in added if not line.waits]
    for now, planned in zip(open_lines, plan.lines, strict=False):
        change = amended.get(now.line_id)
        last = change.state_path[-1] if change and change.state_path else now.state
        if change and change.drops_visit and last not in _UNDECIDED:
            going.append((replace(planned, position=now.position), change.promise))
    return plan_visits(
        [
            visit_line(line.position, address.address_id, line, kept.due_at, facts)
            for line, kept in going
            if kept is not None and address is not None
        ],
        address.crew_at_least if address else 1,
    )
