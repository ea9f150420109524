"""Reads what visits are still to bring as it would go in a parcel.
Refuses nothing: the rules say whether it may."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.codes import TaskKind
from handrail.visits.queries.measuring import NAME
from handrail.visits.rules.by_post import InParcel, Parcel

# Whether the post brings what visit `v` is for.
BY_POST = """SELECT EXISTS (SELECT FROM visits_run y JOIN visits_van z ON z.id = y.van_id
    WHERE y.id = v.run_id AND z.by_post) AS by_post"""
_THINGS = f"""
    SELECT v.id, v.number, v.crew, coalesce(j.name, ''), coalesce(d.miles, 0), t.kind, {NAME}, l.supply_route,
        coalesce(l.quantity - l.quantity_delivered,
        t.quantity), p.weight_kg, p.fitting_minutes, p.demonstration_required, p.examination_months IS NOT NULL
    FROM visits_visit v
    LEFT JOIN visits_jointvisit j ON j.visit_id = v.id AND j.ended_at IS NULL
    LEFT JOIN visits_agreeddistance d ON d.visit_id = v.id AND d.ended_at IS NULL
    LEFT JOIN visits_visittask t ON t.visit_id = v.id AND t.outcome = 'OPEN'
    LEFT JOIN orders_orderline l ON l.id = t.line_id
    LEFT JOIN catalogue_product p ON p.id = t.product_id
    WHERE v.contract_id = %(contract)s AND v.id = ANY(%(ids)s) ORDER BY v.number, p.name, t.id
"""


def parcels_of(scope: Scope, visit_ids: Collection[UUID]) -> tuple[Parcel, ...]:
    """What is left to do at each of these visits; one statement."""
    found: dict[UUID, Parcel] = {}
    asked = {"contract": scope.contract_id, "ids": list(visit_ids)}
    for visit_id, number, crew, joint, miles, *thing in rows(lambda *row: row, _THINGS, asked) if visit_ids else ():
        stood = found.get(visit_id) or Parcel(visit_id, number, crew, (), joint, miles)
        found[visit_id] = replace(stood, things=(*stood.things, _thing(*thing))) if thing[0] else stood
    return tuple(found.values())


def orders_of_visit(scope: Scope, visit_id: UUID) -> tuple[UUID, ...]:
    """The orders of which a visit brings something."""
    return rows(
        lambda order_id: order_id,
        """SELECT DISTINCT l.order_id FROM visits_visittask t JOIN orders_orderline l ON l.id = t.line_id
           WHERE t.contract_id = %(contract)s AND t.visit_id = %(visit)s""",
        {"contract": scope.contract_id, "visit": visit_id},
    )


def _thing(kind: str, name: str, route: str | None, *rest: Any) -> InParcel:
    return InParcel(name, TaskKind(kind), SupplyRoute(route) if route else None, *rest)
