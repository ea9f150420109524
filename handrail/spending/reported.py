"""Reads what a pool's money was used for in a period, by kind of equipment, as its report says it.
Refuses nothing: what is for no order line has no kind, and is what is left."""

from datetime import date
from uuid import UUID

from handrail.identity.scope import Scope
from handrail.ledger.rules.pool_report import OfKind
from handrail.spending.codes import By
from handrail.spending.queries import Shown, crossed, names_of
from handrail.spending.queries.asking import Asked

MOST_KINDS = 1_000


def used_for(scope: Scope, fund_id: UUID, first: date, after: date) -> tuple[OfKind, ...]:
    """What each kind cost, the dearest first. Two statements."""
    asked = Asked(first, after, {By.FUND: str(fund_id)})
    found = crossed(scope, By.CATEGORY, None, asked, rows_shown=Shown(MOST_KINDS), columns_shown=Shown(1))
    sums = [cell for cell in found.cells if cell.row and cell.column is None]
    names = names_of(scope, By.CATEGORY, [cell.row for cell in sums if cell.row]) if sums else {}
    kinds = [OfKind(cell.row, names.get(cell.row) or cell.row, cell.net) for cell in sums if cell.row]
    return tuple(sorted(kinds, key=lambda kind: (-kind.net_pence, kind.name)))
