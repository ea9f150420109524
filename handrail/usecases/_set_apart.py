"""Reads what still holds things in quarantine: an alert, a recall, or a difference that nobody has settled.
Refuses nothing; it answers with the reasons."""

from collections.abc import Collection, Sequence
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.identity.calls import Change
from handrail.stock.queries import AssetRow
from handrail.stock.queries.passport import open_about
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.rules.doubt import SetApartItem, reasons_against_clearing
from handrail.visits.rules.aftermath import DOUBTFUL


def against_clearing(change: Change, rows: Sequence[AssetRow], settled: Collection[UUID] = ()) -> list[Reason]:
    """Why these things stay set apart, beside the differences that are `settled` now; two statements for all."""
    kinds: dict[UUID, dict[UUID, str]] = {row.id: {} for row in rows}
    for one in open_about(change.scope, kinds):
        if one.asset_id is not None:
            kinds[one.asset_id][one.id] = one.kind
    recalls = open_recalls(change.scope, {row.product_id for row in rows})
    return [
        reason
        for row in rows
        for reason in reasons_against_clearing(
            SetApartItem(row.number, row.alert_reference, kinds[row.id], recalls.alert(row.product_id, row.lot)),
            settled=settled,
            doubtful=DOUBTFUL,
        )
    ]
