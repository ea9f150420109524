"""Takes charges back for what was not done after all: the visit that brought or fetched it, the work on what came back;
with funds or waiting for one. Refuses nothing: what was never charged, or to no line, gives no entry."""

from collections.abc import Collection, Mapping
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.codes import WaitsFor
from handrail.ledger.queries.standing import standing_entries, standing_of_lines
from handrail.ledger.queries.suspense import hold_parts_of_charges
from handrail.ledger.rules.charge_parts import Borne, borne_of, taken_off, without
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.suspense import Post, Waiting
from handrail.ledger.rules.visit_charges import BORNE_TOGETHER, DISTANCE, JOINT
from handrail.orders.queries.money import line_head
from handrail.usecases._restating import taken_back_of
from handrail.visits.queries.charged import visits_that_brought, visits_that_fetched

# What a visit that only brings, or only fetches, is charged beside what is shared by all that it is for.
_FETCHED = frozenset({"collection", "second_person", "out_of_hours", JOINT, DISTANCE})
LOADED = "cancelled_after_loading"
PARCEL = "delivery_small_parcel"


def hand_over_charges_back(change: Change, line_id: UUID, why: str) -> list[Post]:
    """Nothing of this line was handed over: it bears nothing of the visits that were to bring it. Who bore such a price
    with it bears all of it now."""
    head = line_head(change.scope, line_id)
    begins = [f"charge:visit:{visit}:" for visit in visits_that_brought(change.scope, line_id)]
    begins += [order_cause(head.order_id, PARCEL)] if head else []
    return _off(change, [line_id], begins, why)


def loading_charges_back(change: Change, orders: Mapping[UUID, UUID]) -> list[Post]:
    """These lines, each with its order, were cancelled on the van and handed over all the same: they were not loaded in
    vain."""
    begins = [order_cause(order, LOADED) for order in set(orders.values())]
    return _off(change, list(orders), begins, "It was handed over after all")


def return_charges_back(change: Change, loan_id: UUID, line_id: UUID | None, why: str) -> list[Post]:
    """The item of this loan never came back: what its fetching is charged, and what was done to it since."""
    head = line_head(change.scope, line_id) if line_id else None
    visits = visits_that_fetched(change.scope, loan_id)
    # What was brought in without an order line bears its charges as the loan.
    fetched = [f"charge:visit:{visit}:" for visit in visits]
    posts = _off(change, [head.id if head else loan_id], fetched, why, rows=_FETCHED)
    paid = (head.paid_by_line_id or head.id) if head else loan_id
    return [*posts, *_off(change, [paid], [f"charge:loan:{loan_id}:"], why)]


def recall_charges_back(change: Change, lines: Collection[UUID], begins: Collection[str], why: str) -> list[Post]:
    """These lines bear nothing of telling people of a recall, by the beginnings of its causes."""
    return _off(change, lines, begins, why)


def row_back(change: Change, line_id: UUID, cause: str, row: str, why: str) -> list[Post]:
    """A charge of this row and cause that this line bears alone."""
    return _off(change, [line_id], [cause], why, rows={row})


def measuring_charges_back(change: Change, measuring_id: UUID, visit_id: UUID, why: str) -> list[Post]:
    """Nothing was measured at this visit for this request: it bears nothing of it. What else was measured there bears
    the price alone."""
    return _off(change, [measuring_id], [f"charge:visit:{visit_id}:"], why)


def order_cause(order_id: UUID, item: str) -> str:
    """How the causes of what an order is charged once begin."""
    return f"charge:order:{order_id}:{item}"


def _off(
    change: Change, lines: Collection[UUID], begins: Collection[str], why: str, rows: Collection[str] = ()
) -> list[Post]:
    if not begins:
        return []
    charges, priceless = charges_named(change, lines, begins)
    posts: list[Post] = []
    done: list[UUID] = []
    for one in charges:
        item = one.charged.price.item
        if not rows or item in rows:
            posts += taken_off(one, lines, why, lambda old: taken_back_of(change, old), shared=_shared(item))
            done += [row.id for row in one.waits if row.weights.keys() & set(lines)]
    for row in priceless:
        if row.weights.keys() & set(lines) and (not rows or row.item in rows):
            again = Occasion(change.new_id(), f"{row.cause}:change:{change.audit_id}", row.happened_on)
            left = without(row, lines, again, shared=_shared(row.item))
            posts += [left] if left else []
            done.append(row.id)
    if done:
        actions.settle_waiting(done, done)
    return posts


def charges_named(
    change: Change, lines: Collection[UUID], begins: Collection[str]
) -> tuple[list[Borne], list[Waiting]]:
    """The charges whose causes begin so and of which these lines bear a part, as they stand under a lock of what waits
    of them; and what waits for a price under such a cause."""
    known = [one for one in standing_of_lines(change.scope, lines) if one.cause.startswith(tuple(begins))]
    causes = [*begins, *(f"moved:{line}:{one}" for line in lines for one in begins)]
    rows = hold_parts_of_charges(change.scope, [one.id for one in known], causes)
    waits = [(row, done) for row, done in rows if row.waits_for is WaitsFor.FUND]
    ids = {one.id for one in known} | {row.entry_id for row, _ in waits if row.entry_id}
    standing = standing_entries(change.scope, ids, [row.cause for row, done in waits if done])
    priceless = [row for row, done in rows if row.waits_for is WaitsFor.PRICE and not done]
    return borne_of(standing, waits), priceless


def _shared(item: str) -> bool:
    return item in BORNE_TOGETHER or item in {LOADED, PARCEL}
