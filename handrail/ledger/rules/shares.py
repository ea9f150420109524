"""Owns: whether shares are whole, and how a total falls on the partners by them.
Refuses: shares that do not add up to the whole, one that is not above zero, and a partner named twice (reasons)."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.core.refusal import Reason
from handrail.ledger.codes import EntryReason

# A share is given in parts of a million: 51.4% are 514,000.
WHOLE = 1_000_000


def reasons_against_shares(shares: Sequence[tuple[UUID, int]]) -> Iterator[Reason]:
    """What is wrong with the shares of a fund: partner and parts of a million each."""
    partners = [partner for partner, _ in shares]
    for at, (partner, parts) in enumerate(shares):
        if parts <= 0:
            yield Reason(EntryReason.SHARE_NEGATIVE, f"shares.{at}.parts", (("parts", parts),))
        if partner in partners[:at]:
            yield Reason(EntryReason.PARTNER_TWICE, f"shares.{at}.partner_id", (("partner", str(partner)),))
    total = sum(parts for _, parts in shares)
    if total != WHOLE:
        yield Reason(EntryReason.SHARES_NOT_WHOLE, "shares", (("total", total),))


def by_partner(total_pence: int, shares: Mapping[UUID, int]) -> dict[UUID, int]:
    """A total over the partners, to the penny: largest remainder, a tie to the partner named first."""
    return dict(zip(shares, split_by_weights(total_pence, list(shares.values())), strict=True))
