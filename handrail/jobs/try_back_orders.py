"""Tries back-orders again as soon as something is ready for them, the soonest due first.
Refuses nothing: a line that another desk supplied meanwhile is simply no longer waiting."""

from datetime import datetime

from handrail.core.moment import LONDON
from handrail.identity.calls import Call, reading
from handrail.identity.scope import Scope
from handrail.usecases.allocate_lines import LineWanted, Wanted, allocate_lines
from handrail.visits.queries.desk import fillable_back_orders


def anything_to_try(scope: Scope, at: datetime) -> bool:
    """Whether a back-order could be filled now; inside `reading`."""
    return bool(fillable_back_orders(scope, today=at.astimezone(LONDON).date()))


def try_back_orders(call: Call) -> int:
    """Supply the lines of the depot whose back-order is due first; how many were supplied."""
    with reading(call.scope):
        waiting = fillable_back_orders(call.scope, today=call.at.today)
    if not waiting:
        return 0
    depot_id = waiting[0][1]
    lines = tuple(LineWanted(line_id) for line_id, its_depot in waiting if its_depot == depot_id)
    return len(allocate_lines(call, request=Wanted(lines, depot_id, or_back_order=True)).kept)
