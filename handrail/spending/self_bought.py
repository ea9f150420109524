"""Reads what people chose to buy themselves, by month and kind, beside what was spent on equipment of that kind.
Refuses to guess: it counts what was recorded and stands."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.spending.codes import By
from handrail.spending.queries import Shown, crossed
from handrail.spending.queries.asking import Asked

_CHOSEN = """
    SELECT date_trunc('month', s.chosen_on::timestamp)::date, p.category, count(*), sum(s.quantity), sum(s.worth_pence)
    FROM needs_selfpurchase s JOIN catalogue_product p ON p.id = s.product_id
    WHERE s.contract_id = %(contract)s AND s.chosen_on >= %(first)s AND s.chosen_on < %(after)s
        AND NOT EXISTS (SELECT FROM needs_selfpurchaseend e WHERE e.self_purchase_id = s.id)
    GROUP BY 1, 2 ORDER BY 1 DESC, 2
"""
# More kinds than a catalogue has, and more months than are asked for.
MOST_KINDS, MOST_MONTHS = 500, 60


@dataclass(frozen=True, slots=True)
class SelfBought:
    """What people chose to buy in a month of a kind: how many times, how many pieces, what it would have cost the
    service; and what the service spent on equipment of that kind in that month."""

    month: date
    category: str
    times: int
    pieces: int
    worth_pence: int
    spent_pence: int


@dataclass(frozen=True, slots=True)
class KindBought:
    """The same of a kind over several months."""

    category: str
    pieces: int
    worth_pence: int
    spent_pence: int

    @property
    def rate(self) -> float:
        """`self_purchase_rate`: the part that people bought of what would have been ordered, by its price."""
        return rate_of(self.worth_pence, self.spent_pence)


@dataclass(frozen=True, slots=True)
class SelfBoughtMonths:
    """The months and kinds in which anything was chosen, the newest first, and what was spent on equipment in all."""

    found: Sequence[SelfBought]
    spent_pence: int
    spent_by_month: Mapping[date, int]
    spent_by_kind: Mapping[str, int]

    @property
    def worth_pence(self) -> int:
        """What would have been ordered and was bought."""
        return sum(one.worth_pence for one in self.found)

    def by_month(self) -> Iterator[tuple[date, int, int]]:
        """Each month with what would have been ordered and was bought, and what was spent on equipment."""
        worth = Counter[date]()
        for one in self.found:
            worth[one.month] += one.worth_pence
        for month in sorted({*worth, *self.spent_by_month}):
            yield month, worth[month], self.spent_by_month.get(month, 0)

    def by_kind(self) -> Sequence[KindBought]:
        """Each kind of which anything was chosen, over all these months, what would have cost most first."""
        pieces, worth = Counter[str](), Counter[str]()
        for one in self.found:
            pieces[one.category] += one.pieces
            worth[one.category] += one.worth_pence
        most = sorted(worth, key=lambda kind: (-worth[kind], kind))
        return [KindBought(kind, pieces[kind], worth[kind], self.spent_by_kind.get(kind, 0)) for kind in most]

    @property
    def rate(self) -> float:
        """The same over all months and kinds."""
        return rate_of(self.worth_pence, self.spent_pence)


def rate_of(worth_pence: int, spent_pence: int) -> float:
    """What was bought, of it and what the service spent together; 0 where there was nothing at all."""
    whole = worth_pence + spent_pence
    return worth_pence / whole if whole > 0 else 0.0


def self_bought(scope: Scope, first: date, after: date) -> SelfBoughtMonths:
    """From one first of a month up to but not including another. Two statements."""
    chosen = rows(tuple_of, _CHOSEN, {"contract": scope.contract_id, "first": first, "after": after})
    months = Asked(first, after)
    spent = crossed(
        scope, By.CATEGORY, By.MONTH, months, rows_shown=Shown(MOST_KINDS), columns_shown=Shown(MOST_MONTHS)
    ).cells
    of = {(one.row, one.column): one.equipment for one in spent}
    found = [
        SelfBought(month, kind, times, pieces, worth, of.get((kind, month.isoformat()), 0))
        for month, kind, times, pieces, worth in chosen
    ]
    by_month = {date.fromisoformat(month): pence for (kind, month), pence in of.items() if month and kind is None}
    by_kind = {kind: pence for (kind, month), pence in of.items() if kind and month is None}
    return SelfBoughtMonths(found, of.get((None, None), 0), by_month, by_kind)


def tuple_of(month: date, kind: str, times: int, pieces: int, worth: int) -> tuple[date, str, int, int, int]:
    """One row as it was counted."""
    return month, kind, int(times), int(pieces), int(worth)
