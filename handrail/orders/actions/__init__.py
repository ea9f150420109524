"""The only code that writes drafts, orders, lines, answers, checks, releases, allocations. Needs an open transaction.
Refuses to decide: each takes plain values or a plan, a list where there may be several, and writes one statement."""

from handrail.orders.actions.allocations import (
    EndedAllocation,
    NewAllocation,
    allocate,
    end_allocations,
    place_allocations,
)
from handrail.orders.actions.drafts import change_draft, drop_draft, keep_draft
from handrail.orders.actions.lines import (
    LineAmendment,
    NewLine,
    amend_lines,
    authorise_lines,
    back_order_lines,
    count_ordered,
    count_parts,
    deliver_lines,
    deliver_parts,
    expect_lines,
    move_lines,
    promise_anew,
    step_lines,
)
from handrail.orders.actions.money import fund_lines, price_line
from handrail.orders.actions.orders import (
    NewAnswer,
    NewCheck,
    NewOrder,
    OrderRows,
    Written,
    change_heads,
    change_terms,
    extend_order,
    open_order,
)
from handrail.orders.actions.releases import NewRelease, ask_another, escalate, move_releases, put_to_panel

__all__ = [
    "EndedAllocation",
    "LineAmendment",
    "NewAllocation",
    "NewAnswer",
    "NewCheck",
    "NewLine",
    "NewOrder",
    "NewRelease",
    "OrderRows",
    "Written",
    "allocate",
    "amend_lines",
    "ask_another",
    "authorise_lines",
    "back_order_lines",
    "change_draft",
    "change_heads",
    "change_terms",
    "count_ordered",
    "count_parts",
    "deliver_lines",
    "deliver_parts",
    "drop_draft",
    "end_allocations",
    "escalate",
    "expect_lines",
    "extend_order",
    "fund_lines",
    "keep_draft",
    "move_lines",
    "move_releases",
    "open_order",
    "place_allocations",
    "price_line",
    "promise_anew",
    "put_to_panel",
    "step_lines",
]
