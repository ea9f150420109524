"""Owns: one activity with all that was said of it since: its price as a whole, and which part each line bears, whoever
pays for it by now. A price that it had meanwhile decides nothing, nor the pennies that it gave. Refuses nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from math import lcm
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.entries import Posting
from handrail.ledger.rules.priced_book import Key, Old, PricedBook, Written
from handrail.ledger.rules.restating import OF_LINES, pence_of

# Who bears a line's part, each with its weight.
type Payers = dict[tuple[AccountKind, UUID | None], Fraction]


@dataclass(slots=True)
class PricedEvent:
    """An event as it was written: `of_line`, how much each line bears of it against the others; `payers` of each line;
    how many of it stand, what one was said to cost, and what stands; `olds`: the entries that say it now."""

    of_line: dict[UUID | None, Fraction] = field(default_factory=dict)
    payers: dict[UUID | None, Payers] = field(default_factory=dict)
    quantity: int = 0
    each_pence: int = 0
    stands: Counter[Key] = field(default_factory=Counter)
    olds: Sequence[Old] = ()

    @property
    def pence(self) -> int:
        """What all of it comes to."""
        return abs(sum(self.stands.values()))

    def pence_of_line(self, line_id: UUID | None) -> int:
        """What of it a line bears."""
        return sum(pence for (_, _, line), pence in self.stands.items() if line == line_id)

    def borne(self, total: int, taken_over: Mapping[UUID, Mapping[UUID, int]]) -> list[Posting]:
        """This sum over its lines, then over those who bear each; `taken_over`: who does since, by the contract."""
        lines = sorted((line for line, part in self.of_line.items() if part), key=str)
        split = split_by_weights(total, whole([self.of_line[line] for line in lines]))
        parts: list[Posting] = []
        for line, pence in zip(lines, split, strict=True):
            since = taken_over.get(line, {}) if line else {}
            by: Payers = {(AccountKind.ACTIVITY, fund): Fraction(weight) for fund, weight in since.items()}
            by = by or self.payers[line]
            shares = split_by_weights(pence, whole(list(by.values())))
            parts += [Posting(kind, fund, part, line) for (kind, fund), part in zip(by, shares, strict=True)]
        return parts

    def follow(self, written: Sequence[Written]) -> None:
        """What one change wrote of it."""
        moved: Counter[UUID | None] = Counter()
        for one in written:
            for part in one.entry.postings:
                if part.kind in OF_LINES:
                    self.stands[part.kind, part.share_set_id, part.line_id] += part.amount_pence
                    moved[part.line_id] += part.amount_pence
        if any(one.turns_a_price or one.says_a_price for one in written):
            for one in written:
                if one.says_a_price:
                    self.quantity, self.each_pence = one.entry.price.quantity, one.entry.price.unit_pence
            return
        self.each_pence = self.each_pence or written[0].entry.price.unit_pence
        self.quantity += sum(one.entry.price.quantity * (-1 if one.entry.corrects_id else 1) for one in written)
        now: dict[UUID | None, Payers] = defaultdict(dict)
        for (kind, fund, line), pence in sorted(self.stands.items(), key=lambda one: tuple(map(str, one[0]))):
            if pence:
                now[line][kind, fund] = Fraction(abs(pence))
        # Where no line bears more or less, others pay; else it was put right what each bears.
        if any(moved.values()):
            self.of_line = {line: sum(by.values(), Fraction(0)) for line, by in now.items()}
            self.payers = dict(now)
        else:
            self.payers |= {line: now[line] for line in moved if line in now}


def priced_event(book: PricedBook, first_id: UUID) -> PricedEvent:
    """The event of which this entry was posted first."""
    event = PricedEvent()
    written = sorted(book.of_event(first_id), key=lambda one: one.change)
    for _, of_change in groupby(written, key=lambda one: one.change):
        event.follow(list(of_change))
    olds = (book.old(one.entry.id) for one in written if one.entry.corrects_id is None)
    event.olds = [one for one in olds if one and not one.gone and pence_of(one.standing.parts)]
    return event


def whole(parts: Iterable[Fraction]) -> list[int]:
    """The same proportions in whole numbers, none below 0."""
    known = list(parts)
    common = lcm(*(one.denominator for one in known))
    return [int(abs(one) * common) for one in known]
