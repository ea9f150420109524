"""Puts right how many of counted things came back: the pieces go to the store or to the person, and the loans follow.
Refuses more than were lent, and pieces that do not lie in the store any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.plans import PartBack
from handrail.loans.queries import LoanRecord, loans_from, loans_of_line
from handrail.loans.rules import shared_out
from handrail.loans.states import EndReason, LoanState
from handrail.orders.queries import lines_for_update
from handrail.stock import actions
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.plans import CountedMove
from handrail.stock.queries import cells
from handrail.stock.queries.counted import CountedMoveRow, Taking, takings
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.rules.mending import BACK_IN_STORE
from handrail.stock.states import AssetState
from handrail.usecases._credit import credits_of_return
from handrail.usecases._credit_back import take_credit_back
from handrail.usecases._mistakes import Mended, Mistake, note_mistake
from handrail.usecases._posting import post
from handrail.usecases._scans import require_store
from handrail.visits import actions as visit_actions
from handrail.visits.codes import TaskKind
from handrail.visits.queries.counted_tasks import about_loans
from handrail.visits.rules.plans import TaskCount

_S = AssetState


@dataclass(frozen=True, slots=True)
class _Returned:
    """The loans that a return is about, the moves that took pieces away, the latest first, and the story of it."""

    change: Change
    request: Mistake
    loans: tuple[LoanRecord, ...]
    taken: tuple[Taking, ...]
    product: str
    story: str

    def note(self) -> UUID:
        """The mistake as it is kept, with its mending."""
        loan = self.loans[0]
        finding = DepotFinding.WRONG_SCAN
        return note_mistake(self.change, self.request, finding, None, loan.person_id, self.story, loan.product_id)


def wrong_return(change: Change, request: Mistake, line_id: UUID) -> Mended:
    """Another number of a line came back than was recorded, in all."""
    require_store(change.scope, request.place_id)
    (line,) = lines_for_update(change.scope, [line_id])
    loans = loans_of_line(change.scope, line_id)
    back, right = sum(loan.quantity_back for loan in loans), request.right_quantity or 0
    taken = takings(change.scope, line.person_id, line.product_id) if loans else ()
    story = f"puts right {back} that came back: it was {right}"
    return _mend(_Returned(change, request, loans, taken, line.product_name, story), right - back)


def wrong_return_by_move(change: Change, request: Mistake, move: CountedMoveRow) -> Mended:
    """Another number came back by one move."""
    home_id, right = move.from_place_id, request.right_quantity or 0
    loans = loans_from(change.scope, home_id, move.product_id, move.lot) if home_id else ()
    taken = takings(change.scope, loans[0].person_id, move.product_id) if loans else ()
    story = f"puts right a move of {move.quantity}: it was {right}"
    mine = tuple(one for one in taken if one.id == move.id)
    return _mend(_Returned(change, request, loans, mine, move.product_name, story), right - move.quantity)


def _mend(returned: _Returned, more: int) -> Mended:
    if not returned.taken or not more:
        raise refuse(StockReason.NOTHING_TO_MEND, "right_quantity", number=returned.product)
    note = _more_came(returned, more) if more > 0 else _fewer_came(returned, -more)
    for loan in returned.loans:
        returned.change.touched("loan", loan.id, loan.person_id)
    return Mended(note, None)


def _more_came(returned: _Returned, count: int) -> UUID:
    """They lie in the store, and are cleaned like all that comes back."""
    change, request = returned.change, returned.request
    shares = shared_out(count, [loan.out for loan in returned.loans])
    if sum(shares) < count:
        lent = sum(loan.quantity for loan in returned.loans)
        raise refuse(StockReason.COUNT_NOT_LENT, "right_quantity", lent=lent)
    note = returned.note()
    came = [(loan, share) for loan, share in zip(returned.loans, shares, strict=True) if share]
    recalls = open_recalls(change.scope, {loan.product_id for loan, _ in came})
    moves: list[CountedMove] = []
    here, dirty = request.place_id, _S.RETURNED_DIRTY
    for loan, share in came:
        named = next((one for one in returned.taken if one.lot == loan.lot), returned.taken[0])
        moves.append(
            CountedMove(
                change.new_id(), loan.product_id, share, loan.address_id, _S.ON_LOAN, here, dirty, loan.lot,
                request.reason, None, note, named.id,
            )
        )  # fmt: skip
        if alert := recalls.alert(loan.product_id, loan.lot):
            moves.append(
                CountedMove(change.new_id(), loan.product_id, share, here, dirty, here, _S.QUARANTINED, loan.lot, alert)
            )
    actions.move_counted(moves)
    over = [loan.id for loan, share in came if share == loan.out]
    loan_actions.end_loans(over, at=change.at.happened_at, reason=EndReason.RETURNED, note=returned.story)
    loan_actions.take_back([PartBack(loan.id, share) for loan, share in came if share < loan.out])
    _visits_follow(change, {loan.id: loan.out - share for loan, share in came}, returned.story)
    post(change, credits_of_return(change, {loan.id: share for loan, share in came}))
    return note


def _fewer_came(returned: _Returned, count: int) -> UUID:
    """The others are with the person still: they leave the store, and their loans go on."""
    change = returned.change
    latest = list(reversed(returned.loans))
    shares = shared_out(count, [loan.quantity_back for loan in latest])
    gone = [(loan, share) for loan, share in zip(latest, shares, strict=True) if share]
    if sum(shares) < count:
        raise refuse(StockReason.COUNT_NOT_MENDABLE, "right_quantity", number=returned.product)
    moves = _moves_home(returned, gone)
    note = returned.note()
    actions.move_counted([_told(move, note) for move in moves])
    for loan, share in gone:
        if loan.state is LoanState.ENDED:
            loan_actions.move_loans(
                [loan.id], expected=[LoanState.ENDED], path=[LoanState.ACTIVE], reason=returned.story, ended_at=None,
                end_reason="", end_note="", quantity_back=loan.quantity_back - share,
            )  # fmt: skip
    still_open = [(loan, share) for loan, share in gone if loan.state is not LoanState.ENDED]
    loan_actions.count_back([PartBack(loan.id, loan.quantity_back - share) for loan, share in still_open])
    _visits_follow(change, {loan.id: loan.out + share for loan, share in still_open}, returned.story)
    settled = {loan.id: loan.quantity_due - loan.quantity_back + share for loan, share in gone}
    take_credit_back(change, settled, returned.story)
    return note


@dataclass(slots=True)
class _Lying:
    """Pieces of what came back, where they lie by now; `left` counts down as they are taken."""

    place_id: UUID
    condition: AssetState
    lot: str
    left: int


def _lying(returned: _Returned, product_id: UUID) -> list[_Lying]:
    """First where the return put them, then in the store, by how far they came."""
    places = list(dict.fromkeys((returned.taken[0].place_id, returned.request.place_id)))
    there = cells(returned.change.scope, place_ids=places, product_ids=[product_id])
    return [
        _Lying(place_id, state, cell.lot, cell.quantity)
        for place_id in places
        for state in BACK_IN_STORE
        for cell in there
        if cell.condition is state and cell.place_id == place_id
    ]


def _moves_home(returned: _Returned, gone: Sequence[tuple[LoanRecord, int]]) -> list[CountedMove]:
    """Each names the move that had taken the pieces away."""
    lying = _lying(returned, gone[0][0].product_id)
    taken = {one.id: one.left for one in returned.taken}
    moves: list[CountedMove] = []
    for loan, share in gone:
        wanted = share
        for one, heap in product(returned.taken, lying):
            some = min(share, taken[one.id], heap.left) if one.lot == loan.lot == heap.lot else 0
            if not some:
                continue
            share, taken[one.id], heap.left = share - some, taken[one.id] - some, heap.left - some
            moves.append(
                CountedMove(
                    returned.change.new_id(), loan.product_id, some, heap.place_id, heap.condition, loan.address_id,
                    _S.ON_LOAN, loan.lot, returned.request.reason, None, None, one.id,
                )
            )  # fmt: skip
        if share:
            found = wanted - share
            raise refuse(StockReason.NOT_ENOUGH, "place_id", product=returned.product, wanted=wanted, found=found)
    return moves


def _told(move: CountedMove, note: UUID) -> CountedMove:
    return CountedMove(
        move.id, move.product_id, move.quantity, move.from_place, move.from_condition, move.to_place,
        move.to_condition, move.lot, move.reason, None, note, move.mends_id,
    )  # fmt: skip


def _visits_follow(change: Change, out: dict[UUID, int], reason: str) -> None:
    """A visit fetches what is still out; what is about a loan of which nothing is out is not done any more."""
    rows = [
        TaskCount(task.id, out[task.loan_id])
        for task in about_loans(change.scope, [loan_id for loan_id, count in out.items() if count])
        if task.loan_id and task.kind is TaskKind.COLLECT
    ]
    touched = list(visit_actions.recount_tasks(rows))
    touched += visit_actions.cancel_tasks(
        loan_ids=[loan_id for loan_id, count in out.items() if not count], reason=reason
    )
    for visit_id in touched:
        change.touched("visit", visit_id)
