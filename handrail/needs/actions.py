"""The only code that writes needs. Needs an open change.
Refuses nothing: `needs.rules` decided."""

from datetime import datetime
from uuid import UUID

from handrail.core.insert import insert_rows
from handrail.identity.scope import Scope
from handrail.needs.models import Need, SelfPurchase, SelfPurchaseEnd
from handrail.needs.rules import NeedDetails


def record_need(scope: Scope, need_id: UUID, *, person_id: UUID, details: NeedDetails, at: datetime) -> None:
    """Write down an assessment; whoever records it assessed unless another is named."""
    row = {
        "id": need_id,
        "contract_id": scope.contract_id,
        "person_id": person_id,
        "goal": details.goal,
        "assessed": details.assessed,
        "effect": details.effect,
        "evidence_grade": details.evidence_grade,
        "weight_kg": details.weight_kg,
        "height_cm": details.height_cm,
        "paid_carers": details.paid_carers,
        "assessed_on": details.assessed_on,
        "assessed_by_id": details.assessed_by_id or scope.user_id,
        "recorded_by_id": scope.user_id,
        "recorded_at": at,
    }
    insert_rows(Need, [row])


def record_self_purchase(row: SelfPurchase) -> None:
    """Write down that somebody would rather buy a thing themselves."""
    SelfPurchase.objects.bulk_create([row])


def end_self_purchase(row: SelfPurchaseEnd) -> None:
    """Write down that they do not buy it after all."""
    SelfPurchaseEnd.objects.bulk_create([row])
