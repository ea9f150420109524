"""The recalls in an item's story: when it was recalled and by which alert, and when that was lifted.
Refuses recalls of a time when nobody had it."""

from collections.abc import Iterator, Sequence

from handrail.stock.queries import AssetRow
from handrail.stock.queries.passport import MoveRow
from handrail.stock.queries.recalls import RecallRow
from handrail.stock.rules.recalls import is_of_lot
from handrail.stock.states import GONE, AssetState
from handrail.web.shared.shapes import TimelineEntry, Tone

# What was given for good is in a home still: it is on the recall's list.
_GONE = GONE - {AssetState.GIFTED}


def stands(row: AssetRow, named: Sequence[RecallRow]) -> bool:
    """Whether a recall holds that surely names the item: nobody clears it before that is lifted."""
    return any(one.lifted_at is None and is_of_lot(one.lot, row.lot) for one in named)


def recall_entries(row: AssetRow, named: Sequence[RecallRow], moves: Sequence[MoveRow]) -> Iterator[TimelineEntry]:
    """What was recalled and lifted while the item was there. `moves`: the newest first."""
    for one in named:
        before = bool(moves) and one.lifted_at is not None and one.lifted_at < moves[-1].happened_at
        after = bool(moves) and row.state in _GONE and one.begun_at > moves[0].happened_at
        if before or after:
            continue
        doubt = () if is_of_lot(one.lot, row.lot) else (f"Nobody knows its lot: it may be of lot {one.lot}",)
        tone = Tone.CALM if one.lifted_at else Tone.STOP
        yield TimelineEntry(f"Recalled: {one.reference}", one.begun_at, one.begun_by, (one.reason, *doubt), tone=tone)
        if one.lifted_at:
            why = (one.lifted_why,)
            yield TimelineEntry(f"Recall lifted: {one.reference}", one.lifted_at, one.lifted_by, why)
