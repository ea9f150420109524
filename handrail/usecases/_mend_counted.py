"""Lets what was counted stand where what went before the count is put right: a piece that lay on the shelf when it was
counted is not put there a second time. Refuses nothing."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.identity.calls import Change
from handrail.identity.roles import Role
from handrail.orders.queries import LineRow
from handrail.stock import actions
from handrail.stock.codes import DepotFinding
from handrail.stock.plans import CountedMove, NewDiscrepancy
from handrail.stock.queries.counted import OpenDifference, counted_apart_since
from handrail.stock.queries.takes import CountSince, counts_since
from handrail.stock.states import AssetState
from handrail.usecases._mend_told import tell_anew

_Key = tuple[UUID, str, AssetState]
_SURPLUS, _MISSING = DepotFinding.COUNT_SURPLUS, DepotFinding.COUNT_MISSING
_ON_HAND = frozenset({AssetState.READY, AssetState.PASSED})


@dataclass(frozen=True, slots=True)
class Laid:
    """The move by which pieces lie on the shelf again, and the one that is said to have taken them from there."""

    move: CountedMove
    gone_id: UUID


def not_counted_twice(
    change: Change, line: LineRow, shelf: UUID, laid: Sequence[Laid], story: str
) -> list[CountedMove]:
    """The moves that take out again what a stock take, closed since, counted as it lay there: what was beyond the
    record is explained, what was not should have lain there too and is missing."""
    pieces = Counter[_Key]()
    for one in laid:
        if condition := one.move.to_condition:
            pieces[one.gone_id, one.move.lot, condition] += one.move.quantity
    return _stands(change, line, shelf, pieces, story)


def counted_with_less(
    change: Change, line: LineRow, shelf: UUID, moves: Sequence[CountedMove], gone_id: UUID, story: str
) -> list[CountedMove]:
    """More went with the move `gone_id` than was recorded, by these moves: what counted since found the shelf without
    them. The moves that lay on it again what a closed stock take counted there."""
    pieces = Counter[_Key]()
    for move in moves:
        if move.from_place == shelf and move.from_condition in _ON_HAND:
            pieces[gone_id, move.lot, move.from_condition] -= move.quantity
    return _stands(change, line, shelf, pieces, story)


def _stands(change: Change, line: LineRow, shelf: UUID, pieces: Mapping[_Key, int], story: str) -> list[CountedMove]:
    """`pieces`: so many more (or fewer) lie in each cell than before, each by the move that was not as recorded. An
    open stock take is told what the record should have said when it counted, and puts that right when it is closed."""
    found = counts_since(change.scope, shelf, pieces)
    closed = {(one.gone_id, one.lot, one.condition) for one in found if not one.is_open}
    _restate(change, [one for one in found if (one.gone_id, one.lot, one.condition) not in closed], pieces)
    moves: list[CountedMove] = []
    for lot, condition in sorted({(lot, condition) for _, lot, condition in closed}):
        mine = {key for key in closed if key[1:] == (lot, condition)}
        book = _Book(change, line, shelf, lot, condition, story, more=sum(pieces[key] for key in mine))
        moves += [*book.explained({gone_id for gone_id, _, _ in mine}), *book.told_now()]
    return moves


def _restate(change: Change, counts: Sequence[CountSince], pieces: Mapping[_Key, int]) -> None:
    more = Counter[UUID]()
    for one in counts:
        more[one.line_id] += pieces[one.gone_id, one.lot, one.condition]
    actions.restate_counts(more)
    for take_id in sorted({one.take_id for one in counts}):
        change.touched("stock_take", take_id)


@dataclass(slots=True)
class _Book:
    """One cell that was counted, with so many `more` (below 0: fewer) in it by the record than then."""

    change: Change
    line: LineRow
    shelf: UUID
    lot: str
    condition: AssetState
    story: str
    more: int

    def explained(self, gone: Collection[UUID]) -> list[CountedMove]:
        """What the count found beyond the record, or missing, as far as this is why: it is told of no more."""
        kind, sign = (_SURPLUS, 1) if self.more > 0 else (_MISSING, -1)
        moves: list[CountedMove] = []
        rest: dict[UUID, int] = {}
        told: list[OpenDifference] = []
        for one in counted_apart_since(self.change.scope, self.shelf, gone, kind):
            some = min(one.left, abs(self.more)) if (one.lot, one.condition) == (self.lot, self.condition) else 0
            if not some:
                continue
            moves.append(self._move(some, mends_id=one.id))
            self.more -= sign * some
            if one.told:
                told.append(one.told)
                rest[one.told.id] = sign * (one.left - some)
        tell_anew(self.change, self.line, told, rest, self.story)
        return moves

    def told_now(self) -> list[CountedMove]:
        """The rest was counted otherwise than it should have been there: it is told of now."""
        if not self.more:
            return []
        note = self.change.new_id()
        kind, detail = _MISSING if self.more > 0 else _SURPLUS, f"{self.condition.value}\n{self.story}"
        new = NewDiscrepancy(
            note, kind.value, Role.DEPOT.value, None, self.line.product_id, None, self.shelf, -self.more, "", detail
        )
        actions.raise_discrepancies([new])
        self.change.touched("discrepancy", note)
        return [self._move(abs(self.more), told_id=note)]

    def _move(self, count: int, *, mends_id: UUID | None = None, told_id: UUID | None = None) -> CountedMove:
        here, out = (self.shelf, self.condition), self.more > 0
        (place, was), (to, becomes) = (here, (None, None)) if out else ((None, None), here)
        return CountedMove(
            self.change.new_id(), self.line.product_id, count, place, was, to, becomes, self.lot, self.story, None,
            told_id, mends_id,
        )  # fmt: skip
