"""Owns: how much VAT is on what stands. Of an event, whoever bears it: by the terms of its day, rounded once for all of
it. Of credits of a line: the part of its equipment's VAT that they are of its price, rounded once for all of them.
Refuses nothing. What is borne by others under the same terms bears the same in all."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID

from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.vat import WHOLE, VatTerm, rounded_half_up, rounded_once, shared_by

# A share set and a line.
type Key = tuple[UUID | None, UUID | None]
type Place = tuple[Key, AccountKind]
type Vat = Counter[Place]
type _Exact = tuple[Place, Fraction]
# Which term is on what a share set bears of an event, for a line.
type Term = Callable[["Event", Key], VatTerm | None]


@dataclass(slots=True)
class Event:
    """What stands of one event without VAT, by who bears it for which line. `said`: the VAT that was said by hand of
    it, in the place of what the terms of its day say."""

    item: str
    on: date
    net: Counter[Key] = field(default_factory=Counter)
    said: VatTerm | None = None


@dataclass(slots=True)
class Stands:
    """What stands of one thing: its events by the entry that was posted first for each, and the VAT on them."""

    events: dict[UUID, Event] = field(default_factory=dict)
    vat: Vat = field(default_factory=Counter)

    def net(self) -> Counter[Key]:
        """What stands of all its events."""
        whole: Counter[Key] = Counter()
        for event in self.events.values():
            for key, pence in event.net.items():
                whole[key] += pence
        return whole


def vat_on(stands: Stands, term: Term) -> Vat:
    """The VAT that is to stand on its events."""
    due: Vat = Counter()
    for event, net in _whole_events(stands):
        parts = _exact(event, net, term)
        for sign in (1, -1):
            for place, pence in _over_lines([one for one in parts if one[1] * sign > 0]):
                due[place] += pence
    return due


def _over_lines(parts: Sequence[_Exact]) -> Iterator[tuple[Place, int]]:
    """Rounded once, over lines and then over those who bear each, as prices are: another's payers change nothing."""
    of_line: dict[UUID | None, list[_Exact]] = defaultdict(list)
    for place, part in parts:
        of_line[place[0][1]].append((place, part))
    pence = rounded_once([sum((part for _, part in one), Fraction(0)) for one in of_line.values()])
    for one, total in zip(of_line.values(), pence, strict=True):
        shares = shared_by(total, [part for _, part in one])
        yield from ((place, share) for (place, _), share in zip(one, shares, strict=True))


def vat_back(bought: Stands, back: Stands, term: Term) -> Vat:
    """The VAT that is to stand on credits (below zero), of a line of which this was bought. Without anything bought
    there is none."""
    net, credited = bought.net(), back.net()
    places = [(place, pence) for place, pence in sorted(bought.vat.items(), key=_in_order) if pence and net[place[0]]]
    weights = [Fraction(pence * credited[key], net[key]) for (key, _), pence in places]
    if not any(weights):
        return Counter()
    exact = [(key, part) for event, of in _whole_events(bought) for (key, _), part in _exact(event, of, term)]
    whole = sum((part for _, part in exact), Fraction(0))
    # By the terms and not by the pennies that each share set happens to have: another split gives the same in all.
    part = sum((part * credited[key] / net[key] for key, part in exact if net[key]), Fraction(0))
    total = rounded_half_up(sum(bought.vat.values()) * part / whole if whole else sum(weights, Fraction(0)))
    split = shared_by(total, weights)
    return Counter({place: pence for (place, _), pence in zip(places, split, strict=True)})


def _whole_events(stands: Stands) -> Iterator[tuple[Event, Counter[Key]]]:
    """Each event with what stands of it. What was taken from a line names the entry that was posted last, whatever it
    took: what is more than that one bore is off those before it."""
    left = [(event, Counter(event.net)) for event in stands.events.values()]
    for key, pence in stands.net().items():
        if pence < 0:
            continue
        short = 0
        for _, net in left:
            if net[key] < 0:
                short, net[key] = short - net[key], 0
        for _, net in reversed(left):
            some = min(short, net[key])
            short, net[key] = short - some, net[key] - some
    yield from left


def _exact(event: Event, net: Counter[Key], term: Term) -> Sequence[_Exact]:
    """Not rounded, in an order that does not hang on who pays."""
    found = [(key, term(event, key), pence) for key, pence in net.items() if pence]
    parts = [((key, one.account), Fraction(pence * one.parts, WHOLE)) for key, one, pence in found if one]
    return sorted(parts, key=_in_order)


def _in_order(part: tuple[Place, object]) -> tuple[str, str, str]:
    (share_set, line), kind = part[0]
    return str(line), str(share_set), kind.value
