"""Owns: which funds pay for an order line, by the funding facts frozen on it and the contract's rules of the day.
Refuses nothing: where no rule fits, no fund pays, and the money waits in SUSPENSE for its owner."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.ledger.codes import Residence


@dataclass(frozen=True, slots=True)
class FundingFacts:
    """What decides who pays: the care route, and the council of ordinary residence (None: not known)."""

    care_route: str
    council_id: UUID | None


@dataclass(frozen=True, slots=True)
class FundingRule:
    """One row of the contract's rules; an empty care route, or ANY residence, fits everybody."""

    position: int
    care_route: str
    residence: Residence
    fund_id: UUID
    weight: int


def funds_for(facts: FundingFacts, rules: Sequence[FundingRule], councils: Collection[UUID]) -> Mapping[UUID, int]:
    """The funds that pay, each with its weight: the rows of the lowest position that fits. Empty where none does.

    `councils` are those whose residents the contract serves as its own. Who lives in whose area decides for adult
    social care (Care Act 2014, section 39); NHS continuing health care is the board's alone, whoever's resident."""
    home = Residence.OURS if facts.council_id in councils else Residence.OTHER if facts.council_id else Residence.ANY
    fitting = [
        rule for rule in rules if rule.care_route in ("", facts.care_route) and rule.residence in (Residence.ANY, home)
    ]
    first = min((rule.position for rule in fitting), default=0)
    return {rule.fund_id: rule.weight for rule in fitting if rule.position == first}
