"""What the use cases of a store share: what was worked on, moves of counted stock, the answer.
Refuses a code that the contract's lists do not hold."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change
from handrail.partners.queries import code_lists
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import AssetStep, CaredFor, CountedMove, ItemDone, StockDone
from handrail.stock.queries import AssetRow
from handrail.stock.queries.passport import moves_of
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.rules.mending import item_as_it_left
from handrail.stock.states import AssetState
from handrail.usecases._scans import FoundCount, FoundItems, field_of


def check_codes(change: Change, wanted: Mapping[str, Collection[str]], *, field: str) -> Mapping[str, str]:
    """Raise `Refused` for a code that the contract's list does not hold on the day; the labels of all codes of these
    lists. One statement."""
    known = code_lists(change.scope.contract_id, list(wanted), change.at.today)
    for name, codes in wanted.items():
        listed = {choice.code for choice in known[name]}
        for code in codes:
            if code not in listed:
                reason = Reason(StockReason.UNKNOWN_CODE, field, (("code", code), ("list", name)))
                raise Refused([reason])
    return {choice.code: choice.label for choices in known.values() for choice in choices}


def cared_for(change: Change, found: FoundItems, depot_id: UUID) -> list[CaredFor]:
    """One row for each item and each count that was worked on."""
    assets = [CaredFor(change.new_id(), one.asset.product_id, depot_id, asset_id=one.asset.id) for one in found.assets]
    counts = [
        CaredFor(change.new_id(), one.product_id, depot_id, lot=one.lot, quantity=one.pieces) for one in found.counted
    ]
    return [*assets, *counts]


def steps_to(
    assets: Iterable[AssetRow], path: Sequence[AssetState], place_id: UUID | None, reason: str = ""
) -> list[AssetStep]:
    """The same path for each item, to the same place. It stands in this store, whatever the record said."""
    return [AssetStep(row.id, (row.state,), path, place_id, reason=reason) for row in assets]


def counted_path(
    change: Change, counts: Iterable[FoundCount], place_id: UUID, path: Sequence[AssetState | None], reason: str = ""
) -> list[CountedMove]:
    """The moves of counted stock along a path of conditions within one store; None is the world outside."""
    return [
        CountedMove(
            change.new_id(), one.product_id, one.pieces,
            place_id if before else None, before, place_id if after else None, after, one.lot, reason,
        )
        for one in counts
        for before, after in pairwise(path)
    ]  # fmt: skip


def name_shelf(change: Change, place_id: UUID, product_ids: Iterable[UUID | None], label: str) -> None:
    """Keep on which shelf these products lie in a store, for the pick lists; nothing where no shelf was named."""
    products = sorted({product_id for product_id in product_ids if product_id})
    if label and products:
        actions.set_bins([(change.new_id(), place_id, product_id, label) for product_id in products])


def against_recalled(change: Change, counts: Sequence[FoundCount]) -> list[Reason]:
    """Why counted pieces are not chosen: a recall names them. One statement, none where nothing is counted."""
    recalls = open_recalls(change.scope, {one.product_id for one in counts})
    return [
        Reason(StockReason.COUNT_RECALLED, field_of(one.index), (("product", one.product_name), ("alert", alert)))
        for one in counts
        if (alert := recalls.alert(one.product_id, one.lot))
    ]


def never_left(change: Change, row: AssetRow) -> tuple[AssetState, ...]:
    """The steps of an item with somebody by the record, which was never handed over, back to how it stood before."""
    came = [move.from_state for move in moves_of(change.scope, row.id)]
    # What is theirs was lent on the way there where it was not for choosing.
    was = came[1] if row.state is AssetState.GIFTED and came[0] is AssetState.ON_LOAN else came[0]
    recalls = open_recalls(change.scope, [row.product_id])
    becomes = item_as_it_left(was, recalled=bool(recalls.alert(row.product_id, row.lot)))
    return (becomes,) if becomes is AssetState.RETURNED_DIRTY else (AssetState.HELD, becomes)


def touch(change: Change, found: FoundItems) -> None:
    """List what was worked on for the audit."""
    for asset in found.assets:
        change.touched("asset", asset.asset.id)
    for product_id in sorted({one.product_id for one in found.counted}):
        change.touched("product", product_id)


def done(found: FoundItems, state: AssetState, states: dict[UUID, AssetState] | None = None) -> StockDone:
    """The answer: every thing in its state now; `states` where items came to differ."""
    each = states or {}
    assets = [
        ItemDone(one.asset.product_name, each.get(one.asset.id, state), 1, one.asset.number, one.asset.id)
        for one in found.assets
    ]
    counts = [ItemDone(one.product_name, state, one.pieces) for one in found.counted]
    return StockDone((*assets, *counts))


__all__ = [
    "against_recalled",
    "cared_for",
    "check_codes",
    "counted_path",
    "done",
    "name_shelf",
    "never_left",
    "steps_to",
    "touch",
]
