"""What use cases about a pool share: the pool they are about, its shares of a day, texts that must be filled in.
Refuses a fund that is no open pool of the contract."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from handrail.core.refusal import Reason, refuse
from handrail.identity.scope import Scope
from handrail.ledger.codes import PoolReason
from handrail.ledger.queries.pool import Pool, SharesRow, pools, shares_of


def pool_of(scope: Scope, fund_id: UUID) -> Pool:
    """The pool; `Refused` where the fund is none."""
    found = next((pool for pool in pools(scope) if pool.id == fund_id), None)
    if found is None:
        raise refuse(PoolReason.NOT_A_POOL, "fund_id")
    return found


def shares_on(scope: Scope, fund_id: UUID, day: date) -> SharesRow | None:
    """The shares that hold on a day."""
    return next((one for one in shares_of(scope, fund_id) if one.holds_on(day)), None)


def against_empty(**texts: str) -> Iterator[Reason]:
    """A reason for each text that says nothing."""
    for field, text in texts.items():
        if not text.strip():
            yield Reason(PoolReason.TEXT_MISSING, field)
