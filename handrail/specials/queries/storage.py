"""Reads which specials stand in store after somebody had them, and for which months that is still to be charged.
Refuses nothing; a contract without specials owes nothing."""

from datetime import date, datetime

from handrail.core.moment import LONDON
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.rent import months_charged
from handrail.ledger.rules.monthly import STORAGE
from handrail.specials.rules.storage import Kept, months_due

# What is gone was kept until that day; what is on loan again, until it went.
_KEPT = """
    SELECT x.loan_id, (SELECT l.id FROM orders_orderline l WHERE l.product_id = a.product_id AND l.spend_pence > 0
            AND l.state = 'DELIVERED' ORDER BY l.delivered_at, l.id LIMIT 1),
        (x.ended_at AT TIME ZONE 'Europe/London')::date,
        (coalesce(x.out_again, CASE WHEN a.state IN ('SCRAPPED', 'LOST', 'SOLD', 'GIFTED', 'TRANSFERRED')
            THEN a.state_at END) AT TIME ZONE 'Europe/London')::date
    FROM catalogue_product p JOIN stock_asset a ON a.product_id = p.id
    JOIN LATERAL (SELECT o.id AS loan_id, o.ended_at, lead(o.started_at) OVER (ORDER BY o.started_at, o.id) AS out_again
        FROM loans_loan o WHERE o.asset_id = a.id) x ON x.ended_at IS NOT NULL
    WHERE p.contract_id = %(contract)s AND p.code LIKE 'SPC-%%' ORDER BY x.loan_id
"""


def kept_in_store(scope: Scope) -> tuple[Kept, ...]:
    """Each stay of a special in store after a loan."""
    return rows(Kept, _KEPT, {"contract": scope.contract_id})


def storage_due(scope: Scope, today: date) -> tuple[tuple[date, ...], tuple[Kept, ...]]:
    """The months that are due, and what stood in store. One statement where nothing did, else two."""
    kept = kept_in_store(scope)
    free_weeks = money_terms(scope).terms_of(today).special_free_weeks
    done = months_charged(scope, STORAGE) if kept else ()
    return months_due(kept, done, free_weeks, today), kept


def any_storage_due(scope: Scope, at: datetime) -> bool:
    """Whether a month ended whose storage is not charged. Inside `reading`."""
    return bool(storage_due(scope, at.astimezone(LONDON).date())[0])
