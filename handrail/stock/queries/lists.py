"""Reads lists of stock for pages: items by filter, counted stock by filter, what waits in the workshop.
Refuses unbounded answers, but for a file that is written row by row."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.queries.assets import (
    ASSET_COLUMNS,
    ASSET_SOURCE,
    AssetRow,
    CellRow,
    asset_row,
    cell_row,
)
from handrail.stock.states import AssetState

# What a list may be sorted by; the key comes last, so that pages do not overlap.
ITEM_SORTS = {
    "number": "a.number",
    "product": "p.name",
    "state": "a.state",
    "place": "coalesce(l.name, '')",
    "since": "a.state_at",
    "bought": "a.bought_on",
}


@dataclass(frozen=True, slots=True)
class StockFilter:
    """Which stock a list shows; empty means any. `text` looks in numbers, serial numbers and products' names."""

    states: Collection[AssetState] = ()
    place_id: UUID | None = None
    product_id: UUID | None = None
    category: str = ""
    text: str = ""
    overdue_on: str = ""


_WHERE = f"""{ASSET_SOURCE}
    AND (%(any_state)s OR a.state = ANY(%(states)s))
    AND (%(place)s::uuid IS NULL OR a.place_id = %(place)s)
    AND (%(product)s::uuid IS NULL OR a.product_id = %(product)s)
    AND (%(category)s = '' OR p.category = %(category)s)
    AND (%(text)s = '' OR a.number = upper(%(text)s) OR (a.serial <> '' AND a.serial = upper(%(text)s))
         OR p.search_text LIKE '%%' || lower(%(text)s) || '%%' OR p.code = upper(%(text)s))
    AND (%(overdue)s = '' OR least(a.electrical_test_due_on, a.examination_due_on) < nullif(%(overdue)s, '')::date)
"""


def _params(scope: Scope, wanted: StockFilter) -> dict[str, object]:
    return {
        "contract": scope.contract_id,
        "any_state": not wanted.states,
        "states": [state.value for state in wanted.states],
        "place": wanted.place_id,
        "product": wanted.product_id,
        "category": wanted.category,
        "text": wanted.text.strip(),
        "overdue": wanted.overdue_on,
    }


def items(
    scope: Scope,
    wanted: StockFilter,
    *,
    sort: str = "number",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = 50,
) -> tuple[AssetRow, ...]:
    """The items that a filter lets through. `sort` is a key of ITEM_SORTS; `limit` None is for a file."""
    way = "DESC" if descending else "ASC"
    return rows(
        asset_row,
        f"""{ASSET_COLUMNS} {_WHERE} ORDER BY {ITEM_SORTS[sort]} {way} NULLS LAST, a.id
            OFFSET %(offset)s LIMIT %(limit)s""",
        {**_params(scope, wanted), "offset": offset, "limit": limit},
    )


def count_items(scope: Scope, wanted: StockFilter) -> int:
    """How many items a filter lets through."""
    return rows(int, f"SELECT count(*) {_WHERE}", _params(scope, wanted))[0]


_CELLS = """
    FROM stock_stockcell c JOIN catalogue_product p ON p.id = c.product_id
    JOIN stock_place l ON l.id = c.place_id AND l.kind <> 'HOME'
    WHERE c.contract_id = %(contract)s AND c.quantity > 0
    AND (%(any_state)s OR c.condition = ANY(%(states)s))
    AND (%(place)s::uuid IS NULL OR c.place_id = %(place)s)
    AND (%(product)s::uuid IS NULL OR c.product_id = %(product)s)
    AND (%(category)s = '' OR p.category = %(category)s)
    AND (%(text)s = '' OR p.search_text LIKE '%%' || lower(%(text)s) || '%%' OR p.code = upper(%(text)s))
"""


def counted_items(
    scope: Scope, wanted: StockFilter, *, offset: int = 0, limit: int | None = 200
) -> tuple[CellRow, ...]:
    """The counted stock that a filter lets through, in stores and vans, by product and place."""
    return rows(
        cell_row,
        f"""SELECT c.product_id, p.code, p.name, c.lot, c.place_id, l.name, c.condition, c.quantity, c.used {_CELLS}
            ORDER BY p.name, l.name, c.condition, c.lot, c.id OFFSET %(offset)s LIMIT %(limit)s""",
        {**_params(scope, wanted), "offset": offset, "limit": limit},
    )


@dataclass(frozen=True, slots=True)
class CountedTotal:
    """How many rows a list of counted stock has, and how many pieces they come to."""

    rows: int
    pieces: int


def count_counted(scope: Scope, wanted: StockFilter) -> CountedTotal:
    """How much counted stock a filter lets through."""
    return rows(CountedTotal, f"SELECT count(*), coalesce(sum(c.quantity), 0)::int {_CELLS}", _params(scope, wanted))[0]


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product, to choose from or to show."""

    id: UUID
    code: str
    name: str
    category: str
    tracking: str


def stocked_products(scope: Scope) -> tuple[ProductName, ...]:
    """Every product of the contract that a depot keeps, by name."""
    return rows(
        ProductName,
        """SELECT id, code, name, category, tracking FROM catalogue_product
           WHERE contract_id = %(contract)s ORDER BY name, code""",
        {"contract": scope.contract_id},
    )
