"""Brings a replacement for something lent: an order that replaces it, and one visit that brings and takes.
Refuses nothing: like for like was authorised when it was first ordered, so nothing new is spent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.identity.calls import Change
from handrail.orders import actions as order_actions
from handrail.orders.actions import NewLine, NewOrder, OrderRows
from handrail.orders.states import LineState
from handrail.visits.codes import TaskKind
from handrail.visits.queries.swaps import LentThing
from handrail.visits.rules.requests import Wish


@dataclass(frozen=True, slots=True)
class Replacement:
    """Bring this product in place of a lent thing."""

    lent: LentThing
    product_id: UUID
    crew: int
    fitting_minutes: int


@dataclass(frozen=True, slots=True)
class Promised:
    """The speed of a replacement and by when it is there."""

    speed_code: str
    due_at: datetime | None


def replace(
    change: Change, rows: Sequence[Replacement], *, promised: Promised, depot_id: UUID, reason: str
) -> tuple[Wish, ...]:
    """Order the replacements of one person, authorised, and answer with the wishes to bring them and take the old."""
    lines = {row.lent.loan_id: _line(change, position, row, promised) for position, row in enumerate(rows, 1)}
    first = rows[0].lent
    order_id = change.new_id()
    order_actions.open_order(
        NewOrder(
            id=order_id,
            contract_id=change.scope.contract_id,
            person_id=first.person_id,
            need_id=None,
            address_id=first.address_id,
            team_id=first.team_id,
            partner_id=first.partner_id or change.scope.partner_id,
            prescriber_id=first.prescriber_id or change.scope.user_id,
            entered_by_id=change.scope.user_id,
            reason=reason,
            note="",
            ward="",
            discharge_on=None,
            discharge_pathway="",
            named_supervisor_id=None,
            submitted_at=change.at.happened_at,
            recorded_at=change.at.recorded_at,
        ),
        OrderRows(lines=list(lines.values())),
    )
    change.touched("order", order_id, first.person_id)
    return tuple(wish for row in rows for wish in _wishes(row, lines, promised, depot_id))


def _line(change: Change, position: int, row: Replacement, promised: Promised) -> NewLine:
    return NewLine(
        id=change.new_id(),
        position=position,
        product_id=row.product_id,
        quantity=row.lent.quantity_out,
        speed_code=promised.speed_code,
        chosen_on=None,
        due_at=promised.due_at,
        lived_from=change.at.happened_at,
        goes_now=False,
        supply_route=row.lent.supply_route,
        price_pence=row.lent.price_pence,
        spend_pence=0,
        funding=row.lent.funding,
        measurements=row.lent.measurements,
        paid_by_line_id=row.lent.paid_line_id,
        path=(LineState.DRAFT, LineState.SUBMITTED, LineState.AUTHORISED),
    )


def _wishes(row: Replacement, lines: Mapping[UUID, NewLine], promised: Promised, depot_id: UUID) -> tuple[Wish, Wish]:
    lent = row.lent
    bring = Wish(
        kind=TaskKind.DELIVER,
        person_id=lent.person_id,
        address_id=lent.address_id,
        depot_id=depot_id,
        product_id=row.product_id,
        due_at=promised.due_at,
        speed_code=promised.speed_code,
        quantity=lent.quantity_out,
        line_id=lines[lent.loan_id].id,
        crew=row.crew,
        fitting_minutes=row.fitting_minutes,
    )
    take = Wish(
        kind=TaskKind.COLLECT,
        person_id=lent.person_id,
        address_id=lent.address_id,
        depot_id=depot_id,
        product_id=lent.product_id,
        due_at=promised.due_at,
        speed_code=promised.speed_code,
        quantity=lent.quantity_out,
        loan_id=lent.loan_id,
        asset_id=lent.asset_id,
        crew=lent.crew,
    )
    return bring, take
