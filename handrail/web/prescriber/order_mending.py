"""The links from an order to where it is put right how many of a counted thing were handed over.
Refuses to put anything right itself: the depot's page does."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.orders.queries import LineRow
from handrail.orders.queries.orders import OrderHead
from handrail.orders.states import LineState
from handrail.web.shared.shapes import Link

# Of what stays with a home, and of vouchers, no count is put right.
_COUNTED = frozenset({SupplyRoute.LOAN, SupplyRoute.GIFT})


def mendings(head: OrderHead, lines: Sequence[LineRow]) -> list[Link]:
    """One link for each product of which a count was handed over."""
    counted = {line.product_code: line.product_name for line in lines if _handed_over_by_count(line)}
    return [_mending(head, code, name) for code, name in counted.items()]


def _handed_over_by_count(line: LineRow) -> bool:
    there = line.state is LineState.DELIVERED or line.quantity_delivered > 0
    return there and line.tracking == Tracking.COUNTED and line.supply_route in _COUNTED


def _mending(head: OrderHead, code: str, name: str) -> Link:
    asked = urlencode({"kind": "WRONG_COUNT", "code": code, "order_number": head.number})
    return Link(f"Put right how many were handed over: {name}", f"{reverse('depot:mend')}?{asked}")
