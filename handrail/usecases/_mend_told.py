"""Settles the open differences that a mended count explains; what it explains in part is told anew, by what is left.
Refuses nothing: where no difference is open, nothing is written."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from handrail.identity.calls import Change
from handrail.orders.queries import LineRow
from handrail.stock import actions
from handrail.stock.plans import NewDiscrepancy
from handrail.stock.queries.counted import HandOver, OpenDifference, told_of
from handrail.stock.rules.mending import NotGone, too_many
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
    return tell_anew(change, line, [one for one in told if one.id in rest], rest, story)


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
    tell_anew(change, line, [one for one in told if one.id in rest], rest, story)


def _of_cancelled(told: Sequence[OpenDifference], was: int, right: int) -> dict[UUID, int]:
    """Of what was cancelled and went all the same, so many went."""
    return {one.id: right for one in [one for one in told if (one.kind, one.quantity) == (_CANCELLED, was)][:1]}


def tell_anew(
    change: Change, line: LineRow, told: Sequence[OpenDifference], rest: dict[UUID, int], story: str
) -> dict[UUID, UUID]:
    """Settles these; of what is left of one, a new one tells. Answers which it is, by the one it comes after."""
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
