"""Owns: a month's rent of a loan with all that was written of it since, and the entries that say it as it should be, as
often as until when it was lent is recorded otherwise. Refuses a price that somebody put right by hand: that stands."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price
from handrail.ledger.rules.priced_book import Key, PricedBook
from handrail.ledger.rules.rentals import RENT, Rent
from handrail.ledger.rules.restating import OF_LINES, Standing, corrected_by_hand, pence_of, priced_anew, turned_round

LATE = "Until when it was lent was recorded later"


@dataclass(frozen=True, slots=True)
class WrittenRent:
    """`first`: the entry that charged it. `stands`: those that say it now; none where nothing is owed for it. `bears`:
    who bears it, by what they bore before the pennies of later prices; `pence`: what it comes to."""

    first: Standing
    stands: tuple[Standing, ...]
    bears: Mapping[Key, int]
    pence: int


def written_rent(book: PricedBook, cause: str) -> WrittenRent | None:
    """The rent of this cause; None where nothing was charged, its price was put right by hand, or a part of it waited
    for a fund."""
    charged = book.caused_by(cause)
    if charged is None:
        return None
    written = sorted(book.of_event(charged.entry.id), key=lambda one: one.change)
    roots = [book.standing(one) for one in written if one.entry.corrects_id is None]
    stands = tuple(one for one in roots if one.parts)
    by_hand = any(one.turns_a_price or one.says_a_price for one in written)
    if by_hand or not all(corrected_by_hand(one) for one in stands):
        return None
    sums: Counter[Key] = Counter()
    bears: dict[Key, int] = {}
    for _, of_change in groupby(written, key=lambda one: one.change):
        parts = [part for one in of_change for part in one.entry.postings if part.kind in OF_LINES]
        for part in parts:
            sums[part.kind, part.share_set_id, part.line_id] += part.amount_pence
        now = {key: sums[key] for key in sorted(sums, key=str) if sums[key]}
        # Another price is borne as the one before, and what comes to nothing by those who bore it.
        if now and (now.keys() != bears.keys() or not pence_of(parts)):
            bears = now
    if any(kind is AccountKind.SUSPENSE and line is None for kind, _, line in bears):
        return None
    return WrittenRent(roots[0], stands, bears, sum(sums.values()))


def rent_said_again(
    was: WrittenRent,
    rent: Rent | None,
    taken_over: Mapping[UUID, int],
    occasions: Callable[[Standing], tuple[Occasion, Occasion]],
) -> list[Entry]:
    """What turns round what stands, and says what is owed; none where it stands already. `taken_over`: who pays since,
    where others took it over while nothing was owed for it."""
    pence = rent.pence if rent else 0
    if pence == was.pence:
        return []
    parts = [Posting(kind, fund, part, line) for (kind, fund, line), part in was.bears.items()]
    if taken_over and not was.stands:
        (line_id,) = {part.line_id for part in parts}
        parts = [Posting(AccountKind.ACTIVITY, fund, weight, line_id) for fund, weight in taken_over.items()]
    named = was.stands[0] if was.stands else was.first
    price, why = Price(RENT, "", 1, pence), rent.how if rent else LATE
    return [
        *(turned_round(occasions(one)[0], one, one.parts, LATE) for one in was.stands),
        *priced_anew(occasions(named)[1], named, parts, price, why),
    ]
