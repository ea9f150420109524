"""Holds every change of an order to those who answer for it, and tells the prescriber what somebody else changed.
Refuses (CHANGE_OF_ANOTHER_TEAM) another team's order to all but the service desk."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from handrail.core import outbox
from handrail.core.outbox import Channel, Message
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change
from handrail.orders.queries.orders import ordered_by
from handrail.orders.rules.changing import OrderedBy, changer_of, reasons_against_changing

ORDER_CHANGED = "ORDER_CHANGED"


def require_changer_of(change: Change, order_ids: Collection[UUID]) -> tuple[OrderedBy, ...]:
    """Who answers for these orders, if this user may change them. One statement."""
    orders = ordered_by(change.scope, order_ids)
    require_changer(change, *orders)
    return orders


def require_changer(change: Change, *orders: OrderedBy) -> None:
    """Raises `Refused` unless this user may change each of these orders."""
    if reasons := reasons_against_all(change, orders):
        raise Refused(reasons)


def reasons_against_all(change: Change, orders: Iterable[OrderedBy]) -> list[Reason]:
    """Why this user may not change these orders; empty: they may."""
    changer = changer_of(change.scope)
    return [reason for order in orders for reason in reasons_against_changing(changer, order)]


def tell_prescribers(
    change: Change, orders: Sequence[OrderedBy], outcome: str, why: str, products: Sequence[tuple[UUID, str]] = ()
) -> None:
    """Tell the prescribers whose order somebody else changed: what, who and why; `products` by order. One statement at
    most."""
    messages = [
        Message(
            id=change.new_id(),
            key=f"order:{order.order_id}:{outcome}:{change.audit_id}",
            kind=ORDER_CHANGED,
            channel=Channel.EMAIL,
            recipient=order.prescriber_email,
            content={
                "order_id": str(order.order_id),
                "number": order.number,
                "outcome": outcome,
                "by": change.scope.user_name,
                "why": why,
                "products": [name for order_id, name in products if order_id == order.order_id],
            },
        )
        for order in orders
        if order.prescriber_id != change.scope.user_id
    ]
    if messages:
        outbox.put(messages, contract_id=change.scope.contract_id, at=change.at.recorded_at)
