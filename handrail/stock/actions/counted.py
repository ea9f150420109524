"""Writes moves of counted stock; the cells follow by trigger.
Refuses (STALE) a move out of a cell that does not hold so many."""

from collections.abc import Sequence

from handrail.core.insert import insert_rows
from handrail.stock.actions.whose import OF_CONTRACT
from handrail.stock.models import StockMove
from handrail.stock.plans import CountedMove


def move_counted(moves: Sequence[CountedMove]) -> None:
    """Move counted stock between cells, in one statement. `Refused(STALE)` where a cell does not hold so many.

    By product, so that two calls do not wait for each other; moves of one product stay in the order given."""
    insert_rows(
        StockMove,
        [
            {"id": row.id, "product_id": row.product_id, "lot": row.lot, "quantity": row.quantity,
             "from_place_id": row.from_place, "from_condition": row.from_condition, "to_place_id": row.to_place,
             "to_condition": row.to_condition, "reason": row.reason, "line_id": row.line_id, "mends_id": row.mends_id,
             "discrepancy_id": row.discrepancy_id}
            for row in sorted(moves, key=lambda row: (row.product_id, row.lot))
        ],
        sql=OF_CONTRACT,
    )  # fmt: skip
