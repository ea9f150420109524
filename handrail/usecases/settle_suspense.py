"""Price what waited for a price, let funds take over what waited in SUSPENSE for one, and credit them what came back
meanwhile.
Refuses nothing: what still has neither goes on waiting. A job calls it when contract data changed, and once a day."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.codes import AccountKind, WaitsFor
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.suspense import hold_to_try, to_try
from handrail.ledger.rules.entries import Entry, Occasion, Payers, Posting
from handrail.ledger.rules.fees import FOR_EVERYBODY
from handrail.ledger.rules.price_list import NoPrice, how_timed, price_of
from handrail.ledger.rules.suspense import EQUIPMENT, Post, Waiting, credit_taken_over, moved
from handrail.ledger.rules.visit_charges import Charge
from handrail.loans.awaiting import hold_uncredited
from handrail.orders.queries import lines_for_update
from handrail.orders.queries.money import LineToPay, lines_to_pay
from handrail.orders.states import LineState
from handrail.usecases._payers import (
    ForEverybody,
    Funded,
    payers_of,
    posts_for_everybody,
    posts_of_charge,
    without_line,
)
from handrail.usecases._posting import post

AT_ONCE = 500


@use_case(Event.SUSPENSE_SETTLED, needs=Permission.RUN_JOBS)
def settle_suspense(change: Change) -> int:
    """Try what waits longest; how many were settled. Each is settled once, by an entry whose cause names its own."""
    found = to_try(change.scope, change.at.today, at_most=AT_ONCE)
    uncredited = dict(hold_uncredited(change.scope, sorted({_loan_of(one) for one in found if _is_credit(one)})))
    # What a line has in SUSPENSE stays as it is read, because whoever moves the line waits.
    held = lines_for_update(change.scope, _lines_of(found))
    kept = hold_to_try(change.scope, change.at.today, sorted(one.id for one in found))
    lines = {line.id: line for line in lines_to_pay(change.scope, [line.id for line in held])}
    stands = {line.id: line.posted.spent.get(None, 0) for line in lines.values()}
    payers: dict[UUID, Funded] = {**lines, **without_line(change, set(_lines_of(found)) - lines.keys())}
    posts: list[Post] = []
    settled: list[UUID] = []
    # Credits last: they go to who took the equipment over.
    for one in sorted(kept, key=_is_credit):
        if _is_credit(one):
            made = _credited(change, one, lines, stands, posts, uncredited)
        else:
            made = _settled(change, one, payers, stands)
        if made is not None:
            posts += made
            settled.append(one.id)
    post(change, posts)
    actions.settle_waiting([one.id for one in kept], settled)
    done = set(_lines_of([one for one in kept if one.id in settled]))
    for line in held:
        if line.id in done:
            change.touched("line", line.id, line.person_id)
    change.touched("contract", change.scope.contract_id)
    return len(settled)


def _lines_of(waiting: Sequence[Waiting]) -> list[UUID]:
    return sorted({line for one in waiting for line in one.weights if line})


def _settled(change: Change, one: Waiting, payers: Mapping[UUID, Funded], stands: dict[UUID, int]) -> list[Post] | None:
    """What settles it, which is nothing where nothing is owed; None: it goes on waiting."""
    if one.waits_for is WaitsFor.PRICE:
        return _priced(change, one, payers)
    (line_id,) = one.weights
    payer = payers.get(line_id) if line_id else _everybody(one)
    weights = payers_of(change, payer) if payer else {}
    if not weights:
        return None
    pence = one.pence or 0
    if line_id and one.item == EQUIPMENT:
        pence = min(pence, stands[line_id])
        stands[line_id] -= pence
    occasion = Occasion(change.new_id(), one.cause, change.at.today)
    return [moved(occasion, one.item, pence, Payers(line_id, weights))] if pence > 0 else []


def _everybody(one: Waiting) -> ForEverybody | None:
    """Who pays for what is for nobody in particular; None: it was for a line, whether known or not."""
    return ForEverybody(one.happened_on) if one.item in FOR_EVERYBODY else None


def _is_credit(one: Waiting) -> bool:
    return one.waits_for is WaitsFor.CREDIT


def _loan_of(credit: Waiting) -> UUID:
    return UUID(credit.cause.split(":")[1])


def _credited(
    change: Change,
    one: Waiting,
    lines: Mapping[UUID, LineToPay],
    stands: Mapping[UUID, int],
    posts: Sequence[Post],
    uncredited: dict[UUID, int],
) -> list[Post] | None:
    """What came back while its line waited, once funds pay for all of the line: on its day, to those that do."""
    (line_id,) = one.weights
    line = lines.get(line_id) if line_id else None
    if line is None or stands[line.id] > 0:
        return None
    paid = [Posting(AccountKind.EQUIPMENT, fund, pence, line.id) for fund, pence in line.posted.spent.items() if fund]
    paid += [
        posting
        for entry in posts
        if isinstance(entry, Entry)
        for posting in entry.postings
        if posting.kind is AccountKind.EQUIPMENT and posting.line_id == line.id
    ]
    loan_id = _loan_of(one)
    pieces = line.quantity if line.state is LineState.DELIVERED else line.quantity_delivered
    each_at_most = sum(posting.amount_pence for posting in paid) // max(1, pieces)
    occasion = Occasion(change.new_id(), one.cause, one.happened_on)
    entry = credit_taken_over(occasion, one, paid, left=uncredited.get(loan_id, 0), each_at_most=each_at_most)
    if entry is None:
        return []
    uncredited[loan_id] -= entry.price.quantity
    return [entry]


def _priced(change: Change, one: Waiting, lines: Mapping[UUID, Funded]) -> list[Post] | None:
    """Charged as it would have been on its day."""
    prices = money_terms(change.scope).prices.of(one.happened_on)
    price = price_of(one.item, one.promised, prices, one.quantity)
    if isinstance(price, NoPrice):
        return None
    occasion = Occasion(change.new_id(), one.cause, one.happened_on)
    if price and (payer := _everybody(one)):
        return posts_for_everybody(change, occasion, price, payer)
    charge = Charge(price, one.weights, how_timed(one.item, one.quantity, prices)) if price else None
    return posts_of_charge(change, occasion, charge, lines) if charge else []
