"""What those share who tell people of a recall, take that back, or decide what it costs: the recall, held; its charges;
and what a crew told at a door.
Refuses (NOT_FOUND) a recall that is not there."""

from collections.abc import Collection, Sequence
from itertools import groupby
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.price_list import price_of
from handrail.ledger.rules.recall_charges import ToldOf, begins_of, recall_charges
from handrail.ledger.rules.suspense import Post
from handrail.ledger.rules.visit_charges import Charge
from handrail.loans import actions as loan_actions
from handrail.loans.plans import NewTelling
from handrail.loans.states import StillUsed, ToldHow
from handrail.loans.tellings import hold_tellings, told_of_recall
from handrail.orders.queries.money import lines_to_pay
from handrail.stock.codes import StockReason
from handrail.stock.queries.recall_causes import causes_said
from handrail.stock.queries.recalls import RecallRow, recall_row
from handrail.stock.rules.recall_causes import CauseSaid, is_charged, times_taken_back
from handrail.usecases._charges_back import recall_charges_back
from handrail.usecases._payers import Funded, lent, posts_of_charge
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.queries.recall_told import SeenForRecall, seen_for_recall, told_before
from handrail.visits.rules.door_book import DoorBook


def recall_held(change: Change, recall_id: UUID) -> RecallRow:
    """The recall, as long as nobody else tells of it or decides what that costs. Nothing is before it began."""
    hold_tellings(change.scope, recall_id)
    recall = recall_row(change.scope, recall_id)
    if recall is None:
        raise refuse(CallReason.NOT_FOUND, "recall_id")
    if change.at.happened_at < recall.begun_at:
        raise refuse(StockReason.RECALL_NOT_BEGUN, "happened_at", alert=recall.reference)
    return recall


def charged_for(change: Change, recall_id: UUID, told: Collection[ToldOf], said: Sequence[CauseSaid]) -> list[Post]:
    """What is posted for those who were told, each of the day of it; nothing unless the decision says so."""
    if not told or not is_charged(said):
        return []
    asked = {one.line_id for one in told if one.line_id}
    found = {line.id: line for line in lines_to_pay(change.scope, asked)}
    payers: dict[UUID, Funded] = {**found, **lent(change, asked - found.keys())}
    prices, posts = money_terms(change.scope).prices, list[Post]()
    for one in recall_charges(recall_id, told, times_taken_back(said)):
        if price := price_of(one.item, [], prices.of(one.on)):
            occasion = Occasion(change.new_id(), one.cause, one.on)
            posts += posts_of_charge(change, occasion, Charge(price, one.weights), payers)
    return posts


def taken_back_for(change: Change, recall_id: UUID, told: Collection[ToldOf], why: str) -> list[Post]:
    """What was charged for these is taken back."""
    lines = {one.line_id for one in told if one.line_id}
    return recall_charges_back(change, lines, begins_of(recall_id, told), why)


def recalled_at_door(change: Change, book: DoorBook) -> tuple[SeenForRecall, ...]:
    """What a crew saw to because of a recall; read before its tasks are closed. No statement where there is none."""
    done = {Outcome.DONE, Outcome.PART_DONE}
    tasks = [
        task.id for task in book.facts.tasks
        if task.for_recall and task.id in book.closes and book.closes[task.id].outcome in done
    ]  # fmt: skip
    return seen_for_recall(change.scope, tasks) if tasks else ()


def not_reached(change: Change, book: DoorBook) -> None:
    """A crew came because of a recall, and could not do it: whoever was not told yet was tried once more. Call it
    before the tasks are closed. No statement where there is none."""
    tasks = [task.id for task in book.facts.tasks if task.for_recall and task.id in book.closes]
    seen = [one for one in seen_for_recall(change.scope, tasks) if not one.lifted] if tasks else []
    for recall_id in sorted({one.recall_id for one in seen}):
        of_it = {one.loan_id or one.adaptation_id: one for one in seen if one.recall_id == recall_id}
        before = told_before(change.scope, recall_id, [thing for thing in of_it if thing])
        tell(change, [_in_vain(change, book, one) for thing, one in of_it.items() if thing not in before])


def tell_at_door(change: Change, book: DoorBook, seen: Sequence[SeenForRecall]) -> list[Post]:
    """Whoever had it was told by the visit that took it along, or made it safe; gives what that is charged."""
    posts: list[Post] = []
    take_down(change, book, seen)
    kinds = {task.id: task.kind for task in book.facts.tasks}
    standing = sorted((one for one in seen if not one.lifted), key=lambda one: one.recall_id)
    for recall_id, group in groupby(standing, key=lambda one: one.recall_id):
        things = {one.loan_id or one.adaptation_id: one for one in group}
        hold_tellings(change.scope, recall_id)
        before = told_before(change.scope, recall_id, [thing for thing in things if thing])
        new = [_by_visit(change, book, one, kinds[one.task_id]) for thing, one in things.items() if thing not in before]
        tell(change, new)
        ids = {row.id for row in new}
        told = [one for one in told_of_recall(change.scope, recall_id) if one.telling_id in ids] if ids else []
        posts += charged_for(change, recall_id, told, causes_said(change.scope, recall_id))
    return posts


def take_down(change: Change, book: DoorBook, seen: Sequence[SeenForRecall]) -> None:
    """What the crew took down is fitted no more."""
    down = [one.adaptation_id for one in seen if one.adaptation_id and one.task_id in book.taken_down]
    loan_actions.take_down(down, at=change.at.happened_at)


def tell(change: Change, rows: Sequence[NewTelling]) -> None:
    """Write down who was told, or was not reached."""
    loan_actions.tell_of_recall(
        rows, contract_id=change.scope.contract_id, by_id=change.scope.user_id, happened_at=change.at.happened_at,
        recorded_at=change.at.recorded_at,
    )  # fmt: skip
    for row in rows:
        change.touched("telling", row.id, row.person_id)


def _by_visit(change: Change, book: DoorBook, one: SeenForRecall, kind: TaskKind) -> NewTelling:
    fitted = "took it down" if one.task_id in book.taken_down else "made it safe"
    did = "took it along" if kind is TaskKind.COLLECT else fitted
    note = book.closes[one.task_id].note
    said = f"Visit {book.facts.visit.number} {did}{f': {note}' if note else ''}"
    return NewTelling(
        change.new_id(), one.recall_id, one.person_id, ToldHow.VISIT.value, reached=True, counts=True,
        still_used=StillUsed.STOPPED.value, said=said, loan_id=one.loan_id, adaptation_id=one.adaptation_id,
        visit_id=book.facts.visit.id,
    )  # fmt: skip


def _in_vain(change: Change, book: DoorBook, one: SeenForRecall) -> NewTelling:
    return NewTelling(
        change.new_id(), one.recall_id, one.person_id, ToldHow.VISIT.value, reached=False, counts=False,
        still_used=StillUsed.NOT_SAID.value, said=f"Visit {book.facts.visit.number} could not be done",
        loan_id=one.loan_id, adaptation_id=one.adaptation_id, visit_id=book.facts.visit.id,
    )  # fmt: skip
