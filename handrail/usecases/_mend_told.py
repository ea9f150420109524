"""Settles the open differences that a mended count explains; what it explains in part is told anew, by what is left.
Refuses nothing: where no difference is open, nothing is written."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from handrail.identity.calls import Change
from handrail.orders.queries import LineRow
from handrail.stock import actions
from handrail.stock.plans import CountedMove, NewDiscrepancy
from handrail.stock.queries.counted import HandOver, OpenDifference, surplus_since, told_of
from handrail.stock.rules.mending import NotGone, too_many
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding

_NOT_THERE, _TOO_MANY = DoorFinding.NOT_ENOUGH_ON_VAN.value, DoorFinding.HANDED_OVER_EXTRA.value
_CANCELLED = DoorFinding.HANDED_OVER_CANCELLED.value


def settle_explained(
    change: Change, line: LineRow, handed: Sequence[HandOver], not_gone: Sequence[NotGone], story: str
) -> dict[UUID, UUID]:
    """Of `handed`, these were not gone. What was more than was there, and what was more than was ordered, is told of no
    more, as far as it is so; nor, where nothing went, that it went though it was cancelled. Answers under which
    difference the rest of one is told now."""
    total = sum(one.left for one in handed)
    less = Counter[UUID]()
    for part in not_gone:
        less[part.gone.move_id] += part.pieces
    was, now = Counter[UUID](), Counter[UUID]()
    for one in handed:
        if one.told_id:
            was[one.told_id] += one.left
            now[one.told_id] += one.left - less[one.id]
    right = total - sum(less.values())
    beyond, still = too_many(total, line.quantity), too_many(right, line.quantity)
    told = told_of(change.scope, line.id, [_NOT_THERE, _TOO_MANY, _CANCELLED])
    rest = {one.id: now[one.id] for one in told if one.id in was and now[one.id] < was[one.id]}
    # Of another line that went in the same call it would be of another number.
    extra = [one.id for one in told if one.kind == _TOO_MANY and one.quantity == beyond and still < beyond]
    rest |= dict.fromkeys(extra[:1], still) | _of_cancelled(told, total, right)
    return _tell_anew(change, line, [one for one in told if one.id in rest], rest, story)


def settle_given(
    change: Change, line: LineRow, *, was: int, right: int, not_there: int, moments: Sequence[datetime], story: str
) -> None:
    """The same for what is theirs for good: so many of it were not there by the record and never went. No move tells of
    such pieces, so their differences are found by when it was."""
    beyond, still = too_many(was, line.quantity), too_many(right, line.quantity)
    told = told_of(change.scope, line.id, [_NOT_THERE, _TOO_MANY, _CANCELLED], moments)
    rest: dict[UUID, int] = {}
    for one in reversed(told):
        if one.kind == _NOT_THERE and not_there:
            less = min(not_there, one.quantity)
            not_there, rest[one.id] = not_there - less, one.quantity - less
    extra = [one.id for one in told if one.kind == _TOO_MANY and one.quantity == beyond and still < beyond]
    rest |= dict.fromkeys(extra[:1], still) | _of_cancelled(told, was, right)
    _tell_anew(change, line, [one for one in told if one.id in rest], rest, story)


def _of_cancelled(told: Sequence[OpenDifference], was: int, right: int) -> dict[UUID, int]:
    """Of what was cancelled and went all the same, so many went."""
    return {one.id: right for one in [one for one in told if (one.kind, one.quantity) == (_CANCELLED, was)][:1]}


def not_counted_twice(
    change: Change, line: LineRow, shelf: UUID, back: Sequence[CountedMove], gone: Sequence[UUID], story: str
) -> list[CountedMove]:
    """The moves that take out again what a stock take counted beyond the record since `gone`: it found what never left,
    which lies there again by the moves `back`. The difference that told of it is explained thereby."""
    lying = Counter[tuple[str, AssetState | None]]()
    for move in back:
        lying[move.lot, move.to_condition] += move.quantity
    moves: list[CountedMove] = []
    rest: dict[UUID, int] = {}
    told: list[OpenDifference] = []
    for one in surplus_since(change.scope, shelf, gone):
        some = min(one.left, lying[one.lot, one.condition])
        if not some:
            continue
        lying[one.lot, one.condition] -= some
        moves.append(
            CountedMove(
                change.new_id(), line.product_id, some, shelf, one.condition, lot=one.lot, reason=story,
                mends_id=one.id,
            )
        )  # fmt: skip
        if one.told:
            told.append(one.told)
            rest[one.told.id] = one.left - some
    _tell_anew(change, line, told, rest, story)
    return moves


def _tell_anew(
    change: Change, line: LineRow, told: Sequence[OpenDifference], rest: dict[UUID, int], story: str
) -> dict[UUID, UUID]:
    actions.settle_discrepancies(
        [one.id for one in told], by=change.scope.user_id, at=change.at.happened_at, how=f"put right: {story}"
    )
    anew = {
        one.id: NewDiscrepancy(
            change.new_id(), one.kind, one.owner_role, None, one.product_id, one.person_id, one.place_id,
            rest[one.id], one.code_read, "\n".join(text for text in (one.detail, story) if text), one.visit_id,
        )
        for one in told
        if rest[one.id]
    }  # fmt: skip
    if anew:
        actions.raise_discrepancies(list(anew.values()))
    for id_ in (*(one.id for one in told), *(one.id for one in anew.values())):
        change.touched("discrepancy", id_, line.person_id)
    return {old: new.id for old, new in anew.items()}
