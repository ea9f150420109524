"""Keeps the rest of a counted line right when the number that was handed over is put right: what is kept for it, its
state, and the visit that brings it. Refuses (NOT_ENOUGH) more than was kept for it or lay in the store."""

from uuid import UUID

from handrail.core.refusal import refuse
from handrail.identity.calls import Change
from handrail.orders import actions as order_actions
from handrail.orders.actions import NewAllocation
from handrail.orders.queries import LineRow, lines_for_update
from handrail.orders.queries.lines import kept_for
from handrail.orders.queries.releases import releases_of_orders
from handrail.orders.rules.counter import is_from_satellite
from handrail.orders.states import IN_SUPPLY, LineState
from handrail.stock.codes import StockReason
from handrail.stock.plans import CountedMove
from handrail.stock.queries import cells
from handrail.stock.queries.counted import pieces_kept
from handrail.stock.states import AssetState
from handrail.usecases._changing import withdraw_releases
from handrail.usecases._charges_back import hand_over_charges_back
from handrail.usecases._following import open_wishes
from handrail.usecases._mistakes import come_no_more
from handrail.usecases._money import follow_lines
from handrail.usecases._shelf import IN_THE_STORE, back_to_shelf
from handrail.visits import actions as visit_actions
from handrail.visits.codes import AskedBy, TaskKind
from handrail.visits.queries.counted_tasks import bringing, owes_next_step
from handrail.visits.queries.depot import depot_of_lines
from handrail.visits.rules.plans import TaskCount
from handrail.visits.rules.requests import Asked, Wish

# On the shelf, or waiting to be carried there: what lay here and was handed over all the same.
_ON_HAND = (AssetState.READY, AssetState.PASSED)


def out_of_store(
    change: Change, line: LineRow, shelf: UUID, *, right: int, more: int, lot: str, home_id: UUID | None
) -> list[CountedMove]:
    """The moves of `more` pieces that went too: first of what was kept for the rest of the line, then of what lay in
    this store, of this lot before others. `home_id`: None for what is theirs for good."""
    moves = _out_of_kept(change, line, right, more, home_id)
    count = more - sum(move.quantity for move in moves)
    there = cells(change.scope, place_ids=[shelf], product_ids=[line.product_id])
    here = [cell for state in _ON_HAND for cell in there if cell.condition is state]
    for cell in sorted(here, key=lambda cell: cell.lot != lot):
        some = min(count, cell.quantity)
        count -= some
        if some:
            moves.append(_out(change, line, some, shelf, cell.condition, cell.lot, home_id))
    if count:
        found = sum(cell.quantity for cell in here)
        raise refuse(
            StockReason.NOT_ENOUGH, "right_quantity", product=line.product_name, wanted=found + count, found=found
        )
    return moves


def naming(move: CountedMove, reason: str, mends_id: UUID | None, note: UUID) -> CountedMove:
    """The move with the one that it puts right; what was not for choosing tells why it went all the same."""
    told = note if move.from_condition is AssetState.PASSED else None
    return CountedMove(
        move.id, move.product_id, move.quantity, move.from_place, move.from_condition, move.to_place,
        move.to_condition, move.lot, reason, move.line_id, told, mends_id,
    )  # fmt: skip


def _out(
    change: Change, line: LineRow, pieces: int, place_id: UUID, was: AssetState, lot: str, home_id: UUID | None
) -> CountedMove:
    becomes = AssetState.ON_LOAN if home_id else None
    return CountedMove(
        change.new_id(), line.product_id, pieces, place_id, was, home_id, becomes, lot, line_id=line.id
    )  # fmt: skip


def _out_of_kept(change: Change, line: LineRow, right: int, more: int, home_id: UUID | None) -> list[CountedMove]:
    """What was kept for the line and is not needed for its rest: that went already. What is still needed stays
    kept."""
    kept = kept_for(change.scope, [line.id])
    surplus = sum(one.quantity for one in kept) - max(0, line.quantity - right)
    count = min(more, max(0, surplus))
    if not count:
        return []
    moves: list[CountedMove] = []
    gone: dict[str, int] = {}
    for there in pieces_kept(change.scope, line.id):
        some = min(count - sum(gone.values()), there.quantity)
        if some:
            gone[there.lot] = gone.get(there.lot, 0) + some
            moves.append(_out(change, line, some, there.place_id, there.condition, there.lot, home_id))
    at, rest = change.at.happened_at, []
    for one in kept:
        some = min(one.quantity, gone.get(one.lot, 0))
        gone[one.lot] = gone.get(one.lot, 0) - some
        if some < one.quantity:
            new = NewAllocation(
                change.new_id(), line.id, None, one.lot, one.quantity - some, one.place_id, one.recycled
            )
            rest.append(new)
    order_actions.end_allocations([line.id], at=at, how="DELIVERED")
    if rest:
        order_actions.allocate(contract_id=change.scope.contract_id, rows=rest, by_id=change.scope.user_id, at=at)
    return moves


def put_back_kept(change: Change, line: LineRow, story: str) -> LineRow:
    """What is kept in a store for a line that needs more than was thought is kept anew, in the right number; what is on
    a van goes to the door, and the rest is brought after it. Answers the line as it is then."""
    if line.state not in IN_THE_STORE:
        return line
    back_to_shelf(change, [line], how="RELEASED", reason=story)
    order_actions.move_lines([line.id], expected=[line.state], path=[LineState.AUTHORISED], reason=story)
    (now,) = lines_for_update(change.scope, [line.id])
    return now


def line_follows(change: Change, line: LineRow, right: int, story: str, *, wanted: bool) -> None:
    """The line and its visit after the right number. `wanted`: not all of it came back since."""
    if is_from_satellite(line.measurements):
        _as_handed(change, line, right, story)
    elif right >= line.quantity:
        _all_there(change, line, story)
    elif line.state is LineState.DELIVERED:
        # Who gave back all that there was is brought no more of it.
        if come_no_more(change, [line]):
            _stays_stopped(line, right, story)
        elif wanted:
            _wait_again(change, line, right, story)
    else:
        order_actions.count_parts({line.id: right})
        if line.state in IN_SUPPLY:
            _bring_rest(change, line, right, story)
    follow_lines(change, [line.id], also=() if right else hand_over_charges_back(change, line.id, story))


def _as_handed(change: Change, line: LineRow, right: int, story: str) -> None:
    """Over a counter nothing is ordered but what is handed over: the line is of the right number, and of nothing it
    ends."""
    if right:
        _all_there(change, line, story)
        order_actions.count_ordered({line.id: right})
        return
    back = [LineState.AUTHORISED] if line.state is LineState.DELIVERED else []
    order_actions.move_lines(
        [line.id], expected=[line.state], path=[*back, LineState.CANCELLED], reason=story, delivered_at=None,
        quantity_delivered=0,
    )  # fmt: skip
    for visit_id in visit_actions.cancel_tasks(line_ids=[line.id], kinds=[TaskKind.DELIVER], reason="not ordered"):
        change.touched("visit", visit_id, line.person_id)
    releases = releases_of_orders(change.scope, [line.order_id], lock=True)
    withdraw_releases(change, releases, [line.id], reason=story)


def _all_there(change: Change, line: LineRow, story: str) -> None:
    """Of more than was ordered some may be too many, and nothing is still to be brought."""
    if line.state is LineState.DELIVERED:
        return
    at = change.at.happened_at
    order_actions.deliver_lines([line.id], at=at, expected=[line.state], path=[LineState.DELIVERED], reason=story)
    for visit_id in visit_actions.cancel_tasks(line_ids=[line.id], kinds=[TaskKind.DELIVER], reason="delivered"):
        change.touched("visit", visit_id, line.person_id)


def _wait_again(change: Change, line: LineRow, right: int, story: str) -> None:
    """What never came is still to be brought: the line waits for stock, and a visit for a day."""
    order_actions.move_lines(
        [line.id], expected=[LineState.DELIVERED], path=[LineState.AUTHORISED], reason=story, delivered_at=None,
        quantity_delivered=right,
    )  # fmt: skip
    _open_visit(change, line, right, story)


def _bring_rest(change: Change, line: LineRow, right: int, story: str) -> None:
    """The visit to come brings what is really left; where none is to come and nobody has to decide on one, one is
    opened."""
    tasks = bringing(change.scope, line.id)
    if not tasks:
        if not owes_next_step(change.scope, line.id):
            _open_visit(change, line, right, story)
        return
    last = tasks[-1]
    elsewhere = sum(task.quantity for task in tasks[:-1])
    rest = max(1, line.quantity - right - elsewhere)
    longer = (rest - last.quantity) * last.fitting_minutes
    for visit_id in visit_actions.recount_tasks([TaskCount(last.id, rest, minutes=longer)]):
        change.touched("visit", visit_id, line.person_id)


def _stays_stopped(line: LineRow, right: int, story: str) -> None:
    """Nobody wants what never came: the line was cancelled before it was handed over all the same, or they died."""
    order_actions.move_lines(
        [line.id], expected=[LineState.DELIVERED], path=[LineState.AUTHORISED, LineState.CANCELLED], reason=story,
        delivered_at=None, quantity_delivered=right,
    )  # fmt: skip


def _open_visit(change: Change, line: LineRow, right: int, story: str) -> None:
    depot_id = depot_of_lines(change.scope, [line.id])
    if depot_id is None:
        return
    wish = Wish(
        kind=TaskKind.DELIVER,
        person_id=line.person_id,
        address_id=line.address_id,
        depot_id=depot_id,
        product_id=line.product_id,
        due_at=line.due_at,
        speed_code=line.speed_code,
        quantity=line.quantity - right,
        line_id=line.id,
        crew=line.crew,
        fitting_minutes=line.fitting_minutes,
    )
    asked = Asked(AskedBy.DESK, change.scope.user_id, change.at.happened_at, story)
    open_wishes(change, [wish], asked)
