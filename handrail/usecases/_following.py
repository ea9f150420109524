"""Opens the visits that follow from a door: what is left is brought again, what is unfit is swapped at once, what an
examination found is mended.
Refuses nothing."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.states import LoanState
from handrail.orders.states import LineState
from handrail.partners.queries import contract_data
from handrail.usecases._for_two import for_their_doors
from handrail.usecases._replacing import Promised, Replacement, replace
from handrail.visits import actions as visit_actions
from handrail.visits.actions.beside import hand_on_joint
from handrail.visits.codes import AskedBy, Outcome, TaskKind
from handrail.visits.queries.asked_back import still_to_come
from handrail.visits.queries.swaps import lent_things
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.requests import Asked, Wish, people_for, visits_for

DAY_ENDS = time(17)
_TO_DO_AGAIN = frozenset({Outcome.NOT_DONE, Outcome.PART_DONE})
_OVER = frozenset({LineState.CANCELLED, LineState.REFUSED, LineState.DELIVERED})


def follow_up(change: Change, book: DoorBook, *, only: Collection[str] | None = None) -> tuple[UUID, ...]:
    """Open a visit for what was left undone, under the promise that was made; `only` for what was left for these
    reasons, where the rest waits for someone's next step. Answers its id."""
    visit = book.facts.visit
    wishes = tuple(_left(book, only))
    if not wishes:
        return ()
    asked = Asked(AskedBy.CREW, change.scope.user_id, change.at.happened_at, follows_id=visit.id)
    again = open_wishes(change, wishes, asked)
    if book.facts.joint:
        come_along_again(change, visit.id, again)
    return again


def come_along_again(change: Change, visit_id: UUID, again: Sequence[UUID]) -> None:
    """Who was to come along, and did not meet the crew, comes along to the visit that goes on with this one."""
    hand_on_joint(visit_id, again, change.scope.user_id, change.at.happened_at, change.new_id())


def _left(book: DoorBook, only: Collection[str] | None) -> Iterable[Wish]:
    visit = book.facts.visit
    for task in book.facts.tasks:
        close = book.closes.get(task.id)
        line = book.facts.lines.get(task.line_id) if task.line_id else None
        if close is None or close.outcome not in _TO_DO_AGAIN or (line and line.state in _OVER) or task.elsewhere:
            continue
        if only is not None and close.reason not in only:
            continue
        product, whose = book.facts.product_of(task), book.facts.whose(task)
        yield Wish(
            kind=task.kind,
            person_id=whose.person_id,
            address_id=whose.address_id,
            depot_id=visit.depot_id,
            product_id=task.product_id,
            due_at=visit.due_at,
            speed_code=visit.speed_code,
            quantity=max(1, task.quantity - close.quantity_done),
            line_id=task.line_id,
            loan_id=task.loan_id,
            asset_id=task.asset_id,
            crew=people_for(task.kind, product.crew) if product else 1,
            fitting_minutes=product.fitting_minutes if product else 0,
            measuring_id=task.measuring_id,
        )


def leave_to_nobody(change: Change, book: DoorBook) -> None:
    """What was handed over in full is brought by no other visit: one that the change of an order had asked for."""
    given = {line_id for lines in book.delivered.values() for line_id in lines}
    lines = [task.line_id for task in book.facts.tasks if task.elsewhere and task.line_id and task.line_id in given]
    for visit_id in visit_actions.cancel_tasks(line_ids=lines, reason="delivered"):
        change.touched("visit", visit_id, book.facts.visit.person_id)


def swap_now(change: Change, book: DoorBook) -> tuple[UUID, ...]:
    """Order replacements for what should not have been left, by the quickest repair speed, in one visit."""
    visit = book.facts.visit
    lent = {thing.loan_id: thing for thing in lent_things(change.scope, [swap.loan_id for swap in book.swaps])}
    data = contract_data(change.scope.contract_id, change.at.today)
    speed = next(iter(data.speeds_for("repair")), None)
    due_at = data.due(speed.code, change.at.happened_at) if speed else None
    rows = [
        Replacement(
            lent[swap.loan_id],
            swap.product_id,
            book.facts.products[swap.product_id].crew,
            book.facts.products[swap.product_id].fitting_minutes,
        )
        for swap in book.swaps
    ]
    promised = Promised(speed.code if speed else "", due_at)
    wishes = replace(change, rows, promised=promised, depot_id=visit.depot_id, reason="SWAP_NOW")
    loan_actions.move_loans(
        list(lent),
        expected=[LoanState.ACTIVE, LoanState.REVIEW_DUE],
        path=[LoanState.RETURN_REQUESTED],
        reason="SWAP_NOW",
    )
    asked = Asked(AskedBy.CREW, change.scope.user_id, change.at.happened_at, "SWAP_NOW", visit.id)
    return open_wishes(change, wishes, asked)


def mend_defects(change: Change, book: DoorBook) -> tuple[UUID, ...]:
    """Ask for the repair of what an examination found a defect in: at the usual speed, and no later than the day by
    which it must be mended. What is to be mended or fetched already is not asked for again."""
    visit = book.facts.visit
    found = {one.loan_id: one for one in book.examinations if one.mend_by and one.loan_id not in book.loans_returned}
    coming = {
        loan_id for kind in (TaskKind.REPAIR, TaskKind.COLLECT) for loan_id in still_to_come(change.scope, found, kind)
    }
    left = [(book.facts.loans[loan_id], one) for loan_id, one in found.items() if loan_id not in coming]
    if not left:
        return ()
    data = contract_data(change.scope.contract_id, change.at.today)
    speed = data.terms.default_repair_speed
    usual = data.due(speed, change.at.happened_at)
    wishes = [
        Wish(
            TaskKind.REPAIR, loan.person_id, loan.address_id, visit.depot_id, loan.product_id,
            min(usual, datetime.combine(one.mend_by or book.day, DAY_ENDS, LONDON)), speed, loan_id=loan.id,
            asset_id=loan.asset_id,
        )
        for loan, one in left
    ]  # fmt: skip
    said = "; ".join(dict.fromkeys(one.defects for _, one in left))
    asked = Asked(AskedBy.CREW, change.scope.user_id, change.at.happened_at, said, visit.id)
    return open_wishes(change, wishes, asked)


def open_wishes(change: Change, wishes: Iterable[Wish], asked: Asked) -> tuple[UUID, ...]:
    """Open visits for wishes that follow from another visit: never joined to one that waits for its own day."""
    plan = visits_for(for_their_doors(change, wishes), asked=asked, new_id=change.new_id)
    visit_actions.open_visits(plan.new, contract_id=change.scope.contract_id)
    for visit in plan.new:
        change.touched("visit", visit.id, visit.person_id)
    return plan.visit_ids
