"""Charges what was done at a door, or loaded in vain, by the contract's price list, to the funds of the lines.
Refuses nothing: what happened is never refused for money; what no fund pays for waits in SUSPENSE."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import time
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.identity.calls import Change
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.suspense import Post
from handrail.ledger.rules.visit_charges import Beside, Done, Work, charges_of, charges_of_failed, weight_of
from handrail.orders.queries import LineRow
from handrail.orders.queries.money import LineToPay, lines_to_pay
from handrail.orders.states import LineState
from handrail.partners.terms import Terms
from handrail.usecases._charges_back import LOADED, PARCEL, loading_charges_back
from handrail.usecases._credit import credits_of_return
from handrail.usecases._examined import charges_of_examinations
from handrail.usecases._money import entries_of
from handrail.usecases._once_an_order import once_an_order
from handrail.usecases._payers import Funded, entries_of_charges, lent
from handrail.usecases._posting import post, post_last
from handrail.usecases._special_orders import follow_specials
from handrail.visits.codes import Outcome
from handrail.visits.queries.measuring import measurings_to_pay
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import DoorFacts, TaskFact
from handrail.visits.rules.handing_over import STOPPED
from handrail.visits.rules.outcomes import VisitEnd
from handrail.visits.rules.recalled_back import sees_to_fitted
from handrail.visits.rules.requests import people_for
from handrail.visits.states import VisitState

_DONE = frozenset({Outcome.DONE, Outcome.PART_DONE})


def follow_visit(change: Change, book: DoorBook, end: VisitEnd, told: Sequence[Post] = (), *, minutes: int = 0) -> None:
    """Post for the lines that arrived, what the visit is charged, and credits of what comes back. Call it once in a
    change, after all that moves lines: the visit is locked and recorded once, so it is charged once. `told`: what
    telling people of a recall costs; a call that is charged for other work too is not charged again for it. `minutes`:
    for so long a prescriber worked with the crew."""
    moved = {*(line for ids in book.delivered.values() for line in ids), *book.part_delivered}
    tasks = [task for task in book.facts.tasks if task.outcome is not Outcome.CANCELLED]
    there = {task.id: line_of(book.facts, task) for task in tasks if not sees_to_fitted(task)}
    examined = {one.loan_id: _line_of_loan(book.facts, one.loan_id) for one in book.examinations}
    asked = moved | {one for one in (*there.values(), *examined.values()) if one}
    found = {line.id: line for line in lines_to_pay(change.scope, asked)}
    measured = {one.id: one for one in measurings_to_pay(change.scope, _measured(book.facts))}
    rest = asked - found.keys() - measured.keys()
    payers: dict[UUID, Funded] = {**found, **measured, **lent(change, rest)}
    money, on = money_terms(change.scope), change.at.today
    prices, terms = money.prices.of(on), money.terms_of(on)
    parcels: dict[UUID, UUID] = {}
    if end.state is VisitState.FAILED:
        # Nobody stood at the door in vain where a parcel came back.
        in_vain = (there or not tasks) and not book.facts.visit.by_post
        charges = charges_of_failed(end.fail_side, list(there.values()), prices) if in_vain else ()
    else:
        weights = {line.id: weight_of(line.spend_pence, terms) for line in found.values()}
        works = [
            replace(work, weight=weights.get(work.line_id, 1) if work.line_id else 1)
            for work in _works(book, found, {id_ for id_, one in measured.items() if one.in_price(terms)}, terms)
        ]
        parcels = _by_post(book, works, found)
        works = [work for work in works if work.line_id not in parcels]
        parts = sum(repair.parts_pence for repair in book.repairs)
        beside = Beside(minutes, book.facts.distance.miles if book.facts.distance else 0)
        charges = charges_of(
            works, prices, crew=book.facts.visit.crew, at=_begun(book), day=terms.day, parts_pence=parts, beside=beside
        )
    lines = entries_of(change, [line for line in found.values() if line.id in moved])
    stopped = [line for state in STOPPED for line in book.delivered.get(state, ())]
    back = loading_charges_back(change, {line: found[line].order_id for line in stopped})
    charged = entries_of_charges(change, f"visit:{book.facts.visit.id}", charges, payers)
    charged += charges_of_examinations(change, book.facts.visit.id, examined, payers)
    causes = {one.cause for one in charged}
    besides = [one for one in told if one.cause not in causes]
    sent = once_an_order(change, PARCEL, parcels)
    post_last(change, [*lines, *charged, *besides, *sent, *back, *credits_of_return(change, book.pieces_back())])


def follow_ended(change: Change, lines: Collection[LineRow], *, also: Collection[UUID] = ()) -> None:
    """Post for lines that have ended, given as they were before: what was kept is let go, and an order of which
    something is on a van in vain is charged once. `also`: lines of vouchers that have ended. Call it once in a
    change."""
    ended = [*(line.id for line in lines), *also]
    if not ended:
        return
    posts = entries_of(change, lines_to_pay(change.scope, ended))
    loaded = {line.id: line.order_id for line in lines if line.state is LineState.LOADED}
    post(change, [*posts, *once_an_order(change, LOADED, loaded)])
    follow_specials(change, ((line.product_code, line.product_id) for line in lines))


def _measured(facts: DoorFacts) -> list[UUID]:
    return [task.measuring_id for task in facts.tasks if task.measuring_id]


def line_of(facts: DoorFacts, task: TaskFact) -> UUID | None:
    """The line that a task is about: the one to be brought, or the one that the loan began with; of a loan that began
    with none, the loan; of what is measured, its request."""
    if task.measuring_id:
        return task.measuring_id
    return task.line_id or (_line_of_loan(facts, task.loan_id) if task.loan_id else None)


def _line_of_loan(facts: DoorFacts, loan_id: UUID) -> UUID | None:
    loan = facts.loans.get(loan_id)
    return loan.line_id or loan_id if loan else None


def _works(book: DoorBook, lines: Mapping[UUID, LineToPay], in_price: Collection[UUID], terms: Terms) -> list[Work]:
    """What was done, as the price list sees it. What is fetched by the way has no promise of its own. `in_price`: what
    was measured for the price at which it is put up."""
    visit = book.facts.visit
    charged = [task for task in book.facts.tasks if task.id in book.closes and not sees_to_fitted(task)]
    done = [(task, book.closes[task.id]) for task in charged]
    done = [(task, close) for task, close in done if close.outcome in _DONE and task.measuring_id not in in_price]
    brings = any(task.line_id for task, _ in done)
    works = []
    for task, close in done:
        line_id, kind = line_of(book.facts, task), Done(task.kind.value)
        line = lines.get(line_id) if line_id else None
        product = book.facts.product_of(task)
        crew = people_for(task.kind, product.crew) if product else 1
        if line is None or line.at_door is None or task.line_id is None:
            works.append(Work(line_id, kind, "" if brings else visit.speed_code, close.quantity_done, crew))
            continue
        at_door = line.at_door
        works.append(
            Work(line_id, kind, at_door.speed_code, close.quantity_done, crew, at_door.fitting(terms), at_door.in_place)
        )
    return works


def _by_post(book: DoorBook, works: Sequence[Work], lines: Mapping[UUID, LineToPay]) -> dict[UUID, UUID]:
    """The lines that came in a parcel, each with its order: they are charged once an order, and not by the visit."""
    if not book.facts.visit.by_post:
        return {}
    brought = {work.line_id for work in works if work.done is Done.DELIVER}
    return {line_id: line.order_id for line_id, line in lines.items() if line_id in brought}


def _begun(book: DoorBook) -> time:
    """When the crew stood at the door, by the clock in London."""
    return (book.facts.visit.arrived_at or book.at).astimezone(LONDON).time()
