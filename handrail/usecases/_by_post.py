"""Says why visits cannot be put on the run of the post, by what they are still to bring.
Refuses nothing itself; a run with a van is not looked at."""

from collections.abc import Collection
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.identity.calls import Change
from handrail.partners.queries import contract_data
from handrail.visits.queries.parcels import parcels_of
from handrail.visits.rules.booking import RunFact
from handrail.visits.rules.by_post import reasons_against_post


def against_post(change: Change, run: RunFact | None, visit_ids: Collection[UUID]) -> tuple[Reason, ...]:
    """Why these visits cannot go on this run. No statement for a run with a van."""
    return against_parcels(change, visit_ids) if run and run.by_post else ()


def against_parcels(change: Change, visit_ids: Collection[UUID]) -> tuple[Reason, ...]:
    """Why what these visits bring cannot be sent by post."""
    under = contract_data(change.scope.contract_id, change.at.today).terms.parcel_under_grams
    return tuple(
        reason
        for parcel in parcels_of(change.scope, visit_ids)
        for reason in reasons_against_post(parcel, under_grams=under)
    )
