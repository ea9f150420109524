"""Reads for which months bands are to be settled, what came back of a year already, and who bore an activity.
Refuses nothing; a contract without bands gets nothing back by them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.queries.rent import months_charged
from handrail.ledger.queries.terms import bands_held
from handrail.ledger.rules.bands import REBATE, Band
from handrail.ledger.rules.monthly import BANDS, months_since_agreed
from handrail.partners.effective import Held

# What was put right by hand stands: it is not made good by the next month.
_BACK = f"""
    SELECT coalesce(-sum(quantity * unit_pence), 0)::bigint FROM ledger_entry
    WHERE contract_id = %(contract)s AND month >= date_trunc('month', %(year)s::timestamp) AND kind = 'CHARGED'
        AND item = '{REBATE}' AND cause LIKE 'charge:bands:%%:' || %(year)s || ':' || %(activity)s
"""
_BORNE = """
    SELECT a.share_set_id, sum(p.amount_pence)::bigint FROM ledger_entry e
    JOIN ledger_posting p ON p.entry_id = e.id AND p.contract_id = e.contract_id
    JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'ACTIVITY'
    WHERE e.contract_id = %(contract)s AND e.month >= date_trunc('month', %(first)s::timestamp)
        AND e.item = %(activity)s AND e.happened_on >= %(first)s AND e.happened_on < %(after)s
    GROUP BY 1 HAVING sum(p.amount_pence) > 0 ORDER BY 1
"""


def bands_due(scope: Scope, today: date) -> tuple[tuple[date, ...], Sequence[Held[Band]]]:
    """The months that are due, and the bands. One statement where there are none, else two."""
    held = bands_held(scope)
    return months_since_agreed(months_charged(scope, BANDS) if held else (), held, today), held


def any_bands_due(scope: Scope, at: datetime) -> bool:
    """Whether a month ended whose bands are not settled. Inside `reading`."""
    return bool(bands_due(scope, at.astimezone(LONDON).date())[0])


def came_back(scope: Scope, year: date, activity: str) -> int:
    """What came back for an activity in a year of the contract so far."""
    asked = {"contract": scope.contract_id, "year": year.isoformat(), "activity": activity}
    found: tuple[int, ...] = rows(int, _BACK, asked)
    return found[0]


def borne(scope: Scope, activity: str, first: date, after: date) -> Mapping[UUID, int]:
    """What each share set bore of an activity in these days."""
    asked = {"contract": scope.contract_id, "activity": activity, "first": first, "after": after}
    return dict(rows(lambda share_set, pence: (share_set, int(pence)), _BORNE, asked))
