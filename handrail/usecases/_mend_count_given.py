"""Puts right how many of a counted line were given for good: stock, the gift, the line, its money and visit follow.
Refuses the number that the record says already."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.plans import GiftStart
from handrail.loans.queries import CountGiven, gifts_of_line
from handrail.orders.queries import LineRow
from handrail.stock import actions
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.plans import CountedMove
from handrail.stock.queries.counted import given_for
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.rules.mending import Gone, Lent, NotGone, as_it_left, never_handed_over
from handrail.usecases._counted_rest import line_follows, naming, out_of_store, put_back_kept
from handrail.usecases._mend_counted import Laid, counted_with_less, not_counted_twice
from handrail.usecases._mend_told import settle_given
from handrail.usecases._mistakes import Mended, Mistake, note_mistake


@dataclass(frozen=True, slots=True)
class _Given:
    """One line with all that was ever said to be given of it, the latest first, and the moves that took it from
    stock."""

    change: Change
    request: Mistake
    line: LineRow
    ever: tuple[CountGiven, ...]
    moved: tuple[Gone, ...]

    @property
    def gifts(self) -> tuple[CountGiven, ...]:
        """What is theirs by the record."""
        return tuple(gift for gift in self.ever if gift.mistaken_at is None)

    @property
    def total(self) -> int:
        """How many that is."""
        return sum(gift.quantity for gift in self.gifts)

    @property
    def not_there(self) -> int:
        """How many of them no store or van had by the record: no move tells of them."""
        return self.total - sum(move.pieces for move in self.moved)


def wrong_count_given(change: Change, request: Mistake, line: LineRow, move_id: UUID | None) -> Mended:
    """Another number became the person's own than was recorded, by one move or in all."""
    given = _Given(change, request, line, gifts_of_line(change.scope, line.id), given_for(change.scope, line.id))
    others = given.total - sum(one.pieces for one in given.moved if one.move_id == move_id) if move_id else 0
    right = others + (request.right_quantity or 0)
    if not given.ever or right == given.total:
        raise refuse(StockReason.NOTHING_TO_MEND, "right_quantity", number=line.product_name)
    story = f"puts right {given.total} given: it was {right}"
    note = note_mistake(change, request, DepotFinding.WRONG_SCAN, None, line.person_id, story, line.product_id)
    if right > given.total:
        _more(given, right, note, story)
    else:
        _take_back(given, right, story)
        line = put_back_kept(change, line, story)
    line_follows(change, line, right, story, wanted=True)
    change.touched("line", line.id, line.person_id)
    change.touched("order", line.order_id, line.person_id)
    return Mended(note, None)


def _more(given: _Given, right: int, note: UUID, story: str) -> None:
    """More went: the latest gift was of more, and the moves name the one that took too few."""
    latest, moved = given.ever[0], given.moved[0] if given.moved else None
    moves = out_of_store(
        given.change, given.line, given.request.place_id, right=right, more=right - given.total,
        lot=moved.lot if moved else "", home_id=None,
    )  # fmt: skip
    mends_id = moved.move_id if moved else None
    actions.move_counted([naming(move, given.request.reason, mends_id, note) for move in moves])
    if mends_id:
        shelf = given.request.place_id
        actions.move_counted(counted_with_less(given.change, given.line, shelf, moves, mends_id, story))
    was = next(iter(given.gifts), None)
    _say_anew(given, latest if was is None else was, (was.quantity if was else 0) + right - given.total)


def _take_back(given: _Given, right: int, story: str) -> None:
    """Some never went: what was not there first, then the latest; and the gifts were of fewer."""
    change, line = given.change, given.line
    gone = [*given.moved, Gone(line.id, "", given.not_there, None)]
    less = given.total - right
    parts = never_handed_over(less, gone, [Lent(gift.id, "", gift.quantity) for gift in given.gifts])
    if parts is None:
        raise refuse(StockReason.COUNT_NOT_MENDABLE, "code", number=line.product_name)
    moments = [gift.given_at for gift in given.ever] + [gift.mistaken_at for gift in given.ever if gift.mistaken_at]
    settle_given(
        change, line, was=given.total, right=right, moments=moments, story=story,
        not_there=sum(part.pieces for part in parts if part.gone.was is None),
    )  # fmt: skip
    back = _moves_back(given, parts)
    laid = [Laid(move, move.mends_id) for move in back if move.mends_id]
    twice = not_counted_twice(change, line, given.request.place_id, laid, story)
    actions.move_counted([*back, *twice])
    for gift in given.gifts:
        if share := sum(part.pieces for part in parts if part.loan_id == gift.id):
            _say_anew(given, gift, gift.quantity - share)


def _moves_back(given: _Given, parts: Sequence[NotGone]) -> list[CountedMove]:
    """What lay in the store lies there again as it did, each by a move that names the one that took it away."""
    request, product_id = given.request, given.line.product_id
    recalls = open_recalls(given.change.scope, [product_id])
    moves: list[CountedMove] = []
    for part in parts:
        lot = part.gone.lot
        if becomes := as_it_left(part.gone.was, recalled=bool(recalls.alert(product_id, lot))):
            moves.append(
                CountedMove(
                    given.change.new_id(), product_id, part.pieces, to_place=request.place_id, to_condition=becomes,
                    lot=lot, reason=request.reason, mends_id=part.gone.move_id,
                )
            )  # fmt: skip
    return moves


def _say_anew(given: _Given, gift: CountGiven, quantity: int) -> None:
    """The gift as it should have been, in the place of the one that never was so."""
    if gift.mistaken_at is None:
        loan_actions.gifts_never_were([gift.id], at=given.change.at.happened_at)
    if quantity:
        new = GiftStart(
            given.change.new_id(), given.line.person_id, given.line.product_id, quantity, gift.given_at,
            gift.price_pence, given.line.id, funding=gift.funding,
        )  # fmt: skip
        loan_actions.give([new], contract_id=given.change.scope.contract_id)
