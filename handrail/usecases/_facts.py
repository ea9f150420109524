"""Turns rows of stock into the facts that the rules look at.
Refuses nothing."""

from uuid import UUID

from handrail.stock.queries import AssetRow
from handrail.stock.rules.care import CheckIntervals, DueDates
from handrail.stock.rules.fitness import AssetFacts


def facts_of(row: AssetRow, near: int = 0) -> AssetFacts:
    """An item as the rules see it."""
    return AssetFacts(
        asset_id=row.id,
        number=row.number,
        product_code=row.product_code,
        state=row.state,
        place_id=row.place_id,
        bought_on=row.bought_on,
        issues=row.issues,
        alert_reference=row.alert_reference,
        electrical_test_due_on=row.electrical_test_due_on,
        examination_due_on=row.examination_due_on,
        service_due_on=row.service_due_on,
        held_for_line_id=row.held_for_line_id,
        near=near,
    )


def due_dates(row: AssetRow) -> DueDates:
    """When the checks of an item are due."""
    return DueDates(row.electrical_test_due_on, row.examination_due_on, row.service_due_on)


def intervals(row: AssetRow) -> CheckIntervals:
    """How often the product is checked."""
    return CheckIntervals(row.electrical_test_months, row.examination_months, row.service_months)


def nearness(preferred: UUID | None, place_id: UUID) -> int:
    """0 for the store that was asked for, 1 for any other."""
    return 0 if preferred in (None, place_id) else 1
