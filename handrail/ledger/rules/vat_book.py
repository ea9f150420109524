"""Owns: the VAT of an entry: what brings the VAT on what it is about to what is to be on it, once it is posted. So VAT
follows what stands, a whole correction leaves none, and what others bear under the same terms bears the same.
Refuses nothing: what no term names bears none, nor does what waits in SUSPENSE, before a fund takes it over."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.bands import REBATE, activity_of
from handrail.ledger.rules.entries import Entry, Posting
from handrail.ledger.rules.restating import Standing, first_of
from handrail.ledger.rules.suspense import EQUIPMENT
from handrail.ledger.rules.vat import OF_VAT, VatTerm, rounded_half_up, term_for
from handrail.ledger.rules.vat_said import vat_said
from handrail.ledger.rules.vat_stands import Event, Key, Stands, Vat, vat_back, vat_on

CREDIT = "credit"
_NET = frozenset({AccountKind.EQUIPMENT, AccountKind.ACTIVITY})

# What VAT stands on: the equipment of a line, its credits, or one event of the price list, whatever says it again.
type Of = tuple[str, UUID | None]


@dataclass(frozen=True, slots=True)
class VatData:
    """What decides on VAT: the terms of a day, which share set is of which fund, and the category of the equipment of
    each line; a line that is not in it bears none, as a voucher does: a shop's price is with VAT."""

    terms_of: Callable[[date], Sequence[VatTerm]]
    fund_of: Mapping[UUID, UUID]
    category_of: Mapping[UUID, str]


class VatBook:
    """Takes entries as they are posted, and gives each with its VAT. `standing`: what stands of the events that these
    correct or say again, and of the lines that they take from or credit."""

    def __init__(self, data: VatData, standing: Iterable[Standing]) -> None:
        self._data = data
        self._of: dict[Of, Stands] = {}
        # The event of what may be corrected.
        self._first: dict[UUID, UUID] = {}
        for old in standing:
            self._first[old.id] = old.first_id
            self._take_in(old.first_id, _item(old.price.item, old.cause), old, old.postings)

    def each_with_vat(self, entries: Sequence[Entry]) -> list[Entry]:
        """These in their order. What an event comes to is rounded anew by the last entry that is about it: what is
        turned round to be said again takes its own VAT along, and leaves that of others as it is."""
        last = {of: at for at, entry in enumerate(entries) for of in self._about(entry)}
        made: dict[int, Entry] = {}
        # Credits last: they follow the equipment.
        for at in sorted(range(len(entries)), key=lambda at: (_credits(entries[at]), at)):
            made[at] = self.with_vat(entries[at], {of for of, latest in last.items() if latest > at})
        return [made[at] for at in range(len(entries))]

    def with_vat(self, entry: Entry, more: Collection[Of] = ()) -> Entry:
        """The entry with its VAT, owed to the provider in the same entry. `more`: of these others are to come."""
        first = self._first_of(entry)
        self._first[entry.id] = first
        was = {key[1]: self._net((CREDIT, key[1])) for key in _keys(entry, CREDIT)}
        about = list(self._about(entry))
        self._take_in(first, _item(entry.price.item, entry.cause), entry, entry.postings)
        vat = [one for of in about for one in self._of_what_stands(of, entry, of in more)]
        vat += [one for line, before in was.items() for one in self._of_credits(line, before)]
        if not vat:
            return entry
        more_owed = sum(one.amount_pence for one in vat)
        owed = sum(one.amount_pence for one in entry.postings if one.kind is AccountKind.PROVIDER) - more_owed
        own = [one for one in entry.postings if one.kind is not AccountKind.PROVIDER]
        other = [Posting(AccountKind.PROVIDER, None, owed)] if owed else []
        return replace(entry, postings=(*own, *vat, *other))

    def _first_of(self, entry: Entry) -> UUID:
        if entry.corrects_id:
            return self._first.get(entry.corrects_id, entry.corrects_id)
        return first_of(entry.id, entry.cause)

    def _about(self, entry: Entry) -> Iterator[Of]:
        """What of equipment and activities it moves."""
        first = self._first_of(entry)
        yield from dict.fromkeys(_of(one, first) for one in entry.postings if one.kind in _NET)

    def _take_in(self, first: UUID, item: str, written: Standing | Entry, postings: Iterable[Posting]) -> None:
        said = vat_said(written.cause)
        for one in postings:
            key = (one.share_set_id, one.line_id)
            if one.kind in _NET or one.kind is AccountKind.CREDITED:
                events = self._stands(_of(one, first)).events
                event = events.setdefault(first, Event(item, written.happened_on))
                event.net[key] += one.amount_pence
                event.said = said or event.said
            elif one.kind in OF_VAT:
                of = (item, one.line_id) if item in (EQUIPMENT, CREDIT) else ("", first)
                self._stands(of).vat[key, one.kind] += one.amount_pence

    def _stands(self, of: Of) -> Stands:
        return self._of.setdefault(of, Stands())

    def _net(self, of: Of) -> Counter[Key]:
        return self._stands(of).net()

    def _of_what_stands(self, of: Of, entry: Entry, is_more_to_come: bool) -> Iterator[Posting]:
        """VAT of equipment and activities; where more of it is to come, of what the entry itself moves alone."""
        stands = self._stands(of)
        only = set(_keys(entry, of[0])) if is_more_to_come else None
        yield from _brought_to(stands, vat_on(stands, self._term), only)

    def _term(self, event: Event, key: Key) -> VatTerm | None:
        share_set, line = key
        category = (self._data.category_of.get(line) if line else None) if event.item == EQUIPMENT else ""
        if share_set is None or category is None:
            return None
        terms = self._data.terms_of(event.on)
        return event.said or term_for(terms, event.item, category, self._data.fund_of[share_set])

    def _of_credits(self, line: UUID | None, before: Mapping[Key, int]) -> Iterator[Posting]:
        """VAT that comes back with credits. Where nothing is left of what was bought, what came back keeps its part of
        the VAT as long as it stands."""
        bought, back = self._stands((EQUIPMENT, line)), self._stands((CREDIT, line))
        net = back.net()
        if any(bought.net().values()) or not any(net.values()):
            due = vat_back(bought, back, self._term)
        else:
            due = Counter({
                (key, kind): rounded_half_up(Fraction(pence * net[key], before[key])) if before[key] else 0
                for (key, kind), pence in back.vat.items()
            })  # fmt: skip
        yield from _brought_to(back, due)


def _brought_to(stands: Stands, due: Vat, only: Collection[Key] | None = None) -> Iterator[Posting]:
    """What is missing, or too much; of some places alone, where they are named."""
    for place in [*stands.vat, *(one for one in due if one not in stands.vat)]:
        (share_set, line), kind = place
        more = due[place] - stands.vat[place]
        if more and (only is None or place[0] in only):
            yield Posting(kind, share_set, more, line)
            stands.vat[place] = due[place]


def _of(part: Posting, first: UUID) -> Of:
    if part.kind is AccountKind.ACTIVITY:
        return ("", first)
    return (EQUIPMENT if part.kind is AccountKind.EQUIPMENT else CREDIT, part.line_id)


_KIND = {"": AccountKind.ACTIVITY, EQUIPMENT: AccountKind.EQUIPMENT, CREDIT: AccountKind.CREDITED}


def _keys(entry: Entry, of: str) -> Iterator[Key]:
    """The places of an entry, of a kind."""
    yield from dict.fromkeys((one.share_set_id, one.line_id) for one in entry.postings if one.kind is _KIND[of])


def _credits(entry: Entry) -> bool:
    return any(one.kind is AccountKind.CREDITED for one in entry.postings)


def _item(item: str, cause: str) -> str:
    return activity_of(cause) if item == REBATE else item
