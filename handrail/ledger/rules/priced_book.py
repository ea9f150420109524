"""Owns: what was written for some lines, as a correction of a price needs it: what stands of each entry, what stood
before its price was set to nothing, who bore it and what was agreed before prices were put right. So the last price
decides alone, never those that it had meanwhile. Refuses nothing."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price
from handrail.ledger.rules.restating import AGAIN, BY_HAND, OF_LINES, Standing, corrected_by_hand, first_of
from handrail.ledger.rules.store_charges import CLEANS
from handrail.ledger.rules.suspense import EQUIPMENT
from handrail.ledger.rules.vat_said import mark_of

BOUGHT = frozenset({AccountKind.EQUIPMENT, AccountKind.SUSPENSE})
# What was paid for a thing: of a loan that was brought in, to its old provider.
PAID = BOUGHT | {AccountKind.BROUGHT_IN}
CREDIT = "credit"
BACK = frozenset({AccountKind.CREDITED})
# In the causes of what a correction of a price wrote: what it turned round, and what it says again.
_TURNED, _SAID = "corrected:price:", ":price:change:"

type Key = tuple[AccountKind, UUID | None, UUID | None]


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it was written, and the number of the change that wrote it."""

    entry: Entry
    change: int

    @property
    def turns_a_price(self) -> bool:
        """Whether a correction of a price turned something round by it."""
        return self.entry.cause.startswith(_TURNED)

    @property
    def says_a_price(self) -> bool:
        """Whether a correction of a price said something again by it."""
        return AGAIN in self.entry.cause and _SAID in self.entry.cause

    @property
    def says_again(self) -> UUID | None:
        """The entry that it says again."""
        _, again, named = self.entry.cause.partition(AGAIN)
        return UUID(named[37:73]) if again else None


@dataclass(frozen=True, slots=True)
class Old:
    """An entry as it stands; or as it stood, `gone` by the change that set its price to nothing (0: it stands)."""

    standing: Standing
    gone: int = 0


def occasions_of_price(
    new_id: Callable[[], UUID], change: int, old: Standing, mark: str = ""
) -> tuple[Occasion, Occasion]:
    """For the entry that turns an old one round, and for the one that says it at another price; `mark`: or with other
    VAT than was said of it so far."""
    first = old.cause.split(AGAIN)[0].split(":change:")[0]
    again = f"{first}{AGAIN}{old.first_id}:{old.id}{mark or mark_of(old.cause)}{_SAID}{change}"
    back = f"{_TURNED}{old.id}:change:{change}"
    return Occasion(new_id(), back, old.happened_on), Occasion(new_id(), again, old.happened_on)


class PricedBook:
    """All entries of some lines, in the order in which they were written."""

    def __init__(self, written: Iterable[Written]) -> None:
        self._by_id = {one.entry.id: one for one in written}
        self._corrections: dict[UUID, list[Written]] = defaultdict(list)
        for one in self._by_id.values():
            if one.entry.corrects_id:
                self._corrections[one.entry.corrects_id].append(one)

    def old(self, entry_id: UUID) -> Old | None:
        """An entry whose price may be said: it stands, or a correction of its price left nothing of it."""
        one = self._by_id.get(entry_id)
        if one is None:
            return None
        back = self._corrections[entry_id]
        stands = _standing(one, back)
        # What was kept before it was spent is let go by the same entry; VAT follows all entries of a line together.
        if stands.parts or (stands.postings and stands.kind not in BY_HAND):
            return Old(stands)
        last = max(back, key=lambda each: each.change, default=None)
        if last is None or not last.turns_a_price or self._said_since(one, last.change):
            return None
        return Old(_standing(one, [each for each in back if each.change != last.change]), last.change)

    def caused_by(self, cause: str) -> Written | None:
        """The entry with this cause."""
        return next((one for one in self._by_id.values() if one.entry.cause == cause), None)

    def standing(self, one: Written) -> Standing:
        """An entry with all that was corrected of it."""
        return _standing(one, self._corrections[one.entry.id])

    def _said_since(self, one: Written, change: int) -> bool:
        """Whether a correction of the price says its event again. One entry says all that was spent for a line."""
        return any(
            each.says_a_price
            and each.change >= change
            and (_first_of(each) == _first_of(one) or bool(_bought(each.entry) & _bought(one.entry)))
            for each in self._by_id.values()
        )

    def of_event(self, first_id: UUID) -> Iterator[Written]:
        """All that was written of the event of which this entry was posted first, with what corrects it."""
        for one in self._by_id.values():
            named = self._by_id.get(one.entry.corrects_id) if one.entry.corrects_id else one
            if named and _first_of(named) == first_id:
                yield one

    def bought(self, line_id: UUID | None) -> list[Old]:
        """What was spent for a line: what stands; where nothing does, what the last correction of its price took."""
        found = self._olds(BOUGHT, line_id)
        last = 0 if any(not one.gone for one in found) else max((one.gone for one in found), default=0)
        return [one for one in found if one.gone == last]

    def paid(self, line_id: UUID) -> list[Old]:
        """The same, or the entry that opened the books for a loan that was brought in."""
        return self.bought(line_id) or self._olds(PAID, line_id)

    def credits(self, line_id: UUID | None) -> list[Old]:
        """The credits of a line: those that stand, and those that went with its price."""
        found = self._olds(BACK, line_id)
        # In one order, whatever was said again: a penny of VAT goes where it went before.
        found.sort(key=lambda one: (one.standing.happened_on, one.standing.first_id))
        return [one for one in found if not one.gone or self._priced_line(line_id, one.gone)]

    def passed_on(self) -> dict[UUID, date]:
        """By loan the day on which it passed its tests: that of the charge of its clean."""
        return {
            UUID(one.entry.cause.split(":")[2]): one.entry.happened_on
            for one in self._by_id.values()
            if one.entry.cause.startswith("charge:loan:") and one.entry.price.item in CLEANS
        }

    def ever_credited(self) -> set[UUID]:
        """The loans of which something was credited at any time."""
        causes = (one.entry.cause.split(":") for one in self._by_id.values() if one.entry.price.item == CREDIT)
        return {UUID(cause[1]) for cause in causes if cause[0] == CREDIT}

    def said_by_hand(self, line_id: UUID | None) -> set[UUID]:
        """The entries of a line that were set to nothing and may be said again by themselves."""
        return {
            one.standing.id
            for one in self._olds(OF_LINES, line_id)
            if one.gone
            and corrected_by_hand(one.standing)
            and not (one.standing.of(BACK) and self._priced_line(line_id, one.gone))
        }

    def _olds(self, kinds: Collection[AccountKind], line_id: UUID | None) -> list[Old]:
        """Of a line; None: of what names no line."""
        roots = (one for one in self._by_id.values() if one.entry.corrects_id is None)
        found = (self.old(one.entry.id) for one in roots)
        return [one for one in found if one and one.standing.of(kinds, [line_id])]

    def _priced_line(self, line_id: UUID | None, change: int) -> bool:
        """Whether this change put the price of a line's equipment right."""
        return any(
            one.change == change and (one.turns_a_price or one.says_a_price) and line_id in _bought(one.entry)
            for one in self._by_id.values()
        )

    def borne(self, entry_id: UUID) -> dict[Key, Fraction]:
        """Who bears an entry, unrounded: in the proportions that held before its price was put right."""
        one = self._by_id[entry_id]
        others = [each for each in self._corrections[entry_id] if not each.turns_a_price]
        now = _summed(part for each in (one, *others) for part in each.entry.postings if part.kind in OF_LINES)
        # What others than a price moved since is borne as it stands.
        if not one.says_a_price or others:
            return now
        was = self.borne_together(self._turned_for(one))
        # Others took it over while nothing of it stood.
        if now.keys() - was.keys():
            return now
        before, after = sum(was.values(), Fraction(0)), sum(now.values(), Fraction(0))
        return {key: part * after / before for key, part in was.items()} if before else now

    def borne_together(self, entries: Iterable[UUID]) -> dict[Key, Fraction]:
        """Who bears several entries, as `borne` says of each."""
        sums: dict[Key, Fraction] = defaultdict(Fraction)
        for one in entries:
            for key, part in self.borne(one).items():
                sums[key] += part
        return in_order_of_keys(sums)

    def _turned_for(self, again: Written) -> Iterator[UUID]:
        """The entries that were turned round, at once or before, so that this one says them again."""
        named = again.says_again
        mine = [one for one in self._by_id.values() if one.turns_a_price and one.change <= again.change]
        at = max((one.change for one in mine if one.entry.corrects_id == named), default=again.change)
        for one in mine:
            together = bool(_bought(one.entry) & _bought(again.entry))
            if one.change == at and one.entry.corrects_id and (one.entry.corrects_id == named or together):
                yield one.entry.corrects_id

    def agreed(self, credit_id: UUID, line_id: UUID) -> tuple[int, int]:
        """What was credited for one before it followed its price, and what one had cost then."""
        one = self._by_id[credit_id]
        while (before := one.says_again) in self._by_id and before is not None:
            if one.says_a_price and not self._priced_line(line_id, one.change):
                break
            one = self._by_id[before]
        prices = [
            each.entry.price.unit_pence
            for each in sorted(self._by_id.values(), key=lambda each: each.change)
            if each.change <= one.change
            and each.entry.kind in (EntryKind.SPENT, EntryKind.RESTATED)
            and line_id in _bought(each.entry)
        ]
        return one.entry.price.unit_pence, prices[-1] if prices else 0


def _first_of(one: Written) -> UUID:
    return first_of(one.entry.id, one.entry.cause)


def _standing(one: Written, back: Collection[Written]) -> Standing:
    """An entry with these corrections."""
    entry = one.entry
    sums = _summed(part for each in (one, *back) for part in each.entry.postings)
    postings = tuple(Posting(kind, fund, int(pence), line) for (kind, fund, line), pence in sums.items())
    quantity = entry.price.quantity - sum(each.entry.price.quantity for each in back)
    price = Price(entry.price.item, entry.price.speed_code, quantity, entry.price.unit_pence)
    return Standing(entry.id, entry.kind, entry.cause, price, entry.happened_on, postings)


def _summed(parts: Iterable[Posting]) -> dict[Key, Fraction]:
    sums: dict[Key, Fraction] = defaultdict(Fraction)
    for part in parts:
        sums[part.kind, part.share_set_id, part.line_id] += part.amount_pence
    return in_order_of_keys(sums)


def in_order_of_keys(sums: dict[Key, Fraction]) -> dict[Key, Fraction]:
    """In their order, for a penny that is left over goes to the first; without what comes to nothing."""
    return {key: sums[key] for key in sorted(sums, key=lambda key: tuple(map(str, key))) if sums[key]}


def _bought(entry: Entry) -> set[UUID]:
    """The lines of which an entry is the equipment."""
    if entry.price.item != EQUIPMENT:
        return set()
    return {part.line_id for part in entry.postings if part.kind in BOUGHT and part.line_id}


__all__ = ["BACK", "BOUGHT", "PAID", "Key", "Old", "PricedBook", "Written", "in_order_of_keys", "occasions_of_price"]
