"""The tables of orders: drafts, orders and their lines, what was asked and checked, releases, allocations.
Refuses nothing here; each file says what its tables refuse."""

from handrail.orders.models.allocations import Allocation
from handrail.orders.models.drafts import Draft
from handrail.orders.models.orders import Answer, Check, FundingChange, LineHistory, Order, OrderLine
from handrail.orders.models.releases import Release, ReleaseHistory

__all__ = [
    "Allocation",
    "Answer",
    "Check",
    "Draft",
    "FundingChange",
    "LineHistory",
    "Order",
    "OrderLine",
    "Release",
    "ReleaseHistory",
]
