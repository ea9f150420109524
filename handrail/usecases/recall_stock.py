"""Recall a product, or one lot of it, for a safety alert: what lies in stores is set apart, and nobody gets more of it.
What has no lot in the record may be of any: in stores it is set apart with a recall of one, to be looked at.
Refuses a recall that stands already under its reference. What is on vans and with people stays there and is listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders.queries import lines_for_update
from handrail.orders.queries.kept import lines_keeping
from handrail.orders.states import LineState
from handrail.stock import actions
from handrail.stock.codes import RecallCause, StockReason
from handrail.stock.plans import AssetStep, CountedMove
from handrail.stock.queries import AssetRow, CellRow, ScannedKind, what_are
from handrail.stock.queries.recalls import lot_seen, open_recalls, recalled_assets, recalled_pieces, where_recalled
from handrail.stock.rules.recalls import touched_by_recall
from handrail.stock.states import AssetState
from handrail.usecases._apart import take_from_lines
from handrail.usecases._shelf import Apart
from handrail.visits.queries.recalled import recalled_at_home

_S = AssetState
# What stands in a store and is not set apart yet. What is on a van or with a person only gets the alert's mark.
_IN_STORES = frozenset({_S.ON_ORDER, _S.READY, _S.HELD, _S.RETURNED_DIRTY, _S.DECONTAMINATED, _S.IN_REPAIR, _S.PASSED})


@dataclass(frozen=True, slots=True)
class ToRecall:
    """What is recalled: a product by its code, and its lot (empty: the one that the code says, or else any lot).

    `reference`: of the safety alert, such as NatPSA/2026/001. `sure`: whoever recalls knows how much it touches; where
    not, that is told first and asked about, and so is a lot that the record knows nothing of: it may be mistyped.
    `cause`: who is the cause of it (a RecallCause), as whoever recalls sees it; who pays decides."""

    code: str
    reference: str
    reason: str
    lot: str = ""
    sure: bool = True
    cause: str = ""

    @property
    def said(self) -> str:
        """Why things are set apart, as each of them keeps it: it says so still once the recall is lifted."""
        return f"{self.reference.strip()}: {self.reason.strip()}"


@dataclass(frozen=True, slots=True)
class StockRecalled:
    """The recall, how many things it set apart in stores, and the lines that wait for others now. `to_look_at`: how
    many of those set apart have no lot in the record."""

    recall_id: UUID
    set_apart: int
    line_ids: tuple[UUID, ...]
    to_look_at: int = 0


@use_case(Event.STOCK_RECALLED, needs=Permission.KEEP_STOCK, lays_down=True)
def recall_stock(change: Change, *, request: ToRecall) -> StockRecalled:
    """Things in stores → QUARANTINED, lines that waited for them → AUTHORISED; items elsewhere get the alert's mark."""
    product_id, lot = _named(change, request)
    # Lines are locked before stock, as everybody does; then whoever is choosing at this moment is waited for, and what
    # they chose is read anew.
    lines_for_update(change.scope, lines_keeping(change.scope, product_id=product_id, lot=lot))
    recalled_assets(change.scope, product_id=product_id, lot=lot)
    recall_id = change.new_id()
    actions.begin_recall(
        actions.NewRecall(recall_id, product_id, lot, request.reference.strip(), request.reason.strip())
    )
    if request.cause:
        actions.say_cause(change.new_id(), recall_id, request.cause, decided=False, reason=request.reason.strip())
    assets = recalled_assets(change.scope, product_id=product_id, lot=lot)
    pieces = recalled_pieces(change.scope, product_id=product_id, lot=lot)
    waiting = _let_lines_go(change, request, product_id, lot, assets, pieces)
    moving = _set_apart_assets(change, request, lot, assets)
    change.touched("recall", recall_id)
    change.touched("product", product_id)
    unknown = [row for row in moving if lot and not row.lot]
    doubtful = sum(cell.quantity for cell in pieces if lot and not cell.lot)
    apart = len(moving) + sum(cell.quantity for cell in pieces)
    return StockRecalled(recall_id, apart, waiting, len(unknown) + doubtful)


def _named(change: Change, request: ToRecall) -> tuple[UUID, str]:
    """The product and the lot; raises `Refused` for what is no product, unnamed, or recalled already."""
    (one,) = what_are(change.scope, [request.code])
    reasons = [
        Reason(code, field, params)
        for wrong, code, field, params in (
            (one.kind is not ScannedKind.PRODUCT, StockReason.NOT_A_PRODUCT, "code", (("code", request.code),)),
            (not request.reference.strip(), StockReason.ALERT_MISSING, "reference", ()),
            (not request.reason.strip(), StockReason.REASON_MISSING, "reason", ()),
            (
                request.cause not in ("", RecallCause.PROVIDER, RecallCause.NEITHER),
                StockReason.RECALL_CAUSE_UNKNOWN,
                "cause",
                (),
            ),
        )
        if wrong
    ]
    if reasons or one.id is None:
        raise Refused(reasons)
    lot = request.lot.strip() or one.read.lot or ""
    standing = open_recalls(change.scope, [one.id]).open
    if any((row.lot.lower(), row.reference) == (lot.lower(), request.reference.strip()) for row in standing):
        raise refuse(StockReason.RECALLED_ALREADY, "reference", alert=request.reference.strip())
    if not request.sure:
        raise Refused(_asked_first(change, one.id, one.product_name, lot))
    return one.id, lot


def _asked_first(change: Change, product_id: UUID, product: str, lot: str) -> list[Reason]:
    """What is asked before a recall acts: how much it touches, and of a lot that the record knows nothing of."""
    unseen = lot and not lot_seen(change.scope, product_id=product_id, lot=lot)
    asked = [Reason(StockReason.LOT_NOT_SEEN, "sure", (("product", product), ("lot", lot)))] if unseen else []
    there = where_recalled(change.scope, product_id=product_id, lot=lot)
    touched = touched_by_recall(there)
    home = recalled_at_home(change.scope, product_id=product_id, lot=lot)
    numbers = (
        ("stores", touched.in_stores),
        ("lines", len(_waiting(change, product_id, lot))),
        ("vans", touched.on_vans),
        ("homes", touched.in_homes + home.fitted + home.given),
        ("fitted", home.fitted),
        ("given", home.given),
        ("people", home.people),
    )
    return [*asked, Reason(StockReason.RECALL_TOUCHES, "sure", numbers)]


def _waiting(change: Change, product_id: UUID, lot: str) -> tuple[UUID, ...]:
    """The lines that will wait for others, locked: what is on a van keeps its line until it comes back."""
    lines = lines_for_update(change.scope, lines_keeping(change.scope, product_id=product_id, lot=lot))
    return tuple(line.id for line in lines if line.state is not LineState.LOADED)


def _let_lines_go(
    change: Change,
    request: ToRecall,
    product_id: UUID,
    lot: str,
    assets: Sequence[AssetRow],
    pieces: Sequence[CellRow],
) -> tuple[UUID, ...]:
    """Lines on no van lose what is kept for them; then all other pieces in stores are set apart too."""
    waiting = _waiting(change, product_id, lot)
    held = {
        (product_id, cell.place_id, cell.lot): cell.quantity for cell in pieces if cell.condition is AssetState.HELD
    }
    apart = Apart({row.id for row in assets if _is_in_a_store(row)}, held)
    take_from_lines(change, waiting, apart, how="RECALLED", reason=request.reason)
    rest = [
        (
            cell,
            apart.pieces[product_id, cell.place_id, cell.lot] if cell.condition is AssetState.HELD else cell.quantity,
        )
        for cell in pieces
    ]
    actions.move_counted(
        [
            CountedMove(
                change.new_id(), product_id, count, cell.place_id, cell.condition, cell.place_id,
                AssetState.QUARANTINED, cell.lot, request.said,
            )
            for cell, count in rest
            if count
        ]
    )  # fmt: skip
    return waiting


def _is_in_a_store(row: AssetRow) -> bool:
    return row.state in _IN_STORES and row.place_kind != "VAN"


def _set_apart_assets(change: Change, request: ToRecall, lot: str, assets: Sequence[AssetRow]) -> Sequence[AssetRow]:
    """Items in stores are set apart, every other one of the lot is marked; an older alert's mark stays. Answers those
    that were moved."""
    reference = request.reference.strip()
    moving = [row for row in assets if _is_in_a_store(row)]
    actions.step_assets(
        [
            AssetStep(
                row.id, (row.state,), (AssetState.QUARANTINED,), None, None, request.said,
                {"alert_reference": row.alert_reference or reference},
            )
            for row in moving
        ]
    )  # fmt: skip
    marked = [row for row in assets if not _is_in_a_store(row) and not row.alert_reference and (row.lot or not lot)]
    actions.set_asset_columns([(row.id, {"alert_reference": reference}) for row in marked])
    for row in (*moving, *marked):
        change.touched("asset", row.id)
    return moving
