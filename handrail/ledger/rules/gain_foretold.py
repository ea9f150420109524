"""Owns: what a gain-share would come to if a year of the contract ended as it is foreseen.
Refuses to settle anything: the job does, by what happened, once the year is over."""

from dataclasses import dataclass
from fractions import Fraction

from handrail.ledger.rules.gain import GainTerm, Outcome, outcome


@dataclass(frozen=True, slots=True)
class Foretold:
    """`so_far_pence`: what of it happened. `to_come_pence`: what is foreseen of it. `outcome`: what both come to; None
    where the target is for people and nobody was served yet."""

    so_far_pence: int
    to_come_pence: int
    outcome: Outcome | None


def foretold(term: GainTerm, so_far_pence: int, to_come_pence: int, people: int = 0) -> Foretold:
    """What it would come to. Where the target is for people, as many as so far are taken to be served for a pound."""
    whole = so_far_pence + to_come_pence
    served = round(Fraction(people * whole, so_far_pence)) if people and so_far_pence > 0 else people
    return Foretold(so_far_pence, to_come_pence, outcome(term, whole, served))


def without_vat(pence: int, cost_pence: int, vat_pence: int) -> int:
    """Of what is foreseen with VAT that is a cost, what is left without: in the proportion in which VAT stood on what
    cost so much so far. Gain-share knows no VAT."""
    with_vat = cost_pence + vat_pence
    return round(Fraction(pence * cost_pence, with_vat)) if vat_pence and with_vat > 0 else pence
