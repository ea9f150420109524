"""Owns: what of its own past a scenario can begin with: gross spend, and the part of it that is equipment; how much of
equipment came back and passed, and how much of that was credited.
Refuses a time in which nothing was spent (None): there is nothing to measure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.repriced import Settled

GROSS = (AccountKind.EQUIPMENT, AccountKind.ACTIVITY, AccountKind.VAT)
# Rates are typed as percentages with two decimals.
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class OwnSpend:
    """In pence; `passed_pence`: what had been paid for what came back and passed, `credited_pence`: what was given back
    for it."""

    gross_pence: int
    equipment_pence: int
    passed_pence: int
    credited_pence: int

    @property
    def equipment_share(self) -> Decimal:
        """The part of the gross spend that is equipment."""
        return _part(self.equipment_pence, self.gross_pence)

    @property
    def reuse_rate(self) -> Decimal:
        """The part of what went out, by value, that came back and passed; all of it where more came back."""
        return _part(self.passed_pence, self.equipment_pence)

    @property
    def credit_rate(self) -> Decimal:
        """The part of the price that was paid back for what passed."""
        return _part(self.credited_pence, self.passed_pence)


def own_spend(gained: Iterable[tuple[AccountKind, int]], settled: Iterable[Settled]) -> OwnSpend | None:
    """From what accounts of funds gained, and what passed its tests, in the same time."""
    sums: Mapping[AccountKind, int] = _summed(gained)
    passed = list(settled)
    gross = sum(sums.get(kind, 0) for kind in GROSS)
    if gross <= 0:
        return None
    return OwnSpend(
        gross,
        max(0, sums.get(AccountKind.EQUIPMENT, 0)),
        max(0, sum(one.pieces * one.paid_each for one in passed)),
        max(0, sum(one.pieces * one.each_pence for one in passed)),
    )


def _summed(gained: Iterable[tuple[AccountKind, int]]) -> dict[AccountKind, int]:
    sums: dict[AccountKind, int] = {}
    for kind, pence in gained:
        sums[kind] = sums.get(kind, 0) + pence
    return sums


def _part(of: int, whole: int) -> Decimal:
    if whole <= 0:
        return Decimal(0)
    return min(Decimal(1), (Decimal(of) / whole).quantize(_PLACES, ROUND_HALF_UP))
