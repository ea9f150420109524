"""Puts right how many of a counted line were handed over, by one visit or in parts; moves, loans, line, visits follow.
Refuses a number below what came back since, and the number that the record says already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.core.refusal import refuse
from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.plans import LoanStart
from handrail.loans.queries import LoanRecord, loans_of_line
from handrail.loans.rules import Creates, what_delivery_creates
from handrail.loans.states import EndReason, LoanState
from handrail.orders.queries import LineRow, lines_for_update
from handrail.stock import actions
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.plans import CountedMove
from handrail.stock.queries.counted import HandOver, hand_overs
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.rules.mending import Gone, Lent, NotGone, as_it_left, never_handed_over
from handrail.stock.states import AssetState
from handrail.usecases._counted_rest import line_follows, naming, out_of_store, put_back_kept
from handrail.usecases._mend_count_given import wrong_count_given
from handrail.usecases._mend_counted import Laid, counted_with_less, not_counted_twice
from handrail.usecases._mend_told import settle_explained
from handrail.usecases._mistakes import Mended, Mistake, note_mistake
from handrail.usecases._scans import require_store
from handrail.visits import actions as visit_actions
from handrail.visits.queries.counted_tasks import about_loans, bringing
from handrail.visits.rules.plans import TaskCount

_S = AssetState


@dataclass(frozen=True, slots=True)
class _Counted:
    """One line with what was recorded of it, and the number that it really was."""

    change: Change
    request: Mistake
    line: LineRow
    handed: tuple[HandOver, ...]
    loans: tuple[LoanRecord, ...]
    right: int

    @property
    def total(self) -> int:
        """How many were handed over by the record."""
        return sum(one.left for one in self.handed)

    @property
    def gone(self) -> int:
        """How many of them are not with the person any more."""
        return sum(loan.quantity - loan.out for loan in self.loans)


def wrong_hand_over(change: Change, request: Mistake, line_id: UUID, move_id: UUID | None = None) -> Mended:
    """Another number was handed over than was recorded, by one move or in all: the loans are of the right number. What
    never left is in the store again as it lay, what was not there is nowhere, and the visit to come brings what the
    line still lacks."""
    require_store(change.scope, request.place_id)
    # Visits before loans before lines, as everywhere: a crew may be recording the next part at this moment.
    bringing(change.scope, line_id)
    (line,) = lines_for_update(change.scope, [line_id])
    if what_delivery_creates(SupplyRoute(line.supply_route)).creates is Creates.GIFT:
        return wrong_count_given(change, request, line, move_id)
    handed = hand_overs(change.scope, line_id)
    others = sum(one.left for one in handed if one.id != move_id) if move_id else 0
    right = others + (request.right_quantity or 0)
    counted = _Counted(change, request, line, handed, loans_of_line(change.scope, line_id), right)
    _refuse(counted)
    story = f"puts right {counted.total} handed over: it was {right}"
    note = note_mistake(change, request, DepotFinding.WRONG_SCAN, None, line.person_id, story, line.product_id)
    if right > counted.total:
        _more(counted, right - counted.total, note, story)
    else:
        _take_back(counted, counted.total - right, note, story)
        line = put_back_kept(change, line, story)
    still_out = right > counted.gone
    line_follows(change, line, right, story, wanted=still_out or not counted.gone)
    change.touched("line", line.id, line.person_id)
    change.touched("order", line.order_id, line.person_id)
    return Mended(note, None)


def _refuse(counted: _Counted) -> None:
    name = counted.line.product_name
    if not counted.handed or counted.right == counted.total:
        raise refuse(StockReason.NOTHING_TO_MEND, "right_quantity", number=name)
    if counted.total != sum(loan.quantity for loan in counted.loans):
        raise refuse(StockReason.COUNT_NOT_MENDABLE, "code", number=name)
    if counted.right < counted.gone:
        raise refuse(StockReason.COUNT_CAME_BACK, "right_quantity", back=counted.gone)


def _more(counted: _Counted, count: int, note: UUID, story: str) -> None:
    """More was handed over, and is lent too."""
    change, request, line, handed = counted.change, counted.request, counted.line, counted.handed[0]
    home_id = counted.loans[-1].address_id if counted.loans else handed.home_id
    moves = out_of_store(
        change, line, request.place_id, right=counted.right, more=count, lot=handed.lot, home_id=home_id
    )
    actions.move_counted([naming(move, request.reason, handed.id, note) for move in moves])
    actions.move_counted(counted_with_less(change, line, request.place_id, moves, handed.id, story))
    started = [_lent_like(counted, move) for move in moves]
    loan_actions.start_loans(started, contract_id=change.scope.contract_id)
    for loan in started:
        change.touched("loan", loan.id, line.person_id)


def _lent_like(counted: _Counted, move: CountedMove) -> LoanStart:
    """A loan of what went with a move, from when the latest of the line began."""
    line, like = counted.line, counted.loans[-1] if counted.loans else None
    return LoanStart(
        counted.change.new_id(), line.person_id, move.to_place or line.address_id, line.product_id, move.quantity,
        like.started_at if like else counted.change.at.happened_at, line.id, None, move.lot,
        like.review_on if like else line.review_on, like.price_pence if like else line.price_pence,
        like.funding if like else line.funding,
    )  # fmt: skip


def _take_back(counted: _Counted, count: int, note: UUID, story: str) -> None:
    """So many were never handed over: each move is taken back by one that names it, what was not there first, then the
    latest; and the loans go on for the rest."""
    latest = list(reversed(counted.loans))
    gone = [Gone(one.id, one.lot, one.left, one.was) for one in counted.handed]
    parts = never_handed_over(count, gone, [Lent(loan.id, loan.lot, loan.out) for loan in latest])
    if parts is None:
        raise refuse(StockReason.COUNT_NOT_MENDABLE, "code", number=counted.line.product_name)
    anew = settle_explained(counted.change, counted.line, counted.handed, parts, story)
    told = {one.id: anew.get(one.told_id, note) for one in counted.handed if one.told_id}
    back = _moves_back(counted, parts, told, note)
    laid = [Laid(move, held.mends_id) for held, move in pairwise(back) if held.mends_id and held.to_place]
    twice = not_counted_twice(counted.change, counted.line, counted.request.place_id, laid, story)
    actions.move_counted([*back, *twice])
    shares = {loan.id: sum(part.pieces for part in parts if part.loan_id == loan.id) for loan in latest}
    _lend_the_rest(counted, [(loan, shares[loan.id]) for loan in latest if shares[loan.id]])


def _moves_back(
    counted: _Counted, parts: Sequence[NotGone], told: Mapping[UUID, UUID], note: UUID
) -> list[CountedMove]:
    """What was not there leaves the record; what lay in the store lies there again as it did. `told`: the difference
    that a move's rest is told under."""
    change, request, shelf = counted.change, counted.request, counted.request.place_id
    homes = {loan.id: loan.address_id for loan in counted.loans}
    recalls = open_recalls(change.scope, [counted.line.product_id])
    moves: list[CountedMove] = []
    for part in parts:
        product_id, lot, pieces = counted.line.product_id, part.gone.lot, part.pieces
        becomes = as_it_left(part.gone.was, recalled=bool(recalls.alert(product_id, lot)))
        moves.append(
            CountedMove(
                change.new_id(), product_id, pieces, homes[part.loan_id], _S.ON_LOAN, shelf if becomes else None,
                _S.HELD if becomes else None, lot, request.reason, None, told.get(part.gone.move_id, note),
                part.gone.move_id,
            )
        )  # fmt: skip
        if becomes:
            moves.append(
                CountedMove(
                    change.new_id(), product_id, pieces, shelf, _S.HELD, shelf, becomes, lot, request.reason
                )
            )  # fmt: skip
    return moves


def _lend_the_rest(counted: _Counted, less: Sequence[tuple[LoanRecord, int]]) -> None:
    """The loans as they should have been, in the place of those that end as mistaken: from the same day, as far back as
    they had come, and with what is asked for them."""
    change, reason = counted.change, counted.request.reason
    rest = {loan.id: _rest_of(change, loan, share) for loan, share in less if share < loan.quantity}
    loan_actions.end_loans(
        [loan.id for loan, _ in less], at=change.at.happened_at, reason=EndReason.MISTAKEN, note=reason
    )
    loan_actions.start_loans(list(rest.values()), contract_id=change.scope.contract_id)
    loan_actions.settle({rest[loan.id].id: loan.quantity_settled for loan, _ in less if loan.id in rest})
    loan_actions.fall_due(
        {rest[loan.id].id: loan.quantity_due - loan.quantity_settled for loan, _ in less if loan.id in rest}
    )
    over = [new.id for new in rest.values() if new.quantity == new.quantity_back]
    loan_actions.end_loans(over, at=change.at.happened_at, reason=EndReason.RETURNED, note=reason)
    for state in (LoanState.REVIEW_DUE, LoanState.RETURN_REQUESTED):
        asked = [rest[loan.id].id for loan, _ in less if loan.state is state and loan.id in rest]
        loan_actions.move_loans(
            [loan_id for loan_id in asked if loan_id not in over], expected=[LoanState.ACTIVE], path=[state],
            reason=reason,
        )  # fmt: skip
    _hand_on_tasks(change, rest, [loan.id for loan, _ in less], over, reason)
    for loan_id in (*(loan.id for loan, _ in less), *(new.id for new in rest.values())):
        change.touched("loan", loan_id, counted.line.person_id)


def _rest_of(change: Change, loan: LoanRecord, less: int) -> LoanStart:
    return LoanStart(
        change.new_id(), loan.person_id, loan.address_id, loan.product_id, loan.quantity - less, loan.started_at,
        loan.line_id, None, loan.lot, loan.review_on, loan.price_pence, loan.funding, quantity_back=loan.quantity_back,
    )  # fmt: skip


def _hand_on_tasks(
    change: Change, rest: dict[UUID, LoanStart], was: Sequence[UUID], over: Sequence[UUID], reason: str
) -> None:
    """What visits were to do about a loan they do about the one in its place, as far as there is one."""
    rows = []
    for task in about_loans(change.scope, was):
        new = rest.get(task.loan_id) if task.loan_id else None
        if new and new.id not in over:
            rows.append(TaskCount(task.id, min(task.quantity, new.quantity - new.quantity_back), new.id))
    touched = list(visit_actions.recount_tasks(rows))
    touched += visit_actions.cancel_tasks(loan_ids=was, reason=reason)
    for visit_id in touched:
        change.touched("visit", visit_id)
