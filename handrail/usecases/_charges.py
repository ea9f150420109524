"""Charges what was done at a door by the contract's price list, to the funds of the lines that it was done for.
Refuses nothing: what happened is never refused for money; what no fund pays for waits in SUSPENSE."""

from collections.abc import Collection, Mapping, Sequence
from datetime import time
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.entries import Entry, Occasion, Payers, charged
from handrail.ledger.rules.visit_charges import Charge, Done, Work, charges_of, charges_of_failed
from handrail.orders.queries.money import LineToPay, lines_to_pay
from handrail.usecases._money import entries_of, payers_of
from handrail.visits.codes import Outcome
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import DoorFacts, TaskFact
from handrail.visits.rules.outcomes import VisitEnd
from handrail.visits.states import VisitState

_DONE = frozenset({Outcome.DONE, Outcome.PART_DONE})


def follow_visit(change: Change, book: DoorBook, end: VisitEnd) -> None:
    """Post for the lines that arrived, and what the visit is charged. Call it once in a change, after all that moves
    lines: the visit is locked and recorded once, so it is charged once."""
    moved = {*(line for ids in book.delivered.values() for line in ids), *book.part_delivered}
    there = {task.id: line_of(book.facts, task) for task in book.facts.tasks if task.outcome is not Outcome.CANCELLED}
    found = {line.id: line for line in lines_to_pay(change.scope, moved | {one for one in there.values() if one})}
    prices = money_terms(change.scope).prices.of(change.at.today)
    if end.state is VisitState.FAILED:
        charges = charges_of_failed(end.fail_side, list(there.values()), prices)
    else:
        works = _works(book, found)
        parts = sum(repair.parts_pence for repair in book.repairs)
        charges = charges_of(works, prices, crew=book.facts.visit.crew, at=_begun(book), parts_pence=parts)
    lines = entries_of(change, [line for line in found.values() if line.id in moved])
    actions.post([*lines, *entries_of_charges(change, f"visit:{book.facts.visit.id}", charges, found)])


def entries_of_charges(
    change: Change, caused_by: str, charges: Collection[Charge], lines: Mapping[UUID, LineToPay]
) -> Sequence[Entry]:
    """The entries of these charges, each with its own cause under `caused_by`."""
    return [_entry(change, caused_by, charge, lines) for charge in charges]


def line_of(facts: DoorFacts, task: TaskFact) -> UUID | None:
    """The line that a task is about: the one to be brought, or the one that the loan began with."""
    loan = facts.loans.get(task.loan_id) if task.loan_id else None
    return task.line_id or (loan.line_id if loan else None)


def _entry(change: Change, caused_by: str, charge: Charge, lines: Mapping[UUID, LineToPay]) -> Entry:
    payers = [
        Payers(line_id, weights, weight)
        for line_id, weight in charge.weights.items()
        if line_id and line_id in lines and (weights := payers_of(change, lines[line_id]))
    ]
    unpaid = sum(charge.weights.values()) - sum(line.weight for line in payers)
    occasion = Occasion(change.new_id(), f"charge:{caused_by}:{charge.price.item}", change.at.today)
    return charged(occasion, charge.price, payers, unpaid)


def _works(book: DoorBook, lines: Mapping[UUID, LineToPay]) -> list[Work]:
    """What was done, as the price list sees it. What is fetched by the way has no promise of its own."""
    visit = book.facts.visit
    done = [(task, book.closes[task.id]) for task in book.facts.tasks if task.id in book.closes]
    done = [(task, close) for task, close in done if close.outcome in _DONE]
    brings = any(task.line_id for task, _ in done)
    works = []
    for task, close in done:
        line_id, kind = line_of(book.facts, task), Done(task.kind.value)
        line = lines.get(line_id) if line_id else None
        crew = book.facts.products[task.product_id].crew
        if line is None or line.at_door is None or task.line_id is None:
            works.append(Work(line_id, kind, "" if brings else visit.speed_code, close.quantity_done, crew))
            continue
        at_door = line.at_door
        works.append(
            Work(line_id, kind, at_door.speed_code, close.quantity_done, crew, at_door.fitting, at_door.in_place)
        )
    return works


def _begun(book: DoorBook) -> time:
    """When the crew stood at the door, by the clock in London."""
    return (book.facts.visit.arrived_at or book.at).astimezone(LONDON).time()
