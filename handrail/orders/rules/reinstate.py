"""Owns: whether cancelled lines can be taken up again.
Refuses: nothing; it returns every reason against."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.orders.states import LineState


class ReinstateReason(StrEnum):
    """Why lines cannot be taken up again."""

    NO_LINES = "REINSTATE_NO_LINES"
    NOT_CANCELLED = "REINSTATE_NOT_CANCELLED"
    REASON_MISSING = "REINSTATE_REASON_MISSING"
    SEVERAL_ORDERS = "REINSTATE_SEVERAL_ORDERS"
    STILL_ON_VAN = "REINSTATE_STILL_ON_VAN"


def reasons_against_reinstating(
    lines: Iterable[tuple[UUID, int, LineState]], *, reason: str, still_on_van: bool
) -> tuple[Reason, ...]:
    """Why these lines, given as (order, position, state), cannot be taken up again; empty: they can. What was on a van
    when its line was cancelled is unloaded first, so that it is not brought twice."""
    known = list(lines)
    found = [
        Reason(ReinstateReason.NOT_CANCELLED, "line_ids", (("line", position), ("state", state.value)))
        for _order, position, state in known
        if state is not LineState.CANCELLED
    ]
    if not known:
        found.append(Reason(ReinstateReason.NO_LINES, "line_ids"))
    if len({order for order, _position, _state in known}) > 1:
        found.append(Reason(ReinstateReason.SEVERAL_ORDERS, "line_ids"))
    if still_on_van:
        found.append(Reason(ReinstateReason.STILL_ON_VAN, "line_ids"))
    if not reason.strip():
        found.append(Reason(ReinstateReason.REASON_MISSING, "reason"))
    return tuple(found)
