"""Owns: on whom it falls that a pool spent more or less than its budget, by the rule of its agreement, to the penny.
Refuses nothing: a rule that needs what nobody measured gives no answer, and says so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.core.refusal import Reason
from handrail.ledger.codes import PoolReason, RiskRule
from handrail.ledger.rules.pool import part_of
from handrail.ledger.rules.shares import WHOLE, by_partner

WITH_PARTS = frozenset({RiskRule.CAPPED, RiskRule.BAND})


@dataclass(frozen=True, slots=True)
class RiskTerms:
    """The rule. `parts` of a million: of each contribution that a partner bears at most (CAPPED), or of the budget to
    either side of it (BAND)."""

    rule: RiskRule
    parts: int = 0


@dataclass(frozen=True, slots=True)
class InPool:
    """One partner in a year: its share in parts of a million, what it pays in, what its people used where measured."""

    parts: int
    pence: int
    use_pence: int | None = None


@dataclass(frozen=True, slots=True)
class Fallen:
    """On whom a difference falls: above zero a partner pays that much more, below it gets that much back. `kept_pence`
    stays in the pool. All of it together is the difference."""

    by_partner: Mapping[UUID, int]
    kept_pence: int = 0


def falls_on(over_pence: int, terms: RiskTerms, host_id: UUID, partners: Mapping[UUID, InPool]) -> Fallen | None:
    """What was spent over the budget (below zero: under it), over the partners. None where it hangs on a use that
    nobody measured."""
    shares = {partner: one.parts for partner, one in partners.items()}
    match terms.rule:
        case RiskRule.BY_CONTRIBUTION:
            return Fallen(by_partner(over_pence, shares))
        case RiskRule.BY_USE:
            return _by_use(over_pence, partners)
        case RiskRule.CAPPED:
            return Fallen(_capped(by_partner(over_pence, shares), terms.parts, host_id, partners))
        case RiskRule.BAND:
            outside = outside_band(over_pence, part_of(sum(one.pence for one in partners.values()), terms.parts))
            return Fallen(by_partner(outside, shares), over_pence - outside)
        case RiskRule.NONE:
            return Fallen({partner: over_pence if partner == host_id else 0 for partner in partners})


def _by_use(over_pence: int, partners: Mapping[UUID, InPool]) -> Fallen | None:
    use = [one.use_pence or 0 for one in partners.values()]
    if not any(use):
        return None
    return Fallen(dict(zip(partners, split_by_weights(over_pence, use), strict=True)))


def _capped(fallen: Mapping[UUID, int], parts: int, host_id: UUID, partners: Mapping[UUID, InPool]) -> dict[UUID, int]:
    """What lies above a partner's cap is the host's. What comes back to a partner has no cap."""
    borne = {
        partner: pence if partner == host_id else min(pence, part_of(partners[partner].pence, parts))
        for partner, pence in fallen.items()
    }
    borne[host_id] += sum(fallen.values()) - sum(borne.values())
    return borne


def outside_band(over_pence: int, band: int) -> int:
    """What of a difference lies beyond a band about nothing."""
    return max(0, over_pence - band) + min(0, over_pence + band)


def reasons_against_agreement(
    terms: RiskTerms, *, host_id: UUID, partners: frozenset[UUID], from_on: date, ends_on: date, review_on: date
) -> Iterator[Reason]:
    """What is wrong with an agreement, all of it at once."""
    if ends_on <= from_on:
        yield Reason(PoolReason.ENDS_BEFORE_BEGIN, "ends_on")
    elif not from_on <= review_on <= ends_on:
        yield Reason(PoolReason.REVIEW_OUTSIDE, "review_on")
    if host_id not in partners:
        yield Reason(PoolReason.HOST_PAYS_NOTHING, "host_id")
    if (terms.rule in WITH_PARTS) is not (0 < terms.parts <= WHOLE):
        yield Reason(PoolReason.RISK_PARTS, "risk_parts")
