"""Owns: how what an entry says is said again, under other payers or at another price: the old entry is named and turned
round. Refuses nothing: what stands already gives no entry."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price
from handrail.ledger.rules.gain import GAIN

# What was kept is let go and kept anew; what partners paid in is no line's.
_SPENT = frozenset({AccountKind.EQUIPMENT, AccountKind.SUSPENSE})
# Whose price may be put right by itself.
BY_HAND = frozenset({EntryKind.SPENT, EntryKind.CHARGED, EntryKind.CREDITED, EntryKind.RESTATED})
# VAT is none of them: it follows what it is on, by `vat_book`.
OF_LINES = _SPENT | {AccountKind.ACTIVITY, AccountKind.CREDITED}


# In the cause of what is said again; behind it stands the id of the entry that was posted first for the event.
AGAIN = ":restated:"


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry with what was corrected of it since: its price with the pieces that stand, and what stands on each
    account by line; nothing that came to zero."""

    id: UUID
    kind: EntryKind
    cause: str
    price: Price
    happened_on: date
    postings: tuple[Posting, ...]

    def of(self, kinds: Iterable[AccountKind], lines: Iterable[UUID | None] | None = None) -> tuple[Posting, ...]:
        """What stands on accounts of these kinds, of these lines alone where they are named."""
        wanted, only = frozenset(kinds), None if lines is None else frozenset(lines)
        return tuple(one for one in self.postings if one.kind in wanted and (only is None or one.line_id in only))

    @property
    def first_id(self) -> UUID:
        """The entry that was posted first for the same event."""
        return first_of(self.id, self.cause)

    @property
    def parts(self) -> tuple[Posting, ...]:
        """What somebody bears of it."""
        return self.of(OF_LINES)


def first_of(entry_id: UUID, cause: str) -> UUID:
    """The entry that was posted first for the event of one: itself, where it says nothing again."""
    _, again, named = cause.partition(AGAIN)
    return UUID(named[:36]) if again else entry_id


def pence_of(parts: Iterable[Posting]) -> int:
    """What these come to."""
    return sum(part.amount_pence for part in parts)


def turned_round(occasion: Occasion, old: Standing, parts: Sequence[Posting], why: str) -> Entry:
    """These parts of an entry taken back, and whom it was owed to owed so much less."""
    turned = [Posting(one.kind, one.share_set_id, -one.amount_pence, one.line_id) for one in parts]
    price = _price(old, pence_of(parts))
    back = Price(price.item, price.speed_code, price.quantity, -price.unit_pence)
    postings = _balanced(turned, old)
    return Entry(occasion.id, EntryKind.CORRECTED, occasion.cause, back, old.happened_on, postings, old.id, why)


def said_again(occasion: Occasion, old: Standing, parts: Sequence[Posting], price: Price, why: str) -> Entry:
    """The same event as it should have been posted, on the same day."""
    postings = _balanced(_summed(parts), old)
    return Entry(occasion.id, EntryKind.RESTATED, occasion.cause, price, old.happened_on, postings, note=why)


def funded_anew(
    occasions: tuple[Occasion, Occasion], old: Standing, payers: Mapping[UUID, Mapping[UUID, int]], why: str
) -> tuple[Entry, ...]:
    """Two entries after which these lines' parts are borne by `payers` (by line: share sets, each with its weight);
    none where they are so already, one where the entry only took over what waited: another says what is owed."""
    was = _summed(old.of(OF_LINES, payers))
    becomes = _summed(part for line, weights in payers.items() for part in _borne(old, line, weights))
    if not was or was == becomes:
        return ()
    if old.kind is EntryKind.MOVED:
        moved = among_funds(occasions[0], old, was, becomes, why)
        return (moved,) if moved else ()
    again = said_again(occasions[1], old, becomes, _price(old, pence_of(becomes)), why)
    return turned_round(occasions[0], old, was, why), again


def priced_anew(
    occasion: Occasion, old: Standing, parts: Sequence[Posting], price: Price, why: str
) -> tuple[Entry, ...]:
    """The entry that says at this price what was turned round, in the proportions in which it was borne; none where
    the price is nothing."""
    borne = _summed(parts)
    if not price.pence:
        return ()
    total = price.pence if pence_of(borne) > 0 else -price.pence
    split = split_by_weights(total, [abs(part.amount_pence) for part in borne])
    again = [
        Posting(part.kind, part.share_set_id, pence, part.line_id) for part, pence in zip(borne, split, strict=True)
    ]
    return (said_again(occasion, old, again, price, why),)


def corrected_by_hand(old: Standing) -> bool:
    """Whether its price may be put right by itself: what is kept follows its line, what partners pay in its receipt,
    what a shop asked for a voucher stands on the voucher, what the provider shares in is counted again by its job. Of a
    charge of which a part waited for a fund, that part names no line and may be another's by now."""
    waited = any(part.line_id is None for part in old.of([AccountKind.SUSPENSE]))
    of_a_shop = bool(old.of([AccountKind.RETAILER]))
    return old.kind in BY_HAND and bool(old.parts) and not waited and not of_a_shop and old.price.item != GAIN


def among_funds(
    occasion: Occasion, old: Standing, was: Sequence[Posting], becomes: Sequence[Posting], why: str
) -> Entry | None:
    """Parts of an entry borne otherwise: it is owed as before. None where they are borne so already."""
    turned = [Posting(one.kind, one.share_set_id, -one.amount_pence, one.line_id) for one in was]
    nothing = Price(old.price.item, old.price.speed_code, 0, 0)
    postings = tuple(_summed([*turned, *becomes]))
    if not postings:
        return None
    return Entry(occasion.id, EntryKind.CORRECTED, occasion.cause, nothing, old.happened_on, postings, old.id, why)


def in_proportion(each_pence: int, was: int, becomes: int) -> int:
    """A credit for one, after the price that it was reckoned from was put right; half a penny up."""
    return (2 * each_pence * becomes + was) // (2 * was) if was else 0


def _borne(old: Standing, line_id: UUID, weights: Mapping[UUID, int]) -> Iterable[Posting]:
    """The parts of one line, kind by kind, shared by these weights. What waited for a fund is equipment."""
    by_kind: Counter[AccountKind] = Counter()
    for part in old.of(OF_LINES, [line_id]):
        by_kind[AccountKind.EQUIPMENT if part.kind in _SPENT else part.kind] += part.amount_pence
    for kind, pence in by_kind.items():
        split = split_by_weights(pence, list(weights.values()))
        yield from (Posting(kind, fund, part, line_id) for fund, part in zip(weights, split, strict=True))


def _summed(parts: Iterable[Posting]) -> list[Posting]:
    """By account and line, in their order, without what comes to nothing."""
    sums: Counter[tuple[AccountKind, UUID | None, UUID | None]] = Counter()
    for part in parts:
        sums[part.kind, part.share_set_id, part.line_id] += part.amount_pence
    ordered = sorted(sums.items(), key=lambda one: tuple(map(str, one[0])))
    return [Posting(kind, fund, pence, line) for (kind, fund, line), pence in ordered if pence]


def _balanced(parts: Sequence[Posting], old: Standing) -> tuple[Posting, ...]:
    total = pence_of(parts)
    owed_to = AccountKind.RETAILER if old.of([AccountKind.RETAILER]) else AccountKind.PROVIDER
    return (*parts, Posting(owed_to, None, -total)) if total else tuple(parts)


def _price(old: Standing, pence: int) -> Price:
    """The row of the price list: whole where all of it is meant, else as one part."""
    whole = abs(pence) == old.price.pence
    quantity, each = (old.price.quantity, old.price.unit_pence) if whole else (1, abs(pence))
    return Price(old.price.item, old.price.speed_code, quantity, each)
