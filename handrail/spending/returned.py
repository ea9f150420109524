"""Reads how much of what was lent came back: from loans, and as it was kept last.
Refuses loans that never were, and those of the last year: what came back of them so far says too little."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.spending.rules import Returned

# What was lent from two years ago until one year ago has had a year to come back.
_SEEN = """
    SELECT l.product_id, sum(l.quantity), sum(l.quantity_back), coalesce(sum(l.quantity_back * extract(
            day FROM coalesce(l.ended_at, l.state_at) - l.started_at)) / nullif(sum(l.quantity_back), 0) / 30.44, 0)
    FROM loans_loan l
    WHERE l.contract_id = %(contract)s AND l.end_reason <> 'MISTAKEN'
        AND l.started_at >= %(today)s::date - interval '24 months'
        AND l.started_at < %(today)s::date - interval '12 months'
    GROUP BY l.product_id
"""


def seen(scope: Scope, today: date) -> Mapping[UUID, Returned]:
    """By product what came back of it. It reads all loans: a job asks once a day."""
    found = rows(
        lambda product, lent, back, months: (product, Returned(int(lent), int(back), int(months))),
        _SEEN, {"contract": scope.contract_id, "today": today},
    )  # fmt: skip
    return dict(found)


def kept(scope: Scope) -> Mapping[UUID, Returned]:
    """The same as it was kept last; nothing before the first day."""
    asked = "SELECT returned FROM spending_reckoned WHERE contract_id = %(contract)s"
    found = rows(value_of, asked, {"contract": scope.contract_id})
    return {UUID(product): Returned(*one) for row in found for product, one in row.items()}


def to_reckon(scope: Scope, at: datetime) -> bool:
    """Whether anything was ever lent, and nothing was reckoned on this day yet."""
    asked = """SELECT NOT EXISTS (SELECT FROM spending_reckoned r
            WHERE r.contract_id = %(contract)s AND r.reckoned_on >= %(today)s)
        AND EXISTS (SELECT FROM loans_loan l WHERE l.contract_id = %(contract)s)"""
    found = rows(bool, asked, {"contract": scope.contract_id, "today": at.astimezone(LONDON).date()})
    return found[0]
