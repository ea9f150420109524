"""Writes what is to be measured and what was found.
Refuses nothing; both are added, and the tables refuse every change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from handrail.core.ids import NewId
from handrail.core.insert import insert_rows
from handrail.core.moment import Moment
from handrail.identity.scope import Scope
from handrail.visits.codes import Outcome
from handrail.visits.models import Finding, Measuring, VisitTask
from handrail.visits.rules.measuring import Found, MeasuringWanted


def ask(
    measuring_id: UUID,
    wanted: MeasuringWanted,
    *,
    scope: Scope,
    at: Moment,
    product: tuple[UUID, str] | None,
    funding: Mapping[str, Any],
) -> None:
    """Add a request. `product`: its id and name."""
    product_id, name = product or (None, "")
    row = {
        "id": measuring_id, "contract_id": scope.contract_id, "person_id": wanted.person_id,
        "address_id": wanted.address_id, "product_id": product_id, "what": wanted.what(name), "funding": dict(funding),
        "asked_at": at.happened_at, "asked_by_id": scope.user_id,
    }  # fmt: skip
    insert_rows(Measuring, [row])


def add_findings(
    found: Mapping[UUID, Found],
    *,
    scope: Scope,
    at: Moment,
    visit_id: UUID,
    person_id: UUID,
    new_id: NewId,
    mends_id: UUID | None = None,
) -> None:
    """Add what a visit found, by measuring; no statement for nothing."""
    rows = [
        {
            "id": new_id(), "contract_id": scope.contract_id, "measuring_id": measuring_id, "visit_id": visit_id,
            "person_id": person_id, "result": one.result.value, "found": one.found, "why_not": one.why_not,
            "mends_id": mends_id, "by_id": scope.user_id, "happened_at": at.happened_at,
            "recorded_at": at.recorded_at,
        }
        for measuring_id, one in found.items()
    ]  # fmt: skip
    insert_rows(Finding, rows)


def leave_undone(measuring_id: UUID, visit_id: UUID, why: str) -> None:
    """At this visit it was not measured after all."""
    task = VisitTask.objects.filter(measuring_id=measuring_id, visit_id=visit_id, outcome=Outcome.DONE)
    task.update(outcome=Outcome.NOT_DONE, quantity_done=0, note=why)
