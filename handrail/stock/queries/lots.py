"""Reads how the record spells a lot: it is the same in whatever capitals it is typed.
Refuses nothing: a lot that the record does not know stays as it was typed."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.plans import ItemScan
from handrail.stock.queries.scans import Scanned


def as_recorded(scope: Scope, scans: Sequence[ItemScan], scanned: Sequence[Scanned]) -> list[ItemScan]:
    """The same scans, each with its lot, said by itself or by the code, as the record has it. One statement, none
    where no lot is said."""
    said = [scan.lot or one.read.lot or "" for scan, one in zip(scans, scanned, strict=True)]
    if not any(said):
        return list(scans)
    known = _known(scope, {one.product_id for one in scanned if one.product_id}, said)
    return [
        replace(scan, lot=known.get((one.product_id, lot.lower()), lot)) if lot else scan
        for scan, one, lot in zip(scans, scanned, said, strict=True)
    ]


def _known(scope: Scope, products: set[UUID], said: Sequence[str]) -> dict[tuple[UUID | None, str], str]:
    """By product and lot in small letters. What is spelt exactly so goes before."""
    found = rows(
        lambda product, lot, spelt: ((product, lot), spelt),
        """SELECT product_id, lower(lot), (array_agg(lot ORDER BY lot = ANY(%(said)s) DESC, lot))[1]
           FROM stock_stockcell WHERE contract_id = %(contract)s AND product_id = ANY(%(products)s)
           AND lower(lot) = ANY(%(small)s) GROUP BY 1, 2""",
        {
            "contract": scope.contract_id,
            "products": list(products),
            "said": list(said),
            "small": [lot.lower() for lot in said if lot],
        },
    )
    return dict(found)
