"""Owns: what waits for a price or for a fund after it was done, and the entry by which a fund takes it over.
Refuses nothing: what was done is never refused for money, it waits where its owner sees it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.ledger.codes import AccountKind, EntryKind, WaitsFor
from handrail.ledger.rules.entries import Entry, Occasion, Payers, Posting, Price, credited, shared_out
from handrail.ledger.rules.price_list import NoPrice

EQUIPMENT = "equipment"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was done and is not with a fund yet. `cause`: of the entry that is to settle it, so that it waits once and
    is settled once. `weights`: the order lines that it was for (None: none is known). `pence`: what waits in SUSPENSE,
    by the entry `entry_id`; both None where there is no price. Of a credit `pence` is what is to come back."""

    id: UUID
    waits_for: WaitsFor
    cause: str
    item: str
    promised: tuple[str, ...]
    quantity: int
    happened_on: date
    weights: Mapping[UUID | None, int]
    pence: int | None = None
    entry_id: UUID | None = None


type Post = Entry | Waiting


def without_price(occasion: Occasion, price: NoPrice, weights: Mapping[UUID | None, int]) -> Waiting:
    """What waits until the contract has a price for the day of the event: nothing can be posted before."""
    return Waiting(
        occasion.id, WaitsFor.PRICE, occasion.cause, price.item, price.promised, price.quantity, occasion.on, weights
    )


def credit_waits(occasion: Occasion, price: Price, line_id: UUID) -> Waiting:
    """What is to come back to the funds that pay for a line, once there are any; reckoned by the terms of its day."""
    return Waiting(
        occasion.id, WaitsFor.CREDIT, occasion.cause, price.item, (), price.quantity, occasion.on, {line_id: 1},
        price.pence,
    )  # fmt: skip


def credit_taken_over(
    occasion: Occasion, one: Waiting, paid: Sequence[Posting], *, left: int, each_at_most: int
) -> Entry | None:
    """The credit that waited, to who took the equipment over: of so many pieces as are `left` without one, and never
    more for each than was paid. None where nothing is to come back."""
    pieces = min(one.quantity, left)
    each = min((one.pence or 0) // one.quantity, each_at_most)
    return credited(occasion, Price(one.item, "", pieces, each), paid) if pieces > 0 and each > 0 else None


def in_suspense(entry: Entry, unpaid: Mapping[UUID | None, int], new_id: Callable[[], UUID]) -> Sequence[Waiting]:
    """What of an entry waits until a fund pays: one for each line that none pays for, by its weight."""
    waits = sum(posting.amount_pence for posting in entry.postings if posting.kind is AccountKind.SUSPENSE)
    if waits <= 0:
        return ()
    price = entry.price
    return [
        Waiting(
            new_id(), WaitsFor.FUND, f"moved:{line_id or 'unknown'}:{entry.cause}", price.item, (price.speed_code,),
            price.quantity, entry.happened_on, {line_id: 1}, pence, entry.id,
        )
        for line_id, pence in zip(unpaid, split_by_weights(waits, list(unpaid.values())), strict=True)
        if pence
    ]  # fmt: skip


def moved(occasion: Occasion, item: str, pence: int, payers: Payers) -> Entry:
    """What waited in SUSPENSE for a line goes to the funds that pay for it now."""
    equipment = item == EQUIPMENT
    to = AccountKind.EQUIPMENT if equipment else AccountKind.ACTIVITY
    funds = [Posting(to, fund, part, line) for line, fund, part in shared_out(pence, [payers])]
    # What stands in SUSPENSE for a line is equipment: the part of a charge names none there.
    waited = Posting(AccountKind.SUSPENSE, None, -pence, payers.line_id if equipment else None)
    return Entry(occasion.id, EntryKind.MOVED, occasion.cause, Price(item, "", 1, pence), occasion.on, (*funds, waited))
