"""Reads how specials stand for the order of a person, and the requests that follow order lines.
Refuses nothing; what is outside the scope is not found."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import OPEN, LineState
from handrail.specials.queries.held import NEWEST_LINE
from handrail.specials.rules.following import Standing
from handrail.specials.states import FOLLOWING, SpecialState

# An order line that is open and has nothing kept for it takes what is ready first.
_STANDING = """
    SELECT p.code,
        EXISTS (SELECT FROM specials_special s WHERE s.product_id = p.id
            AND s.state IN ('QUOTED', 'REFUSED', 'APPROVED', 'BOUGHT')
            AND s.person_id = ANY (people_records(%(person)s)))
        AND NOT EXISTS (SELECT FROM orders_orderline l WHERE l.product_id = p.id
            AND l.state NOT IN ('CANCELLED', 'REFUSED') AND l.order_id IS DISTINCT FROM %(but)s),
        EXISTS (SELECT FROM stock_asset a WHERE a.product_id = p.id AND a.state = 'READY')
        AND NOT EXISTS (SELECT FROM orders_orderline l WHERE l.product_id = p.id AND l.state = ANY (%(open)s)
            AND l.order_id IS DISTINCT FROM %(but)s AND NOT EXISTS (SELECT FROM orders_allocation k
                WHERE k.line_id = l.id AND k.ended_at IS NULL)),
        EXISTS (SELECT FROM stock_asset a WHERE a.product_id = p.id AND a.issues > 0)
    FROM catalogue_product p WHERE p.contract_id = %(contract)s AND p.code = ANY (%(codes)s)
"""
_BESIDES = """
    SELECT DISTINCT p.code FROM orders_orderline l JOIN catalogue_product p ON p.id = l.product_id
    WHERE l.contract_id = %(contract)s AND l.id = ANY (%(lines)s::uuid[]) AND p.code = ANY (%(codes)s) AND EXISTS (
        SELECT FROM orders_orderline o WHERE o.product_id = l.product_id AND o.id <> l.id
            AND (o.state = ANY (%(open)s) OR o.state = 'DELIVERED' AND o.person_id = l.person_id))
    ORDER BY p.code
"""
_WHICH = """
    WHERE s.contract_id = %(contract)s AND s.product_id = ANY (%(products)s::uuid[]) AND s.state = ANY (%(states)s)
    ORDER BY s.id
"""
_HOLD_FOLLOWING = f"SELECT true FROM specials_special s {_WHICH} FOR NO KEY UPDATE"
_FOLLOWING = f"SELECT s.id, s.person_id, s.state, l.state, l.reason FROM specials_special s {NEWEST_LINE} {_WHICH}"


@dataclass(frozen=True, slots=True)
class FollowingSpecial:
    """A request that stands as its order line does, held. `why`: the reason of the line's last step."""

    id: UUID
    person_id: UUID
    state: SpecialState
    line: LineState | None
    why: str


def standing_of_specials(
    scope: Scope, person_id: UUID, codes: Collection[str], *, but: UUID | None = None
) -> tuple[Standing, ...]:
    """How these specials stand for an order of this person; `but` names the order that is being changed."""
    asked = {
        "contract": scope.contract_id, "person": person_id, "codes": sorted(codes), "but": but,
        "open": [state.value for state in OPEN],
    }  # fmt: skip
    return rows(Standing, _STANDING, asked)


def ordered_besides(scope: Scope, line_ids: Collection[UUID], codes: Collection[str]) -> tuple[str, ...]:
    """Which of these specials another line than these asks for already, or brought to the same person."""
    asked = {
        "contract": scope.contract_id, "lines": list(line_ids), "codes": sorted(codes),
        "open": [state.value for state in OPEN],
    }  # fmt: skip
    return rows(str, _BESIDES, asked)


def hold_specials(scope: Scope, codes: Collection[str]) -> None:
    """Keep the requests of these specials as they are until the change ends, so that of two orders one has each."""
    rows(
        bool,
        """SELECT true FROM specials_special s JOIN catalogue_product p ON p.id = s.product_id
           WHERE s.contract_id = %(contract)s AND p.code = ANY (%(codes)s) ORDER BY s.id FOR NO KEY UPDATE OF s""",
        {"contract": scope.contract_id, "codes": sorted(codes)},
    )


def following_specials(scope: Scope, product_ids: Collection[UUID]) -> tuple[FollowingSpecial, ...]:
    """The requests that became order lines of these products and are not bought yet."""
    asked = {
        "contract": scope.contract_id, "products": list(product_ids), "states": [state.value for state in FOLLOWING],
    }  # fmt: skip
    rows(bool, _HOLD_FOLLOWING, asked)
    return rows(_following, _FOLLOWING, asked)


def _following(*row: Any) -> FollowingSpecial:
    special_id, person_id, state, line, why = row
    return FollowingSpecial(special_id, person_id, SpecialState(state), LineState(line) if line else None, why or "")
