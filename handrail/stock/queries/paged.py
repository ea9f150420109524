"""Reads items page by page, by key, for systems that follow them.
Refuses offsets: a page that begins after a key neither skips nor repeats when rows are added."""

from collections.abc import Collection
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.queries.assets import ASSET_COLUMNS, ASSET_SOURCE, AssetRow, asset_row
from handrail.stock.states import AssetState


def assets_page(
    scope: Scope,
    *,
    limit: int,
    after: UUID | None = None,
    states: Collection[AssetState] = (),
    place_id: UUID | None = None,
    product_code: str = "",
) -> tuple[AssetRow, ...]:
    """Items, the first added first; in these states, at a place or of a product. One statement."""
    return rows(
        asset_row,
        f"""{ASSET_COLUMNS} {ASSET_SOURCE} AND (%(after)s::uuid IS NULL OR a.id > %(after)s)
            AND (%(any_state)s OR a.state = ANY(%(states)s))
            AND (%(place)s::uuid IS NULL OR a.place_id = %(place)s)
            AND (%(product)s = '' OR p.code = upper(%(product)s))
            ORDER BY a.id LIMIT %(limit)s""",
        {
            "contract": scope.contract_id,
            "after": after,
            "any_state": not states,
            "states": [state.value for state in states],
            "place": place_id,
            "product": product_code,
            "limit": limit,
        },
    )
