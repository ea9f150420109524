"""What a statement's activities and speeds are called: everywhere as the price list and the contract have it.
Refuses to choose between names: the latest counts."""

from collections.abc import Mapping

from handrail.catalogue.reference.held import DataKind, held_rows
from handrail.catalogue.reference.rows import PriceRow
from handrail.identity.scope import Scope
from handrail.partners.queries import contract_data
from handrail.web.admin.shapes import london_today


def speed_names(scope: Scope) -> Mapping[str, str]:
    """By their codes."""
    return {code: one.label for code, one in contract_data(scope.contract_id, london_today()).speeds.items()}


def activity_names(scope: Scope) -> Mapping[str, str]:
    """By their codes."""
    held = [one for rows in held_rows(scope.contract_id, DataKind.PRICE).values() for one in rows]
    latest = sorted(held, key=lambda one: one.from_on)
    return {one.row.activity: one.row.label for one in latest if isinstance(one.row, PriceRow)}
