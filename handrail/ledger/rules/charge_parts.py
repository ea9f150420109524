"""Owns: how a charge is taken off lines that it was not for, wherever their part of it stands by now: with funds, with
those that took it over, or still waiting. Refuses nothing: what stands with nobody gives no entry."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.ledger.codes import AccountKind, EntryKind, WaitsFor
from handrail.ledger.rules.entries import Occasion, Posting
from handrail.ledger.rules.restating import Standing, among_funds, pence_of, turned_round
from handrail.ledger.rules.suspense import Post, Waiting

_WITH_FUNDS = (AccountKind.ACTIVITY,)


@dataclass(frozen=True, slots=True)
class Borne:
    """One charge: the entry that charged, those by which funds took parts of it over since, and what of it waits."""

    charged: Standing
    taken_over: tuple[Standing, ...] = ()
    waits: tuple[Waiting, ...] = ()

    @property
    def standing(self) -> tuple[Standing, ...]:
        """All its entries."""
        return (self.charged, *self.taken_over)

    def waiting(self) -> Iterator[Posting]:
        """What waits, as if each line had its part."""
        for one in self.waits:
            (line_id,) = one.weights
            yield Posting(AccountKind.SUSPENSE, None, one.pence or 0, line_id)


def borne_of(standing: Sequence[Standing], waits: Sequence[tuple[Waiting, bool]]) -> list[Borne]:
    """These entries put together, charge by charge. `waits`: each with whether it was settled."""
    by_cause = {one.cause: one for one in standing}
    took = [(row.entry_id, by_cause[row.cause]) for row, done in waits if done and row.cause in by_cause]
    return [
        Borne(
            one,
            tuple(moved for entry_id, moved in took if entry_id == one.id),
            tuple(row for row, done in waits if not done and row.entry_id == one.id),
        )
        for one in standing
        if one.kind is not EntryKind.MOVED
    ]  # fmt: skip


def taken_off(
    charge: Borne,
    lines: Collection[UUID],
    why: str,
    occasion: Callable[[Standing], Occasion],
    *,
    shared: bool,
) -> Iterator[Post]:
    """The parts of these lines taken back, because what it was for was not for them. `shared`: others bear the price
    with them, and go on to bear all of it between them; of those that no fund pays for, it waits."""
    waiting = list(charge.waiting())
    borne = [*(part for one in charge.standing for part in one.of(_WITH_FUNDS)), *waiting]
    others = [part for part in borne if part.line_id not in lines] if shared else []
    for one in charge.standing:
        of_lines = [part for part in waiting if one is charge.charged and part.line_id in lines]
        mine = [*one.of(_WITH_FUNDS, lines), *of_lines]
        if mine and others:
            split = split_by_weights(pence_of(mine), [part.amount_pence for part in others])
            shares = [replace(part, amount_pence=pence) for part, pence in zip(others, split, strict=True) if pence]
            yield from _among_others(charge.charged, one, occasion, mine, shares, why)
        elif mine:
            yield turned_round(occasion(one), one, [_unnamed(part) for part in mine], why)


def without(charge: Waiting, lines: Collection[UUID], occasion: Occasion, *, shared: bool) -> Waiting | None:
    """What waits for a price, without these lines; None where it is for nobody else, or each line bears its own."""
    left = {line: weight for line, weight in charge.weights.items() if line not in lines}
    return replace(charge, id=occasion.id, cause=occasion.cause, weights=left) if left and shared else None


def wholly_turned(charge: Borne, why: str, occasion: Callable[[Standing], Occasion]) -> Iterator[Post]:
    """All that stands of it taken back."""
    for one in charge.standing:
        if one.parts:
            yield turned_round(occasion(one), one, one.parts, why)


def _among_others(
    charged: Standing,
    one: Standing,
    occasion: Callable[[Standing], Occasion],
    mine: Sequence[Posting],
    shares: Sequence[Posting],
    why: str,
) -> Iterator[Post]:
    at = occasion(one)
    entry = among_funds(at, one, [_unnamed(part) for part in mine], [_unnamed(part) for part in shares], why)
    if entry:
        yield entry
    for part in shares:
        if part.kind is AccountKind.SUSPENSE:
            yield _waits_besides(charged, one, occasion(one), part)


def _waits_besides(charged: Standing, one: Standing, at: Occasion, part: Posting) -> Waiting:
    """What a line bears more of a charge, while no fund pays for it."""
    cause = f"moved:{part.line_id or 'unknown'}:{one.id}:{at.cause.rpartition(':')[2]}"
    return Waiting(
        at.id, WaitsFor.FUND, cause, charged.price.item, (charged.price.speed_code,), 1, charged.happened_on,
        {part.line_id: 1}, part.amount_pence, charged.id,
    )  # fmt: skip


def _unnamed(part: Posting) -> Posting:
    """What stands in SUSPENSE for a line is equipment: a part of a charge names none there."""
    return replace(part, line_id=None) if part.kind is AccountKind.SUSPENSE else part
