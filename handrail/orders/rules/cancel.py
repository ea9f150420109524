"""Owns: what cancelling lines does: to stock, money, visits and the driver's page.
Refuses: lines that were handed over or have ended already, and a reason that is not in the contract's list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.moves import path
from handrail.core.refusal import Reason, Refused
from handrail.orders.states import CANCELLABLE, HOLDS_STOCK, IN_SUPPLY, MOVES, LineEvent, LineState

PERSON_DIED = "died"


class CancelReason(StrEnum):
    """Why lines cannot be cancelled."""

    NO_LINES = "CANCEL_NO_LINES"
    UNKNOWN_REASON = "CANCEL_UNKNOWN_REASON"
    NOT_CANCELLABLE = "CANCEL_NOT_CANCELLABLE"
    ENDED_ALREADY = "CANCEL_ENDED_ALREADY"
    DEATH_NOT_RECORDED = "CANCEL_DEATH_NOT_RECORDED"


@dataclass(frozen=True, slots=True)
class LineToCancel:
    """A line as it stands, and the visit that would bring it."""

    line_id: UUID
    position: int
    state: LineState
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class VisitOfLines:
    """A visit of the lines: all lines that it still brings, whether it has other work (a collection), and whether its
    run has been released to a driver."""

    visit_id: UUID
    line_ids: frozenset[UUID]
    other_work: bool
    with_driver: bool


@dataclass(frozen=True, slots=True)
class CancelledLine:
    """A line that ends. `back_to_shelf`: what was kept for it is free; `on_van`: it is brought back by the driver.
    `frees_money`: an amount was reserved for it."""

    line_id: UUID
    state_path: tuple[LineState, ...]
    back_to_shelf: bool
    on_van: bool
    frees_money: bool


@dataclass(frozen=True, slots=True)
class CancellationPlan:
    """What cancelling does. `ends_visits` have nothing left to do; `tells_drivers`: visits whose driver's page changes;
    `after_loading`: the contract's charge for that may apply; `stops_messages`: none go to the person any more."""

    lines: tuple[CancelledLine, ...]
    reason_code: str
    ends_visits: tuple[UUID, ...]
    tells_drivers: tuple[UUID, ...]
    after_loading: bool
    stops_messages: bool


def plan_cancellation(
    lines: Sequence[LineToCancel], visits: Sequence[VisitOfLines], reason_code: str, known_reasons: Collection[str]
) -> CancellationPlan:
    """What cancelling these lines does; `known_reasons` are the codes of list cancel_order. Raises Refused."""
    reasons = [
        Reason(
            CancelReason.NOT_CANCELLABLE if line.state is LineState.DELIVERED else CancelReason.ENDED_ALREADY,
            "lines",
            (("line", line.position), ("state", line.state.value)),
        )
        for line in lines
        if line.state not in CANCELLABLE
    ]
    if not lines:
        reasons.append(Reason(CancelReason.NO_LINES, "lines"))
    if reason_code not in known_reasons:
        reasons.append(Reason(CancelReason.UNKNOWN_REASON, "reason_code", (("code", reason_code),)))
    if reasons:
        raise Refused(reasons)
    gone = {line.line_id for line in lines}
    touched = [visit for visit in visits if visit.line_ids & gone]
    return CancellationPlan(
        lines=tuple(
            CancelledLine(
                line_id=line.line_id,
                state_path=path(MOVES, line.state, LineEvent.CANCEL),
                back_to_shelf=line.state in HOLDS_STOCK,
                on_van=line.state is LineState.LOADED,
                frees_money=line.state in IN_SUPPLY,
            )
            for line in lines
        ),
        reason_code=reason_code,
        ends_visits=tuple(visit.visit_id for visit in touched if not visit.other_work and visit.line_ids <= gone),
        tells_drivers=tuple(visit.visit_id for visit in touched if visit.with_driver),
        after_loading=any(line.state is LineState.LOADED for line in lines),
        stops_messages=reason_code == PERSON_DIED,
    )
