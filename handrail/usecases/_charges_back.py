"""Takes charges back for what was not done after all: the visit that brought or fetched it, the work on what came back.
Refuses nothing: what was never charged, or to no line, gives no entry."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger.queries.standing import standing_of_causes, standing_of_lines
from handrail.ledger.rules.entries import Entry
from handrail.ledger.rules.restating import taken_off, turned_round
from handrail.ledger.rules.visit_charges import BORNE_TOGETHER
from handrail.orders.queries.money import line_head
from handrail.usecases._restating import taken_back_of
from handrail.visits.queries.charged import visits_that_brought, visits_that_fetched

# What a visit that only brings, or only fetches, is charged beside what is shared by all that it is for.
_FETCHED = frozenset({"collection", "second_person", "out_of_hours"})


def hand_over_charges_back(change: Change, line_id: UUID, why: str) -> list[Entry]:
    """Nothing of this line was handed over: it bears nothing of the visits that were to bring it. Who bore such a price
    with it bears all of it now."""
    visits = visits_that_brought(change.scope, line_id)
    return list(_off_visits(change, line_id, visits, why))


def loading_charges_back(change: Change, orders: Mapping[UUID, UUID]) -> list[Entry]:
    """These lines, each with its order, were cancelled on the van and handed over all the same: they were not loaded in
    vain."""
    causes = {f"charge:order:{order}:cancelled_after_loading" for order in orders.values()}
    made = [
        taken_off(taken_back_of(change, one), one, orders.keys(), "It was handed over after all", shared=True)
        for one in (standing_of_causes(change.scope, causes) if causes else ())
    ]
    return [entry for entry in made if entry]


def return_charges_back(change: Change, loan_id: UUID, line_id: UUID | None, why: str) -> list[Entry]:
    """The item of this loan never came back: what its fetching is charged, and what was done to it since."""
    head = line_head(change.scope, line_id) if line_id else None
    visits = visits_that_fetched(change.scope, loan_id)
    # What was brought in without an order line bears its charges as the loan.
    fetched = _off_visits(change, head.id if head else loan_id, visits, why, rows=_FETCHED)
    begins = f"charge:loan:{loan_id}:"
    paid = standing_of_lines(change.scope, [(head.paid_by_line_id or head.id) if head else loan_id])
    worked = [one for one in paid if one.cause.startswith(begins)]
    return [*fetched, *(turned_round(taken_back_of(change, one), one, one.parts, why) for one in worked)]


def _off_visits(
    change: Change, line_id: UUID, visits: Collection[UUID], why: str, rows: Collection[str] = ()
) -> Iterator[Entry]:
    begins = tuple(f"charge:visit:{visit}:" for visit in visits)
    for one in standing_of_lines(change.scope, [line_id]) if begins else ():
        if one.cause.startswith(begins) and (not rows or one.price.item in rows):
            shared = one.price.item in BORNE_TOGETHER
            entry = taken_off(taken_back_of(change, one), one, [line_id], why, shared=shared)
            if entry:
                yield entry
