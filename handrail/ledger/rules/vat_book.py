"""Owns: the VAT of an entry. What it adds bears VAT by the terms of its day; what it takes away takes its VAT along, in
the proportion in which it bore any. So VAT follows what stands, and a whole correction leaves none.
Refuses nothing: what no term names bears none, nor does what waits in SUSPENSE, before a fund takes it over."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.bands import REBATE, activity_of
from handrail.ledger.rules.entries import Entry, Posting
from handrail.ledger.rules.restating import Standing
from handrail.ledger.rules.suspense import EQUIPMENT
from handrail.ledger.rules.vat import OF_VAT, VatTerm, rounded_once, term_for

CREDIT = "credit"
_NET = frozenset({AccountKind.EQUIPMENT, AccountKind.ACTIVITY})

# What VAT stands on: the equipment of a line, its credits, or one charge, with what was corrected of it.
type Of = tuple[str, UUID | None]
type Key = tuple[UUID | None, UUID | None]


@dataclass(frozen=True, slots=True)
class VatData:
    """What decides on VAT: the terms of a day, which share set is of which fund, and the category of the equipment of
    each line; a line that is not in it bears none, as a voucher does: a shop's price is with VAT."""

    terms_of: Callable[[date], Sequence[VatTerm]]
    fund_of: Mapping[UUID, UUID]
    category_of: Mapping[UUID, str]


@dataclass(slots=True)
class _Stands:
    """What stands of one thing, by share set and line: without VAT, and its VAT by account."""

    net: Counter[Key] = field(default_factory=Counter)
    vat: dict[Key, Counter[AccountKind]] = field(default_factory=dict)

    def vat_at(self, key: Key) -> Counter[AccountKind]:
        """The VAT that stands at one place."""
        return self.vat.setdefault(key, Counter())


class VatBook:
    """Takes entries one after another, as they are posted, and gives each with its VAT. `standing`: what stands of the
    entries that these correct, and of the lines that they take from or credit."""

    def __init__(self, data: VatData, standing: Iterable[Standing]) -> None:
        self._data = data
        self._of: dict[Of, _Stands] = {}
        for old in standing:
            self._take_in(old.id, old.price.item, old.postings)

    def with_vat(self, entry: Entry) -> Entry:
        """The entry with its VAT, owed to the provider in the same entry."""
        vat = [*self._of_what_stands(entry), *self._of_credits(entry)]
        root = entry.corrects_id or entry.id
        self._take_in(root, entry.price.item, (*entry.postings, *vat))
        more = sum(one.amount_pence for one in vat)
        if not vat:
            return entry
        owed = sum(one.amount_pence for one in entry.postings if one.kind is AccountKind.PROVIDER) - more
        own = [one for one in entry.postings if one.kind is not AccountKind.PROVIDER]
        other = [Posting(AccountKind.PROVIDER, None, owed)] if owed else []
        return replace(entry, postings=(*own, *vat, *other))

    def _take_in(self, root: UUID, item: str, postings: Iterable[Posting]) -> None:
        for one in postings:
            key = (one.share_set_id, one.line_id)
            if one.kind in _NET or one.kind is AccountKind.CREDITED:
                self._stands(_of(one, root)).net[key] += one.amount_pence
            elif one.kind in OF_VAT:
                of = (item, one.line_id) if item in (EQUIPMENT, CREDIT) else ("", root)
                self._stands(of).vat_at(key)[one.kind] += one.amount_pence

    def _stands(self, of: Of) -> _Stands:
        return self._of.setdefault(of, _Stands())

    def _of_what_stands(self, entry: Entry) -> Iterator[Posting]:
        """VAT of equipment and activities."""
        added: list[tuple[AccountKind, Key, Fraction]] = []
        taken: list[tuple[AccountKind, Key, Fraction]] = []
        root = entry.corrects_id or entry.id
        for one in entry.postings:
            if one.kind not in _NET or one.share_set_id is None:
                continue
            key, stands = (one.share_set_id, one.line_id), self._stands(_of(one, root))
            net = stands.net[key]
            if net and (net > 0) != (one.amount_pence > 0):
                gone = Fraction(min(abs(net), abs(one.amount_pence)), abs(net))
                taken += [(kind, key, -pence * gone) for kind, pence in stands.vat_at(key).items() if pence]
            elif term := self._term(entry, one, one.share_set_id):
                added.append((term.account, key, Fraction(one.amount_pence * term.parts, 10_000)))
        yield from _postings(added)
        yield from _postings(taken)

    def _term(self, entry: Entry, part: Posting, share_set: UUID) -> VatTerm | None:
        if part.kind is AccountKind.ACTIVITY:
            item, category = entry.price.item, ""
            item = activity_of(entry.cause) if item == REBATE else item
        else:
            found = self._data.category_of.get(part.line_id) if part.line_id else None
            if found is None:
                return None
            item, category = EQUIPMENT, found
        return term_for(self._data.terms_of(entry.happened_on), item, category, self._data.fund_of[share_set])

    def _of_credits(self, entry: Entry) -> Iterator[Posting]:
        """VAT that comes back with credits: of all credits of a line together, the proportion of its equipment's."""
        changes: Counter[Key] = Counter()
        for one in entry.postings:
            if one.kind is AccountKind.CREDITED:
                changes[one.share_set_id, one.line_id] += one.amount_pence
        due: list[tuple[AccountKind, Key, Fraction]] = []
        for key, pence in changes.items():
            bought, back = self._stands((EQUIPMENT, key[1])), self._stands((CREDIT, key[1]))
            net, credited = bought.net[key], back.net[key] + pence
            if not net and credited:
                continue
            for kind in sorted(bought.vat_at(key).keys() | back.vat_at(key).keys()):
                whole = Fraction(bought.vat_at(key)[kind] * credited, net) if net else Fraction(0)
                due.append((kind, key, whole - back.vat_at(key)[kind]))
        yield from _postings(due)


def _of(part: Posting, root: UUID) -> Of:
    if part.kind is AccountKind.ACTIVITY:
        return ("", root)
    return (EQUIPMENT if part.kind is AccountKind.EQUIPMENT else CREDIT, part.line_id)


def _postings(parts: Sequence[tuple[AccountKind, Key, Fraction]]) -> Iterator[Posting]:
    """What is added and what is taken away, each rounded once."""
    for sign in (1, -1):
        same = [one for one in parts if one[2] * sign > 0]
        for (kind, (share_set, line), _), pence in zip(same, rounded_once([one[2] for one in same]), strict=True):
            if pence:
                yield Posting(kind, share_set, pence, line)
