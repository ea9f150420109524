"""Owns: the entries by which a price is put right: of an activity, of a credit, or of all that was spent for a line,
whose credits follow by the terms of their day. Refuses nothing: what comes to nothing is not said again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.credits import CreditTerm, credit_each
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price, credited
from handrail.ledger.rules.priced_book import BACK, BOUGHT, CREDIT, Key, Old, PricedBook, in_order_of_keys
from handrail.ledger.rules.priced_event import PricedEvent, priced_event, whole
from handrail.ledger.rules.restating import Standing, in_proportion, pence_of, said_again, turned_round

type Occasions = Callable[[Standing], tuple[Occasion, Occasion]]
# The share sets that took a line over since, by its id and a day, each with its weight; empty: nobody did.
type TakenOver = Callable[[UUID, date], Mapping[UUID, int]]
# From so many times as much on, or so many times less, a price is asked about once more.
MANIFOLD = 10


@dataclass(frozen=True, slots=True)
class Returned:
    """What a credit is for: its kind, the months for which it was lent, the terms of the day on which it fell due, for
    how many pieces it did, and `on` which day."""

    category: str
    months: int
    terms: Sequence[CreditTerm]
    pieces: int
    on: date


@dataclass(frozen=True, slots=True)
class Anew:
    """How what is put right is written: its ids and causes, why, and who took it over while nothing of it stood."""

    occasions: Occasions
    why: str
    taken_over: TakenOver = lambda *_: {}


def loan_of(credit: Standing) -> UUID:
    """The loan that a credit is for, by its cause."""
    return UUID(credit.cause.split(":")[1])


def one_anew(book: PricedBook, old: Old, price: Price, anew: Anew) -> list[Entry]:
    """An activity, all of it whoever bears its parts by now, or a credit, at another price."""
    if old.standing.of([AccountKind.ACTIVITY]):
        return _event_anew(priced_event(book, old.standing.first_id), old.standing, price, anew)
    turned = _turned(old, old.standing.parts, anew)
    return [*([turned] if turned else []), *_said(book, [old.standing.id], old.standing, price, anew)]


def _event_anew(event: PricedEvent, named: Standing, price: Price, anew: Anew) -> list[Entry]:
    turned = [_turned(one, one.standing.parts, anew) for one in event.olds]
    entries = [one for one in turned if one]
    if price.pence:
        total = price.pence if pence_of(named.parts) > 0 else -price.pence
        since = {line: anew.taken_over(line, named.happened_on) for line in event.of_line if line}
        entries.append(said_again(anew.occasions(named)[1], named, event.borne(total, since), price, anew.why))
    return entries


def line_anew(
    book: PricedBook,
    line_id: UUID,
    named: Old,
    price: Price,
    returned: Mapping[UUID, Returned],
    anew: Anew,
) -> list[Entry]:
    """All that was spent for a line at another price, in one entry, and its credits after it."""
    bought, credited = book.bought(line_id), book.credits(line_id)
    turned = [_turned(one, one.standing.of(BOUGHT, [line_id]), anew) for one in bought]
    again = _said(book, [one.standing.id for one in bought], named.standing, price, anew)
    # All are taken back before any is given again, so that their VAT is reckoned from nothing, in one order.
    back = [_turned(one, one.standing.of(BACK, [line_id]), anew) for one in credited]
    given: list[Entry] = []
    for one in credited:
        given += _credited(book, one, line_id, price.unit_pence, returned.get(loan_of(one.standing)), anew)
    return [one for one in (*turned, *again, *back, *given) if one]


def _turned(old: Old, parts: Sequence[Posting], anew: Anew) -> Entry | None:
    return None if old.gone else turned_round(anew.occasions(old.standing)[0], old.standing, parts, anew.why)


def _credited(
    book: PricedBook, old: Old, line_id: UUID, paid_each: int, loan: Returned | None, anew: Anew
) -> list[Entry]:
    at = old.standing.price
    # What went with its price, and was told since never to have come back, does not come with it again.
    pieces = min(at.quantity, loan.pieces if loan else 0) if old.gone else at.quantity
    if pieces <= 0:
        return []
    price = Price(at.item, at.speed_code, pieces, credit_at(*book.agreed(old.standing.id, line_id), paid_each, loan))
    return _said(book, [old.standing.id], old.standing, price, anew)


def credited_late(
    entries: Sequence[Entry],
    was_each: int,
    paid_each: int,
    loans: Mapping[UUID, Returned],
    occasions: Callable[[UUID], Occasion],
) -> list[Entry]:
    """The credits of what passed while nothing was owed for its line, or so little that no penny of it came back; these
    entries pay for it since."""
    paid = [part for one in entries for part in one.postings if part.kind is AccountKind.EQUIPMENT]
    owed = [
        (loan_id, loan, credit_each(paid_each, loan.category, loan.months, loan.terms))
        for loan_id, loan in loans.items()
        if not credit_each(was_each, loan.category, loan.months, loan.terms)
    ]
    return [
        credited(occasions(loan_id), Price(CREDIT, "", loan.pieces, each), paid)
        for loan_id, loan, each in owed
        if paid and each
    ]


def credit_at(was_each: int, paid_then: int, paid_each: int, loan: Returned | None) -> int:
    """What one piece is credited with at another price: by the terms, where these gave what it had; what was agreed
    otherwise keeps its proportion."""
    if loan and credit_each(paid_then, loan.category, loan.months, loan.terms) == was_each:
        return credit_each(paid_each, loan.category, loan.months, loan.terms)
    return min(paid_each, in_proportion(was_each, paid_then, paid_each))


def _said(book: PricedBook, roots: Iterable[UUID], named: Standing, price: Price, anew: Anew) -> list[Entry]:
    """The event again, borne as it was before any price of it was put right; nothing for a price of nothing."""
    if not price.pence:
        return []
    bears = _taken_over(book.borne_together(roots), named.happened_on, anew.taken_over)
    total = price.pence if sum(bears.values()) > 0 else -price.pence
    split = split_by_weights(total, whole(bears.values()))
    parts = [Posting(kind, fund, pence, line) for (kind, fund, line), pence in zip(bears, split, strict=True)]
    return [said_again(anew.occasions(named)[1], named, parts, price, anew.why)]


def _taken_over(bears: Mapping[Key, Fraction], on: date, by: TakenOver) -> dict[Key, Fraction]:
    """The same, where others took a line over. What waited for a fund is equipment then."""
    sums: dict[Key, Fraction] = defaultdict(Fraction)
    for (kind, fund, line), part in bears.items():
        weights = by(line, on) if line else {}
        for payer, weight in weights.items():
            taken = AccountKind.EQUIPMENT if kind is AccountKind.SUSPENSE else kind
            sums[taken, payer, line] += part * weight / sum(weights.values())
        if not weights:
            sums[kind, fund, line] += part
    return in_order_of_keys(sums)


def far_from(was_pence: int, becomes_pence: int) -> bool:
    """Whether a price is so far from the one that stands that a slip of the key is likely: one nought more or less, to
    nothing, and from it."""
    less, more = sorted((was_pence, becomes_pence))
    return more != less and more >= MANIFOLD * less
